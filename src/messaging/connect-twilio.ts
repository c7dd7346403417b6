import type { Clock } from '../clock.ts';
import { systemClock } from '../clock.ts';
import { type Log, silentLog } from '../log.ts';
import { createMetrics, type Metrics } from '../metrics.ts';
import { createCachedApi } from '../upstream/response-cache.ts';
import { createTwilioApi, type TwilioApiOptions } from '../upstream/twilio-api.ts';
import type { UpstreamLimits } from '../upstream/upstream-connection.ts';
import type { MessagingConnection } from './messaging-over-twilio.ts';

/** What a messaging service may be given besides credentials; everything has a default. */
export interface MessagingOptions {
  /** @default the machine's own time */
  readonly clock?: Clock;
  /** Evenly between 0 and 1, 1 excluded. @default Math.random */
  readonly random?: () => number;
  /** @default a log that tells nothing: the service reports by rejecting */
  readonly log?: Log;
  /** @default metrics of its own */
  readonly metrics?: Metrics;
  /** Bounds of the traffic to Twilio. */
  readonly limits?: UpstreamLimits;
  /** How long `shutDown` waits for calls under way, in milliseconds. @default 10_000 */
  readonly shutDownTimeoutMs?: number;
}

/** A connection over the same limiter, retries and cache as the gateway's. */
export function connectTwilio(
  target: Pick<TwilioApiOptions, 'accountSid' | 'authToken' | 'chatServiceSid' | 'baseUrl'>,
  options: MessagingOptions,
): MessagingConnection {
  const { clock = systemClock, random = Math.random, log = silentLog, limits } = options;
  const metrics = options.metrics ?? createMetrics();
  const api = createTwilioApi({ ...target, clock, random, log, metrics, limits });
  return {
    api: createCachedApi({ api, clock }),
    ready: () => api.ready(),
    close: () => api.close(),
  };
}
