import type { Clock } from '../clock.ts';
import type { Count, InstanceReport } from './instance-report.ts';
import type { MetricWindow, MetricWindows } from './metric-window.ts';

/** Options of {@link createInstanceReporter}. */
export interface InstanceReporterOptions {
  readonly instanceId: string;
  readonly host: string;
  readonly version: string;
  readonly startedAt: number;
  readonly windows: Pick<MetricWindows, 'read'>;
  readonly readiness: { readonly status: string; readonly degraded: readonly string[] };
  /** As it is now. See {@link InstanceReport}. */
  readonly requestsPerMinuteMax: () => number | null;
  readonly clock: Clock;
}

/** Codes of errors that are told; there are hardly more. */
const errorCodesMax = 20;

/** Tells how this instance is, out of its metrics. */
export function createInstanceReporter(options: InstanceReporterOptions): () => Promise<InstanceReport> {
  const { instanceId, host, version, startedAt, windows, readiness, requestsPerMinuteMax, clock } = options;
  return async () => {
    const metrics = await windows.read();
    return {
      format: 1,
      instanceId,
      host,
      version,
      startedAt,
      reportedAt: clock.now(),
      status: readiness.status,
      degraded: readiness.degraded,
      process: {
        memoryBytes: metrics.value('process_resident_memory_bytes'),
        eventLoopLagMs: metrics.value('event_loop_lag_seconds', { quantile: '0.99' }) * 1_000,
      },
      sockets: {
        open: metrics.value('sockets'),
        subscriptions: metrics.value('subscriptions'),
        liveConversations: metrics.value('live_conversations'),
        closes: metrics.countsBy('socket_closes_total', 'code'),
        refused: metrics.count('socket_refusals_total'),
      },
      operations: {
        answered: metrics.count('operations_total'),
        faulty: metrics.count('operations_total', { outcome: 'error' }),
        ...metrics.durations('operation_seconds'),
      },
      delivery: { events: metrics.count('delivery_seconds_count'), ...metrics.durations('delivery_seconds') },
      twilio: reportTwilio(metrics, requestsPerMinuteMax()),
      webhooks: reportWebhooks(metrics),
      healing: {
        messageSweeps: metrics.count('timeline_reads_total', { reason: 'sweep' }),
        membershipSweeps: metrics.count('membership_sweeps_total'),
        backfills: metrics.count('timeline_reads_total', { reason: 'backfill' }),
        gaps: metrics.count('timeline_gaps_total'),
        repairs: add(metrics.count('timeline_repairs_total'), metrics.count('membership_repairs_total')),
        resyncs: metrics.countsBy('resyncs_total', 'reason'),
      },
      redis: redisWords.get(metrics.value('redis_up')) ?? 'unwell',
      errors: reportErrors(metrics),
    };
  };
}

function reportTwilio(metrics: MetricWindow, requestsPerMinuteMax: number | null): InstanceReport['twilio'] {
  return {
    requests: metrics.count('upstream_attempts_total'),
    callsByPriority: metrics.countsBy('upstream_calls_total', 'priority'),
    rateLimited: metrics.count('upstream_attempts_total', { answer: '429' }),
    failed: metrics.count('upstream_calls_total', { outcome: 'failed' }),
    inFlight: metrics.value('upstream_in_flight'),
    waiting: metrics.value('upstream_waiting'),
    concurrencyLimit: metrics.value('upstream_concurrency_limit'),
    breaker: breakerWords.get(metrics.value('upstream_breaker')) ?? 'closed',
    requestsPerMinuteMax,
    ...metrics.durations('upstream_seconds'),
  };
}

const refusedOutcomes = ['refused', 'forged', 'foreign', 'malformed'];

function reportWebhooks(metrics: MetricWindow): InstanceReport['webhooks'] {
  const refused = refusedOutcomes.map((outcome) => metrics.count('webhooks_total', { outcome }));
  return {
    accepted: metrics.count('webhooks_total', { outcome: 'accepted' }),
    repeated: metrics.count('webhooks_total', { outcome: 'repeated' }),
    refused: add(...refused),
    late: metrics.count('webhooks_late_total'),
    acceptedAt: metrics.grewAt('webhooks_total', { outcome: 'accepted' }),
    echoes: metrics.count('webhook_echo_seconds_count'),
    echoesMissing: metrics.count('webhook_echo_missing_total'),
    ...metrics.durations('webhook_echo_seconds'),
  };
}

function reportErrors(metrics: MetricWindow): InstanceReport['errors'] {
  return Object.entries(metrics.countsBy('errors_total', 'code'))
    .map(([code, count]) => ({ ...count, code, lastAt: metrics.grewAt('errors_total', { code }) ?? 0 }))
    .toSorted((one, other) => other.lastAt - one.lastAt)
    .slice(0, errorCodesMax);
}

const breakerWords: ReadonlyMap<number, InstanceReport['twilio']['breaker']> = new Map([
  [0, 'closed'],
  [1, 'probing'],
  [2, 'open'],
]);

const redisWords: ReadonlyMap<number, InstanceReport['redis']> = new Map([
  [-1, 'none'],
  [0, 'unwell'],
  [1, 'well'],
]);

function add(...counts: readonly Count[]): Count {
  return {
    total: counts.reduce((sum, { total }) => sum + total, 0),
    lastMinute: counts.reduce((sum, { lastMinute }) => sum + lastMinute, 0),
  };
}
