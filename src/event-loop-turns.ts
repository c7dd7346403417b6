/**
 * Tells how long the process's one thread has been busy since it last took what had come. What is ready waits for the thread to come
 * round, so whatever a turn comes to has waited for as long as the turn has been going on.
 */
export interface EventLoopTurns {
  /** For how long the present turn has been going on, in milliseconds. */
  elapsedMs(): number;
  /** When the present turn began, in milliseconds of a clock that is never set; of a turn in which somebody asked. */
  readonly begunAtMs: number;
  /**
   * Has `listener` called at the end of each turn in which somebody asked, and of those that follow without a pause. After a turn that was
   * short and without a question nobody is told anything until somebody asks again.
   */
  onEnd(listener: () => void): void;
  /** Calls back once when the turn is over, each with all that follows from it before the next one: `onEnd` first, then in the order of asking. */
  afterTurn(callback: () => void): void;
}

/** Options of {@link createEventLoopTurns}. */
export interface EventLoopTurnsOptions {
  /** Milliseconds of a clock that is never set. @default performance.now */
  readonly monotonicTime?: () => number;
  /** Calls once when all that the thread took in one go is done. @default setImmediate */
  readonly afterTurn?: (callback: () => void) => void;
}

/** A turn this short, in milliseconds, and without a question, was a pause. */
const pauseMs = 1;

/**
 * Looks at turns only where somebody asks: a process that has nothing to do is not woken for it. The turn after one with a question is
 * always looked at, so of a busy time only the first turn counts from its first question, and all others as a whole.
 */
export function createEventLoopTurns(options: EventLoopTurnsOptions = {}): EventLoopTurns {
  const { monotonicTime = () => performance.now(), afterTurn = setImmediate } = options;
  const listeners: (() => void)[] = [];
  let begunAt: number | null = null;
  let wasAsked = false;

  const end = () => {
    const now = monotonicTime();
    const isPause = !wasAsked && now - (begunAt ?? now) <= pauseMs;
    begunAt = isPause ? null : now;
    wasAsked = false;
    if (!isPause) afterTurn(end);
    for (const listener of listeners) listener();
  };

  return {
    elapsedMs() {
      const now = monotonicTime();
      wasAsked = true;
      if (begunAt !== null) return now - begunAt;
      begunAt = now;
      afterTurn(end);
      return 0;
    },
    get begunAtMs() {
      return begunAt ?? monotonicTime();
    },
    onEnd: (listener) => void listeners.push(listener),
    afterTurn,
  };
}
