import type { Resolvers } from '../generated/resolver-types.ts';
import { parseUserId, userId } from '../global-id.ts';
import { present } from '../present.ts';
import { answer } from '../refusal.ts';

/** Resolvers of `schema/user.graphql`. */
export const userResolvers = {
  Query: {
    viewer: (_parent, _args, { domain }) => domain.users.viewer(),
    user: (_parent, { by }, { domain }) =>
      domain.users.get(by.id === undefined ? by.identity : parseUserId(by.id, 'id')),
  },
  Mutation: {
    updateUser: (_parent, { input }, { domain }, info) =>
      answer(info, async () => ({
        user: await domain.users.update(present(input.userId, parseUserId), {
          friendlyName: present(input.friendlyName),
          attributes: present(input.attributes),
        }),
      })),
  },
  User: {
    id: ({ identity }) => userId(identity),
    sid: async (user, _args, { domain }) => (await domain.users.read(user))?.sid ?? null,
    friendlyName: async (user, _args, { domain }) => (await domain.users.read(user))?.friendlyName ?? null,
    attributes: async (user, _args, { domain }) => (await domain.users.read(user))?.attributes ?? null,
    isOnline: async (user, _args, { domain }) => (await domain.users.read(user))?.isOnline ?? null,
    unreadMessagesCount: (user, _args, { domain }) =>
      domain.users.isViewer(user) ? domain.inboxList.unreadMessagesCount() : null,
    eventsCursor: (user, _args, { domain }) =>
      domain.users.isViewer(user) ? domain.live.inboxCursor() : null,
    conversations: (user, args, { domain }) =>
      domain.users.isViewer(user) ? domain.inboxList.page(args) : null,
  },
} satisfies Resolvers;
