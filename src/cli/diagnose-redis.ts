import { systemClock } from '../clock.ts';
import { GatewayError } from '../errors.ts';
import { silentLog } from '../log.ts';
import { createMetrics } from '../metrics.ts';
import { createRedisConnection } from '../redis/redis-connection.ts';
import type { Diagnosis } from './diagnosis.ts';

/** Finds out whether the Redis that several gateways share can be used. */
export async function diagnoseRedis(redisUrl: string | undefined): Promise<Diagnosis> {
  if (redisUrl === undefined)
    return { verdict: 'ok', finding: 'No Redis is configured, which is right for one gateway alone' };
  const { host, protocol } = new URL(redisUrl);
  const connection = createRedisConnection({
    url: redisUrl,
    // Keys and channels of nobody: nothing of a running gateway is touched.
    prefix: 'twilio-conversations-graphql:doctor',
    clock: systemClock,
    random: Math.random,
    log: silentLog,
    metrics: createMetrics(),
  });
  try {
    await connection.start();
    const { health } = connection;
    if (health.status === 'ok')
      return protocol === 'redis:' && !isThisMachine(host)
        ? {
            verdict: 'warning',
            finding: `Redis at ${host} can be used, without encryption`,
            fix: 'Use rediss:// unless the network is your own alone: messages pass through Redis.',
          }
        : { verdict: 'ok', finding: `Redis at ${host} can be used` };
    return {
      verdict: 'failed',
      finding: `Redis at ${host} cannot be used: ${health.code}`,
      fix: 'Check its address, name and password in REDIS_URL, and its memory where it takes no writes.',
    };
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return { verdict: 'failed', finding: error.message.replace(/\.$/, ''), fix: 'npm install redis' };
  } finally {
    await connection.close();
  }
}

function isThisMachine(host: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/.test(host);
}
