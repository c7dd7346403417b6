import { describe, expect, it } from 'vitest';
import type { HttpHandler } from '../../../src/http-message.ts';
import type { Door, DoorRequest } from '../../../src/transport/door.ts';
import { createMetrics } from '../../../src/metrics.ts';
import { connectTo, readAll, send, startHttp } from './loopback.ts';

/** A route whose door sends away what has the word in the beginning of its body, and whose handler repeats the body. */
async function startWithDoor({ isCrowded = () => true }: Partial<Pick<Door, 'isCrowded'>> = {}) {
  const shown: DoorRequest[] = [];
  const door: Door = {
    isCrowded,
    ask(request, onSaid) {
      shown.push(request);
      const isRefused = request.body.includes('later');
      // When all that came was read, the end of the body as well.
      setImmediate(() =>
        onSaid(isRefused ? { status: 503, headers: { 'retry-after': '1' }, body: 'full' } : null),
      );
    },
  };
  const handler: HttpHandler = async ({ body }) => ({ status: 200, headers: {}, body: body.toString() });
  const metrics = createMetrics();
  const { port } = await startHttp({ routes: [{ path: '/', handler, door }], metrics });
  return { port, shown, metrics };
}

describe('a door', () => {
  it('sends a request away before anything else is done, and what it sends away is counted', async () => {
    const { port, metrics } = await startWithDoor();

    const answer = await send({ port, method: 'POST', body: 'come later' });

    expect(answer).toMatchObject({ status: 503, body: 'full' });
    expect(answer.headers).toMatchObject({ 'retry-after': '1', 'x-request-id': 'request-1' });
    expect(await metrics.text()).toContain('http_requests_total{route="/",status="503"} 1');
  });

  it('whose answer cannot be written is a fault of one request, and not the end of the process', async () => {
    const door: Door = {
      isCrowded: () => true,
      ask: (_request, onSaid) =>
        void setImmediate(() => onSaid({ status: 503, headers: { 'retry-after': 'a\nb' }, body: 'full' })),
    };
    const handler: HttpHandler = () => Promise.reject(new Error('Nobody is asked.'));
    const { port } = await startHttp({ routes: [{ path: '/', handler, door }] });

    const answers = [await send({ port, method: 'POST', body: 'one' }), await send({ port, method: 'GET' })];

    expect(answers.map(({ status }) => status)).toEqual([500, 500]);
  });

  it('leaves the body of what it takes to the handler, whole', async () => {
    const { port } = await startWithDoor();
    const bodies = ['now', 'n'.repeat(90_000)];

    const answers = await Promise.all(bodies.map((body) => send({ port, method: 'POST', body })));

    expect(answers.map(({ status, body }) => [status, body])).toEqual(bodies.map((body) => [200, body]));
  });

  it('is told whether it is sure to see all of the body', async () => {
    const { port, shown } = await startWithDoor();
    const head = 'POST / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n';
    const seen = async (first: string, rest = '') => {
      const socket = await connectTo(port);
      const all = readAll(socket);
      const before = shown.length;
      socket.write(head + first);
      await expect.poll(() => shown.length).toBe(before + 1);
      socket.write(rest);
      expect(await all).toContain('HTTP/1.1 200');
      return [shown.at(-1)?.body.toString(), shown.at(-1)?.isWhole];
    };

    expect(await seen('content-length: 3\r\n\r\nall')).toEqual(['all', true]);
    expect(await seen('content-length: 8\r\n\r\npart', 'rest')).toEqual(['part', false]);
    expect(await seen('transfer-encoding: chunked\r\n\r\n3\r\nall\r\n0\r\n\r\n')).toEqual(['all', false]);
  });

  it('does not wait for the body of a request that has none', async () => {
    const { port, shown } = await startWithDoor();

    const answer = await send({ port });

    expect([answer.status, shown.map(({ method }) => method)]).toEqual([200, ['GET']]);
  });

  it('keeps the connection of whom it sends away, also where the rest of the body comes afterwards', async () => {
    const { port } = await startWithDoor();
    const socket = await connectTo(port);
    const all = readAll(socket);

    socket.write('POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 20\r\n\r\ncome later');
    await new Promise((resolve) => {
      socket.once('data', resolve);
    });
    socket.write('0123456789GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n');

    expect((await all).match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 503', 'HTTP/1.1 200']);
  });

  it('is not shown anything while it is not crowded', async () => {
    const { port, shown } = await startWithDoor({ isCrowded: () => false });

    const answer = await send({ port, method: 'POST', body: 'come later' });

    expect([answer.body, shown]).toEqual(['come later', []]);
  });

  it('forgets a request that is cut off before its body begins', async () => {
    const { port, shown } = await startWithDoor();
    const socket = await connectTo(port);
    socket.write('POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 20\r\n\r\n');
    socket.destroy();

    const answer = await send({ port, method: 'POST', body: 'now' });

    expect([answer.status, shown.length]).toEqual([200, 1]);
  });
});
