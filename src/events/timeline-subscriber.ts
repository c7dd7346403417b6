import type { BusEntry } from './event-bus.ts';
import type { TimelineCohort } from './timeline-cohort.ts';
import type { TimelineRules } from './timeline-rules.ts';
import {
  isMessageEvent,
  type MessageEvent,
  type StepTaker,
  type TimelineCursor,
  type TimelineStep,
} from './timeline-step.ts';

/** Who wants to follow a timeline. */
export interface TimelineRequest {
  /** Where to go on; null to start now. */
  readonly after: TimelineCursor | null;
  /**
   * Up to when who was shown what the cursor stands for is sure to have been shown everything: what changed later is told as a change,
   * where the cursor does not say what was shown. In milliseconds by the gateway's clock. @default when the cursor was taken
   */
  readonly sureUntil?: number | undefined;
  /** Is handed each step from the moment that `history` of the subscription ends. */
  readonly taker: StepTaker;
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
  readonly isPatient: boolean;
  /** Joining until its history is complete. */
  phase: 'joining' | 'live' | 'ended';
  /** The highest index told; null while it is not decided. */
  floor: number | null;
  /** What the bus told after the cursor: undefined until it is read, null where it does not reach back. */
  heard: readonly BusEntry[] | null | undefined;
  /** What passed through while it joins; null once it has joined. */
  passed: BusEntry[] | null;
  /** What became of messages while it joins, oldest first; null once it has joined. */
  missed: MessageEvent[] | null;
  /** What passed through up to here was told with the history: around its end an entry may come both ways. */
  toldOffset: number;
  /** Reads that ended while it waited for one, and whether one of them began for it. */
  reads: number;
  isReadFor: boolean;
  /** Hands on what happened after the cursor. */
  complete: (history: readonly TimelineStep[]) => void;
}

/** It has joined, and gets `steps` as its history. */
export function endJoining(subscriber: TimelineSubscriber, steps: readonly TimelineStep[]): void {
  const { complete } = subscriber;
  subscriber.phase = 'live';
  forgetJoining(subscriber);
  complete(steps);
}

/** Has it join once more; this time the history comes to `complete`. */
export function joinAnew(
  subscriber: TimelineSubscriber,
  { floor, complete }: Pick<TimelineSubscriber, 'complete'> & { readonly floor: number },
): void {
  subscriber.phase = 'joining';
  subscriber.floor = floor;
  subscriber.heard = [];
  subscriber.passed = [];
  subscriber.missed = [];
  subscriber.reads = subscriber.isReadFor ? 1 : 0;
  subscriber.isReadFor = false;
  subscriber.complete = complete;
}

/** What only one who joins needs is not kept for those who have joined: there are many of them. */
export function forgetJoining(subscriber: TimelineSubscriber): void {
  subscriber.heard = null;
  subscriber.passed = null;
  subscriber.missed = null;
  subscriber.complete = ignore;
}

/** Changes that are remembered for who joins. */
const missedMax = 1_000;

/** Hands a step to a subscriber that is live, once; for one that joins it is remembered. */
export function tell(subscriber: TimelineSubscriber, step: TimelineStep, rules: TimelineRules): void {
  const { missed } = subscriber;
  if (subscriber.phase === 'joining' && missed && 'event' in step && isMessageEvent(step.event)) {
    missed.push(step.event);
    // Of what is older the window tells, or the next read.
    if (missed.length > missedMax) missed.shift();
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
  subscriber.taker.take(isAhead ? { ...step, cursor: { ...cursor, index: floor } } : step);
}

function ignore(): void {}
