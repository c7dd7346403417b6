import type { NotificationLevel } from '../../model.ts';
import type { Resolvers } from '../generated/resolver-types.ts';

/** Resolvers of `schema/inbox.graphql`. */
export const inboxResolvers = {
  UserConversationConnection: {
    nodes: ({ edges }) => edges.map(({ node }) => node.conversation),
    pageInfo: (connection) => connection,
  },
  UserConversationEdge: {
    node: ({ node }) => node.conversation,
    unreadMessagesCount: ({ node }) => node.unreadMessagesCount,
    lastReadMessageIndex: ({ node }) => node.lastReadMessageIndex,
    notificationLevel: ({ node }) => levelNames[node.notificationLevel],
  },
} satisfies Resolvers;

const levelNames = { default: 'DEFAULT', muted: 'MUTED', unknown: 'UNKNOWN' } as const satisfies Record<
  NotificationLevel,
  string
>;
