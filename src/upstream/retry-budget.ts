/** Keeps retries a small share of the traffic, so that an outage is not answered by four times the load. */
export interface RetryBudget {
  /** Notes a call, and with it the right to a fraction of a retry. */
  earn(): void;
  /** Takes the right to one retry; false when there is none left. */
  spend(): boolean;
}

/** Retries that a quiet process may make before its calls have earned any, and the most that can be saved up. */
const reserve = { start: 10, max: 100 } as const;

/**
 * @param ratio retries per call in the long run. @default 0.1
 */
export function createRetryBudget(ratio = 0.1): RetryBudget {
  let balance: number = reserve.start;
  return {
    earn() {
      balance = Math.min(reserve.max, balance + ratio);
    },
    spend() {
      if (balance < 1) return false;
      balance -= 1;
      return true;
    },
  };
}
