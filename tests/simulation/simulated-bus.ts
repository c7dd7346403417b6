import type { GatewayEvent } from '../../src/conversation-event.ts';
import { type BusEntry, type EventBus, topicsOf } from '../../src/events/event-bus.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** The engine that all instances share, and the bus of each of them. */
export interface SimulatedBusEngine {
  /** The bus of an instance that begins. */
  connect(): EventBus;
  /** For that long nothing passes between instances: each hears itself alone. */
  fail(durationMs: number): void;
  /** Begins another life, with an empty history. */
  restart(): void;
}

interface Listener {
  readonly topic: string | null;
  readonly take: (entry: BusEntry) => void;
}

interface Connection {
  lastOffset: number;
  deliver(entry: BusEntry): void;
  tellGap(): void;
}

/** Behaves as the engine on Redis does: one stream, growing offsets, delivery a moment later in the order of publishing. */
export function createSimulatedBusEngine(options: {
  readonly clock: VirtualClock;
  readonly random: () => number;
}): SimulatedBusEngine {
  const { clock, random } = options;
  const connections = new Set<Connection>();
  let history: { readonly entry: BusEntry; readonly topics: readonly string[] }[] = [];
  let epochs = 1;
  let lastOffset = 0;
  let downUntil = 0;
  let downSince = Number.POSITIVE_INFINITY;
  /** Positions before this one cannot be read back: something was published that the history does not have. */
  let spoiltUpTo = -1;
  const leases = new Map<string, { readonly holder: Connection; readonly until: number }>();

  const isDown = () => clock.now() < downUntil;
  const heardAllUntil = () => (isDown() ? downSince : Number.POSITIVE_INFINITY);

  const connect = (): EventBus => {
    const listeners = new Set<Listener>();
    const gapListeners = new Set<() => void>();
    let clearAt = 0;
    const connection: Connection = {
      lastOffset,
      deliver(entry) {
        // A connection keeps the order, however long each entry takes.
        clearAt = Math.max(clearAt, clock.now() + 1 + random() * 4);
        clock.setTimer(() => {
          if (connections.has(connection)) hand(entry);
        }, clearAt - clock.now());
      },
      tellGap() {
        for (const listener of gapListeners) listener();
      },
    };
    const hand = (entry: BusEntry) => {
      connection.lastOffset = Math.max(connection.lastOffset, entry.offset);
      const topics = topicsOf(entry.event);
      for (const { topic, take } of listeners) if (topic === null || topics.includes(topic)) take(entry);
    };
    const listen = (listener: Listener) => {
      listeners.add(listener);
      clock.unsettle();
      return { ready: Promise.resolve(), end: () => void listeners.delete(listener) };
    };
    connections.add(connection);
    return {
      publish(event: GatewayEvent) {
        if (!connections.has(connection)) return;
        if (isDown()) {
          spoiltUpTo = downUntil * 1_000;
          hand({ offset: connection.lastOffset + 1, event });
          return;
        }
        lastOffset = Math.max(lastOffset + 1, clock.now() * 1_000);
        const entry = { offset: lastOffset, event };
        history.push({ entry, topics: topicsOf(event) });
        for (const each of connections) each.deliver(entry);
      },
      subscribe: (topic, take) => listen({ topic, take }),
      subscribeAll: (take) => listen({ topic: null, take }),
      onGap(listener) {
        gapListeners.add(listener);
        return { ready: Promise.resolve(), end: () => void gapListeners.delete(listener) };
      },
      position: () => ({ epoch: `epoch ${epochs}`, offset: connection.lastOffset }),
      // A beat each second; while nothing passes, none.
      heardUntil: () => Math.min(clock.now() - (clock.now() % 1_000), heardAllUntil()),
      assure: () => !isDown(),
      async entriesAfter(position, topics) {
        clock.unsettle();
        if (isDown() || position.epoch !== `epoch ${epochs}` || position.offset <= spoiltUpTo) return null;
        return history
          .filter(
            (each) => each.entry.offset > position.offset && each.topics.some((topic) => topics.has(topic)),
          )
          .map(({ entry }) => entry);
      },
      async lease(name, ttlMs) {
        clock.unsettle();
        const held = leases.get(name);
        if (!isDown() && held && held.holder !== connection && held.until > clock.now()) return false;
        leases.set(name, { holder: connection, until: clock.now() + ttlMs });
        return true;
      },
      async close() {
        connections.delete(connection);
        listeners.clear();
        gapListeners.clear();
      },
    };
  };

  return {
    connect,
    fail(durationMs) {
      if (!isDown()) downSince = clock.now();
      downUntil = Math.max(downUntil, clock.now() + durationMs);
      clock.setTimer(() => {
        for (const connection of connections) connection.tellGap();
      }, durationMs);
    },
    restart() {
      epochs += 1;
      history = [];
      for (const connection of connections) connection.tellGap();
    },
  };
}
