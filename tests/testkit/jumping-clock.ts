import { type Clock, createSystemClock } from '../../src/clock.ts';

/** The clock of a machine that runs `speed` times as fast as this one, and that somebody sets. */
export interface JumpingClock extends Clock {
  /** Sets it forward, or back. */
  jump(byMs: number): void;
}

/** Starts at the time of this machine. */
export function createJumpingClock(speed: number): JumpingClock {
  const startedAt = performance.now();
  const monotonicTime = () => (performance.now() - startedAt) * speed;
  let beganAt = Date.now();
  return {
    ...createSystemClock({ monotonicTime, wallTime: () => Math.round(beganAt + monotonicTime()) }),
    setTimer(callback, delayMs) {
      const timer = setTimeout(callback, delayMs / speed);
      timer.unref();
      return () => clearTimeout(timer);
    },
    jump(byMs) {
      beganAt += byMs;
    },
  };
}
