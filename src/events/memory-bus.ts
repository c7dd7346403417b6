import type { GatewayEvent } from '../conversation-event.ts';
import type { Log } from '../log.ts';
import { type BusEntry, conversationTopic, type EventBus, identityTopic } from './event-bus.ts';

/** Options of {@link createMemoryBus}. */
export interface MemoryBusOptions {
  /** Entries remembered for those who come back; beyond that the oldest is forgotten. Minimum 1. @default 10_000 */
  readonly historyMax?: number | undefined;
  /** Draws the name of the epoch, in [0, 1). @default Math.random */
  readonly random?: (() => number) | undefined;
  readonly log: Log;
}

/**
 * The bus of a gateway that runs as one process. Offsets count over all conversations, from 1.
 *
 * An event goes to the topic of its conversation, if it has one; events of a participant with an identity go to that identity's
 * topic as well, and `UserChanged` goes there alone. Who listens to both topics of an event is called twice with the same
 * entry, and tells it by its offset.
 *
 * Listeners are called within `publish`, one entry after the other: what a listener publishes waits until the entry at hand has
 * reached everybody. A listener hears of what was published after it subscribed, and of nothing once it has unsubscribed. After
 * `close` whatever is published is dropped.
 */
export function createMemoryBus(options: MemoryBusOptions): EventBus {
  const { historyMax = 10_000, random = Math.random, log } = options;
  const epoch = drawEpoch(random);
  const subscriptionsByTopic = new Map<string, Set<Subscription>>();
  const history = createHistory(historyMax);
  const undelivered: HistoryEntry[] = [];
  let isDelivering = false;
  let isClosed = false;

  const deliver = ({ entry, topics }: HistoryEntry) => {
    for (const topic of topics) {
      for (const subscription of subscriptionsByTopic.get(topic) ?? []) {
        if (entry.offset <= subscription.afterOffset) continue;
        try {
          subscription.listener(entry);
        } catch (error) {
          log.error('A listener of the event bus failed', { error, kind: entry.event.kind });
        }
      }
    }
  };

  return {
    publish(event) {
      if (isClosed) return;
      const entry = { offset: history.lastOffset() + 1, event };
      const historyEntry = { entry, topics: topicsOf(event) };
      history.append(historyEntry);
      undelivered.push(historyEntry);
      if (isDelivering) return;
      isDelivering = true;
      for (let next = undelivered.shift(); next; next = undelivered.shift()) deliver(next);
      isDelivering = false;
    },

    subscribe(topic, listener) {
      if (isClosed) return { ready: Promise.resolve(), end() {} };
      const subscription = { listener, afterOffset: history.lastOffset() };
      const subscriptions = subscriptionsByTopic.get(topic) ?? new Set();
      subscriptionsByTopic.set(topic, subscriptions.add(subscription));
      return {
        ready: Promise.resolve(),
        end() {
          subscriptions.delete(subscription);
          if (subscriptions.size === 0 && subscriptionsByTopic.get(topic) === subscriptions)
            subscriptionsByTopic.delete(topic);
        },
      };
    },

    position: () => ({ epoch, offset: history.lastOffset() }),

    async entriesAfter(position, topics) {
      if (position.epoch !== epoch) return null;
      return history.entriesAfter(position.offset, topics);
    },

    close() {
      isClosed = true;
      // The sets themselves too: a delivery that is under way walks over one of them.
      for (const subscriptions of subscriptionsByTopic.values()) subscriptions.clear();
      subscriptionsByTopic.clear();
      undelivered.length = 0;
    },
  };
}

interface Subscription {
  readonly listener: (entry: BusEntry) => void;
  /** Entries up to here were published before the subscription began. */
  readonly afterOffset: number;
}

interface HistoryEntry {
  readonly entry: BusEntry;
  readonly topics: readonly string[];
}

/** The newest entries, in a ring in which an entry's offset is its place. */
function createHistory(entriesMax: number) {
  const ring: HistoryEntry[] = [];
  let lastOffset = 0;
  return {
    lastOffset: () => lastOffset,
    append(historyEntry: HistoryEntry) {
      lastOffset = historyEntry.entry.offset;
      ring[lastOffset % entriesMax] = historyEntry;
    },
    entriesAfter(offset: number, topics: ReadonlySet<string>): readonly BusEntry[] | null {
      const firstOffset = Math.max(1, lastOffset - entriesMax + 1);
      if (!Number.isSafeInteger(offset) || offset < firstOffset - 1 || offset > lastOffset) return null;
      const entries: BusEntry[] = [];
      for (let next = offset + 1; next <= lastOffset; next++) {
        const historyEntry = ring[next % entriesMax];
        if (historyEntry?.topics.some((topic) => topics.has(topic))) entries.push(historyEntry.entry);
      }
      return entries;
    },
  };
}

function topicsOf(event: GatewayEvent): readonly string[] {
  if (event.kind === 'UserChanged') return [identityTopic(event.identity)];
  const identity = identityOf(event);
  const topic = conversationTopic(event.conversationSid);
  return identity === null ? [topic] : [topic, identityTopic(identity)];
}

function identityOf(event: GatewayEvent): string | null {
  switch (event.kind) {
    case 'ParticipantAdded':
      return event.participant.identity;
    case 'ParticipantUpdated':
    case 'ParticipantRemoved':
      return event.identity;
    default:
      return null;
  }
}

const epochDigits = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** 12 digits of base 36: enough that no two lives of a process share one by chance. */
function drawEpoch(random: () => number): string {
  return Array.from({ length: 12 }, () => epochDigits[Math.floor(random() * epochDigits.length)]).join('');
}
