import type { Clock } from '../../src/clock.ts';

/** A clock that jumps from timer to timer, as fast as the machine can. */
export interface VirtualClock extends Clock {
  /** Runs what falls due until then, and lets promises settle wherever `unsettle` was called. */
  runUntil(endMs: number): Promise<void>;
  /** Says that the callback at hand resolved a promise: what waits for it runs before the next timer. */
  unsettle(): void;
}

/** Steps of promises that a pause may need to go on; whoever needs more says so by `unsettle`. */
const microtaskTurns = 4;

interface Timer {
  readonly dueAt: number;
  /** Timers due at the same time run in the order in which they were set. */
  readonly ordinal: number;
  readonly callback: () => void;
  isCancelled: boolean;
}

/** Starts at a whole second, far from zero. */
export function createVirtualClock(startMs = Date.UTC(2026, 0, 1)): VirtualClock {
  let now = startMs;
  let ordinals = 0;
  let isUnsettled = false;
  const heap: Timer[] = [];

  const isBefore = (one: Timer, other: Timer) =>
    one.dueAt < other.dueAt || (one.dueAt === other.dueAt && one.ordinal < other.ordinal);
  const push = (timer: Timer) => {
    let at = heap.push(timer) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (!above || !isBefore(timer, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = timer;
  };
  const pop = (): Timer | undefined => {
    const first = heap[0];
    const last = heap.pop();
    if (!first || !last || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      let below = heap[child];
      const right = heap[child + 1];
      if (below && right && isBefore(right, below)) {
        child += 1;
        below = right;
      }
      if (!below || !isBefore(below, last)) break;
      heap[at] = below;
      at = child;
    }
    heap[at] = last;
    return first;
  };

  return {
    now: () => now,
    wallTime: () => now,
    setTimer(callback, delayMs) {
      const timer: Timer = {
        dueAt: now + Math.max(0, delayMs),
        ordinal: (ordinals += 1),
        callback,
        isCancelled: false,
      };
      if (Number.isFinite(timer.dueAt)) push(timer);
      return () => {
        timer.isCancelled = true;
      };
    },
    unsettle() {
      isUnsettled = true;
    },
    async runUntil(endMs) {
      for (;;) {
        if (isUnsettled) {
          isUnsettled = false;
          await settle();
        }
        const next = heap[0];
        if (!next || next.dueAt > endMs) break;
        pop();
        if (next.isCancelled) continue;
        now = next.dueAt;
        next.callback();
        // What a timer itself resolved, such as a pause, goes on before the next one.
        for (let turn = 0; turn < microtaskTurns; turn += 1) await Promise.resolve();
      }
      now = endMs;
    },
  };
}

/** All promises that are ready, and what they make ready in turn. */
function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
