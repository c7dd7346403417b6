import { defaultRetryPolicies, type RetryPolicy } from './retry-policy.ts';
import type { UpstreamLimits } from './upstream-connection.ts';

/** The bounds of the traffic to Twilio as an operator sets them: whole numbers, each with its unit. */
export interface UpstreamFigures {
  readonly concurrencyStart: number;
  readonly concurrencyMax: number;
  readonly waitingMax: number;
  readonly readAttemptTimeoutMs: number;
  readonly readTimeoutMs: number;
  readonly writeAttemptTimeoutMs: number;
  readonly writeTimeoutMs: number;
  readonly retriesMax: number;
  readonly retryPercentMax: number;
  readonly breakerFailurePercent: number;
  readonly breakerCallsMin: number;
  readonly breakerWindowMs: number;
}

const percent = 100;

/** The same as the connection takes them. */
export function upstreamLimitsOf(figures: UpstreamFigures): UpstreamLimits {
  const { retriesMax } = figures;
  const write = (policy: RetryPolicy): RetryPolicy => ({
    ...policy,
    retriesMax,
    conflictRetriesMax: Math.min(policy.conflictRetriesMax, retriesMax),
    attemptTimeoutMs: figures.writeAttemptTimeoutMs,
    totalTimeoutMs: figures.writeTimeoutMs,
  });
  const { read, create, update, delete: remove } = defaultRetryPolicies;
  return {
    concurrencyStart: figures.concurrencyStart,
    concurrencyMax: figures.concurrencyMax,
    queueMax: figures.waitingMax,
    policies: {
      read: {
        ...write(read),
        attemptTimeoutMs: figures.readAttemptTimeoutMs,
        totalTimeoutMs: figures.readTimeoutMs,
      },
      create: write(create),
      update: write(update),
      delete: write(remove),
    },
    retryRatio: figures.retryPercentMax / percent,
    breaker: {
      failureRatio: figures.breakerFailurePercent / percent,
      callsMin: figures.breakerCallsMin,
      windowMs: figures.breakerWindowMs,
    },
  };
}
