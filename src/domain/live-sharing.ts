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
  /** What a step means: the same events for everybody who was handed it. Must not reject. */
  expand(step: LiveStep): Promise<readonly LiveEvent[]>;
  /** The follower gave up what it was handed: the stream tells Resync and goes on by itself until it is taken over again. */
  resync(): void;
}

/** Whoever takes over from a stream. None of it may throw or wait. */
export interface LiveFollower {
  /** The stream has told everything up to now, and hands over what comes next. */
  join(): void;
  /** Takes what comes. Subscribers who are told the same are handed the same object. */
  take(step: LiveStep): void;
  /** The stream goes on by itself or ends: what was not told yet is not to be told any more. */
  leave(): void;
}

/** Something that a stream tells, before what is missing of it is read. */
export type LiveStep = object;
