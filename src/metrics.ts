import { createRequire } from 'node:module';
import type { Counter, Gauge, Histogram, MetricObjectWithValues, MetricValue, Registry } from 'prom-client';

// What is counted with, by the paths of its own: with what the package measures of a process by itself, and its quantiles and pushes, it
// takes thrice as long to load.
const require = createRequire(import.meta.url);
const prometheus = {
  Counter: require('prom-client/lib/counter.js') as typeof Counter,
  Gauge: require('prom-client/lib/gauge.js') as typeof Gauge,
  Histogram: require('prom-client/lib/histogram.js') as typeof Histogram,
  Registry: require('prom-client/lib/registry.js') as typeof Registry,
};

/**
 * What the gateway counts. Labels are drawn from small fixed sets: never a sid, an identity or a path, so that the number of
 * series is bounded whatever happens.
 */
export interface Metrics {
  /** Requests over HTTP, by route (one of the gateway's own, never a path as it came) and status. */
  readonly httpRequests: Counter<'route' | 'status'>;
  /** Seconds until a request over HTTP was answered. */
  readonly httpSeconds: Histogram<'route'>;
  /** Operations answered, by transport and outcome. */
  readonly operations: Counter<'transport' | 'kind' | 'outcome'>;
  /** Seconds that a query or a mutation took. */
  readonly operationSeconds: Histogram<'kind'>;
  /** Queries over HTTP by what was found of them among kept answers: `hit`, `miss`, or `changed` where it was not true any more. */
  readonly answerCache: Counter<'outcome'>;
  /** Bytes that kept answers take. */
  readonly answerCacheBytes: Gauge;
  /** Errors told to clients, by code. */
  readonly errors: Counter<'code'>;
  /** Open WebSockets. */
  readonly sockets: Gauge;
  /** WebSockets that were closed, by close code; codes nobody here uses are `other`. */
  readonly socketCloses: Counter<'code'>;
  /** Upgrades that were refused, by status. */
  readonly socketRefusals: Counter<'status'>;
  /** Running subscriptions. */
  readonly subscriptions: Gauge;
  /** Seconds from an event's arrival at this instance until a subscriber who was there had it. */
  readonly deliverySeconds: Histogram;
  /** Webhooks by outcome: `accepted`, `ambiguous`, `repeated`, `unknown`, `forged`, `malformed`, … */
  readonly webhooks: Counter<'outcome'>;
  /** Seconds from what a webhook tells of to its arrival. */
  readonly webhookLagSeconds: Histogram;
  /** Webhooks that came more than {@link webhookLateMs} after what they tell of. */
  readonly webhooksLate: Counter;
  /** Seconds from a write's answer to its webhook. */
  readonly webhookEchoSeconds: Histogram;
  /** Own writes whose webhook did not come within 5 seconds. */
  readonly webhookEchoMissing: Counter;
  /** Calls to Twilio by priority and outcome (`ok`, `refused`, `failed`, `limited`). */
  readonly upstreamCalls: Counter<'priority' | 'outcome'>;
  /** Requests sent to Twilio, repeated ones included, by what came back: `2xx`, `4xx`, `429`, `5xx`, or `none`. */
  readonly upstreamAttempts: Counter<'priority' | 'answer'>;
  /** Seconds that a call to Twilio took, waiting in our own queue included. */
  readonly upstreamSeconds: Histogram;
  /** Requests to Twilio on their way now. */
  readonly upstreamInFlight: Gauge;
  /** Calls that wait: for a slot (`concurrency`) or for a permit of a bound over time (`pace`). */
  readonly upstreamWaiting: Gauge<'queue'>;
  /** Requests to Twilio that may be on their way at once, as it was learnt. */
  readonly upstreamConcurrencyLimit: Gauge;
  /** The circuit breaker: 0 closed, 1 trying one call, 2 open. */
  readonly upstreamBreaker: Gauge;
  /** Times the circuit breaker opened. */
  readonly upstreamBreakerOpened: Counter;
  /** Messages that wait for those before them in their conversation. */
  readonly sendsWaiting: Gauge;
  /** Commands to Redis by outcome: `ok`, `refused`, `timeout`, `failed`, or `offline` where none was sent. */
  readonly redisCommands: Counter<'outcome'>;
  /** 1 while Redis is well, 0 while it is not, -1 where none is configured. */
  readonly redisUp: Gauge;
  /** Events that reached the listeners of this instance alone, because Redis could not take them. */
  readonly eventsKeptLocal: Counter;
  /** Times that events may have passed unheard, so that what was read has to be read anew. */
  readonly eventGaps: Counter;
  /** Conversations that somebody follows on this instance. */
  readonly liveConversations: Gauge;
  /** Messages that came by webhook before one that precedes them. */
  readonly timelineGaps: Counter;
  /** Reads of the newest messages of live conversations: to close a gap or for a subscriber (`backfill`), or to look (`sweep`). */
  readonly timelineReads: Counter<'reason'>;
  /** Messages that were new, changed or gone when they were read, and of which no webhook had told. */
  readonly timelineRepairs: Counter;
  /** Looks at whether a live viewer is still a member of what is followed, by outcome: `ok`, `failed`. */
  readonly membershipSweeps: Counter<'outcome'>;
  /** Joinings and removals that only such a look told of. */
  readonly membershipRepairs: Counter;
  /** Subscribers who were told to read everything anew, by reason. */
  readonly resyncs: Counter<'reason'>;
  /** How late the event loop runs callbacks: over the last seconds, at the median, at the 99th percentile, at worst. */
  readonly eventLoopLagSeconds: Gauge<'quantile'>;
  /** Bytes of memory of the process. */
  readonly residentMemoryBytes: Gauge;
  /** When this gateway was made, in seconds since the epoch. */
  readonly startSeconds: Gauge;
  /** Calls `collect` before the metrics are read: to set gauges of what is known elsewhere. */
  onCollect(collect: () => void): void;
  /** All of it in the text format of Prometheus. */
  text(): Promise<string>;
  /** The counters and gauges as numbers, and of histograms the sums, by name without prefix and labels as in the text. */
  numbers(): Promise<MetricNumbers>;
  /** What there is, for the documentation. */
  descriptions(): readonly MetricDescription[];
}

/** Numbers by series, such as `webhooks_total{outcome="accepted"}`. */
export type MetricNumbers = ReadonlyMap<string, number>;

/** What a metric is called and means. */
export interface MetricDescription {
  /** With the prefix. */
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly labels: readonly string[];
  readonly help: string;
}

/** A webhook that takes longer than this, in milliseconds, is counted as late: subscribers were kept waiting for it. */
export const webhookLateMs = 10_000;

const prefix = 'twilio_conversations_graphql_';

const fastBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const callBuckets = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const webhookBuckets = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

/** A set of metrics of its own: two gateways in one process do not mix. */
export function createMetrics(): Metrics {
  const registry = new prometheus.Registry();
  const registers = [registry];
  const descriptions: MetricDescription[] = [];
  const collectors: (() => void)[] = [];

  const describe = (
    type: MetricDescription['type'],
    shortName: string,
    help: string,
    labels: readonly string[],
  ) => {
    const name = `${prefix}${shortName}`;
    descriptions.push({ name, type, labels, help });
    return { registers, name, help };
  };
  const counter = <Label extends string = never>(name: string, help: string, ...labels: Label[]) =>
    new prometheus.Counter<Label>({ ...describe('counter', name, help, labels), labelNames: labels });
  const gauge = <Label extends string = never>(name: string, help: string, ...labels: Label[]) =>
    new prometheus.Gauge<Label>({ ...describe('gauge', name, help, labels), labelNames: labels });
  const histogram = <Label extends string = never>(
    name: string,
    help: string,
    buckets: number[],
    ...labels: Label[]
  ) =>
    new prometheus.Histogram<Label>({
      ...describe('histogram', name, help, labels),
      buckets,
      labelNames: labels,
    });

  const metrics: Metrics = {
    httpRequests: counter(
      'http_requests_total',
      'Requests over HTTP, by route of the gateway and status.',
      'route',
      'status',
    ),
    httpSeconds: histogram(
      'http_request_seconds',
      'Seconds until a request over HTTP was answered.',
      fastBuckets,
      'route',
    ),
    operations: counter(
      'operations_total',
      'Operations answered, by transport, kind and outcome.',
      'transport',
      'kind',
      'outcome',
    ),
    operationSeconds: histogram(
      'operation_seconds',
      'Seconds that a query or a mutation took.',
      fastBuckets,
      'kind',
    ),
    answerCache: counter(
      'answer_cache_total',
      'Requests over HTTP by whether their answer was kept from an earlier one.',
      'outcome',
    ),
    answerCacheBytes: gauge('answer_cache_bytes', 'Bytes that kept answers take.'),
    errors: counter('errors_total', 'Errors told to clients, by code.', 'code'),
    sockets: gauge('sockets', 'Open WebSockets.'),
    socketCloses: counter('socket_closes_total', 'WebSockets that were closed, by close code.', 'code'),
    socketRefusals: counter(
      'socket_refusals_total',
      'WebSockets that were not opened, by status of the answer.',
      'status',
    ),
    subscriptions: gauge('subscriptions', 'Running subscriptions.'),
    deliverySeconds: histogram(
      'delivery_seconds',
      'Seconds from the arrival of an event at this instance until a subscriber had it; those who are told together count once, with the time of the last.',
      fastBuckets,
    ),
    webhooks: counter('webhooks_total', 'Webhooks received, by outcome.', 'outcome'),
    webhookLagSeconds: histogram(
      'webhook_lag_seconds',
      'Seconds from what a webhook tells of to its arrival.',
      webhookBuckets,
    ),
    webhooksLate: counter(
      'webhooks_late_total',
      'Webhooks that came more than 10 seconds after what they tell of.',
    ),
    webhookEchoSeconds: histogram(
      'webhook_echo_seconds',
      'Seconds from the answer to an own write until its webhook came.',
      webhookBuckets,
    ),
    webhookEchoMissing: counter(
      'webhook_echo_missing_total',
      'Own writes whose webhook did not come within 5 seconds.',
    ),
    upstreamCalls: counter(
      'upstream_calls_total',
      'Calls to Twilio, by priority and outcome.',
      'priority',
      'outcome',
    ),
    upstreamAttempts: counter(
      'upstream_attempts_total',
      'Requests sent to Twilio, repeated ones included, by priority and what came back.',
      'priority',
      'answer',
    ),
    upstreamSeconds: histogram(
      'upstream_seconds',
      'Seconds from asking for a call to its answer.',
      callBuckets,
    ),
    upstreamInFlight: gauge('upstream_in_flight', 'Requests to Twilio on their way.'),
    upstreamWaiting: gauge(
      'upstream_waiting',
      'Calls to Twilio that wait: for a slot (concurrency) or for a permit of a bound over time (pace).',
      'queue',
    ),
    upstreamConcurrencyLimit: gauge(
      'upstream_concurrency_limit',
      'Requests to Twilio that may be on their way at once, as it was learnt.',
    ),
    upstreamBreaker: gauge('upstream_breaker', 'The circuit breaker: 0 closed, 1 trying one call, 2 open.'),
    upstreamBreakerOpened: counter('upstream_breaker_opened_total', 'Times the circuit breaker opened.'),
    sendsWaiting: gauge('sends_waiting', 'Messages that wait for those before them in their conversation.'),
    redisCommands: counter('redis_commands_total', 'Commands to Redis, by outcome.', 'outcome'),
    redisUp: gauge('redis_up', 'Whether Redis is well: 1 or 0; -1 where none is configured.'),
    eventsKeptLocal: counter(
      'events_kept_local_total',
      'Events that reached this instance alone because Redis could not take them.',
    ),
    eventGaps: counter('event_gaps_total', 'Times that events of other instances may have passed unheard.'),
    liveConversations: gauge('live_conversations', 'Conversations that somebody follows on this instance.'),
    timelineGaps: counter(
      'timeline_gaps_total',
      'Messages that came by webhook before one that precedes them.',
    ),
    timelineReads: counter(
      'timeline_reads_total',
      'Reads of the newest messages of live conversations, by reason: backfill or sweep.',
      'reason',
    ),
    timelineRepairs: counter('timeline_repairs_total', 'Changes of messages that only a read told of.'),
    membershipSweeps: counter(
      'membership_sweeps_total',
      'Looks at whether a live viewer is still a member, by outcome.',
      'outcome',
    ),
    membershipRepairs: counter(
      'membership_repairs_total',
      'Joinings and removals that only such a look told of.',
    ),
    resyncs: counter('resyncs_total', 'Subscribers told to read everything anew, by reason.', 'reason'),
    eventLoopLagSeconds: gauge(
      'event_loop_lag_seconds',
      'How late the event loop runs callbacks, over the last 5 seconds: 0.5, 0.99 or max.',
      'quantile',
    ),
    residentMemoryBytes: gauge('process_resident_memory_bytes', 'Memory of the process.'),
    startSeconds: gauge('start_time_seconds', 'When the gateway was made, since the epoch.'),
    onCollect: (collect) => void collectors.push(collect),
    async text() {
      for (const collect of collectors) collect();
      return registry.metrics();
    },
    async numbers() {
      for (const collect of collectors) collect();
      const all: readonly MetricObjectWithValues<MetricValue<string>>[] = await registry.getMetricsAsJSON();
      return new Map(all.flatMap(({ name, values }) => values.map((value) => seriesOf(name, value))));
    },
    descriptions: () => descriptions,
  };
  metrics.redisUp.set(-1);
  collectors.push(() => metrics.residentMemoryBytes.set(process.memoryUsage.rss()));
  return metrics;
}

function seriesOf(
  name: string,
  value: MetricValue<string> & { readonly metricName?: string },
): [string, number] {
  const labels = Object.entries(value.labels).map(([label, text]) => `${label}="${text}"`);
  const shortName = (value.metricName ?? name).slice(prefix.length);
  return [labels.length > 0 ? `${shortName}{${labels.join(',')}}` : shortName, value.value];
}
