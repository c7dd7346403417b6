import type { StepTaker } from './timeline-step.ts';
import type { TimelineSubscriber } from './timeline-subscriber.ts';

/** Subscribers who stand at the same place of a timeline and are told by one call for all of them. */
export interface TimelineCohort extends StepTaker {
  /** The cohort as its timeline sees it; null while it is empty. */
  told: TimelineSubscriber | null;
  /** How many are in it. */
  size: number;
}

/** What a timeline knows of itself when somebody wants to be told together with others. */
export interface CohortPlace {
  readonly subscribers: Set<TimelineSubscriber>;
  /** The highest index told; null before the first read. */
  readonly head: number | null;
  /** The last entry of the bus that passed. */
  readonly heardOffset: number;
}

/** Has a subscriber told by its cohort from now on. @returns false where the two do not stand at the same place */
export function enterCohort(
  subscriber: TimelineSubscriber,
  cohort: TimelineCohort,
  { subscribers, head, heardOffset }: CohortPlace,
): boolean {
  const { phase, floor, toldOffset } = subscriber;
  if (phase !== 'live' || head === null || floor !== head || toldOffset > heardOffset) return false;
  if (cohort.told && cohort.told.floor !== floor) return false;
  cohort.told ??= {
    after: null,
    taker: cohort,
    isPatient: false,
    phase,
    floor,
    heard: null,
    passed: null,
    missed: null,
    toldOffset: Number.NEGATIVE_INFINITY,
    reads: 0,
    isReadFor: false,
    complete() {},
  };
  cohort.size += 1;
  subscribers.add(cohort.told);
  subscribers.delete(subscriber);
  return true;
}

/** Has it told by itself again, from where its cohort stands; to be called between two steps. */
export function leaveCohort(
  subscriber: TimelineSubscriber,
  cohort: TimelineCohort,
  subscribers: Set<TimelineSubscriber>,
): void {
  const { told } = cohort;
  if (!told) return;
  subscriber.floor = told.floor;
  if (told.phase === 'live') subscribers.add(subscriber);
  cohort.size -= 1;
  if (cohort.size > 0) return;
  subscribers.delete(told);
  cohort.told = null;
}
