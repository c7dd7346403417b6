import type { Clock } from '../clock.ts';
import { type GatewayEvent, onceOnlyNameOf } from '../conversation-event.ts';
import { drawEpoch } from '../events/epoch.ts';
import { type BusEntry, type BusPosition, type EventBus, topicsOf } from '../events/event-bus.ts';
import { createTopicListeners } from '../events/topic-listeners.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Tracer } from '../tracing.ts';
import { publishScript } from './bus-scripts.ts';
import { decodeEvent, encodeEvent } from './event-codec.ts';
import { createRecentIds } from './recent-ids.ts';
import { createRedisAssurance } from './redis-assurance.ts';
import type { RedisConnection } from './redis-connection.ts';
import { createRedisEpoch } from './redis-epoch.ts';
import { createRedisHistory } from './redis-history.ts';
import { redisKey } from './redis-keys.ts';
import { createRedisLease } from './redis-lease.ts';

/** Options of {@link createRedisBus}. */
export interface RedisBusOptions {
  /** Not started yet; the bus neither starts nor closes it. */
  readonly connection: RedisConnection;
  readonly clock: Clock;
  /** Draws names of epochs, in [0, 1). */
  readonly random: () => number;
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'eventsKeptLocal' | 'eventGaps'>;
  readonly tracer: Pick<Tracer, 'traceparent' | 'within'>;
  /** Entries remembered for each conversation and each identity. Minimum 1. @default 1_000 */
  readonly historyMax?: number | undefined;
  /** How long they are remembered, in milliseconds. @default 600_000 */
  readonly historyMs?: number | undefined;
  /** How long after publishing an event has to be heard before it is handed out here all the same, in milliseconds. @default 1_000 */
  readonly echoTimeoutMs?: number | undefined;
  /**
   * How far the clocks of a cluster's servers may differ, and what they send be on its way, in milliseconds: positions are this much
   * earlier there, so that going on from one repeats something rather than leave it out. @default 2_000
   */
  readonly clusterSlackMs?: number | undefined;
}

/** Nobody waits for the outcome of publishing: a busy Redis gets this long to tell it, in milliseconds. */
const publishTimeoutMs = 5_000;

/** Events published and not heard yet; beyond that an event is handed out here at once. */
const unheardMax = 10_000;

/** Events that the others are told of late; beyond that the oldest is left to the sweeps. */
const lateMax = 1_000;

/**
 * The bus of several instances. Redis orders what is published, remembers it for a while, and tells all instances, the publishing one
 * among them: so everybody hears a topic in the same order.
 *
 * While Redis cannot be used, what is published reaches the listeners of this instance at once and nobody else. History then has a
 * hole, so its epoch ends: as soon as Redis takes writes again a new one begins, and all instances are told of a gap. What they would find
 * last by themselves, who came and went, they are told of then. A Redis that answers and takes no writes still passes events on.
 *
 * An instance hears what Redis sends while it is connected. When it connects anew, it tells its listeners of a gap.
 */
export function createRedisBus(options: RedisBusOptions): EventBus {
  const { connection, clock, random, log, metrics, tracer } = options;
  const { historyMax = 1_000, historyMs = 600_000, echoTimeoutMs = 1_000, clusterSlackMs = 2_000 } = options;
  const { prefix, instanceId } = connection;
  const channel = `${prefix}:events`;
  const listeners = createTopicListeners({ log });
  const gapListeners = new Set<() => void>();
  const unheard = new Map<string, Publishing>();
  /** What was handed out here and may be heard yet: without having been heard, or because it may be told again. */
  const handedOut = createRecentIds(unheardMax);
  const runPublish = connection.prepare(publishScript);
  const history = createRedisHistory({ connection, historyMax, historyMs });
  const epoch = createRedisEpoch({ connection, channel, draw: () => drawEpoch(random) });
  const lease = createRedisLease(connection);
  const assurance = createRedisAssurance({ connection, clock });
  /** Who came and went, as this instance told itself alone. */
  const late: Publishing[] = [];
  let lastOffset = 0;
  let published = 0;
  /** Since the connection was lost, until the listeners are told of the gap. */
  let away: { readonly epoch: string; readonly offset: number; isBack: boolean } | null = null;
  let isClosed = false;

  const tellGap = () => {
    metrics.eventGaps.inc();
    for (const listener of gapListeners) {
      try {
        listener();
      } catch (error) {
        log.error('A listener of the event bus failed', { error, kind: 'gap' });
      }
    }
  };

  const handOut = ({ id, event }: Publishing, offset: number | undefined) => {
    unheard.get(id)?.cancelTimer();
    unheard.delete(id);
    handedOut.add(id);
    lastOffset = Math.max(lastOffset + 1, offset ?? 0);
    listeners.deliver({ offset: lastOffset, event }, topicsOf(event));
  };
  const keepLocal = (publishing: Publishing) => {
    epoch.spoil();
    metrics.eventsKeptLocal.inc();
    tellLater(publishing);
    handOut(publishing, undefined);
  };
  /** Of messages the timelines find out by themselves, within seconds. */
  const tellLater = (publishing: Publishing) => {
    if (onceOnlyNameOf(publishing.event) === null) return;
    late.push(publishing);
    if (late.length > lateMax) late.shift();
  };

  const send = async (publishing: Publishing) => {
    const { id, event } = publishing;
    const keys = topicsOf(event).map((topic) => redisKey({ prefix, name: topic, kind: 'events' }));
    const shared = encodeEvent({ id, event, traceparent: tracer.traceparent() });
    const append = async (to: readonly string[], tell: string) => {
      const args = [tell, shared, historyMax, historyMs, publishing.offset ?? 0];
      const { offset, isRemembered } = readPublished(
        await runPublish({ keys: to, args, timeoutMs: publishTimeoutMs }),
      );
      publishing.offset ??= offset;
      if (!isRemembered) epoch.spoil();
    };
    try {
      // In a cluster two topics may lie on two servers, which have no step in common.
      const [first = '', ...others] = keys;
      await append(connection.isCluster ? [first] : keys, channel);
      if (connection.isCluster) for (const other of others) await append([other], '');
    } catch {
      // Whether or not it was done: nobody can rely on it. What waits since before goes first, so that the order stays.
      if (isClosed) return;
      epoch.spoil();
      if (!unheard.has(id)) {
        tellLater(publishing);
        return;
      }
      for (const earlier of unheard.values()) {
        keepLocal(earlier);
        if (earlier === publishing) return;
      }
    }
  };

  const hear = (message: string) => {
    if (isClosed) return;
    if (message.startsWith('!')) {
      // Where the connection is just coming back, word of a gap is on its way already.
      if (epoch.adopt(message.slice(1)) && away === null) tellGap();
      return;
    }
    const space = message.indexOf(' ');
    const offset = Number(message.slice(1, space));
    const shared = decodeEvent(message.slice(space + 1));
    if (!Number.isSafeInteger(offset) || shared === null) {
      log.debug('Redis passed on what this version cannot read');
      tellGap();
      return;
    }
    if (message.startsWith('-')) epoch.spoil();
    lastOffset = Math.max(lastOffset, offset);
    unheard.get(shared.id)?.cancelTimer();
    unheard.delete(shared.id);
    if (handedOut.has(shared.id)) return;
    if (onceOnlyNameOf(shared.event) !== null) handedOut.add(shared.id);
    tracer.within(shared.traceparent, () =>
      listeners.deliver({ offset, event: shared.event }, topicsOf(shared.event)),
    );
  };

  connection.attach({
    channels: [channel],
    onMessage: hear,
    async onConnected({ runId }) {
      const timeUs = await epoch.agree(runId);
      // What was published before was not heard, and whoever begins now reads it.
      lastOffset = Math.max(lastOffset, timeUs - 1);
      if (away !== null) away.isBack = true;
    },
    onHealth({ status, isUsable }) {
      if (isClosed) return;
      if (!isUsable) {
        away ??= { epoch: epoch.name, offset: lastOffset, isBack: false };
        for (const publishing of unheard.values()) keepLocal(publishing);
        return;
      }
      if (status === 'ok') void epoch.repair();
      if (away?.isBack) tellGap();
      away = null;
    },
    onHeardUpTo(timeUs) {
      // What is published from now on gets a later time.
      lastOffset = Math.max(lastOffset, timeUs - 1);
      if (connection.health.status === 'ok') void epoch.repair();
      if (connection.health.isUsable) for (const publishing of late.splice(0)) void send(publishing);
    },
  });

  return {
    publish(event) {
      if (isClosed) return;
      published += 1;
      const publishing: Publishing = {
        id: `${instanceId}:${published}`,
        event,
        offset: undefined,
        cancelTimer: () => {},
      };
      if (!connection.health.isUsable || unheard.size >= unheardMax) {
        keepLocal(publishing);
        return;
      }
      unheard.set(publishing.id, publishing);
      publishing.cancelTimer = clock.setTimer(() => handOut(publishing, publishing.offset), echoTimeoutMs);
      void send(publishing);
    },

    subscribe: (topic, listener) => ({ ready: Promise.resolve(), end: listeners.subscribe(topic, listener) }),
    subscribeAll: (listener) => ({ ready: Promise.resolve(), end: listeners.subscribeAll(listener) }),
    onGap(listener) {
      const own = () => listener();
      if (!isClosed) gapListeners.add(own);
      return { ready: Promise.resolve(), end: () => void gapListeners.delete(own) };
    },

    position() {
      const slackUs = connection.isCluster ? clusterSlackMs * 1_000 : 0;
      // Until the gap is told, what is held here is of the time before, and so is whoever goes on from it.
      const { epoch: name, offset } = away ?? { epoch: epoch.name, offset: lastOffset };
      return { epoch: name, offset: Math.max(0, offset - slackUs) };
    },

    heardUntil: assurance.heardUntil,
    assure: assurance.assure,

    async entriesAfter(
      position: BusPosition,
      topics: ReadonlySet<string>,
    ): Promise<readonly BusEntry[] | null> {
      if (position.epoch !== epoch.name || epoch.isSpoilt || !isOffset(position.offset)) return null;
      try {
        const entries = await history.read(position.offset, topics);
        // Asked last: a history that was lost while it was read is not taken for a whole one.
        const isSameEpoch = (await epoch.readName()) === position.epoch && !epoch.isSpoilt;
        return isSameEpoch ? entries : null;
      } catch {
        return null;
      }
    },

    lease,

    async close() {
      isClosed = true;
      listeners.close();
      gapListeners.clear();
      for (const { cancelTimer } of unheard.values()) cancelTimer();
      unheard.clear();
    },
  };
}

interface Publishing {
  readonly id: string;
  readonly event: GatewayEvent;
  /** Known when Redis has answered. */
  offset: number | undefined;
  cancelTimer: () => void;
}

function isOffset(offset: number): boolean {
  return Number.isSafeInteger(offset) && offset >= 0;
}

function readPublished(reply: unknown) {
  const [offset, refusal] = Array.isArray(reply) ? (reply as readonly unknown[]) : [];
  return {
    offset: Number.isSafeInteger(Number(offset)) ? Number(offset) : undefined,
    isRemembered: refusal === '',
  };
}
