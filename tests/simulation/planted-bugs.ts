import type { SweepPace } from '../../src/events/sweep-pace.ts';
import { type TimelineRules, timelineRules } from '../../src/events/timeline-rules.ts';

/** A timeline with one of its rules taken away, to prove that the simulation would notice. */
export interface PlantedBug {
  readonly name: string;
  readonly rules?: TimelineRules;
  readonly sweepPace?: SweepPace;
}

/** Each rule that the guarantee needs, broken. */
export const plantedBugs: readonly PlantedBug[] = [
  { name: 'no gap fill', rules: { ...timelineRules, continues: (index, head) => index > head } },
  {
    name: 'no deduplication',
    rules: { ...timelineRules, isRepeated: () => false, continues: (index, head) => index <= head + 1 },
  },
  { name: 'no staleness guard', rules: { ...timelineRules, mayContradict: () => true } },
  {
    name: 'no sweep',
    sweepPace: {
      intervalMs: () => Number.POSITIVE_INFINITY,
      firstReadWithinMs: () => Number.POSITIVE_INFINITY,
    },
  },
  {
    name: 'ties applied',
    rules: {
      ...timelineRules,
      isNewer: (candidate, known) =>
        Math.floor(candidate.getTime() / 1_000) >= Math.floor(known.getTime() / 1_000),
    },
  },
];
