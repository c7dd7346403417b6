import { createSchedule, allFaults, type ScheduledAction } from './schedule.ts';
import { simulate, type SimulationOptions } from './simulate.ts';

/** The fewest actions found that still break a promise, by their place in the seed's schedule. */
export interface ShrunkSchedule {
  readonly places: readonly number[];
  readonly actions: readonly ScheduledAction[];
  readonly violations: readonly string[];
}

/** Leaves out what is not needed for a seed to fail: halves first, then smaller parts, then single actions. */
export async function shrink(options: SimulationOptions): Promise<ShrunkSchedule> {
  const all = options.schedule ?? createSchedule(options.seed, options.rates ?? allFaults);
  const actionsOf = (places: readonly number[]) => places.flatMap((place) => all[place] ?? []);
  const run = (places: readonly number[]) => simulate({ ...options, schedule: actionsOf(places) });

  let places: readonly number[] = all.map((_action, place) => place);
  for (let part = Math.ceil(places.length / 2); part >= 1; part = part === 1 ? 0 : Math.ceil(part / 2)) {
    for (let start = 0; start < places.length;) {
      const fewer = [...places.slice(0, start), ...places.slice(start + part)];
      const { violations } = await run(fewer);
      if (violations.length > 0) places = fewer;
      else start += part;
    }
  }
  const { violations } = await run(places);
  return { places, actions: actionsOf(places), violations };
}

/** A failing seed, its shortest story, and the command that tells it again. */
export function describeFailure(seed: number, shrunk: ShrunkSchedule): string {
  const lines = shrunk.actions.map((action) => `  ${JSON.stringify(action)}`);
  return [
    `Seed ${seed} breaks the promise:`,
    ...shrunk.violations.map((violation) => `  ${violation}`),
    `with ${shrunk.actions.length} actions:`,
    ...lines,
    `Again: npm run simulate -- --seed ${seed} --keep ${shrunk.places.join(',')}`,
  ].join('\n');
}
