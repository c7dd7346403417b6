import { createHash } from 'node:crypto';
import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GatewayOptions } from '../../src/config/options.ts';
import { startChat } from '../testkit/chat.ts';
import type { GraphqlAnswer, GraphqlClient } from '../testkit/graphql-client.ts';

type Chat = Awaited<ReturnType<typeof startChat>>;

/** Both ways that an operation comes. */
const transports: readonly {
  readonly transport: string;
  readonly send: (client: GraphqlClient, operation: string, variables?: object) => Promise<GraphqlAnswer>;
}[] = [
  { transport: 'HTTP', send: (client, operation, variables) => client.run(operation, { ...variables }) },
  {
    transport: 'WebSocket',
    send: (client, operation, variables) => client.runOverWebSocket(operation, { ...variables }),
  },
];

const list = (amount: number, item: (at: number) => string) =>
  Array.from({ length: amount }, (_, at) => item(at)).join(' ');

/** A mutation of exactly so many lexical tokens. */
const withTokens = (tokens: number) =>
  `mutation { updateUser(input: { attributes: { k: [${list(tokens - 21, () => '1')}] } }) { __typename } }`;

/** A query of exactly so many fields within one another, 5 or more. */
const nested = (depth: number) => {
  const inner = (left: number): string => {
    if (left === 1) return 'sid';
    return left === 2 ? 'lastMessage { sid }' : `lastMessage { conversation { ${inner(left - 2)} } }`;
  };
  return `{ viewer { conversations(first: 1) { nodes { ${inner(depth - 3)} } } } }`;
};

/** Each limit of one operation at its default: a document at the bound, and one just above it. */
const limits: readonly {
  readonly limit: string;
  readonly at: string;
  readonly above: string;
  readonly code?: string;
}[] = [
  {
    limit: 'operation.tokensMax',
    at: withTokens(1_000),
    above: withTokens(1_001),
    code: 'GRAPHQL_PARSE_FAILED',
  },
  { limit: 'operation.depthMax', at: nested(10), above: nested(11) },
  {
    limit: 'operation.depthMax',
    at: `query { ...Root } fragment Root on Query ${nested(10)}`,
    above: `query { ...Root } fragment Root on Query ${nested(11)}`,
  },
  {
    limit: 'operation.aliasesMax',
    at: `{ viewer { __typename ${list(15, (at) => `a${at}: id`)} } }`,
    above: `{ viewer { ${list(16, (at) => `a${at}: id`)} } }`,
  },
  {
    limit: 'operation.aliasesMax',
    at: `{ viewer { ${list(15, (at) => `a${at}: __typename`)} } }`,
    above: `{ viewer { ${list(16, (at) => `a${at}: __typename`)} } }`,
  },
  {
    limit: 'operation.aliasesMax',
    at: `{ ${list(3, () => 'viewer { ...F }')} } fragment F on User { ${list(5, (at) => `a${at}: id`)} }`,
    above: `{ ${list(4, () => 'viewer { ...F }')} } fragment F on User { ${list(5, (at) => `a${at}: id`)} }`,
  },
  {
    limit: 'operation.directivesMax',
    at: `{ viewer { ${list(10, () => 'id @include(if: true)')} } }`,
    above: `{ viewer { ${list(11, () => 'id @include(if: true)')} } }`,
  },
  {
    limit: 'operation.rootFieldsMax',
    at: `{ __typename ${list(5, () => 'viewer { id }')} }`,
    above: `{ ${list(6, () => 'viewer { id }')} }`,
  },
  {
    limit: 'operation.introspectionDepthMax',
    at: `{ __type(name: "User") ${type(20)} }`,
    above: `{ __type(name: "User") ${type(21)} }`,
  },
];

/** The selection of `__type` with so many fields within one another, itself counted. */
function type(depth: number): string {
  return depth === 2 ? '{ name }' : `{ ofType ${type(depth - 1)} }`;
}

describe.each(transports)('over $transport', ({ send }) => {
  let chat: Chat;
  beforeAll(async () => {
    chat = await startChat();
  });
  afterAll(() => chat.stop());

  it.each(limits)('an operation at $limit is answered', async ({ at }) => {
    const { errors } = await send(chat.alice, at);

    expect(errors).toEqual([]);
  });

  it.each(limits)('an operation above $limit is refused', async ({ limit, above, code }) => {
    const { data, errors } = await send(chat.alice, above);

    expect(data).toBeNull();
    expect(errors).toMatchObject([
      { extensions: code ? { code } : { code: 'OPERATION_TOO_COMPLEX', limit } },
    ]);
  });

  it('the question of tools for the whole schema is answered', async () => {
    const { errors } = await send(chat.alice, getIntrospectionQuery({ descriptions: true, oneOf: true }));

    expect(errors).toEqual([]);
  });

  it('an operation may cause as many calls to Twilio as the limit says, and not one more', async () => {
    const costly = `query ($first: Int!) {
      viewer { conversations(first: $first) { nodes { sid lastMessage { sid } messages(last: 1) { nodes { sid } } viewerCan { sendMessage } } } }
    }`;

    // 2 pages of the inbox, 3 calls a row, and the roles.
    const at = await send(chat.alice, costly, { first: 99 });
    chat.emulator.control.clearJournal();
    const above = await send(chat.alice, costly, { first: 100 });

    expect(at.errors).toEqual([]);
    expect(above.errors).toMatchObject([
      { extensions: { code: 'OPERATION_TOO_COSTLY', limit: 'operation.upstreamCallsMax' } },
    ]);
    expect(chat.emulator.control.journal()).toEqual([]);
  });

  it('an answer tells how many calls it may have caused', async () => {
    const { extensions } = await send(chat.alice, 'ConversationBySid', { sid: chat.sid });

    expect(extensions).toEqual({ cost: { calls: 2, callsMax: 300 } });
  });
});

describe.each(transports)('a viewer over $transport', ({ send }) => {
  const start = (gateway: Partial<GatewayOptions>) => startChat({ gateway });

  it('may start as many operations as the burst says, then waits as long as the refusal says', async () => {
    const chat = await start({ limits: { viewer: { operationsPerSecond: 1, operationsBurst: 3 } } });

    const answers: GraphqlAnswer[] = [];
    for (let sent = 0; sent < 4; sent += 1) answers.push(await send(chat.alice, '{ viewer { id } }'));
    const ofBob = await send(chat.bob, '{ viewer { id } }');

    expect(answers.map(({ errors }) => errors[0]?.extensions?.['code'])).toEqual([
      undefined,
      undefined,
      undefined,
      'RATE_LIMITED',
    ]);
    expect(answers[3]?.errors).toMatchObject([
      { extensions: { limit: 'viewer.operationsPerSecond', retryAfterMs: expect.any(Number) } },
    ]);
    expect(ofBob.errors).toEqual([]);
  });

  it('may have as many operations running as the limit says, and not one more', async () => {
    const chat = await start({ limits: { viewer: { operationsAtOnceMax: 2 } } });
    chat.emulator.control.setFaults({ latencyMs: 300 });
    const slow = 'query ($sid: String!) { conversation(by: { sid: $sid }) { lastMessage { sid } } }';

    const answers = await Promise.all(
      Array.from({ length: 3 }, () => send(chat.alice, slow, { sid: chat.sid })),
    );
    const after = await send(chat.alice, slow, { sid: chat.sid });

    const refused = answers.filter(({ errors }) => errors.length > 0);
    expect(refused).toHaveLength(1);
    expect(refused[0]?.errors).toMatchObject([
      { extensions: { code: 'RATE_LIMITED', limit: 'viewer.operationsAtOnceMax' } },
    ]);
    expect(after.errors).toEqual([]);
  });

  it('gets an error once the deadline of an operation is over', async () => {
    const chat = await start({ limits: { operation: { deadlineMs: 300 } } });
    chat.emulator.control.setFaults({ latencyMs: 3_000 });

    const { errors } = await send(chat.alice, 'ConversationBySid', { sid: chat.sid });

    expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_TIMEOUT' } }]);
  });

  it('in service scope may start and run as many as it wants', async () => {
    const chat = await start({
      limits: { viewer: { operationsAtOnceMax: 1, operationsPerSecond: 1, operationsBurst: 1 } },
    });

    const answers = await Promise.all(
      Array.from({ length: 4 }, () => send(chat.service, '{ viewer { id } }')),
    );

    expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
  });
});

describe.each(transports)('where the schema is not to be known, over $transport', ({ send }) => {
  it.each([
    ['introspection', '{ __schema { types { name } } }'],
    ['introspection of one type', '{ __type(name: "User") { name } }'],
    ['a field that resembles one', '{ viewer { identit } }'],
    ['an argument that resembles one', '{ viewer { conversations(frist: 1) { nodes { id } } } }'],
    ['a type that resembles one', 'query ($by: ConversationLooku!) { conversation(by: $by) { id } }'],
    ['a field of an input that resembles one', '{ conversation(by: { uniqueNam: "x" }) { id } }'],
  ])('%s is refused without a hint', async (_what, query) => {
    const chat = await startChat({ gateway: { introspection: false } });

    const { data, errors } = await send(chat.alice, query);

    expect(data).toBeNull();
    expect(errors[0]).toMatchObject({ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } });
    expect(JSON.stringify(errors)).not.toMatch(/did you mean/i);
  });

  it('a variable that resembles a value of an enum is refused without a hint', async () => {
    const chat = await startChat({ gateway: { introspection: false } });
    const query =
      'query ($state: ConversationState) { conversations(filter: { state: $state }) { nodes { id } } }';

    const { errors } = await send(chat.service, query, { state: 'ACTIV' });

    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(JSON.stringify(errors)).not.toMatch(/did you mean/i);
  });
});

describe.each(transports)('where only trusted documents are answered, over $transport', ({ send }) => {
  it('one to the letter is, and one that differs by a blank is not', async () => {
    const document = '{ viewer { identity } }';
    const digest = createHash('sha256').update(document).digest('hex');
    const chat = await startChat({ gateway: { trustedDocuments: [digest] } });

    const known = await send(chat.alice, document);
    const other = await send(chat.alice, `${document} `);

    expect(known.data).toEqual({ viewer: { identity: 'alice' } });
    expect(other.errors).toMatchObject([{ extensions: { code: 'DOCUMENT_NOT_TRUSTED' } }]);
  });
});

describe('a subscription', () => {
  it('is measured and weighed like everything else', async () => {
    const chat = await startChat({ gateway: { limits: { operation: { upstreamCallsMax: 3 } } } });
    const { alice, id } = chat;

    const deep = alice.subscribe(
      `subscription { inboxEvents { ... on MessageAdded { message { conversation ${conversation(4)} } } } }`,
    );
    const costly = alice.subscribe('ConversationEvents', { conversationId: id });

    expect(await deep.ended).toMatchObject([{ extensions: { code: 'OPERATION_TOO_COMPLEX' } }]);
    expect(await costly.ended).toMatchObject([{ extensions: { code: 'OPERATION_TOO_COSTLY' } }]);
  });
});

function conversation(levels: number): string {
  return levels === 0 ? '{ sid }' : `{ lastMessage { conversation ${conversation(levels - 1)} } }`;
}
