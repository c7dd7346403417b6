import type { createClient, RedisClientType } from 'redis';
import type { Clock } from '../clock.ts';
import { GatewayError } from '../errors.ts';
import { RedisError, toRedisError } from './redis-error.ts';

/** Options of {@link openRedisSession}. */
export interface RedisSessionOptions {
  /** `redis://` or `rediss://`, possibly with a name and a password. */
  readonly url: string;
  /** Channels to listen to. */
  readonly channels: readonly string[];
  readonly onMessage: (message: string, channel: string) => void;
  /** Called once when the session ends by itself. */
  readonly onLost: (error: RedisError) => void;
  /** Until when the session is open or has failed, in milliseconds. */
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/**
 * Two connections to Redis, one for commands and one to listen, for as long as both of them last. A session never reconnects: whoever
 * opens the next one knows by that that something may have been missed.
 */
export interface RedisSession {
  /**
   * Sends a command and resolves with its reply.
   * @throws RedisError
   */
  send(args: readonly string[]): Promise<unknown>;
  /** Ends both connections at once; commands under way are rejected. */
  end(): void;
}

/** Fewer commands than this are under way at once; more are refused, so that a server that hangs costs no memory. */
const commandsMax = 10_000;

/** What is used of the package `redis`. */
export interface RedisClientPackage {
  readonly createClient: typeof createClient;
}

/**
 * Loads the client of Redis, which is installed by who uses it.
 * @throws GatewayError CONFIGURATION_INVALID when it is not installed.
 */
export async function loadRedisClient(): Promise<RedisClientPackage> {
  try {
    return await import('redis');
  } catch (cause) {
    throw new GatewayError(
      'CONFIGURATION_INVALID',
      'Several instances share Redis by the package redis, which is not installed: npm install redis',
      { cause },
    );
  }
}

/**
 * Opens both connections and listens.
 * @throws RedisError when one of them could not be opened in time.
 */
export async function openRedisSession(
  client: RedisClientPackage,
  options: RedisSessionOptions,
): Promise<RedisSession> {
  const { url, channels, onMessage, onLost, timeoutMs, clock } = options;
  let phase: 'opening' | 'open' | 'ended' = 'opening';
  let failOpening: (error: RedisError) => void = () => {};

  const connect = () =>
    client.createClient({
      url,
      disableOfflineQueue: true,
      commandsQueueMaxLength: commandsMax,
      disableClientInfo: true,
      maintNotifications: 'disabled',
      socket: { reconnectStrategy: false, connectTimeout: timeoutMs },
    });
  const commands = connect();
  const listening = connect();
  const end = () => {
    phase = 'ended';
    for (const each of [commands, listening]) destroy(each);
  };
  const lose = (cause: unknown) => {
    const error = toRedisError(cause);
    if (phase === 'opening') failOpening(error);
    if (phase !== 'open') return;
    end();
    onLost(error);
  };
  for (const each of [commands, listening]) {
    each.on('error', lose);
    each.on('end', () => lose(new RedisError('CLOSED', true)));
  }

  const failed = new Promise<never>((_resolve, reject) => {
    failOpening = reject;
  });
  const cancelTimeout = clock.setTimer(() => failOpening(new RedisError('TIMEOUT', true)), timeoutMs);
  try {
    await Promise.race([
      failed,
      Promise.all([commands.connect(), listening.connect()]).then(() =>
        listening.subscribe([...channels], onMessage),
      ),
    ]);
    phase = 'open';
  } catch (error) {
    end();
    throw toRedisError(error);
  } finally {
    cancelTimeout();
  }

  return {
    async send(args) {
      try {
        return await commands.sendCommand<unknown>(args);
      } catch (error) {
        throw toRedisError(error);
      }
    },
    end,
  };
}

function destroy(client: Pick<RedisClientType, 'destroy'>): void {
  try {
    client.destroy();
  } catch {
    // It was closed already.
  }
}
