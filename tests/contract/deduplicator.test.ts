import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { createRedisDeduplicator } from '../../src/redis/redis-deduplicator.ts';
import { createMemoryDeduplicator, type Deduplicator } from '../../src/webhooks/deduplicator.ts';
import { startRedisConnection } from '../testkit/redis-connection.ts';
import { hasRedisServer, type RedisServer, startRedisServer } from '../testkit/redis-server.ts';

describeDeduplicator('the deduplicator in memory', async ({ ttlMs }) =>
  createMemoryDeduplicator({ clock: systemClock, ttlMs }),
);

describe.skipIf(!hasRedisServer())('over Redis', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedisServer();
  });
  afterAll(() => server.close());

  describeDeduplicator('the deduplicator over Redis', async ({ ttlMs }) => {
    const { connection } = await startRedisConnection(server.url);
    return createRedisDeduplicator({ connection, clock: systemClock, ttlMs });
  });

  it('takes what two instances are delivered as one', async () => {
    const instances = await Promise.all(
      Array.from({ length: 3 }, async () => {
        const { connection } = await startRedisConnection(server.url, { prefix: 'instances' });
        return createRedisDeduplicator({ connection, clock: systemClock });
      }),
    );

    const answers = await Promise.all(
      Array.from({ length: 30 }, async (_, index) => instances[index % 3]?.isFirst('a delivery')),
    );

    expect(answers.filter((isFirst) => isFirst)).toHaveLength(1);
  });
});

function describeDeduplicator(
  name: string,
  create: (options: { readonly ttlMs: number }) => Promise<Deduplicator>,
): void {
  describe(`the contract of ${name}`, () => {
    it('takes a delivery as the first once, however many ask at once', async () => {
      const deduplicator = await create({ ttlMs: 60_000 });

      const answers = await Promise.all(Array.from({ length: 20 }, async () => deduplicator.isFirst('one')));

      expect(answers.filter((isFirst) => isFirst)).toHaveLength(1);
      expect(await deduplicator.isFirst('one')).toBe(false);
      expect(await deduplicator.isFirst('two')).toBe(true);
    });

    it('takes a delivery anew that was taken back', async () => {
      const deduplicator = await create({ ttlMs: 60_000 });
      await deduplicator.isFirst('taken back');
      await deduplicator.forget('taken back');

      expect(await deduplicator.isFirst('taken back')).toBe(true);
      expect(await deduplicator.isFirst('taken back')).toBe(false);
    });

    it('forgets a delivery when its time is over, and not before it was told again', async () => {
      const deduplicator = await create({ ttlMs: 300 });
      await deduplicator.isFirst('short');

      const isFirstAtOnce = await deduplicator.isFirst('short');

      expect(isFirstAtOnce).toBe(false);
      await vi.waitFor(async () => expect(await deduplicator.isFirst('short')).toBe(true));
    });
  });
}
