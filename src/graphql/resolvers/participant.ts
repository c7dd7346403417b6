import type { ReadHorizon } from '../../domain/inbox.ts';
import { GatewayError } from '../../errors.ts';
import type { Resolvers } from '../generated/resolver-types.ts';
import { parseConversationId, parseParticipantId, participantId } from '../global-id.ts';
import { present } from '../present.ts';
import { answer, type Refusal } from '../refusal.ts';

/** What updateReadHorizon answers: the unread count is read only when it is asked for. */
export interface ReadHorizonPayload extends Partial<ReadHorizon> {
  readonly errors: readonly Refusal[];
}

/** Resolvers of `schema/participant.graphql`. */
export const participantResolvers = {
  Mutation: {
    addParticipant: (_parent, { input }, { domain }, info) =>
      answer(info, async () => {
        const { conversationId, ...request } = input;
        const participant = await domain.participants.add(parseConversationId(conversationId), {
          ...request,
          attributes: present(input.attributes),
        });
        return { participant };
      }),
    updateParticipant: (_parent, { input }, { domain }, info) =>
      answer(info, async () => ({
        participant: await domain.participants.update(parseParticipantId(input.participantId), {
          attributes: present(input.attributes),
          roleSid: present(input.roleSid),
        }),
      })),
    removeParticipant: (_parent, { input }, { domain }, info) =>
      answer(info, async () => {
        await domain.participants.remove(parseParticipantId(input.participantId));
        return { removedParticipantId: input.participantId };
      }),
    updateReadHorizon: (_parent, { input }, { domain }, info) =>
      answer(info, () => {
        const { conversationId, lastReadMessageIndex, backwards = false } = input;
        // Null means "all unread", so leaving it out by mistake must not.
        if (lastReadMessageIndex === undefined) {
          throw new GatewayError(
            'BAD_USER_INPUT',
            '`lastReadMessageIndex` is needed; null marks everything unread.',
            {
              field: 'lastReadMessageIndex',
            },
          );
        }
        const conversationSid = parseConversationId(conversationId);
        return domain.inbox.updateReadHorizon({ conversationSid, lastReadMessageIndex, backwards });
      }),
  },
  Participant: {
    id: participantId,
    displayName: (participant, _args, { domain }) => domain.participants.displayNameOf(participant),
    role: (participant, _args, { domain }) => domain.participants.roleOf(participant),
  },
  ParticipantConnection: {
    nodes: ({ edges }) => edges.map(({ node }) => node),
    pageInfo: (connection) => connection,
  },
  UpdateReadHorizonPayload: {
    unreadMessagesCount: ({ unreadMessagesCount }) => unreadMessagesCount?.() ?? null,
  },
} satisfies Resolvers;
