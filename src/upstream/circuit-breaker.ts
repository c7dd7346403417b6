import type { Clock } from '../clock.ts';
import { GatewayError } from '../errors.ts';

/** Options of {@link createCircuitBreaker}. */
export interface CircuitBreakerOptions {
  readonly clock: Clock;
  /** The share of failures at which it opens. @default 0.5 */
  readonly failureRatio?: number | undefined;
  /** Fewer calls than this in the window prove nothing. @default 20 */
  readonly callsMin?: number | undefined;
  /** Length of the window, in milliseconds. @default 30_000 */
  readonly windowMs?: number | undefined;
  /** How long it stays open before one call may try, in milliseconds. @default 5_000 */
  readonly openMs?: number | undefined;
}

/** How an attempt ended, as far as it tells of Twilio's health; `unknown` when its caller gave up. */
export type AttemptHealth = 'healthy' | 'failed' | 'unknown';

/** Stops asking a Twilio that fails, so that callers hear so at once and Twilio can recover. */
export interface CircuitBreaker {
  /**
   * Asks to make an attempt; what it returns is told how the attempt ended, exactly once.
   * @throws GatewayError UPSTREAM_UNAVAILABLE with `retryAfterMs` while open.
   */
  enter(): (health: AttemptHealth) => void;
  /** `open` refuses, `probing` waits for the one call that may try. */
  readonly state: 'closed' | 'probing' | 'open';
  /** Times it opened; a call that tried and failed counts again. */
  readonly opened: number;
}

/** The window slides in steps of a tenth of its length. */
const windowSteps = 10;

interface Step {
  readonly startedAt: number;
  calls: number;
  failures: number;
}

/** A closed breaker. */
export function createCircuitBreaker(options: CircuitBreakerOptions): CircuitBreaker {
  const { clock, failureRatio = 0.5, callsMin = 20, windowMs = 30_000, openMs = 5_000 } = options;
  let steps: Step[] = [];
  let openUntil: number | undefined;
  let isProbing = false;
  let opened = 0;

  function record(health: AttemptHealth): void {
    if (health === 'unknown') return;
    const step = currentStep();
    step.calls += 1;
    if (health === 'failed') step.failures += 1;
    let calls = 0;
    let failures = 0;
    for (const { calls: made, failures: failed } of steps) {
      calls += made;
      failures += failed;
    }
    if (openUntil === undefined && calls >= callsMin && failures >= calls * failureRatio) open();
  }

  function open(): void {
    opened += 1;
    openUntil = clock.now() + openMs;
  }

  function currentStep(): Step {
    const now = clock.now();
    const last = steps.at(-1);
    if (last !== undefined && now - last.startedAt < windowMs / windowSteps) return last;
    steps = steps.filter(({ startedAt }) => now - startedAt < windowMs);
    const step = { startedAt: now, calls: 0, failures: 0 };
    steps.push(step);
    return step;
  }

  function endProbe(health: AttemptHealth): void {
    isProbing = false;
    if (health === 'failed') open();
    if (health === 'healthy') {
      openUntil = undefined;
      steps = [];
    }
  }

  return {
    enter() {
      if (openUntil === undefined) return record;
      const waitMs = openUntil - clock.now();
      if (waitMs > 0 || isProbing) throw unavailable(Math.max(1, waitMs));
      isProbing = true;
      return endProbe;
    },
    get state() {
      if (openUntil === undefined) return 'closed';
      return isProbing ? 'probing' : 'open';
    },
    get opened() {
      return opened;
    },
  };
}

function unavailable(retryAfterMs: number): GatewayError {
  return new GatewayError(
    'UPSTREAM_UNAVAILABLE',
    'Twilio has been failing and is given a moment to recover.',
    {
      retryAfterMs,
    },
  );
}
