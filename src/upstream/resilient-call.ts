import { type Alarm, createAlarms } from '../alarms.ts';
import { type Clock, sleep } from '../clock.ts';
import { GatewayError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { CallContext, HttpAnswer } from './call-context.ts';
import { createCallTally } from './call-tally.ts';
import { type Cancellation, createCancellation } from './cancellation.ts';
import type { AttemptHealth, CircuitBreaker } from './circuit-breaker.ts';
import { holdProcess } from './hold-process.ts';
import { TransportError } from './http-transport.ts';
import { linkSignals } from './link-signals.ts';
import type { Pacer } from './pacer.ts';
import type { PacingRules } from './pacing-rules.ts';
import type { RateLimiter, Slot, SlotOutcome } from './rate-limiter.ts';
import type { RetryBudget } from './retry-budget.ts';
import {
  type Failure,
  failureOf,
  type RetryPolicies,
  type RetryPolicy,
  retryDelayMs,
} from './retry-policy.ts';
import { attemptTimedOutCode, deliveryUnknown, errorOfAnswer, errorOfTransport } from './upstream-error.ts';

/** Options of {@link createResilientCall}. */
export interface ResilientCallOptions {
  readonly limiter: RateLimiter;
  readonly pacer: Pacer;
  readonly pacingRules: PacingRules;
  readonly breaker: CircuitBreaker;
  readonly budget: RetryBudget;
  readonly policies: RetryPolicies;
  readonly clock: Clock;
  /** Evenly between 0 and 1, 1 excluded. */
  readonly random: () => number;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Aborts when the connection closes: nobody waits for a next attempt any more. Its reason is what callers get. */
  readonly closing: AbortSignal;
}

/** One attempt; the cancellation cuts it. */
export type Attempt = (cancellation: Cancellation) => Promise<HttpAnswer>;

/**
 * Makes a call in as many attempts as its kind allows, each with permits, a slot of the limiter and a time of its own, all within the
 * call's deadline. Resolves with the final answer, whatever its status, except where the answer alone does not tell the outcome.
 * @throws GatewayError RATE_LIMITED, OVERLOADED, UPSTREAM_TIMEOUT, UPSTREAM_UNAVAILABLE, DELIVERY_UNKNOWN or
 * UPSTREAM_INVALID_RESPONSE.
 * @throws the reason of the context's signal when the caller gives up.
 */
export type ResilientCall = (context: CallContext, attempt: Attempt) => Promise<HttpAnswer>;

type CallOutcome = 'ok' | 'refused' | 'failed' | 'limited';

/** What an attempt came to: an answer, or none; and whether it failed in a way worth a thought of repeating. */
type AttemptResult =
  | { readonly answer: HttpAnswer; readonly error?: undefined; readonly failure: Failure | null }
  | { readonly answer?: undefined; readonly error: TransportError; readonly failure: Failure | null };

/** A call over the given parts, which every call of the process shares. */
export function createResilientCall(options: ResilientCallOptions): ResilientCall {
  const { limiter, pacer, pacingRules, breaker, budget, policies, clock, random, log, metrics, closing } =
    options;

  const attemptDeadlines = createAlarms({ clock });
  const countCall = createCallTally<CallOutcome>({
    metrics,
    tell: ({ priority, word: outcome }, calls) => metrics.upstreamCalls.inc({ priority, outcome }, calls),
  });

  async function attemptOnce(
    call: { readonly context: CallContext; readonly policy: RetryPolicy; readonly deadlineAt: number },
    attempt: Attempt,
  ): Promise<AttemptResult> {
    const { context, policy, deadlineAt } = call;
    // Every attempt counts at Twilio, so every attempt takes its permits. First these, so that nobody holds a slot while waiting.
    const { priority, signal } = context;
    const rules = pacingRules(context);
    if (rules.length > 0) await pacer.pass({ rules, priority, deadlineAt, signal });
    const slotRequest = { priority, signal, deadlineAt };
    const slot = limiter.acquireNow(slotRequest) ?? (await limiter.acquire(slotRequest));
    const leaveBreaker = enterBreaker(slot);
    let health: AttemptHealth = 'unknown';
    let outcome: SlotOutcome = { verdict: 'other' };
    const cancellation = createCancellation(signal);
    const attemptDeadline: Alarm = {
      dueAt: 0,
      place: -1,
      ring: () => cancellation.cancel(new TransportError('lost', attemptTimedOutCode)),
    };
    attemptDeadlines.set(attemptDeadline, Math.min(policy.attemptTimeoutMs, deadlineAt - clock.now()));
    try {
      const answer = await attempt(cancellation);
      const failure = failureOf(answer, clock.now());
      health = failure?.kind === 'faulty' ? 'failed' : 'healthy';
      outcome = slotOutcomeOf(answer, failure);
      if (failure?.kind === 'rateLimited' && failure.retryAfterMs !== undefined)
        limiter.pause(failure.retryAfterMs);
      return { answer, failure };
    } catch (error) {
      context.signal?.throwIfAborted();
      if (!(error instanceof TransportError)) throw error;
      health = 'failed';
      return { error, failure: error.failure === 'unreadable' ? null : { kind: error.failure } };
    } finally {
      attemptDeadlines.cancel(attemptDeadline);
      cancellation.release();
      leaveBreaker(health);
      slot.release(outcome);
    }
  }

  function enterBreaker(slot: Slot): (health: AttemptHealth) => void {
    try {
      return breaker.enter();
    } catch (error) {
      slot.release({ verdict: 'other' });
      throw error;
    }
  }

  /** Waits for the next attempt, unless the caller gives up or everything ends. */
  async function pause(
    delayMs: number,
    call: { readonly context: CallContext; readonly isAmbiguous: boolean },
  ): Promise<void> {
    const { context, isAmbiguous } = call;
    const linked = linkSignals([context.signal, closing]);
    try {
      await sleep(clock, delayMs, linked.signal);
    } catch (error) {
      context.signal?.throwIfAborted();
      throw isAmbiguous ? deliveryUnknown(error) : error;
    } finally {
      linked.release();
    }
  }

  async function run(context: CallContext, attempt: Attempt): Promise<HttpAnswer> {
    const policy = policies[context.kind];
    const deadlineAt = Math.min(
      clock.now() + policy.totalTimeoutMs,
      context.deadlineAt ?? Number.POSITIVE_INFINITY,
    );
    // An attempt that was lost may have been carried out; one that Twilio failed at may have been begun.
    let isAmbiguous = false;
    let isPerhapsDone = false;
    budget.earn();
    for (let retries = 0; ; retries += 1) {
      let result: AttemptResult;
      try {
        result = await attemptOnce({ context, policy, deadlineAt }, attempt);
      } catch (error) {
        if (isAmbiguous && error instanceof GatewayError) throw deliveryUnknown(error);
        throw error;
      }
      const { failure, answer } = result;
      if (failure === null && answer !== undefined) return isPerhapsDone ? settled(answer, context) : answer;
      isAmbiguous ||= context.kind !== 'read' && failure?.kind === 'lost';
      isPerhapsDone ||= failure?.kind === 'lost' || failure?.kind === 'faulty';
      const pauseMs = failure === null ? null : retryDelayMs({ policy, failure, retries, random });
      // Where calls of our own fill what Twilio takes, the wait for a slot is the pause; another one would leave slots unused.
      const hasToQueue =
        failure?.kind === 'rateLimited' && failure.retryAfterMs === undefined && limiter.isFull();
      const delayMs = pauseMs !== null && hasToQueue ? 0 : pauseMs;
      const isLate = delayMs !== null && clock.now() + delayMs >= deadlineAt;
      if (delayMs === null || isLate || !(failure?.kind === 'rateLimited' || budget.spend()))
        throw finalError(result, { context, isAmbiguous });
      log.debug('A call to Twilio is tried again.', {
        kind: context.kind,
        failure: failure?.kind,
        retries,
        delayMs,
      });
      await pause(delayMs, { context, isAmbiguous });
    }
  }

  return async (context, attempt) => {
    const startedAt = clock.now();
    const { priority, signal } = context;
    const releaseProcess = holdProcess();
    try {
      const answer = await run(context, attempt);
      countCall(priority, answer.statusCode < 400 ? 'ok' : 'refused');
      return answer;
    } catch (error) {
      // Who gave up says nothing about Twilio.
      signal?.throwIfAborted();
      const isLimited = error instanceof GatewayError && limitedCodes.has(error.code);
      countCall(priority, isLimited ? 'limited' : 'failed');
      // Under load there would be a line for everybody who is turned away.
      log[isLimited ? 'debug' : 'warn']('A call to Twilio failed.', { kind: context.kind, priority, error });
      throw error;
    } finally {
      releaseProcess();
      metrics.upstreamSeconds.observe((clock.now() - startedAt) / 1_000);
    }
  };
}

const limitedCodes: ReadonlySet<string> = new Set(['RATE_LIMITED', 'OVERLOADED']);

function slotOutcomeOf(answer: HttpAnswer, failure: Failure | null): SlotOutcome {
  const header = answer.headers['twilio-concurrent-requests'];
  const concurrentRequests = typeof header === 'string' && /^\d+$/.test(header) ? Number(header) : undefined;
  if (failure?.kind === 'rateLimited') return { verdict: 'refused', concurrentRequests };
  return { verdict: failure?.kind === 'faulty' ? 'other' : 'accepted', concurrentRequests };
}

/** Where an earlier attempt at a removal may have succeeded, finding nothing left to remove means that it has. */
function settled(answer: HttpAnswer, context: CallContext): HttpAnswer {
  if (context.kind !== 'delete' || answer.statusCode !== 404) return answer;
  return { statusCode: 204, headers: answer.headers, body: '' };
}

function finalError(
  result: AttemptResult,
  call: { readonly context: CallContext; readonly isAmbiguous: boolean },
): GatewayError {
  const { kind } = call.context;
  const error =
    result.answer === undefined
      ? errorOfTransport(result.error, kind)
      : errorOfAnswer(result.answer, { kind, retryAfterMs: result.failure?.retryAfterMs });
  return call.isAmbiguous && error.code !== 'DELIVERY_UNKNOWN' ? deliveryUnknown(error) : error;
}
