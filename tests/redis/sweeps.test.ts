import { describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { createTimelines } from '../../src/events/timelines.ts';
import { silentLog } from '../../src/log.ts';
import { startRedisBus } from '../testkit/redis-bus.ts';
import { hasRedisServer, startRedisServer } from '../testkit/redis-server.ts';
import { stopWithTest } from '../testkit/stop-with-test.ts';

const conversationSid = `CH${'1'.repeat(32)}`;

/** Follows one conversation on an instance that sweeps it every 300 ms, and counts the reads. */
async function follow(url: string, prefix: string) {
  const { bus, metrics } = await startRedisBus(url, { prefix });
  let reads = 0;
  const timelines = createTimelines({
    api: {
      async listMessages() {
        reads += 1;
        return { items: [], nextPageToken: null };
      },
    },
    bus,
    clock: systemClock,
    random: Math.random,
    log: silentLog,
    metrics,
    sweepPace: { intervalMs: () => 300, firstReadWithinMs: () => 0 },
  });
  stopWithTest(() => timelines.close());
  await timelines.subscribe({ conversationSid, after: null, taker: { take() {} } }).history;
  return () => reads;
}

describe.skipIf(!hasRedisServer())('three instances that follow one conversation', () => {
  it('sweep it together about as often as one alone, and not three times as often', async () => {
    const { url } = await startRedisServer();
    const together = await Promise.all(['shared', 'shared', 'shared'].map((prefix) => follow(url, prefix)));
    const alone = await follow(url, 'alone');
    const sum = () => together.reduce((total, reads) => total + reads(), 0);
    // What they read when they began does not count.
    const before = { together: sum(), alone: alone() };

    await vi.waitFor(() => expect(alone() - before.alone).toBeGreaterThanOrEqual(12), { timeout: 15_000 });

    expect((sum() - before.together) / (alone() - before.alone)).toBeLessThan(2);
    expect(sum() - before.together).toBeGreaterThan(6);
  });
});
