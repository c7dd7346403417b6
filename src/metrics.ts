import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/**
 * What the gateway counts. Labels are drawn from small fixed sets: never a sid, an identity or a path, so that the number of
 * series is bounded whatever happens.
 */
export interface Metrics {
  /** Operations answered, by transport and outcome. */
  readonly operations: Counter<'transport' | 'kind' | 'outcome'>;
  /** Open WebSockets. */
  readonly sockets: Gauge;
  /** Running subscriptions. */
  readonly subscriptions: Gauge;
  /** Webhooks by outcome: `accepted`, `ambiguous`, `repeated`, `unknown`, `forged`, `malformed`, … */
  readonly webhooks: Counter<'outcome'>;
  /** Requests to Twilio by priority and outcome (`ok`, `refused`, `failed`, `limited`). */
  readonly upstreamCalls: Counter<'priority' | 'outcome'>;
  /** Seconds that a request to Twilio took, waiting in our own queue included. */
  readonly upstreamSeconds: Histogram;
  /** Requests to Twilio on their way now. */
  readonly upstreamInFlight: Gauge;
  /** Commands to Redis by outcome: `ok`, `refused`, `timeout`, `failed`, or `offline` where none was sent. */
  readonly redisCommands: Counter<'outcome'>;
  /** 1 while Redis is well, 0 while it is not, -1 where none is configured. */
  readonly redisUp: Gauge;
  /** Events that reached the listeners of this instance alone, because Redis could not take them. */
  readonly eventsKeptLocal: Counter;
  /** Times that events may have passed unheard, so that what was read has to be read anew. */
  readonly eventGaps: Counter;
  /** Messages that came by webhook before one that precedes them. */
  readonly timelineGaps: Counter;
  /** Reads of the newest messages of live conversations: to close a gap or for a subscriber (`backfill`), or to look (`sweep`). */
  readonly timelineReads: Counter<'reason'>;
  /** Messages that were new, changed or gone when they were read, and of which no webhook had told. */
  readonly timelineRepairs: Counter;
  /** Subscribers who were told to read everything anew, by reason. */
  readonly resyncs: Counter<'reason'>;
  /** Own writes whose webhook did not come within 5 seconds. */
  readonly webhookEchoMissing: Counter;
  /** All of it in the text format of Prometheus. */
  text(): Promise<string>;
}

/** A set of metrics of its own: two gateways in one process do not mix. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const prefix = 'twilio_conversations_graphql_';
  const redisUp = new Gauge({
    registers,
    name: `${prefix}redis_up`,
    help: 'Whether Redis is well: 1 or 0; -1 where none is configured.',
  });
  redisUp.set(-1);
  return {
    operations: new Counter({
      registers,
      name: `${prefix}operations_total`,
      help: 'Operations answered, by transport, kind and outcome.',
      labelNames: ['transport', 'kind', 'outcome'],
    }),
    sockets: new Gauge({ registers, name: `${prefix}sockets`, help: 'Open WebSockets.' }),
    subscriptions: new Gauge({ registers, name: `${prefix}subscriptions`, help: 'Running subscriptions.' }),
    webhooks: new Counter({
      registers,
      name: `${prefix}webhooks_total`,
      help: 'Webhooks received, by outcome.',
      labelNames: ['outcome'],
    }),
    upstreamCalls: new Counter({
      registers,
      name: `${prefix}upstream_calls_total`,
      help: 'Requests sent to Twilio, by priority and outcome.',
      labelNames: ['priority', 'outcome'],
    }),
    upstreamSeconds: new Histogram({
      registers,
      name: `${prefix}upstream_seconds`,
      help: 'Seconds from asking for a call to its answer.',
      buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    }),
    upstreamInFlight: new Gauge({
      registers,
      name: `${prefix}upstream_in_flight`,
      help: 'Requests to Twilio on their way.',
    }),
    redisCommands: new Counter({
      registers,
      name: `${prefix}redis_commands_total`,
      help: 'Commands to Redis, by outcome.',
      labelNames: ['outcome'],
    }),
    redisUp,
    eventsKeptLocal: new Counter({
      registers,
      name: `${prefix}events_kept_local_total`,
      help: 'Events that reached this instance alone because Redis could not take them.',
    }),
    eventGaps: new Counter({
      registers,
      name: `${prefix}event_gaps_total`,
      help: 'Times that events of other instances may have passed unheard.',
    }),
    timelineGaps: new Counter({
      registers,
      name: `${prefix}timeline_gaps_total`,
      help: 'Messages that came by webhook before one that precedes them.',
    }),
    timelineReads: new Counter({
      registers,
      name: `${prefix}timeline_reads_total`,
      help: 'Reads of the newest messages of live conversations, by reason.',
      labelNames: ['reason'],
    }),
    timelineRepairs: new Counter({
      registers,
      name: `${prefix}timeline_repairs_total`,
      help: 'Changes of messages that only a read told of.',
    }),
    resyncs: new Counter({
      registers,
      name: `${prefix}resyncs_total`,
      help: 'Subscribers told to read everything anew, by reason.',
      labelNames: ['reason'],
    }),
    webhookEchoMissing: new Counter({
      registers,
      name: `${prefix}webhook_echo_missing_total`,
      help: 'Own writes whose webhook did not come in time.',
    }),
    text: () => registry.metrics(),
  };
}
