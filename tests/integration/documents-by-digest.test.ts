import { createHash } from 'node:crypto';
import { createClient } from 'graphql-ws';
import { describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import type { GatewayOptions } from '../../src/config/options.ts';
import { startChat } from '../testkit/chat.ts';

const digestOf = (text: string) => createHash('sha256').update(text).digest('hex');
const named = 'query Named($sid: String!) { conversation(by: { sid: $sid }) { friendlyName } }';
const rename =
  'mutation ($input: UpdateConversationInput!) { updateConversation(input: $input) { conversation { friendlyName } } }';
const deep = '{ viewer { conversations { nodes { lastMessage { conversation { sid } } } } } }';
const events = 'subscription ($id: ID!) { conversationEvents(conversationId: $id) { __typename } }';
const unparsable = '{ viewer {';
const byDigest = (...texts: readonly string[]) =>
  Object.fromEntries(texts.map((text) => [digestOf(text), text]));
const trustedDocuments = byDigest(named, rename, deep, events, unparsable);

type Chat = Awaited<ReturnType<typeof startChat>>;

/** What a client sends, in whichever way. */
interface Asked {
  readonly query?: string;
  readonly variables?: object;
  readonly extensions: unknown;
}

const digest = (text: string, more: object = {}) => ({
  extensions: {
    persistedQuery: { version: 1, sha256Hash: digestOf(text), ...more },
  },
});

async function get({ gateway, alice }: Chat, asked: Asked, more: Record<string, string | undefined> = {}) {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(asked))
    parameters.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  const headers = Object.entries({
    authorization: `Bearer ${alice.token}`,
    accept: 'application/graphql-response+json',
    'apollo-require-preflight': 'true',
    ...more,
  }).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return fetch(`${gateway.origin}/graphql?${parameters.toString()}`, { headers });
}

async function post({ gateway, alice }: Chat, asked: Asked) {
  return fetch(`${gateway.origin}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
      authorization: `Bearer ${alice.token}`,
    },
    body: JSON.stringify(asked),
  });
}

/** The first answer. graphql-transport-ws wants a text, if only an empty one. */
async function overWebSocket({ gateway, alice }: Chat, asked: Asked): Promise<unknown> {
  const client = createClient({
    url: `${gateway.origin.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${alice.token}` },
  });
  const { extensions, query = '', variables = {} } = asked;
  try {
    return await new Promise((resolve, reject) => {
      client.subscribe(
        {
          query,
          variables: { ...variables },
          extensions: extensions as Record<string, unknown>,
        },
        {
          next: resolve,
          error: (errors) =>
            Array.isArray(errors) ? resolve({ errors }) : reject(new Error('The socket closed.')),
          complete: () => resolve(undefined),
        },
      );
    });
  } finally {
    await client.dispose();
  }
}

const transports: readonly {
  readonly transport: string;
  readonly ask: (chat: Chat, asked: Asked) => Promise<unknown>;
}[] = [
  {
    transport: 'POST',
    ask: async (chat, asked) => (await post(chat, asked)).json(),
  },
  {
    transport: 'GET',
    ask: async (chat, asked) => (await get(chat, asked)).json(),
  },
  { transport: 'WebSocket', ask: overWebSocket },
];

const start = (gateway: Partial<GatewayOptions> = { trustedDocuments }) =>
  startChat({ gateway: { webSocketAllOperations: true, ...gateway } });

const refusal = (code: string) => ({ errors: [{ extensions: { code } }] });

describe.each(transports)('a document that is asked for by its digest alone, over $transport', ({ ask }) => {
  it('is answered as if its text had been sent, and again', async () => {
    const chat = await start();
    const variables = { sid: chat.sid };

    const answers = [
      await ask(chat, { query: named, variables, ...digest('another') }),
      await ask(chat, { variables, ...digest(named) }),
      await ask(chat, { variables, ...digest(named) }),
      await ask(chat, {
        variables,
        ...digest(named, { sha256Hash: `sha256:${digestOf(named)}` }),
      }),
    ];

    expect(answers[0]).toMatchObject({
      data: { conversation: { friendlyName: 'Boats' } },
      extensions: { cost: { calls: expect.any(Number) } },
    });
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  it('is refused in the words on which clients send the text where the digest is not known', async () => {
    const chat = await start();

    for (const sha256Hash of [digestOf('{ viewer { id } }'), '__proto__', '', `sha256:${'0'.repeat(64)}`])
      expect(await ask(chat, digest(named, { sha256Hash }))).toMatchObject({
        errors: [
          {
            message: 'PersistedQueryNotFound',
            extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' },
          },
        ],
      });
    expect(await ask(chat, { query: '{ viewer { id } }', ...digest(named) })).toMatchObject(
      refusal('DOCUMENT_NOT_TRUSTED'),
    );
  });

  it('is refused once and for all where the gateway has no texts', async () => {
    for (const gateway of [{}, { trustedDocuments: [digestOf(named)] }]) {
      const chat = await start(gateway);

      expect(await ask(chat, { variables: { sid: chat.sid }, ...digest(named) })).toMatchObject(
        refusal('PERSISTED_QUERY_NOT_SUPPORTED'),
      );
      await chat.stop();
    }
  });

  it.each([
    ['another version', { version: 2 }],
    ['a version in another type', { version: '1' }],
    ['no version', { version: undefined }],
    ['no digest', { sha256Hash: undefined }],
    ['a digest that is no text', { sha256Hash: { toString: 1 } }],
  ])('is no request with %s', async (_fault, more) => {
    const chat = await start();

    expect(await ask(chat, digest(named, more))).toMatchObject(refusal('BAD_REQUEST'));
  });

  it('passes the same checks as its text', async () => {
    const chat = await start({
      trustedDocuments,
      limits: { operation: { depthMax: 5 } },
    });

    expect(await ask(chat, digest(deep))).toMatchObject(refusal('OPERATION_TOO_COMPLEX'));
    expect(await ask(chat, digest(unparsable))).toMatchObject(refusal('GRAPHQL_PARSE_FAILED'));
    expect(await ask(chat, { variables: { sid: 5 }, ...digest(named) })).toMatchObject(
      refusal('BAD_USER_INPUT'),
    );
  });

  it('is another one once the gateway has reloaded', async () => {
    const chat = await start({ trustedDocuments: byDigest(named) });
    const variables = { sid: chat.sid };
    const later = 'query ($sid: String!) { conversation(by: { sid: $sid }) { state } }';
    const both = async () => [
      await ask(chat, { variables, ...digest(named) }),
      await ask(chat, { variables, ...digest(later) }),
      await ask(chat, { variables, query: named, ...digest(named) }),
    ];

    const before = await both();
    const reload = chat.gateway.reload({
      trustedDocuments: byDigest(later),
      webSocketAllOperations: true,
    });
    const after = await both();

    expect(reload).toEqual({
      applied: ['trustedDocuments'],
      needsRestart: [],
    });
    expect(before).toMatchObject([
      { data: { conversation: { friendlyName: 'Boats' } } },
      refusal('PERSISTED_QUERY_NOT_FOUND'),
      { data: { conversation: { friendlyName: 'Boats' } } },
    ]);
    expect(after).toMatchObject([
      refusal('PERSISTED_QUERY_NOT_FOUND'),
      { data: { conversation: { state: expect.any(String) } } },
      refusal('DOCUMENT_NOT_TRUSTED'),
    ]);
  });
});

describe('a document that is asked for by its digest over GET', () => {
  it('may be kept by the browser of its user, who asks whether it still holds', async () => {
    const chat = await start();
    const asked = { variables: { sid: chat.sid }, ...digest(named) };

    const first = await get(chat, asked);
    const etag = first.headers.get('etag') ?? '';
    const known = await get(chat, asked, { 'if-none-match': etag });
    await chat.service.data(rename, {
      input: { conversationId: chat.id, friendlyName: 'Ships' },
    });
    const later = await get(chat, asked, { 'if-none-match': etag });

    expect([first.status, first.headers.get('cache-control'), known.status, await known.text()]).toEqual([
      200,
      'private, no-cache',
      304,
      '',
    ]);
    expect([later.status, await later.text()]).toEqual([200, expect.stringContaining('Ships')]);
  });

  it('is not kept where the digest is not known', async () => {
    const { status, headers } = await get(await start(), digest('unknown'));

    expect([status, headers.get('etag'), headers.get('cache-control')]).toEqual([400, null, 'no-store']);
  });

  it('is refused to pages of other origins and to nobody, as with a text', async () => {
    const chat = await start();
    const asked = { variables: { sid: chat.sid }, ...digest(named) };

    const unasked = await get(chat, asked, {
      'apollo-require-preflight': undefined,
    });
    const nobody = await get(chat, asked, { authorization: undefined });

    expect([unasked.status, nobody.status]).toEqual([400, 401]);
    expect(await unasked.text()).toContain('CSRF');
  });

  it('changes nothing: a mutation has to be sent by POST', async () => {
    const chat = await start();
    const asked = {
      variables: { input: { conversationId: chat.id, friendlyName: 'Ships' } },
      ...digest(rename),
    };

    expect((await get(chat, asked)).status).toBe(405);
    expect(await (await post(chat, asked)).json()).toMatchObject({
      data: { updateConversation: { conversation: { friendlyName: 'Ships' } } },
    });
  });
});

describe('a subscription that is asked for by its digest', () => {
  it('is told over WebSocket', async () => {
    const chat = await start();
    let told: unknown;
    let count = 0;

    void overWebSocket(chat, { variables: { id: chat.id }, ...digest(events) }).then((first) => {
      told = first;
    });

    // Until the subscription has begun, changes are told to nobody.
    await expect
      .poll(async () => {
        const input = { conversationId: chat.id, friendlyName: `Ships ${(count += 1)}` };
        await chat.service.data(rename, { input });
        return told;
      })
      .toMatchObject({ data: { conversationEvents: { __typename: expect.any(String) } } });
  });
});
