import type { BusEntry } from './event-bus.ts';
import { type CohortPlace, enterCohort, leaveCohort, type TimelineCohort } from './timeline-cohort.ts';
import type { MessageEvent, StepTaker, TimelineCursor, TimelineStep } from './timeline-step.ts';
import {
  forgetJoining,
  type TimelineRequest,
  type TimelineSubscriber,
  type TimelineSubscription,
} from './timeline-subscriber.ts';

/** A timeline as its members see it. */
export interface MembersTimeline {
  readonly cursor: () => TimelineCursor;
  /** Where it stands for those who want to be told together. */
  readonly place: () => CohortPlace;
  /** A subscription has ended. */
  readonly onEnd: () => void;
}

/** Who follows a timeline, as both sides see it. A class, because ten thousand of them have their functions in common. */
export class TimelineMember implements TimelineSubscriber, TimelineSubscription {
  readonly #timeline: MembersTimeline;
  #cohort: TimelineCohort | null = null;
  readonly after: TimelineCursor | null;
  readonly taker: StepTaker;
  readonly isPatient: boolean;
  readonly sureUntil: number | undefined;
  readonly ready: Promise<void>;
  readonly history: Promise<readonly TimelineStep[]>;
  phase: TimelineSubscriber['phase'] = 'joining';
  floor: number | null;
  heard: readonly BusEntry[] | null | undefined;
  passed: BusEntry[] | null = [];
  missed: MessageEvent[] | null = [];
  toldOffset = Number.NEGATIVE_INFINITY;
  reads = 0;
  isReadFor = false;
  complete: TimelineSubscriber['complete'];

  /** @param floor the highest index told; null while it is not decided */
  constructor(
    { after, taker, sureUntil, isPatient = false }: TimelineRequest,
    { timeline, ready, floor }: { timeline: MembersTimeline; ready: Promise<void>; floor: number | null },
  ) {
    this.#timeline = timeline;
    this.after = after;
    this.taker = taker;
    this.isPatient = isPatient;
    this.sureUntil = sureUntil;
    this.ready = ready;
    this.floor = floor;
    this.heard = after === null ? [] : undefined;
    let complete: TimelineSubscriber['complete'] = () => {};
    this.history = new Promise((resolve) => {
      complete = resolve;
    });
    this.complete = complete;
  }

  cursor(): TimelineCursor {
    // What a subscriber that joins was not told yet comes with its history.
    if (this.phase === 'joining' && this.after) return this.after;
    const now = this.#timeline.cursor();
    const { floor } = this.#cohort?.told ?? this;
    return now.index === null ? now : { ...now, index: Math.max(now.index, floor ?? -1) };
  }

  enter(cohort: TimelineCohort): boolean {
    if (this.#cohort || !enterCohort(this, cohort, this.#timeline.place())) return false;
    this.#cohort = cohort;
    return true;
  }

  leave(): void {
    if (this.#cohort) leaveCohort(this, this.#cohort, this.#timeline.place().subscribers);
    this.#cohort = null;
  }

  end(): void {
    const { complete } = this;
    this.leave();
    this.#timeline.place().subscribers.delete(this);
    this.phase = 'ended';
    forgetJoining(this);
    complete([]);
    this.#timeline.onEnd();
  }
}
