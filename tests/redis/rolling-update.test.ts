import { createClient } from 'graphql-ws';
import { describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { startEmulator } from '../testkit/emulator.ts';
import { findFreePort } from '../testkit/free-port.ts';
import { sendWebhooksTo, signToken } from '../testkit/gateway.ts';
import { startGatewayProcess } from '../testkit/gateway-process.ts';
import { createGraphqlClient } from '../testkit/graphql-client.ts';
import { hasRedisServer, startRedisServer } from '../testkit/redis-server.ts';
import { stopWithTest } from '../testkit/stop-with-test.ts';
import { conversationId } from '../../src/graphql/global-id.ts';

const clientsCount = 20;
const threadQuery = `query ($id: ID!) { conversation(by: { id: $id }) { eventsCursor } }`;
const subscription = `subscription ($id: ID!, $after: EventCursor) {
  conversationEvents(conversationId: $id, after: $after) { __typename cursor ... on MessageAdded { message { body } } } }`;
const sending = `mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } errors { ... on UserError { code } } } }`;

interface Event {
  readonly __typename: string;
  readonly cursor: string;
  readonly message?: { readonly body: string };
}

/** Follows a conversation as an app does: comes back by itself where the balancer leads, with the cursor of the last event. */
function startFollower(options: {
  readonly token: string;
  readonly id: string;
  readonly after: string;
  readonly pickOrigin: () => string;
}) {
  const { token, id, after, pickOrigin } = options;
  const bodies: string[] = [];
  const closes: { readonly code: number; readonly told: number }[] = [];
  let cursor = after;
  const client = createClient({
    url: () => `${pickOrigin().replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    generateID: () => 'thread',
    retryAttempts: 100,
    retryWait: async () => {},
    connectionParams: () => ({ authorization: `Bearer ${token}`, resume: { thread: cursor } }),
    on: { closed: (event) => closes.push({ code: (event as { code: number }).code, told: bodies.length }) },
  });
  stopWithTest(() => client.dispose());
  client.subscribe<{ readonly conversationEvents: Event }>(
    { query: subscription, variables: { id, after } },
    {
      next({ data }) {
        if (!data) return;
        ({ cursor } = data.conversationEvents);
        bodies.push(data.conversationEvents.message?.body ?? data.conversationEvents.__typename);
      },
      error: (error) => bodies.push(`error ${JSON.stringify(error)}`),
      complete: () => bodies.push('complete'),
    },
  );
  // Around a reconnect a message may be told as updated without having changed.
  const besides = new Set(['ParticipantUpdated', 'MessageUpdated']);
  return { closes, added: () => bodies.filter((body) => !besides.has(body)) };
}

describe.skipIf(!hasRedisServer())('a rolling update', () => {
  it('loses and repeats no message of those who were connected to the gateway that ends', async () => {
    const [redis, emulator, port] = await Promise.all([startRedisServer(), startEmulator(), findFreePort()]);
    const identities = Array.from({ length: clientsCount }, (_, place) => `reader-${place}`);
    const { conversations } = emulator.control.seed({
      conversations: [{ participants: ['alice', ...identities].map((identity) => ({ identity })) }],
    });
    const id = conversationId(conversations[0]?.sid ?? '');
    const { config } = emulator.emulator;
    const environment = { REDIS_URL: redis.url, PUBLIC_URL: `http://127.0.0.1:${port}` };
    await sendWebhooksTo(config, `http://127.0.0.1:${port}/webhooks/twilio`);
    const [old, fresh] = await Promise.all([
      startGatewayProcess(config, { environment }),
      startGatewayProcess(config, { environment: { ...environment, PORT: String(port) } }),
    ]);
    let origin = old.origin;
    const followers = await Promise.all(
      identities.map(async (identity) => {
        const token = await signToken(identity);
        const { conversation } = await createGraphqlClient({ origin, token }).data(threadQuery, { id });
        return startFollower({ token, id, after: conversation.eventsCursor, pickOrigin: () => origin });
      }),
    );
    const alice = createGraphqlClient({ origin: fresh.origin, token: await signToken('alice') });
    const sent: string[] = [];
    const send = async () => {
      const body = `number ${sent.length}`;
      const { sendMessage } = await alice.data(sending, {
        input: { conversationId: id, body, clientMessageId: body },
      });
      expect(sendMessage.errors).toEqual([]);
      sent.push(body);
    };

    for (let count = 0; count < 5; count++) await send();
    await expect.poll(() => followers.every((each) => each.added().length === 5)).toBe(true);
    origin = fresh.origin;
    old.send('SIGTERM');
    const ending = { isOver: false };
    const exitCode = old.exited.finally(() => (ending.isOver = true));
    while (!ending.isOver) await send();
    for (let count = 0; count < 5; count++) await send();
    await expect
      .poll(() => followers.every((each) => each.added().length >= sent.length), { timeout: 20_000 })
      .toBe(true);

    expect(await exitCode).toBe(0);
    for (const follower of followers) expect(follower.added()).toEqual(sent);
    expect(new Set(followers.flatMap(({ closes }) => closes.map(({ code }) => code)))).toEqual(
      new Set([1012]),
    );
    // They come back one after the other: messages were told between one close and the next.
    const toldAtClose = new Set(followers.flatMap(({ closes }) => closes.map(({ told }) => told)));
    expect(toldAtClose.size).toBeGreaterThan(3);
  }, 120_000);
});
