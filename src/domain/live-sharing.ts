import type { TimelineStep } from '../events/timeline-step.ts';
import type { LiveCohort } from './live-cohort.ts';
import type { LiveEvent } from './live-event.ts';

/** A live stream, told to one subscriber at its pace. */
export interface LiveStream extends AsyncIterableIterator<LiveEvent, undefined, undefined> {
  /** How it can be followed together with others; null where it is about its viewer alone. */
  readonly sharing: LiveSharing | null;
}

/**
 * Lets somebody take over what a stream tells as soon as the stream has told everything that came before. From there on nothing comes
 * out of the stream itself but its last event, or a Resync that was asked for; then it is taken over anew.
 */
export interface LiveSharing {
  /** Everybody who follows this conversation is told the same. */
  readonly conversationSid: string;
  /** To be called once, before the stream is asked for its first event. */
  follow(follower: LiveFollower): void;
  /** What a step means: the same events for everybody. Must not reject. */
  expand(step: TimelineStep): Promise<readonly LiveEvent[]>;
  /**
   * The follower gave up what it was handed: the stream tells Resync and goes on by itself until it is taken over again. Not to be
   * called while a step is handed over.
   */
  resync(): void;
  /** Whether it is told with others and has nothing to tell by itself. */
  readonly canRest: boolean;
  /**
   * Answers whoever waits for the next event of the stream with done, although it has not ended, so that nobody has to keep what waits.
   * Whoever asks again goes on. Once there is something to tell by itself its follower is woken. Only while it can rest.
   */
  rest(): void;
}

/** Whoever takes over from a stream. None of it may throw or wait. */
export interface LiveFollower {
  /** Those with whom it is told. */
  cohort(): LiveCohort;
  /** From now on it is told with its cohort. */
  join(): void;
  /** The stream goes on by itself or ends: what was not told yet is not to be told any more. */
  leave(): void;
  /** It rests, and has something to tell by itself: it is to be asked. */
  wake(): void;
}
