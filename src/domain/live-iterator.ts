import type { SubscriberQueue } from '../events/subscriber-queue.ts';
import type { LiveEvent } from './live-event.ts';

/**
 * Turns what waits in a subscriber's queue into live events, one item at a time and only when the subscriber asks: so its pace is
 * its own, and what has to be read for an event is read when it is wanted.
 */
export function createLiveIterator<Item>(options: {
  /** What comes before anything in the queue, however much it is and however long it takes. Must not reject. */
  readonly history: readonly Item[] | Promise<readonly Item[]>;
  readonly queue: SubscriberQueue<Item>;
  /** None, one or several events of an item. Must not reject: what cannot be told is told as Resync. */
  readonly expand: (item: Item) => Promise<readonly LiveEvent[]>;
  /** The last event, once the queue has ended; null for none. */
  readonly takeFinal: () => Promise<LiveEvent | null>;
  /** Called when everything so far was told and the subscriber asks for more. */
  readonly onIdle?: (() => void) | undefined;
}): AsyncIterableIterator<LiveEvent, undefined, undefined> {
  const { queue, expand, takeFinal, onIdle } = options;
  let history: Item[] | null = null;
  let ready: LiveEvent[] = [];
  let isReturned = false;

  const step = async (): Promise<IteratorResult<LiveEvent, undefined>> => {
    for (;;) {
      if (isReturned) return done;
      const event = ready.shift();
      if (event) return { done: false, value: event };
      history ??= [...(await options.history)];
      if (isReturned) return done;
      const past = history.shift();
      if (past !== undefined) {
        ready = [...(await expand(past))];
        continue;
      }
      if (queue.size === 0) onIdle?.();
      const item = await queue.next();
      if (isReturned) return done;
      if (!item.done) {
        ready = [...(await expand(item.value))];
        continue;
      }
      const final = await takeFinal();
      return final ? { done: false, value: final } : done;
    }
  };

  let last: Promise<unknown> = Promise.resolve();
  const finish = () => {
    isReturned = true;
    ready = [];
    history = [];
    return queue.return();
  };
  return {
    next() {
      const result = last.then(step);
      // A caller that asks again before the answer is served after it, whatever became of it.
      last = result.catch(() => undefined);
      return result;
    },
    async return() {
      await finish();
      return done;
    },
    async throw(error) {
      await finish();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

const done: IteratorReturnResult<undefined> = { done: true, value: undefined };
