import type { Log } from '../log.ts';
import { drawEpoch } from './epoch.ts';
import { type BusEntry, createTopicMatch, type EventBus, topicsOf } from './event-bus.ts';
import { createTopicListeners } from './topic-listeners.ts';

/** Options of {@link createMemoryBus}. */
export interface MemoryBusOptions {
  /** Entries remembered for those who come back; beyond that the oldest is forgotten. Minimum 1. @default 10_000 */
  readonly historyMax?: number | undefined;
  /** Draws the name of the epoch, in [0, 1). @default Math.random */
  readonly random?: (() => number) | undefined;
  readonly log: Log;
}

/**
 * The bus of a gateway that runs as one process. Offsets count over all conversations, from 1. Who listens to both topics of an
 * event is called twice with the same entry, and tells it by its offset.
 *
 * Listeners are called within `publish`, one entry after the other: what a listener publishes waits until the entry at hand has
 * reached everybody. A listener hears of what was published after it subscribed, and of nothing once it has unsubscribed. After
 * `close` whatever is published is dropped. There are no gaps, and every lease is granted: nobody else could have it.
 */
export function createMemoryBus(options: MemoryBusOptions): EventBus {
  const { historyMax = 10_000, random = Math.random, log } = options;
  const epoch = drawEpoch(random);
  const listeners = createTopicListeners({ log });
  const history = createHistory(historyMax);
  let isClosed = false;

  return {
    publish(event) {
      if (isClosed) return;
      const entry = { offset: history.lastOffset() + 1, event };
      history.append(entry);
      listeners.deliver(entry, topicsOf(event));
    },
    subscribe: (topic, listener) => ({ ready: Promise.resolve(), end: listeners.subscribe(topic, listener) }),
    subscribeAll: (listener) => ({ ready: Promise.resolve(), end: listeners.subscribeAll(listener) }),
    onGap: () => ({ ready: Promise.resolve(), end() {} }),
    position: () => ({ epoch, offset: history.lastOffset() }),
    heardUntil: () => Number.POSITIVE_INFINITY,
    assure: () => true,
    async entriesAfter(position, topics) {
      if (position.epoch !== epoch) return null;
      return history.entriesAfter(position.offset, topics);
    },
    lease: async () => true,
    async close() {
      isClosed = true;
      listeners.close();
    },
  };
}

/** The newest entries, in a ring in which an entry's offset is its place. */
function createHistory(entriesMax: number) {
  const ring: BusEntry[] = [];
  let lastOffset = 0;
  return {
    lastOffset: () => lastOffset,
    append(entry: BusEntry) {
      lastOffset = entry.offset;
      ring[lastOffset % entriesMax] = entry;
    },
    entriesAfter(offset: number, topics: ReadonlySet<string>): readonly BusEntry[] | null {
      const firstOffset = Math.max(1, lastOffset - entriesMax + 1);
      if (!Number.isSafeInteger(offset) || offset < firstOffset - 1 || offset > lastOffset) return null;
      // What is kept for each entry is paid for by every webhook, and hardly ever asked for.
      const isOfTopics = createTopicMatch(topics);
      const entries: BusEntry[] = [];
      for (let next = offset + 1; next <= lastOffset; next++) {
        const entry = ring[next % entriesMax];
        if (entry !== undefined && isOfTopics(entry.event)) entries.push(entry);
      }
      return entries;
    },
  };
}
