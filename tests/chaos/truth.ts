import type { SeenMessage } from './stream-log.ts';

/** A time without membership, in milliseconds from the start of the run. */
export interface Absence {
  readonly identity: string;
  readonly conversationSid: string;
  /** When the removal was asked for. */
  readonly removalAskedAtMs: number;
  /** When the removal was answered. */
  readonly removedAtMs: number;
  /** When the return was asked for; null for somebody who stays away. */
  readonly returnAskedAtMs: number | null;
  /** When the return was answered; null for somebody who stays away. */
  readonly returnedAtMs: number | null;
}

/** What became of one message that a writer sent, by its writer's own account. */
export interface SentMessage {
  readonly clientMessageId: string;
  readonly conversationSid: string;
  /** `unknown`: the gateway answered that it cannot know. `unanswered`: it did not answer in time. */
  readonly outcome: 'sent' | 'unknown' | 'unanswered';
  /** The sid that was answered; null without one. */
  readonly sid: string | null;
  /** From the start of the run, in milliseconds. */
  readonly askedAtMs: number;
  /** Null without an answer. */
  readonly answeredAtMs: number | null;
  /** The origin of the gateway that answered; null without an answer. */
  readonly answeredBy: string | null;
  /** Every body that was ever asked for: the first and all edits. */
  readonly bodies: ReadonlySet<string>;
}

/** What really happened: Twilio's state at the end, and what writers asked for on the way. */
export interface Truth {
  /** All messages that Twilio holds, by the conversation's sid, in order of their indexes. */
  readonly conversations: ReadonlyMap<string, readonly SeenMessage[]>;
  /** Sids of the messages whose deletion was asked for: only these may be missing. */
  readonly deletionAsked: ReadonlySet<string>;
  readonly sent: readonly SentMessage[];
  readonly absences: readonly Absence[];
}
