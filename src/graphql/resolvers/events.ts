import type { ConversationLiveEvent, InboxLiveEvent, LiveEvent } from '../../domain/live-event.ts';
import type { Resolvers } from '../generated/resolver-types.ts';
import { conversationId, messageId, parseConversationId, participantId } from '../global-id.ts';

/** Resolvers of `schema/events.graphql`. */
export const eventResolvers = {
  Subscription: {
    conversationEvents: {
      subscribe: (_parent, args, { domain, resumeAfter }) =>
        domain.live.conversationEvents({
          conversationSid: parseConversationId(args.conversationId),
          after: resumeAfter ?? args.after,
        }),
      resolve: (event: LiveEvent) => event as ConversationLiveEvent,
    },
    inboxEvents: {
      subscribe: (_parent, args, { domain, resumeAfter }) =>
        domain.live.inboxEvents({ after: resumeAfter ?? args.after }),
      resolve: (event: LiveEvent) => event as InboxLiveEvent,
    },
  },
  ConversationEvent: { __resolveType: ({ kind }) => kind },
  InboxEvent: { __resolveType: ({ kind }) => kind },
  MessageRemoved: {
    messageId: ({ conversationSid, messageSid }) => messageId({ conversationSid, sid: messageSid }),
    conversationId: ({ conversationSid }) => conversationId(conversationSid),
  },
  ParticipantRemoved: {
    participantId: ({ conversationSid, participantSid }) =>
      participantId({ conversationSid, sid: participantSid }),
  },
  ConversationRemoved: { conversationId: ({ conversationSid }) => conversationId(conversationSid) },
  UnreadChanged: { conversationId: ({ conversationSid }) => conversationId(conversationSid) },
} satisfies Resolvers;
