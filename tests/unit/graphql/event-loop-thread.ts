import type { EventLoopTurns } from '../../../src/event-loop-turns.ts';

/** A thread of which a test says what it does and how long that takes. */
export function createThread(options: { readonly onWork?: (ms: number) => void } = {}) {
  let now = 0;
  let begunAt = 0;
  const listeners: (() => void)[] = [];
  const due: (() => void)[] = [];
  const turns: EventLoopTurns = {
    elapsedMs: () => now - begunAt,
    get begunAtMs() {
      return begunAt;
    },
    onEnd: (listener) => void listeners.push(listener),
    afterTurn: (callback) => void due.push(callback),
  };
  return {
    turns,
    now: () => now,
    /** Whether somebody waits for the end of the turn. */
    isAwaited: () => due.length > 0,
    /** What is done takes so long. */
    work(ms: number) {
      now += ms;
      options.onWork?.(ms);
    },
    /** Comes to what came meanwhile, in which `arrive` asks, and then to those who wait for the end of that. */
    turn(arrive: () => void = () => {}) {
      arrive();
      begunAt = now;
      for (const listener of listeners) listener();
      for (const callback of due.splice(0)) callback();
    },
  };
}
