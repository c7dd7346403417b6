import type { TimelineCohort } from '../events/timeline-cohort.ts';
import type { StepTaker, TimelineStep } from '../events/timeline-step.ts';

/** Streams of one conversation that are told together. */
export interface LiveCohort extends TimelineCohort {
  /** What each of them does by itself with a step that may end it. */
  readonly members: Set<StepTaker>;
}

/** Nobody yet. `take` is called once for each step, after those whom it ends have left. */
export function createLiveCohort(take: (step: TimelineStep) => void): LiveCohort {
  const members = new Set<StepTaker>();
  return {
    members,
    told: null,
    size: 0,
    take(step) {
      if (mayEndStreams(step)) for (const member of members) member.take(step);
      take(step);
    },
  };
}

function mayEndStreams(step: TimelineStep): boolean {
  if (!('event' in step)) return false;
  return step.event.kind === 'ParticipantRemoved' || step.event.kind === 'ConversationRemoved';
}
