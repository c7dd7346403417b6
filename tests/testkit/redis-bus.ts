import { systemClock } from '../../src/clock.ts';
import type { EventBus } from '../../src/events/event-bus.ts';
import { silentLog } from '../../src/log.ts';
import { createRedisBus, type RedisBusOptions } from '../../src/redis/redis-bus.ts';
import type { RedisConnectionOptions } from '../../src/redis/redis-connection.ts';
import { startRedisConnection, type StartedRedisConnection } from './redis-connection.ts';
import { createTracer } from '../../src/tracing.ts';
import { stopWithTest } from './stop-with-test.ts';

/** One instance's bus on a Redis, and the connection under it. */
export interface StartedRedisBus extends StartedRedisConnection {
  /** Closes its connection too. */
  readonly bus: EventBus;
}

/** Connects a bus as one instance of several that share a prefix. */
export async function startRedisBus(
  url: string,
  options: Partial<RedisBusOptions> & Partial<RedisConnectionOptions> = {},
): Promise<StartedRedisBus> {
  let bus: EventBus | undefined;
  const started = await startRedisConnection(url, {
    ...options,
    use(connection, metrics) {
      bus = createRedisBus({
        tracer: createTracer(),
        clock: systemClock,
        random: Math.random,
        log: silentLog,
        metrics,
        ...options,
        connection,
      });
    },
  });
  if (!bus) throw new Error('The bus was not built.');
  const { close: closeBus, ...rest } = bus;
  const close = async () => {
    await closeBus();
    await started.connection.close();
  };
  stopWithTest(close);
  return { ...started, bus: { ...rest, close } };
}
