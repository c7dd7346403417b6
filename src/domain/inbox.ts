import { GatewayError } from '../errors.ts';
import type { Participant, UserConversation } from '../model.ts';
import type { CallOptions, ConversationsApi, Page } from '../upstream/conversations-api.ts';
import type { Access } from './access.ts';
import { readForward, type UserConversationConnection } from './connection.ts';
import type { CursorCodec } from './cursor.ts';

/** Twilio's largest page of a user's conversations. */
const userConversationsPageSize = 50;

/** How far somebody has read, as it is after a change. */
export interface ReadHorizon {
  readonly participant: Participant;
  /** Read when it is asked for: it costs a call. */
  readonly unreadMessagesCount: () => Promise<number | null>;
}

/** The viewer's own conversations, and how far the viewer has read in them. */
export interface Inbox {
  list(request: {
    readonly first: number;
    readonly after: string | null | undefined;
  }): Promise<UserConversationConnection>;
  /** All rows, page by page; with `fresh`, as Twilio has them now. */
  all(options?: { readonly fresh?: boolean }): Promise<readonly UserConversation[]>;
  /** One row, as Twilio has it now. */
  row(conversationSid: string): Promise<UserConversation>;
  /** The sum of the counts of all conversations that have a read horizon. */
  unreadMessagesCount(): Promise<number>;
  updateReadHorizon(request: {
    readonly conversationSid: string;
    /** Null marks everything unread. */
    readonly lastReadMessageIndex: number | null;
    readonly backwards: boolean;
  }): Promise<ReadHorizon>;
}

/** Serves one viewer. */
export function createInbox(options: {
  readonly api: ConversationsApi;
  readonly access: Access;
  readonly cursors: CursorCodec;
}): Inbox {
  const { api, access, cursors } = options;

  /** A user who was never in a conversation is unknown to Twilio and has an empty inbox. */
  const readPage = async (
    pageToken: string | undefined,
    call: CallOptions = {},
  ): Promise<Page<UserConversation>> => {
    const identity = access.requireIdentity();
    try {
      const request = { identity, pageToken, pageSize: userConversationsPageSize };
      return await api.listUserConversations(request, call);
    } catch (error) {
      if (error instanceof GatewayError && error.code === 'NOT_FOUND')
        return { items: [], nextPageToken: null };
      throw error;
    }
  };

  const all = async ({ fresh = false } = {}): Promise<readonly UserConversation[]> => {
    const rows: UserConversation[] = [];
    let pageToken: string | undefined;
    do {
      const page = await readPage(pageToken, { fresh });
      rows.push(...page.items);
      pageToken = page.nextPageToken ?? undefined;
    } while (pageToken !== undefined);
    return rows;
  };

  const row = (conversationSid: string): Promise<UserConversation> =>
    api.getUserConversation(
      { identity: access.requireIdentity(), conversation: conversationSid },
      { fresh: true },
    );

  return {
    list(request) {
      const identity = access.requireIdentity();
      return readForward(
        {
          scope: `inbox:${identity}`,
          readPage: (pageToken) => readPage(pageToken),
          sidOf: ({ conversation }) => conversation.sid,
        },
        { ...request, cursors },
      );
    },
    all,
    row,
    async unreadMessagesCount() {
      return (await all()).reduce((sum, { unreadMessagesCount }) => sum + (unreadMessagesCount ?? 0), 0);
    },
    async updateReadHorizon({ conversationSid, lastReadMessageIndex, backwards }) {
      if (lastReadMessageIndex !== null && lastReadMessageIndex < 0) {
        throw new GatewayError('BAD_USER_INPUT', '`lastReadMessageIndex` must not be negative.', {
          field: 'lastReadMessageIndex',
        });
      }
      const before = await access.requireOwnParticipant(conversationSid);
      const participant = isAllowed(before.lastReadMessageIndex, lastReadMessageIndex, backwards)
        ? await api.updateParticipant({ conversationSid, participant: before.sid }, { lastReadMessageIndex })
        : before;
      return {
        participant,
        unreadMessagesCount: async () => (await row(conversationSid)).unreadMessagesCount,
      };
    },
  };
}

function isAllowed(before: number | null, after: number | null, backwards: boolean): boolean {
  return after === null || before === null || after > before || (backwards && after !== before);
}
