import fc from 'fast-check';
import { execute, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createAnswerBasis } from '../../src/answer-basis.ts';
import { type Clock, systemClock } from '../../src/clock.ts';
import { resolveLimits } from '../../src/config/limits.ts';
import type { GatewayParts } from '../../src/gateway-surface.ts';
import { createErrorFormat } from '../../src/graphql/error-format.ts';
import { conversationId, userId } from '../../src/graphql/global-id.ts';
import type { OperationCost } from '../../src/graphql/operation-cost.ts';
import { createOperationRules } from '../../src/graphql/operation.ts';
import { createSchema } from '../../src/graphql/schema.ts';
import { silentLog } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics.ts';
import { accountWrites } from '../testkit/account-writes.ts';
import { capturingField, createContextCapture } from '../testkit/captured-context.ts';
import { startEmulator } from '../testkit/emulator.ts';
import { startGateway } from '../testkit/gateway.ts';
import { createGraphqlClient, type GraphqlClient } from '../testkit/graphql-client.ts';
import { readMetric } from '../testkit/metric.ts';
import { type RandomDocument, randomDocuments } from '../testkit/random-documents.ts';
import { scopeOfStreamCursor } from '../testkit/stream-cursors.ts';
import { seedHarbour } from '../testkit/seeded-harbour.ts';

/** `PROPERTY_SEED` asks other documents between other writes, `PROPERTY_SEED=random` others each time; `PROPERTY_DOCUMENTS` asks more. */
const seedGiven = process.env['PROPERTY_SEED'] ?? '1126';
const seed = seedGiven === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(seedGiven);
const documentsCount = Number(process.env['PROPERTY_DOCUMENTS'] ?? 2_000);
/** Documents that are asked before a write and after it. */
const roundDocuments = 60;
/** Reads within a second after a change are not kept. */
const settledMs = 1_100;

/** Who asks, in this order; null is a back end. */
const viewers = ['alice', 'bob', 'mallory', null] as const;

/** A gateway with all fast paths that is handed its requests, and graphql-js by itself beside it, over the same of everything below. */
async function startBoth(parts: GatewayParts = {}) {
  const emulator = await startEmulator();
  const sids = seedHarbour(emulator);
  // Time stands still but between rounds: cursors name the moment that made them.
  let now = systemClock.now();
  let wallTime = systemClock.wallTime();
  const clock: Clock = { now: () => now, wallTime: () => wallTime, setTimer: systemClock.setTimer };
  const capture = createContextCapture();
  const gateway = await startGateway(emulator, {
    options: { fastPaths: true, advanceReadHorizonOnSend: false },
    parts: { clock, extensions: [capture.extension], ...parts },
  });
  const clients = await Promise.all(
    viewers.map(async (identity) => {
      const { token } = await gateway.as(identity, { isService: identity === null, ttlSeconds: 864_000 });
      return createGraphqlClient({ origin: gateway.origin, token, send: gateway.send });
    }),
  );
  return {
    emulator,
    gateway,
    capture,
    clients,
    sids,
    settle: async () => {
      await emulator.emulator.webhooks.settled();
      now += settledMs;
      wallTime += settledMs;
    },
  };
}

type Both = Awaited<ReturnType<typeof startBoth>>;

const schema = createSchema();
const rules = createOperationRules({ schema, introspection: true, limits: resolveLimits().operation });
const formatError = createErrorFormat({ suggestions: true, log: silentLog, metrics: createMetrics() });

/** A document that the gateway's rules take: all others are refused before anything is executed. */
interface ValidDocument extends RandomDocument {
  readonly cost: OperationCost;
}

function validDocuments({ sids }: Both, count: number): readonly ValidDocument[] {
  const arbitrary = randomDocuments({
    schema,
    known: {
      ids: [...sids.map(conversationId), userId('alice'), userId('bob'), 'nothing'],
      sids: [...sids, 'CH00000000000000000000000000000000'],
      identities: ['alice', 'bob', 'mallory', 'stranger'],
    },
    // What is shown of a name depends on what a request happens to know already.
    isWanted: (type, field) => `${type}.${field}` !== 'Participant.displayName',
    isIntricate: true,
  });
  return fc
    .sample(arbitrary, { numRuns: Math.ceil(count * 1.2), seed })
    .flatMap((document): ValidDocument[] => {
      const prepared = rules.prepare(document);
      return 'operation' in prepared ? [{ ...document, cost: prepared.cost }] : [];
    })
    .slice(0, count);
}

/** The answer of the gateway, to the byte. */
async function ask(
  { gateway }: Both,
  client: GraphqlClient,
  { query, variables }: RandomDocument,
): Promise<string> {
  const answer = await gateway.send(`${gateway.origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${client.token}` },
    body: JSON.stringify({ query, variables }),
  });
  return answer.text();
}

/** The answer that graphql-js makes of the document as it stands, with the words for errors that the gateway has. */
async function executePlainly(
  { capture }: Both,
  client: GraphqlClient,
  { query, variables, cost }: ValidDocument,
): Promise<string> {
  await client.data(`{ ${capturingField} }`);
  const captured = capture.take();
  const { data, errors } = await execute({
    ...captured,
    document: parse(query),
    variableValues: variables,
  });
  return `${JSON.stringify({
    errors: errors?.map((error) => formatError(error, captured.contextValue.requestId)),
    data,
    extensions: { cost },
  })}\n`;
}

/** Fields are resolved beside one another: which of them fails first is chance. */
function withErrorsInOrder(answer: string): string {
  if (!answer.startsWith('{"errors":[')) return answer;
  const parsed = JSON.parse(answer) as { readonly errors: readonly object[] };
  const errors = parsed.errors.toSorted((one, other) =>
    JSON.stringify(one) < JSON.stringify(other) ? -1 : 1,
  );
  return `${JSON.stringify({ ...parsed, errors })}\n`;
}

/** A place in a stream that was handed out before a change is as good as one after it: whoever goes on from there is told of the change. */
function withoutMoments(answer: string): string {
  return withoutCursors(answer, () => true);
}

/** Which order a place in an inbox is of depends on how far the background has come with it. */
function withoutWalks(answer: string): string {
  return withoutCursors(answer, (scope) => scope.startsWith('inbox'));
}

function withoutCursors(answer: string, isSuch: (scope: string) => boolean): string {
  return answer.replaceAll(/"([\w-]{30,})"/g, (text, cursor: string) => {
    const scope = scopeOfStreamCursor(cursor);
    return scope === null || !isSuch(scope) ? text : `"a cursor of ${scope}"`;
  });
}

/** What was compared, and the first answers that differ, with all that it takes to ask again. */
interface Comparison {
  compared: number;
  withErrors: number;
  difference: string | null;
}

/** How a document is asked. */
interface Asking {
  /** Of the viewers. */
  readonly by: number;
  readonly when: string;
  readonly times: number;
  readonly textOf: (answer: string) => string;
}

/**
 * Asks rounds of documents, each twice; then half of them as somebody else, and the other half once more after something has changed.
 */
async function compareAll(both: Both, documents: readonly ValidDocument[]): Promise<Comparison> {
  const outcome: Comparison = { compared: 0, withErrors: 0, difference: null };
  const compare = async (place: number, { by, when, times, textOf }: Asking) => {
    if (outcome.difference !== null) return;
    const document = documents[place] as ValidDocument;
    const client = both.clients[by % both.clients.length] as GraphqlClient;
    const answers: string[] = [];
    while (answers.length < times) answers.push(await ask(both, client, document));
    const expected = await executePlainly(both, client, document);
    outcome.compared += answers.length;
    if (expected.startsWith('{"errors"')) outcome.withErrors += 1;
    const comparable = (answer: string) => textOf(withErrorsInOrder(answer));
    const wrong = answers.find((answer) => comparable(answer) !== comparable(expected));
    if (wrong === undefined) return;
    outcome.difference = [
      `seed ${seed}, document ${place}, asked ${when} by ${viewers[by % viewers.length] ?? 'a back end'}:`,
      `${document.query} ${JSON.stringify(document.variables)}`,
      `graphql-js: ${expected}the gateway: ${wrong}`,
    ].join('\n');
  };
  const writes = Object.entries(accountWrites);
  const [, bob, , service] = both.clients;
  for (let from = 0; from < documents.length && outcome.difference === null; from += roundDocuments) {
    const places = documents.slice(from, from + roundDocuments).map((_, index) => from + index);
    const round = from / roundDocuments;
    /** Whoever comes next asks two documents, of which one is asked by others and one after the change. */
    const viewerOf = (place: number) => Math.floor(place / 2);
    for (const place of places) {
      await compare(place, { by: viewerOf(place), when: 'twice', times: 2, textOf: withoutWalks });
      if (place % 2 === 0)
        await compare(place, {
          by: viewerOf(place) + 1 + (round % 3),
          when: 'next',
          times: 1,
          textOf: withoutWalks,
        });
    }
    const [what = '', write] = writes[round % writes.length] ?? [];
    await write?.({ emulator: both.emulator, bob, service }, both.sids[round % both.sids.length] ?? '');
    await both.settle();
    for (const place of places)
      if (place % 2 === 1)
        await compare(place, {
          by: viewerOf(place),
          when: `after ${what}`,
          times: 1,
          textOf: withoutMoments,
        });
  }
  return outcome;
}

describe('what a gateway with all fast paths answers', () => {
  it(`is to the byte what graphql-js makes of ${documentsCount} documents, again, for others and after changes`, async () => {
    const both = await startBoth();

    const { compared, withErrors, difference } = await compareAll(both, validDocuments(both, documentsCount));

    expect(difference).toBeNull();
    expect(compared).toBe(3 * documentsCount);
    // Of what was asked twice most was given again, and refusals are among it.
    expect(await readMetric(both.gateway.origin, 'answer_cache_total{outcome="hit"}')).toBeGreaterThan(
      documentsCount / 2,
    );
    expect(withErrors).toBeGreaterThan(documentsCount / 20);
  }, 600_000);

  it('would be found to differ where answers were kept whatever is read for them changes', async () => {
    const both = await startBoth({
      createAnswerBasis: (options) => ({ ...createAnswerBasis(options), restOn() {} }),
    });

    const { difference } = await compareAll(both, validDocuments(both, 600));

    expect(difference).toContain('the gateway: ');
  }, 120_000);
});
