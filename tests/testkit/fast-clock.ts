import type { Clock } from '../../src/clock.ts';

/** A clock that runs `speed` times as fast as the machine's, so that what waits for half a minute is over in a moment. */
export function createFastClock(speed: number): Clock {
  const startedAt = Date.now();
  const wallTime = () => startedAt + (Date.now() - startedAt) * speed;
  return {
    now: wallTime,
    wallTime,
    setTimer(callback, delayMs) {
      const timer = setTimeout(callback, delayMs / speed);
      timer.unref();
      return () => clearTimeout(timer);
    },
  };
}
