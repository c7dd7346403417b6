import type { RedisConnection } from './redis-connection.ts';
import { redisKey } from './redis-keys.ts';
import { defineScript } from './redis-script.ts';

/** See `EventBus.lease`. */
export type TakeLease = (name: string, ttlMs: number) => Promise<boolean>;

/** Leases that all instances see. While Redis cannot be asked every instance gets what it asks for. */
export function createRedisLease(connection: RedisConnection): TakeLease {
  const run = connection.prepare(leaseScript);
  return async (name, ttlMs) => {
    try {
      const key = redisKey({ prefix: connection.prefix, name, kind: 'lease' });
      return (await run({ keys: [key], args: [connection.instanceId, ttlMs] })) === 1;
    } catch {
      return true;
    }
  };
}

/** KEYS: the lease. ARGV: who asks; for how many milliseconds. Returns 1 where it is granted, or where it cannot be written, else 0. */
const leaseScript = defineScript(`
  local holder = redis.call('GET', KEYS[1])
  if holder and holder ~= ARGV[1] then
    return 0
  end
  redis.pcall('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
  return 1
`);
