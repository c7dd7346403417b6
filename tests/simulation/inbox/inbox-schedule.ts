import { type Disaster, planDisasters } from '../disasters.ts';
import { faultsMs, type FaultRates, type WriteWay } from '../schedule.ts';
import { createSeededRandom } from '../seeded-random.ts';

/** Something that happens in a world of several conversations. */
export type InboxAction =
  | { readonly kind: 'send' | 'edit' | 'remove'; readonly way: WriteWay; readonly conversation: number }
  | {
      readonly kind: 'join' | 'leave';
      readonly way: WriteWay;
      readonly conversation: number;
      readonly viewer: number;
    }
  | Disaster;

/** An action and its time; everything random about it comes from its own seed, so that leaving others out does not change it. */
export type ScheduledInboxAction = InboxAction & { readonly atMs: number; readonly seed: number };

/** What happens in the world of a seed, in order of time. */
export function createInboxSchedule(
  seed: number,
  world: {
    readonly rates: FaultRates;
    readonly conversations: number;
    readonly viewers: number;
    readonly clients: number;
  },
): readonly ScheduledInboxAction[] {
  const { rates, conversations, viewers, clients } = world;
  const random = createSeededRandom(seed * 2 + 1);
  const actions: ScheduledInboxAction[] = [];
  const add = (action: InboxAction) =>
    actions.push({ ...action, atMs: random() * faultsMs, seed: Math.floor(random() * 2 ** 31) });
  const times = (count: number, make: () => InboxAction) => {
    for (let each = 0; each < count; each += 1) add(make());
  };
  const between = (low: number, high: number) => low + Math.floor(random() * (high - low + 1));
  const conversation = () => between(0, conversations - 1);
  const viewer = () => between(0, viewers - 1);
  const way = (): WriteWay => {
    if (random() < rates.noWebhook) return 'silent';
    return random() < 0.4 ? 'gateway' : 'rest';
  };

  times(between(20, 80), () => ({ kind: 'send', way: way(), conversation: conversation() }));
  times(between(0, 20), () => ({ kind: 'edit', way: way(), conversation: conversation() }));
  times(between(0, 8), () => ({ kind: 'remove', way: way(), conversation: conversation() }));
  times(between(0, 4), () => ({ kind: 'leave', way: way(), conversation: conversation(), viewer: viewer() }));
  times(between(0, 5), () => ({ kind: 'join', way: way(), conversation: conversation(), viewer: viewer() }));
  if (rates.disasters) planDisasters({ random, clients, instances: 3, cutsMax: 10, add });
  return actions.toSorted((one, other) => one.atMs - other.atMs);
}
