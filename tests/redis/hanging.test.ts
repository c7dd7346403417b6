import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { createRedisDeduplicator } from '../../src/redis/redis-deduplicator.ts';
import { createRedisSendLedger } from '../../src/redis/redis-send-ledger.ts';
import { createRedisSharedBudget } from '../../src/redis/redis-shared-budget.ts';
import { startRedisBus } from '../testkit/redis-bus.ts';
import { hasRedisServer, startRedisServer } from '../testkit/redis-server.ts';
import { lobby } from './compatibility/every-kind.ts';
import { collect, countGaps, eventually, quick, removed, topics } from './heard-events.ts';

describe.skipIf(!hasRedisServer())('a Redis that hangs', () => {
  it('holds up an event for a moment, the next ones not at all, and repeats none when it goes on', async () => {
    const server = await startRedisServer();
    const { bus, connection } = await startRedisBus(server.url, quick);
    const { indexes } = collect(bus);
    server.pause();
    bus.publish(removed(1));
    await eventually(() => expect(connection.health).toMatchObject({ status: 'degraded', code: 'TIMEOUT' }));
    for (const index of [2, 3]) bus.publish(removed(index));
    const whileHanging = indexes();

    server.resume();
    await eventually(() => expect(connection.health.status).toBe('ok'));
    bus.publish(removed(4));
    await eventually(() => expect(indexes()).toContain(4));

    expect(whileHanging).toEqual([1, 2, 3]);
    expect(indexes()).toEqual([1, 2, 3, 4]);
  });

  it('lets nobody believe to have heard everything, whoever asks, until it goes on', async () => {
    const server = await startRedisServer();
    const { bus } = await startRedisBus(server.url, quick);
    await eventually(() => expect(bus.heardUntil()).toBeGreaterThan(0));
    server.pause();

    const answers = await Promise.all([bus.assure(), bus.assure()]);
    const whileHanging = bus.heardUntil();
    server.resume();
    await eventually(async () => expect(await bus.assure()).toBe(true));

    expect(answers).toEqual([false, false]);
    expect(whileHanging).toBe(Number.NEGATIVE_INFINITY);
    expect(Date.now() - bus.heardUntil()).toBeLessThan(10_000);
  });

  it('is given up when it is silent for long, and found again', async () => {
    const server = await startRedisServer();
    const { bus, connection } = await startRedisBus(server.url, { ...quick, silenceMaxMs: 700 });
    const gaps = countGaps(bus);
    // Whoever looks from time to time may see the attempts that follow only.
    const codes: unknown[] = [];
    connection.onHealth((health) => codes.push('code' in health ? health.code : null));
    server.pause();

    await eventually(() => expect(codes.some((code) => code === 'SILENT' || code === 'CLOSED')).toBe(true));
    server.resume();
    await eventually(() => expect(connection.health.status).toBe('ok'));

    expect(gaps()).toBe(1);
  });

  it('never holds up anybody but who claims a send for longer than the time of a command', async () => {
    const server = await startRedisServer();
    const { bus, connection } = await startRedisBus(server.url, quick);
    const options = { connection, clock: systemClock };
    const deduplicator = createRedisDeduplicator(options);
    const ledger = createRedisSendLedger({ ...options, patienceMs: 0 });
    const budget = createRedisSharedBudget(options);
    const key = { conversationSid: lobby, author: 'alice', clientMessageId: 'one' };
    server.pause();
    const startedAt = performance.now();

    const answers = await Promise.all([
      deduplicator.isFirst('delivery'),
      budget.take({ key: 'account', permits: 1, windowMs: 60_000 }),
      bus.lease('sweep', 1_000),
      bus.entriesAfter(bus.position(), topics),
      ledger.claim(key).catch((error: Error) => error.name),
      ledger.waitForOutcome(key, { timeoutMs: 5_000 }),
    ]);

    expect(answers).toEqual([true, { isGranted: true }, true, null, 'RedisError', undefined]);
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    const again = performance.now();
    expect(await deduplicator.isFirst('delivery')).toBe(false);
    expect(await deduplicator.isFirst('another')).toBe(true);
    expect(await budget.take({ key: 'account', permits: 1, windowMs: 60_000 })).toMatchObject({
      isGranted: false,
    });
    expect(performance.now() - again).toBeLessThan(200);
  });
});
