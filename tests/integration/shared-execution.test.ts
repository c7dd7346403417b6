import {
  getNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  isAbstractType,
  isLeafType,
  isObjectType,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { createSchema } from '../../src/graphql/schema.ts';
import { startChat } from '../testkit/chat.ts';
import { startEmulator } from '../testkit/emulator.ts';
import { startGateway } from '../testkit/gateway.ts';
import { conversationId } from '../../src/graphql/global-id.ts';

type Event = { __typename: string; message?: { body: string } };

const is = (typename: string) => (event: Event) => event.__typename === typename;
const isMessage = (body: string) => (event: Event) =>
  event.__typename === 'MessageAdded' && event.message?.body === body;

/** A chat of three whose messages have fields of an extension. */
async function startExtended() {
  const calls = { shared: 0, own: 0 };
  const emulator = await startEmulator();
  const { conversations } = emulator.control.seed({
    conversations: [{ participants: ['alice', 'bob', 'carol'].map((identity) => ({ identity })) }],
  });
  const gateway = await startGateway(emulator, {
    options: { fastPaths: true },
    parts: {
      extensions: [
        {
          typeDefs: `extend type Message { shared: Int @viewerDependent(if: false) own: Int }
            extend type Resync { own: Int }`,
          resolvers: {
            Message: { shared: () => ++calls.shared, own: () => ++calls.own },
            Resync: { own: () => 0 },
          },
        },
      ],
    },
  });
  const [alice, bob, carol] = await Promise.all([
    gateway.as('alice'),
    gateway.as('bob'),
    gateway.as('carol'),
  ]);
  const service = await gateway.as(null, { isService: true });
  return { calls, id: conversationId(conversations[0]?.sid ?? ''), alice, bob, carol, service };
}

/** Nothing that happens here, but enough to have a document executed for its viewer alone. */
const alone = '... on Resync { own }';

const schema = createSchema();
const eventTypes = typesOf(schema.getSubscriptionType()?.getFields()['conversationEvents']?.type);

function typesOf(type: unknown): readonly GraphQLObjectType[] {
  const named = getNamedType(type as GraphQLOutputType);
  return isAbstractType(named) ? schema.getPossibleTypes(named) : [];
}

/** Everything that events lead to and that does not say that it depends on the viewer. Places in lists have their time in them. */
function selectAll(type: GraphQLObjectType, depth: number): string {
  const fields = Object.values(type.getFields()).flatMap((field) => {
    if (field.extensions['dependsOnViewer'] !== false || field.name === 'eventsCursor') return [];
    const inner = getNamedType(field.type);
    const args = field.args.some(({ name }) => name === 'last') ? '(last: 2)' : '';
    if (isLeafType(inner)) return [`${field.name}${args}`];
    if (!isObjectType(inner) || depth === 0) return [];
    return [`${field.name}${args} { ${selectAll(inner, depth - 1)} }`];
  });
  return ['__typename', ...fields].join(' ');
}

const everything = (more: string) => `subscription Everything($id: ID!) {
  conversationEvents(conversationId: $id) {
    __typename
    ${eventTypes.map((type) => `... on ${type.name} { ${selectAll(type, 3)} }`).join('\n')}
    ${more}
  }
}`;

describe('subscriptions that ask the same', () => {
  it('are told what each would be told alone, for every field that does not depend on the viewer', async () => {
    const { alice, bob, service, id } = await startExtended();
    const followers = [alice, bob, service];
    const subscribe = (text: string) => followers.map((client) => client.subscribe(text, { id }));
    const [together, apart] = [subscribe(everything('')), subscribe(everything(alone))];
    const all = [...together, ...apart];
    await alice.data('SendMessage', { input: { conversationId: id, body: 'ready?' } });
    await Promise.all(all.map((events) => events.waitFor(is('MessageAdded'))));
    const { sendMessage } = await bob.data('SendMessage', { input: { conversationId: id, body: 'Ahoy' } });
    const messageId = sendMessage.message.id;
    await bob.data('UpdateMessage', { input: { messageId, body: 'Ahoy there' } });
    await Promise.all(all.map((events) => events.waitFor(is('MessageUpdated'))));
    await bob.data('DeleteMessage', { input: { messageId } });
    const { addParticipant } = await alice.data('AddParticipant', {
      input: { conversationId: id, identity: 'carol@example.com' },
    });
    const participantId = addParticipant.participant.id;
    await service.data('UpdateParticipant', { input: { participantId, attributes: { color: 'red' } } });
    await alice.data('UpdateConversation', { input: { conversationId: id, friendlyName: 'Ships' } });
    await service.data('RemoveParticipant', { input: { participantId } });
    await Promise.all(all.map((events) => events.waitFor(is('ParticipantRemoved'))));

    const told = apart[0]?.events ?? [];
    expect(told.map(({ __typename }) => __typename)).toEqual(
      expect.arrayContaining([
        'MessageAdded',
        'MessageUpdated',
        'MessageRemoved',
        'ParticipantAdded',
        'ParticipantUpdated',
        'ConversationUpdated',
        'ParticipantRemoved',
      ]),
    );
    for (const events of all) expect(events.events).toEqual(told);
  });

  it('are executed once, save where they ask for a field of an extension that does not allow it', async () => {
    const { calls, id, alice, bob, carol } = await startExtended();
    const clients = [alice, bob, carol];
    const follow = (field: string) =>
      clients.map((client) =>
        client.subscribe(
          `subscription Mine($id: ID!) {
            conversationEvents(conversationId: $id) { __typename ... on MessageAdded { message { body ${field} } } }
          }`,
          { id },
        ),
      );
    const all = [...follow('shared'), ...follow('own')];
    const send = async (body: string) => {
      await alice.data('SendMessage', { input: { conversationId: id, body } });
      await Promise.all(all.map((events) => events.waitFor(isMessage(body))));
    };
    // Whoever still begins is served alone.
    await send('first');
    await send('second');
    const before = { ...calls };

    await send('third');

    expect(calls.shared - before.shared).toBe(1);
    expect(calls.own - before.own).toBe(3);
  });

  it('end for who is removed, with one last event, while the others go on', async () => {
    const { alice, bob, service, id } = await startChat();
    const { conversation } = await bob.data('Thread', { id });
    const variables = { conversationId: id, after: conversation.eventsCursor };
    const remaining = alice.subscribe('ConversationEvents', variables);
    const removed = bob.subscribe('ConversationEvents', variables);
    const send = (body: string) => alice.data('SendMessage', { input: { conversationId: id, body } });
    await send('before');
    await Promise.all([remaining, removed].map((events) => events.waitFor(isMessage('before'))));
    const own = conversation.participants.nodes.find(
      ({ identity }: { identity: string }) => identity === 'bob',
    );

    await service.data('RemoveParticipant', { input: { participantId: own.id } });
    await removed.ended;
    await send('after');
    await remaining.waitFor(isMessage('after'));

    expect(removed.events.at(-1)).toMatchObject({ __typename: 'ParticipantRemoved', identity: 'bob' });
    expect(removed.events.some(isMessage('after'))).toBe(false);
    expect(remaining.events.some(is('ParticipantRemoved'))).toBe(true);
  });

  it('begin each at its own cursor, and go on together', async () => {
    const { alice, bob, id } = await startChat();
    const { conversation } = await bob.data('Thread', { id });
    const send = (body: string) => alice.data('SendMessage', { input: { conversationId: id, body } });
    const early = alice.subscribe('ConversationEvents', {
      conversationId: id,
      after: conversation.eventsCursor,
    });
    await send('one');
    const { cursor } = await early.waitFor(isMessage('one'));
    await send('two');
    await early.waitFor(isMessage('two'));

    const late = [conversation.eventsCursor, cursor].map((after) =>
      bob.subscribe('ConversationEvents', { conversationId: id, after }),
    );
    await Promise.all(late.map((events) => events.waitFor(isMessage('two'))));
    await send('three');
    await Promise.all([early, ...late].map((events) => events.waitFor(isMessage('three'))));

    const bodies = (events: readonly Event[]) =>
      events.filter(is('MessageAdded')).map(({ message }) => message?.body);
    expect(bodies(early.events)).toEqual(['one', 'two', 'three']);
    expect(late.map(({ events }) => bodies(events))).toEqual([
      ['one', 'two', 'three'],
      ['two', 'three'],
    ]);
  });
});
