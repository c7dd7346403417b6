import { describe, expect, it } from 'vitest';
import { type BudgetRule, createMemoryBudget } from '../../../src/upstream/shared-budget.ts';
import { createManualClock } from './manual-clock.ts';

const threeASecond: BudgetRule = { key: 'three', permits: 3, windowMs: 1_000 };

function setUp(options: { readonly keysMax?: number } = {}) {
  const clock = createManualClock();
  const budget = createMemoryBudget({ clock, ...options });
  const takeAll = async (count: number, rule: BudgetRule = threeASecond) => {
    let granted = 0;
    for (let taken = 0; taken < count; taken += 1) if ((await budget.take(rule)).isGranted) granted += 1;
    return granted;
  };
  return { clock, budget, takeAll };
}

describe('a budget in memory', () => {
  it('grants as many permits as the rule has, and not one more', async () => {
    const { takeAll } = setUp();

    expect(await takeAll(10)).toBe(3);
  });

  it('tells when the next permit is free, to the millisecond', async () => {
    const { clock, budget, takeAll } = setUp();
    await takeAll(1);
    await clock.advance(400);
    await takeAll(2);

    const refused = await budget.take(threeASecond);
    await clock.advance(599);
    const tooEarly = await budget.take(threeASecond);
    await clock.advance(1);
    const inTime = await budget.take(threeASecond);

    expect([refused, tooEarly, inTime]).toEqual([
      { isGranted: false, retryAfterMs: 600 },
      { isGranted: false, retryAfterMs: 1 },
      { isGranted: true },
    ]);
  });

  it('never grants more than the rule has in any window, wherever the window begins', async () => {
    const { clock, budget } = setUp();
    const grantedAt: number[] = [];
    for (let step = 0; step < 2_000; step += 1) {
      await clock.advance(7 + ((step * 31) % 90));
      if ((await budget.take(threeASecond)).isGranted) grantedAt.push(clock.now());
    }

    const crowded = grantedAt.filter((at, index) => at - (grantedAt[index - 3] ?? 0) < 1_000);

    expect(grantedAt.length).toBeGreaterThan(200);
    expect(crowded).toEqual([]);
  });

  it('counts keys apart', async () => {
    const { takeAll } = setUp();
    await takeAll(3);

    expect(await takeAll(5, { ...threeASecond, key: 'other' })).toBe(3);
  });

  it('forgets the key that was granted longest ago when it holds too many', async () => {
    const { clock, takeAll } = setUp({ keysMax: 2 });
    const rules = ['one', 'two', 'three'].map((key) => ({ ...threeASecond, key }));
    for (const rule of rules) {
      await takeAll(3, rule);
      await clock.advance(1);
    }

    const granted = [];
    for (const rule of rules.toReversed()) granted.push(await takeAll(1, rule));

    expect(granted).toEqual([0, 0, 1]);
  });
});
