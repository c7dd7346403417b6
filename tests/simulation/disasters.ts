import type { VirtualClock } from './virtual-clock.ts';

/** What strikes the whole: a client's socket, an instance, Twilio's answers, webhooks, or the bus. */
export type Disaster =
  | { readonly kind: 'cut'; readonly client: number }
  | { readonly kind: 'kill'; readonly instance: number; readonly downMs: number }
  | { readonly kind: 'storm' | 'blackout' | 'busOutage'; readonly durationMs: number }
  | { readonly kind: 'busRestart' };

/** Adds the disasters of a world to its schedule. */
export function planDisasters(options: {
  readonly random: () => number;
  readonly clients: number;
  readonly instances: number;
  readonly cutsMax: number;
  readonly add: (disaster: Disaster) => void;
}): void {
  const { random, clients, instances, cutsMax, add } = options;
  const between = (low: number, high: number) => low + Math.floor(random() * (high - low + 1));
  const times = (count: number, make: () => Disaster) => {
    for (let each = 0; each < count; each += 1) add(make());
  };
  times(between(0, cutsMax), () => ({ kind: 'cut', client: between(0, clients - 1) }));
  times(between(0, 3), () => ({
    kind: 'kill',
    instance: between(0, instances - 1),
    downMs: between(200, 6_000),
  }));
  times(between(0, 1), () => ({ kind: 'storm', durationMs: between(1_000, 15_000) }));
  times(between(0, 1), () => ({ kind: 'blackout', durationMs: between(1_000, 20_000) }));
  times(between(0, 1), () => ({ kind: 'busOutage', durationMs: between(200, 5_000) }));
  if (random() < 0.15) add({ kind: 'busRestart' });
}

/** What disasters strike. */
export interface Stricken {
  readonly clock: VirtualClock;
  readonly rest: { refuseUntil(time: number): void };
  readonly engine: { fail(durationMs: number): void; restart(): void };
  readonly instances: { kill(place: number, downMs: number): void };
  readonly clients: readonly { cut(): void }[];
  readonly world: { blackoutUntil: number };
}

/** Has a disaster happen. */
export function strike(action: Disaster, stricken: Stricken): void {
  const { clock, rest, engine, instances, clients, world } = stricken;
  switch (action.kind) {
    case 'cut':
      clients[action.client]?.cut();
      break;
    case 'kill':
      instances.kill(action.instance, action.downMs);
      break;
    case 'storm':
      rest.refuseUntil(clock.now() + action.durationMs);
      break;
    case 'blackout':
      world.blackoutUntil = Math.max(world.blackoutUntil, clock.now() + action.durationMs);
      break;
    case 'busOutage':
      engine.fail(action.durationMs);
      break;
    case 'busRestart':
      engine.restart();
      break;
  }
}

/** Whether an action strikes the whole. */
export function isDisaster<Action extends { readonly kind: string }>(
  action: Action,
): action is Extract<Action, Disaster> {
  return disasterKinds.has(action.kind);
}

const disasterKinds: ReadonlySet<string> = new Set<Disaster['kind']>([
  'cut',
  'kill',
  'storm',
  'blackout',
  'busOutage',
  'busRestart',
]);
