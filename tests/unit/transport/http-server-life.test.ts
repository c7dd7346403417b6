import { describe, expect, it, vi } from 'vitest';
import { GatewayError } from '../../../src/errors.ts';
import type { HttpHandler } from '../../../src/http-message.ts';
import { silentLog } from '../../../src/log.ts';
import { createHttpServer } from '../../../src/transport/http-server.ts';
import { hello, sayHello } from './handlers.ts';
import { createFakeClock } from './fake-clock.ts';
import { connectTo, deferred, readAll, send, startHttp } from './loopback.ts';

describe('the limits of connections', () => {
  it('answers 431 to headers over 16 KB', async () => {
    const { port } = await startHttp({ routes: [{ path: '/', handler: sayHello }] });

    const fits = await send({ port, headers: { 'x-long': 'a'.repeat(15_000) } });
    const tooLong = await send({ port, headers: { 'x-long': 'a'.repeat(17_000) } });

    expect([fits.status, tooLong.status]).toEqual([200, 431]);
  });

  it('answers 408 when the headers do not come in time', async () => {
    const { port } = await startHttp({
      routes: [{ path: '/', handler: sayHello }],
      limits: { headersTimeoutMs: 100 },
    });
    const socket = await connectTo(port);

    socket.write('GET / HTTP/1.1\r\nHost: x\r\n');

    expect(await readAll(socket)).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('cuts a request off whose body does not come in time', async () => {
    const { port } = await startHttp({
      routes: [{ path: '/', handler: sayHello }],
      limits: { headersTimeoutMs: 100, requestTimeoutMs: 200 },
    });
    const socket = await connectTo(port);

    socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc');

    expect(await readAll(socket)).not.toContain('200');
  });

  it('closes connections beyond its bound', async () => {
    const { port } = await startHttp({
      routes: [{ path: '/', handler: sayHello }],
      limits: { connectionsMax: 1 },
    });
    const first = await connectTo(port);
    const second = await connectTo(port);

    expect(await readAll(second)).toBe('');
    first.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect(await readAll(first)).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('answers 400 to bytes that are no HTTP and goes on serving', async () => {
    const { port } = await startHttp({ routes: [{ path: '/', handler: sayHello }] });
    const socket = await connectTo(port);

    socket.write('nonsense\r\n\r\n');
    const refusal = await readAll(socket);
    const answer = await send({ port });

    expect(refusal).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer.status).toBe(200);
  });
});

describe('start', () => {
  it('explains a port that is taken', async () => {
    const { port } = await startHttp({});
    const second = createHttpServer({
      port,
      host: '127.0.0.1',
      routes: [],
      clock: createFakeClock(),
      log: silentLog,
      newRequestId: () => 'x',
    });

    const failure = await second.start().catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(GatewayError);
    expect(failure).toMatchObject({
      code: 'CONFIGURATION_INVALID',
      message: `Port ${port} is already in use. Stop the program that uses it, or set PORT to another one.`,
    });
    await second.stop({ timeoutMs: 0 });
  });

  it('explains an address that is not of this machine', async () => {
    const start = startHttp({ host: '192.0.2.1' });

    await expect(start).rejects.toMatchObject({
      code: 'CONFIGURATION_INVALID',
      message: 'HOST names 192.0.2.1, which is no address of this machine.',
    });
  });
});

describe('stop', () => {
  it('lets running requests finish, closes idle connections and accepts no more', async () => {
    const started = deferred();
    const release = deferred();
    const handler: HttpHandler = async () => {
      started.resolve();
      await release.promise;
      return hello;
    };
    const { server, port } = await startHttp({ routes: [{ path: '/', handler }] });
    const idle = await connectTo(port);
    const answering = send({ port });
    await started.promise;

    const stopped = server.stop({ timeoutMs: 10_000 });
    const idleEnd = await readAll(idle);
    const late = await connectTo(port).catch((error: unknown) => error);
    release.resolve();
    const answer = await answering;
    await stopped;

    expect(idleEnd).toBe('');
    expect(late).toMatchObject({ code: 'ECONNREFUSED' });
    expect(answer).toMatchObject({ status: 200, headers: { connection: 'close' } });
  });

  it('cuts off what still runs at the end of its time', async () => {
    const clock = createFakeClock();
    const started = deferred<AbortSignal>();
    const handler: HttpHandler = ({ signal }) => {
      started.resolve(signal);
      return new Promise(() => {});
    };
    const { server, port } = await startHttp({ routes: [{ path: '/', handler }], clock });
    const answering = send({ port }).catch((error: unknown) => error);
    const signal = await started.promise;

    const stopped = server.stop({ timeoutMs: 5_000 });
    clock.advance(5_000);
    await stopped;

    expect(await answering).toMatchObject({ code: 'ECONNRESET' });
    await vi.waitFor(() => expect(signal.aborted).toBe(true));
  });

  it('can be called before start and more than once', async () => {
    const { server } = await startHttp({});
    const unstarted = createHttpServer({
      port: 0,
      routes: [],
      clock: createFakeClock(),
      log: silentLog,
      newRequestId: () => 'x',
    });

    await Promise.all([server.stop({ timeoutMs: 0 }), server.stop({ timeoutMs: 0 })]);
    await server.stop({ timeoutMs: 0 });

    await expect(unstarted.stop({ timeoutMs: 0 })).resolves.toBeUndefined();
  });
});
