import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { UpstreamLimits } from '../upstream/upstream-connection.ts';

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
