import { describe, expect, it } from 'vitest';
import { type AdmissionOptions, createAdmission, type Importance } from '../../../src/graphql/admission.ts';
import { createFakeClock } from '../transport/fake-clock.ts';

const lagTargetMs = 20;

/** An admission whose lag is what a test says, and the means to move time. */
function setUp(options: Partial<AdmissionOptions> = {}) {
  const clock = createFakeClock();
  const changes: boolean[] = [];
  let lagMs = 0;
  const admission = createAdmission({
    lagTargetMs,
    eventLoopLag: { read: () => lagMs },
    onChange: (isRefusing) => changes.push(isRefusing),
    clock,
    random: () => 0.5,
    ...options,
  });
  admission.start();
  return {
    admission,
    clock,
    changes,
    /** Lets the process be so late for so long. */
    lag(ms: number, durationMs: number) {
      lagMs = ms;
      clock.advance(durationMs);
    },
    /** Of so many pieces of work, how many are refused. */
    refused: (importance: Importance, offered = 1_000) =>
      Array.from({ length: offered }, () => admission.refuse(importance)).filter(
        (refusal) => refusal !== null,
      ).length,
  };
}

describe('the admission', () => {
  it('takes everything while the process is as late as it may be, for however long', () => {
    const { lag, refused, changes } = setUp();

    lag(lagTargetMs, 60_000);

    expect([refused('low'), refused('high'), changes]).toEqual([0, 0, []]);
  });

  it('begins to refuse when the process is later than it may be at two looks in a row', () => {
    const { lag, refused, changes } = setUp();

    lag(lagTargetMs + 1, 100);
    const once = refused('low');
    lag(lagTargetMs + 1, 100);
    const twice = refused('low');

    expect(once).toBe(0);
    expect(twice).toBeGreaterThan(0);
    expect(changes).toEqual([true]);
  });

  it('passes over a single pause, however long it was', () => {
    const { lag, refused } = setUp();

    lag(0, 1_000);
    lag(2_000, 100);
    lag(0, 100);

    expect(refused('low')).toBe(0);
  });

  it('refuses most within a second where the process is far too late', () => {
    const { lag, refused } = setUp();

    lag(10 * lagTargetMs, 1_000);

    expect(refused('low')).toBeGreaterThan(890);
  });

  it('refuses queries and new sockets before mutations and subscriptions', () => {
    const { lag, refused } = setUp();

    lag(3 * lagTargetMs, 500);

    expect(refused('low')).toBeGreaterThan(300);
    expect(refused('high')).toBe(0);
  });

  it('takes a tenth of everything, however late the process is', () => {
    const { lag, refused } = setUp();

    lag(1_000 * lagTargetMs, 60_000);

    const taken = [1_000 - refused('low'), 1_000 - refused('high')];
    expect(Math.min(...taken)).toBeGreaterThanOrEqual(100);
    expect(Math.max(...taken)).toBeLessThanOrEqual(101);
  });

  it('takes everything again within five seconds of the worst', () => {
    const { lag, refused, changes } = setUp();
    lag(1_000 * lagTargetMs, 60_000);

    lag(0, 5_000);

    expect([refused('low'), refused('high'), changes]).toEqual([0, 0, [true, false]]);
  });

  it('holds a process at its target whose lag follows what is taken', () => {
    const { lag, refused } = setUp();
    const capacityPerSecond = 1_000;
    const offeredPerSecond = 2 * capacityPerSecond;
    let lagMs = 0;
    const lags: number[] = [];
    const shares: number[] = [];

    for (let step = 0; step < 600; step++) {
      lag(lagMs, 100);
      const share = refused('low', 100) / 100;
      const excess = (offeredPerSecond * (1 - share)) / capacityPerSecond - 1;
      lagMs = Math.max(0, lagMs + excess * 100);
      lags.push(lagMs);
      shares.push(share);
    }

    const average = (values: readonly number[]) =>
      values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(average(shares.slice(100))).toBeGreaterThan(0.45);
    expect(average(shares.slice(100))).toBeLessThan(0.55);
    expect(average(lags.slice(100))).toBeLessThan(3 * lagTargetMs);
  });

  it('says when to try again, not everybody at the same time', () => {
    const { admission, lag } = setUp({ random: () => 0 });
    const other = setUp({ random: () => 0.999 });
    lag(1_000, 60_000);
    other.lag(1_000, 60_000);
    admission.refuse('low');
    other.admission.refuse('low');

    expect(admission.refuse('low')).toMatchObject({ code: 'OVERLOADED', details: { retryAfterMs: 1_000 } });
    expect(other.admission.refuse('low')?.details.retryAfterMs).toBeGreaterThan(2_900);
  });

  it('refuses nothing where the target is 0, and sets no timer', () => {
    const { lag, refused, clock } = setUp({ lagTargetMs: 0 });

    lag(10_000, 60_000);

    expect([refused('low'), refused('high'), clock.timersPending]).toEqual([0, 0, 0]);
  });

  it('leaves no timer behind and takes everything once it is stopped', () => {
    const { admission, lag, refused, clock } = setUp();
    lag(1_000, 60_000);

    admission.stop();

    expect([refused('low'), clock.timersPending]).toEqual([0, 0]);
  });
});
