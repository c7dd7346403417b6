import { connect, type Socket } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startChat } from '../testkit/chat.ts';
import { stopWithTest } from '../testkit/stop-with-test.ts';

let chat: Awaited<ReturnType<typeof startChat>>;
beforeAll(async () => {
  chat = await startChat({
    gateway: { limits: { http: { headersTimeoutMs: 300, requestTimeoutMs: 600, connectionsMax: 60 } } },
  });
});
afterAll(() => chat.stop());

const query = '{ viewer { identity } }';
const body = JSON.stringify({ query });

const post = (content: string | Buffer, headers: Readonly<Record<string, string>> = {}) =>
  fetch(`${chat.gateway.origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${chat.alice.token}`, ...headers },
    body: content,
  });

/** A connection on which anything can be written. */
function dial(): Socket {
  const socket = connect(Number(new URL(chat.gateway.origin).port), '127.0.0.1');
  socket.on('error', () => {});
  stopWithTest(() => socket.destroy());
  return socket;
}

/** All that comes until the other side closes. */
async function readToEnd(socket: Socket): Promise<string> {
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  await new Promise((resolve) => socket.once('close', resolve));
  return text;
}

const isAlive = async () => (await chat.alice.data(query)).viewer.identity === 'alice';

describe('compression bombs', () => {
  const bomb = Buffer.from(JSON.stringify({ query, padding: ' '.repeat(20_000_000) }));

  it.each([
    ['gzip', gzipSync(bomb)],
    ['deflate', deflateSync(bomb)],
    ['br', brotliCompressSync(bomb)],
  ])('of %s are refused with 413, however small they come', async (encoding, packed) => {
    expect(packed.length).toBeLessThan(102_400);

    const response = await post(packed, { 'content-encoding': encoding });

    expect(response.status).toBe(413);
    expect(await isAlive()).toBe(true);
  });

  it.each([
    ['packed twice', 'gzip, gzip', gzipSync(gzipSync(bomb))],
    ['of an encoding that nobody knows', 'zstd', gzipSync(bomb)],
  ])('%s are not unpacked at all', async (_how, encoding, packed) => {
    expect((await post(packed, { 'content-encoding': encoding })).status).toBe(415);
  });

  it('that are none, but bytes that do not unpack, are refused', async () => {
    expect((await post(Buffer.from('nonsense'), { 'content-encoding': 'gzip' })).status).toBe(400);
  });
});

describe('charsets', () => {
  it.each(['utf-16', 'utf-7', 'iso-8859-1', 'x-user-defined', '"utf-16le"'])(
    '%s is refused with 415',
    async (charset) => {
      const response = await post(body, { 'content-type': `application/json; charset=${charset}` });

      expect(response.status).toBe(415);
      expect(await response.json()).toMatchObject({
        errors: [{ extensions: { code: 'UNSUPPORTED_MEDIA_TYPE' } }],
      });
    },
  );

  it.each(['utf-8', 'UTF-8', '"utf-8"'])('%s is taken', async (charset) => {
    expect((await post(body, { 'content-type': `application/json; charset=${charset}` })).status).toBe(200);
  });

  it.each([
    ['UTF-16', Buffer.from(body, 'utf16le')],
    [
      'an overlong form of a slash',
      Buffer.from([...Buffer.from('{"query":"{'), 0xc0, 0xaf, ...Buffer.from('}"}')]),
    ],
    [
      'half a surrogate pair',
      Buffer.from([...Buffer.from('{"query":"'), 0xed, 0xa0, 0x80, ...Buffer.from('"}')]),
    ],
  ])('bytes that are %s in truth are refused with 400', async (_what, bytes) => {
    expect((await post(bytes)).status).toBe(400);
  });
});

describe('slow clients', () => {
  it('that send headers letter by letter are cut off', async () => {
    const socket = dial();
    socket.write('POST /graphql HTTP/1.1\r\nHost: x\r\n');
    const timer = setInterval(() => socket.write('x-a: b\r\n'), 50);

    const answer = await readToEnd(socket);
    clearInterval(timer);

    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('that send a body letter by letter are cut off', async () => {
    const socket = dial();
    socket.write(
      'POST /graphql HTTP/1.1\r\nHost: x\r\ncontent-type: application/json\r\ncontent-length: 90000\r\n\r\n',
    );
    const timer = setInterval(() => socket.write(' '), 50);

    const answer = await readToEnd(socket);
    clearInterval(timer);

    expect(answer === '' || /^HTTP\/1\.1 4\d\d /.test(answer)).toBe(true);
  });

  it('that only connect, more than may be, leave room for others once they are cut off', async () => {
    const idle = Array.from({ length: 80 }, dial);

    await Promise.all(idle.map(readToEnd));

    expect(await isAlive()).toBe(true);
  });
});

describe('header floods', () => {
  it.each([
    ['5,000 headers', Array.from({ length: 5_000 }, (_, at) => `x-${at}: 1`).join('\r\n')],
    ['one header of 20,000 letters', `x-a: ${'a'.repeat(20_000)}`],
    ['one name of 20,000 letters', `${'x'.repeat(20_000)}: 1`],
    ['a cookie of 20,000 letters', `cookie: a=${'a'.repeat(20_000)}`],
  ])('of %s are refused with 431', async (_what, headers) => {
    const socket = dial();
    socket.write(`POST /graphql HTTP/1.1\r\nHost: x\r\n${headers}\r\n\r\n`);

    expect(await readToEnd(socket)).toMatch(/^HTTP\/1\.1 431 /);
  });

  it('in a URL are refused, too', async () => {
    const socket = dial();
    socket.write(`GET /graphql?query=${'a'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`);

    expect(await readToEnd(socket)).toMatch(/^HTTP\/1\.1 (414|431) /);
  });
});

describe('requests that two servers could read differently', () => {
  it.each([
    ['two lengths', 'content-length: 5\r\ncontent-length: 6\r\n\r\nabcdef'],
    ['a length and chunks', 'content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['a length that is no number', 'content-length: 5x\r\n\r\nabcde'],
    ['a blank before the colon', 'content-length : 5\r\n\r\nabcde'],
    ['a line of headers that is folded', 'x-a: b\r\n c: d\r\n\r\n'],
  ])('because they have %s are refused', async (_what, rest) => {
    const socket = dial();
    socket.write(`POST /graphql HTTP/1.1\r\nHost: x\r\nconnection: close\r\n${rest}`);

    expect(await readToEnd(socket)).toMatch(/^HTTP\/1\.1 4\d\d /);
  });
});

describe('requests that any page could send', () => {
  it.each([
    ['a form', { method: 'POST', headers: { 'content-type': 'text/plain' }, body }],
    [
      'a form with fields',
      { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body },
    ],
    [
      'a form with files',
      { method: 'POST', headers: { 'content-type': 'multipart/form-data; boundary=x' }, body },
    ],
    ['no type at all', { method: 'POST', headers: { 'content-type': '' }, body }],
  ])('as %s are refused before anything is executed', async (_what, request) => {
    const response = await fetch(`${chat.gateway.origin}/graphql`, {
      ...request,
      headers: { ...request.headers, authorization: `Bearer ${chat.alice.token}` },
    });

    expect(response.status).toBe(415);
  });

  it('by GET are refused unless they carry what makes a browser ask first, and mutations always', async () => {
    const get = (document: string, headers: Readonly<Record<string, string>> = {}) =>
      fetch(`${chat.gateway.origin}/graphql?query=${encodeURIComponent(document)}`, {
        headers: { authorization: `Bearer ${chat.alice.token}`, ...headers },
      });
    const preflighted = { 'apollo-require-preflight': 'true' };

    expect((await get(query)).status).toBe(400);
    expect((await get(query, preflighted)).status).toBe(200);
    expect((await get('mutation { updateUser(input: {}) { __typename } }', preflighted)).status).toBe(405);
  });
});
