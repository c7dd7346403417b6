import type {
  InboxQuery,
  MessageFieldsFragment,
  ParticipantFieldsFragment,
  ThreadQuery,
} from '../../../src/client/index.ts';

const createdAt = '2026-01-02T03:04:05.000Z';

/** A message as the server answers it. */
export function message(index: number): MessageFieldsFragment & { readonly __typename: 'Message' } {
  return {
    __typename: 'Message',
    id: `message-${index}`,
    sid: `IM${index}`,
    index,
    clientMessageId: null,
    author: 'alice',
    body: `Message ${index}`,
    attributes: {},
    createdAt,
    updatedAt: createdAt,
    participant: participant('alice'),
    media: [],
    delivery: null,
  };
}

/** A participant as the server answers it. */
export function participant(
  identity: string,
): ParticipantFieldsFragment & { readonly __typename: 'Participant' } {
  return {
    __typename: 'Participant',
    id: `participant-${identity}`,
    sid: `MB-${identity}`,
    identity,
    displayName: identity,
    attributes: {},
    lastReadMessageIndex: null,
    lastReadAt: null,
    messagingBinding: null,
    role: null,
  };
}

/** What a page of a thread holds. */
export interface ThreadPage {
  readonly indexes: readonly number[];
  readonly hasPreviousPage?: boolean;
  readonly startCursor?: string | null;
  readonly identities?: readonly string[];
  readonly hasMoreParticipants?: boolean;
}

/** The answer to `Thread`, and to the queries that ask for a part of it. */
export function threadPage(page: ThreadPage) {
  const { indexes, hasPreviousPage = false, startCursor = null, identities = ['alice'] } = page;
  return {
    ...conversation('conversation-1'),
    eventsCursor: 'events-1',
    viewerCan: {
      sendMessage: true,
      addParticipant: true,
      removeParticipant: true,
      updateConversation: true,
      deleteConversation: true,
    },
    participants: {
      nodes: identities.map((identity) => participant(identity)),
      pageInfo: { hasNextPage: page.hasMoreParticipants ?? false, endCursor: null },
    },
    messages: {
      edges: indexes.map((index) => ({ cursor: `cursor-${index}`, node: message(index) })),
      pageInfo: { hasPreviousPage, startCursor },
    },
  } satisfies ThreadQuery['conversation'];
}

/** What a page of the inbox holds. */
export interface InboxPage {
  readonly ids: readonly string[];
  readonly hasNextPage?: boolean;
  readonly lastMessage?: MessageFieldsFragment;
}

/** The answer to `Inbox`. */
export function inboxPage({ ids, hasNextPage = false, lastMessage }: InboxPage): InboxQuery {
  const viewer = {
    __typename: 'User',
    id: 'user-alice',
    identity: 'alice',
    friendlyName: 'Alice',
    unreadMessagesCount: 0,
    eventsCursor: 'events-1',
    conversations: {
      edges: ids.map((id) => ({
        __typename: 'UserConversationEdge',
        cursor: `cursor-${id}`,
        unreadMessagesCount: 0,
        lastReadMessageIndex: null,
        notificationLevel: 'DEFAULT' as const,
        node: { ...conversation(id), lastMessage: lastMessage ?? null },
      })),
      pageInfo: { hasNextPage, endCursor: null },
    },
  };
  return { viewer };
}

function conversation(id: string) {
  return {
    __typename: 'Conversation',
    id,
    sid: `CH-${id}`,
    uniqueName: null,
    friendlyName: `Conversation ${id}`,
    state: 'ACTIVE' as const,
    attributes: {},
    timers: { inactiveAt: null, closedAt: null },
    createdAt,
    updatedAt: createdAt,
  };
}
