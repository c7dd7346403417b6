import { describe, expect, it } from 'vitest';
import type { Importance } from '../../../src/graphql/admission.ts';
import { GatewayError } from '../../../src/errors.ts';
import { refuseOperation, withAdmission, withSocketAdmission } from '../../../src/graphql/with-admission.ts';
import type { HttpRequest } from '../../../src/http-message.ts';
import { createMetrics } from '../../../src/metrics.ts';

/** An admission that refuses what has one of the given importances, and remembers what it was asked. */
function admissionRefusing(...refused: readonly Importance[]) {
  const asked: Importance[] = [];
  return {
    asked,
    refuse(importance: Importance) {
      asked.push(importance);
      if (!refused.includes(importance)) return null;
      return new GatewayError('OVERLOADED', 'Too much.', { retryAfterMs: 1_200 });
    },
    start() {},
    stop() {},
  };
}

function request(query: string): HttpRequest {
  return {
    method: 'POST',
    path: '/graphql',
    search: '',
    headers: new Map(),
    body: Buffer.from(JSON.stringify({ query })),
    requestId: 'request-1',
    signal: new AbortController().signal,
  };
}

describe('GraphQL over HTTP under too much load', () => {
  const answer = { status: 200, headers: {}, body: '{}' };

  it('answers 503 with the code, the time to try again, and the header that says it too', async () => {
    const admission = admissionRefusing('low', 'high');
    const metrics = createMetrics();
    let calls = 0;
    const handle = withAdmission(
      async () => {
        calls += 1;
        return answer;
      },
      { admission, runningMin: 0, metrics },
    );

    const { status, headers, body } = await handle(request('{ viewer { identity } }'));

    expect([status, headers['retry-after'], calls]).toEqual([503, '2', 0]);
    expect(JSON.parse(String(body))).toEqual({
      errors: [{ message: 'Too much.', extensions: { code: 'OVERLOADED', retryAfterMs: 1_200 } }],
    });
    expect(await metrics.text()).toContain('transport="http",kind="unknown",outcome="refused"} 1');
  });

  it('takes what comes while few requests run, however late the process is', async () => {
    const admission = admissionRefusing('low', 'high');
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const handle = withAdmission(
      async () => {
        await held;
        return answer;
      },
      { admission, runningMin: 2, metrics: createMetrics() },
    );

    const running = [handle(request('{ a }')), handle(request('{ b }'))];
    const third = await handle(request('{ c }'));
    release();
    const statuses = (await Promise.all(running)).map(({ status }) => status);
    const fourth = await handle(request('{ d }'));

    expect([...statuses, third.status, fourth.status]).toEqual([200, 200, 503, 200]);
  });

  it('takes mutations while queries are refused', async () => {
    const admission = admissionRefusing('low');
    const handle = withAdmission(async () => answer, {
      admission,
      runningMin: 0,
      metrics: createMetrics(),
    });

    const answers = [
      await handle(request('query Thread { viewer { identity } }')),
      await handle(request('mutation Send { sendMessage { message { id } } }')),
      await handle(request('fragment F on Query { viewer { identity } } mutation { a }')),
    ];

    expect(answers.map(({ status }) => status)).toEqual([503, 200, 200]);
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

    expect(closed).toEqual([[1013, 'OVERLOADED: Too much.']]);
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
