import type { Message, UserConversation } from '../model.ts';

/** The viewer's unread counts while a stream runs: read once, then counted along, read again where counting does not do. */
export interface UnreadCounts {
  /** Takes a row as Twilio has it. */
  set(row: UserConversation): void;
  remove(conversationSid: string): void;
  /** Whether the viewer's count of the conversation may be changed by a message of this index. */
  isAbove(conversationSid: string, index: number): boolean;
  /** Counts a new message of somebody else; false when no horizon is set, so that nothing is counted. */
  count(message: Message): boolean;
  of(conversationSid: string): number | null;
  /** The sum over all conversations that have a read horizon. */
  total(): number;
  sids(): readonly string[];
}

interface Count {
  unreadMessagesCount: number | null;
  readonly lastReadMessageIndex: number | null;
}

/** Begins with the rows of the viewer's inbox. */
export function createUnreadCounts(rows: readonly UserConversation[]): UnreadCounts {
  const counts = new Map<string, Count>();
  let total = 0;

  const remove = (conversationSid: string) => {
    total -= counts.get(conversationSid)?.unreadMessagesCount ?? 0;
    counts.delete(conversationSid);
  };
  const set = ({ conversation, unreadMessagesCount, lastReadMessageIndex }: UserConversation) => {
    remove(conversation.sid);
    counts.set(conversation.sid, { unreadMessagesCount, lastReadMessageIndex });
    total += unreadMessagesCount ?? 0;
  };
  const isAbove = (conversationSid: string, index: number) => {
    const horizon = counts.get(conversationSid)?.lastReadMessageIndex ?? null;
    return horizon !== null && index > horizon;
  };
  for (const row of rows) set(row);

  return {
    set,
    remove,
    isAbove,
    count(message) {
      const count = counts.get(message.conversationSid);
      if (!count || count.unreadMessagesCount === null || !isAbove(message.conversationSid, message.index))
        return false;
      count.unreadMessagesCount += 1;
      total += 1;
      return true;
    },
    of: (conversationSid) => counts.get(conversationSid)?.unreadMessagesCount ?? null,
    total: () => total,
    sids: () => [...counts.keys()],
  };
}
