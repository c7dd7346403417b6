import { systemClock } from '../../src/clock.ts';
import { silentLog } from '../../src/log.ts';
import { createMetrics, type Metrics } from '../../src/metrics.ts';
import {
  createRedisConnection,
  type RedisConnection,
  type RedisConnectionOptions,
} from '../../src/redis/redis-connection.ts';
import { stopWithTest } from './stop-with-test.ts';

/** The connection of one instance, and what it counts. */
export interface StartedRedisConnection {
  readonly connection: RedisConnection;
  readonly metrics: Metrics;
}

/**
 * Connects one instance of several that share a prefix; `use` builds upon the connection what has to be there before it starts.
 */
export async function startRedisConnection(
  url: string,
  {
    use = () => {},
    ...options
  }: Partial<RedisConnectionOptions> & {
    readonly use?: (connection: RedisConnection, metrics: Metrics) => void;
  } = {},
): Promise<StartedRedisConnection> {
  const metrics = createMetrics();
  const connection = createRedisConnection({
    prefix: 'test',
    clock: systemClock,
    random: Math.random,
    log: silentLog,
    metrics,
    ...options,
    url,
  });
  use(connection, metrics);
  await connection.start();
  stopWithTest(() => connection.close());
  return { connection, metrics };
}
