import { describe, expect, it } from 'vitest';
import { type AttemptHealth, createCircuitBreaker } from '../../../src/upstream/circuit-breaker.ts';
import { createManualClock } from './manual-clock.ts';

function setUp() {
  const clock = createManualClock();
  const breaker = createCircuitBreaker({ clock });
  const meet = (health: AttemptHealth, count = 1) => {
    for (let index = 0; index < count; index += 1) breaker.enter()(health);
  };
  const refusal = () => {
    try {
      breaker.enter()('unknown');
      return null;
    } catch (error) {
      return error;
    }
  };
  return { clock, breaker, meet, refusal };
}

describe('a circuit breaker', () => {
  it('opens when half of 20 calls failed, and tells when to come back', () => {
    const { meet, refusal } = setUp();
    meet('healthy', 10);
    meet('failed', 10);

    expect(refusal()).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', details: { retryAfterMs: 5_000 } });
  });

  it('stays closed below 20 calls, however many of them failed', () => {
    const { meet, refusal } = setUp();
    meet('failed', 19);

    expect(refusal()).toBeNull();
  });

  it('stays closed while fewer than half of the calls fail', () => {
    const { meet, refusal } = setUp();
    meet('healthy', 30);
    meet('failed', 29);

    expect(refusal()).toBeNull();
  });

  it('forgets failures after 30 s', async () => {
    const { clock, meet, refusal } = setUp();
    meet('failed', 15);
    await clock.advance(30_000);
    meet('failed', 15);

    expect(refusal()).toBeNull();
  });

  it('does not count calls whose caller gave up', () => {
    const { meet, refusal } = setUp();
    meet('unknown', 50);

    expect(refusal()).toBeNull();
  });

  it('lets one call try after 5 s and refuses the others meanwhile', async () => {
    const { clock, breaker, meet, refusal } = setUp();
    meet('failed', 20);
    await clock.advance(5_000);

    breaker.enter();

    expect(refusal()).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  });

  it('closes when that call succeeds', async () => {
    const { clock, meet, refusal } = setUp();
    meet('failed', 20);
    await clock.advance(5_000);

    meet('healthy');

    expect(refusal()).toBeNull();
  });

  it('opens for another 5 s when that call fails', async () => {
    const { clock, meet, refusal } = setUp();
    meet('failed', 20);
    await clock.advance(5_000);

    meet('failed');

    expect(refusal()).toMatchObject({ details: { retryAfterMs: 5_000 } });
  });

  it('lets the next one try when the caller of that call gave up', async () => {
    const { clock, meet, refusal } = setUp();
    meet('failed', 20);
    await clock.advance(5_000);

    meet('unknown');

    expect(refusal()).toBeNull();
  });
});
