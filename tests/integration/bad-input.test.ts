import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { userId } from '../../src/graphql/global-id.ts';
import type { GraphqlAnswer } from '../testkit/graphql-client.ts';
import { tokenSecret } from '../testkit/gateway.ts';
import { startChat } from '../testkit/chat.ts';

/** What no answer may ever hold. */
const secrets = [tokenSecret, 'AuthToken', 'node_modules', '    at ', '127.0.0.1', 'localhost', '+1555'];

type Chat = Awaited<ReturnType<typeof startChatWithNames>>;

type Transport = 'run' | 'runOverWebSocket';

/** With the ids of what is Bob's. */
async function startChatWithNames() {
  const chat = await startChat();
  const { conversation } = await chat.bob.data('Thread', { id: chat.id });
  const ofBob = ({ identity }: { identity: string | null }) => identity === 'bob';
  return {
    ...chat,
    bobParticipantId: conversation.participants.nodes.find(ofBob).id as string,
    bobMessageId: conversation.messages.edges.find(
      ({ node }: { node: { author: string } }) => node.author === 'bob',
    ).node.id as string,
  };
}

/** A wrong request, and the code and the place of the refusal: at the top, or in the payload of the mutation. */
interface Case {
  readonly what: string;
  readonly as?: 'alice' | 'mallory' | 'service';
  readonly operation: string;
  readonly variables?: (chat: Chat) => Record<string, unknown>;
  readonly code: string;
  readonly in?: string;
}

const foreignId = userId('alice');
const unknownConversation = Buffer.from(`cCH${'0'.repeat(32)}`).toString('base64url');
const unknownMessage = (chat: Chat) => Buffer.from(`m${chat.sid}IM${'0'.repeat(32)}`).toString('base64url');
const attributesOf = (bytes: number) => ({ a: 'x'.repeat(bytes - '{"a":""}'.length) });

const cases: readonly Case[] = [
  {
    what: 'an id that is none',
    operation: 'Thread',
    variables: () => ({ id: 'nonsense' }),
    code: 'BAD_USER_INPUT',
  },
  {
    what: 'the id of another type',
    operation: 'Thread',
    variables: () => ({ id: foreignId }),
    code: 'BAD_USER_INPUT',
  },
  {
    what: 'an unknown conversation',
    operation: 'Thread',
    variables: () => ({ id: unknownConversation }),
    code: 'NOT_FOUND',
  },
  {
    what: 'an unknown message',
    operation: 'Refetch',
    variables: (chat) => ({ id: unknownMessage(chat) }),
    code: 'NOT_FOUND',
  },
  {
    what: 'a sid of the wrong kind',
    operation: 'ConversationBySid',
    variables: () => ({ sid: `IM${'0'.repeat(32)}` }),
    code: 'BAD_USER_INPUT',
  },
  {
    what: 'an unknown unique name',
    operation: 'ConversationByUniqueName',
    variables: () => ({ uniqueName: 'no/such?#name' }),
    code: 'NOT_FOUND',
  },
  {
    what: 'an empty unique name',
    operation: 'ConversationByUniqueName',
    variables: () => ({ uniqueName: '' }),
    code: 'BAD_USER_INPUT',
  },
  {
    what: 'somebody else’s conversation',
    as: 'mallory',
    operation: 'Thread',
    variables: ({ id }) => ({ id }),
    code: 'NOT_FOUND',
  },
  {
    what: 'a user with whom nothing is shared',
    as: 'mallory',
    operation: 'UserByIdentity',
    variables: () => ({ identity: 'alice' }),
    code: 'NOT_FOUND',
  },
  {
    what: 'an unknown user',
    as: 'service',
    operation: 'UserByIdentity',
    variables: () => ({ identity: 'nobody' }),
    code: 'NOT_FOUND',
  },
  { what: 'all conversations without service scope', operation: 'AllConversations', code: 'FORBIDDEN' },
  { what: 'first: -1', operation: 'Inbox', variables: () => ({ first: -1 }), code: 'BAD_USER_INPUT' },
  { what: 'first: 0', operation: 'Inbox', variables: () => ({ first: 0 }), code: 'BAD_USER_INPUT' },
  { what: 'first: 1000', operation: 'Inbox', variables: () => ({ first: 1_000 }), code: 'BAD_USER_INPUT' },
  {
    what: 'last: 101',
    operation: 'Thread',
    variables: ({ id }) => ({ id, last: 101 }),
    code: 'BAD_USER_INPUT',
  },
  {
    what: 'a forged cursor',
    operation: 'Inbox',
    variables: () => ({ after: 'Zm9yZ2Vk' }),
    code: 'INVALID_CURSOR',
  },
  {
    what: 'a forged cursor of messages',
    operation: 'Thread',
    variables: ({ id }) => ({ id, before: 'Zm9yZ2Vk' }),
    code: 'INVALID_CURSOR',
  },
  {
    what: 'messages from both ends',
    operation:
      'query ($id: ID!) { conversation(by: { id: $id }) { messages(first: 1, last: 1) { nodes { id } } } }',
    variables: ({ id }) => ({ id }),
    code: 'BAD_USER_INPUT',
  },
  { what: 'a syntax error', operation: '{ viewer {', code: 'GRAPHQL_PARSE_FAILED' },
  {
    what: 'a field that does not exist',
    operation: '{ viewer { password } }',
    code: 'GRAPHQL_VALIDATION_FAILED',
  },
  {
    what: 'a document of too many tokens',
    operation: `{ ${'a '.repeat(1_001)} }`,
    code: 'GRAPHQL_PARSE_FAILED',
  },
  {
    what: 'a variable of the wrong type',
    operation: 'Inbox',
    variables: () => ({ first: 'many' }),
    code: 'BAD_USER_INPUT',
  },
  { what: 'a missing variable', operation: 'Thread', code: 'BAD_USER_INPUT' },
  {
    what: 'an empty message',
    operation: 'SendMessage',
    variables: ({ id }) => ({ input: { conversationId: id, body: '' } }),
    in: 'sendMessage',
    code: 'BAD_USER_INPUT',
  },
  {
    what: 'a message over 32 KB',
    operation: 'SendMessage',
    variables: ({ id }) => ({ input: { conversationId: id, body: 'ü'.repeat(16_385) } }),
    in: 'sendMessage',
    code: 'BAD_USER_INPUT',
  },
  {
    what: 'attributes that are no object',
    operation: 'SendMessage',
    variables: ({ id }) => ({ input: { conversationId: id, body: 'a', attributes: ['list'] } }),
    in: 'sendMessage',
    code: 'BAD_USER_INPUT',
  },
  {
    what: 'attributes of a message over 4 KB',
    operation: 'SendMessage',
    variables: ({ id }) => ({ input: { conversationId: id, body: 'a', attributes: attributesOf(4_097) } }),
    in: 'sendMessage',
    code: 'BAD_USER_INPUT',
  },
  {
    what: 'attributes of a conversation over 16 KB',
    operation: 'UpdateConversation',
    variables: ({ id }) => ({ input: { conversationId: id, attributes: attributesOf(16_385) } }),
    in: 'updateConversation',
    code: 'BAD_USER_INPUT',
  },
  {
    what: 'an author without service scope',
    operation: 'SendMessage',
    variables: ({ id }) => ({ input: { conversationId: id, body: 'a', author: 'bob' } }),
    in: 'sendMessage',
    code: 'FORBIDDEN',
  },
  {
    what: 'a message into somebody else’s conversation',
    as: 'mallory',
    operation: 'SendMessage',
    variables: ({ id }) => ({ input: { conversationId: id, body: 'a' } }),
    in: 'sendMessage',
    code: 'NOT_FOUND',
  },
  {
    what: 'a message into a closed conversation',
    operation: 'SendMessage',
    variables: ({ closedId }) => ({ input: { conversationId: closedId, body: 'a' } }),
    in: 'sendMessage',
    code: 'CONVERSATION_CLOSED',
  },
  {
    what: 'a unique name that is taken',
    operation: 'CreateConversation',
    variables: () => ({ input: { uniqueName: 'boats' } }),
    in: 'createConversation',
    code: 'ALREADY_EXISTS',
  },
  {
    what: 'a unique name of the shape of a sid',
    operation: 'CreateConversation',
    variables: () => ({ input: { uniqueName: `CH${'0'.repeat(32)}` } }),
    in: 'createConversation',
    code: 'BAD_USER_INPUT',
  },
  {
    what: 'eleven participants',
    operation: 'CreateConversation',
    variables: () => ({
      input: { participants: Array.from({ length: 10 }, (_, at) => ({ identity: `guest ${at}` })) },
    }),
    in: 'createConversation',
    code: 'BAD_USER_INPUT',
  },
  {
    what: 'a participant who is there already',
    operation: 'AddParticipant',
    variables: ({ id }) => ({ input: { conversationId: id, identity: 'bob' } }),
    in: 'addParticipant',
    code: 'ALREADY_EXISTS',
  },
  {
    what: 'a participant by both identity and address',
    operation: 'AddParticipant',
    variables: ({ id }) => ({
      input: {
        conversationId: id,
        identity: 'carol',
        messagingBinding: { address: '+15558675310', proxyAddress: '+15017122661' },
      },
    }),
    in: 'addParticipant',
    code: 'BAD_USER_INPUT',
  },
  {
    what: 'a role without service scope',
    operation: 'AddParticipant',
    variables: ({ id }) => ({
      input: { conversationId: id, identity: 'carol', roleSid: `RL${'0'.repeat(32)}` },
    }),
    in: 'addParticipant',
    code: 'FORBIDDEN',
  },
  {
    what: 'the removal of somebody without the permission',
    operation: 'RemoveParticipant',
    variables: ({ bobParticipantId }) => ({ input: { participantId: bobParticipantId } }),
    in: 'removeParticipant',
    code: 'FORBIDDEN',
  },
  {
    what: 'the change of somebody else’s message without the permission',
    operation: 'UpdateMessage',
    variables: ({ bobMessageId }) => ({ input: { messageId: bobMessageId, body: 'forged' } }),
    in: 'updateMessage',
    code: 'FORBIDDEN',
  },
  {
    what: 'the deletion of somebody else’s message without the permission',
    operation: 'DeleteMessage',
    variables: ({ bobMessageId }) => ({ input: { messageId: bobMessageId } }),
    in: 'deleteMessage',
    code: 'FORBIDDEN',
  },
  {
    what: 'the deletion of a conversation without the permission',
    operation: 'DeleteConversation',
    variables: ({ id }) => ({ input: { conversationId: id } }),
    in: 'deleteConversation',
    code: 'FORBIDDEN',
  },
  {
    what: 'a read horizon that was left out',
    operation: 'MarkRead',
    variables: ({ id }) => ({ input: { conversationId: id } }),
    in: 'updateReadHorizon',
    code: 'BAD_USER_INPUT',
  },
  {
    what: 'a negative read horizon',
    operation: 'MarkRead',
    variables: ({ id }) => ({ input: { conversationId: id, lastReadMessageIndex: -1 } }),
    in: 'updateReadHorizon',
    code: 'BAD_USER_INPUT',
  },
  {
    what: 'the change of another user without the permission',
    operation: 'UpdateUser',
    variables: () => ({ input: { userId: userId('bob'), friendlyName: 'Forged' } }),
    in: 'updateUser',
    code: 'FORBIDDEN',
  },
  {
    what: 'a friendly name over 256 characters',
    operation: 'UpdateUser',
    variables: () => ({ input: { friendlyName: 'x'.repeat(257) } }),
    in: 'updateUser',
    code: 'BAD_USER_INPUT',
  },
];

describe.each([
  { transport: 'HTTP', how: 'run' as Transport },
  { transport: 'WebSocket', how: 'runOverWebSocket' as Transport },
])('over $transport', ({ how }) => {
  let chat: Chat;
  beforeAll(async () => {
    chat = await startChatWithNames();
  });
  afterAll(() => chat.stop());

  it.each(cases)(
    '$what is refused with $code',
    async ({ as = 'alice', operation, variables, code, in: mutation }) => {
      const answer: GraphqlAnswer = await chat[as][how](operation, variables?.(chat));

      const refusals = mutation
        ? answer.data?.[mutation]?.errors
        : answer.errors.map(({ message, extensions }) => ({ message, code: extensions?.['code'] }));
      expect(refusals, JSON.stringify(answer)).toEqual([
        expect.objectContaining({
          code,
          message: expect.stringMatching(/\w.*\.$|Syntax Error|Variable|Cannot query/),
        }),
      ]);
      for (const secret of secrets) expect(JSON.stringify(answer)).not.toContain(secret);
    },
  );

  it('what is just within its limit is taken', async () => {
    const { alice, id } = chat;

    // The clientMessageId is kept among the attributes, where it takes 22 bytes and its own length.
    const largest = {
      conversationId: id,
      body: 'x'.repeat(32_768),
      attributes: attributesOf(4_096 - 23),
      clientMessageId: '1',
    };
    const answer = await alice[how]('SendMessage', { input: largest });

    expect(answer.data?.sendMessage.errors, JSON.stringify(answer)).toEqual([]);
    expect(answer.data.sendMessage.message.body).toHaveLength(32_768);
  });
});
