import { systemClock } from '../../src/clock.ts';
import type { EventBus } from '../../src/events/event-bus.ts';
import { silentLog } from '../../src/log.ts';
import { createMetrics, type Metrics } from '../../src/metrics.ts';
import { createRedisBus, type RedisBusOptions } from '../../src/redis/redis-bus.ts';
import {
  createRedisConnection,
  type RedisConnection,
  type RedisConnectionOptions,
} from '../../src/redis/redis-connection.ts';
import { stopWithTest } from './stop-with-test.ts';

/** One instance's bus on a Redis, and the connection under it. */
export interface StartedRedisBus {
  /** Closes its connection too. */
  readonly bus: EventBus;
  readonly connection: RedisConnection;
  readonly metrics: Metrics;
}

/** Connects a bus as one instance of several that share a prefix. */
export async function startRedisBus(
  url: string,
  options: Partial<RedisBusOptions> & Partial<RedisConnectionOptions> = {},
): Promise<StartedRedisBus> {
  const metrics = createMetrics();
  const shared = { clock: systemClock, random: Math.random, log: silentLog, metrics };
  const connection = createRedisConnection({ ...shared, prefix: 'test', ...options, url });
  const bus = createRedisBus({ ...shared, ...options, connection });
  await connection.start();
  const close = async () => {
    const closed = bus.close();
    await connection.close();
    await closed;
  };
  stopWithTest(close);
  return { bus: { ...bus, close }, connection, metrics };
}
