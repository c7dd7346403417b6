import type { GatewayEvent } from '../conversation-event.ts';

/** An event with its place in the bus's history. */
export interface BusEntry {
  /** Grows with each event of a topic; how far it grows is the engine's affair. */
  readonly offset: number;
  readonly event: GatewayEvent;
}

/** A place in the history of a bus. Offsets of another epoch say nothing here. */
export interface BusPosition {
  readonly epoch: string;
  readonly offset: number;
}

/** Listening to one topic, to all of them, or for gaps. */
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
  return `${conversationPrefix}${conversationSid}`;
}

/** Where a user's joining and leaving, and changes of the user, go. */
export function identityTopic(identity: string): string {
  return `${identityPrefix}${identity}`;
}

const conversationPrefix = 'conversation:';
const identityPrefix = 'identity:';

/**
 * The topics of an event: that of its conversation, if it has one; events of a participant with an identity go to that identity's
 * topic as well, and `UserChanged` goes there alone.
 */
export function topicsOf(event: GatewayEvent): readonly string[] {
  if (event.kind === 'UserChanged') return [identityTopic(event.identity)];
  const topic = conversationTopic(event.conversationSid);
  const identity = participantIdentityOf(event);
  return identity === null ? [topic] : [topic, identityTopic(identity)];
}

/** Whether an event has one of the topics, for many events: nothing is made for each of them. */
export function createTopicMatch(topics: ReadonlySet<string>): (event: GatewayEvent) => boolean {
  const [conversationSids, identities] = [conversationPrefix, identityPrefix].map((prefix) => {
    const ofKind = [...topics].filter((topic) => topic.startsWith(prefix));
    return new Set(ofKind.map((topic) => topic.slice(prefix.length)));
  });
  return (event) => {
    if (event.kind === 'UserChanged') return identities?.has(event.identity) ?? false;
    if (conversationSids?.has(event.conversationSid)) return true;
    const identity = participantIdentityOf(event);
    return identity !== null && (identities?.has(identity) ?? false);
  };
}

/**
 * Carries events from the webhook receiver to whoever listens, on this instance and on all that share the engine, and remembers the
 * newest ones for those who come back. The order within a topic is that of publishing and the same for everybody; across topics
 * there is none.
 */
export interface EventBus {
  /** Hands the event to every listener of its topics. Never throws and never waits for a listener. */
  publish(event: GatewayEvent): void;
  /** Calls `listener` for each later event of `topic`, in order. A listener that throws harms nobody. */
  subscribe(topic: string, listener: (entry: BusEntry) => void): BusSubscription;
  /**
   * Calls `listener` for each later event of every topic, before the listeners of its topics: here goes what has to be forgotten
   * before anybody who hears of the event reads anew.
   */
  subscribeAll(listener: (entry: BusEntry) => void): BusSubscription;
  /**
   * Calls `listener` when events may have passed unheard: whoever holds what it once read should read it anew. An engine within one
   * process never calls it.
   */
  onGap(listener: () => void): BusSubscription;
  /**
   * Where the history ends now: entries after this position are yet to come. An engine of several servers names an earlier place, and
   * what happened between is then told again.
   */
  position(): BusPosition;
  /**
   * Until when everything that was published is known to have been heard here, in milliseconds since the epoch of this instance's clock;
   * infinite within one process, minus infinity where nothing is known. What is held of the time before and told by events is true
   * until then.
   */
  heardUntil(): number;
  /**
   * Whether everything that was published on any instance before the call has been heard here; asks the others where that is not known,
   * and never waits for long. False means that what is held here may be out of date.
   */
  assure(): boolean | Promise<boolean>;
  /**
   * The entries of the topics after a position, oldest first; null when the history no longer reaches back to it, cannot be read
   * now, or is of another epoch.
   */
  entriesAfter(position: BusPosition, topics: ReadonlySet<string>): Promise<readonly BusEntry[] | null>;
  /**
   * Takes or renews the sole right to do the work of that name for `ttlMs` from now, over all instances that share the engine; false
   * while another instance has it. Where the instances cannot agree, each of them gets it: work done twice beats work undone.
   * Never rejects.
   */
  lease(name: string, ttlMs: number): Promise<boolean>;
  /** Ends every subscription at once, and resolves when what the engine holds is released. */
  close(): Promise<void>;
}

function participantIdentityOf(event: GatewayEvent): string | null {
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
