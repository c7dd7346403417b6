import type { World } from './worlds.ts';

/** The first world of so many seeds that breaks a promise, if one does. */
export async function findFailure(
  count: number,
  worldOf: (seed: number) => World,
): Promise<{ readonly seed: number; readonly command: string; readonly world: World } | undefined> {
  for (let seed = 1; seed <= count; seed += 1) {
    const world = worldOf(seed);
    const { violations } = await world.run(world.schedule);
    if (violations.length > 0) return { seed, command: 'npm run simulate --', world };
  }
  return undefined;
}
