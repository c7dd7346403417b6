import type { SweepPace } from '../../src/events/sweep-pace.ts';
import type { TimelineRules } from '../../src/events/timeline-rules.ts';
import { inboxScheduleOf, simulateInbox } from './inbox/simulate-inbox.ts';
import { allFaults, createSchedule, type FaultRates } from './schedule.ts';
import { simulate, type SimulationResult } from './simulate.ts';

/** What every kind of world can be changed in. */
export interface WorldOptions {
  readonly rates?: FaultRates | undefined;
  readonly rules?: TimelineRules | undefined;
  readonly sweepPace?: SweepPace | undefined;
}

/** A world, what happens in it, and how to run it with that or with something else. */
export interface World {
  /** An action says by its own seed all that is random about it. */
  readonly schedule: readonly object[];
  readonly run: (schedule: readonly object[]) => Promise<SimulationResult>;
}

/** One conversation, followed by its subscribers. */
export function timelineWorld(seed: number, { rates = allFaults, ...options }: WorldOptions = {}): World {
  const schedule = createSchedule(seed, rates);
  const known = new Map<object, (typeof schedule)[number]>(schedule.map((action) => [action, action]));
  return {
    schedule,
    run: (actions) =>
      simulate({ ...options, seed, rates, schedule: actions.flatMap((action) => known.get(action) ?? []) }),
  };
}

/** Several conversations, followed by the inboxes of their members. */
export function inboxWorld(seed: number, { rates = allFaults, ...options }: WorldOptions = {}): World {
  const schedule = inboxScheduleOf(seed, rates);
  const known = new Map<object, (typeof schedule)[number]>(schedule.map((action) => [action, action]));
  return {
    schedule,
    run: (actions) =>
      simulateInbox({
        ...options,
        seed,
        rates,
        schedule: actions.flatMap((action) => known.get(action) ?? []),
      }),
  };
}
