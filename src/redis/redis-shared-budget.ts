import type { Clock } from '../clock.ts';
import { createMemoryBudget, type SharedBudget } from '../upstream/shared-budget.ts';
import type { RedisConnection } from './redis-connection.ts';
import { redisKey } from './redis-keys.ts';
import { defineScript } from './redis-script.ts';

/**
 * The budget of several instances. This one counts along what it was granted: while Redis cannot be asked, or takes no more, it is held
 * to the rule for itself alone.
 */
export function createRedisSharedBudget(options: {
  readonly connection: RedisConnection;
  readonly clock: Clock;
}): SharedBudget {
  const { connection, clock } = options;
  const { prefix, instanceId } = connection;
  const own = createMemoryBudget({ clock });
  const run = connection.prepare(takeScript);
  let taken = 0;
  return {
    async take(rule) {
      taken += 1;
      try {
        const keys = [redisKey({ prefix, name: rule.key, kind: 'budget' })];
        const retryAfterMs = await run({
          keys,
          args: [rule.permits, rule.windowMs, `${instanceId}:${taken}`],
        });
        if (retryAfterMs !== 0) return { isGranted: false, retryAfterMs: Number(retryAfterMs) };
        await own.take(rule);
        return { isGranted: true };
      } catch {
        return own.take(rule);
      }
    },
  };
}

/**
 * KEYS: the permits of the window, by their times in microseconds. ARGV: how many there may be; the window in milliseconds; a name for
 * this one. Returns 0 where it was granted, else the milliseconds until one can be free.
 */
const takeScript = defineScript(`
  local permits, window = tonumber(ARGV[1]), ARGV[2] * 1000
  local time = redis.call('TIME')
  local now = time[1] * 1000000 + time[2]
  redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now - window))
  local count = redis.call('ZCARD', KEYS[1])
  if count >= permits then
    local mustPass = redis.call('ZRANGE', KEYS[1], count - permits, count - permits, 'WITHSCORES')[2]
    return math.max(1, math.ceil((mustPass + window - now) / 1000))
  end
  redis.call('ZADD', KEYS[1], string.format('%.0f', now), ARGV[3])
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return 0
`);
