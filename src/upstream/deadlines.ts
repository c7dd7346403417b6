import type { Clock } from '../clock.ts';

/** Something that happens at a moment, unless it is called off. */
export interface Deadline {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Called once when the moment has come. */
  onPassed(): void;
}

/** Deadlines that are nearly always called off before they pass. Their number is bounded by whoever adds them. */
export interface Deadlines {
  add(deadline: Deadline): void;
  /** Calls it off; does nothing where it has passed. */
  remove(deadline: Deadline): void;
}

/**
 * Deadlines over one timer of the clock. It is set for the earliest, and stays set when that one is called off while there are others:
 * most lie equally far ahead, so that calls that overlap need no timers of their own, each of which costs as much as the limiter.
 */
export function createDeadlines({ clock }: { readonly clock: Clock }): Deadlines {
  const pending = new Set<Deadline>();
  let timerAt = Number.POSITIVE_INFINITY;
  let cancelTimer: (() => void) | undefined;
  let longestMs = 0;

  function setTimer(at: number, delayMs: number): void {
    cancelTimer?.();
    timerAt = at;
    cancelTimer = clock.setTimer(pass, Math.max(0, delayMs));
  }

  function forgetTimer(): void {
    timerAt = Number.POSITIVE_INFINITY;
    cancelTimer = undefined;
  }

  function pass(): void {
    forgetTimer();
    const now = clock.now();
    let earliest = Number.POSITIVE_INFINITY;
    for (const deadline of pending) {
      const delayMs = deadline.at - now;
      // Farther ahead than any was when it was added: the clock was put back, and nobody waits until it has caught up.
      if (delayMs > 0 && delayMs <= longestMs) {
        earliest = Math.min(earliest, deadline.at);
        continue;
      }
      pending.delete(deadline);
      deadline.onPassed();
    }
    if (earliest < timerAt) setTimer(earliest, earliest - now);
  }

  return {
    add(deadline) {
      const delayMs = deadline.at - clock.now();
      longestMs = Math.max(longestMs, delayMs);
      pending.add(deadline);
      if (deadline.at < timerAt) setTimer(deadline.at, delayMs);
    },
    remove(deadline) {
      if (!pending.delete(deadline) || pending.size > 0) return;
      cancelTimer?.();
      forgetTimer();
    },
  };
}
