import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import twilio from 'twilio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { resolveLimits } from '../../src/config/limits.ts';
import { startChat } from '../testkit/chat.ts';
import type { GraphqlAnswer, GraphqlClient } from '../testkit/graphql-client.ts';
import { readMetric } from '../testkit/metric.ts';
import { stopWithTest } from '../testkit/stop-with-test.ts';

type Chat = Awaited<ReturnType<typeof startChat>>;

const defaults = resolveLimits();
const identityQuery = '{ viewer { identity } }';
const codeOf = ({ errors }: GraphqlAnswer) => errors[0]?.extensions?.['code'];

/** A connection on which anything can be written. */
function dial(chat: Chat): Socket {
  const socket = connect(Number(new URL(chat.gateway.origin).port), '127.0.0.1');
  socket.on('error', () => {});
  stopWithTest(() => socket.destroy());
  return socket;
}

describe('a request over HTTP', () => {
  let chat: Chat;
  beforeAll(async () => {
    chat = await startChat();
  });
  afterAll(() => chat.stop());

  const paddedTo = (bytes: number) => {
    const body = JSON.stringify({ query: identityQuery });
    return body + ' '.repeat(bytes - body.length);
  };
  const post = async (body: string | Buffer, headers: Readonly<Record<string, string>> = {}) => {
    const response = await fetch(`${chat.gateway.origin}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${chat.alice.token}`,
        ...headers,
      },
      body,
    });
    return { status: response.status, text: await response.text() };
  };

  it.each([
    ['as it is', (body: string) => post(body)],
    ['unpacked', (body: string) => post(gzipSync(body), { 'content-encoding': 'gzip' })],
  ])('may have a body of 102,400 bytes and not one more, %s', async (_how, send) => {
    const at = await send(paddedTo(defaults.http.bodyBytesMax));
    const above = await send(paddedTo(defaults.http.bodyBytesMax + 1));

    expect(at).toEqual({ status: 200, text: expect.stringContaining('"identity":"alice"') });
    expect(above).toEqual({ status: 413, text: expect.stringContaining('"PAYLOAD_TOO_LARGE"') });
  });

  it('may have headers of 16,384 bytes, and not many more', async () => {
    const statusWith = async (bytes: number) => {
      const socket = dial(chat);
      const [start, end] = ['GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Long: ', '\r\n\r\n'];
      socket.write(`${start}${'a'.repeat(bytes - start.length - end.length)}${end}`);
      const [answer] = (await once(socket, 'data')) as [Buffer];
      return Number(answer.toString('latin1').split(' ')[1]);
    };

    // Node counts names and values, and leaves out what lies between them.
    expect([
      await statusWith(defaults.http.headerBytesMax),
      await statusWith(defaults.http.headerBytesMax + 64),
    ]).toEqual([200, 431]);
  });
});

describe.each<{
  readonly transport: string;
  readonly send: (client: GraphqlClient, operation: string, variables?: object) => Promise<GraphqlAnswer>;
}>([
  { transport: 'HTTP', send: (client, operation, variables) => client.run(operation, { ...variables }) },
  {
    transport: 'WebSocket',
    send: (client, operation, variables) => client.runOverWebSocket(operation, { ...variables }),
  },
])('over $transport', ({ send }) => {
  it('a page may have 100 rows and not one more, from either end', async () => {
    const { alice, sid } = await startChat();
    const page = (side: 'first' | 'last') =>
      `query ($sid: String!, $rows: Int!) { conversation(by: { sid: $sid }) { messages(${side}: $rows) { nodes { sid } } } }`;

    for (const side of ['first', 'last'] as const) {
      const at = await send(alice, page(side), { sid, rows: 100 });
      const above = await send(alice, page(side), { sid, rows: 101 });

      expect(at.errors).toEqual([]);
      expect(codeOf(above)).toBe('BAD_USER_INPUT');
    }
  });

  it('a viewer may have 10 operations running and not one more, by default', async () => {
    const { operationsAtOnceMax } = defaults.viewer;
    const chat = await startChat({
      gateway: { limits: { viewer: { operationsAtOnceMax, socketsMax: 1_000 } } },
    });
    chat.emulator.control.setFaults({ latencyMs: 1_500 });
    const slow = 'query ($sid: String!) { conversation(by: { sid: $sid }) { lastMessage { sid } } }';

    const running = await Promise.all(
      Array.from({ length: operationsAtOnceMax + 1 }, () => send(chat.alice, slow, { sid: chat.sid })),
    );

    expect(running.map(codeOf).filter((code) => code !== undefined)).toEqual(['RATE_LIMITED']);
  });
});

describe('what one viewer asks', () => {
  it('counts together, whichever way it comes', async () => {
    const chat = await startChat({ gateway: { limits: { viewer: { operationsAtOnceMax: 2 } } } });
    chat.emulator.control.setFaults({ latencyMs: 1_500 });
    const slow = 'query ($sid: String!) { conversation(by: { sid: $sid }) { lastMessage { sid } } }';
    const variables = { sid: chat.sid };

    const answers = await Promise.all([
      chat.alice.run(slow, variables),
      chat.alice.runOverWebSocket(slow, variables),
      chat.alice.run(slow, variables),
      chat.alice.runOverWebSocket(slow, variables),
    ]);

    expect(answers.map(codeOf).filter((code) => code === 'RATE_LIMITED')).toHaveLength(2);
  });
});

describe('a webhook', () => {
  it('may have 262,144 bytes and 100 parameters, and not one more', async () => {
    const chat = await startChat();
    const { accountSid, authToken } = chat.emulator.emulator.config;
    const url = `${chat.gateway.origin}/webhooks/twilio`;
    const statusOf = async (more: Readonly<Record<string, string>>) => {
      const form = { AccountSid: accountSid, EventType: 'onSomethingNew', ...more };
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'x-twilio-signature': twilio.getExpectedTwilioSignature(authToken, url, form) },
        body: new URLSearchParams(form),
      });
      return response.status;
    };
    const fixed = new URLSearchParams({ AccountSid: accountSid, EventType: 'onSomethingNew', Body: '' });
    const bodyOf = (bytes: number) => 'x'.repeat(bytes - fixed.toString().length);
    const parameters = (count: number) =>
      Object.fromEntries(Array.from({ length: count - 2 }, (_, at) => [`Parameter${at}`, '1']));

    const { bodyBytesMax, parametersMax } = defaults.webhook;
    expect(await statusOf({ Body: bodyOf(bodyBytesMax) })).toBe(200);
    expect(await statusOf({ Body: bodyOf(bodyBytesMax + 1) })).toBe(413);
    expect(await statusOf(parameters(parametersMax))).toBe(200);
    expect(await statusOf(parameters(parametersMax + 1))).toBe(400);
  });
});

/** For what a busy machine takes its time for. */
const patience = { timeout: 20_000, interval: 100 };

/** What a subscriber is told who reads nothing while so many messages are sent, and then reads. */
async function tellDeaf(chat: Chat, messages: number): Promise<{ messages: number; resyncs: string[] }> {
  const deaf = new WebSocket(`${chat.gateway.origin.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  stopWithTest(() => deaf.terminate());
  await once(deaf, 'open');
  const send = (message: object) => deaf.send(JSON.stringify(message));
  send({ type: 'connection_init', payload: { authorization: `Bearer ${chat.alice.token}` } });
  await once(deaf, 'message');
  const query = `subscription { conversationEvents(conversationId: "${chat.id}") {
    ... on MessageAdded { message { body } } ... on Resync { reason } } }`;
  send({ type: 'subscribe', id: '1', payload: { query } });
  await expect.poll(() => readMetric(chat.gateway.origin, 'subscriptions'), patience).toBe(1);
  const listening = chat.bob.subscribe('ConversationEvents', { conversationId: chat.id });
  await expect.poll(() => readMetric(chat.gateway.origin, 'subscriptions'), patience).toBe(2);
  const told = { messages: 0, resyncs: [] as string[], isPrompt: false };
  deaf.on('message', (data: Buffer) => {
    const { type, payload } = JSON.parse(data.toString('utf8')) as {
      readonly type: string;
      readonly payload?: { readonly data?: { readonly conversationEvents: Record<string, unknown> } };
    };
    if (type === 'pong' && payload && 'isLast' in payload) told.isPrompt = true;
    const event = payload?.data?.conversationEvents;
    if (event && 'reason' in event) told.resyncs.push(String(event['reason']));
    if (event && 'message' in event) told.messages += 1;
  });

  deaf.pause();
  // What comes back for a ping is as long as the ping: it fills what the client does not empty.
  for (let sent = 0; sent < 20; sent += 1) send({ type: 'ping', payload: { filler: 'x'.repeat(900_000) } });
  await expect.poll(() => deaf.bufferedAmount, patience).toBe(0);
  await chat.alice.data(identityQuery);
  for (let sent = 1; sent <= messages; sent += 1)
    await chat.alice.data('SendMessage', { input: { conversationId: chat.id, body: `${messages}/${sent}` } });
  await listening.waitFor((event) => event.message?.body === `${messages}/${messages}`, patience.timeout);
  await listening.stop();
  deaf.resume();
  // Only what is asked for after everything else is answered after everything else.
  await expect
    .poll(() => {
      send({ type: 'ping', payload: { isLast: true } });
      return told.isPrompt;
    }, patience)
    .toBe(true);
  deaf.close();
  await expect.poll(() => readMetric(chat.gateway.origin, 'subscriptions'), patience).toBe(0);
  return { messages: told.messages, resyncs: told.resyncs };
}

describe('a subscriber who does not read', () => {
  it.each([
    ['alone', false],
    ['together with others', true],
  ])(
    'keeps as many events waiting as the limit says, and is told Resync for one more, %s',
    async (_how, fastPaths) => {
      const queuedEventsMax = 4;
      // A client that does not read answers no pings either, and a busy machine may be at it for longer than two of them.
      const webSocket = {
        queuedEventsMax,
        unsentBytesMax: 104_857_600,
        messageBytesMax: 1_000_000,
        keepAliveMs: 600_000,
      };
      // What is marked read would be an event, too.
      const chat = await startChat({
        gateway: { fastPaths, advanceReadHorizonOnSend: false, limits: { webSocket } },
      });

      const within = await tellDeaf(chat, queuedEventsMax);
      const beyond = await tellDeaf(chat, 3 * queuedEventsMax);

      expect(within).toEqual({ messages: queuedEventsMax, resyncs: [] });
      expect(beyond.resyncs).toEqual(['SLOW_CONSUMER']);
      expect(beyond.messages).toBeLessThan(3 * queuedEventsMax);
    },
  );
});

describe('what goes to Twilio', () => {
  it.each([
    ['is tried as often as the limit says', { retriesMax: 0, breakerCallsMin: 1_000 }, [5]],
    [
      'is not tried at all once as many failed as open the circuit',
      { retriesMax: 0, breakerCallsMin: 3 },
      [1, 2, 3],
    ],
  ])('%s', async (_what, upstream, attempts) => {
    const chat = await startChat({ gateway: { limits: { upstream } } });
    chat.emulator.control.setFaults({ errorRate: 1, status: 503 });
    chat.emulator.control.clearJournal();
    const ask = (name: string) =>
      chat.alice.run('query ($name: String!) { conversation(by: { uniqueName: $name }) { sid } }', { name });

    const codes: unknown[] = [];
    for (const name of ['one', 'two', 'three', 'four', 'five']) codes.push(codeOf(await ask(name)));

    expect(new Set(codes)).toEqual(new Set(['UPSTREAM_UNAVAILABLE']));
    expect(attempts).toContain(chat.emulator.control.journal().length);
  });

  it('waits for its turn in a conversation up to the limit, and is refused beyond it', async () => {
    const chat = await startChat({ gateway: { limits: { upstream: { sendsWaitingMax: 3 } } } });
    chat.emulator.control.setFaults({ latencyMs: 200 });

    const answers = await Promise.all(
      Array.from({ length: 5 }, (_, at) =>
        chat.alice.run('SendMessage', { input: { conversationId: chat.id, body: String(at) } }),
      ),
    );

    const refusals = answers.flatMap(({ data }) => data.sendMessage.errors as { readonly code: string }[]);
    expect(refusals.length).toBeGreaterThan(0);
    expect(new Set(refusals.map(({ code }) => code))).toEqual(new Set(['RATE_LIMITED']));
    expect(answers.length - refusals.length).toBeGreaterThanOrEqual(3);
  });
});
