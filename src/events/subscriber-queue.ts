/** Options of {@link createSubscriberQueue}. */
export interface SubscriberQueueOptions<Item> {
  /** Items that may wait. With one more, all that wait are dropped and one overflow item stands for them. @default 256 */
  readonly itemsMax?: number | undefined;
  /**
   * Makes the item that tells the subscriber to read everything anew. Called when it is handed out, not when the queue
   * overflows, so that it can name the position at which reading anew begins.
   */
  readonly overflow: () => Item;
  /** Called once when the queue ends, in whichever way: the place to end the subscription that feeds it. */
  readonly onEnd?: (() => void) | undefined;
}

/**
 * Stands between a source that pushes and a subscriber that pulls at its own pace. It is bounded, so that a slow subscriber
 * costs itself the history and nobody else anything, and none of its methods ever waits for another.
 */
export interface SubscriberQueue<Item> extends AsyncIterableIterator<Item, undefined, undefined> {
  /**
   * Hands an item to the subscriber. Dropped after the end, and while an overflow item waits: that one promises a fresh
   * reading, which includes what came before it was handed out.
   */
  push(item: Item): void;
  /** No more items: the subscriber still gets those that wait, then the iteration is done. */
  end(): void;
  /** Ends at once: what waits is dropped, and the subscriber's next step rejects with `error`. */
  fail(error: unknown): void;
  /** Items that wait, an overflow item included. */
  readonly size: number;
  /** The subscriber is done: what waits is dropped, and pending steps end. Resolves at once. */
  return(): Promise<IteratorResult<Item, undefined>>;
  /** As `return`, but rejects with `error`. */
  throw(error?: unknown): Promise<IteratorResult<Item, undefined>>;
}

/** A queue of its own for one subscriber. */
export function createSubscriberQueue<Item>(options: SubscriberQueueOptions<Item>): SubscriberQueue<Item> {
  const { itemsMax = 256, overflow, onEnd } = options;
  let waiting: IteratorYieldResult<Item>[] = [];
  let hasOverflowed = false;
  let hasEnded = false;
  let failure: { readonly error: unknown } | undefined;
  let steps: Step<Item>[] = [];

  const finish = () => {
    if (hasEnded) return;
    hasEnded = true;
    onEnd?.();
  };
  const drop = () => {
    waiting = [];
    hasOverflowed = false;
  };
  const endSteps = () => {
    const pending = steps;
    steps = [];
    for (const step of pending) step.resolve(done);
  };

  return {
    push(item) {
      if (hasEnded || hasOverflowed) return;
      const step = steps.shift();
      if (step) {
        step.resolve({ done: false, value: item });
      } else if (waiting.length < itemsMax) {
        waiting.push({ done: false, value: item });
      } else {
        drop();
        hasOverflowed = true;
      }
    },

    end() {
      endSteps();
      finish();
    },

    fail(error) {
      if (hasEnded) return;
      drop();
      const [first, ...rest] = steps;
      steps = rest;
      if (first) first.reject(error);
      else failure = { error };
      endSteps();
      finish();
    },

    get size() {
      return hasOverflowed ? 1 : waiting.length;
    },

    next() {
      if (hasOverflowed) {
        hasOverflowed = false;
        return Promise.resolve({ done: false, value: overflow() });
      }
      const next = waiting.shift();
      if (next) return Promise.resolve(next);
      if (failure) {
        const { error } = failure;
        failure = undefined;
        return Promise.reject(error);
      }
      if (hasEnded) return Promise.resolve(done);
      return new Promise((resolve, reject) => {
        steps.push({ resolve, reject });
      });
    },

    return() {
      drop();
      failure = undefined;
      endSteps();
      finish();
      return Promise.resolve(done);
    },

    throw(error) {
      drop();
      failure = undefined;
      endSteps();
      finish();
      return Promise.reject(error);
    },

    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

const done: IteratorReturnResult<undefined> = { done: true, value: undefined };

interface Step<Item> {
  readonly resolve: (result: IteratorResult<Item, undefined>) => void;
  readonly reject: (error: unknown) => void;
}
