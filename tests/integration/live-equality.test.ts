import fc from 'fast-check';
import { createClient } from 'graphql-ws';
import { describe, expect, it, vi } from 'vitest';
import WebSocket from 'ws';
import { resolveLimits } from '../../src/config/limits.ts';
import { conversationId, userId } from '../../src/graphql/global-id.ts';
import { createOperationRules } from '../../src/graphql/operation.ts';
import { createSchema } from '../../src/graphql/schema.ts';
import { accountWrites } from '../testkit/account-writes.ts';
import { startEmulator } from '../testkit/emulator.ts';
import { startGateway } from '../testkit/gateway.ts';
import type { GraphqlClient } from '../testkit/graphql-client.ts';
import { type RandomDocument, randomDocuments } from '../testkit/random-documents.ts';
import { seedHarbour } from '../testkit/seeded-harbour.ts';
import { stopWithTest } from '../testkit/stop-with-test.ts';
import { scopeOfStreamCursor } from '../testkit/stream-cursors.ts';

/** `PROPERTY_SEED` follows with other documents, `PROPERTY_ROUNDS` with more. */
const seed = Number(process.env['PROPERTY_SEED'] ?? 1126);
const rounds = Number(process.env['PROPERTY_ROUNDS'] ?? 4);
/** Documents that are followed at a time: as many as a socket may have subscriptions. */
const roundDocuments = 50;

/** Who follows; null is a back end. */
const viewers = ['alice', 'bob', null] as const;

/** A field that may depend on the viewer, as far as anybody knows. */
const extension = {
  typeDefs: 'extend type Resync { own: Int }',
  resolvers: { Resync: { own: () => 0 } },
};

/** What is done, one after the other, and the event that everybody is told of it. */
const writes: readonly (readonly [keyof typeof accountWrites, string])[] = [
  ['a message', 'MessageAdded'],
  ['a message of a client', 'MessageAdded'],
  ['a changed message', 'MessageUpdated'],
  ['a name', 'ConversationUpdated'],
  ['joining', 'ParticipantAdded'],
  ['reading', 'ParticipantUpdated'],
  ['a name of a client', 'ConversationUpdated'],
  ['leaving by a client', 'ParticipantRemoved'],
];

/** A gateway with all fast paths, of which a field of an extension makes who asks for it be told alone, as graphql-js does it. */
async function startHarbour() {
  const emulator = await startEmulator();
  const sids = seedHarbour(emulator);
  const gateway = await startGateway(emulator, {
    options: { fastPaths: true, advanceReadHorizonOnSend: false },
    parts: { extensions: [extension] },
  });
  const clients = await Promise.all(
    viewers.map((identity) => gateway.as(identity, { isService: identity === null })),
  );
  const [sid = ''] = sids;
  return { emulator, gateway, clients, sid, sids };
}

type Harbour = Awaited<ReturnType<typeof startHarbour>>;

/** Asking for it has an operation executed by graphql-js, for its viewer alone; nothing comes of it. */
function alone({ query, variables }: RandomDocument): RandomDocument {
  return { query: query.replace('{ __typename ', '{ __typename ... on Resync { own } '), variables };
}

function documentsOf({ sids }: Harbour, seedOfRound: number): readonly RandomDocument[] {
  const schema = createSchema([extension]);
  const rules = createOperationRules({ schema, introspection: true, limits: resolveLimits().operation });
  const arbitrary = randomDocuments({
    schema,
    operation: 'subscription',
    known: {
      ids: [...sids.map(conversationId), userId('alice'), userId('bob')],
      sids,
      identities: ['alice', 'bob', 'mallory'],
    },
    // What is shown of a name depends on what is known already.
    isWanted: (type, field) => `${type}.${field}` !== 'Participant.displayName',
    isIntricate: true,
  });
  return fc
    .sample(arbitrary, { numRuns: roundDocuments * 2, seed: seedOfRound })
    .filter((document) => 'operation' in rules.prepare(alone(document)))
    .slice(0, roundDocuments);
}

/** Everything that comes of a document to a viewer, as it was sent. */
interface Stream {
  readonly document: RandomDocument;
  readonly results: string[];
  readonly typenames: string[];
}

/** Follows all documents over one socket. */
function follow(
  { gateway }: Harbour,
  { token }: GraphqlClient,
  options: {
    readonly documents: readonly RandomDocument[];
    readonly after: string;
  },
) {
  const client = createClient({
    url: `${gateway.origin.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
  });
  stopWithTest(() => client.dispose());
  const streams = options.documents.map((document): Stream => {
    const stream: Stream = { document, results: [], typenames: [] };
    const variables = { ...document.variables, after: options.after };
    client.subscribe<{ conversationEvents: { __typename: string } | null }>(
      { ...document, variables },
      {
        next(result) {
          stream.results.push(textOf(result));
          stream.typenames.push(result.data?.conversationEvents?.__typename ?? 'nothing');
        },
        error(error) {
          stream.results.push(JSON.stringify(error));
        },
        complete() {},
      },
    );
    return stream;
  });
  return { streams, end: () => client.dispose() };
}

/** Where the document had what was wrong, and the moments in cursors, tell the two ways apart and nothing else. */
function textOf(result: {
  readonly errors?: readonly object[] | undefined;
  readonly data?: unknown;
}): string {
  const errors = result.errors
    ?.map((error) => JSON.stringify({ ...error, locations: undefined }))
    .toSorted((one, other) => (one < other ? -1 : 1));
  return JSON.stringify({ ...result, errors }).replaceAll(/"([\w-]{30,})"/g, (text, cursor: string) => {
    const scope = scopeOfStreamCursor(cursor);
    return scope === null ? text : `"a cursor of ${scope}"`;
  });
}

const cursorQuery =
  'query ($id: ID!) { conversation(by: { id: $id }) { eventsCursor messages(last: 100) { nodes { id } } } }';

/** Has everything happen before all who follow a round of documents. */
async function compareRound(harbour: Harbour, documents: readonly RandomDocument[]) {
  const { clients, emulator, sid } = harbour;
  const [, bob, service] = clients;
  const shown = await service?.data(cursorQuery, { id: conversationId(sid) });
  const after: string = shown?.conversation.eventsCursor ?? '';
  const followed = clients.flatMap((client) => [
    follow(harbour, client, { documents, after }),
    follow(harbour, client, { documents: documents.map(alone), after }),
  ]);
  const streams = followed.flatMap((each) => each.streams);
  const told = (typename: string, times: number) =>
    vi.waitFor(() => {
      const isTold = ({ typenames }: Stream) => typenames.filter((each) => each === typename).length >= times;
      const waiting = streams.find((stream) => !isTold(stream));
      expect(waiting, `waits for ${typename}`).toBeUndefined();
    });
  const counts = new Map<string, number>();
  for (const [what, typename] of writes) {
    counts.set(typename, (counts.get(typename) ?? 0) + 1);
    await accountWrites[what]?.({ emulator, bob, service }, sid);
    await told(typename, counts.get(typename) ?? 0);
    await emulator.emulator.webhooks.settled();
  }
  for (const { end } of followed) await end();
  const results = (place: number, document: number) => followed[place]?.streams[document]?.results ?? [];
  return documents.flatMap(({ query }, document) =>
    clients.flatMap((_, client) => {
      const [together, apart] = [results(2 * client, document), results(2 * client + 1, document)];
      const place = apart.findIndex((result, at) => result !== together[at]);
      if (place < 0 && together.length === apart.length) return [];
      return [
        `${viewers[client] ?? 'a back end'}: ${query}\n${apart.length} results alone, ${together.length} together;`,
        `alone: ${apart[place]}\ntogether: ${together[place]}`,
      ].join('\n');
    }),
  );
}

describe('what subscribers are told together', () => {
  it(`is to the byte what graphql-js tells each alone, of ${rounds * roundDocuments} documents`, async () => {
    const differences: string[] = [];
    let compared = 0;
    for (let round = 0; round < rounds; round += 1) {
      const harbour = await startHarbour();
      const documents = documentsOf(harbour, seed + round);
      const found = await compareRound(harbour, documents);
      differences.push(...found.map((difference) => `seed ${seed + round}, ${difference}`));
      compared += documents.length;
    }

    expect(differences[0]).toBeUndefined();
    expect(compared).toBe(rounds * roundDocuments);
  }, 300_000);
});
