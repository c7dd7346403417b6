import type { BusPosition } from '../events/event-bus.ts';
import type { TimelineCursor } from '../events/timeline-step.ts';
import { type ConversationPlace, type InboxCursor, shortNameOf } from './inbox-cursor.ts';

/** Where a viewer's stream stands while it tells what happens. */
export interface InboxPlace {
  /** Everything up to there has been told. */
  advance(position: BusPosition): void;
  /** The client reads everything anew from there on. */
  restart(position: BusPosition, followedSince: number): void;
  /** Something of a conversation has been told. */
  touch(conversationSid: string): void;
  /** The viewer's conversations as they were read. */
  setConversations(sids: readonly string[]): void;
  joined(conversationSid: string): void;
  left(conversationSid: string): void;
  has(conversationSid: string): boolean;
  conversations(): readonly string[];
  /** The place as it is now. */
  cursor(): InboxCursor;
}

/** A place that begins at a cursor, or where the bus stands. */
export function createInboxPlace(options: {
  readonly start: Pick<InboxCursor, 'epoch' | 'offset' | 'followedSince'>;
  /** What the client has of a conversation; null where it is not followed. */
  readonly placeOf: (conversationSid: string) => TimelineCursor | null;
}): InboxPlace {
  const { start, placeOf } = options;
  let { epoch, offset, followedSince } = start;
  /** Those that changed last come last. */
  const conversations = new Set<string>();
  let isKnown = false;

  const places = (): ReadonlyMap<number, ConversationPlace> => {
    const found = new Map<number, ConversationPlace>();
    for (const sid of conversations) {
      const place = placeOf(sid);
      if (!place) continue;
      const { index, window, takenAt } = place;
      // Without an index the place was taken when the conversation began to be followed, and says nothing new where all did.
      if (index === null && takenAt === followedSince) continue;
      found.set(shortNameOf(sid), { index, window, followedSince: takenAt });
    }
    return found;
  };

  return {
    advance(position) {
      offset = position.epoch === epoch ? Math.max(offset, position.offset) : position.offset;
      epoch = position.epoch;
    },
    restart(position, since) {
      ({ epoch, offset } = position);
      followedSince = since;
    },
    touch(conversationSid) {
      if (conversations.delete(conversationSid)) conversations.add(conversationSid);
    },
    setConversations(sids) {
      const present = new Set(sids);
      for (const sid of conversations) if (!present.has(sid)) conversations.delete(sid);
      for (const sid of sids) conversations.add(sid);
      isKnown = true;
    },
    joined: (conversationSid) => void conversations.add(conversationSid),
    left: (conversationSid) => void conversations.delete(conversationSid),
    has: (conversationSid) => conversations.has(conversationSid),
    conversations: () => [...conversations],
    cursor: () => ({
      epoch,
      offset,
      followedSince,
      conversations: isKnown ? sumOf([...conversations]) : null,
      places: places(),
    }),
  };
}

/** What a client has of the conversations of which a query showed it messages: those at the top of the screen count as changed last. */
export function placesOf(shown: ReadonlyMap<string, TimelineCursor>): InboxCursor['places'] {
  const places = new Map<number, ConversationPlace>();
  for (const [sid, { index, window, takenAt }] of [...shown].toReversed())
    places.set(shortNameOf(sid), { index, window, followedSince: takenAt });
  return places;
}

/** Stands for a set of conversations in a cursor: the sum of their short names. */
export function sumOf(sids: readonly string[]): number {
  return sids.reduce((sum, sid) => (sum + shortNameOf(sid)) % 0x1_0000_0000_0000, 0);
}
