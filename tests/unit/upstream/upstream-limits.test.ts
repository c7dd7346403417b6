import { describe, expect, it } from 'vitest';
import { resolveLimits } from '../../../src/config/limits.ts';
import { defaultRetryPolicies } from '../../../src/upstream/retry-policy.ts';
import { upstreamLimitsOf } from '../../../src/upstream/upstream-limits.ts';

describe('the bounds of the traffic to Twilio', () => {
  it('are those of the connection itself where nobody moves them', () => {
    expect(upstreamLimitsOf(resolveLimits().upstream)).toEqual({
      concurrencyStart: 100,
      concurrencyMax: 200,
      queueMax: 1_000,
      policies: defaultRetryPolicies,
      retryRatio: 0.1,
      breaker: { failureRatio: 0.5, callsMin: 20, windowMs: 30_000 },
    });
  });

  it('give reads and writes times of their own, and no kind of failure more attempts than there may be', () => {
    const { policies } = upstreamLimitsOf({
      ...resolveLimits().upstream,
      readAttemptTimeoutMs: 1_000,
      readTimeoutMs: 2_000,
      writeAttemptTimeoutMs: 3_000,
      writeTimeoutMs: 4_000,
      retriesMax: 1,
    });

    const attempts = { retriesMax: 1, conflictRetriesMax: 1 };
    const write = { ...attempts, attemptTimeoutMs: 3_000, totalTimeoutMs: 4_000 };
    expect(policies).toMatchObject({
      read: { ...attempts, attemptTimeoutMs: 1_000, totalTimeoutMs: 2_000 },
      create: write,
      update: write,
      delete: write,
    });
  });
});
