import type { Clock } from '../clock.ts';
import { type EventTrail, messageTrailName } from '../events/event-trail.ts';
import type { Metrics } from '../metrics.ts';
import type { Span, Tracer } from '../tracing.ts';
import type { LiveEvent } from './live-event.ts';
import type { LiveSharing, LiveStream } from './live-sharing.ts';

/** Looks on while events are handed to subscribers. */
export interface DeliveryWatch {
  /** An event is on its way to all who are told together: to be called again once the last of them was told. */
  begin(event: LiveEvent): () => void;
  /** The same events; whoever pulls the next one has delivered the one before. */
  watch(events: LiveStream): LiveStream;
}

/** Deliveries of one event that become steps of its trace: a conversation may have thousands of subscribers. */
const deliveriesTracedMax = 10;

/**
 * Times deliveries from when this instance heard of the event, and traces the first few of each event; those who are told together count
 * as one. What a subscriber missed while it was away, and is told when it comes back, is not timed.
 */
export function createDeliveryWatch(options: {
  readonly trail: EventTrail;
  readonly clock: Clock;
  readonly metrics: Pick<Metrics, 'deliverySeconds'>;
  readonly tracer: Tracer;
}): DeliveryWatch {
  const { trail, clock, metrics, tracer } = options;

  const begin = (event: LiveEvent, since: number): (() => void) | null => {
    const entry = trail.find(trailNameOfLive(event));
    if (!entry || entry.heardAt < since) return null;
    let span: Span | undefined;
    if (entry.traceparent !== undefined && entry.deliveriesTraced < deliveriesTracedMax) {
      entry.deliveriesTraced += 1;
      span = tracer.start({
        name: `deliver ${event.kind}`,
        kind: 'consumer',
        parent: entry.traceparent,
      });
    }
    return () => {
      metrics.deliverySeconds.observe((clock.now() - entry.heardAt) / 1_000);
      span?.end();
    };
  };

  return {
    begin: (event) => begin(event, Number.NEGATIVE_INFINITY) ?? (() => undefined),
    watch: (events) => new WatchedStream(events, begin, clock.now()),
  };
}

/** A class, because ten thousand of them have their functions in common. */
class WatchedStream implements LiveStream {
  readonly #events: LiveStream;
  readonly #begin: (event: LiveEvent, since: number) => (() => void) | null;
  readonly #since: number;
  #endDelivery: (() => void) | null = null;

  constructor(
    events: LiveStream,
    begin: (event: LiveEvent, since: number) => (() => void) | null,
    since: number,
  ) {
    this.#events = events;
    this.#begin = begin;
    this.#since = since;
  }

  get sharing(): LiveSharing | null {
    return this.#events.sharing;
  }

  async next(): Promise<IteratorResult<LiveEvent, undefined>> {
    this.#settle();
    const result = await this.#events.next();
    if (!result.done) this.#endDelivery = this.#begin(result.value, this.#since);
    return result;
  }

  async return(): Promise<IteratorResult<LiveEvent, undefined>> {
    this.#settle();
    return (await this.#events.return?.()) ?? { done: true, value: undefined };
  }

  async throw(error: unknown): Promise<IteratorResult<LiveEvent, undefined>> {
    this.#settle();
    await this.#events.return?.();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #settle(): void {
    this.#endDelivery?.();
    this.#endDelivery = null;
  }
}

/** As events of the bus are named; null for what is made of several of them. */
function trailNameOfLive(event: LiveEvent): string | null {
  switch (event.kind) {
    case 'MessageAdded':
    case 'MessageUpdated':
      return messageTrailName(event.kind, event.message);
    case 'MessageRemoved':
      return `${event.kind} ${event.messageSid}`;
    case 'DeliveryUpdated':
      return `${event.kind} ${event.message.sid}`;
    case 'ParticipantAdded':
    case 'ParticipantUpdated':
      return `${event.kind} ${event.participant.sid}`;
    case 'ParticipantRemoved':
      return `${event.kind} ${event.participantSid}`;
    case 'ConversationUpdated':
      return `${event.kind} ${event.conversation.sid}`;
    case 'ConversationRemoved':
      return `${event.kind} ${event.conversationSid}`;
    default:
      return null;
  }
}
