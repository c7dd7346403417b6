import type { Clock } from '../clock.ts';

/** At most `permits` within any `windowMs`. */
export interface BudgetRule {
  /** What it bounds: `account`, `sweep`, `service`, or `conversation:` and `message:` with a conversation after it. */
  readonly key: string;
  /** A whole number, at least 1. */
  readonly permits: number;
  readonly windowMs: number;
}

/** Whether a permit was taken, and if not, how long until one can be free, in milliseconds, at least 1. */
export type BudgetAnswer =
  | { readonly isGranted: true }
  | { readonly isGranted: false; readonly retryAfterMs: number };

/**
 * Counts what goes to Twilio against rules, over all instances that share it. A rule's key always comes with the same figures as
 * long as instances are configured alike; where they are not, each is held to its own.
 */
export interface SharedBudget {
  /**
   * Takes one permit of the rule, or none, in one atomic step. Ends within a bound of its own and never rejects: an engine that
   * cannot be reached counts for itself alone meanwhile.
   */
  take(rule: BudgetRule): Promise<BudgetAnswer>;
}

/** Keys remembered at once. The one least recently granted is forgotten beyond that, and may then burst once. */
const keysMaxDefault = 10_000;

/** The budget of one process. Holds the time of each permit of the window: at most `permits` numbers for a key. */
export function createMemoryBudget(options: {
  readonly clock: Clock;
  /** @default 10_000 */
  readonly keysMax?: number | undefined;
}): SharedBudget {
  const { clock, keysMax = keysMaxDefault } = options;
  // In the order of the last grant: whoever is first is the first whose window is over, but for windows of different lengths.
  const grants = new Map<string, GrantTimes>();

  const forgetSome = () => {
    for (const [key, { newestAt, windowMs }] of grants) {
      if (clock.now() - newestAt < windowMs && grants.size < keysMax) return;
      grants.delete(key);
    }
  };

  return {
    async take({ key, permits, windowMs }) {
      const now = clock.now();
      const known = grants.get(key);
      const times = known?.times ?? [];
      const freeFrom = times.findIndex((at) => now - at < windowMs);
      const inWindow = freeFrom === -1 ? [] : times.slice(freeFrom);
      if (inWindow.length >= permits) {
        const mustPass = inWindow[inWindow.length - permits] ?? now;
        return { isGranted: false, retryAfterMs: Math.max(1, mustPass + windowMs - now) };
      }
      grants.delete(key);
      if (known === undefined) forgetSome();
      grants.set(key, { times: [...inWindow, now], newestAt: now, windowMs });
      return { isGranted: true };
    },
  };
}

interface GrantTimes {
  /** Oldest first. */
  readonly times: readonly number[];
  readonly newestAt: number;
  readonly windowMs: number;
}
