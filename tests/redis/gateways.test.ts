import { describe, expect, it, vi } from 'vitest';
import { startChat } from '../testkit/chat.ts';
import { startGateway } from '../testkit/gateway.ts';
import { startFanOut, startGateways } from '../testkit/gateways.ts';
import { readMetric } from '../testkit/metric.ts';
import { hasRedisServer, startRedisServer } from '../testkit/redis-server.ts';
import { startTcpProxy } from '../testkit/tcp-proxy.ts';

type Event = { __typename: string; cursor: string; message?: { body: string; index: number } };

const isMessage = (body: string) => (event: Event) =>
  event.__typename === 'MessageAdded' && event.message?.body === body;

describe.skipIf(!hasRedisServer())('three gateways on one Redis', () => {
  it('tell subscribers of each of them what was sent through any, wherever the webhook came', async () => {
    const { gateways, alice, id } = await startGateways();
    const subscriptions = await Promise.all(
      gateways.map(async (gateway) => {
        const bob = await gateway.as('bob');
        const { conversation } = await bob.data('Thread', { id });
        return bob.subscribe('ConversationEvents', { conversationId: id, after: conversation.eventsCursor });
      }),
    );

    for (const body of ['one', 'two', 'three'])
      await alice.data('SendMessage', { input: { conversationId: id, body, clientMessageId: body } });
    await Promise.all(subscriptions.map((subscription) => subscription.waitFor(isMessage('three'))));

    for (const { events } of subscriptions) {
      const added = events.filter(({ __typename }) => __typename === 'MessageAdded');
      expect(added.map(({ message }) => message.body)).toEqual(['one', 'two', 'three']);
    }
  });

  it('let a subscriber go on at another one when its own is gone, and miss nothing', async () => {
    const { gateways, alice, id } = await startGateways();
    const [first, second, third] = gateways;
    const bob = await first.as('bob');
    const { conversation } = await bob.data('Thread', { id });
    const before = bob.subscribe('ConversationEvents', {
      conversationId: id,
      after: conversation.eventsCursor,
    });
    const aliceElsewhere = await third.as('alice');
    await alice.data('SendMessage', { input: { conversationId: id, body: 'heard', clientMessageId: '1' } });
    const heard = await before.waitFor(isMessage('heard'));
    await before.stop();
    await first.stop();

    for (const body of ['missed', 'missed too'])
      await aliceElsewhere.data('SendMessage', {
        input: { conversationId: id, body, clientMessageId: body },
      });
    const after = (await second.as('bob')).subscribe('ConversationEvents', {
      conversationId: id,
      after: heard.cursor,
    });
    await after.waitFor(isMessage('missed too'));

    const added = after.events.filter(({ __typename }) => __typename === 'MessageAdded');
    expect(added.map(({ message }) => message.body)).toEqual(['missed', 'missed too']);
    expect(after.events.map(({ __typename }) => __typename)).not.toContain('Resync');
  });

  it('end a removed member’s subscription at each of them, and forget there what the cache held', async () => {
    const { gateways, service, id } = await startGateways();
    const bobs = await Promise.all(gateways.map((gateway) => gateway.as('bob')));
    const subscriptions = await Promise.all(
      bobs.map(async (bob) => {
        const { conversation } = await bob.data('Thread', { id });
        return bob.subscribe('ConversationEvents', { conversationId: id, after: conversation.eventsCursor });
      }),
    );
    const { conversation } = await service.data('Thread', { id });
    const bobsOwn = conversation.participants.nodes.find(
      ({ identity }: { identity: string }) => identity === 'bob',
    );

    await service.data('RemoveParticipant', { input: { participantId: bobsOwn.id } });
    await Promise.all(subscriptions.map(({ ended }) => ended));

    for (const bob of bobs) {
      const { errors } = await bob.run('Thread', { id });
      expect(errors[0]?.extensions?.['code']).toBe('NOT_FOUND');
    }
  });

  it('show a client of one nothing older than what another one has told it', async () => {
    const { emulator, gateways, alice, id, redis } = await startGateways();
    const line = await startTcpProxy(redis.port);
    const slow = await startGateway(emulator, {
      options: { redisUrl: `redis://127.0.0.1:${line.port}` },
    });
    const [bob, bobAtSlow] = [await gateways[0].as('bob'), await slow.as('bob')];
    const { conversation } = await bob.data('Thread', { id });
    const events = bob.subscribe('ConversationEvents', {
      conversationId: id,
      after: conversation.eventsCursor,
    });
    await bobAtSlow.data('Thread', { id });
    // Less than a query waits for word from Redis.
    line.delay(80);

    await alice.data('SendMessage', { input: { conversationId: id, body: 'new', clientMessageId: '1' } });
    await events.waitFor(isMessage('new'));
    const { conversation: shown } = await bobAtSlow.data('Thread', { id });

    expect(shown.messages.edges.at(-1)?.node.body).toBe('new');
  });

  it('make one message of a hundred sends of one clientMessageId', async () => {
    const { gateways, emulator, sid, id } = await startGateways();
    const alices = await Promise.all(gateways.map((gateway) => gateway.as('alice')));
    emulator.control.clearJournal();

    const answers = await Promise.all(
      Array.from({ length: 100 }, async (_, index) =>
        alices[index % 3]?.data('SendMessage', {
          input: { conversationId: id, body: 'once', clientMessageId: 'the one' },
        }),
      ),
    );

    const sent = new Set(answers.map((answer) => answer.sendMessage.message?.id));
    const posts = emulator.control
      .journal()
      .filter(({ method, path }) => method === 'POST' && path.endsWith(`${sid}/Messages`));
    expect(posts).toHaveLength(1);
    expect([...sent]).toEqual([expect.any(String)]);
  });

  it('take a webhook once that was delivered to all of them', async () => {
    const redis = await startRedisServer();
    const fanOut = await startFanOut();
    const options = { redisUrl: redis.url, publicUrl: fanOut.origin };
    const { alice, emulator, gateway, id } = await startChat({ gateway: options });
    const origins = [
      gateway.origin,
      (await startGateway(emulator, { options })).origin,
      (await startGateway(emulator, { options })).origin,
    ];
    fanOut.sendTo(origins);
    const count = async (outcome: string) => {
      const counts = await Promise.all(
        origins.map((origin) => readMetric(origin, `webhooks_total{outcome="${outcome}"}`)),
      );
      return counts.reduce((sum, each) => sum + each, 0);
    };

    for (const body of ['one', 'two', 'three'])
      await alice.data('SendMessage', { input: { conversationId: id, body, clientMessageId: body } });
    // Others may be on their way meanwhile, such as that of how far Alice has read.
    await vi.waitFor(async () => {
      const answered = fanOut.answered();
      expect(answered).toBeGreaterThanOrEqual(3);
      expect([await count('accepted'), await count('repeated')]).toEqual([answered, 2 * answered]);
    });
  });
});
