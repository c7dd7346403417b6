import { Kind, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createOperationScales } from '../../src/graphql/operation-cost.ts';
import { createSchema } from '../../src/graphql/schema.ts';
import { startChat } from '../testkit/chat.ts';
import { startGateway } from '../testkit/gateway.ts';
import { readMetric } from '../testkit/metric.ts';

const schema = createSchema();
const errors = 'errors { __typename }';

type Chat = Awaited<ReturnType<typeof startChat>>;

/** A mutation with all that its payload can cost, and its input over a chat of Alice and Bob. */
interface Write {
  readonly selection: string;
  readonly input: (ids: {
    readonly conversationId: string;
    readonly messageId: string;
    readonly participantId: string;
  }) => object;
}

const conversation = `conversation { id viewerCan { sendMessage } participants { nodes { role { sid } } } lastMessage { sid } }`;
const participant = 'participant { id role { sid } }';
const message = 'message { id participant { role { sid } } conversation { id } }';

const writes: Readonly<Record<string, Write>> = {
  createConversation: {
    selection: conversation,
    input: () => ({ friendlyName: 'New', participants: [{ identity: 'bob' }, { identity: 'carol' }] }),
  },
  updateConversation: {
    selection: conversation,
    input: ({ conversationId }) => ({ conversationId, friendlyName: 'Renamed' }),
  },
  deleteConversation: {
    selection: 'deletedConversationId',
    input: ({ conversationId }) => ({ conversationId }),
  },
  sendMessage: { selection: message, input: ({ conversationId }) => ({ conversationId, body: 'Ahoy' }) },
  updateMessage: { selection: message, input: ({ messageId }) => ({ messageId, body: 'Ahoy!' }) },
  deleteMessage: { selection: 'deletedMessageId', input: ({ messageId }) => ({ messageId }) },
  addParticipant: {
    selection: participant,
    input: ({ conversationId }) => ({ conversationId, identity: 'carol' }),
  },
  updateParticipant: {
    selection: participant,
    input: ({ participantId }) => ({ participantId, attributes: { mood: 'calm' } }),
  },
  removeParticipant: {
    selection: 'removedParticipantId',
    input: ({ participantId }) => ({ participantId }),
  },
  updateReadHorizon: {
    selection: `${participant} unreadMessagesCount`,
    input: ({ conversationId }) => ({ conversationId, lastReadMessageIndex: 0 }),
  },
  updateUser: {
    selection: 'user { sid friendlyName unreadMessagesCount }',
    input: () => ({ friendlyName: 'Alice A.' }),
  },
};

/** A gateway that has read nothing yet, over the Twilio of a chat. */
async function startCold({ emulator, gateway }: Chat) {
  await gateway.stop();
  const cold = await startGateway(emulator);
  await expect.poll(async () => (await fetch(`${cold.origin}/readyz`)).status).toBe(200);
  return cold;
}

describe('the cost of a mutation', () => {
  it('is tested for every one', () => {
    expect(Object.keys(writes).toSorted()).toEqual(
      Object.keys(schema.getMutationType()?.getFields() ?? {}).toSorted(),
    );
  });

  it.each(Object.entries(writes))('is never below the calls of %s', async (name, { selection, input }) => {
    const chat = await startChat();
    const { conversation: thread } = await chat.alice.data('Thread', { id: chat.id });
    const inputType = `${name[0]?.toUpperCase()}${name.slice(1)}Input`;
    const gateway = await startCold(chat);
    const service = await gateway.as('alice', { isService: true });
    const ids = {
      conversationId: chat.id,
      messageId: thread.messages.edges[0].node.id,
      participantId: thread.participants.nodes[1].id,
    };
    chat.emulator.control.clearJournal();

    const { data, extensions } = await service.run(
      `mutation ($input: ${inputType}!) { ${name}(input: $input) { ${selection} ${errors} } }`,
      { input: input(ids) },
    );
    // What is written later is written by then.
    await gateway.stop();

    const { calls: weighed } = (extensions ?? {})['cost'] as { readonly calls: number };
    const calls = chat.emulator.control.journal();
    expect(data[name].errors, JSON.stringify(data)).toEqual([]);
    expect(calls.length, JSON.stringify(calls)).toBeGreaterThan(0);
    expect(calls.length, JSON.stringify(calls)).toBeLessThanOrEqual(weighed);
  });
});

describe('the cost of a subscription', () => {
  const weigh = (text: string) => {
    const document = parse(text);
    const [operation] = document.definitions;
    if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('The test needs an operation.');
    return createOperationScales(schema).weigh({ document, operation, variables: {} });
  };

  it.each([
    [
      'conversationEvents',
      (id: string) =>
        `subscription { conversationEvents(conversationId: "${id}") { __typename cursor
          ... on MessageAdded { message { body participant { role { sid } } conversation { friendlyName } } } } }`,
    ],
    [
      'inboxEvents',
      () => `subscription { inboxEvents { __typename cursor
        ... on MessageAdded { message { body participant { role { sid } } conversation { friendlyName } } } } }`,
    ],
  ] as const)('%s is never below the calls of its start and one event', async (_name, documentOf) => {
    const chat = await startChat();
    const gateway = await startCold(chat);
    const bob = await gateway.as('bob');
    const document = documentOf(chat.id);
    chat.emulator.control.clearJournal();

    const events = bob.subscribe(document);
    // What is said before it is followed, nobody promised to tell.
    await expect
      .poll(() => readMetric(gateway.origin, 'live_conversations'), { message: 'the start' })
      .toBeGreaterThan(0);
    await chat.emulator.emulator.act({
      type: 'message',
      conversationSid: chat.sid,
      author: 'alice',
      body: 'Ahoy',
    });
    await events.waitFor((event) => event.message?.body === 'Ahoy');

    const calls = chat.emulator.control.journal();
    expect(calls.length, JSON.stringify(calls)).toBeLessThanOrEqual(weigh(document));
  });
});
