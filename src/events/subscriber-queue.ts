/** Options of {@link createSubscriberQueue}. */
export interface SubscriberQueueOptions<Item> {
  /** Items that may wait. With one more, all that wait are dropped and one overflow item stands for them. @default 256 */
  readonly itemsMax?: number | undefined;
  /**
   * Makes the item that tells the subscriber to read everything anew. Called when it is handed out, not when the queue
   * overflows, so that it can name the position at which reading anew begins.
   */
  overflow(): Item;
  /** Called once when the queue ends, in whichever way: the place to end the subscription that feeds it. */
  onEnd?(): void;
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
  /** Answers steps that wait with done, although the queue has not ended: whoever asks again goes on. */
  release(): void;
  /** The subscriber is done: what waits is dropped, and pending steps end. Resolves at once. */
  return(): Promise<IteratorResult<Item, undefined>>;
  /** As `return`, but rejects with `error`. */
  throw(error?: unknown): Promise<IteratorResult<Item, undefined>>;
}

/** A queue of its own for one subscriber. Keeps the options as they are: whoever has many queues can be the options of each. */
export function createSubscriberQueue<Item>(options: SubscriberQueueOptions<Item>): SubscriberQueue<Item> {
  return new BoundedQueue(options);
}

/** A class, because ten thousand of them have their functions in common; what is empty is null. */
class BoundedQueue<Item> implements SubscriberQueue<Item> {
  readonly #options: SubscriberQueueOptions<Item>;
  #waiting: Item[] | null = null;
  #steps: Step<Item>[] | null = null;
  #hasOverflowed = false;
  #failure: { readonly error: unknown } | null = null;
  #hasEnded = false;

  constructor(options: SubscriberQueueOptions<Item>) {
    this.#options = options;
  }

  push(item: Item): void {
    if (this.#hasEnded || this.#hasOverflowed) return;
    const step = this.#steps?.shift();
    if (step) {
      step.resolve({ done: false, value: item });
      return;
    }
    this.#waiting ??= [];
    if (this.#waiting.length < (this.#options.itemsMax ?? 256)) {
      this.#waiting.push(item);
    } else {
      this.#drop();
      this.#hasOverflowed = true;
    }
  }

  end(): void {
    this.release();
    this.#finish();
  }

  fail(error: unknown): void {
    if (this.#hasEnded) return;
    this.#drop();
    const first = this.#steps?.shift();
    if (first) first.reject(error);
    else this.#failure = { error };
    this.release();
    this.#finish();
  }

  get size(): number {
    return this.#hasOverflowed ? 1 : (this.#waiting?.length ?? 0);
  }

  release(): void {
    const steps = this.#steps ?? [];
    this.#steps = null;
    for (const step of steps) step.resolve(done);
  }

  next(): Promise<IteratorResult<Item, undefined>> {
    if (this.#hasOverflowed) {
      this.#hasOverflowed = false;
      return Promise.resolve({ done: false, value: this.#options.overflow() });
    }
    const waiting = this.#waiting;
    if (waiting && waiting.length > 0) {
      const value = waiting.shift() as Item;
      if (waiting.length === 0) this.#waiting = null;
      return Promise.resolve({ done: false, value });
    }
    if (this.#failure) {
      const { error } = this.#failure;
      this.#failure = null;
      return Promise.reject(error);
    }
    if (this.#hasEnded) return Promise.resolve(done);
    return new Promise((resolve, reject) => {
      (this.#steps ??= []).push({ resolve, reject });
    });
  }

  return(): Promise<IteratorResult<Item, undefined>> {
    this.#abandon();
    return Promise.resolve(done);
  }

  throw(error?: unknown): Promise<IteratorResult<Item, undefined>> {
    this.#abandon();
    return Promise.reject(error);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #abandon(): void {
    this.#drop();
    this.#failure = null;
    this.release();
    this.#finish();
  }

  #drop(): void {
    this.#waiting = null;
    this.#hasOverflowed = false;
  }

  #finish(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#options.onEnd?.();
  }
}

const done: IteratorReturnResult<undefined> = { done: true, value: undefined };

interface Step<Item> {
  readonly resolve: (result: IteratorResult<Item, undefined>) => void;
  readonly reject: (error: unknown) => void;
}
