import type { ApolloCache } from '@apollo/client';
import {
  InboxDocument,
  type ConversationFieldsFragment,
  type InboxEventsSubscription,
  type InboxQuery,
  type MessageFieldsFragment,
} from 'twilio-conversations-graphql/client';
import { evict } from '../thread/thread-cache.ts';

type Viewer = NonNullable<InboxQuery['viewer']>;
/** A row of the inbox. */
export type InboxEdge = NonNullable<Viewer['conversations']>['edges'][number];
type Event = InboxEventsSubscription['inboxEvents'];

/** What the inbox has to do beside the cache when something happened. */
export type InboxConsequence =
  | { readonly kind: 'none' | 'resync' }
  /** The row's newest message and names have to be asked for. */
  | { readonly kind: 'preview'; readonly conversationId: string }
  | { readonly kind: 'gone'; readonly conversationId: string }
  | { readonly kind: 'message'; readonly conversationId: string; readonly message: MessageFieldsFragment };

const nothing: InboxConsequence = { kind: 'none' };

/** Brings an event of the inbox into the cache. Changed messages and conversations are there already, by their id. */
export function applyInboxEvent(cache: ApolloCache, event: Event): InboxConsequence {
  switch (event.__typename) {
    case 'ConversationAdded':
      addConversation(cache, event.edge.node, event.edge.unreadMessagesCount);
      return { kind: 'preview', conversationId: event.edge.node.id };
    case 'MessageAdded': {
      const conversationId = event.message.conversation?.id;
      if (conversationId === undefined) return nothing;
      setLastMessage(cache, conversationId, event.message);
      return { kind: 'message', conversationId, message: event.message };
    }
    case 'MessageRemoved': {
      const conversationId = conversationOfLastMessage(cache, event.messageId);
      evict(cache, 'Message', event.messageId);
      return conversationId === undefined ? nothing : { kind: 'preview', conversationId };
    }
    case 'ConversationRemoved':
      removeConversation(cache, event.conversationId);
      return { kind: 'gone', conversationId: event.conversationId };
    case 'UnreadChanged':
      setUnread(cache, event.conversationId, event.unreadMessagesCount);
      changeViewer(cache, (viewer) => ({ ...viewer, unreadMessagesCount: event.viewerUnreadMessagesCount }));
      return nothing;
    case 'Resync':
      return { kind: 'resync' };
    case 'MessageUpdated':
    case 'ConversationUpdated':
      return nothing;
  }
}

/** Puts a conversation on top of the inbox, once. What the event does not tell is empty until the row is asked for. */
export function addConversation(
  cache: ApolloCache,
  conversation: ConversationFieldsFragment,
  unreadMessagesCount: number | null,
): void {
  changeViewer(cache, (viewer) => {
    const { conversations } = viewer;
    if (!conversations || conversations.edges.some(({ node }) => node.id === conversation.id)) return viewer;
    const edge: InboxEdge & { readonly __typename: 'UserConversationEdge' } = {
      __typename: 'UserConversationEdge',
      cursor: '',
      unreadMessagesCount,
      lastReadMessageIndex: null,
      notificationLevel: 'DEFAULT',
      node: { ...conversation, lastMessage: null },
    };
    return { ...viewer, conversations: { ...conversations, edges: [edge, ...conversations.edges] } };
  });
}

/** Takes a conversation out of the inbox. */
export function removeConversation(cache: ApolloCache, conversationId: string): void {
  evict(cache, 'Conversation', conversationId);
}

/** Makes a message the newest of its row, unless a newer one is there. */
export function setLastMessage(
  cache: ApolloCache,
  conversationId: string,
  message: MessageFieldsFragment,
): void {
  const id = cache.identify({ __typename: 'Conversation', id: conversationId });
  const reference = cache.identify({ __typename: 'Message', id: message.id });
  if (id === undefined || reference === undefined) return;
  cache.modify({
    id,
    fields: {
      lastMessage(existing, { readField, isReference }) {
        const index = isReference(existing) ? readField<number>('index', existing) : undefined;
        return index !== undefined && index > message.index ? existing : { __ref: reference };
      },
    },
  });
}

/** Sets the unread count of a row. */
export function setUnread(
  cache: ApolloCache,
  conversationId: string,
  unreadMessagesCount: number | null,
): void {
  const id = cache.identify({
    __typename: 'UserConversationEdge',
    node: { __typename: 'Conversation', id: conversationId },
  });
  if (id !== undefined) cache.modify({ id, fields: { unreadMessagesCount: () => unreadMessagesCount } });
}

function conversationOfLastMessage(cache: ApolloCache, messageId: string): string | undefined {
  const viewer = cache.readQuery({ query: InboxDocument })?.viewer;
  return viewer?.conversations?.edges.find(({ node }) => node.lastMessage?.id === messageId)?.node.id;
}

function changeViewer(cache: ApolloCache, change: (viewer: Viewer) => Viewer): void {
  cache.updateQuery({ query: InboxDocument }, (data) =>
    data?.viewer ? { ...data, viewer: change(data.viewer) } : undefined,
  );
}
