import type { Clock } from '../clock.ts';
import type { ConversationEvent } from '../conversation-event.ts';
import { GatewayError } from '../errors.ts';
import type { UserConversation } from '../model.ts';
import { completeEvent } from './complete-event.ts';
import { createPlainEdge } from './connection.ts';
import type { Inbox } from './inbox.ts';
import type { LiveContent } from './live-event.ts';
import type { LiveOptions } from './live-stream.ts';
import { createUnreadCounts } from './unread-counts.ts';

/** Says what events mean to one viewer: what is told of them, and what they do to the unread counts. */
export interface InboxContent {
  /** Reads all rows; the counts go on from them. */
  readRows(): Promise<readonly UserConversation[]>;
  /** What is told of an event; null for nothing. */
  describe(event: ConversationEvent): Promise<LiveContent | null>;
  /** The changed unread counts that an event causes; to be asked before `describe`. */
  countAlong(event: ConversationEvent): Promise<readonly LiveContent[]>;
}

/** For a viewer whose rows were not read yet. */
export function createInboxContent(
  identity: string,
  options: LiveOptions & { readonly inbox: Inbox },
): InboxContent {
  const { clock, cursors, inbox } = options;
  const unread = createUnreadCounts([], { startedAt: 0, endedAt: 0 });

  // Counting goes on from when the rows were read: what is kept was read before.
  const readRows = async (): Promise<readonly UserConversation[]> => {
    const { result, read } = await timed(clock, () => inbox.all({ fresh: true }));
    const sids = new Set(result.map(({ conversation }) => conversation.sid));
    for (const sid of unread.sids()) if (!sids.has(sid)) unread.remove(sid);
    for (const row of result) unread.set(row, read);
    return result;
  };
  /** Reads a row anew and takes its count over; null when the viewer is no member any more. */
  const readRow = async (conversationSid: string): Promise<UserConversation | null> => {
    try {
      const { result, read } = await timed(clock, () => inbox.row(conversationSid));
      unread.set(result, read);
      return result;
    } catch (error) {
      if (error instanceof GatewayError && error.code === 'NOT_FOUND') return null;
      throw error;
    }
  };
  const unreadChanged = (conversationSid: string): LiveContent => ({
    kind: 'UnreadChanged',
    conversationSid,
    unreadMessagesCount: unread.of(conversationSid),
    viewerUnreadMessagesCount: unread.total(),
  });
  const recount = async (conversationSid: string): Promise<readonly LiveContent[]> =>
    (await readRow(conversationSid)) ? [unreadChanged(conversationSid)] : [];

  return {
    readRows,
    async countAlong(event) {
      switch (event.kind) {
        case 'MessageAdded': {
          if (event.message.author === identity) return [];
          const counting = unread.count(event.message, event.occurredAt);
          if (counting === 'uncertain') return recount(event.conversationSid);
          return counting === 'uncounted' ? [] : [unreadChanged(event.conversationSid)];
        }
        case 'MessageRemoved':
          return unread.isAbove(event.conversationSid, event.index) ? recount(event.conversationSid) : [];
        case 'ParticipantUpdated':
          if (event.identity !== identity || event.lastReadMessageIndex === undefined) return [];
          return recount(event.conversationSid);
        default:
          return [];
      }
    },
    async describe(event) {
      const { conversationSid } = event;
      switch (event.kind) {
        case 'ParticipantAdded': {
          if (event.participant.identity !== identity) return null;
          const row = await readRow(conversationSid);
          if (!row) return null;
          const cursor = () =>
            cursors.encode({ scope: `inbox:${identity}`, place: [null, 0, conversationSid] });
          return { kind: 'ConversationAdded', edge: createPlainEdge(row, cursor) };
        }
        case 'ParticipantRemoved':
          if (event.identity !== identity) return null;
          unread.remove(conversationSid);
          return { kind: 'ConversationRemoved', conversationSid };
        case 'ConversationRemoved':
          unread.remove(conversationSid);
          return event;
        case 'MessageAdded':
        case 'MessageUpdated':
        case 'MessageRemoved':
        case 'ConversationUpdated':
          return completeEvent(event, options);
        default:
          return null;
      }
    },
  };
}

async function timed<Result>(clock: Clock, read: () => Promise<Result>) {
  const startedAt = clock.now();
  const result = await read();
  return { result, read: { startedAt, endedAt: clock.now() } };
}
