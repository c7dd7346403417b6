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

/** An allowance that starts full and refills steadily (a token bucket). Keeps the options as they are: one object can be of many. */
export function createRateAllowance(options: RateAllowanceOptions): RateAllowance {
  return new TokenBucket(options);
}

/** A class, because every socket has one. */
class TokenBucket implements RateAllowance {
  readonly #options: RateAllowanceOptions;
  #allowance: number;
  #refilledAt: number;

  constructor(options: RateAllowanceOptions) {
    this.#options = options;
    this.#allowance = options.burst;
    this.#refilledAt = options.clock.now();
  }

  take(): boolean {
    this.#refill();
    if (this.#allowance < 1) return false;
    this.#allowance -= 1;
    return true;
  }

  get waitMs(): number {
    this.#refill();
    if (this.#allowance >= 1) return 0;
    return Math.ceil(((1 - this.#allowance) / this.#options.perSecond) * 1_000);
  }

  get isFull(): boolean {
    this.#refill();
    return this.#allowance >= this.#options.burst;
  }

  #refill(): void {
    const { perSecond, burst, clock } = this.#options;
    const now = clock.now();
    this.#allowance = Math.min(
      burst,
      this.#allowance + (Math.max(0, now - this.#refilledAt) / 1_000) * perSecond,
    );
    this.#refilledAt = now;
  }
}
