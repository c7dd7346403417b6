import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { startChat } from '../testkit/chat.ts';
import { readMetric } from '../testkit/metric.ts';
import { openSocket } from '../testkit/raw-socket.ts';
import { stopWithTest } from '../testkit/stop-with-test.ts';

type Chat = Awaited<ReturnType<typeof startChat>>;

/** How many sockets idle in the flood; fewer are for a machine that cannot open 1,200 files. */
const idleSockets = Number(process.env['IDLE_SOCKETS'] ?? 10_000);

const urlOf = (chat: Chat) => `${chat.gateway.origin.replace('http', 'ws')}/graphql`;

function dial(chat: Chat, headers: Readonly<Record<string, string>> = {}): WebSocket {
  const socket = new WebSocket(urlOf(chat), 'graphql-transport-ws', { headers });
  socket.on('error', () => {});
  stopWithTest(() => socket.terminate());
  return socket;
}

const closeCode = async (socket: WebSocket): Promise<number> => {
  const [code] = (await once(socket, 'close')) as [number];
  return code;
};

async function connectAs(chat: Chat, token: string | null): Promise<WebSocket> {
  const socket = dial(chat);
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
  await once(socket, 'message');
  return socket;
}

describe('a page of another origin', () => {
  it.each(['https://evil.example.com', 'null', 'http://127.0.0.1.evil.example.com', 'file://'])(
    '(%s) opens no socket',
    async (origin) => {
      const chat = await startChat();
      const socket = dial(chat, { origin });

      const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];

      expect(response.statusCode).toBe(403);
    },
  );
});

describe(`${idleSockets} sockets that never say who they are`, () => {
  it('are kept to the bound, closed when their time is over, and leave nothing behind', async () => {
    const unauthenticatedSocketsMax = Math.ceil(idleSockets / 20);
    const chat = await startChat({
      gateway: {
        limits: {
          http: { connectionsMax: idleSockets + 100 },
          webSocket: { socketsPerAddressMax: idleSockets, unauthenticatedSocketsMax, initTimeoutMs: 2_000 },
        },
      },
    });
    let refused = 0;
    const codes: number[] = [];

    for (let opened = 0; opened < idleSockets; opened += 50) {
      await Promise.all(
        Array.from({ length: 50 }, async () => {
          const socket = dial(chat);
          socket.once('close', (code) => codes.push(code));
          const outcome = await Promise.race([
            once(socket, 'open').then(() => 'open'),
            once(socket, 'unexpected-response').then(() => 'refused'),
          ]);
          if (outcome === 'refused') refused += 1;
        }),
      );
    }
    const alive = await chat.alice.data('{ viewer { identity } }');
    await expect.poll(() => readMetric(chat.gateway.origin, 'sockets'), { timeout: 10_000 }).toBe(0);

    expect(alive.viewer.identity).toBe('alice');
    expect(refused).toBeGreaterThan(0);
    expect(codes.filter((code) => code !== 1006 && code !== 4408)).toEqual([]);
    await connectAs(chat, chat.alice.token);
  }, 120_000);
});

describe('a flood', () => {
  it.each<[string, (socket: WebSocket) => void]>([
    ['pings of the protocol', (socket) => socket.send('{"type":"ping"}')],
    ['pongs of the protocol', (socket) => socket.send('{"type":"pong"}')],
    ['pings of WebSocket', (socket) => socket.ping('x'.repeat(125))],
    ['pongs of WebSocket', (socket) => socket.pong('x'.repeat(125))],
    ['completions of nothing', (socket) => socket.send('{"type":"complete","id":"x"}')],
    [
      'queries that are completed at once',
      (socket) => {
        socket.send('{"type":"subscribe","id":"x","payload":{"query":"{ viewer { unreadMessagesCount } }"}}');
        socket.send('{"type":"complete","id":"x"}');
      },
    ],
  ])('of %s ends the socket, and nobody else notices', async (_what, send) => {
    const chat = await startChat();
    const socket = await connectAs(chat, chat.alice.token);
    socket.on('message', () => {});
    const closed = closeCode(socket);

    for (let sent = 0; sent < 200; sent += 1) send(socket);

    // Pings that wait for their answers by the dozen cut the socket off without a word.
    expect([4429, 1006]).toContain(await closed);
    expect(await chat.bob.data('{ viewer { identity } }')).toEqual({ viewer: { identity: 'bob' } });
  });

  it('of subscriptions on one socket ends with the socket, and all of them end with it', async () => {
    const chat = await startChat();
    const socket = await connectAs(chat, chat.alice.token);
    const payload = { query: 'subscription { inboxEvents { cursor } }' };
    const closed = closeCode(socket);

    for (let id = 0; id < 200; id += 1)
      socket.send(JSON.stringify({ type: 'subscribe', id: String(id), payload }));

    expect(await closed).toBe(4429);
    await expect.poll(() => readMetric(chat.gateway.origin, 'subscriptions')).toBe(0);
  });

  it('of subscriptions over many sockets is kept to the sockets that a viewer may have', async () => {
    const chat = await startChat({ gateway: { limits: { viewer: { socketsMax: 3 } } } });
    const sockets = await Promise.all(Array.from({ length: 3 }, () => connectAs(chat, chat.alice.token)));
    const next = dial(chat);
    await once(next, 'open');

    next.send(
      JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${chat.alice.token}` } }),
    );

    expect(await closeCode(next)).toBe(1013);
    expect(sockets.map(({ readyState }) => readyState)).toEqual([1, 1, 1]);
  });
});

/** A socket on which frames are written byte by byte. */
async function openRaw(chat: Chat): Promise<Socket> {
  const socket = connect(Number(new URL(chat.gateway.origin).port), '127.0.0.1');
  socket.on('error', () => {});
  stopWithTest(() => socket.destroy());
  socket.write(
    [
      'GET /graphql HTTP/1.1',
      'Host: x',
      'Upgrade: websocket',
      'Connection: Upgrade',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
      'Sec-WebSocket-Protocol: graphql-transport-ws',
      '\r\n',
    ].join('\r\n'),
  );
  await once(socket, 'data');
  return socket;
}

/** A masked frame whose mask is zero, so that what is written is what arrives. */
const frame = (first: number, content: string | Buffer) => {
  const length = Buffer.byteLength(content);
  const lengthBytes = length < 126 ? [0x80 | length] : [0x80 | 126, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([first, ...lengthBytes, 0, 0, 0, 0]), Buffer.from(content)]);
};

/** The code of the close frame with which a raw socket ends; 0 for an end without one. */
async function rawCloseCode(socket: Socket): Promise<number> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  await new Promise((resolve) => socket.once('close', resolve));
  const bytes = Buffer.concat(chunks);
  const at = bytes.lastIndexOf(0x88);
  return at === -1 || bytes.length < at + 4 ? 0 : bytes.readUInt16BE(at + 2);
}

describe('frames', () => {
  it.each<[string, readonly Buffer[], number]>([
    [
      'of one letter each, 1,000 for one message',
      [frame(0x01, '{'), ...Array.from({ length: 1_000 }, () => frame(0x00, ' '))],
      1008,
    ],
    [
      'that are empty, 1,000 for one message',
      [frame(0x01, ''), ...Array.from({ length: 1_000 }, () => frame(0x00, ''))],
      1008,
    ],
    ['that claim 2 GiB', [Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0])], 1009],
    [
      'that claim more than a number can hold',
      [Buffer.from([0x81, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0])],
      1009,
    ],
    ['that are not masked', [Buffer.from([0x81, 0x02, 0x7b, 0x7d])], 1002],
    ['that are compressed, which nobody agreed on', [frame(0xc1, '{}')], 1002],
    ['of a kind that does not exist', [frame(0x83, '{}')], 1002],
    ['that go on with nothing', [frame(0x80, '{}')], 1002],
    ['of text that is no UTF-8', [frame(0x81, Buffer.from([0xff, 0xfe]))], 1007],
    ['of bytes', [frame(0x82, '{}')], 1003],
    ['with a ping in several parts', [frame(0x09, 'x')], 1002],
  ])('%s close the socket', async (_what, frames, code) => {
    const chat = await startChat({ gateway: { limits: { webSocket: { closeTimeoutMs: 200 } } } });
    const socket = await openRaw(chat);

    socket.write(Buffer.concat(frames));

    expect(await rawCloseCode(socket)).toBe(code);
    await expect.poll(() => readMetric(chat.gateway.origin, 'sockets')).toBe(0);
  });
});

describe('a message', () => {
  /** A ping of the protocol, cut into so many pieces. */
  const pieces = (count: number): string[] => {
    const text = JSON.stringify({ type: 'ping', payload: { filler: 'x'.repeat(200) } });
    return [...text.slice(0, count - 1).split(''), text.slice(count - 1)];
  };

  it('may come in 16 fragments and not one more', async () => {
    const chat = await startChat();
    const send = async (count: number) => {
      const socket = await openRaw(chat);
      const parts = pieces(count);
      const frames = parts.map((part, at) => {
        const isLast = at === parts.length - 1;
        return frame((isLast ? 0x80 : 0) | (at === 0 ? 0x01 : 0x00), part);
      });
      socket.write(Buffer.concat(frames));
      const [answer] = (await once(socket, 'data')) as [Buffer];
      return answer;
    };

    const at = await send(16);
    const above = await send(17);

    expect(at.toString('latin1')).toContain('"type":"pong"');
    expect([above[0], above.readUInt16BE(2)]).toEqual([0x88, 1008]);
  });

  it('may arrive in as many pieces as the limit says, and not one more', async () => {
    const chat = await startChat({ gateway: { limits: { webSocket: { bufferedChunksMax: 64 } } } });
    const send = async (count: number) => {
      const socket = await openRaw(chat);
      socket.setNoDelay(true);
      const answer = once(socket, 'data') as Promise<[Buffer]>;
      const [head, ...parts] = [frame(0x81, pieces(1)[0] ?? '').subarray(0, 8), ...pieces(count)];
      for (const part of [head ?? '', ...parts]) {
        socket.write(part);
        // A round trip, so that the gateway has read this piece before the next one is sent.
        await fetch(`${chat.gateway.origin}/healthz`);
      }
      return (await answer)[0];
    };

    const at = await send(64);
    const above = await send(65);

    expect(at.toString('latin1')).toContain('"type":"pong"');
    expect([above[0], above.readUInt16BE(2)]).toEqual([0x88, 1008]);
  });
});

describe('a client that does not read', () => {
  it('is closed once too much has waited for too long, and the others go on hearing', async () => {
    const chat = await startChat({
      gateway: {
        limits: {
          webSocket: {
            unsentBytesMax: 65_536,
            slowTimeoutMs: 1_000,
            closeTimeoutMs: 500,
            messageBytesMax: 1_000_000,
          },
        },
      },
    });
    const deaf = await connectAs(chat, chat.alice.token);
    const listening = chat.bob.subscribe('ConversationEvents', { conversationId: chat.id });
    await expect.poll(() => readMetric(chat.gateway.origin, 'subscriptions')).toBe(1);
    deaf.pause();
    // What comes back for a ping is as long as the ping: it fills what the client does not empty.
    const filling = JSON.stringify({ type: 'ping', payload: { filler: 'x'.repeat(900_000) } });
    for (let sent = 0; sent < 20; sent += 1) deaf.send(filling);

    await expect.poll(() => readMetric(chat.gateway.origin, 'sockets'), { timeout: 15_000 }).toBe(1);
    await chat.alice.data('SendMessage', { input: { conversationId: chat.id, body: 'Still there?' } });

    await listening.waitFor((event) => event.message?.body === 'Still there?');
    expect(await openSocket(chat.gateway.origin)).toBeDefined();
  });
});
