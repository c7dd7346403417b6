import type { Clock } from '../../../src/clock.ts';

/** A clock that stands still until it is moved. */
export interface ManualClock extends Clock {
  /** Moves time on, runs every timer that falls due on the way, and lets whatever they set going settle in between. */
  advance(durationMs: number): Promise<void>;
  /** Timers that were set and neither ran nor were called off. */
  timersPending(): number;
}

/** A clock that starts at noon on some day: zero would be a special moment to some caches. */
export function createManualClock(): ManualClock {
  let now = Date.UTC(2026, 0, 2, 12);
  const timers = new Set<{ readonly at: number; readonly callback: () => void }>();
  return {
    now: () => now,
    wallTime: () => now,
    setTimer(callback, delayMs) {
      const timer = { at: now + delayMs, callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    async advance(durationMs) {
      const end = now + durationMs;
      await settle();
      for (;;) {
        const [next] = [...timers].filter(({ at }) => at <= end).toSorted((one, other) => one.at - other.at);
        if (next === undefined) break;
        timers.delete(next);
        now = Math.max(now, next.at);
        next.callback();
        await settle();
      }
      now = end;
    },
    timersPending: () => timers.size,
  };
}

/** Lets promises that are ready run, and what they make ready in turn. */
export function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
