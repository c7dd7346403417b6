import type { TimelineCohort } from '../../src/events/timeline-cohort.ts';
import type { TimelineStep } from '../../src/events/timeline-step.ts';
import type { TimelineSubscription } from '../../src/events/timeline-subscriber.ts';

/** The clients of one instance that are told together. */
export interface SimulatedCohort {
  /** Has `hear` told with the others. @returns what ends that; null where it does not stand where the others do */
  enter(subscription: TimelineSubscription, hear: (step: TimelineStep) => void): (() => void) | null;
  /** How often somebody was told with others. */
  readonly told: number;
}

/** Nobody is in it yet. */
export function createSimulatedCohort(): SimulatedCohort {
  const members = new Set<(step: TimelineStep) => void>();
  let told = 0;
  const cohort: TimelineCohort = {
    told: null,
    size: 0,
    take(step) {
      told += members.size;
      for (const hear of members) hear(step);
    },
  };
  return {
    enter(subscription, hear) {
      if (!subscription.enter(cohort)) return null;
      members.add(hear);
      return () => {
        members.delete(hear);
        subscription.leave();
      };
    },
    get told() {
      return told;
    },
  };
}
