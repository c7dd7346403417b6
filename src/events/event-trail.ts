import type { Clock } from '../clock.ts';
import type { GatewayEvent } from '../conversation-event.ts';
import type { Message } from '../model.ts';
import { createNewestEntries } from '../newest-entries.ts';
import type { Tracer } from '../tracing.ts';
import type { EventBus } from './event-bus.ts';

/** Where an event came from, as far as this instance knows. */
export interface TrailEntry {
  /** When this instance first heard of it, in milliseconds since the epoch. */
  readonly heardAt: number;
  /** The step of a trace in which it was published first; undefined where nothing is recorded. */
  readonly traceparent: string | undefined;
  /** Deliveries that were traced. */
  deliveriesTraced: number;
}

/** Remembers for a while when each event was heard of, and by what. */
export interface EventTrail {
  /** Null for what was not heard of here, or too long ago. */
  find(name: string | null): TrailEntry | null;
  close(): void;
}

/** Events that are remembered; beyond that the oldest are forgotten. */
const entriesMax = 10_000;

/** Listens to everything that the bus tells. */
export function createEventTrail(options: {
  readonly bus: Pick<EventBus, 'subscribeAll'>;
  readonly clock: Clock;
  readonly tracer: Pick<Tracer, 'traceparent'>;
}): EventTrail {
  const { bus, clock, tracer } = options;
  const entries = createNewestEntries<TrailEntry>({ entriesMax });
  const heard = bus.subscribeAll(({ event }) => {
    const name = trailNameOf(event);
    // The webhook of a write of our own repeats what the write's answer told; what counts is the first word.
    if (isToldTwice(event) && entries.get(name) !== undefined) return;
    entries.set(name, { heardAt: clock.now(), traceparent: tracer.traceparent(), deliveriesTraced: 0 });
  });
  return {
    find: (name) => (name === null ? null : (entries.get(name) ?? null)),
    close() {
      heard.end();
      entries.clear();
    },
  };
}

/** Names an event, so that what is told of it later can be traced back. */
export function trailNameOf(event: GatewayEvent): string {
  switch (event.kind) {
    case 'MessageAdded':
    case 'MessageUpdated':
      return messageTrailName(event.kind, event.message);
    case 'MessageRemoved':
    case 'DeliveryUpdated':
      return `${event.kind} ${event.messageSid}`;
    case 'ParticipantAdded':
      return `${event.kind} ${event.participant.sid}`;
    case 'ParticipantUpdated':
    case 'ParticipantRemoved':
      return `${event.kind} ${event.participantSid}`;
    case 'UserChanged':
      return `${event.kind} ${event.identity}`;
    default:
      return `${event.kind} ${event.conversationSid}`;
  }
}

/** Each change of a message has a name of its own; REST tells its date in whole seconds, a webhook to the millisecond. */
export function messageTrailName(kind: 'MessageAdded' | 'MessageUpdated', message: Message): string {
  const date = kind === 'MessageUpdated' ? ` ${Math.floor(message.updatedAt.getTime() / 1_000)}` : '';
  return `${kind} ${message.sid}${date}`;
}

function isToldTwice({ kind }: GatewayEvent): boolean {
  return kind === 'MessageAdded' || kind === 'MessageUpdated' || kind === 'MessageRemoved';
}
