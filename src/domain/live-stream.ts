import type { Clock } from '../clock.ts';
import type { BusEntry, BusPosition, EventBus } from '../events/event-bus.ts';
import type { Log } from '../log.ts';
import type { ConversationsApi } from '../upstream/conversations-api.ts';
import type { Access } from './access.ts';
import type { CursorCodec } from './cursor.ts';
import { encodeEventCursor } from './event-cursor.ts';
import type { LiveContent, LiveEvent, ResyncReason } from './live-event.ts';

/** What every live stream needs. */
export interface LiveOptions {
  /** The shared view of Twilio, not the one of a request: a stream outlives every request. */
  readonly api: ConversationsApi;
  readonly access: Access;
  readonly bus: EventBus;
  readonly cursors: CursorCodec;
  readonly clock: Clock;
  readonly log: Log;
  /** Events that may wait for a slow subscriber. @default 256 */
  readonly queuedEventsMax?: number | undefined;
}

/** What waits for a subscriber: an event of the bus, or word that events are missing. */
export type LiveStep = BusEntry | ResyncStep;

/** Word that events are missing up to a place in the stream. */
export interface ResyncStep {
  readonly resync: ResyncReason;
  readonly offset: number;
}

/** What happened on `topics` after a position; a single Resync where the bus cannot tell. */
export async function readHistory(
  bus: EventBus,
  after: BusPosition,
  topics: ReadonlySet<string>,
): Promise<readonly LiveStep[]> {
  const entries = await bus.entriesAfter(after, topics);
  if (entries) return entries;
  const now = bus.position();
  return [{ resync: after.epoch === now.epoch ? 'HISTORY_EXCEEDED' : 'HISTORY_LOST', offset: now.offset }];
}

/** Gives what happened its cursor and time. */
export function createPresenter(options: {
  readonly cursors: CursorCodec;
  readonly scope: string;
  readonly epoch: string;
}) {
  return (content: LiveContent, at: { readonly offset: number; readonly occurredAt: Date }): LiveEvent => ({
    ...content,
    occurredAt: at.occurredAt,
    get cursor() {
      return encodeEventCursor(options.cursors, options.scope, { epoch: options.epoch, offset: at.offset });
    },
  });
}
