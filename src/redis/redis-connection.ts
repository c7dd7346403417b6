import { randomUUID } from 'node:crypto';
import { type Clock, sleep } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { createBeat } from './redis-beat.ts';
import { refusalCode, RedisError, toRedisError } from './redis-error.ts';
import { defineScript, type RedisScript } from './redis-script.ts';
import {
  loadRedisClient,
  openRedisSession,
  type RedisClientPackage,
  type RedisSession,
} from './redis-session.ts';

/** Options of {@link createRedisConnection}. */
export interface RedisConnectionOptions {
  /** `redis://` or `rediss://`, possibly with a name and a password. It is told to nobody. */
  readonly url: string;
  /** Begins every key and channel: instances that share it share everything, others nothing. */
  readonly prefix: string;
  readonly clock: Clock;
  /** Spreads the attempts to reconnect, in [0, 1). */
  readonly random: () => number;
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'redisCommands' | 'redisUp'>;
  /** How long a command may take where its caller sets no other bound, in milliseconds. @default 500 */
  readonly commandTimeoutMs?: number | undefined;
  /** How long connecting may take, in milliseconds. @default 3_000 */
  readonly connectTimeoutMs?: number | undefined;
  /** How often the connection is tried out, in milliseconds. @default 1_000 */
  readonly beatMs?: number | undefined;
  /** After this long without hearing itself the connection is given up, in milliseconds. @default 10_000 */
  readonly silenceMaxMs?: number | undefined;
}

/**
 * How Redis is: `ok`; or `degraded` with the code of the reason. Degraded and `isUsable` is a Redis that answers and takes no
 * writes, such as a full one.
 */
export type RedisHealth =
  | { readonly status: 'ok'; readonly isUsable: true }
  | { readonly status: 'degraded'; readonly isUsable: boolean; readonly code: string };

/** What hears of a connection. */
export interface RedisUser {
  /** Channels to listen to. */
  readonly channels: readonly string[];
  onMessage(message: string): void;
  /**
   * Called when a connection is open and before anybody else may use it; may run scripts. A rejection gives the connection up. `runId`
   * names this life of the server, or of the servers of a cluster.
   */
  onConnected(server: { readonly runId: string }): Promise<void>;
  /** Called with every change of health. */
  onHealth(health: RedisHealth): void;
  /**
   * Everything that Redis had sent to the channels before this time of its own clock, in microseconds, was handed over. In a cluster,
   * where each server has a clock and a way of its own, that holds for the server that has the beat. `sentAt` is a time of our own clock
   * not later than that.
   */
  onHeardUpTo(timeUs: number, sentAt: number): void;
}

/** Runs a script that was prepared. */
export type ScriptRunner = (call: {
  readonly keys: readonly string[];
  readonly args: readonly (string | number)[];
  /** @default the connection's `commandTimeoutMs` */
  readonly timeoutMs?: number | undefined;
}) => Promise<unknown>;

/** The one way to Redis of everything in this process. */
export interface RedisConnection {
  /** Names this process among the instances. */
  readonly instanceId: string;
  readonly prefix: string;
  /** Whether keys are spread over several servers: a script may then have keys of one name only. */
  readonly isCluster: boolean;
  readonly health: RedisHealth;
  /** Names the life of the server, or of the servers of a cluster, while it is usable: in another one memory may be lost. */
  readonly life: string;
  /** How long that life had lasted when the connection was opened, in milliseconds; of a cluster the shortest one. */
  readonly ageMs: number;
  /**
   * Makes a script ready to run. Running it rejects with a RedisError: at once while Redis cannot be used, after its time where it
   * does not answer, else with what Redis says. Until every user has heard that the connection is open, only a script of which
   * `isForConnecting` says so runs: nobody else is to use a Redis of which they do not know that its memory is lost.
   */
  prepare(script: RedisScript, options?: { readonly isForConnecting?: boolean }): ScriptRunner;
  /** Has someone hear of the connection; before `start`. */
  attach(user: RedisUser): void;
  /** Calls `listener` with every change of health until the returned function is called. */
  onHealth(listener: (health: RedisHealth) => void): () => void;
  /**
   * Begins to connect, and resolves when the first attempt has succeeded or failed: a gateway serves without Redis too, and goes on
   * trying in the background for as long as it runs.
   * @throws GatewayError CONFIGURATION_INVALID when the package `redis` is not installed.
   */
  start(): Promise<void>;
  close(): Promise<void>;
}

const reconnectMinMs = 100;
const reconnectMaxMs = 5_000;

/** A connection that is not open yet. */
export function createRedisConnection(options: RedisConnectionOptions): RedisConnection {
  const { url, prefix, clock, random, log, metrics } = options;
  const { commandTimeoutMs = 500, connectTimeoutMs = 3_000, beatMs = 1_000, silenceMaxMs = 10_000 } = options;
  const instanceId = randomUUID();
  const beatChannel = `${prefix}:beat:${instanceId}`;
  const scripts = new Map<string, RedisScript>([[beatScript.sha1, beatScript]]);
  const users: RedisUser[] = [];
  const listeners = new Set<(health: RedisHealth) => void>();
  const closing = new AbortController();
  let session: RedisSession | null = null;
  let isEstablished = false;
  let isSlow = false;
  let answeredAt = 0;
  /** Why writes are refused, or why there is no session. */
  let code: string | null = 'NOT_STARTED';
  let health: RedisHealth = { status: 'degraded', isUsable: false, code: 'NOT_STARTED' };
  let running: Promise<void> | undefined;

  const updateHealth = () => {
    if (closing.signal.aborted) return;
    const isUsable = isEstablished && !isSlow;
    const reason = isEstablished && isSlow ? 'TIMEOUT' : code;
    const next: RedisHealth =
      isUsable && reason === null
        ? { status: 'ok', isUsable }
        : { status: 'degraded', isUsable, code: reason ?? 'UNKNOWN' };
    if (isSame(next, health)) return;
    health = next;
    metrics.redisUp.set(next.status === 'ok' ? 1 : 0);
    if (next.status === 'ok') log.info('Redis is well');
    else log.warn('Redis is not well; the gateway works on without it', { reason: next.code });
    for (const user of users) user.onHealth(next);
    for (const listener of listeners) listener(next);
  };

  /** Waits for a reply within a time; one that comes later is dropped. */
  const within = async <Reply>(to: RedisSession, sending: Promise<Reply>, timeoutMs: number) => {
    let cancel = () => {};
    const timeout = new Promise<never>((_resolve, reject) => {
      const giveUp = () => reject(new RedisError('TIMEOUT', true));
      // Where this process itself was held up, the reply may be waiting to be read: it goes first.
      cancel = clock.setTimer(() => setImmediate(giveUp), timeoutMs);
    });
    try {
      const reply = await Promise.race([sending, timeout]);
      answeredAt = clock.now();
      metrics.redisCommands.inc({ outcome: 'ok' });
      return reply;
    } catch (error) {
      const redisError = toRedisError(error);
      metrics.redisCommands.inc({ outcome: outcomeOf(redisError) });
      // A server that answers others is busy and not slow.
      const isSilent = clock.now() - answeredAt >= commandTimeoutMs;
      if (redisError.code === 'TIMEOUT' && isSilent && to === session && !isSlow) {
        isSlow = true;
        updateHealth();
        beat.tryNow();
      }
      throw redisError;
    } finally {
      cancel();
    }
  };

  const runScript = async (
    to: RedisSession,
    script: RedisScript,
    { keys, args, timeoutMs = commandTimeoutMs }: Parameters<ScriptRunner>[0],
  ) => {
    const [place = ''] = keys;
    const rest = [String(keys.length), ...keys, ...args.map(String)];
    try {
      return await within(to, to.send(place, ['EVALSHA', script.sha1, ...rest]), timeoutMs);
    } catch (error) {
      // Somebody flushed the scripts: Redis learns this one again.
      if (!(error instanceof RedisError) || error.code !== 'NOSCRIPT') throw error;
      return within(to, to.send(place, ['EVAL', script.lua, ...rest]), timeoutMs);
    }
  };

  /** Sends a beat, and learns whether writes are taken and which life of which servers this is. */
  const tryOut = async (to: RedisSession) => {
    const [refusal, infos] = await Promise.all([
      runScript(to, beatScript, { keys: [`${prefix}:probe`], args: [beatChannel, beatMs] }),
      within(to, to.sendToAll(['INFO', 'server']), commandTimeoutMs),
    ]);
    return {
      refusal: typeof refusal === 'string' ? refusalCode(refusal) : null,
      runId: infos.map(readRunId).toSorted().join(' '),
      ageMs: Math.min(...infos.map(readAgeMs)),
    };
  };

  const beat = createBeat({
    clock,
    beatMs,
    silenceMaxMs,
    async send() {
      if (session === null) return;
      const tried = session;
      const { refusal, runId } = await tryOut(tried);
      if (tried !== session) return;
      if (runId !== life) {
        lose(tried, new RedisError('RESTARTED', true));
        return;
      }
      isSlow = false;
      code = refusal;
      updateHealth();
    },
    onSilence: () => session && lose(session, new RedisError('SILENT', true)),
  });

  /** Of the session. */
  let life = '';
  let ageMs = Number.POSITIVE_INFINITY;
  let endSession = () => {};
  const lose = (lost: RedisSession, error: RedisError) => {
    if (lost !== session) return;
    session = null;
    isEstablished = false;
    code = error.code;
    beat.stop();
    lost.end();
    updateHealth();
    endSession();
  };

  const establish = async (client: RedisClientPackage) => {
    const opened = await openRedisSession(client, {
      url,
      channels: [beatChannel, ...users.flatMap(({ channels }) => channels)],
      onMessage(message, channel) {
        if (channel !== beatChannel) {
          for (const user of users) if (user.channels.includes(channel)) user.onMessage(message);
        } else {
          const sentAt = beat.heard();
          for (const user of users) user.onHeardUpTo(Number(message), sentAt);
        }
      },
      onLost: (error) => lose(opened, error),
      timeoutMs: connectTimeoutMs,
      clock,
    });
    if (closing.signal.aborted) {
      opened.end();
      return;
    }
    session = opened;
    isSlow = false;
    try {
      for (const { lua } of scripts.values())
        await within(opened, opened.sendToAll(['SCRIPT', 'LOAD', lua]), connectTimeoutMs);
      const first = await tryOut(opened);
      code = first.refusal;
      life = first.runId;
      ageMs = first.ageMs;
      for (const user of users) await user.onConnected(first);
    } catch (error) {
      lose(opened, toRedisError(error));
      throw error;
    }
    // It may have been lost meanwhile.
    if (session !== opened) throw new RedisError('CLOSED', true);
    isEstablished = true;
    beat.start();
    updateHealth();
  };

  const stayConnected = async (client: RedisClientPackage, onFirst: () => void): Promise<void> => {
    let failures = 0;
    while (!closing.signal.aborted) {
      const ended = new Promise<void>((resolve) => {
        endSession = resolve;
      });
      try {
        await establish(client);
        failures = 0;
        onFirst();
        if (session !== null) await ended;
      } catch (error) {
        code = toRedisError(error).code;
        updateHealth();
        onFirst();
      }
      const mostMs = Math.min(reconnectMaxMs, reconnectMinMs * 2 ** failures);
      failures += 1;
      await sleep(clock, mostMs * (0.5 + random() / 2), closing.signal).catch(() => undefined);
    }
  };

  return {
    instanceId,
    prefix,
    get isCluster() {
      return session?.isCluster ?? false;
    },
    get health() {
      return health;
    },
    get life() {
      return life;
    },
    get ageMs() {
      return ageMs;
    },
    prepare(script, { isForConnecting = false } = {}) {
      scripts.set(script.sha1, script);
      return async (call) => {
        if (closing.signal.aborted) throw new RedisError('STOPPED', false);
        if (session === null || isSlow || !(isEstablished || isForConnecting)) {
          metrics.redisCommands.inc({ outcome: 'offline' });
          throw new RedisError('OFFLINE', false);
        }
        return runScript(session, script, call);
      };
    },
    attach: (user) => void users.push(user),
    onHealth(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async start() {
      const client = await loadRedisClient();
      metrics.redisUp.set(0);
      await new Promise<void>((resolve) => {
        running = stayConnected(client, resolve);
      });
    },
    async close() {
      closing.abort();
      if (session !== null) lose(session, new RedisError('CLOSED', false));
      endSession();
      await running;
      users.length = 0;
      listeners.clear();
    },
  };
}

/**
 * Tries everything that a connection is needed for: writes, and publishes the time to this instance alone. KEYS: something to write.
 * ARGV: the channel; for how many milliseconds it is kept. Returns why it was not written, if so.
 */
const beatScript = defineScript(`
  local time = redis.call('TIME')
  local now = string.format('%.0f', time[1] * 1000000 + time[2])
  local probe = redis.pcall('SET', KEYS[1], '1', 'PX', ARGV[2])
  redis.call('PUBLISH', ARGV[1], now)
  return probe.err or ''
`);

function readRunId(info: unknown): string {
  return (typeof info === 'string' && /run_id:([0-9a-f]+)/.exec(info)?.[1]) || '';
}

function readAgeMs(info: unknown): number {
  const seconds = typeof info === 'string' ? /uptime_in_seconds:([0-9]+)/.exec(info)?.[1] : undefined;
  return seconds === undefined ? Number.POSITIVE_INFINITY : Number(seconds) * 1_000;
}

function outcomeOf({ code, isAmbiguous }: RedisError): string {
  if (code === 'TIMEOUT') return 'timeout';
  return isAmbiguous ? 'failed' : 'refused';
}

function isSame(one: RedisHealth, other: RedisHealth): boolean {
  if (one.status === 'ok' || other.status === 'ok') return one.status === other.status;
  return one.isUsable === other.isUsable && one.code === other.code;
}
