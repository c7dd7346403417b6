import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import { describe, expect, it, vi } from 'vitest';
import { begun } from '../testkit/begun.ts';
import { startChat } from '../testkit/chat.ts';
import { startGateways } from '../testkit/gateways.ts';
import type { GraphqlClient } from '../testkit/graphql-client.ts';
import { readMetric } from '../testkit/metric.ts';
import { hasRedisServer, type RedisServer, startRedisServer } from '../testkit/redis-server.ts';
import { startTcpProxy } from '../testkit/tcp-proxy.ts';

type Event = { __typename: string; cursor: string; message?: { body: string; index: number } };

const isMessage = (body: string) => (event: Event) =>
  event.__typename === 'MessageAdded' && event.message?.body === body;

const readyOf = async (origin: string) => {
  const response = await fetch(`${origin}/readyz`);
  return { status: response.status, body: await response.json() };
};

const well = { status: 200, body: { status: 'ready' } };
const withoutRedis = { status: 200, body: { status: 'degraded', degraded: ['redis'] } };

/** Posts a message as somebody who writes past the gateways, such as the account's other services. */
async function writeAtTwilio(
  { emulator, sid }: Pick<Awaited<ReturnType<typeof startChat>>, 'emulator' | 'sid'>,
  body: string,
): Promise<void> {
  const { accountSid, authToken, baseUrl, chatServiceSid } = emulator.emulator.config;
  const response = await fetch(`${baseUrl}/v1/Services/${chatServiceSid}/Conversations/${sid}/Messages`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`,
      'x-twilio-webhook-enabled': 'true',
    },
    body: new URLSearchParams({ Author: 'alice', Body: body }),
  });
  if (!response.ok) throw new Error(`The emulator refused a message: ${await response.text()}`);
}

async function followAs(client: GraphqlClient, id: string) {
  const { conversation } = await client.data('Thread', { id });
  return client.subscribe('ConversationEvents', { conversationId: id, after: conversation.eventsCursor });
}

describe.skipIf(!hasRedisServer())('a gateway whose Redis is away', () => {
  it('is degraded and not down, goes on to tell its own subscribers, and heals', async () => {
    const redis = await startRedisServer();
    const chat = await startChat({ gateway: { redisUrl: redis.url } });
    const { gateway, bob, id } = chat;
    const events = await followAs(bob, id);
    await vi.waitFor(async () => expect(await readyOf(gateway.origin)).toEqual(well));

    await redis.kill();
    await vi.waitFor(async () => expect(await readyOf(gateway.origin)).toEqual(withoutRedis));
    await writeAtTwilio(chat, 'without Redis');
    await events.waitFor(isMessage('without Redis'));
    const keptLocal = await readMetric(gateway.origin, 'events_kept_local_total');
    const up = await readMetric(gateway.origin, 'redis_up');
    await redis.start();
    await vi.waitFor(async () => expect(await readyOf(gateway.origin)).toEqual(well), { timeout: 15_000 });
    await writeAtTwilio(chat, 'with Redis');
    await events.waitFor(isMessage('with Redis'));

    const added = events.events.filter(({ __typename }) => __typename === 'MessageAdded');
    expect(added.map(({ message }) => message.body)).toEqual(['without Redis', 'with Redis']);
    expect([keptLocal >= 1, up, await readMetric(gateway.origin, 'redis_up')]).toEqual([true, 0, 1]);
  });

  it('sends nothing of which it cannot know that it was not sent before, and sends it once when it can', async () => {
    const redis = await startRedisServer();
    const { alice, emulator, id, sid } = await startChat({ gateway: { redisUrl: redis.url } });
    const send = async () => {
      const { sendMessage } = await alice.data('SendMessage', {
        input: { conversationId: id, body: 'once', clientMessageId: 'the one' },
      });
      return sendMessage;
    };
    await redis.kill();
    emulator.control.clearJournal();

    const refused = await send();
    const callsWithout = emulator.control.journal().filter(({ method }) => method === 'POST');
    await redis.start();
    await vi.waitFor(async () => expect((await send()).message).not.toBeNull(), {
      timeout: 15_000,
      interval: 200,
    });
    await send();

    expect(refused.message).toBeNull();
    expect(refused.errors).toMatchObject([{ code: 'DELIVERY_UNKNOWN' }]);
    expect(callsWithout).toEqual([]);
    const posts = emulator.control
      .journal()
      .filter(({ method, path }) => method === 'POST' && path.endsWith(`${sid}/Messages`));
    expect(posts).toHaveLength(1);
  });

  it('sends nothing twice that a Redis that started anew has forgotten', async () => {
    const redis = await startRedisServer();
    const { alice, emulator, gateway, id, sid } = await startChat({ gateway: { redisUrl: redis.url } });
    await vi.waitFor(async () => expect(await readyOf(gateway.origin)).toEqual(well));
    const send = async (clientMessageId: string) => {
      const input = { conversationId: id, body: clientMessageId, clientMessageId };
      return (await alice.data('SendMessage', { input })).sendMessage;
    };
    const first = await send('the one');
    await redis.kill();
    await vi.waitFor(async () => expect(await readyOf(gateway.origin)).toEqual(withoutRedis));
    await redis.start();
    await vi.waitFor(async () => expect(await readyOf(gateway.origin)).toEqual(well), { timeout: 15_000 });

    const again = await send('the one');
    const another = await send('another');

    expect(again.message.id).toBe(first.message.id);
    expect(another.message.body).toBe('another');
    const posts = emulator.control
      .journal()
      .filter(({ method, path }) => method === 'POST' && path.endsWith(`${sid}/Messages`));
    expect(posts).toHaveLength(2);
  });

  it('starts, answers queries and is degraded where Redis was never there', async () => {
    const redis = await startRedisServer();
    await redis.kill();

    const { gateway, alice, id } = await startChat({ gateway: { redisUrl: redis.url } });

    await vi.waitFor(async () => expect(await readyOf(gateway.origin)).toEqual(withoutRedis));
    expect((await alice.data('Thread', { id })).conversation.id).toBe(id);
  });
});

describe.skipIf(!hasRedisServer())('a gateway whose Redis hangs', () => {
  it('answers webhooks within a second, and tells its own subscribers', async () => {
    const redis = await startRedisServer();
    const { emulator, gateway, bob, id, sid } = await startChat({ gateway: { redisUrl: redis.url } });
    const events = await followAs(bob, id);
    const { accountSid, authToken, chatServiceSid } = emulator.emulator.config;
    const deliver = async (place: number) => {
      const parameters = {
        AccountSid: accountSid,
        ChatServiceSid: chatServiceSid,
        ConversationSid: sid,
        EventType: 'onConversationUpdated',
        Source: 'SDK',
        RetryCount: '0',
        State: 'active',
        FriendlyName: `Boats ${place}`,
        Attributes: '{}',
        DateCreated: '2026-01-02T03:04:05.678Z',
        DateUpdated: `2026-01-02T03:04:0${place}.678Z`,
        MessagingServiceSid: `MG${'1'.repeat(32)}`,
      };
      const url = `${gateway.origin}/webhooks/twilio`;
      const startedAt = performance.now();
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'x-twilio-signature': getExpectedTwilioSignature(authToken, url, parameters) },
        body: new URLSearchParams(parameters),
      });
      return { status: response.status, text: await response.text(), ms: performance.now() - startedAt };
    };
    redis.pause();

    const answers = [await deliver(1), await deliver(2), await deliver(3), await deliver(3)];
    redis.resume();

    expect(answers.map(({ status, text }) => [status, text])).toEqual(answers.map(() => [200, '']));
    expect(Math.max(...answers.map(({ ms }) => ms))).toBeLessThan(1_000);
    expect(await readMetric(gateway.origin, 'webhooks_total{outcome="repeated"}')).toBe(1);
    await events.waitFor(({ __typename }) => __typename === 'ConversationUpdated');
  });
});

/** How a Redis is bad, and the URL by which a gateway finds it so. */
const badRedises: readonly {
  readonly what: string;
  readonly urlOf?: (redis: RedisServer) => string;
  readonly spoil?: (redis: RedisServer) => Promise<unknown>;
}[] = [
  { what: 'is full', spoil: (redis) => redis.command('CONFIG', 'SET', 'maxmemory', '1') },
  { what: 'takes no writes', spoil: (redis) => redis.command('REPLICAOF', '127.0.0.1', '1') },
  { what: 'has another password', urlOf: ({ port }) => `redis://:wrong-password@127.0.0.1:${port}` },
];

describe.skipIf(!hasRedisServer())('a gateway whose Redis', () => {
  it.each(badRedises)('$what is degraded, tells its subscribers, and sends nothing', async (bad) => {
    const redis = await startRedisServer({ password: 'right-password' });
    const chat = await startChat({ gateway: { redisUrl: bad.urlOf?.(redis) ?? redis.url } });
    const { alice, bob, emulator, gateway, id } = chat;
    await bad.spoil?.(redis);
    await vi.waitFor(async () => expect(await readyOf(gateway.origin)).toEqual(withoutRedis), 10_000);
    const events = await followAs(bob, id);
    emulator.control.clearJournal();

    const { sendMessage } = await alice.data('SendMessage', { input: { conversationId: id, body: 'mine' } });
    const posted = emulator.control.journal().filter(({ method }) => method === 'POST');
    await writeAtTwilio(chat, 'theirs');
    await events.waitFor(isMessage('theirs'));

    expect(sendMessage.errors).toMatchObject([{ code: 'DELIVERY_UNKNOWN' }]);
    expect(posted).toEqual([]);
  });

  it('answers slowly for a while is degraded, and sends once what was asked for meanwhile', async () => {
    const redis = await startRedisServer();
    const line = await startTcpProxy(redis.port);
    const chat = await startChat({ gateway: { redisUrl: `redis://127.0.0.1:${line.port}` } });
    const { alice, bob, emulator, gateway, id, sid } = chat;
    const events = await followAs(bob, id);
    // Nobody waits for a Redis that was never there.
    await vi.waitFor(async () => expect(await readyOf(gateway.origin)).toEqual(well));
    line.delay(2_000);

    const sent = begun(alice.data('SendMessage', { input: { conversationId: id, body: 'once' } }));
    await vi.waitFor(async () => expect(await readyOf(gateway.origin)).toEqual(withoutRedis), 10_000);
    line.delay(0);
    const { sendMessage } = await sent;

    expect(sendMessage).toMatchObject({ message: { body: 'once' }, errors: [] });
    await events.waitFor(isMessage('once'));
    const posts = emulator.control
      .journal()
      .filter(({ method, path }) => method === 'POST' && path.endsWith(`${sid}/Messages`));
    expect(posts).toHaveLength(1);
  });
});

describe.skipIf(!hasRedisServer())('three gateways whose Redis starts anew', () => {
  it('tell everybody everything once, also what was written meanwhile', { timeout: 60_000 }, async () => {
    const chat = await startGateways();
    const { gateways, redis, id } = chat;
    const subscriptions = await Promise.all(
      gateways.map(async (gateway) => followAs(await gateway.as('bob'), id)),
    );
    const bodies = Array.from({ length: 30 }, (_, index) => `message ${index}`);

    for (const [place, body] of bodies.entries()) {
      await writeAtTwilio(chat, body);
      if (place === 9) await redis.kill();
      if (place === 19) await redis.start();
    }
    await Promise.all(
      subscriptions.map((subscription) => subscription.waitFor(isMessage('message 29'), 40_000)),
    );

    for (const { events } of subscriptions) {
      const added = events.filter(({ __typename }) => __typename === 'MessageAdded');
      expect(added.map(({ message }) => message.body)).toEqual(bodies);
      expect(events.map(({ __typename }) => __typename)).not.toContain('Resync');
    }
  });
});
