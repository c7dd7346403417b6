import type { Clock } from './clock.ts';

/** Options of {@link createRateAllowance}. */
export interface RateAllowanceOptions {
  /** How many a second may come for ever. */
  readonly perSecond: number;
  /** How many may come at once after a pause. */
  readonly burst: number;
  readonly clock: Clock;
}

/** Counts what comes against what may come. */
export interface RateAllowance {
  /** Takes one out of the allowance; false when there is none left. */
  take(): boolean;
  /** Milliseconds until there is one to take; 0 when there is. */
  readonly waitMs: number;
  /** Whether nothing is missing, so that a new allowance would be the same. */
  readonly isFull: boolean;
}

/** An allowance that starts full and refills steadily (a token bucket). */
export function createRateAllowance({ perSecond, burst, clock }: RateAllowanceOptions): RateAllowance {
  let allowance = burst;
  let refilledAt = clock.now();
  const refill = () => {
    const now = clock.now();
    allowance = Math.min(burst, allowance + (Math.max(0, now - refilledAt) / 1_000) * perSecond);
    refilledAt = now;
  };
  return {
    take() {
      refill();
      if (allowance < 1) return false;
      allowance -= 1;
      return true;
    },
    get waitMs() {
      refill();
      return allowance >= 1 ? 0 : Math.ceil(((1 - allowance) / perSecond) * 1_000);
    },
    get isFull() {
      refill();
      return allowance >= burst;
    },
  };
}
