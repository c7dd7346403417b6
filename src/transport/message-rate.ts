import type { Clock } from '../clock.ts';

/** Options of {@link createMessageRate}. */
export interface MessageRateOptions {
  /** Messages a second that may come for ever. */
  readonly perSecond: number;
  /** Messages that may come at once. */
  readonly burst: number;
  readonly clock: Clock;
}

/** Counts the messages of one socket against its allowance. */
export interface MessageRate {
  /** Takes one message out of the allowance; false when there is none left. */
  take(): boolean;
}

/** An allowance that starts full and refills steadily (a token bucket). */
export function createMessageRate({ perSecond, burst, clock }: MessageRateOptions): MessageRate {
  let allowance = burst;
  let refilledAt = clock.now();
  return {
    take() {
      const now = clock.now();
      allowance = Math.min(burst, allowance + ((now - refilledAt) / 1_000) * perSecond);
      refilledAt = now;
      if (allowance < 1) return false;
      allowance -= 1;
      return true;
    },
  };
}
