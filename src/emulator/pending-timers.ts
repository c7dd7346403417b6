import type { Clock } from '../clock.ts';

/** Timers that are called off together. */
export interface PendingTimers {
  /** Runs the callback after `delayMs`, unless everything is called off before. */
  later(callback: () => void, delayMs: number): void;
  /** Resolves with true after `delayMs`, or with false when everything is called off before. */
  wait(delayMs: number): Promise<boolean>;
  callOff(): void;
}

/** No timer yet. */
export function createPendingTimers(clock: Clock): PendingTimers {
  const pending = new Set<() => void>();

  const start = (callback: () => void, options: { delayMs: number; onCallOff: () => void }) => {
    const cancel = clock.setTimer(() => {
      pending.delete(callOff);
      callback();
    }, options.delayMs);
    const callOff = () => {
      cancel();
      options.onCallOff();
    };
    pending.add(callOff);
  };

  return {
    later: (callback, delayMs) => start(callback, { delayMs, onCallOff: () => {} }),
    wait: (delayMs) =>
      new Promise((resolve) => start(() => resolve(true), { delayMs, onCallOff: () => resolve(false) })),
    callOff() {
      for (const callOff of pending) callOff();
      pending.clear();
    },
  };
}
