import type { ApolloCache } from '@apollo/client';
import {
  ThreadDocument,
  type ConversationEventsSubscription,
  type MessageFieldsFragment,
  type ThreadQuery,
} from 'twilio-conversations-graphql/client';

type ThreadConversation = NonNullable<ThreadQuery['conversation']>;
type Event = ConversationEventsSubscription['conversationEvents'];

/** What a thread has to do beside the cache when something happened in it. */
export type ThreadConsequence = 'none' | 'resync' | 'gone';

/** Whose thread an event belongs to. */
export interface ThreadEventContext {
  readonly conversationId: string;
  readonly viewerIdentity: string;
}

/**
 * Brings an event of a conversation into the cache. What the event carries whole (a changed message, participant or
 * conversation) is there already, because the cache knows it by its id; here only lists change.
 */
export function applyThreadEvent(
  cache: ApolloCache,
  event: Event,
  context: ThreadEventContext,
): ThreadConsequence {
  switch (event.__typename) {
    case 'MessageAdded':
      addMessage(cache, context.conversationId, event.message);
      return 'none';
    case 'MessageRemoved':
      removeMessage(cache, context.conversationId, event.messageId);
      return 'none';
    case 'ParticipantAdded':
      addParticipant(cache, context.conversationId, event.participant);
      return 'none';
    case 'ParticipantRemoved':
      evict(cache, 'Participant', event.participantId);
      return event.identity === context.viewerIdentity ? 'gone' : 'none';
    case 'ConversationRemoved':
      return 'gone';
    case 'Resync':
      return 'resync';
    case 'MessageUpdated':
    case 'DeliveryUpdated':
    case 'ParticipantUpdated':
    case 'ConversationUpdated':
      return 'none';
  }
}

/** Puts a message at its place in the thread, whether the mutation's answer or the event comes first: once. */
export function addMessage(cache: ApolloCache, conversationId: string, message: MessageFieldsFragment): void {
  changeThread(cache, conversationId, (conversation) => {
    const { messages } = conversation;
    if (!messages || messages.edges.some(({ node }) => node.id === message.id)) return conversation;
    const oldest = messages.edges[0]?.node.index;
    if (oldest !== undefined && message.index < oldest && messages.pageInfo.hasPreviousPage)
      return conversation;
    // A row that came by event has no cursor of its own; paging back goes by the page's startCursor alone.
    const edges = [...messages.edges, { __typename: 'MessageEdge' as const, cursor: '', node: message }];
    edges.sort((one, other) => one.node.index - other.node.index);
    return { ...conversation, messages: { ...messages, edges } };
  });
}

/** Takes a message out of the thread; where it was the newest, the inbox shows the one before it. */
export function removeMessage(cache: ApolloCache, conversationId: string, messageId: string): void {
  const thread = cache.readQuery({ query: ThreadDocument, variables: { id: conversationId } });
  const newest = thread?.conversation?.messages?.edges.findLast(({ node }) => node.id !== messageId);
  const id = cache.identify({ __typename: 'Conversation', id: conversationId });
  if (id !== undefined && newest) {
    const reference = cache.identify({ __typename: 'Message', id: newest.node.id });
    cache.modify({
      id,
      fields: {
        lastMessage: (existing, { isReference, readField }) =>
          reference !== undefined && isReference(existing) && readField('id', existing) === messageId
            ? { __ref: reference }
            : existing,
      },
    });
  }
  evict(cache, 'Message', messageId);
}

/** Puts a participant at the end of the members, once. */
export function addParticipant(
  cache: ApolloCache,
  conversationId: string,
  participant: NonNullable<ThreadConversation['participants']>['nodes'][number],
): void {
  changeThread(cache, conversationId, (conversation) => {
    const { participants } = conversation;
    if (!participants || participants.nodes.some(({ id }) => id === participant.id)) return conversation;
    return {
      ...conversation,
      participants: { ...participants, nodes: [...participants.nodes, participant] },
    };
  });
}

/** Takes something out of the cache and so out of every list. */
export function evict(
  cache: ApolloCache,
  typename: 'Message' | 'Participant' | 'Conversation',
  id: string,
): void {
  const key = cache.identify({ __typename: typename, id });
  if (key !== undefined) cache.evict({ id: key });
}

function changeThread(
  cache: ApolloCache,
  conversationId: string,
  change: (conversation: ThreadConversation) => ThreadConversation,
): void {
  cache.updateQuery({ query: ThreadDocument, variables: { id: conversationId } }, (data) =>
    data?.conversation ? { ...data, conversation: change(data.conversation) } : undefined,
  );
}
