import { createRandom, type Random } from '../../src/emulator/random.ts';

/** What can be done to the parts of a run. */
export type FaultKind =
  // A gateway process
  | 'gateway killed'
  | 'gateway terminated'
  | 'gateway frozen'
  // The network between clients, or Twilio, and a gateway
  | 'gateway cut off'
  | 'gateway slow'
  | 'gateway silent'
  // Redis, and the network between it and a gateway
  | 'redis killed'
  | 'redis frozen'
  | 'redis cut off'
  | 'redis slow'
  | 'redis silent'
  // Twilio
  | 'webhooks lost'
  | 'webhooks repeated'
  | 'webhooks late'
  | 'twilio refuses'
  | 'twilio fails'
  | 'twilio slow'
  | 'answers lost'
  | 'indexes skipped';

/** A fault with its time. */
export interface PlannedFault {
  readonly kind: FaultKind;
  /** From the start of the run, in milliseconds. */
  readonly atMs: number;
  readonly lastsMs: number;
  /** Which gateway it hits, from 0; null for what hits all. */
  readonly gateway: number | null;
  /** How hard it hits, from 0 to 1. */
  readonly strength: number;
}

/** Options of {@link planFaults}. */
export interface FaultPlanOptions {
  /** The same seed and options give the same plan. */
  readonly seed: number;
  /** Every fault is over by then. */
  readonly durationMs: number;
  readonly gateways: number;
  readonly hasRedis: boolean;
  /** A gateway whose process is never ended, so that its memory can be watched; null for none. @default null */
  readonly survivor?: number | null;
  /** Mean time from one fault to the next, in milliseconds. @default 3_000 */
  readonly gapMs?: number;
}

/** Two faults of one subject never overlap where they hit the same thing. */
type Subject =
  | 'process'
  | 'link'
  | 'redis'
  | 'redis link'
  | 'webhooks'
  | 'twilio'
  | 'latency'
  | 'answers'
  | 'indexes';

interface FaultTraits {
  readonly subject: Subject;
  readonly hitsOneGateway: boolean;
  readonly lastsMsMin: number;
  readonly lastsMsMax: number;
}

const traits: Readonly<Record<FaultKind, FaultTraits>> = {
  'gateway killed': { subject: 'process', hitsOneGateway: true, lastsMsMin: 200, lastsMsMax: 5_000 },
  // A gateway that is asked to stop gives balancers and clients notice first.
  'gateway terminated': { subject: 'process', hitsOneGateway: true, lastsMsMin: 15_000, lastsMsMax: 20_000 },
  'gateway frozen': { subject: 'process', hitsOneGateway: true, lastsMsMin: 500, lastsMsMax: 15_000 },
  'gateway cut off': { subject: 'link', hitsOneGateway: true, lastsMsMin: 100, lastsMsMax: 1_000 },
  'gateway slow': { subject: 'link', hitsOneGateway: true, lastsMsMin: 3_000, lastsMsMax: 12_000 },
  'gateway silent': { subject: 'link', hitsOneGateway: true, lastsMsMin: 1_000, lastsMsMax: 12_000 },
  'redis killed': { subject: 'redis', hitsOneGateway: false, lastsMsMin: 200, lastsMsMax: 5_000 },
  'redis frozen': { subject: 'redis', hitsOneGateway: false, lastsMsMin: 500, lastsMsMax: 6_000 },
  'redis cut off': { subject: 'redis link', hitsOneGateway: true, lastsMsMin: 100, lastsMsMax: 3_000 },
  'redis slow': { subject: 'redis link', hitsOneGateway: true, lastsMsMin: 2_000, lastsMsMax: 8_000 },
  'redis silent': { subject: 'redis link', hitsOneGateway: true, lastsMsMin: 1_000, lastsMsMax: 8_000 },
  'webhooks lost': { subject: 'webhooks', hitsOneGateway: false, lastsMsMin: 2_000, lastsMsMax: 15_000 },
  'webhooks repeated': { subject: 'webhooks', hitsOneGateway: false, lastsMsMin: 2_000, lastsMsMax: 10_000 },
  'webhooks late': { subject: 'webhooks', hitsOneGateway: false, lastsMsMin: 3_000, lastsMsMax: 10_000 },
  'twilio refuses': { subject: 'twilio', hitsOneGateway: false, lastsMsMin: 1_000, lastsMsMax: 8_000 },
  'twilio fails': { subject: 'twilio', hitsOneGateway: false, lastsMsMin: 1_000, lastsMsMax: 5_000 },
  'twilio slow': { subject: 'latency', hitsOneGateway: false, lastsMsMin: 2_000, lastsMsMax: 8_000 },
  'answers lost': { subject: 'answers', hitsOneGateway: false, lastsMsMin: 2_000, lastsMsMax: 8_000 },
  'indexes skipped': { subject: 'indexes', hitsOneGateway: false, lastsMsMin: 2_000, lastsMsMax: 10_000 },
};

/** Plans faults, in order of their times. Every kind comes once before any comes again. */
export function planFaults(options: FaultPlanOptions): readonly PlannedFault[] {
  const { seed, durationMs, gateways, hasRedis, survivor = null, gapMs = 3_000 } = options;
  const random = createRandom(seed);
  const kinds = faultKinds.filter((kind) => hasRedis || !kind.startsWith('redis'));
  const planned: PlannedFault[] = [];
  /** Until when each thing is under a fault. */
  const busyUntilMs = new Map<string, number>();
  let deck: FaultKind[] = [];

  const place = (kind: FaultKind, atMs: number): PlannedFault | null => {
    const { subject, hitsOneGateway, lastsMsMin, lastsMsMax } = traits[kind];
    const lastsMs = Math.round(lastsMsMin + random() * (lastsMsMax - lastsMsMin));
    const strength = random();
    const candidates = hitsOneGateway
      ? shuffled(
          Array.from({ length: gateways }, (_, gateway) => gateway).filter(
            (gateway) => gateway !== survivor || !endsProcess(kind),
          ),
          random,
        )
      : [null];
    const gateway = candidates.find((candidate) => (busyUntilMs.get(`${subject} ${candidate}`) ?? 0) <= atMs);
    if (gateway === undefined || atMs + lastsMs > durationMs) return null;
    busyUntilMs.set(`${subject} ${gateway}`, atMs + lastsMs + recoveryMs);
    return { kind, atMs, lastsMs, gateway, strength };
  };

  for (let atMs = gapMs; atMs < durationMs; atMs += Math.round(gapMs * (0.5 + random()))) {
    if (deck.length === 0) deck = shuffled(kinds, random);
    // A kind that has no room now keeps its turn.
    for (const kind of deck) {
      const fault = place(kind, atMs);
      if (!fault) continue;
      planned.push(fault);
      deck = deck.filter((other) => other !== kind);
      break;
    }
  }
  return planned;
}

const faultKinds = Object.keys(traits) as FaultKind[];

/** From the end of a fault to the next one of the same subject at the same place, in milliseconds. */
const recoveryMs = 500;

function endsProcess(kind: FaultKind): boolean {
  return kind === 'gateway killed' || kind === 'gateway terminated';
}

function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  const keyed = items.map((item) => ({ item, key: random() }));
  return keyed.toSorted((left, right) => left.key - right.key).map(({ item }) => item);
}
