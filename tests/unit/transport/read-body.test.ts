import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import type { HttpHandler } from '../../../src/http-message.ts';
import { createFakeClock } from './fake-clock.ts';
import { connectTo, readAll, send, startHttp } from './loopback.ts';

/** Says the length of the body that it was handed. */
const measure: HttpHandler = async ({ body }) => ({ status: 200, headers: {}, body: `${body.length}` });

const defaultMax = 102_400;

async function post(
  port: number,
  body: Buffer,
  headers: Readonly<Record<string, string>> = {},
  path = '/default',
) {
  return send({ port, path, method: 'POST', headers, body });
}

async function startMeasuring() {
  const { port } = await startHttp({
    routes: [
      { path: '/default', handler: measure },
      { path: '/larger', handler: measure, bodyBytesMax: 262_144 },
    ],
  });
  return port;
}

describe('the body of a request', () => {
  it('may have 100 KB and not one byte more, whether its length is announced or not', async () => {
    const port = await startMeasuring();
    const chunked = { 'transfer-encoding': 'chunked' };

    const fits = await post(port, Buffer.alloc(defaultMax));
    const tooLarge = await post(port, Buffer.alloc(defaultMax + 1));
    const fitsChunked = await post(port, Buffer.alloc(defaultMax), chunked);
    const tooLargeChunked = await post(port, Buffer.alloc(defaultMax + 1), chunked);

    expect([fits.body, fitsChunked.body]).toEqual([`${defaultMax}`, `${defaultMax}`]);
    expect([tooLarge.status, tooLargeChunked.status]).toEqual([413, 413]);
    expect(JSON.parse(tooLarge.body)).toMatchObject({
      errors: [{ extensions: { code: 'PAYLOAD_TOO_LARGE' } }],
    });
  });

  it('is refused in words that reach a client which sends far too much', async () => {
    const port = await startMeasuring();

    const answer = await post(port, Buffer.alloc(20_000_000));

    expect(answer.status).toBe(413);
  });

  it('may be larger where its route says so', async () => {
    const port = await startMeasuring();

    const fits = await post(port, Buffer.alloc(262_144), {}, '/larger');
    const tooLarge = await post(port, Buffer.alloc(262_145), {}, '/larger');

    expect([fits.body, tooLarge.status]).toEqual(['262144', 413]);
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ] as const)('is unpacked from %s up to the limit', async (encoding, pack) => {
    const port = await startMeasuring();
    const headers = { 'content-encoding': encoding };

    const fits = await post(port, pack(Buffer.alloc(defaultMax)), headers);
    const bomb = await post(port, pack(Buffer.alloc(defaultMax + 1)), headers);

    expect([fits.body, bomb.status]).toEqual([`${defaultMax}`, 413]);
  });

  it('is not unpacked further than its limit', async () => {
    const port = await startMeasuring();
    const bomb = gzipSync(Buffer.alloc(64_000_000));

    const answer = await post(port, bomb, { 'content-encoding': 'gzip' });

    expect(bomb.length).toBeLessThan(defaultMax);
    expect(answer.status).toBe(413);
  });

  it.each(['gzip', 'deflate', 'br'])('is refused when it is not the %s it claims to be', async (encoding) => {
    const port = await startMeasuring();

    const answer = await post(port, Buffer.from('plain'), { 'content-encoding': encoding });

    expect(answer.status).toBe(400);
  });

  it.each(['zstd', 'gzip, gzip', 'compress', 'x'])('is refused in the encoding %s', async (encoding) => {
    const port = await startMeasuring();

    const answer = await post(port, Buffer.from('x'), { 'content-encoding': encoding });

    expect(answer).toMatchObject({ status: 415, headers: { 'accept-encoding': 'gzip, deflate, br' } });
  });

  it('is awaited until the deadline of the request', async () => {
    const clock = createFakeClock();
    const { port } = await startHttp({ routes: [{ path: '/', handler: measure }], clock });
    const socket = await connectTo(port);
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n');
    // The server asks for the body, so it is about to wait for it.
    await new Promise((resolve) => socket.once('data', resolve));

    clock.advance(15_000);

    expect(await readAll(socket)).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('leaves nothing behind when the client hangs up in the middle of it', async () => {
    const clock = createFakeClock();
    const { server, port } = await startHttp({ routes: [{ path: '/', handler: measure }], clock });
    const socket = await connectTo(port);
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n');
    await new Promise((resolve) => socket.once('data', resolve));

    socket.destroy();
    await server.stop({ timeoutMs: 60_000 });

    await vi.waitFor(() => expect(clock.timersPending).toBe(0));
  });
});
