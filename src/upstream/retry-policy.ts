import type { CallKind, HttpAnswer } from './call-context.ts';
import { retryAfterMsOf } from './retry-after.ts';
import { concurrentModificationCodes } from './twilio-error-table.ts';
import { twilioCodeOf } from './upstream-error.ts';

/** Why an attempt did not succeed, as far as it matters for repeating it. */
export type FailureKind =
  /** 429: nothing was done. */
  | 'rateLimited'
  /** The request never left. */
  | 'notSent'
  /** It may have been carried out: no answer in time, or the connection broke. */
  | 'lost'
  /** 5xx: Twilio or its edge failed. */
  | 'faulty'
  /** 409 because somebody else changed the same thing at that moment; nothing was done. */
  | 'conflicting';

/** A failed attempt. */
export interface Failure {
  readonly kind: FailureKind;
  /** What the answer's `Retry-After` asks for. */
  readonly retryAfterMs?: number | undefined;
}

/** When a call is repeated, and how much time it has. */
export interface RetryPolicy {
  readonly repeatsOn: ReadonlySet<FailureKind>;
  /** Attempts after the first. */
  readonly retriesMax: number;
  /** Attempts after the first that conflicts may cause. */
  readonly conflictRetriesMax: number;
  /** The first pause is drawn between 0 and this, in milliseconds; the bound doubles each time. */
  readonly backoffBaseMs: number;
  /** The bound of a pause, in milliseconds. */
  readonly backoffMaxMs: number;
  /** Milliseconds for one attempt, from its slot to the whole answer. */
  readonly attemptTimeoutMs: number;
  /** Milliseconds for the call, waiting and every attempt included. */
  readonly totalTimeoutMs: number;
}

const commonPolicy = {
  retriesMax: 3,
  conflictRetriesMax: 2,
  backoffBaseMs: 200,
  backoffMaxMs: 2_000,
} as const;
const repeatableFailures: ReadonlySet<FailureKind> = new Set([
  'rateLimited',
  'notSent',
  'lost',
  'faulty',
  'conflicting',
]);

/** Reads change nothing, so any failure of the moment is tried again, within the 15 s of an operation. */
export const readPolicy: RetryPolicy = {
  ...commonPolicy,
  repeatsOn: repeatableFailures,
  attemptTimeoutMs: 5_000,
  totalTimeoutMs: 14_000,
};

/**
 * A creation sent twice makes two, and Twilio has no idempotency key: it is only repeated when it cannot have landed.
 */
export const createPolicy: RetryPolicy = {
  ...commonPolicy,
  repeatsOn: new Set<FailureKind>(['rateLimited', 'notSent', 'conflicting']),
  attemptTimeoutMs: 4_000,
  totalTimeoutMs: 30_000,
};

/** Updates carry absolute values: sent twice they leave the same. */
export const updatePolicy: RetryPolicy = { ...createPolicy, repeatsOn: repeatableFailures };

/** What is gone cannot be removed again: after a lost attempt NOT_FOUND counts as done. */
export const deletePolicy: RetryPolicy = updatePolicy;

/** A policy for each kind of call. */
export type RetryPolicies = Readonly<Record<CallKind, RetryPolicy>>;

/** The policies that the gateway uses. */
export const defaultRetryPolicies: RetryPolicies = {
  read: readPolicy,
  create: createPolicy,
  update: updatePolicy,
  delete: deletePolicy,
};

/** Why an answer is a failure worth a thought of repeating; null where it is final, good or bad. */
export function failureOf(answer: HttpAnswer, now: number): Failure | null {
  const retryAfterMs = retryAfterMsOf(answer.headers, now);
  if (answer.statusCode === 429) return { kind: 'rateLimited', retryAfterMs };
  if (answer.statusCode >= 500) return { kind: 'faulty', retryAfterMs };
  const code = twilioCodeOf(answer.body);
  if (answer.statusCode === 409 && code !== undefined && concurrentModificationCodes.has(code))
    return { kind: 'conflicting', retryAfterMs };
  return null;
}

/**
 * How long to pause before the next attempt, in milliseconds; null when there is to be none. A `Retry-After` is obeyed to the
 * millisecond, everything else is drawn evenly between 0 and the bound, so that callers that failed together do not come back
 * together.
 */
export function retryDelayMs(options: {
  readonly policy: RetryPolicy;
  readonly failure: Failure;
  /** Attempts after the first that were already made. */
  readonly retries: number;
  readonly random: () => number;
}): number | null {
  const { policy, failure, retries, random } = options;
  const retriesMax = failure.kind === 'conflicting' ? policy.conflictRetriesMax : policy.retriesMax;
  if (!policy.repeatsOn.has(failure.kind) || retries >= retriesMax) return null;
  if (failure.retryAfterMs !== undefined) return failure.retryAfterMs;
  return Math.floor(random() * Math.min(policy.backoffMaxMs, policy.backoffBaseMs * 2 ** retries));
}
