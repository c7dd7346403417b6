import { GatewayError } from '../errors.ts';
import type { Participant, UserConversation } from '../model.ts';
import type { ConversationsApi } from '../upstream/conversations-api.ts';
import type { Access } from './access.ts';
import { readInboxPage } from './inbox-rows.ts';

/** How far somebody has read, as it is after a change. */
export interface ReadHorizon {
  readonly participant: Participant;
  /** Read when it is asked for: it costs a call. */
  readonly unreadMessagesCount: () => Promise<number | null>;
}

/** The viewer's own conversations, and how far the viewer has read in them. */
export interface Inbox {
  /** All rows, page by page; with `fresh`, as Twilio has them now. */
  all(options?: { readonly fresh?: boolean }): Promise<readonly UserConversation[]>;
  /** One row, as Twilio has it now. */
  row(conversationSid: string): Promise<UserConversation>;
  updateReadHorizon(request: {
    readonly conversationSid: string;
    /** Null marks everything unread. */
    readonly lastReadMessageIndex: number | null;
    readonly backwards: boolean;
  }): Promise<ReadHorizon>;
}

/** Serves one viewer. */
export function createInbox(options: { readonly api: ConversationsApi; readonly access: Access }): Inbox {
  const { api, access } = options;

  const all = async ({ fresh = false } = {}): Promise<readonly UserConversation[]> => {
    const identity = access.requireIdentity();
    const rows: UserConversation[] = [];
    let pageToken: string | undefined;
    do {
      const page = await readInboxPage(api, { identity, pageToken, fresh });
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
    all,
    row,
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
