import type { VirtualClock } from './virtual-clock.ts';

/** The instances of a simulated world, of which some may be down. */
export interface SimulatedInstances<Instance> {
  /** One that runs; undefined where all are down. */
  pick(random: () => number): Instance | undefined;
  /** Ends one at once; another one starts in its place after `downMs`. */
  kill(place: number, downMs: number): void;
  close(): void;
}

/** Starts them. */
export function createSimulatedInstances<Instance>(options: {
  readonly clock: VirtualClock;
  readonly count: number;
  readonly start: () => Instance;
  /** Ends the instance; `isKilled` when the world goes on without it. */
  readonly end: (instance: Instance, isKilled: boolean) => void;
}): SimulatedInstances<Instance> {
  const { clock, count, start, end } = options;
  const instances: (Instance | undefined)[] = Array.from({ length: count }, start);
  const running = () => instances.filter((instance) => instance !== undefined);
  return {
    pick(random) {
      const up = running();
      return up[Math.floor(random() * up.length)];
    },
    kill(place, downMs) {
      const killed = instances[place];
      if (killed === undefined) return;
      instances[place] = undefined;
      end(killed, true);
      clock.setTimer(() => (instances[place] = start()), downMs);
    },
    close() {
      for (const instance of running()) end(instance, false);
    },
  };
}
