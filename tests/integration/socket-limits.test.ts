import { describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { startChat } from '../testkit/chat.ts';
import { readMetric } from '../testkit/metric.ts';
import { openSocket, type RawSocket } from '../testkit/raw-socket.ts';

type Chat = Awaited<ReturnType<typeof startChat>>;

const init = (token: string | null) => ({
  type: 'connection_init',
  payload: { authorization: `Bearer ${token}` },
});

async function openAs(chat: Chat, token: string | null): Promise<RawSocket> {
  const socket = await openSocket(chat.gateway.origin);
  socket.send(init(token));
  await socket.next('connection_ack');
  return socket;
}

/** The status with which an upgrade is answered. */
function upgrade(origin: string): Promise<number> {
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  return new Promise((resolve) => {
    socket.once('open', () => {
      socket.terminate();
      resolve(101);
    });
    socket.on('error', () => {});
    socket.once('unexpected-response', (_request, response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
  });
}

describe('a viewer', () => {
  it('may have 10 sockets open; the next one is closed with 1013, until another closes', async () => {
    const chat = await startChat();
    const sockets: RawSocket[] = [];
    for (let opened = 0; opened < 10; opened += 1) sockets.push(await openAs(chat, chat.alice.token));

    const eleventh = await openSocket(chat.gateway.origin);
    eleventh.send(init(chat.alice.token));
    const code = await eleventh.closed;
    await openAs(chat, chat.bob.token);
    sockets[0]?.close();
    await sockets[0]?.closed;
    await expect.poll(() => readMetric(chat.gateway.origin, 'sockets')).toBe(10);

    expect(code).toBe(1013);
    await openAs(chat, chat.alice.token);
  });

  it('in service scope may have as many as it wants', async () => {
    const chat = await startChat({ gateway: { limits: { viewer: { socketsMax: 1 } } } });

    await openAs(chat, chat.service.token);
    await openAs(chat, chat.service.token);

    expect(await readMetric(chat.gateway.origin, 'sockets')).toBe(2);
  });
});

describe('sockets without a verified token', () => {
  it('are bounded: one more upgrade gets 503, until one of them is authenticated or gone', async () => {
    const chat = await startChat({ gateway: { limits: { webSocket: { unauthenticatedSocketsMax: 2 } } } });
    const { origin } = chat.gateway;
    const first = await openSocket(origin);
    const second = await openSocket(origin);

    const full = await upgrade(origin);
    first.send(init(chat.alice.token));
    await first.next('connection_ack');
    const afterOneWasAuthenticated = await upgrade(origin);
    await expect.poll(() => readMetric(origin, 'sockets')).toBe(2);
    second.close();
    await second.closed;
    await expect.poll(() => readMetric(origin, 'sockets')).toBe(1);

    expect(full).toBe(503);
    expect(afterOneWasAuthenticated).toBe(101);
    await openSocket(origin);
    await openSocket(origin);
    expect(await upgrade(origin)).toBe(503);
  });
});

describe('a socket', () => {
  const subscription = (chat: Chat) => ({
    query: `subscription { conversationEvents(conversationId: "${chat.id}") { cursor } }`,
  });

  it('may run 50 operations; the next 10 get an error, and then it is closed with 4429', async () => {
    const chat = await startChat({ gateway: { limits: { webSocket: { messagesBurst: 1_000 } } } });
    const socket = await openAs(chat, chat.alice.token);
    const subscribe = (id: number) =>
      socket.send({ type: 'subscribe', id: String(id), payload: subscription(chat) });

    for (let id = 1; id <= 50; id += 1) subscribe(id);
    await expect.poll(() => readMetric(chat.gateway.origin, 'subscriptions')).toBe(50);
    subscribe(51);
    const refusal = await socket.next('error');
    expect(refusal).toMatchObject({ id: '51', payload: [{ extensions: { code: 'RATE_LIMITED' } }] });

    // What is refused runs no longer, so that only a burst comes this far: all of it is read before the first refusal is out.
    for (let id = 52; id <= 62; id += 1) subscribe(id);

    expect(await socket.closed).toBe(4429);
    await expect.poll(() => readMetric(chat.gateway.origin, 'subscriptions')).toBe(0);
  });

  it('may give an operation an id of 128 characters, and not one more', async () => {
    const chat = await startChat();
    const socket = await openAs(chat, chat.alice.token);
    const payload = { query: '{ viewer { identity } }' };

    socket.send({ type: 'subscribe', id: 'x'.repeat(128), payload });
    const answer = await socket.next('next');
    socket.send({ type: 'subscribe', id: 'y'.repeat(129), payload });
    const refusal = await socket.next('error');

    expect(answer).toMatchObject({ payload: { data: { viewer: { identity: 'alice' } } } });
    expect(refusal).toMatchObject({ payload: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  });
});
