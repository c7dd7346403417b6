import { type Disaster, planDisasters } from './disasters.ts';
import { createSeededRandom } from './seeded-random.ts';

/** How often each fault strikes, in [0, 1], and how long the long ones last, in milliseconds. */
export interface FaultRates {
  readonly dropWebhook: number;
  readonly duplicateWebhook: number;
  readonly lateWebhook: number;
  readonly lateWebhookMsMax: number;
  /** Writes made without the header that asks for a webhook. */
  readonly noWebhook: number;
  readonly refuseRead: number;
  readonly timeOutRead: number;
  readonly staleRead: number;
  readonly staleReadMsMax: number;
  readonly skipIndex: number;
  /** Of everything that strikes the whole: cuts, kills, storms, blackouts, outages of the bus. */
  readonly disasters: boolean;
}

/** All the faults of the guarantee's proof, at its rates. */
export const allFaults: FaultRates = {
  dropWebhook: 0.15,
  duplicateWebhook: 0.15,
  lateWebhook: 0.2,
  lateWebhookMsMax: 4_000,
  noWebhook: 0.1,
  refuseRead: 0.1,
  timeOutRead: 0.03,
  staleRead: 0.2,
  staleReadMsMax: 500,
  skipIndex: 0.05,
  disasters: true,
};

/** A healthy world. */
export const noFaults: FaultRates = {
  dropWebhook: 0,
  duplicateWebhook: 0,
  lateWebhook: 0,
  lateWebhookMsMax: 0,
  noWebhook: 0,
  refuseRead: 0,
  timeOutRead: 0,
  staleRead: 0,
  staleReadMsMax: 0,
  skipIndex: 0,
  disasters: false,
};

/** Something that happens in the simulated world. */
export type Action =
  | { readonly kind: 'send' | 'remove'; readonly way: WriteWay }
  /** With `againMs` the message is changed once more after so long. */
  | { readonly kind: 'edit'; readonly way: WriteWay; readonly againMs: number | null }
  /** Many messages within a second, as an import makes them. */
  | { readonly kind: 'burst'; readonly way: WriteWay; readonly messages: number }
  | Disaster;

/** Who writes: an instance of the gateway, or somebody else over REST with or without a webhook. */
export type WriteWay = 'gateway' | 'rest' | 'silent';

/** An action and its time; everything random about it comes from its own seed, so that leaving others out does not change it. */
export type ScheduledAction = Action & { readonly atMs: number; readonly seed: number };

/** How long the faults last, in milliseconds; afterwards the world is healthy and has time to converge. */
export const faultsMs = 60_000;

/** What happens in the world of a seed, in order of time. */
export function createSchedule(seed: number, rates: FaultRates): readonly ScheduledAction[] {
  const random = createSeededRandom(seed);
  const actions: ScheduledAction[] = [];
  const add = (action: Action) =>
    actions.push({ ...action, atMs: random() * faultsMs, seed: Math.floor(random() * 2 ** 31) });
  const times = (count: number, make: () => Action) => {
    for (let each = 0; each < count; each += 1) add(make());
  };
  const between = (low: number, high: number) => low + Math.floor(random() * (high - low + 1));
  const way = (): WriteWay => {
    if (random() < rates.noWebhook) return 'silent';
    return random() < 0.4 ? 'gateway' : 'rest';
  };

  times(between(20, 90), () => ({ kind: 'send', way: way() }));
  times(between(0, 25), () => ({
    kind: 'edit',
    way: way(),
    againMs: random() < 0.5 ? between(50, 900) : null,
  }));
  times(between(0, 12), () => ({ kind: 'remove', way: way() }));
  if (rates.disasters) {
    if (random() < 0.25) add({ kind: 'burst', way: way(), messages: between(50, 400) });
    planDisasters({ random, clients: 4, instances: 3, cutsMax: 12, add });
  }
  return actions.toSorted((one, other) => one.atMs - other.atMs);
}
