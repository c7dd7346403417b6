/** Time as a parameter: what reads the time or waits takes a clock, so that tests can move it. */
export interface Clock {
  /** Milliseconds since the epoch, which never run backwards: for how long something lasts, and for what is due when. */
  now(): number;
  /** Milliseconds since the epoch, as the machine has them at the moment: for what is compared with dates that others wrote. */
  wallTime(): number;
  /**
   * Runs `callback` once, `delayMs` from now, and returns a function that calls it off.
   * The timer does not keep the process alive.
   */
  setTimer(callback: () => void, delayMs: number): () => void;
}

/**
 * The machine's own time. A clock that is set forward takes `now` along; one that is set back does not: `now` goes on at the pace of the
 * monotonic clock, so that nothing waits an hour for a moment that has been.
 */
export function createSystemClock(
  options: {
    /** The clock that can be set, in milliseconds since the epoch. @default Date.now */
    readonly wallTime?: () => number;
    /** One that cannot, in milliseconds. @default performance.now */
    readonly monotonicTime?: () => number;
  } = {},
): Clock {
  const { wallTime = () => Date.now(), monotonicTime = () => performance.now() } = options;
  let ahead = Number.NEGATIVE_INFINITY;
  return {
    now() {
      const monotonic = monotonicTime();
      ahead = Math.max(ahead, wallTime() - monotonic);
      return Math.floor(monotonic + ahead);
    },
    wallTime,
    setTimer(callback, delayMs) {
      const timer = setTimeout(callback, delayMs);
      timer.unref();
      return () => clearTimeout(timer);
    },
  };
}

/** The clock of this process. */
export const systemClock: Clock = createSystemClock();

/**
 * Resolves after `delayMs`.
 * @throws the signal's reason when `signal` aborts first; the timer is then called off.
 */
export function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const cancel = clock.setTimer(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, delayMs);
    const onAbort = () => {
      cancel();
      reject(signal?.reason);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
