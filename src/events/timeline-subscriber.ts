import type { BusEntry } from './event-bus.ts';
import type { TimelineCohort } from './timeline-cohort.ts';
import type { TimelineRules } from './timeline-rules.ts';
import {
  isMessageEvent,
  type MessageEvent,
  type TimelineCursor,
  type TimelineStep,
} from './timeline-step.ts';

/** Who wants to follow a timeline. */
export interface TimelineRequest {
  /** Where to go on; null to start now. */
  readonly after: TimelineCursor | null;
  /** Called for each step from the moment that `history` of the subscription ends. Must neither throw nor wait. */
  readonly take: (step: TimelineStep) => void;
  /**
   * Whether nothing is to be read for this subscriber's sake before something happens or the conversation is swept: for who follows
   * many conversations at once. @default false
   */
  readonly isPatient?: boolean | undefined;
  /**
   * What the bus told after the cursor, for who has read it for many conversations at once, once all their subscriptions were ready;
   * null where it does not reach back. @default the timeline reads it
   */
  readonly past?: Promise<readonly BusEntry[] | null> | undefined;
}

/** Following a timeline. */
export interface TimelineSubscription {
  /** Resolves when nothing that is published can be missed any more. */
  readonly ready: Promise<void>;
  /** What happened after the cursor, as one step; empty also when the subscription ends first. Never rejects. */
  readonly history: Promise<readonly TimelineStep[]>;
  /** Where the subscriber stands now: who goes on from here misses nothing that is told later. */
  cursor(): TimelineCursor;
  /** Has its cohort told from now on instead of it. @returns false where it does not stand where the cohort does */
  enter(cohort: TimelineCohort): boolean;
  /** Is told by itself again, from where its cohort stands. Not to be called while a step is told. */
  leave(): void;
  /** Ends it; may be called more than once. */
  end(): void;
}

/** A subscriber as its timeline sees it. */
export interface TimelineSubscriber extends Omit<TimelineRequest, 'past'> {
  /** Joining until its history is complete. */
  phase: 'joining' | 'live' | 'ended';
  /** The highest index told; null while it is not decided. */
  floor: number | null;
  /** What the bus told after the cursor: undefined until it is read, null where it does not reach back. */
  heard: readonly BusEntry[] | null | undefined;
  /** What passed through while it joined. */
  readonly passed: BusEntry[];
  /** What became of messages while it joined, oldest first. */
  readonly missed: MessageEvent[];
  /** What passed through up to here was told with the history: around its end an entry may come both ways. */
  toldOffset: number;
  /** Reads that ended while it waited for one, and whether one of them began for it. */
  reads: number;
  isReadFor: boolean;
  /** Hands on what happened after the cursor. */
  complete: (history: readonly TimelineStep[]) => void;
}

/** Changes that are remembered for who joins. */
const missedMax = 1_000;

/** Hands a step to a subscriber that is live, once; for one that joins it is remembered. */
export function tell(subscriber: TimelineSubscriber, step: TimelineStep, rules: TimelineRules): void {
  if (subscriber.phase === 'joining' && 'event' in step && isMessageEvent(step.event)) {
    subscriber.missed.push(step.event);
    // Of what is older the window tells, or the next read.
    if (subscriber.missed.length > missedMax) subscriber.missed.shift();
  }
  if (subscriber.phase !== 'live') return;
  const floor = subscriber.floor ?? -1;
  if ('event' in step && step.event.kind === 'MessageAdded') {
    const { index } = step.event.message;
    if (subscriber.floor === null || rules.isRepeated(index, floor)) return;
    subscriber.floor = index;
  }
  const { cursor } = step;
  // Who was told of messages that are gone since keeps their indexes, which are burnt.
  const isAhead = cursor.index !== null && floor > cursor.index;
  subscriber.take(isAhead ? { ...step, cursor: { ...cursor, index: floor } } : step);
}
