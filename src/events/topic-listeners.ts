import type { Log } from '../log.ts';
import type { BusEntry } from './event-bus.ts';

/** Who listens within this process, whatever engine brings the events. */
export interface TopicListeners {
  /** Calls `listener` for what is delivered to the topic from now on. The function that is returned ends it. */
  subscribe(topic: string, listener: (entry: BusEntry) => void): () => void;
  /** The same for every topic, and before its listeners. */
  subscribeAll(listener: (entry: BusEntry) => void): () => void;
  /**
   * Hands an entry to all listeners of its topics. What a listener delivers meanwhile waits until the entry at hand has reached
   * everybody; who subscribes meanwhile does not hear of it, nor does who has unsubscribed. A listener that throws harms nobody.
   */
  deliver(entry: BusEntry, topics: readonly string[]): void;
  /** Topics with a listener now. */
  topics(): readonly string[];
  /** Ends all of it: what waits is dropped, and whatever comes later too. */
  close(): void;
}

/** Listeners, none at first. */
export function createTopicListeners({ log }: { readonly log: Log }): TopicListeners {
  const everything = new Set<Subscription>();
  const subscriptionsByTopic = new Map<string, Set<Subscription>>();
  const undelivered: Delivery[] = [];
  /** Counts what was ever to be delivered: a subscription hears of what came after it. */
  let deliveries = 0;
  let isDelivering = false;
  let isClosed = false;

  const hand = (delivery: Delivery) => {
    tell(everything, delivery);
    for (const topic of delivery.topics) tell(subscriptionsByTopic.get(topic) ?? noSubscriptions, delivery);
  };

  const tell = (subscriptions: ReadonlySet<Subscription>, { entry, place }: Delivery) => {
    for (const subscription of subscriptions) {
      if (place <= subscription.afterPlace) continue;
      try {
        subscription.listener(entry);
      } catch (error) {
        log.error('A listener of the event bus failed', { error, kind: entry.event.kind });
      }
    }
  };

  return {
    subscribe(topic, listener) {
      if (isClosed) return () => {};
      const subscription = { listener, afterPlace: deliveries };
      const subscriptions = subscriptionsByTopic.get(topic) ?? new Set();
      subscriptionsByTopic.set(topic, subscriptions.add(subscription));
      return () => {
        subscriptions.delete(subscription);
        if (subscriptions.size === 0 && subscriptionsByTopic.get(topic) === subscriptions)
          subscriptionsByTopic.delete(topic);
      };
    },

    subscribeAll(listener) {
      if (isClosed) return () => {};
      const subscription = { listener, afterPlace: deliveries };
      everything.add(subscription);
      return () => void everything.delete(subscription);
    },

    deliver(entry, topics) {
      if (isClosed) return;
      deliveries += 1;
      const delivery = { entry, topics, place: deliveries };
      if (isDelivering) {
        undelivered.push(delivery);
        return;
      }
      isDelivering = true;
      hand(delivery);
      for (let next = undelivered.shift(); next; next = undelivered.shift()) hand(next);
      isDelivering = false;
    },

    topics: () => [...subscriptionsByTopic.keys()],

    close() {
      isClosed = true;
      everything.clear();
      // The sets themselves too: a delivery that is under way walks over one of them.
      for (const subscriptions of subscriptionsByTopic.values()) subscriptions.clear();
      subscriptionsByTopic.clear();
      undelivered.length = 0;
    },
  };
}

interface Subscription {
  readonly listener: (entry: BusEntry) => void;
  /** Deliveries up to here began before the subscription did. */
  readonly afterPlace: number;
}

interface Delivery {
  readonly entry: BusEntry;
  readonly topics: readonly string[];
  readonly place: number;
}

const noSubscriptions: ReadonlySet<Subscription> = new Set();
