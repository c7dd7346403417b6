import { createAccess } from '../../../src/domain/access.ts';
import { createCursorCodec } from '../../../src/domain/cursor.ts';
import { decodeInboxCursor, encodeInboxCursor, shortNameOf } from '../../../src/domain/inbox-cursor.ts';
import { openInboxEvents } from '../../../src/domain/inbox-events.ts';
import { placesOf, sumOf } from '../../../src/domain/inbox-place.ts';
import { createInbox } from '../../../src/domain/inbox.ts';
import { createMembershipSweeper, type MembershipSweeper } from '../../../src/domain/membership-sweeper.ts';
import type { EventBus } from '../../../src/events/event-bus.ts';
import { createSweepPace, type SweepPace } from '../../../src/events/sweep-pace.ts';
import { cursorAfterReading } from '../../../src/events/timeline-cursor.ts';
import { type TimelineRules, timelineRules } from '../../../src/events/timeline-rules.ts';
import { createTimelines } from '../../../src/events/timelines.ts';
import { createMemoryDeduplicator, onceOnlyKey } from '../../../src/webhooks/deduplicator.ts';
import { createPublishOnce } from '../../../src/webhooks/publish-once.ts';
import { isDisaster, strike } from '../disasters.ts';
import { createFailingLog } from '../failing-log.ts';
import { noMetrics } from '../no-metrics.ts';
import { allFaults, type FaultRates, faultsMs } from '../schedule.ts';
import { createSeededRandom } from '../seeded-random.ts';
import { createSimulatedBusEngine } from '../simulated-bus.ts';
import { createSimulatedInstances } from '../simulated-instances.ts';
import { createSimulatedRest } from '../simulated-rest.ts';
import { createVirtualClock, type VirtualClock } from '../virtual-clock.ts';
import { type InboxWorld, writeInInbox, type WritingInstance } from './inbox-writes.ts';
import { createInboxSchedule, type ScheduledInboxAction } from './inbox-schedule.ts';
import { createSimulatedAccount, type SimulatedAccount } from './simulated-account.ts';
import {
  createSimulatedInboxClient,
  type InboxQueryKind,
  type InboxThread,
  type SimulatedInboxClient,
} from './simulated-inbox-client.ts';

/** How a world of inboxes is simulated. */
export interface InboxSimulationOptions {
  readonly seed: number;
  /** @default allFaults */
  readonly rates?: FaultRates;
  /** What happens; of the seed when absent. */
  readonly schedule?: readonly ScheduledInboxAction[];
  /** @default the production rules */
  readonly rules?: TimelineRules | undefined;
  /** @default the production pace */
  readonly sweepPace?: SweepPace | undefined;
  /** @default once a minute */
  readonly membershipPace?: SweepPace;
  /** What queries show beside their cursor. @default now this, now that */
  readonly queryKind?: InboxQueryKind;
}

/** What came of it. */
export interface InboxSimulationResult {
  /** Each broken promise, in words; empty when all were kept. */
  readonly violations: readonly string[];
  readonly messages: number;
  readonly reads: number;
  readonly resyncs: number;
  readonly webhooksLost: number;
  readonly latenciesMs: readonly number[];
  readonly virtualMs: number;
}

const queryKinds: readonly InboxQueryKind[] = ['messages', 'last', 'apart'];
const viewers = ['alice', 'bob'];
const clientsCount = 3;
const instancesCount = 3;
/** Long enough for a sweep of memberships, and for what it finds to be told. */
const convergenceMs = 160_000;
const violationsMax = 5;
/** Within so long every instance has read a conversation again, also where reads fail. */
const unreadMs = 45_000;
/** The newest messages of each conversation whose edits and removals have to show in the end. */
const windowMessages = 16;

/** Answers are kept so long, in milliseconds; and given only while the bus was heard so lately. */
const keptMs = 60_000;
const unheardMaxMs = 3_000;

interface Instance extends WritingInstance {
  /** Of what time what a query shows of a conversation is. */
  readonly showsAsOf: (conversationSid: string) => number;
  readonly memberships: MembershipSweeper;
}

/** What happens in the world of a seed. */
export function inboxScheduleOf(seed: number, rates: FaultRates): readonly ScheduledInboxAction[] {
  const conversations = messagesBefore(seed).length;
  return createInboxSchedule(seed, { rates, conversations, viewers: viewers.length, clients: clientsCount });
}

/** Runs three instances with the production inbox and three clients through what the seed has in store for them. */
export async function simulateInbox(options: InboxSimulationOptions): Promise<InboxSimulationResult> {
  const { seed, rates = allFaults, rules = timelineRules } = options;
  const { sweepPace = createSweepPace(), membershipPace = createSweepPace({ intervalMinMs: 60_000 }) } =
    options;
  const schedule = options.schedule ?? inboxScheduleOf(seed, rates);
  const clock = createVirtualClock();
  const randomOf = (stream: number) => createSeededRandom(seed * 16 + stream);
  const violations: string[] = [];
  const fail = (violation: string) => {
    if (violations.length < violationsMax)
      violations.push(`at ${Math.round(clock.now() - startedAt)} ms: ${violation}`);
  };

  const rest = createSimulatedRest({ clock, random: randomOf(1), rates });
  const account = createSimulatedAccount({
    clock,
    rest,
    identities: viewers,
    messagesBefore: messagesBefore(seed),
  });
  // What is there from before is older than what any read shows.
  await clock.runUntil(clock.now() + 70_000);
  const startedAt = clock.now();
  const engine = createSimulatedBusEngine({ clock, random: randomOf(2) });
  const deduplicator = createMemoryDeduplicator({ clock });
  const cursors = createCursorCodec({ keys: () => [Buffer.alloc(32, 1)] });
  const log = createFailingLog(fail);
  const instanceRandom = randomOf(3);
  const queryRandom = randomOf(7);
  const kindRandom = randomOf(8);
  const queryKind = () =>
    options.queryKind ?? queryKinds[Math.floor(kindRandom() * queryKinds.length)] ?? 'apart';
  const instances = createSimulatedInstances<Instance>({
    clock,
    count: instancesCount,
    start() {
      const bus = engine.connect();
      const parts = { api: account.api, bus, clock, random: instanceRandom, log };
      return {
        bus,
        showsAsOf: createKeptAnswers({ clock, bus, random: queryRandom, share: rates.staleRead }),
        timelines: createTimelines({ ...parts, metrics: noMetrics, rules, sweepPace }),
        memberships: createMembershipSweeper({ ...parts, metrics: noMetrics, pace: membershipPace }),
      };
    },
    end(instance, isKilled) {
      if (isKilled) for (const client of clients) if (client.isOn(instance)) client.cut();
      instance.memberships.close();
      instance.timelines.close();
      if (isKilled) void instance.bus.close();
    },
  });

  const latenciesMs: number[] = [];
  const sentAt = new Map<string, number>();
  const clients = Array.from({ length: clientsCount }, (_, place): SimulatedInboxClient => {
    const random = randomOf(4 + place);
    const identity = viewers[place % viewers.length] ?? '';
    const access = createAccess({
      api: account.api,
      viewer: { identity, isService: false, expiresAt: null },
    });
    return createSimulatedInboxClient({
      identity,
      clock,
      random,
      account,
      queryKind,
      fail: (violation) => fail(`client ${place}: ${violation}`),
      onAdded(message) {
        const time = sentAt.get(message.sid);
        if (time !== undefined) latenciesMs.push(clock.now() - time);
      },
      placed(cursor, conversationSid) {
        const { places } = decodeInboxCursor(cursors, identity, cursor);
        return (places.get(shortNameOf(conversationSid))?.window ?? null) !== null;
      },
      reach() {
        const instance = instances.pick(random);
        if (!instance) return undefined;
        const { bus, timelines, memberships } = instance;
        const inbox = createInbox({ api: account.api, access });
        const live = { api: account.api, access, inbox, bus, timelines, memberships, cursors, clock, log };
        return {
          instance,
          position: bus.position,
          showsAsOf: instance.showsAsOf,
          cursor(position, shown) {
            const at = { ...position, takenAt: clock.now() };
            const places = [...shown].map(
              ([sid, messages]) => [sid, cursorAfterReading(at, messages)] as const,
            );
            return encodeInboxCursor(cursors, identity, {
              ...position,
              followedSince: clock.now(),
              conversations: sumOf(account.memberships(identity)),
              places: placesOf(new Map(places)),
            });
          },
          open: (after) => openInboxEvents({ after }, { ...live, metrics: noMetrics }),
        };
      },
    });
  });
  for (const client of clients) client.start();

  const world: InboxWorld = {
    clock,
    rates,
    account,
    viewers,
    blackoutUntil: 0,
    webhooksLost: 0,
    pickInstance: instances.pick,
    isFirst: async (event) => {
      const key = onceOnlyKey(event);
      return key === null || deduplicator.isFirst(key);
    },
    publishOnce: (instance, event) =>
      createPublishOnce({ deduplicator, publish: instance.bus.publish })(event),
    sent: (sid) => sentAt.set(sid, clock.now()),
  };
  for (const action of schedule) {
    clock.setTimer(() => {
      if (isDisaster(action)) return strike(action, { clock, rest, engine, instances, clients, world });
      writeInInbox(world, action, createSeededRandom(action.seed));
    }, action.atMs);
  }
  await clock.runUntil(startedAt + faultsMs);
  rest.heal();
  world.blackoutUntil = 0;
  await clock.runUntil(startedAt + faultsMs + convergenceMs);

  for (const [place, client] of clients.entries())
    checkConvergence(client, account, (violation) => fail(`client ${place}: ${violation}`));
  instances.close();
  return {
    violations,
    messages: sentAt.size,
    reads: rest.reads,
    resyncs: clients.reduce((sum, client) => sum + client.resyncs, 0),
    webhooksLost: world.webhooksLost,
    latenciesMs,
    virtualMs: clock.now() - startedAt,
  };
}

/** An instance answers a share of all queries with what it has read some time ago, unless it has heard of something since. */
function createKeptAnswers(options: {
  readonly clock: VirtualClock;
  readonly bus: EventBus;
  readonly random: () => number;
  readonly share: number;
}): (conversationSid: string) => number {
  const { clock, bus, random, share } = options;
  let nothingBefore = clock.now();
  const heardAt = new Map<string, number>();
  bus.onGap(() => (nothingBefore = clock.now()));
  bus.subscribeAll(({ event }) => {
    if (event.kind !== 'UserChanged') heardAt.set(event.conversationSid, clock.now());
  });
  return (conversationSid) => {
    const now = clock.now();
    const [isKept, age] = [random() < share, random() * keptMs];
    if (!isKept || now - bus.heardUntil() > unheardMaxMs) return now;
    return Math.max(now - age, nothingBefore, heardAt.get(conversationSid) ?? 0);
  };
}

/** Some conversations are empty at first, and some have more than a page. */
function messagesBefore(seed: number): readonly number[] {
  const random = createSeededRandom(seed * 16);
  return [0, Math.floor(random() * 140), Math.floor(random() * 20), Math.floor(random() * 40)];
}

/** What was there when the client queried, and was not shown, may come as a change. */
function isToldAsChange({ held, queriedAt }: InboxThread, index: number): boolean {
  return [...held.values()].some(
    (message) => message.index === index && message.createdAt.getTime() <= queriedAt,
  );
}

/** Memberships have to be as they are; every message told, and the newest as they are. */
function checkConvergence(
  client: SimulatedInboxClient,
  account: SimulatedAccount,
  fail: (violation: string) => void,
): void {
  const memberships = new Set(account.memberships(client.identity));
  for (const sid of client.threads.keys())
    if (!memberships.has(sid)) fail(`still follows ${sid}, which the viewer left`);
  for (const sid of memberships) {
    const thread = client.threads.get(sid);
    if (!thread) {
      fail(`does not know of ${sid}, which the viewer joined`);
      continue;
    }
    const name = sid.slice(-1);
    const all = thread.twilio.list();
    for (const { index } of all)
      if (index > thread.queriedIndex && !thread.added.has(index) && !isToldAsChange(thread, index))
        fail(`never added: ${name}/${index}`);
    const window = all.slice(-windowMessages).filter(({ index }) => index >= thread.queriedLow);
    for (const message of window) {
      const held = thread.held.get(message.sid);
      if (!held) fail(`missing in the end: ${name}/${message.index}`);
      else if (held.body !== message.body)
        fail(`not converged: ${name}/${message.index} is "${held.body}", should be "${message.body}"`);
    }
    const low = window[0]?.index ?? 0;
    const sids = new Set(all.map((message) => message.sid));
    for (const { sid: held, index, createdAt } of thread.held.values()) {
      if (index < low || sids.has(held)) continue;
      if (thread.isShownByQuery) {
        fail(`still there in the end, as shown: ${name}/${index}`);
        continue;
      }
      // What only another query showed, and was gone before any instance read it, has left no trace; nor has what was removed before
      // the conversation was read for the first time.
      const isFromQuery = !thread.added.has(index);
      if (isFromQuery && createdAt.getTime() > thread.queriedAt - unreadMs) continue;
      if (thread.twilio.removedAt(held) > (thread.placedAt ?? Number.POSITIVE_INFINITY))
        fail(`still there in the end: ${name}/${index}`);
    }
  }
}
