import type { Message, UserConversation } from '../model.ts';

/** When rows were read, in milliseconds by the gateway's clock: what was written before `startedAt` is in them. */
export interface ReadTime {
  readonly startedAt: number;
  readonly endedAt: number;
}

/** What a new message does to a count: it is in it already, has been added to it, may be in it or not, or is not counted at all. */
export type Counting = 'included' | 'added' | 'uncertain' | 'uncounted';

/** The viewer's unread counts while a stream runs: read once, then counted along, read again where counting does not do. */
export interface UnreadCounts {
  /** Takes a row as Twilio has it. */
  set(row: UserConversation, read: ReadTime): void;
  remove(conversationSid: string): void;
  /** Whether the viewer's count of the conversation may be changed by a message of this index. */
  isAbove(conversationSid: string, index: number): boolean;
  /**
   * Counts a new message of somebody else. A webhook comes later than the message can be read, so the count may hold it already: the
   * time tells, by Twilio's clock against the gateway's; what their difference spoils, the next row that is read mends.
   */
  count(message: Message, occurredAt: Date): Counting;
  of(conversationSid: string): number | null;
  /** The sum over all conversations that have a read horizon. */
  total(): number;
  sids(): readonly string[];
}

interface Count {
  unreadMessagesCount: number | null;
  readonly lastReadMessageIndex: number | null;
  readonly read: ReadTime;
}

/** Begins with the rows of the viewer's inbox. */
export function createUnreadCounts(rows: readonly UserConversation[], read: ReadTime): UnreadCounts {
  const counts = new Map<string, Count>();
  let total = 0;

  const remove = (conversationSid: string) => {
    total -= counts.get(conversationSid)?.unreadMessagesCount ?? 0;
    counts.delete(conversationSid);
  };
  const set = (row: UserConversation, readAt: ReadTime) => {
    const { conversation, unreadMessagesCount, lastReadMessageIndex } = row;
    remove(conversation.sid);
    counts.set(conversation.sid, { unreadMessagesCount, lastReadMessageIndex, read: readAt });
    total += unreadMessagesCount ?? 0;
  };
  const isAbove = (conversationSid: string, index: number) => {
    const horizon = counts.get(conversationSid)?.lastReadMessageIndex ?? null;
    return horizon !== null && index > horizon;
  };
  for (const row of rows) set(row, read);

  return {
    set,
    remove,
    isAbove,
    count(message, occurredAt) {
      const count = counts.get(message.conversationSid);
      if (!count || count.unreadMessagesCount === null || !isAbove(message.conversationSid, message.index)) {
        return 'uncounted';
      }
      const earliest = occurredAt.getTime();
      // REST dates have whole seconds: it may have been at any time of that second.
      const latest = earliest % 1_000 === 0 ? earliest + 999 : earliest;
      if (latest < count.read.startedAt) return 'included';
      if (earliest <= count.read.endedAt) return 'uncertain';
      count.unreadMessagesCount += 1;
      total += 1;
      return 'added';
    },
    of: (conversationSid) => counts.get(conversationSid)?.unreadMessagesCount ?? null,
    total: () => total,
    sids: () => [...counts.keys()],
  };
}
