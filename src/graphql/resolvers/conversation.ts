import type { ConversationRequest } from '../../domain/conversation.ts';
import { GatewayError } from '../../errors.ts';
import { isSid } from '../../sid.ts';
import type { Resolvers } from '../generated/resolver-types.ts';
import type {
  ConversationLookup,
  ConversationState,
  UpdateConversationInput,
} from '../generated/resolver-types.ts';
import { conversationId, parseConversationId } from '../global-id.ts';
import { present } from '../present.ts';
import { answer } from '../refusal.ts';

/** Resolvers of `schema/conversation.graphql`. */
export const conversationResolvers = {
  Query: {
    conversation: (_parent, { by }, { domain }) => domain.conversations.get(requireLookup(by)),
    conversations: (_parent, { first, after, filter }, { domain }) =>
      domain.conversations.list({ first, after, state: present(filter?.state, toSettableState) }),
  },
  Mutation: {
    createConversation: (_parent, { input }, { domain }, info) =>
      answer(info, async () => ({
        conversation: await domain.conversations.create(toRequest(input), input.participants ?? []),
      })),
    updateConversation: (_parent, { input }, { domain }, info) =>
      answer(info, async () => ({
        conversation: await domain.conversations.update(
          parseConversationId(input.conversationId),
          toRequest(input),
        ),
      })),
    deleteConversation: (_parent, { input }, { domain }, info) =>
      answer(info, async () => {
        await domain.conversations.remove(parseConversationId(input.conversationId));
        return { deletedConversationId: input.conversationId };
      }),
  },
  Conversation: {
    id: ({ sid }) => conversationId(sid),
    state: ({ state }) => toStateName(state),
    lastMessage: ({ sid }, _args, { domain }) => domain.messages.last(sid),
    messages: ({ sid }, args, { domain }) => domain.messages.list(sid, args),
    participants: ({ sid }, args, { domain }) => domain.participants.list(sid, args),
    viewerCan: ({ sid }, _args, { domain }) => domain.conversations.viewerCan(sid),
    eventsCursor: ({ sid }, _args, { domain }) => domain.live.conversationCursor(sid),
  },
  ConversationConnection: {
    nodes: ({ edges }) => edges.map(({ node }) => node),
    pageInfo: (connection) => connection,
  },
} satisfies Resolvers;

function requireLookup(by: ConversationLookup): string {
  if (by.id !== undefined) return parseConversationId(by.id, 'id');
  if (by.sid !== undefined) {
    if (isSid('conversation', by.sid)) return by.sid;
    throw new GatewayError(
      'BAD_USER_INPUT',
      '`sid` is not the sid of a conversation (`CH` and 32 hexadecimal digits).',
      {
        field: 'sid',
      },
    );
  }
  if (by.uniqueName !== '') return by.uniqueName;
  throw new GatewayError('BAD_USER_INPUT', '`uniqueName` must not be empty.', { field: 'uniqueName' });
}

type ConversationInput = Partial<Omit<UpdateConversationInput, 'conversationId'>>;

function toRequest(input: ConversationInput): ConversationRequest {
  return {
    friendlyName: present(input.friendlyName),
    uniqueName: present(input.uniqueName),
    attributes: present(input.attributes),
    state: present(input.state, toSettableState),
    timers: present(input.timers, ({ inactive, closed }) => ({
      inactive: present(inactive),
      closed: present(closed),
    })),
  };
}

const stateNames = {
  initializing: 'INITIALIZING',
  active: 'ACTIVE',
  inactive: 'INACTIVE',
  closed: 'CLOSED',
  unknown: 'UNKNOWN',
} as const;

function toStateName(state: keyof typeof stateNames): ConversationState {
  return stateNames[state];
}

const settableStates = { ACTIVE: 'active', INACTIVE: 'inactive', CLOSED: 'closed' } as const;

function toSettableState(state: ConversationState): 'active' | 'inactive' | 'closed' {
  if (state in settableStates) return settableStates[state as keyof typeof settableStates];
  throw new GatewayError('BAD_USER_INPUT', `\`state\` has to be ACTIVE, INACTIVE or CLOSED; got ${state}.`, {
    field: 'state',
  });
}
