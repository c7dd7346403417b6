import { setMaxListeners } from 'node:events';
import type { Clock } from '../clock.ts';
import { GatewayError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { AccountCredentials } from './account-credentials.ts';
import { createTracer, type Tracer } from '../tracing.ts';
import { type CircuitBreakerOptions, createCircuitBreaker } from './circuit-breaker.ts';
import { createHttpClient, type HttpClient } from './http-client.ts';
import { createHttpTransport } from './http-transport.ts';
import { createPacer } from './pacer.ts';
import { createPacingRules, type PacingOptions } from './pacing-rules.ts';
import { createRateLimiter } from './rate-limiter.ts';
import { createResilientCall } from './resilient-call.ts';
import { createRetryBudget } from './retry-budget.ts';
import { defaultRetryPolicies, type RetryPolicies } from './retry-policy.ts';
import { createMemoryBudget, type SharedBudget } from './shared-budget.ts';

/** Bounds of the traffic to Twilio; every one has a default. */
export interface UpstreamLimits {
  /** Calls under way at once to begin with. @default 100 */
  readonly concurrencyStart?: number | undefined;
  /** Calls under way at once at most. @default 200 */
  readonly concurrencyMax?: number | undefined;
  /** Calls that wait at once; beyond it OVERLOADED. @default 1_000 */
  readonly queueMax?: number | undefined;
  /** Bytes of one answer; a longer one is UPSTREAM_INVALID_RESPONSE. @default 8_388_608 */
  readonly answerBytesMax?: number | undefined;
  /** Milliseconds to establish a connection. @default 3_000 */
  readonly connectTimeoutMs?: number | undefined;
  /** When calls are repeated and how long they may take. @default defaultRetryPolicies */
  readonly policies?: Partial<RetryPolicies> | undefined;
  /** Retries per call in the long run. @default 0.1 */
  readonly retryRatio?: number | undefined;
  /** When calls are refused because Twilio fails. @default half of at least 20 calls within 30 s */
  readonly breaker?: Omit<CircuitBreakerOptions, 'clock'> | undefined;
}

/** Options of {@link connectUpstream}. */
export interface UpstreamConnectionOptions {
  /** @default 'https://conversations.twilio.com' */
  readonly baseUrl?: string | undefined;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly metrics: Metrics;
  /** @default one over what is registered with `@opentelemetry/api` */
  readonly tracer?: Tracer | undefined;
  readonly limits?: UpstreamLimits | undefined;
  /** Bounds over time that the operator chooses beside Twilio's own. @default none */
  readonly pacing?: PacingOptions | undefined;
  /** Counts calls against the bounds over time. @default one of this process alone */
  readonly sharedBudget?: SharedBudget | undefined;
}

/** The way to Twilio that all calls of one API share. */
export interface UpstreamConnection {
  readonly httpClient: HttpClient;
  /** Replaces the bounds over time that the operator chose, for every later call. */
  setPacing(pacing: PacingOptions | undefined): void;
  /** Refuses whoever waits, cuts what is under way, closes the sockets. */
  close(): Promise<void>;
}

const twilioBaseUrl = 'https://conversations.twilio.com';

/**
 * Pacer, limiter, breaker, retries and sockets, put together.
 * @throws GatewayError CONFIGURATION_INVALID when the base URL is no http or https URL.
 */
export function connectUpstream(
  options: UpstreamConnectionOptions & {
    readonly credentials: AccountCredentials;
    /** What the requests say of who sends them. */
    readonly userAgent: string;
  },
): UpstreamConnection {
  const { baseUrl = twilioBaseUrl, clock, random, log, metrics, limits = {} } = options;
  const { tracer = createTracer() } = options;
  const { concurrencyMax = 200, answerBytesMax = 8_388_608, connectTimeoutMs = 3_000 } = limits;
  if (!isHttpUrl(baseUrl))
    throw new GatewayError('CONFIGURATION_INVALID', 'The base URL of Twilio is no http or https URL.');
  const closing = new AbortController();
  // As many listeners as calls wait for their next attempt: they are bounded elsewhere, and each one leaves.
  setMaxListeners(0, closing.signal);
  const limiter = createRateLimiter({ ...limits, clock, concurrencyMax });
  const pacer = createPacer({
    budget: options.sharedBudget ?? createMemoryBudget({ clock }),
    clock,
    waitingMax: limits.queueMax,
  });
  let pacingRules = createPacingRules(options.pacing);
  const transport = createHttpTransport({
    baseUrl,
    answerBytesMax,
    connectTimeoutMs,
    connectionsMax: concurrencyMax,
  });
  const breaker = createCircuitBreaker({ ...limits.breaker, clock });
  let opened = 0;
  metrics.onCollect(() => {
    metrics.upstreamInFlight.set(limiter.inFlight());
    metrics.upstreamWaiting.set({ queue: 'concurrency' }, limiter.waiting());
    metrics.upstreamWaiting.set({ queue: 'pace' }, pacer.waiting());
    metrics.upstreamConcurrencyLimit.set(limiter.concurrencyLimit());
    metrics.upstreamBreaker.set(breakerNumbers[breaker.state]);
    metrics.upstreamBreakerOpened.inc(breaker.opened - opened);
    ({ opened } = breaker);
  });
  const call = createResilientCall({
    limiter,
    pacer,
    pacingRules: (context) => pacingRules(context),
    breaker,
    budget: createRetryBudget(limits.retryRatio),
    policies: { ...defaultRetryPolicies, ...limits.policies },
    clock,
    random,
    log,
    metrics,
    closing: closing.signal,
  });
  return {
    httpClient: createHttpClient({
      transport,
      call,
      credentials: options.credentials,
      userAgent: options.userAgent,
      metrics,
      tracer,
    }),
    setPacing(pacing) {
      pacingRules = createPacingRules(pacing);
    },
    async close() {
      pacer.close();
      limiter.close();
      closing.abort(new GatewayError('NOT_STARTED', 'The connection to Twilio is closed.'));
      await transport.close();
    },
  };
}

const breakerNumbers = { closed: 0, probing: 1, open: 2 } as const;

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);
}
