import type { createClient, createCluster } from 'redis';
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
 * Connections to Redis, for commands and to listen, for as long as all of them last. A session never reconnects: whoever opens the next
 * one knows by that that something may have been missed.
 */
export interface RedisSession {
  /** Whether keys are spread over several servers: a command may then name keys of one slot only. */
  readonly isCluster: boolean;
  /**
   * Sends a command to the server that has the key, and resolves with its reply.
   * @throws RedisError
   */
  send(key: string, args: readonly string[]): Promise<unknown>;
  /** Sends a command to every server that takes writes. */
  sendToAll(args: readonly string[]): Promise<readonly unknown[]>;
  /** Ends all connections at once; commands under way are rejected. */
  end(): void;
}

/** Fewer commands than this are under way at once; more are refused, so that a server that hangs costs no memory. */
const commandsMax = 10_000;

/** What is used of the package `redis`. */
export interface RedisClientPackage {
  readonly createClient: typeof createClient;
  readonly createCluster: typeof createCluster;
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
 * Opens the connections and listens. Whether it is a cluster is asked of the server that the URL leads to.
 * @throws RedisError when one of them could not be opened in time.
 */
export async function openRedisSession(
  client: RedisClientPackage,
  options: RedisSessionOptions,
): Promise<RedisSession> {
  const { url, channels, onMessage, onLost, timeoutMs, clock } = options;
  let phase: 'opening' | 'open' | 'ended' = 'opening';
  let failOpening: (error: RedisError) => void = () => {};
  const connections: Connection[] = [];

  const end = () => {
    phase = 'ended';
    for (const connection of connections) destroy(connection);
  };
  /** What is ended while it connects connects all the same: it is ended again once it has. */
  const connect = async (connection: Connection) => {
    await connection.connect();
    if (!hasEnded()) return;
    destroy(connection);
    throw new RedisError('CLOSED', true);
  };
  const hasEnded = () => phase === 'ended';
  const lose = (cause: unknown) => {
    const error = toRedisError(cause);
    if (phase === 'opening') failOpening(error);
    if (phase !== 'open') return;
    end();
    onLost(error);
  };
  const watch = <Watched extends Connection>(connection: Watched): Watched => {
    connections.push(connection);
    connection.on('error', lose);
    connection.on('end', () => lose(new RedisError('CLOSED', true)));
    return connection;
  };

  const open = async () => {
    const listening = watch(client.createClient({ url, ...settings(timeoutMs) }));
    const commands = watch(client.createClient({ url, ...settings(timeoutMs) }));
    await Promise.all([connect(listening), connect(commands)]);
    await listening.subscribe([...channels], onMessage);
    if (!(await isClusterServer(commands))) {
      const send = (args: readonly string[]) => commands.sendCommand<unknown>(args);
      return {
        isCluster: false,
        send: (_key: string, args: readonly string[]) => send(args),
        sendToAll: async (args: readonly string[]) => [await send(args)],
      };
    }
    const cluster = watch(
      client.createCluster({
        rootNodes: [{ url, ...settings(timeoutMs) }],
        defaults: { ...settings(timeoutMs), ...credentialsOf(url) },
      }),
    );
    // Not among the events of the type; without a listener a lost server would be sought again behind our back.
    cluster.on('node-error', lose);
    await connect(cluster);
    return {
      isCluster: true,
      send: (key: string, args: readonly string[]) => cluster.sendCommand<unknown>(key, false, [...args]),
      sendToAll: (args: readonly string[]) =>
        Promise.all(
          cluster.masters.map(async (master) =>
            (await cluster.nodeClient(master)).sendCommand<unknown>(args),
          ),
        ),
    };
  };

  const failed = new Promise<never>((_resolve, reject) => {
    failOpening = reject;
  });
  const cancelTimeout = clock.setTimer(() => failOpening(new RedisError('TIMEOUT', true)), timeoutMs);
  try {
    const { isCluster, send, sendToAll } = await Promise.race([failed, open()]);
    phase = 'open';
    return {
      isCluster,
      send: (key, args) => send(key, args).catch(rethrow),
      sendToAll: (args) => sendToAll(args).catch(rethrow),
      end,
    };
  } catch (error) {
    end();
    throw toRedisError(error);
  } finally {
    cancelTimeout();
  }
}

/** What a client of one server and that of a cluster have in common. */
interface Connection {
  on(event: string, listener: (cause: unknown) => void): unknown;
  connect(): Promise<unknown>;
  destroy(): unknown;
}

function settings(timeoutMs: number) {
  return {
    disableOfflineQueue: true,
    commandsQueueMaxLength: commandsMax,
    disableClientInfo: true,
    maintNotifications: 'disabled',
    socket: { reconnectStrategy: false, connectTimeout: timeoutMs },
  } as const;
}

/** What the servers of a cluster that were not named by the URL are reached with. */
function credentialsOf(url: string) {
  const { protocol, username, password } = new URL(url);
  return {
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
    ...(protocol === 'rediss:' ? { socket: { reconnectStrategy: false, tls: true } as const } : {}),
  };
}

async function isClusterServer(commands: {
  sendCommand(args: readonly string[]): Promise<unknown>;
}): Promise<boolean> {
  const info = await commands.sendCommand(['INFO', 'cluster']);
  return typeof info === 'string' && /^cluster_enabled:1\r?$/m.test(info);
}

function destroy(connection: Connection): void {
  try {
    connection.destroy();
  } catch {
    // It was closed already.
  }
}

function rethrow(error: unknown): never {
  throw toRedisError(error);
}
