import type { MessageEvent } from '../../src/events/timeline-step.ts';
import { type TimelineRules, timelineRules } from '../../src/events/timeline-rules.ts';
import { createSweepPace, type SweepPace } from '../../src/events/sweep-pace.ts';
import { createTimelines, type Timelines } from '../../src/events/timelines.ts';
import type { EventBus } from '../../src/events/event-bus.ts';
import type { Message } from '../../src/model.ts';
import { isDisaster, strike } from './disasters.ts';
import { createFailingLog } from './failing-log.ts';
import { noMetrics } from './no-metrics.ts';
import { allFaults, createSchedule, type FaultRates, faultsMs, type ScheduledAction } from './schedule.ts';
import { createSeededRandom } from './seeded-random.ts';
import { createSimulatedBusEngine } from './simulated-bus.ts';
import { createSimulatedCohort, type SimulatedCohort } from './simulated-cohort.ts';
import { createSimulatedClient, type SimulatedClient } from './simulated-client.ts';
import { createSimulatedInstances } from './simulated-instances.ts';
import { createSimulatedRest } from './simulated-rest.ts';
import {
  createSimulatedTwilio,
  onlyConversationSid as conversationSid,
  type SimulatedTwilio,
} from './simulated-twilio.ts';
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts';

/** How a world is simulated. */
export interface SimulationOptions {
  readonly seed: number;
  /** @default allFaults */
  readonly rates?: FaultRates;
  /** What happens; of the seed when absent. */
  readonly schedule?: readonly ScheduledAction[];
  /** @default the production rules */
  readonly rules?: TimelineRules | undefined;
  /** @default the production pace */
  readonly sweepPace?: SweepPace | undefined;
}

/** What came of it. */
export interface SimulationResult {
  /** Each broken promise, in words; empty when all were kept. */
  readonly violations: readonly string[];
  readonly messages: number;
  readonly reads: number;
  readonly resyncs: number;
  readonly webhooksLost: number;
  /** Milliseconds from each message's creation to its telling, over all clients. */
  readonly latenciesMs: readonly number[];
  readonly virtualMs: number;
}

/** What came of one conversation. */
export interface TimelineSimulationResult extends SimulationResult {
  /** Steps that clients were told with others. */
  readonly toldTogether: number;
}

const instancesCount = 3;
const clientsCount = 4;
/** After the faults, until everything has to be told and equal. */
const convergenceMs = 100_000;
/** What nobody may see more of: a world that is all wrong need not be told in full. */
const violationsMax = 5;

interface Instance {
  readonly bus: EventBus;
  readonly timelines: Timelines;
  readonly cohort: SimulatedCohort;
}

/** Runs three instances of the production timeline and four clients through what the seed has in store for them. */
export async function simulate(options: SimulationOptions): Promise<TimelineSimulationResult> {
  const { seed, rates = allFaults, rules = timelineRules, sweepPace = createSweepPace() } = options;
  const schedule = options.schedule ?? createSchedule(seed, rates);
  const clock = createVirtualClock();
  const startedAt = clock.now();
  const randomOf = (stream: number) => createSeededRandom(seed * 16 + stream);
  const violations: string[] = [];
  const fail = (violation: string) => {
    if (violations.length < violationsMax)
      violations.push(`at ${Math.round(clock.now() - startedAt)} ms: ${violation}`);
  };

  const worldRandom = randomOf(0);
  const rest = createSimulatedRest({ clock, random: randomOf(1), rates });
  const twilio = createSimulatedTwilio({
    clock,
    rest,
    messagesBefore: Math.floor(worldRandom() * 140),
  });
  const engine = createSimulatedBusEngine({ clock, random: randomOf(2) });
  const clients: SimulatedClient[] = [];
  const cohorts: SimulatedCohort[] = [];
  const instanceRandom = randomOf(3);
  const instances = createSimulatedInstances<Instance>({
    clock,
    count: instancesCount,
    start() {
      const bus = engine.connect();
      const timelines = createTimelines({
        api: twilio.api,
        bus,
        clock,
        random: instanceRandom,
        log: createFailingLog(fail),
        metrics: noMetrics,
        rules,
        sweepPace,
      });
      const cohort = createSimulatedCohort();
      cohorts.push(cohort);
      return { bus, timelines, cohort };
    },
    end({ bus, timelines }, isKilled) {
      if (isKilled) for (const client of clients) if (client.isOn(timelines)) client.cut();
      timelines.close();
      if (isKilled) void bus.close();
    },
  });

  const latenciesMs: number[] = [];
  const sentAt = new Map<string, number>();
  for (let each = 0; each < clientsCount; each += 1) {
    const random = randomOf(4 + each);
    clients.push(
      createSimulatedClient({
        clock,
        random,
        companyRandom: randomOf(8 + each),
        twilio,
        fail: (violation) => fail(`client ${each}: ${violation}`),
        onAdded(message) {
          const time = sentAt.get(message.sid);
          if (time !== undefined) latenciesMs.push(clock.now() - time);
        },
        reach() {
          const instance = instances.pick(random);
          if (!instance) return undefined;
          const { bus, cohort, timelines } = instance;
          return { timelines, cohort, position: bus.position };
        },
      }),
    );
  }
  for (const client of clients) client.start();

  const world: World = {
    clock,
    rates,
    twilio,
    blackoutUntil: 0,
    webhooksLost: 0,
    pickInstance: instances.pick,
    sent: (message) => sentAt.set(message.sid, clock.now()),
  };
  for (const action of schedule) {
    clock.setTimer(() => {
      if (isDisaster(action)) return strike(action, { clock, rest, engine, instances, clients, world });
      const random = createSeededRandom(action.seed);
      switch (action.kind) {
        case 'send':
        case 'edit':
        case 'remove':
          write(world, action, random);
          break;
        case 'burst':
          for (let each = 0; each < action.messages; each += 1) {
            const sendSeed = action.seed + each;
            const sending = { kind: 'send', way: action.way, atMs: action.atMs, seed: sendSeed } as const;
            clock.setTimer(() => write(world, sending, createSeededRandom(sendSeed)), random() * 1_000);
          }
          break;
      }
    }, action.atMs);
  }
  await clock.runUntil(startedAt + faultsMs);
  rest.heal();
  world.blackoutUntil = 0;
  await clock.runUntil(startedAt + faultsMs + convergenceMs);

  for (const [place, client] of clients.entries())
    checkConvergence(client, twilio, (violation) => fail(`client ${place}: ${violation}`));
  instances.close();
  return {
    violations,
    messages: sentAt.size,
    reads: rest.reads,
    resyncs: clients.reduce((sum, { resyncs }) => sum + resyncs, 0),
    webhooksLost: world.webhooksLost,
    toldTogether: cohorts.reduce((sum, { told }) => sum + told, 0),
    latenciesMs,
    virtualMs: clock.now() - startedAt,
  };
}

interface World {
  readonly clock: VirtualClock;
  readonly rates: FaultRates;
  readonly twilio: SimulatedTwilio;
  blackoutUntil: number;
  webhooksLost: number;
  readonly pickInstance: (random: () => number) => Instance | undefined;
  readonly sent: (message: Message) => void;
}

/** Writes at Twilio, and once more where the action says so. */
function write(world: World, action: WriteAction, random: () => number): void {
  const { clock, rates, twilio } = world;
  const [place, skips, skip] = [1 - random() ** 2, random(), random()];
  switch (action.kind) {
    case 'send': {
      const message = twilio.send({ skip: skips < rates.skipIndex ? 1 + Math.floor(skip * 3) : 0 });
      world.sent(message);
      spread(world, { action, message, random });
      break;
    }
    case 'remove':
      spread(world, { action, message: twilio.remove(place), random });
      break;
    case 'edit': {
      const message = twilio.edit(place);
      spread(world, { action, message, random });
      if (!message || action.againMs === null) break;
      const again = createSeededRandom(action.seed + 1);
      clock.setTimer(
        () => spread(world, { action, message: twilio.editAgain(message.sid), random: again }),
        action.againMs,
      );
    }
  }
}

type WriteAction = Extract<ScheduledAction, { kind: 'send' | 'edit' | 'remove' }>;

/** Answers the instance that wrote, and sends the webhook on its way through all that can befall it. */
function spread(
  world: World,
  written: { readonly action: WriteAction; readonly message: Message | null; readonly random: () => number },
): void {
  const { clock, rates, twilio } = world;
  const { action, message, random } = written;
  if (!message) return;
  const answerAfterMs = 20 + random() * 80;
  const [drop, duplicate, late] = [random(), random(), random()];
  const delays = [random(), random()].map(
    (share) => 30 + share * (late < rates.lateWebhook ? rates.lateWebhookMsMax : 150),
  );
  if (action.way === 'gateway') {
    const instance = world.pickInstance(random);
    const event = eventOf(action.kind, message, clock.now());
    clock.setTimer(() => instance?.timelines.accept(event), answerAfterMs);
  }
  if (action.way === 'silent') return;
  if (drop < rates.dropWebhook) {
    world.webhooksLost += 1;
    return;
  }
  const event = eventOf(action.kind, twilio.asWebhook(message), clock.now());
  const copies = duplicate < rates.duplicateWebhook ? delays : delays.slice(0, 1);
  for (const delayMs of copies) {
    clock.setTimer(() => {
      const instance = clock.now() < world.blackoutUntil ? undefined : world.pickInstance(random);
      if (instance) instance.bus.publish(event);
      else world.webhooksLost += 1;
    }, delayMs);
  }
}

function eventOf(kind: 'send' | 'edit' | 'remove', message: Message, now: number): MessageEvent {
  if (kind === 'send')
    return { kind: 'MessageAdded', conversationSid, occurredAt: message.createdAt, message };
  if (kind === 'edit')
    return { kind: 'MessageUpdated', conversationSid, occurredAt: message.updatedAt, message };
  const { sid: messageSid, index } = message;
  return { kind: 'MessageRemoved', conversationSid, occurredAt: new Date(now), messageSid, index };
}

/** The newest hundred messages have to be told, and to be as they are. */
function checkConvergence(
  client: SimulatedClient,
  twilio: SimulatedTwilio,
  fail: (violation: string) => void,
): void {
  const all = twilio.list();
  for (const { index } of all)
    if (index > client.queriedIndex && !client.added.has(index)) fail(`never added: index ${index}`);
  const window = all.slice(-100).filter(({ index }) => index >= client.queriedLow);
  const low = window.length === all.length ? 0 : (window[0]?.index ?? 0);
  for (const message of window) {
    const held = client.held.get(message.sid);
    if (!held) fail(`missing in the end: index ${message.index}`);
    else if (held.body !== message.body)
      fail(`not converged: index ${message.index} is "${held.body}", should be "${message.body}"`);
  }
  const sids = new Set(all.map(({ sid }) => sid));
  for (const { sid, index } of client.held.values())
    if (index >= low && !sids.has(sid)) fail(`still there in the end: index ${index}`);
}
