import { describe, expect, it } from 'vitest';
import type { Importance } from '../../../src/graphql/admission.ts';
import { refuseOperation, withSocketAdmission } from '../../../src/graphql/with-admission.ts';
import { createGraphqlRoute } from '../../../src/graphql-route.ts';
import { createMetrics } from '../../../src/metrics.ts';

/** An admission that refuses what has one of the given importances. */
function admissionRefusing(...refused: readonly Importance[]) {
  return {
    isCrowded: () => refused.length > 0,
    refuse: (importance: Importance) => (refused.includes(importance) ? { retryAfterMs: 1_200 } : null),
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
    door.refuse({ method, headers, body: Buffer.from(JSON.stringify({ query })), isWhole });
  return { door, knock, metrics };
}

describe('GraphQL over HTTP under too much load', () => {
  it('takes a document that is named by its digest alone for what may be a mutation', () => {
    const { door } = doorRefusing('low');
    const persistedQuery = { version: 1, sha256Hash: 'a'.repeat(64) };
    const refusal = (more: object) => {
      const body = Buffer.from(JSON.stringify({ ...more, extensions: { persistedQuery } }));
      return door.refuse({ method: 'POST', headers: {}, body, isWhole: true });
    };

    expect(refusal({})).toBeNull();
    expect(refusal({ query: '{ viewer { identity } }' })).toMatchObject({ status: 503 });
  });

  it('answers 503 with the code, the time to try again, and the header that says it too', async () => {
    const { knock, metrics } = doorRefusing('low', 'high');

    const answer = knock('{ viewer { identity } }');

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

  it('lets pages of allowed origins read the refusal, and those of others not', () => {
    const { knock } = doorRefusing('low');
    const headersFor = (origin: string) =>
      knock('{ a }', { headers: { origin, host: 'api.example' } })?.headers;

    expect(headersFor('https://chat.example')).toMatchObject({
      vary: 'origin',
      'access-control-allow-origin': 'https://chat.example',
      'access-control-expose-headers': 'x-request-id, retry-after',
    });
    expect(headersFor('https://other.example')).not.toHaveProperty('access-control-allow-origin');
  });

  it('takes mutations while queries are refused, also those that it cannot read yet', () => {
    const { knock } = doorRefusing('low');

    const answers = [
      knock('query Thread { viewer { identity } }'),
      knock('mutation Send { sendMessage { message { id } } }'),
      knock('fragment F on Query { viewer { identity } } mutation { a }'),
      knock('not readable', { headers: { 'content-encoding': 'gzip' } }),
      knock('of which the rest is on its way', { isWhole: false }),
    ];

    expect(answers.map((answer) => answer?.status ?? 'taken')).toEqual([
      503,
      'taken',
      'taken',
      'taken',
      'taken',
    ]);
  });

  it('answers what browsers ask before they send something, however crowded it is', () => {
    const { door, knock } = doorRefusing('low', 'high');

    expect(door.isCrowded()).toBe(true);
    expect(knock('', { method: 'OPTIONS' })).toBeNull();
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

  it('refuses queries on open ones before mutations, and subscriptions never', () => {
    const refusedBy = (admission: Parameters<typeof refuseOperation>[0]) =>
      (['query', 'mutation', 'subscription'] as const).map(
        (kind) => refuseOperation(admission, kind) !== null,
      );

    expect(refusedBy(admissionRefusing('low'))).toEqual([true, false, false]);
    expect(refusedBy(admissionRefusing('low', 'high'))).toEqual([true, true, false]);
  });
});
