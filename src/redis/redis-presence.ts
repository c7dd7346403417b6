import type { Presence } from '../status/presence.ts';
import type { RedisConnection } from './redis-connection.ts';
import { redisKey } from './redis-keys.ts';
import { defineScript } from './redis-script.ts';

/** Instances that are read; a gateway of more is seen in part. */
const instancesMax = 500;

/** Where no instance is left, the keys are gone after this time, in milliseconds: longer than any report holds. */
const keptMs = 600_000;

/** The reports of all instances that share the Redis: one entry for each, which ends with its time by the clock of Redis. */
export function createRedisPresence(connection: RedisConnection): Presence {
  const { instanceId, prefix } = connection;
  const keys = ['presence', 'reports'].map((kind) => redisKey({ prefix, name: 'instances', kind }));
  const tell = connection.prepare(tellScript);
  const read = connection.prepare(readScript);
  const leave = connection.prepare(leaveScript);
  return {
    instanceId,
    async tell(report, ttlMs) {
      await tell({ keys, args: [instanceId, report, ttlMs, keptMs] }).catch(() => undefined);
    },
    async readAll() {
      try {
        const reports = await read({ keys, args: [instancesMax] });
        return Array.isArray(reports) ? reports.filter((report) => typeof report === 'string') : null;
      } catch {
        return null;
      }
    },
    async leave() {
      await leave({ keys, args: [instanceId] }).catch(() => undefined);
    },
  };
}

/**
 * KEYS: when each report ends, in milliseconds; the reports. ARGV: who tells it; the report; for how many milliseconds it holds; for how
 * many the keys are kept. What ended is dropped, so that instances that died leave nothing behind.
 */
const tellScript = defineScript(`
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  local ended = redis.call('ZRANGE', KEYS[1], '-inf', now, 'BYSCORE')
  for _, id in ipairs(ended) do
    redis.call('HDEL', KEYS[2], id)
  end
  redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
  redis.call('ZADD', KEYS[1], now + ARGV[3], ARGV[1])
  redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
  redis.call('PEXPIRE', KEYS[1], ARGV[4])
  redis.call('PEXPIRE', KEYS[2], ARGV[4])
  return 1
`);

/** KEYS: as above. ARGV: how many reports at most. Returns the reports that hold. */
const readScript = defineScript(`
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  local ids = redis.call('ZRANGE', KEYS[1], '(' .. now, '+inf', 'BYSCORE', 'LIMIT', 0, ARGV[1])
  if #ids == 0 then
    return {}
  end
  return redis.call('HMGET', KEYS[2], unpack(ids))
`);

/** KEYS: as above. ARGV: who leaves. */
const leaveScript = defineScript(`
  redis.call('ZADD', KEYS[1], 0, ARGV[1])
  redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', 0)
  redis.call('HDEL', KEYS[2], ARGV[1])
  return 1
`);
