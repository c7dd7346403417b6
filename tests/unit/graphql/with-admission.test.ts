import { describe, expect, it } from 'vitest';
import type { Admission, Importance } from '../../../src/graphql/admission.ts';
import { askForOperation, withSocketAdmission } from '../../../src/graphql/with-admission.ts';
import { createGraphqlRoute } from '../../../src/graphql-route.ts';
import type { HttpAnswer } from '../../../src/http-message.ts';
import { createMetrics } from '../../../src/metrics.ts';
import type { Door, DoorRequest } from '../../../src/transport/door.ts';

/** An admission that refuses what has one of the given importances, when the test goes on. */
function admissionRefusing(...refused: readonly Importance[]): Admission {
  const refusal = { retryAfterMs: 1_200 };
  return {
    isCrowded: () => refused.length > 0,
    ask: (importance, onSaid) => queueMicrotask(() => onSaid(refused.includes(importance) ? refusal : null)),
    refuseNow: () => (refused.length > 0 ? refusal : null),
    start() {},
    stop() {},
  };
}

/** The door of the GraphQL route, behind which nobody is. */
function doorRefusing(...refused: readonly Importance[]) {
  const metrics = createMetrics();
  const { door } = createGraphqlRoute({
    path: '/graphql',
    handler: () => Promise.reject(new Error('Nobody is asked.')),
    bus: { assure: () => Promise.reject(new Error('Nobody is asked.')) },
    admission: admissionRefusing(...refused),
    isOriginAllowed: ({ origin }) => origin === 'https://chat.example',
    metrics,
  });
  if (!door) throw new Error('The route has no door.');
  const knock = (query: string, { method = 'POST', headers = {}, isWhole = true } = {}) =>
    ask(door, { method, headers, body: Buffer.from(JSON.stringify({ query })), isWhole });
  return { door, knock, metrics };
}

function ask(door: Door, request: DoorRequest) {
  return new Promise<HttpAnswer | null>((resolve) => door.ask(request, resolve));
}

describe('GraphQL over HTTP under too much load', () => {
  it('takes a document that is named by its digest alone for what may be a mutation', async () => {
    const { door } = doorRefusing('low');
    const persistedQuery = { version: 1, sha256Hash: 'a'.repeat(64) };
    const refusal = (more: object) => {
      const body = Buffer.from(JSON.stringify({ ...more, extensions: { persistedQuery } }));
      return ask(door, { method: 'POST', headers: {}, body, isWhole: true });
    };

    expect(await refusal({})).toBeNull();
    expect(await refusal({ query: '{ viewer { identity } }' })).toMatchObject({ status: 503 });
  });

  it('answers 503 with the code, the time to try again, and the header that says it too', async () => {
    const { knock, metrics } = doorRefusing('low', 'high');

    const answer = await knock('{ viewer { identity } }');

    expect([answer?.status, answer?.headers['retry-after']]).toEqual([503, '2']);
    expect(JSON.parse(String(answer?.body))).toEqual({
      errors: [
        {
          message: expect.any(String) as unknown,
          extensions: { code: 'OVERLOADED', retryAfterMs: 1_200 },
        },
      ],
    });
    expect(await metrics.text()).toContain('transport="http",kind="unknown",outcome="refused"} 1');
  });

  it('lets pages of allowed origins read the refusal, and those of others not', async () => {
    const { knock } = doorRefusing('low');
    const headersFor = async (origin: string) =>
      (await knock('{ a }', { headers: { origin, host: 'api.example' } }))?.headers;

    expect(await headersFor('https://chat.example')).toMatchObject({
      vary: 'origin',
      'access-control-allow-origin': 'https://chat.example',
      'access-control-expose-headers': 'x-request-id, retry-after',
    });
    expect(await headersFor('https://other.example')).not.toHaveProperty('access-control-allow-origin');
  });

  it('takes mutations while queries are refused, also those that it cannot read yet', async () => {
    const { knock } = doorRefusing('low');

    const answers = await Promise.all([
      knock('query Thread { viewer { identity } }'),
      knock('mutation Send { sendMessage { message { id } } }'),
      knock('fragment F on Query { viewer { identity } } mutation { a }'),
      knock('not readable', { headers: { 'content-encoding': 'gzip' } }),
      knock('of which the rest is on its way', { isWhole: false }),
    ]);

    expect(answers.map((answer) => answer?.status ?? 'taken')).toEqual([
      503,
      'taken',
      'taken',
      'taken',
      'taken',
    ]);
  });

  it('answers what browsers ask before they send something, however crowded it is', async () => {
    const { door, knock } = doorRefusing('low', 'high');

    expect(door.isCrowded()).toBe(true);
    expect(await knock('', { method: 'OPTIONS' })).toBeNull();
  });
});

describe('sockets under too much load', () => {
  it('closes new ones with 1013 before anybody serves them', () => {
    const closed: unknown[] = [];
    const served: unknown[] = [];
    const socket = { close: (...how: unknown[]) => closed.push(how) };
    const serve = (...what: unknown[]) => served.push(what);

    withSocketAdmission(serve, { admission: admissionRefusing('low') })(socket);
    withSocketAdmission(serve, { admission: admissionRefusing() })(socket, 'origin');

    expect(closed).toEqual([[1013, expect.stringMatching(/^OVERLOADED: /)]]);
    expect(served).toEqual([[socket, 'origin']]);
  });

  it('refuses queries on open ones before mutations, and asks nothing where there is room', async () => {
    const refusedBy = async (admission: Admission) => {
      const refusalOf = async (kind: 'query' | 'mutation') =>
        (await askForOperation(admission, kind))?.[0]?.message ?? null;
      return [await refusalOf('query'), await refusalOf('mutation')];
    };
    const refused = expect.stringContaining('Nothing was done') as unknown;

    expect(await refusedBy(admissionRefusing('low'))).toEqual([refused, null]);
    expect(await refusedBy(admissionRefusing('low', 'high'))).toEqual([refused, refused]);
    expect(askForOperation(admissionRefusing(), 'query')).toBeNull();
  });
});
