import { systemClock } from '../clock.ts';
import { silentLog } from '../log.ts';
import { createMetrics } from '../metrics.ts';
import { createCachedApi } from '../upstream/response-cache.ts';
import { createTwilioApi, type TwilioApiOptions } from '../upstream/twilio-api.ts';
import type { MessagingConnection } from './messaging-over-twilio.ts';
import type { MessagingOptions } from './messaging-options.ts';

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
