import type { GatewayEvent } from '../conversation-event.ts';

/** An event with its place in the bus's history. */
export interface BusEntry {
  /** Grows by one with each event of this epoch. */
  readonly offset: number;
  readonly event: GatewayEvent;
}

/** A place in the history of a bus. Offsets of another epoch say nothing here. */
export interface BusPosition {
  readonly epoch: string;
  readonly offset: number;
}

/** Listening to one topic. */
export interface BusSubscription {
  /**
   * Resolves when no event can be missed any more: what is published afterwards reaches the listener, and what was published before
   * is found by `entriesAfter`. Around that moment an entry may come both ways, and is told by its offset.
   */
  readonly ready: Promise<void>;
  /** Ends it; may be called more than once. */
  end(): void;
}

/** Where the events of one conversation go. */
export function conversationTopic(conversationSid: string): string {
  return `conversation:${conversationSid}`;
}

/** Where a user's joining and leaving, and changes of the user, go. */
export function identityTopic(identity: string): string {
  return `identity:${identity}`;
}

/** Carries events from the webhook receiver to whoever listens, and remembers the newest ones for those who come back. */
export interface EventBus {
  /** Hands the event to every listener of its topics. Never throws and never waits for a listener. */
  publish(event: GatewayEvent): void;
  /** Calls `listener` for each later event of `topic`, in order. A listener that throws harms nobody. */
  subscribe(topic: string, listener: (entry: BusEntry) => void): BusSubscription;
  /** Where the history ends now: entries after this position are yet to come. */
  position(): BusPosition;
  /**
   * The entries of the topics after a position, oldest first; null when the history no longer reaches back to it, or is of
   * another epoch.
   */
  entriesAfter(position: BusPosition, topics: ReadonlySet<string>): Promise<readonly BusEntry[] | null>;
  /** Ends every subscription. */
  close(): void;
}
