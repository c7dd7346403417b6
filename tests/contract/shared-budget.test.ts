import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { createRedisSharedBudget } from '../../src/redis/redis-shared-budget.ts';
import { type BudgetRule, createMemoryBudget, type SharedBudget } from '../../src/upstream/shared-budget.ts';
import { startRedisConnection } from '../testkit/redis-connection.ts';
import { hasRedisServer, type RedisServer, startRedisServer } from '../testkit/redis-server.ts';

/** An engine under contract: makes a budget that shares nothing with another, as three instances see it. */
type CreateBudget = () => Promise<readonly SharedBudget[]>;

describeSharedBudget('the budget in memory', async () => {
  const budget = createMemoryBudget({ clock: systemClock });
  return [budget, budget, budget];
});

describe.skipIf(!hasRedisServer())('over Redis', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedisServer();
  });
  afterAll(() => server.close());

  describeSharedBudget('the budget over Redis', async () => {
    const prefix = randomUUID();
    return Promise.all(
      [1, 2, 3].map(async () => {
        const { connection } = await startRedisConnection(server.url, { prefix });
        return createRedisSharedBudget({ connection, clock: systemClock });
      }),
    );
  });
});

function describeSharedBudget(name: string, create: CreateBudget): void {
  const takeMany = async (budgets: readonly SharedBudget[], count: number, rule: BudgetRule) => {
    const answers = await Promise.all(
      Array.from({ length: count }, async (_, index) => budgets[index % budgets.length]?.take(rule)),
    );
    return {
      granted: answers.filter((answer) => answer?.isGranted).length,
      retryAfterMs: answers.flatMap((answer) => (answer?.isGranted === false ? [answer.retryAfterMs] : [])),
    };
  };

  describe(`the contract of ${name}`, () => {
    it('grants as many permits as the rule has over all instances, and tells the others how long to wait', async () => {
      const budgets = await create();

      const { granted, retryAfterMs } = await takeMany(budgets, 90, {
        key: 'account',
        permits: 20,
        windowMs: 60_000,
      });

      expect(granted).toBe(20);
      expect(retryAfterMs).toHaveLength(70);
      expect(Math.min(...retryAfterMs)).toBeGreaterThan(50_000);
      expect(Math.max(...retryAfterMs)).toBeLessThanOrEqual(60_000);
    });

    it('grants anew when the window is over, not earlier', async () => {
      const budgets = await create();
      const rule = { key: 'account', permits: 5, windowMs: 400 };
      const startedAt = performance.now();
      await takeMany(budgets, 5, rule);

      const atOnce = await takeMany(budgets, 1, rule);
      await vi.waitFor(async () => expect((await takeMany(budgets, 1, rule)).granted).toBe(1), {
        interval: 5,
      });

      expect(atOnce.granted).toBe(0);
      expect(performance.now() - startedAt).toBeGreaterThanOrEqual(399);
    });

    it('counts keys apart', async () => {
      const budgets = await create();
      await takeMany(budgets, 5, { key: 'account', permits: 2, windowMs: 60_000 });

      const other = await takeMany(budgets, 5, { key: 'sweep', permits: 2, windowMs: 60_000 });

      expect(other.granted).toBe(2);
    });
  });
}
