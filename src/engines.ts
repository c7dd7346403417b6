import { randomUUID } from 'node:crypto';
import type { Clock } from './clock.ts';
import { createMemorySendLedger } from './domain/memory-send-ledger.ts';
import type { SendLedger } from './domain/send-ledger.ts';
import type { EventBus } from './events/event-bus.ts';
import { createMemoryBus } from './events/memory-bus.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import { createRedisBus } from './redis/redis-bus.ts';
import { createRedisConnection } from './redis/redis-connection.ts';
import { createRedisDeduplicator } from './redis/redis-deduplicator.ts';
import { redisPrefix } from './redis/redis-keys.ts';
import { createRedisPresence } from './redis/redis-presence.ts';
import { createRedisSendLedger } from './redis/redis-send-ledger.ts';
import { createRedisSharedBudget } from './redis/redis-shared-budget.ts';
import { createMemoryPresence, type Presence } from './status/presence.ts';
import type { Tracer } from './tracing.ts';
import { createMemoryBudget, type SharedBudget } from './upstream/shared-budget.ts';
import { createMemoryDeduplicator, type Deduplicator } from './webhooks/deduplicator.ts';

/** Options of {@link createEngines}. */
export interface EnginesOptions {
  /** The Redis that several instances share; undefined for one instance that keeps everything to itself. */
  readonly redisUrl: string | undefined;
  /** Whose conversations they are: gateways of other services may use the same Redis. */
  readonly twilio: { readonly accountSid: string; readonly chatServiceSid?: string | undefined };
  /** How long a webhook is remembered, in milliseconds. @default 3_600_000 */
  readonly webhooksRememberedMs?: number | undefined;
  /** Called when what is shared ceases to be well, and when it is well again. Redis is not well until it was reached. */
  readonly onHealth: (isWell: boolean) => void;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly tracer: Tracer;
}

/** What all instances of a gateway have in common: in memory where there is one instance, else in Redis. */
export interface Engines {
  readonly bus: EventBus;
  readonly deduplicator: Deduplicator;
  readonly ledger: SendLedger;
  readonly budget: SharedBudget;
  readonly presence: Presence;
  /**
   * Resolves when the first attempt to reach what is shared has succeeded or failed; a gateway serves either way.
   * @throws GatewayError CONFIGURATION_INVALID when the package `redis` is wanted and not installed.
   */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** Builds the engines of one kind or the other. */
export function createEngines(options: EnginesOptions): Engines {
  const { redisUrl, ...rest } = options;
  return redisUrl === undefined ? createMemoryEngines(rest) : createRedisEngines({ ...rest, url: redisUrl });
}

function createMemoryEngines(
  options: Pick<EnginesOptions, 'clock' | 'random' | 'log' | 'webhooksRememberedMs'>,
): Engines {
  const { clock, random, log, webhooksRememberedMs: ttlMs } = options;
  const bus = createMemoryBus({ random, log });
  return {
    bus,
    deduplicator: createMemoryDeduplicator({ clock, ttlMs }),
    ledger: createMemorySendLedger({ clock }),
    budget: createMemoryBudget({ clock }),
    presence: createMemoryPresence({ instanceId: randomUUID() }),
    start: async () => {},
    close: () => bus.close(),
  };
}

function createRedisEngines(options: Omit<EnginesOptions, 'redisUrl'> & { readonly url: string }): Engines {
  const { url, twilio, onHealth, clock, random, log, metrics, tracer } = options;
  const { accountSid, chatServiceSid } = twilio;
  const ttlMs = options.webhooksRememberedMs;
  const connection = createRedisConnection({
    url,
    prefix: redisPrefix({ accountSid, chatServiceSid }),
    clock,
    random,
    log,
    metrics,
  });
  onHealth(false);
  connection.onHealth(({ status }) => onHealth(status === 'ok'));
  const bus = createRedisBus({ connection, clock, random, log, metrics, tracer });
  return {
    bus,
    deduplicator: createRedisDeduplicator({ connection, clock, ttlMs }),
    ledger: createRedisSendLedger({ connection, clock }),
    budget: createRedisSharedBudget({ connection, clock }),
    presence: createRedisPresence(connection),
    start: () => connection.start(),
    async close() {
      await bus.close();
      await connection.close();
    },
  };
}
