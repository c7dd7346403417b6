import { type Clock, sleep } from '../clock.ts';
import type { RedisConnection } from './redis-connection.ts';
import { RedisError } from './redis-error.ts';

/** Options of {@link createRedisPatience}. */
export interface RedisPatienceOptions {
  readonly connection: Pick<RedisConnection, 'health' | 'life' | 'onHealth'>;
  readonly clock: Clock;
  /** How long is waited for a Redis that does not answer, in milliseconds from when it ceased to. */
  readonly patienceMs: number;
  /** How many wait at once; beyond that nobody waits. */
  readonly waitingMax: number;
}

/** Asks Redis again after it did not answer. */
export interface RedisPatience {
  /**
   * Asks until there is an answer, for as long as Redis may come back with its memory whole. What is asked has to be the same when it
   * is done twice, because an answer may have been lost.
   * @throws RedisError the last one: when the time is over, when Redis refuses, and when it comes back as another one.
   */
  ask<Answer>(question: () => Promise<Answer>): Promise<Answer>;
}

/** Codes of a Redis that may answer again as it was; one that refuses connections has ended, and its memory with it. */
const passingCodes: ReadonlySet<string> = new Set([
  'OFFLINE',
  'TIMEOUT',
  'CLOSED',
  'SILENT',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
]);

/** The pause before the second attempt, and the longest one, in milliseconds. */
const firstPauseMs = 25;
const longestPauseMs = 400;

/** Has to be made before the connection is used. */
export function createRedisPatience(options: RedisPatienceOptions): RedisPatience {
  const { connection, clock, patienceMs, waitingMax } = options;
  let waiting = 0;
  // Nobody waits for a Redis that was never there.
  let unusableSince: number | null = connection.health.isUsable ? null : Number.NEGATIVE_INFINITY;
  connection.onHealth(({ isUsable }) => {
    unusableSince = isUsable ? null : (unusableSince ?? clock.now());
  });

  /** Waits until Redis can be asked again; whether that is worth it. */
  const waitUntilUsable = async (asked: { readonly life: string; readonly at: number }): Promise<boolean> => {
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(longestPauseMs, pauseMs * 2)) {
      const givesUpAt = Math.min(asked.at, unusableSince ?? asked.at) + patienceMs;
      if (clock.now() >= givesUpAt) return false;
      await sleep(clock, pauseMs);
      const { health } = connection;
      if (health.isUsable) return connection.life === asked.life;
      if (!passingCodes.has(health.code)) return false;
    }
  };

  return {
    async ask(question) {
      const asked = { life: connection.life, at: clock.now() };
      for (;;) {
        try {
          return await question();
        } catch (error) {
          const mayPass = error instanceof RedisError && passingCodes.has(error.code);
          if (!mayPass || waiting >= waitingMax) throw error;
          waiting += 1;
          const isWorthIt = await waitUntilUsable(asked).finally(() => (waiting -= 1));
          if (!isWorthIt) throw error;
        }
      }
    },
  };
}
