import {
  getNamedType,
  type GraphQLObjectType,
  isCompositeType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSchema } from '../../src/graphql/schema.ts';
import { startEmulator, type StartedEmulator } from '../testkit/emulator.ts';
import { startGateway } from '../testkit/gateway.ts';
import type { GraphqlClient } from '../testkit/graphql-client.ts';

const schema = createSchema();

/** How an object of each type is reached; `…` is where its fields go. */
const ways: Readonly<Record<string, string>> = {
  Query: '{ … }',
  User: '{ viewer { … } }',
  UserConversationConnection: '{ viewer { conversations(first: 3) { … } } }',
  UserConversationEdge: '{ viewer { conversations(first: 3) { edges { … } } } }',
  Conversation: '{ viewer { conversations(first: 3) { nodes { … } } } }',
  ConversationPermissions: '{ conversation(by: { uniqueName: "boats" }) { viewerCan { … } } }',
  MessageConnection: '{ conversation(by: { uniqueName: "boats" }) { messages(last: 5) { … } } }',
  MessageEdge: '{ conversation(by: { uniqueName: "boats" }) { messages(last: 5) { edges { … } } } }',
  Message: '{ viewer { conversations(first: 3) { nodes { messages(last: 5) { nodes { … } } } } } }',
  ParticipantConnection: '{ conversation(by: { uniqueName: "boats" }) { participants { … } } }',
  ParticipantEdge: '{ conversation(by: { uniqueName: "boats" }) { participants { edges { … } } } }',
  Participant: '{ viewer { conversations(first: 3) { nodes { participants { nodes { … } } } } } }',
  Role: '{ conversation(by: { uniqueName: "boats" }) { participants { nodes { role { … } } } } }',
};

/** Arguments of fields that need some. */
const argumentsOf: Readonly<Record<string, string>> = {
  'Query.conversation': '(by: { uniqueName: "boats" })',
  'Query.node': '(id: "VXNlcjphbGljZQ")',
  'Query.user': '(by: { identity: "bob" })',
  'Conversation.messages': '(last: 5)',
};

const fields = Object.entries(ways).flatMap(([typeName, way]) => {
  const type = schema.getType(typeName) as GraphQLObjectType;
  return Object.values(type.getFields()).map((field) => {
    const given = argumentsOf[`${typeName}.${field.name}`];
    if (given === undefined && field.args.some(isRequiredArgument))
      throw new Error(`The test has to say with which arguments ${typeName}.${field.name} is asked for.`);
    const fieldType = getNamedType(field.type);
    const inner = isCompositeType(fieldType) ? '{ __typename }' : '';
    return {
      field: `${typeName}.${field.name}`,
      query: way.replace('…', `${field.name}${given ?? ''} ${inner}`),
    };
  });
});

const deep = [
  'Nested',
  'Inbox',
  '{ viewer { conversations { nodes { messages(last: 5) { nodes { participant { displayName role { sid } } } } } } } }',
  '{ viewer { conversations { nodes { viewerCan { sendMessage } participants { nodes { role { sid } } } lastMessage { participant { role { sid } } } } } } }',
  '{ a: viewer { friendlyName attributes } b: viewer { sid isOnline unreadMessagesCount } }',
  '{ viewer { conversations { nodes { lastMessage { conversation { lastMessage { sid } } } } } } }',
];

describe('the cost that an answer tells', () => {
  let emulator: StartedEmulator;
  beforeAll(async () => {
    emulator = await startEmulator();
    const participants = [{ identity: 'alice' }, { identity: 'bob' }];
    emulator.control.seed({
      users: [{ identity: 'alice', friendlyName: 'Alice' }],
      conversations: ['boats', 'wrecks', 'reefs'].map((uniqueName) => ({
        uniqueName,
        participants,
        messages: [
          { author: 'alice', body: 'Ahoy' },
          { author: 'bob', body: 'Ahoy' },
        ],
      })),
    });
  });
  afterAll(() => emulator.stop());

  /** Calls that a query causes while nothing is in any cache. */
  async function ask(query: string): Promise<{ readonly actual: number; readonly weighed: number }> {
    const gateway = await startGateway(emulator);
    const alice: GraphqlClient = await gateway.as('alice');
    await alice.run('{ __typename }');
    await expect.poll(async () => (await fetch(`${gateway.origin}/readyz`)).status).toBe(200);
    emulator.control.clearJournal();
    const { data, errors, extensions } = await alice.run(query);
    const actual = emulator.control.journal().length;
    await gateway.stop();
    if (data === null) throw new Error(JSON.stringify(errors));
    const { calls: weighed } = (extensions ?? {})['cost'] as { readonly calls: number };
    return { actual, weighed };
  }

  it('knows a way to every type that can be asked for', () => {
    const free = ['PageInfo', 'ConversationTimers', 'Media', 'DeliverySummary', 'MessagingBinding'];
    const service = ['ConversationConnection', 'ConversationEdge'];
    const isPayload = (name: string) => /(Payload|Added|Updated|Removed|Changed)$/.test(name);
    const refusals = schema.getPossibleTypes(schema.getType('UserError') as never).map(({ name }) => name);
    const reachable = Object.values(schema.getTypeMap()).filter(
      (type) => isObjectType(type) && !type.name.startsWith('__') && !isPayload(type.name),
    );

    const unknown = reachable
      .map(({ name }) => name)
      .filter((name) => !(name in ways))
      .filter(
        (name) => ![...free, ...service, ...refusals, 'Mutation', 'Subscription', 'Resync'].includes(name),
      );

    expect(unknown).toEqual([]);
  });

  it.each(fields)('is never below the calls of $field', async ({ query }) => {
    const { actual, weighed } = await ask(query);

    expect(actual, query).toBeLessThanOrEqual(weighed);
  });

  it.each(deep)('is never below the calls of %s', async (query) => {
    const { actual, weighed } = await ask(query);

    expect(actual).toBeLessThanOrEqual(weighed);
  });
});
