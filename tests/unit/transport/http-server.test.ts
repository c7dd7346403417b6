import { describe, expect, it, vi } from 'vitest';
import type { HttpHandler, HttpRequest } from '../../../src/http-message.ts';
import { silentLog } from '../../../src/log.ts';
import { hello, sayHello, waitingHandler } from './handlers.ts';
import { createFakeClock } from './fake-clock.ts';
import { connectTo, deferred, readAll, send, startHttp } from './loopback.ts';

const answerBadly: HttpHandler = async () => ({ status: 200, headers: { 'x-bad': 'a\nb' }, body: '' });
const throwAtOnce: HttpHandler = () => {
  throw new Error('at once');
};

describe('routing', () => {
  it('hands the request to the handler of its path as plain values', async () => {
    const seen: HttpRequest[] = [];
    const handler: HttpHandler = async (request) => {
      seen.push(request);
      return hello;
    };
    const { port } = await startHttp({ routes: [{ path: '/graphql', handler }] });

    const answer = await send({
      port,
      path: '/graphql?a=%20b&c',
      method: 'POST',
      headers: { 'x-many': ['one', 'two'], 'X-Case': 'kept' },
      body: 'body',
    });

    expect(answer).toMatchObject({ status: 200, body: 'hello' });
    expect(seen[0]).toMatchObject({
      method: 'POST',
      path: '/graphql',
      search: '?a=%20b&c',
      requestId: 'request-1',
    });
    expect(seen[0]?.body.toString()).toBe('body');
    expect(seen[0]?.headers.get('x-many')).toBe('one, two');
    expect(seen[0]?.headers.get('x-case')).toBe('kept');
  });

  it('shows every value of a repeated header that node would drop', async () => {
    const seen: unknown[] = [];
    const handler: HttpHandler = async ({ headers }) => {
      seen.push(headers.get('content-type'), headers.get('authorization'));
      return hello;
    };
    const { port } = await startHttp({ routes: [{ path: '/', handler }] });

    await send({ port, headers: { 'content-type': ['a/b', 'c/d'], authorization: ['one', 'two'] } });

    expect(seen).toEqual(['a/b, c/d', 'one, two']);
  });

  it.each(['/hell', '/hello/', '/HELLO', '/%68ello', '//hello'])(
    'answers 404 to %s when only /hello is known',
    async (path) => {
      const { port } = await startHttp({ routes: [{ path: '/hello', handler: sayHello }] });

      const answer = await send({ port, path });

      expect(answer.status).toBe(404);
      expect(JSON.parse(answer.body)).toMatchObject({
        errors: [{ extensions: { code: 'NOT_FOUND', requestId: 'request-1' } }],
      });
    },
  );

  it('understands a target that names the host, as proxies send it', async () => {
    const { port } = await startHttp({ routes: [{ path: '/hello', handler: sayHello }] });

    const answer = await send({ port, path: `http://example.com:1/hello?x` });

    expect(answer.status).toBe(200);
  });

  it('answers 400 to a target that is no path', async () => {
    const { port } = await startHttp({ routes: [{ path: '/hello', handler: sayHello }] });
    const socket = await connectTo(port);

    socket.write('OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');

    expect(await readAll(socket)).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('names the methods of a path to any other method', async () => {
    const { port } = await startHttp({
      routes: [{ path: '/hello', methods: ['GET', 'POST'], handler: sayHello }],
    });

    const refused = await send({ port, path: '/hello', method: 'DELETE' });
    const asked = await send({ port, path: '/hello', method: 'OPTIONS' });

    expect(refused).toMatchObject({ status: 405, headers: { allow: 'GET, POST, HEAD, OPTIONS' } });
    expect(asked).toMatchObject({ status: 204, headers: { allow: 'GET, POST, HEAD, OPTIONS' }, body: '' });
  });

  it('answers HEAD like GET without the body', async () => {
    const methods: string[] = [];
    const handler: HttpHandler = async ({ method }) => {
      methods.push(method);
      return hello;
    };
    const { port } = await startHttp({ routes: [{ path: '/hello', methods: ['GET'], handler }] });

    const answer = await send({ port, path: '/hello', method: 'HEAD' });

    expect(answer).toMatchObject({ status: 200, headers: { 'content-length': '5' }, body: '' });
    expect(methods).toEqual(['GET']);
  });

  it('leaves GET and HEAD of unknown paths to the fallback, and nothing else', async () => {
    const { port } = await startHttp({
      routes: [{ path: '/hello', handler: sayHello }],
      fallback: (request, response) => response.end(`static ${request.url}`),
    });

    const found = await send({ port, path: '/app.js' });
    const posted = await send({ port, path: '/app.js', method: 'POST' });

    expect(found).toMatchObject({
      status: 200,
      body: 'static /app.js',
      headers: { 'x-content-type-options': 'nosniff', 'x-request-id': 'request-1' },
    });
    expect(posted.status).toBe(404);
  });

  it('sets security headers and its own request id, whatever id the client sends', async () => {
    const { port } = await startHttp({ routes: [{ path: '/', handler: sayHello }] });

    const answer = await send({ port, headers: { 'x-request-id': 'forged' } });

    expect(answer.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'x-request-id': 'request-1',
      'content-length': '5',
    });
  });
});

describe('handlers that fail', () => {
  it('become a 500 that tells the request id and nothing else, and a line in the log', async () => {
    const logged: unknown[] = [];
    const error = new Error('canary');
    const handler: HttpHandler = async () => {
      throw error;
    };
    const log = { ...silentLog, error: (_: string, fields?: unknown) => void logged.push(fields) };
    const { port } = await startHttp({ routes: [{ path: '/', handler }], log });

    const answer = await send({ port });

    expect(answer.status).toBe(500);
    expect(answer.body).not.toContain('canary');
    expect(JSON.parse(answer.body)).toMatchObject({
      errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: 'request-1' } }],
    });
    expect(logged).toEqual([{ requestId: 'request-1', path: '/', error }]);
  });

  it('become a 500 when they throw before they return a promise', async () => {
    const { port } = await startHttp({ routes: [{ path: '/', handler: throwAtOnce }] });

    const answer = await send({ port });

    expect(answer.status).toBe(500);
  });

  it('become a 500 when the answer cannot be sent', async () => {
    const { port } = await startHttp({ routes: [{ path: '/', handler: answerBadly }] });

    const answer = await send({ port });

    expect(answer.status).toBe(500);
  });

  it('do not end the server when the fallback throws', async () => {
    const { port } = await startHttp({
      routes: [{ path: '/', handler: sayHello }],
      fallback() {
        throw new Error('broken');
      },
    });

    const broken = await send({ port, path: '/x' });
    const fine = await send({ port, path: '/' });

    expect([broken.status, fine.status]).toEqual([500, 200]);
  });
});

describe('the signal of a request', () => {
  it('aborts when the client hangs up', async () => {
    const logged: unknown[] = [];
    const log = { ...silentLog, error: (message: string) => void logged.push(message) };
    const { handler, started, aborted } = waitingHandler({ givesUp: true });
    const { port } = await startHttp({ routes: [{ path: '/', handler }], log });
    const socket = await connectTo(port);
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await started;

    socket.destroy();

    expect(await aborted).toMatchObject({ name: 'AbortError' });
    expect(logged).toEqual([]);
  });

  it('aborts at the deadline, and the handler that gives up is answered with 504', async () => {
    const clock = createFakeClock();
    const { handler, started } = waitingHandler({ givesUp: true });
    const { port } = await startHttp({ routes: [{ path: '/', handler }], clock });
    const answering = send({ port });
    const signal = await started;

    clock.advance(14_999);
    const before = signal.aborted;
    clock.advance(1);
    const answer = await answering;

    expect([before, signal.aborted, answer.status]).toEqual([false, true, 504]);
    expect(signal.reason).toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
    expect(clock.timersPending).toBe(0);
  });

  it('lets a handler still answer after the deadline', async () => {
    const clock = createFakeClock();
    const { handler, started } = waitingHandler({ givesUp: false });
    const { port } = await startHttp({ routes: [{ path: '/', handler }], clock });
    const answering = send({ port });
    await started;

    clock.advance(15_000);

    expect(await answering).toMatchObject({ status: 200, body: 'hello' });
  });

  it('does not wait for ever for a handler that is deaf to it', async () => {
    const clock = createFakeClock();
    const started = deferred();
    const handler: HttpHandler = () => {
      started.resolve();
      return new Promise(() => {});
    };
    const { port } = await startHttp({ routes: [{ path: '/', handler }], clock });
    const answering = send({ port });
    await started.promise;

    clock.advance(40_000);

    expect(await answering).toMatchObject({ status: 504 });
  });

  it('does not abort once the answer is out, and leaves no timer behind', async () => {
    const clock = createFakeClock();
    const signals: AbortSignal[] = [];
    const handler: HttpHandler = async ({ signal }) => {
      signals.push(signal);
      return hello;
    };
    const { port } = await startHttp({ routes: [{ path: '/', handler }], clock });

    await send({ port });
    await vi.waitFor(() => expect(clock.timersPending).toBe(0));
    clock.advance(60_000);

    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
  });
});
