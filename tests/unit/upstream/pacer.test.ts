import { describe, expect, it } from 'vitest';
import type { CallPriority } from '../../../src/upstream/conversations-api.ts';
import { createPacer } from '../../../src/upstream/pacer.ts';
import {
  type BudgetRule,
  createMemoryBudget,
  type SharedBudget,
} from '../../../src/upstream/shared-budget.ts';
import { createManualClock, settle } from './manual-clock.ts';

const twoASecond: BudgetRule = { key: 'two', permits: 2, windowMs: 1_000 };

interface Passing {
  readonly priority?: CallPriority;
  readonly withinMs?: number;
  readonly rules?: readonly BudgetRule[];
  readonly signal?: AbortSignal;
}

function setUp(options: { readonly waitingMax?: number; readonly budget?: SharedBudget } = {}) {
  const clock = createManualClock();
  const pacer = createPacer({ budget: createMemoryBudget({ clock }), clock, ...options });
  const passedAt: { readonly name: string; readonly at: number }[] = [];
  const startedAt = clock.now();
  /** The code of the refusal, or none. */
  const pass = async (
    name: string,
    { priority = 'userRead', withinMs = 60_000, rules = [twoASecond], signal }: Passing = {},
  ) => {
    try {
      await pacer.pass({ rules, priority, deadlineAt: clock.now() + withinMs, signal });
      passedAt.push({ name, at: clock.now() - startedAt });
      return undefined;
    } catch (error) {
      return error;
    }
  };
  const names = () => passedAt.map(({ name }) => name);
  return { clock, pacer, pass, passedAt, names };
}

describe('a pacer', () => {
  it('lets pass what the budget has permits for, and the rest as permits come free', async () => {
    const { clock, pass, passedAt } = setUp();

    for (const name of ['a', 'b', 'c', 'd', 'e']) void pass(name);
    await clock.advance(2_000);

    expect(passedAt).toEqual([
      { name: 'a', at: 0 },
      { name: 'b', at: 0 },
      { name: 'c', at: 1_000 },
      { name: 'd', at: 1_000 },
      { name: 'e', at: 2_000 },
    ]);
    expect(clock.timersPending()).toBe(0);
  });

  it('lets calls without rules pass at once', async () => {
    const { pass, names } = setUp();

    await pass('free', { rules: [] });

    expect(names()).toEqual(['free']);
  });

  it('lets the more important pass first', async () => {
    const { clock, pass, names } = setUp();
    for (const name of ['first', 'second']) await pass(name);

    for (const priority of ['sweep', 'backfill', 'userRead', 'userWrite'] as const)
      void pass(priority, { priority });
    await clock.advance(2_000);

    expect(names()).toEqual(['first', 'second', 'userWrite', 'userRead', 'backfill', 'sweep']);
  });

  it('lets a sweep pass a stream of writes that never ends', async () => {
    const { clock, pass, names } = setUp();
    for (let count = 0; count < 2; count += 1) await pass('first');
    void pass('sweep', { priority: 'sweep' });

    for (let second = 0; second < 20; second += 1) {
      for (let count = 0; count < 3; count += 1) void pass('write', { priority: 'userWrite' });
      await clock.advance(1_000);
    }

    expect(names()).toContain('sweep');
  });

  it('holds back only the conversation whose ceiling is reached', async () => {
    const { pass, names } = setUp();
    for (let count = 0; count < 2; count += 1) await pass('busy');
    void pass('busy');

    await pass('quiet', { rules: [{ ...twoASecond, key: 'quiet' }] });

    expect(names()).toEqual(['busy', 'busy', 'quiet']);
  });

  it('takes a permit of every rule', async () => {
    const { clock, pass, passedAt } = setUp();
    const oneInThree = { key: 'account', permits: 1, windowMs: 3_000 };

    for (const name of ['a', 'b']) void pass(name, { rules: [twoASecond, oneInThree] });
    await clock.advance(3_000);

    expect(passedAt).toEqual([
      { name: 'a', at: 0 },
      { name: 'b', at: 3_000 },
    ]);
  });

  it('refuses at once what cannot pass in time, and tells when to come back', async () => {
    const { pass } = setUp();
    for (let count = 0; count < 2; count += 1) await pass('first');

    const alone = await pass('late', { withinMs: 1_000 });
    for (let count = 0; count < 2; count += 1) void pass('next');
    await settle();
    const behindTwo = await pass('later', { withinMs: 2_000 });

    expect([alone, behindTwo]).toMatchObject([
      { code: 'RATE_LIMITED', details: { retryAfterMs: 1_000 } },
      { code: 'RATE_LIMITED', details: { retryAfterMs: 2_000 } },
    ]);
  });

  it('lets pass what is in time to the millisecond', async () => {
    const { clock, pass, names } = setUp();
    for (let count = 0; count < 2; count += 1) await pass('first');

    const outcome = pass('just in time', { withinMs: 1_001 });
    await clock.advance(1_000);

    expect(await outcome).toBeUndefined();
    expect(names()).toContain('just in time');
  });

  it('frees the place of a caller who gives up', async () => {
    const { clock, pass, names } = setUp();
    for (let count = 0; count < 2; count += 1) await pass('first');
    const controller = new AbortController();
    const reason = new Error('gone');
    const outcome = pass('gone', { signal: controller.signal });
    await settle();

    controller.abort(reason);
    await clock.advance(1_000);

    expect(await outcome).toBe(reason);
    expect(names()).toEqual(['first', 'first']);
    expect(clock.timersPending()).toBe(0);
  });

  it('refuses at its bound, and makes room for the more important', async () => {
    const { clock, pass, names } = setUp({ waitingMax: 2 });
    for (let count = 0; count < 2; count += 1) await pass('first');
    const sweep = pass('sweep', { priority: 'sweep' });
    void pass('read');
    await settle();

    const write = pass('write', { priority: 'userWrite' });
    const another = await pass('another read');
    await clock.advance(2_000);

    expect(await sweep).toMatchObject({ code: 'OVERLOADED' });
    expect(another).toMatchObject({ code: 'OVERLOADED' });
    expect(await write).toBeUndefined();
    expect(names()).toEqual(['first', 'first', 'write', 'read']);
  });

  it('refuses everybody once it is closed', async () => {
    const { clock, pacer, pass } = setUp();
    for (let count = 0; count < 2; count += 1) await pass('first');
    const waiting = pass('waiting');
    await settle();

    pacer.close();

    expect(await waiting).toMatchObject({ code: 'NOT_STARTED' });
    expect(await pass('later')).toMatchObject({ code: 'NOT_STARTED' });
    expect(clock.timersPending()).toBe(0);
  });

  it('leaves nobody waiting when the budget breaks', async () => {
    const failure = new Error('broken');
    const { pass } = setUp({ budget: { take: () => Promise.reject(failure) } });

    expect(await pass('unlucky')).toBe(failure);
  });
});
