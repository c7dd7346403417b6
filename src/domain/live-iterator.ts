import type { SubscriberQueue } from '../events/subscriber-queue.ts';
import type { LiveEvent } from './live-event.ts';
import type { LiveSharing, LiveStream } from './live-sharing.ts';

/** What a live iterator is made of. */
export interface LiveSource<Item> {
  readonly queue: SubscriberQueue<Item>;
  /** How it can be followed together with others; null where it is about its viewer alone. */
  readonly sharing: LiveSharing | null;
  /** None, one or several events of an item. Must not reject: what cannot be told is told as Resync. */
  expand(item: Item): Promise<readonly LiveEvent[]>;
  /** The last event, once the queue has ended; null for none. */
  takeFinal(): Promise<LiveEvent | null>;
  /** Called when everything so far was told and the subscriber asks for more. */
  onIdle?(): void;
}

/** Live events, told at the subscriber's pace. */
export interface LiveIterator extends LiveStream {
  /** Answers who waits in vain for the next event with done, although the iterator has not ended: whoever asks again goes on. */
  release(): void;
}

/**
 * Turns what waits in a subscriber's queue into live events, one item at a time and only when the subscriber asks: so its pace is
 * its own, and what has to be read for an event is read when it is wanted.
 *
 * @param history what comes before anything in the queue, however much it is and however long it takes; must not reject
 */
export function createLiveIterator<Item>(
  source: LiveSource<Item>,
  history: readonly Item[] | Promise<readonly Item[]>,
): LiveIterator {
  return new QueueIterator(source, history);
}

/** A class, because ten thousand of them have their functions in common; what is empty is null. */
class QueueIterator<Item> implements LiveIterator {
  readonly #source: LiveSource<Item>;
  /** Until it is there. */
  #comingHistory: readonly Item[] | Promise<readonly Item[]> | null;
  #history: Item[] | null = null;
  #ready: LiveEvent[] | null = null;
  #isReturned = false;
  #isReleased = false;
  /** Settles once every step asked for was answered; null where none is under way. */
  #last: Promise<void> | null = null;

  constructor(source: LiveSource<Item>, history: readonly Item[] | Promise<readonly Item[]>) {
    this.#source = source;
    this.#comingHistory = history;
  }

  get sharing(): LiveSharing | null {
    return this.#source.sharing;
  }

  next(): Promise<IteratorResult<LiveEvent, undefined>> {
    // A caller that asks again before the answer is served after it, whatever became of it.
    const result = this.#last ? this.#last.then(() => this.#step()) : this.#step();
    const settle = () => {
      if (this.#last === last) this.#last = null;
    };
    const last = result.then(settle, settle);
    this.#last = last;
    return result;
  }

  release(): void {
    this.#isReleased = true;
    this.#source.queue.release();
  }

  async return(): Promise<IteratorResult<LiveEvent, undefined>> {
    await this.#finish();
    return done;
  }

  async throw(error: unknown): Promise<IteratorResult<LiveEvent, undefined>> {
    await this.#finish();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async #step(): Promise<IteratorResult<LiveEvent, undefined>> {
    const source = this.#source;
    this.#isReleased = false;
    if (this.#comingHistory) {
      const history = [...(await this.#comingHistory)];
      this.#comingHistory = null;
      this.#history = history.length > 0 ? history : null;
    }
    for (;;) {
      if (this.#isReturned) return done;
      const event = this.#ready?.shift();
      if (event) return { done: false, value: event };
      this.#ready = null;
      const past = this.#history?.shift();
      if (past !== undefined) {
        this.#ready = [...(await source.expand(past))];
        continue;
      }
      this.#history = null;
      if (source.queue.size === 0) source.onIdle?.();
      const item = await source.queue.next();
      if (this.#isReturned) return done;
      if (!item.done) {
        this.#ready = [...(await source.expand(item.value))];
        continue;
      }
      // What came just then is told to whoever asks again.
      if (this.#isReleased) return done;
      const final = await source.takeFinal();
      return final ? { done: false, value: final } : done;
    }
  }

  #finish(): Promise<unknown> {
    this.#isReturned = true;
    this.#ready = null;
    this.#history = null;
    return this.#source.queue.return();
  }
}

const done: IteratorReturnResult<undefined> = { done: true, value: undefined };
