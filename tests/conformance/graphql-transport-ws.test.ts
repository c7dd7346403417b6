import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { signToken } from '../testkit/gateway.ts';
import { startChat } from '../testkit/chat.ts';
import { readMetric } from '../testkit/metric.ts';
import { openSocket, type RawSocket } from '../testkit/raw-socket.ts';

/**
 * The protocol text of graphql-transport-ws, rule by rule, against a running gateway that is known by its address alone:
 * https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
 */
let chat: Awaited<ReturnType<typeof startChat>>;
beforeAll(async () => {
  chat = await startChat({
    gateway: { limits: { webSocket: { initTimeoutMs: 500 }, viewer: { socketsMax: 1_000 } } },
  });
});
afterAll(() => chat.stop());

const open = () => openSocket(chat.gateway.origin);
const init = (token = chat.alice.token) => ({
  type: 'connection_init',
  payload: { authorization: `Bearer ${token}` },
});

async function connect(): Promise<RawSocket> {
  const socket = await open();
  socket.send(init());
  await socket.next('connection_ack');
  return socket;
}

const query = { query: '{ viewer { identity } }' };
const follow = () => ({
  query: `subscription { conversationEvents(conversationId: "${chat.id}") { __typename } }`,
});
const running = () => readMetric(chat.gateway.origin, 'subscriptions');

/** Resolves once everything that was sent before has been answered. */
async function settle(socket: RawSocket): Promise<void> {
  socket.send({ type: 'ping' });
  await socket.next('pong');
}

describe('the sub-protocol', () => {
  it('is graphql-transport-ws: it is picked among several, and its predecessor is refused before the upgrade', async () => {
    const url = `${chat.gateway.origin.replace('http', 'ws')}/graphql`;
    const spoken = new WebSocket(url, ['graphql-ws', 'graphql-transport-ws']);
    await once(spoken, 'open');
    const refused = new WebSocket(url, 'graphql-ws');
    const [, response] = (await once(
      refused.on('error', () => {}),
      'unexpected-response',
    )) as [unknown, { readonly statusCode: number }];

    expect(spoken.protocol).toBe('graphql-transport-ws');
    expect(response.statusCode).toBe(400);
    spoken.terminate();
  });
});

describe('connection_init', () => {
  it('is answered with connection_ack', async () => {
    const socket = await open();

    socket.send(init());

    expect(await socket.next('connection_ack')).toEqual({ type: 'connection_ack' });
  });

  it('that does not come in time closes the socket with 4408', async () => {
    const socket = await open();

    expect(await socket.closed).toBe(4408);
  });

  it.each([
    ['at once', false],
    ['after the acknowledgement', true],
  ])('that comes a second time, %s, closes the socket with 4429', async (_when, waits) => {
    const socket = await open();

    socket.send(init());
    if (waits) await socket.next('connection_ack');
    socket.send(init());

    expect(await socket.closed).toBe(4429);
  });

  it.each<[string, () => Promise<object>]>([
    ['without a payload', async () => ({ type: 'connection_init' })],
    ['without a token', async () => ({ type: 'connection_init', payload: {} })],
    ['with a token that is none', async () => init('nonsense')],
    ['with a token that has expired', async () => init(await signToken('alice', { ttlSeconds: -60 }))],
  ])('%s closes the socket with 4403', async (_how, message) => {
    const socket = await open();

    socket.send(await message());

    expect(await socket.closed).toBe(4403);
  });
});

describe('a token that runs out', () => {
  it('closes the socket with 4403, after which clients come back with a new one', async () => {
    const socket = await open();
    socket.send(init(await signToken('alice', { ttlSeconds: 1 })));
    await socket.next('connection_ack');

    expect(await socket.closed).toBe(4403);
  });
});

describe('subscribe', () => {
  it('before the acknowledgement closes the socket with 4401', async () => {
    const socket = await open();

    socket.send({ type: 'subscribe', id: '1', payload: query });

    expect(await socket.closed).toBe(4401);
  });

  it('of an operation with a single result is answered with next and complete, both with its id', async () => {
    const socket = await connect();

    socket.send({ type: 'subscribe', id: 'an id', payload: query });

    expect(await socket.next('next')).toMatchObject({
      id: 'an id',
      payload: { data: { viewer: { identity: 'alice' } } },
    });
    expect(await socket.next('complete')).toEqual({ type: 'complete', id: 'an id' });
  });

  it('of a streaming operation is answered with next for each event, until the client completes it', async () => {
    const socket = await connect();
    const before = await running();
    socket.send({ type: 'subscribe', id: 's', payload: follow() });
    await expect.poll(running).toBe(before + 1);

    await chat.alice.data('SendMessage', { input: { conversationId: chat.id, body: 'One' } });
    const event = await socket.next('next');
    socket.send({ type: 'complete', id: 's' });
    await expect.poll(running).toBe(before);
    await chat.alice.data('SendMessage', { input: { conversationId: chat.id, body: 'Two' } });
    await settle(socket);

    expect(event).toMatchObject({
      id: 's',
      payload: { data: { conversationEvents: { __typename: 'MessageAdded' } } },
    });
    expect(socket.unread()).toEqual([]);
  });

  it.each([
    ['operation', () => query],
    ['subscription', follow],
  ])('with the id of an active %s closes the socket with 4409', async (_what, payload) => {
    const socket = await connect();

    socket.send({ type: 'subscribe', id: '1', payload: payload() });
    socket.send({ type: 'subscribe', id: '1', payload: payload() });

    expect(await socket.closed).toBe(4409);
  });

  it('may use an id again once its operation is over', async () => {
    const socket = await connect();

    for (let round = 0; round < 3; round += 1) {
      socket.send({ type: 'subscribe', id: '1', payload: query });
      await socket.next('complete');
    }

    await settle(socket);
    expect(socket.unread().map(({ type }) => type)).toEqual(['next', 'next', 'next']);
  });

  it.each<[string, object]>([
    ['that is not GraphQL', { query: '{' }],
    ['that does not fit the schema', { query: '{ nothing }' }],
    ['whose name does not exist', { query: 'query A { __typename }', operationName: 'B' }],
  ])('of a document %s is answered with error alone, and the socket stays open', async (_what, payload) => {
    const socket = await connect();

    socket.send({ type: 'subscribe', id: '1', payload });
    const error = await socket.next('error');
    await settle(socket);

    expect(error).toMatchObject({ id: '1', payload: [{ message: expect.any(String) }] });
    expect(socket.unread()).toEqual([]);
  });

  it('takes an operation name and variables that are null', async () => {
    const socket = await connect();

    socket.send({ type: 'subscribe', id: '1', payload: { ...query, operationName: null, variables: null } });

    expect(await socket.next('next')).toMatchObject({ payload: { data: { viewer: { identity: 'alice' } } } });
  });

  it('whose variables do not fit is answered with one next that has errors and no data', async () => {
    const socket = await connect();
    const payload = { query: 'query ($id: ID!) { node(id: $id) { id } }', variables: { id: {} } };

    socket.send({ type: 'subscribe', id: '1', payload });

    expect(await socket.next('next')).toMatchObject({
      payload: { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] },
    });
    await socket.next('complete');
  });
});

describe('complete', () => {
  it('of an operation that nobody knows is no fault', async () => {
    const socket = await connect();

    socket.send({ type: 'complete', id: 'nobody' });

    await settle(socket);
    expect(socket.unread()).toEqual([]);
  });
});

describe('ping and pong', () => {
  it('may come at any time, before connection_init too; a ping is answered with its payload', async () => {
    const socket = await open();

    socket.send({ type: 'ping' });
    const bare = await socket.next('pong');
    socket.send({ type: 'ping', payload: { at: 1 } });
    const filled = await socket.next('pong');
    socket.send({ type: 'pong' });
    socket.send({ type: 'pong', payload: { unsolicited: true } });
    socket.send(init());

    expect(bare).toEqual({ type: 'pong' });
    expect(filled).toEqual({ type: 'pong', payload: { at: 1 } });
    await socket.next('connection_ack');
  });
});

describe('an invalid message', () => {
  it.each<[string, unknown]>([
    ['no JSON', '{'],
    ['nothing', ''],
    ['a list', '[]'],
    ['null', 'null'],
    ['a number', '1'],
    ['without a type', {}],
    ['of a type that does not exist', { type: 'start' }],
    ['of a type that only servers send: connection_ack', { type: 'connection_ack' }],
    ['of a type that only servers send: next', { type: 'next', id: '1', payload: { data: null } }],
    ['of a type that only servers send: error', { type: 'error', id: '1', payload: [{ message: '' }] }],
    ['a subscribe without an id', { type: 'subscribe', payload: query }],
    ['a subscribe with an empty id', { type: 'subscribe', id: '', payload: query }],
    ['a subscribe with a number for an id', { type: 'subscribe', id: 1, payload: query }],
    ['a subscribe without a payload', { type: 'subscribe', id: '1' }],
    ['a subscribe without a query', { type: 'subscribe', id: '1', payload: {} }],
    ['a subscribe whose query is a number', { type: 'subscribe', id: '1', payload: { query: 1 } }],
    [
      'a subscribe whose variables are text',
      { type: 'subscribe', id: '1', payload: { ...query, variables: 'x' } },
    ],
    ['a complete without an id', { type: 'complete' }],
    ['a ping whose payload is text', { type: 'ping', payload: 'x' }],
    ['a connection_init whose payload is text', { type: 'connection_init', payload: 'x' }],
  ])('(%s) closes the socket with 4400', async (_what, message) => {
    const socket = await connect();

    socket.send(message as object);

    expect(await socket.closed).toBe(4400);
  });
});

describe('the end of a socket', () => {
  it('ends everything that ran on it, whether it closed properly or broke', async () => {
    const before = await running();
    const closing = await connect();
    const breaking = await connect();
    for (const socket of [closing, breaking]) socket.send({ type: 'subscribe', id: '1', payload: follow() });
    await expect.poll(running).toBe(before + 2);

    closing.close();
    breaking.cut();

    await expect.poll(running).toBe(before);
  });
});
