import { clientMessageIdOf, visibleAttributes } from '../../domain/attributes.ts';
import type { DeliveryAmount, Participant } from '../../model.ts';
import type { Resolvers } from '../generated/resolver-types.ts';
import { messageId, parseConversationId, parseMessageId } from '../global-id.ts';
import { present } from '../present.ts';
import { answer } from '../refusal.ts';
import { selectsOnly } from '../selection.ts';

/** Resolvers of `schema/message.graphql`. */
export const messageResolvers = {
  Mutation: {
    sendMessage: (_parent, { input }, { domain }, info) =>
      answer(info, async () => {
        const { conversationId, ...request } = input;
        const message = await domain.messages.send({
          ...request,
          conversationSid: parseConversationId(conversationId),
          attributes: present(input.attributes),
          contentVariables: present(input.contentVariables),
        });
        return { message };
      }),
    updateMessage: (_parent, { input }, { domain }, info) =>
      answer(info, async () => ({
        message: await domain.messages.update(parseMessageId(input.messageId), {
          body: present(input.body),
          attributes: present(input.attributes),
        }),
      })),
    deleteMessage: (_parent, { input }, { domain }, info) =>
      answer(info, async () => {
        await domain.messages.remove(parseMessageId(input.messageId));
        return { deletedMessageId: input.messageId };
      }),
  },
  Message: {
    id: messageId,
    clientMessageId: ({ attributes }) => clientMessageIdOf(attributes),
    attributes: ({ attributes }) => visibleAttributes(attributes),
    participant(message, _args, { domain }, info) {
      const name = selectsOnly(info, participantNameFields)
        ? domain.participants.authorNameOf(message)
        : null;
      // Nothing else of the participant is asked for, so nothing else has to be there.
      return name ? (name as Participant) : domain.participants.authorOf(message);
    },
    delivery: ({ delivery }) => delivery ?? null,
    conversation: ({ conversationSid }, _args, { domain }) => domain.conversations.get(conversationSid),
  },
  Media: {
    // The gateway serves no media yet; Twilio's own URLs live for minutes and need its credentials.
    url: () => null,
  },
  DeliverySummary: {
    sent: ({ sent }) => amountNames[sent],
    delivered: ({ delivered }) => amountNames[delivered],
    read: ({ read }) => amountNames[read],
    failed: ({ failed }) => amountNames[failed],
    undelivered: ({ undelivered }) => amountNames[undelivered],
  },
  MessageConnection: {
    nodes: ({ edges }) => edges.map(({ node }) => node),
    pageInfo: (connection) => connection,
  },
} satisfies Resolvers;

const participantNameFields = new Set(['id', 'sid', 'identity']);

const amountNames = { all: 'ALL', some: 'SOME', none: 'NONE', unknown: 'UNKNOWN' } as const satisfies Record<
  DeliveryAmount,
  string
>;
