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
  /** Webhooks by outcome: `accepted`, `repeated`, `unknown`, `forged`, `malformed`, … */
  readonly webhooks: Counter<'outcome'>;
  /** Requests to Twilio by priority and outcome (`ok`, `refused`, `failed`, `limited`). */
  readonly upstreamCalls: Counter<'priority' | 'outcome'>;
  /** Seconds that a request to Twilio took, waiting in our own queue included. */
  readonly upstreamSeconds: Histogram;
  /** Requests to Twilio on their way now. */
  readonly upstreamInFlight: Gauge;
  /** All of it in the text format of Prometheus. */
  text(): Promise<string>;
}

/** A set of metrics of its own: two gateways in one process do not mix. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const prefix = 'twilio_conversations_graphql_';
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
    text: () => registry.metrics(),
  };
}
