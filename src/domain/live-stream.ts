import type { Clock } from '../clock.ts';
import type { EventBus } from '../events/event-bus.ts';
import type { Timelines } from '../events/timelines.ts';
import type { Log } from '../log.ts';
import type { ConversationsApi } from '../upstream/conversations-api.ts';
import type { Access } from './access.ts';
import type { CursorCodec } from './cursor.ts';
import type { MembershipSweeper } from './membership-sweeper.ts';

/** What live streams count. */
export interface LiveMetrics {
  /** Subscribers who were told to read everything anew. */
  readonly resyncs: { inc(labels: { readonly reason: string }): void };
}

/** What all live streams share. */
export interface LiveServices {
  /** The shared view of Twilio, not the one of a request: a stream outlives every request. */
  readonly api: ConversationsApi;
  readonly bus: EventBus;
  readonly timelines: Timelines;
  readonly memberships: MembershipSweeper;
  readonly cursors: CursorCodec;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: LiveMetrics;
  /** Events that may wait for a slow subscriber. @default 256 */
  readonly queuedEventsMax?: number | undefined;
}

/** What a live stream needs. */
export interface LiveOptions extends LiveServices {
  readonly access: Access;
}
