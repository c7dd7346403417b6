import type { Message } from '../../src/model.ts';
import type { BusPosition } from '../../src/events/event-bus.ts';
import { cursorAfterReading } from '../../src/events/timeline-cursor.ts';
import type { TimelineCursor, TimelineStep } from '../../src/events/timeline-step.ts';
import type { TimelineSubscription } from '../../src/events/timeline-subscriber.ts';
import type { Timelines } from '../../src/events/timelines.ts';
import type { SimulatedCohort } from './simulated-cohort.ts';
import { onlyConversationSid as conversationSid, type SimulatedTwilio } from './simulated-twilio.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** What a client may reach: one of the running instances. */
export interface Reachable {
  readonly timelines: Timelines;
  /** The clients of this instance that are told together. */
  readonly cohort: SimulatedCohort;
  position(): BusPosition;
}

/** Somebody who follows the conversation, comes back with the last cursor, and queries again after Resync. */
export interface SimulatedClient {
  /** Queries and subscribes; tries again while no instance runs. */
  start(): void;
  /** The socket breaks: what is on its way is lost. */
  cut(): void;
  /** Whether the socket leads to this instance. */
  isOn(timelines: Timelines): boolean;
  /** What the client holds, by sid. */
  readonly held: ReadonlyMap<string, Message>;
  /** The highest index at the last query: everything above it has to be told. */
  readonly queriedIndex: number;
  /** The lowest index that the last query showed. */
  readonly queriedLow: number;
  /** Indexes told as added since the last query. */
  readonly added: ReadonlySet<number>;
  readonly resyncs: number;
}

/** Options of {@link createSimulatedClient}. */
export interface SimulatedClientOptions {
  readonly clock: VirtualClock;
  readonly random: () => number;
  /** Of whether it is told with others. */
  readonly companyRandom: () => number;
  readonly twilio: SimulatedTwilio;
  /** An instance that runs, or none. */
  readonly reach: () => Reachable | undefined;
  readonly fail: (violation: string) => void;
  /** Called for each message that is told as added. */
  readonly onAdded: (message: Message) => void;
}

/** A way to an instance. */
interface Connection {
  readonly subscription: TimelineSubscription;
  readonly timelines: Timelines;
  readonly hear: (step: TimelineStep) => void;
  /** Has it told by itself again; null where it is. */
  leaveCohort: (() => void) | null;
}

/** How often, of all chances to go with others or alone, a client stays as it is. */
const companyKept = 0.7;

/** The most that a query shows. */
const queryMessages = 100;

/** A client that does nothing before `start`. */
export function createSimulatedClient(options: SimulatedClientOptions): SimulatedClient {
  const { clock, random, companyRandom, twilio, reach, fail, onAdded } = options;
  const held = new Map<string, Message>();
  /** What was told on the connection at hand: another instance may know less yet. */
  const versions = new Map<string, number>();
  let added = new Set<number>();
  /** Also before the last query. */
  const everAdded = new Set<number>();
  let lastIndex = -1;
  let queriedIndex = -1;
  let queriedLow = 0;
  let cursor: TimelineCursor | undefined;
  let connection: Connection | undefined;
  let connections = 0;
  let resyncs = 0;

  const query = ({ position }: Reachable) => {
    const all = twilio.list();
    const messages = all.slice(-queryMessages);
    held.clear();
    for (const message of messages) held.set(message.sid, message);
    queriedIndex = lastIndex = messages.at(-1)?.index ?? -1;
    queriedLow = messages.length === all.length ? 0 : (messages[0]?.index ?? 0);
    added = new Set();
    cursor = cursorAfterReading(
      { ...position(), takenAt: clock.now() },
      { messages, isComplete: messages.length === all.length },
    );
  };

  const connect = () => {
    const instance = reach();
    if (!instance) {
      retry();
      return;
    }
    if (!cursor) query(instance);
    const ordinal = (connections += 1);
    versions.clear();
    let queue: TimelineStep[] = [];
    let isHistoryTold = false;
    // The wire keeps the order and takes a moment; a cut loses what is on it.
    const drain = () => {
      if (!isHistoryTold || ordinal !== connections) return;
      const steps = queue;
      queue = [];
      for (const step of steps) {
        clock.setTimer(() => {
          if (ordinal !== connections) return;
          take(step);
          if (ordinal === connections) maybeChangeCompany(instance.cohort);
        }, 5);
      }
    };
    const hear = (step: TimelineStep) => {
      queue.push(step);
      drain();
    };
    const subscription = instance.timelines.subscribe({
      conversationSid,
      after: cursor ?? null,
      taker: { take: hear },
    });
    connection = { subscription, timelines: instance.timelines, hear, leaveCohort: null };
    clock.unsettle();
    void subscription.history.then((steps) => {
      queue.unshift(...steps);
      isHistoryTold = true;
      drain();
      if (ordinal === connections && queue.length === 0) maybeChangeCompany(instance.cohort);
    });
  };
  /** Goes on with the others of its instance, or by itself again. */
  const maybeChangeCompany = (cohort: SimulatedCohort) => {
    if (!connection || companyRandom() < companyKept) return;
    if (connection.leaveCohort) {
      connection.leaveCohort();
      connection.leaveCohort = null;
    } else {
      connection.leaveCohort = cohort.enter(connection.subscription, connection.hear);
    }
  };
  const retry = () => {
    const ordinal = (connections += 1);
    clock.setTimer(
      () => {
        if (ordinal === connections) connect();
      },
      50 + random() * 1_000,
    );
  };
  const disconnect = () => {
    connections += 1;
    connection?.leaveCohort?.();
    connection?.subscription.end();
    connection = undefined;
  };

  const take = (step: TimelineStep) => {
    if ('resync' in step) {
      resyncs += 1;
      cursor = undefined;
      disconnect();
      retry();
      return;
    }
    const { event } = step;
    cursor = step.cursor;
    if (event.kind === 'MessageAdded') takeAdded(event.message);
    if (event.kind === 'MessageUpdated') takeUpdated(event.message);
    if (event.kind === 'MessageRemoved') {
      if (twilio.removedAt(event.messageSid) > clock.now())
        fail(`removed, but is there: index ${event.index}`);
      held.delete(event.messageSid);
    }
  };
  const takeUpdated = (message: Message) => {
    const version = twilio.versionOf(message);
    const before = versions.get(message.sid) ?? -1;
    if (version < 0) fail(`updated to what never was: index ${message.index}`);
    if (version < before) fail(`went back from version ${before} to ${version}: index ${message.index}`);
    versions.set(message.sid, version);
    held.set(message.sid, message);
  };
  const takeAdded = (message: Message) => {
    const { index } = message;
    if (everAdded.has(index)) fail(`added twice: index ${index}`);
    else if (index <= lastIndex) fail(`added out of order: index ${index} after ${lastIndex}`);
    if (twilio.versionOf(message) < 0) fail(`added, but never was: index ${index}`);
    lastIndex = Math.max(lastIndex, index);
    added.add(index);
    everAdded.add(index);
    versions.set(message.sid, twilio.versionOf(message));
    held.set(message.sid, message);
    onAdded(message);
  };

  return {
    start: connect,
    cut() {
      disconnect();
      retry();
    },
    isOn: (timelines) => connection?.timelines === timelines,
    held,
    get queriedIndex() {
      return queriedIndex;
    },
    get queriedLow() {
      return queriedLow;
    },
    get added() {
      return added;
    },
    get resyncs() {
      return resyncs;
    },
  };
}
