import { describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import type { GatewayEvent } from '../../src/conversation-event.ts';
import { type BusEntry, conversationTopic, identityTopic } from '../../src/events/event-bus.ts';
import { createRedisDeduplicator } from '../../src/redis/redis-deduplicator.ts';
import { createRedisSendLedger } from '../../src/redis/redis-send-ledger.ts';
import { createRedisSharedBudget } from '../../src/redis/redis-shared-budget.ts';
import { startRedisBus } from '../testkit/redis-bus.ts';
import { startRedisCluster } from '../testkit/redis-cluster.ts';
import { hasRedisServer } from '../testkit/redis-server.ts';

const occurredAt = new Date('2026-01-02T03:04:05.678Z');

/** Somebody left: an event of two topics, whose keys lie anywhere. */
function left(place: number): GatewayEvent & { kind: 'ParticipantRemoved' } {
  return {
    kind: 'ParticipantRemoved',
    conversationSid: `CH${String(place).padStart(32, '0')}`,
    occurredAt,
    participantSid: `MB${'1'.repeat(32)}`,
    identity: `user ${place}`,
  };
}

/** Everything that takes seconds in production takes a fraction of one here. */
const quick = { beatMs: 100, silenceMaxMs: 700, connectTimeoutMs: 2_000 };

describe.skipIf(!hasRedisServer())('a Redis Cluster', () => {
  it('carries and remembers events of all conversations and identities, whichever server they fall to', async () => {
    const cluster = await startRedisCluster();
    const [first, , third] = cluster.servers;
    const sender = await startRedisBus(cluster.url);
    const receiver = await startRedisBus(third?.url ?? '');
    const heard: BusEntry[] = [];
    receiver.bus.subscribeAll((entry) => heard.push(entry));
    const before = receiver.bus.position();
    const places = Array.from({ length: 50 }, (_, place) => place);

    for (const place of places) sender.bus.publish(left(place));
    await vi.waitFor(() => expect(heard).toHaveLength(50), { timeout: 5_000 });

    for (const place of places) {
      const entry = heard.find(({ event }) => 'identity' in event && event.identity === `user ${place}`);
      const { conversationSid, identity } = left(place);
      await vi.waitFor(async () => {
        for (const topic of [conversationTopic(conversationSid), identityTopic(identity ?? '')])
          expect(await receiver.bus.entriesAfter(before, new Set([topic]))).toEqual([entry]);
      });
    }
    expect(await first?.command('DBSIZE')).toBeGreaterThan(10);
    expect(sender.connection.health.status).toBe('ok');
  });

  it('remembers deliveries, sends and budgets, and grants leases', async () => {
    const cluster = await startRedisCluster();
    const { bus, connection } = await startRedisBus(cluster.url);
    const options = { connection, clock: systemClock };
    const deduplicator = createRedisDeduplicator(options);
    const ledger = createRedisSendLedger(options);
    const budget = createRedisSharedBudget(options);
    const names = Array.from({ length: 20 }, (_, index) => `name ${index}`);

    for (const name of names) {
      const key = { conversationSid: name, author: 'alice', clientMessageId: name };
      const rule = { key: name, permits: 1, windowMs: 60_000 };

      expect(await deduplicator.isFirst(name)).toBe(true);
      expect(await ledger.claim(key)).toMatchObject({ kind: 'claimed' });
      expect(await ledger.claim(key)).toEqual({ kind: 'pending' });
      expect(await budget.take(rule)).toEqual({ isGranted: true });
      expect(await budget.take(rule)).toMatchObject({ isGranted: false });
      expect(await bus.lease(name, 60_000)).toBe(true);
    }
  });

  it('that lost one of its servers begins a new epoch when it is whole again', async () => {
    const cluster = await startRedisCluster();
    const [, second] = cluster.servers;
    const { bus, connection } = await startRedisBus(cluster.url, quick);
    const before = bus.position();

    await second?.kill();
    await vi.waitFor(() => expect(connection.health.status).toBe('degraded'), { timeout: 5_000 });
    await second?.start();
    await vi.waitFor(() => expect(connection.health.status).toBe('ok'), { timeout: 15_000 });

    expect(bus.position().epoch).not.toBe(before.epoch);
  });
});
