import type { Clock } from '../clock.ts';
import type { GatewayEvent } from '../conversation-event.ts';
import type { EventBus } from './event-bus.ts';
import type { TimelineLimits } from './timeline-limits.ts';
import type { MessageEvent } from './timeline-step.ts';

/** Watches whether the webhooks of our own writes come back: the proof that the way they take is open. */
export interface TimelineEchoes {
  /** Expects the webhook of a write. Removals are not watched: their webhook says nothing that tells it from the write's answer. */
  expect(event: MessageEvent): void;
  /** Whether one did not come in time, within the last minute. */
  areMissing(): boolean;
  close(): void;
}

/** Writes that are watched at once; what is beyond is not watched. */
const writesMax = 1_000;
/** How long one missing webhook makes all others doubtful, in milliseconds. */
const doubtMs = 60_000;

/** Nothing is expected yet. */
export function createTimelineEchoes(options: {
  readonly bus: Pick<EventBus, 'subscribeAll'>;
  readonly clock: Clock;
  readonly limits: Pick<TimelineLimits, 'echoWithinMs'>;
  readonly metrics: {
    readonly webhookEchoMissing: { inc(): void };
    /** Seconds from a write's answer to its webhook. */
    readonly webhookEchoSeconds: { observe(seconds: number): void };
  };
}): TimelineEchoes {
  const { bus, clock, limits, metrics } = options;
  const expected = new Map<string, Expectation>();
  let doubtUntil = Number.NEGATIVE_INFINITY;

  const heard = bus.subscribeAll(({ event }) => {
    if (expected.size === 0 || !isFromWebhook(event)) return;
    const key = keyOf(event);
    const expectation = expected.get(key);
    if (!expectation) return;
    expectation.cancel();
    expected.delete(key);
    metrics.webhookEchoSeconds.observe((clock.now() - expectation.since) / 1_000);
  });

  return {
    expect(event) {
      if (event.kind === 'MessageRemoved' || expected.size >= writesMax) return;
      const key = keyOf(event);
      expected.get(key)?.cancel();
      const cancel = clock.setTimer(() => {
        expected.delete(key);
        doubtUntil = clock.now() + doubtMs;
        metrics.webhookEchoMissing.inc();
      }, limits.echoWithinMs);
      expected.set(key, { since: clock.now(), cancel });
    },
    areMissing: () => clock.now() < doubtUntil,
    close() {
      heard.end();
      for (const { cancel } of expected.values()) cancel();
      expected.clear();
    },
  };
}

interface Expectation {
  /** When the write was answered, in milliseconds. */
  readonly since: number;
  readonly cancel: () => void;
}

type WatchedEvent = Exclude<MessageEvent, { kind: 'MessageRemoved' }>;

/** A webhook does not tell of delivery, which the answer to a write does. */
function isFromWebhook(event: GatewayEvent): event is WatchedEvent {
  return (
    (event.kind === 'MessageAdded' || event.kind === 'MessageUpdated') && event.message.delivery === undefined
  );
}

function keyOf({ kind, message }: WatchedEvent): string {
  return `${kind} ${message.sid}`;
}
