import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorCodes } from '../../src/errors.ts';
import { startChat } from '../testkit/chat.ts';
import { openSocket } from '../testkit/raw-socket.ts';

let chat: Awaited<ReturnType<typeof startChat>>;
beforeAll(async () => {
  // Floods are what is tested here, not who may send them.
  chat = await startChat({ gateway: { limits: { webSocket: { messagesBurst: 10_000 } } } });
});
afterAll(() => chat.stop());

const protocolCodes = [
  'BAD_REQUEST',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
];
const documentedCodes = new Set([...Object.keys(errorCodes), ...protocolCodes]);

const list = (amount: number, item: (at: number) => string) =>
  Array.from({ length: amount }, (_, at) => item(at)).join(' ');

/** Documents that want to keep a server busy, each within the size that a body may have. */
const documents: readonly (readonly [string, string])[] = [
  ['5,000 aliases', `{ viewer { ${list(5_000, (at) => `a${at}: id`)} } }`],
  [
    '300 aliases of the same page',
    `{ viewer { ${list(30, (at) => `a${at}: conversations(first: 100) { nodes { sid } }`)} } }`,
  ],
  [
    'aliases of a login-like mutation',
    `mutation { ${list(100, (at) => `a${at}: updateUser(input: {}) { __typename }`)} }`,
  ],
  ['480 directives on one field', `{ viewer { id ${list(480, () => '@a')} } }`],
  ['100 known directives on one field', `{ viewer { id ${list(100, () => '@skip(if: false)')} } }`],
  ['a depth of 450', `{ viewer ${'{ conversations '.repeat(450)} ${'}'.repeat(450)} }`],
  ['a depth of 20,000, beyond the stack of a parser', `{ ${'a { '.repeat(20_000)} b ${'}'.repeat(20_000)} }`],
  [
    '20,000 lists within one another in an argument',
    `{ node(id: ${'['.repeat(20_000)}${']'.repeat(20_000)}) { id } }`,
  ],
  ['480 fields side by side', `{ ${list(480, () => 'viewer')} }`],
  ['990 times the same leaf', `{ viewer { ${list(990, () => 'id')} } }`],
  ['a fragment that spreads itself', '{ viewer { ...F } } fragment F on User { id ...F }'],
  [
    'fragments in a circle of 60',
    `{ viewer { ...F0 } } ${list(60, (at) => `fragment F${at} on User { id ...F${(at + 1) % 60} }`)}`,
  ],
  [
    'fragments that double 30 times',
    `{ viewer { ...F0 } } ${list(30, (at) => `fragment F${at} on User { ...F${at + 1} ...F${at + 1} }`)} fragment F30 on User { a: id }`,
  ],
  [
    'fragments that double with each level',
    `{ viewer { conversations { nodes { ...F0 } } } } ${list(9, (at) => `fragment F${at} on Conversation { a${at}: lastMessage { conversation { ...F${at + 1} } } b${at}: lastMessage { conversation { ...F${at + 1} } } }`)} fragment F9 on Conversation { sid }`,
  ],
  ['50,000 tokens', `{ viewer { ${list(50_000, () => 'x')} } }`],
  ['50,000 commas and comments', `{ viewer { id ${',\n#\n'.repeat(12_000)} } } }`],
  ['a name of 90,000 letters', `{ ${'a'.repeat(90_000)} }`],
  ['a text of 90,000 letters that does not end', `{ node(id: "${'a'.repeat(90_000)}`],
  ['400 operations', list(150, (at) => `query Q${at} { __typename }`)],
  ['400 variables that are not used', `query (${list(120, (at) => `$v${at}: Int = ${at}`)}) { __typename }`],
  [
    'nested introspection',
    `{ __schema { types { ${'fields { type { '.repeat(12)} name ${'} }'.repeat(12)} } } }`,
  ],
  [
    'a subscription whose root is left out',
    'subscription { ... @skip(if: true) { inboxEvents { cursor } } }',
  ],
  [
    'a subscription whose condition is no condition',
    'subscription { inboxEvents @include(if: maybe) { cursor } }',
  ],
  ['introspection in breadth', `{ ${list(6, () => '__schema { types { name } }')} }`],
];

/** The code of the first of the faults that an error message holds. */
function codeOf(payload: unknown): string {
  const [fault] = payload as readonly [{ readonly extensions: { readonly code: string } }];
  return fault.extensions.code;
}

describe('a document of', () => {
  it.each(documents)('%s is refused over HTTP with a documented code and few words', async (_what, query) => {
    chat.emulator.control.clearJournal();

    const response = await fetch(`${chat.gateway.origin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${chat.alice.token}` },
      body: JSON.stringify({ query }),
    });
    const text = await response.text();
    const { errors } = JSON.parse(text) as { readonly errors: readonly { extensions: { code: string } }[] };

    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
    expect(errors.map(({ extensions }) => documentedCodes.has(extensions.code))).not.toContain(false);
    expect(errors.length).toBeGreaterThan(0);
    expect(text.length).toBeLessThan(250_000);
    expect(chat.emulator.control.journal()).toEqual([]);
  });

  it.each(documents)(
    '%s is refused over WebSocket, and the socket stays open or is closed for its size',
    async (_what, query) => {
      chat.emulator.control.clearJournal();
      const socket = await openSocket(chat.gateway.origin);
      socket.send({ type: 'connection_init', payload: { authorization: `Bearer ${chat.alice.token}` } });
      await socket.next('connection_ack');
      const message = JSON.stringify({ type: 'subscribe', id: '1', payload: { query } });

      socket.send(message);
      const outcome = await Promise.race([
        socket.closed.then((code) => String(code)),
        socket.next('error').then(({ payload }) => codeOf(payload)),
      ]);
      if (message.length <= 65_536) {
        socket.send({ type: 'subscribe', id: '2', payload: { query: '{ viewer { identity } }' } });
        await socket.next('next');
      }

      expect(message.length > 65_536 ? outcome === '1009' : documentedCodes.has(outcome), outcome).toBe(true);
      expect(chat.emulator.control.journal()).toEqual([]);
      socket.close();
    },
  );
});

describe('variables', () => {
  it.each<[string, string, object]>([
    [
      '5,000 values of the wrong type',
      'mutation ($input: CreateConversationInput!) { createConversation(input: $input) { __typename } }',
      { input: { participants: Array.from({ length: 5_000 }, () => ({ identity: 1 })) } },
    ],
    [
      '3,000 names that do not exist',
      'mutation ($input: CreateConversationInput!) { createConversation(input: $input) { __typename } }',
      { input: Object.fromEntries(Array.from({ length: 3_000 }, (_, at) => [`name${at}`, at])) },
    ],
    [
      'text in the place of a number',
      'query ($first: Int!) { viewer { conversations(first: $first) { nodes { id } } } }',
      { first: 'x'.repeat(90_000) },
    ],
    [
      'a number beyond 32 bits',
      'query ($first: Int!) { viewer { conversations(first: $first) { nodes { id } } } }',
      { first: 2 ** 40 },
    ],
    [
      'names that every object has',
      'query ($id: ID!) { node(id: $id) { id } }',
      JSON.parse('{"__proto__": {"id": 1}, "constructor": 1}') as object,
    ],
  ])('of %s are refused in few words, and nothing is sent to Twilio', async (_what, query, variables) => {
    chat.emulator.control.clearJournal();

    const response = await fetch(`${chat.gateway.origin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${chat.alice.token}` },
      body: JSON.stringify({ query, variables }),
    });
    const text = await response.text();
    const { errors } = JSON.parse(text) as { readonly errors: readonly { extensions: { code: string } }[] };

    expect(new Set(errors.map(({ extensions }) => extensions.code))).toEqual(new Set(['BAD_USER_INPUT']));
    expect(text.length).toBeLessThan(250_000);
    expect(chat.emulator.control.journal()).toEqual([]);
  });

  it('that lie 20,000 levels deep end nothing but themselves', async () => {
    const levels = 20_000;
    const body = `{"query":"mutation ($input: UpdateUserInput!) { updateUser(input: $input) { errors { ... on UserError { code } } } }","variables":{"input":{"attributes":{"a":${'['.repeat(levels)}${']'.repeat(levels)}}}}}`;

    const response = await fetch(`${chat.gateway.origin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${chat.alice.token}` },
      body,
    });
    const text = await response.text();

    expect(text).toContain('BAD_USER_INPUT');
    expect(await chat.alice.data('{ viewer { identity } }')).toEqual({ viewer: { identity: 'alice' } });
  });
});

describe('a subscription', () => {
  it('over HTTP is refused with the hint that it belongs to WebSocket', async () => {
    const { status, errors } = await chat.alice.run('subscription { inboxEvents { cursor } }');

    expect(status).toBe(400);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_REQUEST' } }]);
  });
});

describe('server-sent events', () => {
  const ask = (query: string, method: 'GET' | 'POST') => {
    const isPost = method === 'POST';
    const address = `${chat.gateway.origin}/graphql`;
    return fetch(isPost ? address : `${address}?query=${encodeURIComponent(query)}`, {
      method,
      headers: {
        accept: 'text/event-stream',
        authorization: `Bearer ${chat.alice.token}`,
        'apollo-require-preflight': 'true',
        ...(isPost && { 'content-type': 'application/json' }),
      },
      ...(isPost && { body: JSON.stringify({ query }) }),
    });
  };

  it.each(['GET', 'POST'] as const)('are no door: %s is refused with a documented code', async (method) => {
    const answers = await Promise.all([
      ask('subscription { inboxEvents { cursor } }', method),
      ask('{ viewer { identity } }', method),
    ]);
    const bodies = (await Promise.all(answers.map((answer) => answer.json()))) as readonly {
      readonly errors: readonly { readonly extensions: { readonly code: string } }[];
    }[];

    expect(answers.map(({ status }) => status)).toEqual([406, 406]);
    expect(bodies.map(({ errors }) => errors[0]?.extensions.code)).toEqual([
      'NOT_ACCEPTABLE',
      'NOT_ACCEPTABLE',
    ]);
    for (const answer of answers) expect(answer.headers.get('content-type')).toMatch(/json/);
  });
});

describe('a mutation whose answer nobody would take', () => {
  it('is not done', async () => {
    const response = await fetch(`${chat.gateway.origin}/graphql`, {
      method: 'POST',
      headers: {
        accept: 'text/event-stream',
        'content-type': 'application/json',
        authorization: `Bearer ${chat.alice.token}`,
      },
      body: JSON.stringify({
        query: `mutation { sendMessage(input: { conversationId: "${chat.id}", body: "unseen" }) { message { id } } }`,
      }),
    });
    const { conversation } = await chat.alice.data('Thread', { id: chat.id });

    expect(response.status).toBe(406);
    expect(JSON.stringify(conversation.messages)).not.toContain('unseen');
  });
});

describe('a batch', () => {
  it('is refused over HTTP, whatever its size', async () => {
    const response = await fetch(`${chat.gateway.origin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${chat.alice.token}` },
      body: JSON.stringify(Array.from({ length: 1_000 }, () => ({ query: '{ __typename }' }))),
    });

    expect(response.status).toBe(400);
  });

  it('closes a socket with 4400', async () => {
    const socket = await openSocket(chat.gateway.origin);

    socket.send(JSON.stringify([{ type: 'connection_init' }]));

    expect(await socket.closed).toBe(4400);
  });
});
