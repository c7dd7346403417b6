import type { BusPosition } from '../events/event-bus.ts';
import { type InboxCursor, shortNameOf } from './event-cursor.ts';

/** Where a viewer's stream stands while it tells what happens. */
export interface InboxPlace {
  /** Everything up to there has been told. */
  advance(position: BusPosition): void;
  /** A message has been told as added. */
  toldMessage(messageSid: string): void;
  /** The viewer's conversations as they were read. */
  setConversations(sids: readonly string[]): void;
  joined(conversationSid: string): void;
  left(conversationSid: string): void;
  /** The place as it is now. */
  cursor(): InboxCursor;
}

/**
 * Messages that a cursor names as told: a message that waits for a read holds the cursor's offset back, and what was told from
 * other conversations meanwhile must not be told again.
 */
const recentMessagesMax = 32;

/** A place that begins at a cursor, or where the bus stands. */
export function createInboxPlace(options: {
  readonly start: InboxCursor | BusPosition;
  readonly now: () => number;
  /** From where in the bus on something is known but not told yet; null when nothing is. */
  readonly heldFrom: () => number | null;
}): InboxPlace {
  const { start, now, heldFrom } = options;
  let { epoch, offset } = start;
  let conversations = new Set<string>();
  let recentMessages: readonly number[] = 'recentMessages' in start ? start.recentMessages : [];
  let isKnown = false;

  return {
    advance(position) {
      offset = position.epoch === epoch ? Math.max(offset, position.offset) : position.offset;
      epoch = position.epoch;
    },
    toldMessage(messageSid) {
      recentMessages = [...recentMessages, shortNameOf(messageSid)].slice(-recentMessagesMax);
    },
    setConversations(sids) {
      conversations = new Set(sids);
      isKnown = true;
    },
    joined: (conversationSid) => void conversations.add(conversationSid),
    left: (conversationSid) => void conversations.delete(conversationSid),
    cursor() {
      const held = heldFrom();
      return {
        epoch,
        offset: held === null ? offset : Math.min(offset, held - 1),
        takenAt: now(),
        conversations: isKnown ? sumOf([...conversations]) : null,
        recentMessages,
      };
    },
  };
}

/** Stands for a set of conversations in a cursor: the sum of their short names. */
export function sumOf(sids: readonly string[]): number {
  return sids.reduce((sum, sid) => (sum + shortNameOf(sid)) % 0x1_0000_0000, 0);
}
