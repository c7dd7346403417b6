import type {
  ConversationEvent,
  MessageAdded,
  MessageRemoved,
  MessageUpdated,
} from '../conversation-event.ts';
import type { WindowMark } from './timeline-window.ts';

/** A place in a conversation's timeline, from which any instance can go on. */
export interface TimelineCursor {
  /** The highest index told; -1 before the first message, null where it is not known. */
  readonly index: number | null;
  /** The life of the bus that `offset` belongs to. */
  readonly epoch: string;
  /** Entries of the bus up to here have been told. */
  readonly offset: number;
  /** What has been told of the newest messages; null where it is not known. */
  readonly window: WindowMark | null;
  /** When the place was taken, in milliseconds by the gateway's clock. */
  readonly takenAt: number;
}

/** Why a timeline cannot promise that nothing is missing. */
export type TimelineResync = 'HISTORY_EXCEEDED' | 'HISTORY_LOST';

/** What a subscriber of a timeline is handed. */
export type TimelineStep =
  | { readonly event: ConversationEvent; readonly cursor: TimelineCursor }
  | { readonly resync: TimelineResync; readonly cursor: TimelineCursor };

/** Who is handed steps. */
export interface StepTaker {
  /** Must neither throw nor wait. */
  take(step: TimelineStep): void;
}

/** The events that a timeline puts in order; all others pass through. */
export type MessageEvent = MessageAdded | MessageUpdated | MessageRemoved;

/** Whether a timeline puts the event in order. */
export function isMessageEvent(event: { readonly kind: string }): event is MessageEvent {
  return event.kind === 'MessageAdded' || event.kind === 'MessageUpdated' || event.kind === 'MessageRemoved';
}
