import { setMaxListeners } from 'node:events';
import { silentLog } from '../../../src/log.ts';
import { createMetrics } from '../../../src/metrics.ts';
import type { CallContext, CallKind, HttpAnswer } from '../../../src/upstream/call-context.ts';
import type { Cancellation } from '../../../src/upstream/cancellation.ts';
import { createCircuitBreaker } from '../../../src/upstream/circuit-breaker.ts';
import { TransportError } from '../../../src/upstream/http-transport.ts';
import { createPacer } from '../../../src/upstream/pacer.ts';
import { createPacingRules } from '../../../src/upstream/pacing-rules.ts';
import { createRateLimiter } from '../../../src/upstream/rate-limiter.ts';
import { type Attempt, createResilientCall } from '../../../src/upstream/resilient-call.ts';
import { createRetryBudget } from '../../../src/upstream/retry-budget.ts';
import { defaultRetryPolicies } from '../../../src/upstream/retry-policy.ts';
import { createMemoryBudget } from '../../../src/upstream/shared-budget.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';

/** What one attempt meets. */
export type Meeting = HttpAnswer | TransportError | 'silence';

/** An answer with a body of Twilio's shape, or of none. */
export function answer(
  statusCode: number,
  more: { readonly code?: number; readonly headers?: Record<string, string>; readonly html?: boolean } = {},
): HttpAnswer {
  const body = more.html ? '<html>gateway</html>' : { code: more.code ?? statusCode, status: statusCode };
  return { statusCode, headers: more.headers ?? {}, body };
}

export const refusedConnection = new TransportError('notSent', 'ECONNREFUSED');
export const brokenConnection = new TransportError('lost', 'ECONNRESET');

/** A call over the production limiter, breaker and budget, at a clock that the test moves. */
export function setUpCall(options: { readonly random?: () => number } = {}) {
  const clock = createManualClock();
  const limiter = createRateLimiter({ clock });
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);
  const call = createResilientCall({
    limiter,
    pacer: createPacer({ budget: createMemoryBudget({ clock }), clock }),
    pacingRules: createPacingRules(),
    breaker: createCircuitBreaker({ clock }),
    budget: createRetryBudget(),
    policies: defaultRetryPolicies,
    clock,
    random: options.random ?? (() => 0.5),
    log: silentLog,
    metrics: createMetrics(),
    closing: closing.signal,
  });
  /** Makes a call of `kind` that meets these one after the other, the last one again and again. */
  function start(
    kind: CallKind,
    meetings: readonly Meeting[],
    more: Pick<Partial<CallContext>, 'signal' | 'writesTo' | 'deadlineAt'> = {},
  ) {
    const sentAt: number[] = [];
    const attempt: Attempt = async (attemptSignal) => {
      const meeting = meetings[Math.min(sentAt.length, meetings.length - 1)];
      sentAt.push(clock.now());
      if (meeting === undefined || meeting === 'silence') return neverAnswered(attemptSignal);
      if (meeting instanceof TransportError) throw meeting;
      return meeting;
    };
    const context = { kind, priority: 'userRead', signal: undefined, onAnswer() {}, ...more } as const;
    return { sentAt, outcome: outcomeOf(call(context, attempt)) };
  }
  return { clock, limiter, start, close: (reason: Error) => closing.abort(reason) };
}

/** Runs a call to its end, however long that takes by the manual clock. */
export async function finish<Result>(clock: ManualClock, outcome: Promise<Result>): Promise<Result> {
  let isOver = false;
  void outcome.finally(() => {
    isOver = true;
  });
  for (let seconds = 0; seconds < 120; seconds += 1) {
    await clock.advance(1_000);
    if (isOver) break;
  }
  return outcome;
}

/** The answer or the error as a value, so that a rejection is never left unhandled. */
function outcomeOf(
  call: Promise<HttpAnswer>,
): Promise<{ readonly answer?: HttpAnswer; readonly error?: unknown }> {
  return call.then(
    (final) => ({ answer: final }),
    (error: unknown) => ({ error }),
  );
}

function neverAnswered(cancellation: Cancellation): Promise<never> {
  return new Promise((_resolve, reject) => {
    // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- the reason itself, as the transport hands it on
    cancellation.onCancel(() => reject(cancellation.reason?.cause));
  });
}
