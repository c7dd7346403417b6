import type { Clock } from '../clock.ts';
import { createMemoryDeduplicator, type Deduplicator, deliveryTtlMs } from '../webhooks/deduplicator.ts';
import type { RedisConnection } from './redis-connection.ts';
import { defineScript } from './redis-script.ts';

/** Options of {@link createRedisDeduplicator}. */
export interface RedisDeduplicatorOptions {
  readonly connection: RedisConnection;
  readonly clock: Clock;
  /** How long a delivery is remembered, in milliseconds. @default 3_600_000 */
  readonly ttlMs?: number | undefined;
}

/**
 * Remembers deliveries over all instances. What came to this one is known here too: while Redis cannot be asked, or takes no more,
 * each instance recognises its own.
 */
export function createRedisDeduplicator(options: RedisDeduplicatorOptions): Deduplicator {
  const { connection, clock, ttlMs = deliveryTtlMs } = options;
  const own = createMemoryDeduplicator({ clock, ttlMs });
  const remember = connection.prepare(rememberScript);
  const forget = connection.prepare(forgetScript);
  // A digest, of which half is enough: this is the kind of key of which there are most.
  const nameOf = (key: string) => `${connection.prefix}:webhook:${key.slice(0, 22)}`;
  return {
    async isFirst(key) {
      if (!own.isFirst(key)) return false;
      try {
        return (await remember({ keys: [nameOf(key)], args: [ttlMs] })) === 1;
      } catch {
        return true;
      }
    },
    async forget(key) {
      await own.forget(key);
      await forget({ keys: [nameOf(key)], args: [] }).catch(() => undefined);
    },
  };
}

/** KEYS: the delivery. ARGV: for how many milliseconds. Returns 1 where it was not known, else 0. */
const rememberScript = defineScript(`
  return redis.call('SET', KEYS[1], '', 'NX', 'PX', ARGV[1]) and 1 or 0
`);

/** KEYS: the delivery. */
const forgetScript = defineScript(`
  return redis.call('DEL', KEYS[1])
`);
