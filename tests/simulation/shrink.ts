/** A world that breaks a promise, and how to run it again with other actions. */
export interface FailingWorld<Action> {
  readonly schedule: readonly Action[];
  readonly run: (schedule: readonly Action[]) => Promise<{ readonly violations: readonly string[] }>;
}

/** The fewest actions found that still break a promise, by their place in the seed's schedule. */
export interface ShrunkSchedule<Action> {
  readonly places: readonly number[];
  readonly actions: readonly Action[];
  readonly violations: readonly string[];
}

/** Leaves out what is not needed for a world to fail: halves first, then smaller parts, then single actions. */
export async function shrink<Action>(world: FailingWorld<Action>): Promise<ShrunkSchedule<Action>> {
  const { schedule: all } = world;
  const actionsOf = (places: readonly number[]) => places.flatMap((place) => all[place] ?? []);

  let places: readonly number[] = all.map((_action, place) => place);
  for (let part = Math.ceil(places.length / 2); part >= 1; part = part === 1 ? 0 : Math.ceil(part / 2)) {
    for (let start = 0; start < places.length;) {
      const fewer = [...places.slice(0, start), ...places.slice(start + part)];
      const { violations } = await world.run(actionsOf(fewer));
      if (violations.length > 0) places = fewer;
      else start += part;
    }
  }
  const { violations } = await world.run(actionsOf(places));
  return { places, actions: actionsOf(places), violations };
}

/**
 * A failing seed, its shortest story, and the command that tells it again.
 * @param command without the seed and its actions
 */
export function describeFailure(
  failure: { readonly seed: number; readonly command: string },
  shrunk: ShrunkSchedule<unknown>,
): string {
  const lines = shrunk.actions.map((action) => `  ${JSON.stringify(action)}`);
  return [
    `Seed ${failure.seed} breaks the promise:`,
    ...shrunk.violations.map((violation) => `  ${violation}`),
    `with ${shrunk.actions.length} actions:`,
    ...lines,
    `Again: ${failure.command} --seed ${failure.seed} --keep ${shrunk.places.join(',')}`,
  ].join('\n');
}
