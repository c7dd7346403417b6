import fc from 'fast-check';
import {
  execute,
  type ExecutionResult,
  getNamedType,
  getOperationAST,
  type GraphQLObjectType,
  isAbstractType,
  isObjectType,
  parse,
  validate,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import type { LiveEvent } from '../../../src/domain/live-event.ts';
import type { GraphqlContext } from '../../../src/graphql/context.ts';
import { compileExecution } from '../../../src/graphql/compiled-execution.ts';
import { createSchema } from '../../../src/graphql/schema.ts';
import type { Conversation, Message, Participant } from '../../../src/model.ts';

const schema = createSchema();
const at = new Date(1_700_000_000_123);
const conversationSid = `CH${'a'.repeat(32)}`;
const participantSid = `MB${'b'.repeat(32)}`;

const conversation: Conversation = {
  sid: conversationSid,
  uniqueName: null,
  friendlyName: 'Boats "and" wrecks',
  state: 'active',
  attributes: {},
  timers: { inactiveAt: null, closedAt: at },
  createdAt: at,
  updatedAt: at,
};
const participant: Participant = {
  sid: participantSid,
  conversationSid,
  identity: 'alice',
  messagingBinding: { type: 'sms', address: '+15005550006', proxyAddress: null, projectedAddress: null },
  roleSid: null,
  attributes: { displayName: 'Ａlice' },
  lastReadMessageIndex: 3,
  lastReadAt: at,
  createdAt: at,
  updatedAt: at,
};
const message: Message = {
  sid: `IM${'c'.repeat(32)}`,
  conversationSid,
  index: 4,
  author: 'alice',
  participantSid,
  body: 'Ahoy\n"there" \u2028',
  attributes: { deep: [1, { two: null }] },
  media: [
    { sid: `ME${'d'.repeat(32)}`, filename: null, contentType: 'image/png', size: 12 },
    { sid: `ME${'e'.repeat(32)}`, filename: 'a.txt', contentType: 'text/plain', size: 0 },
  ],
  contentSid: null,
  delivery: {
    total: 2,
    sent: 'all',
    delivered: 'some',
    read: 'none',
    failed: 'none',
    undelivered: 'unknown',
  },
  createdAt: at,
  updatedAt: at,
};

const told = { cursor: 'a place', occurredAt: at };
const events: readonly LiveEvent[] = [
  { kind: 'MessageAdded', message, ...told },
  { kind: 'MessageUpdated', message: { ...message, body: null, media: [], delivery: null }, ...told },
  { kind: 'MessageAdded', message: { ...message, participantSid: 'unreadable' }, ...told },
  { kind: 'MessageRemoved', conversationSid, messageSid: message.sid, index: 4, ...told },
  { kind: 'DeliveryUpdated', message, ...told },
  { kind: 'ParticipantAdded', participant, ...told },
  { kind: 'ParticipantUpdated', participant: { ...participant, messagingBinding: null }, ...told },
  { kind: 'ParticipantRemoved', conversationSid, participantSid, identity: null, ...told },
  { kind: 'ConversationUpdated', conversation, ...told },
  { kind: 'ConversationRemoved', conversationSid, ...told },
  { kind: 'Resync', reason: 'SLOW_CONSUMER', ...told },
];

/** A domain that knows the things above, and of which some cannot be read. */
const contextValue = {
  domain: {
    participants: {
      async authorOf(asked: Message) {
        if (asked.participantSid === 'unreadable') throw new Error('Twilio does not answer.');
        return participant;
      },
      authorNameOf: (asked: Message) =>
        asked.participantSid === 'unreadable'
          ? null
          : { conversationSid, sid: participantSid, identity: 'alice' },
      displayNameOf: () => 'Alice',
      roleOf: async () => null,
    },
    conversations: { get: async () => conversation },
    messages: {
      list: async (_sid: string, { last }: { last: number }) => ({
        edges: [{ node: { ...message, body: `the last ${last}` }, cursor: 'a place' }],
      }),
    },
  },
  requestId: 'request',
  resumeAfter: undefined,
} as unknown as GraphqlContext;

function compile(text: string) {
  const document = parse(text);
  expect(validate(schema, document)).toEqual([]);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('There is no operation.');
  return { document, compiled: compileExecution({ schema, document, operation }) };
}

/** What graphql-js answers, and what is answered instead; `left` where it is left to graphql-js. */
async function answers(text: string, event: LiveEvent) {
  const { document, compiled } = compile(text);
  const variableValues = { id: 'an id', after: null, last: 2 };
  const asGraphql = await execute({ schema, document, rootValue: event, contextValue, variableValues });
  const instead = await compiled?.({ rootValue: event, contextValue, variableValues });
  return { asGraphql, instead: instead ?? 'left' };
}

function expectSame({ asGraphql, instead }: { asGraphql: ExecutionResult; instead: unknown }): void {
  expect(JSON.stringify(instead)).toBe(JSON.stringify(asGraphql.errors ? 'left' : asGraphql));
}

/** A selection of an event's fields: aliases, fields asked for twice, fragments within one another, and directives. */
function composeQuery(draw: fc.GeneratorValue): string {
  const chance = (one: number) => draw(fc.integer, { min: 1, max: one }) === 1;
  const fragments: string[] = [];
  let aliases = 0;
  const selectionOf = (type: GraphQLObjectType, level: number): string => {
    const fields = Object.values(type.getFields()).filter(
      (field) =>
        field.extensions['dependsOnViewer'] === false &&
        field.args.length === 0 &&
        field.name !== 'eventsCursor' &&
        (level < 4 || !isObjectType(getNamedType(field.type))),
    );
    const parts = Array.from({ length: draw(fc.integer, { min: 1, max: 4 }) }, () => {
      const field = fields[draw(fc.nat, { max: fields.length - 1 })];
      if (!field) return '__typename';
      const named = getNamedType(field.type);
      const inner = isObjectType(named) ? selectionOf(named, level + 1) : '';
      aliases += 1;
      const alias = inner === '' || chance(3) ? `alias${aliases}: ` : '';
      const directive = chance(8) ? (chance(2) ? '@skip(if: true)' : '@include(if: true)') : '';
      return `${alias}${field.name} ${directive} ${inner}`;
    });
    if (chance(3)) parts.unshift('__typename');
    if (chance(4)) parts.push(`... on ${type.name} @skip(if: ${chance(2)}) { again${aliases}: __typename }`);
    const selection = `{ ${parts.join(' ')} }`;
    if (!chance(4)) return selection;
    fragments.push(`fragment Part${fragments.length} on ${type.name} ${selection}`);
    const name = `Part${fragments.length - 1}`;
    return chance(2) ? `{ ...${name} ...${name} }` : `{ __typename ...${name} }`;
  };
  const root = getNamedType(schema.getSubscriptionType()?.getFields()['conversationEvents']?.type);
  if (!isAbstractType(root)) throw new Error('Events are of several types.');
  const types = schema.getPossibleTypes(root);
  const parts = types.map((type) => `... on ${type.name} ${selectionOf(type, 0)}`);
  const start = chance(2) ? '__typename cursor' : 'first: occurredAt';
  return `subscription S($id: ID!, $after: EventCursor) {
    conversationEvents(conversationId: $id, after: $after) { ${start} ${parts.join('\n')} cursor }
  } ${fragments.join('\n')}`;
}

describe('a compiled execution', () => {
  it('answers byte for byte what graphql-js answers, or leaves it to it', async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.gen().map((draw) => composeQuery(draw)),
        async (text) => {
          for (const event of events) {
            const both = await answers(text, event);
            expectSame(both);
            if (both.instead !== 'left') compared += 1;
          }
        },
      ),
      { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 60) },
    );

    expect(compared).toBeGreaterThan(300);
  });

  it('merges what is asked of one field in several places, in the order of the document', async () => {
    const text = `subscription S($id: ID!) {
      conversationEvents(conversationId: $id) {
        ... on MessageAdded { message { body media { size } } }
        occurredAt
        ... on MessageAdded { message { participant { id } media { sid } conversation { sid } } }
        ...More
      }
    }
    fragment More on MessageAdded { message { participant { role { sid } } ...Never @include(if: false) } }
    fragment Never on Message { index }`;

    for (const event of events) expectSame(await answers(text, event));
    expect((await answers(text, { kind: 'MessageAdded', message, ...told })).instead).not.toBe('left');
  });

  it('leaves to graphql-js what cannot be read, and what is null that never is', async () => {
    const text = `subscription S($id: ID!) {
      conversationEvents(conversationId: $id) {
        ... on MessageAdded { message { body conversation { sid } participant { displayName } } }
        ... on MessageRemoved { messageId }
      }
    }`;
    const unreadable: LiveEvent = {
      kind: 'MessageAdded',
      message: { ...message, participantSid: 'unreadable' },
      ...told,
    };
    const unnamed = { kind: 'MessageAdded', message: null, ...told } as unknown as LiveEvent;
    const strange = { kind: 'Nothing', ...told } as unknown as LiveEvent;

    for (const event of [unreadable, unnamed, strange]) {
      const { asGraphql, instead } = await answers(text, event);
      expect(asGraphql.errors).toHaveLength(1);
      expect(instead).toBe('left');
    }
  });

  it('takes variables of fields below the root, where these come with the event', async () => {
    const text = `subscription S($id: ID!, $last: Int) {
      conversationEvents(conversationId: $id) {
        ... on MessageAdded { message { body conversation { sid messages(last: $last) { nodes { body } } } } }
      }
    }`;

    const { asGraphql, instead } = await answers(text, { kind: 'MessageAdded', message, ...told });

    expect(JSON.stringify(asGraphql)).toContain('"nodes":[{"body":"the last 2"}]');
    expectSame({ asGraphql, instead });
  });

  it('leaves to graphql-js an answer with a name that objects have a meaning for', async () => {
    const text = `subscription S($id: ID!) { conversationEvents(conversationId: $id) { __proto__: cursor } }`;

    const { asGraphql, instead } = await answers(text, {
      kind: 'ConversationRemoved',
      conversationSid,
      ...told,
    });

    expect(JSON.stringify(asGraphql.data)).toContain('"__proto__":"a place"');
    expect(instead).toBe('left');
  });

  it('is made of no document whose variables decide which fields are meant, or that asks an extension', () => {
    const follow = (selection: string, variables = '') =>
      `subscription S($id: ID! ${variables}) { conversationEvents(conversationId: $id) { ${selection} } }`;

    expect(compile(follow('cursor')).compiled).not.toBeNull();
    expect(compile(follow('cursor @skip(if: $no)', '$no: Boolean!')).compiled).toBeNull();
    expect(compile(follow('... @include(if: $yes) { cursor }', '$yes: Boolean!')).compiled).toBeNull();

    const extended = createSchema([
      {
        typeDefs: 'extend type Message { mood: String @viewerDependent(if: false) }',
        resolvers: { Message: { mood: () => 'fine' } },
      },
    ]);
    const document = parse(follow('... on MessageAdded { message { mood } }'));
    const operation = getOperationAST(document);
    expect(operation && compileExecution({ schema: extended, document, operation })).toBeNull();
  });
});
