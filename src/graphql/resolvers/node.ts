import type { Resolvers } from '../generated/resolver-types.ts';
import { type NodeType, parseId } from '../global-id.ts';

/** Resolvers of `Node`: from an id to the thing, through the same domain calls as every other way to it. */
export const nodeResolvers = {
  Query: {
    async node(_parent, { id }, { domain }) {
      const key = parseId(id);
      switch (key.type) {
        case 'Conversation':
          return tag(key.type, await domain.conversations.get(key.sid));
        case 'Message':
          return tag(key.type, await domain.messages.get(key));
        case 'Participant':
          return tag(key.type, await domain.participants.get(key));
        case 'User':
          return tag(key.type, await domain.users.get(key.identity));
      }
    },
  },
  Node: {
    __resolveType: (node) => ('__typename' in node ? (node.__typename as NodeType) : null),
  },
} satisfies Resolvers;

function tag<Node extends object>(__typename: NodeType, node: Node) {
  return { ...node, __typename };
}
