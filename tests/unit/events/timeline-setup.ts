import type { ConversationEvent } from '../../../src/conversation-event.ts';
import type { GatewayError } from '../../../src/errors.ts';
import type { BusPosition, EventBus } from '../../../src/events/event-bus.ts';
import { createMemoryBus } from '../../../src/events/memory-bus.ts';
import { cursorAfterReading } from '../../../src/events/timeline-cursor.ts';
import type { TimelineCursor, TimelineStep } from '../../../src/events/timeline-step.ts';
import type { TimelineSubscription } from '../../../src/events/timeline-subscriber.ts';
import { createTimelines, type TimelinesOptions } from '../../../src/events/timelines.ts';
import { silentLog } from '../../../src/log.ts';
import type { Message } from '../../../src/model.ts';
import type { ConversationsApi } from '../../../src/upstream/conversations-api.ts';
import { createManualClock, settle } from '../upstream/manual-clock.ts';

/** A time of that day's noon, in seconds. */
export const at = (seconds: string) => new Date(`2026-01-02T12:00:${seconds}Z`);

export const conversationSid = `CH${'7'.repeat(32)}`;

/** A message as REST tells it, with dates of whole seconds. */
export function messageOf(index: number, changes: Partial<Message> = {}): Message {
  return {
    sid: `IM${index.toString(16).padStart(32, '0')}`,
    conversationSid,
    index,
    author: 'alice',
    participantSid: null,
    body: `message ${index}`,
    attributes: {},
    media: [],
    contentSid: null,
    delivery: null,
    createdAt: new Date('2026-01-02T12:00:00Z'),
    updatedAt: new Date('2026-01-02T12:00:00Z'),
    ...changes,
  };
}

/** Messages of the indexes from `first` to `last`. */
export function messagesOf(first: number, last: number): Message[] {
  return Array.from({ length: last - first + 1 }, (_, place) => messageOf(first + place));
}

export function added(message: Message): ConversationEvent {
  return { kind: 'MessageAdded', conversationSid, occurredAt: message.createdAt, message };
}

export function updated(message: Message): ConversationEvent {
  return { kind: 'MessageUpdated', conversationSid, occurredAt: message.updatedAt, message };
}

export function removed({ sid: messageSid, index }: Message): ConversationEvent {
  return { kind: 'MessageRemoved', conversationSid, occurredAt: new Date(0), messageSid, index };
}

/** What a step says, in short: `added 3`, `updated 3: text`, `removed 3`, `Resync HISTORY_LOST`. */
export function sayStep(step: TimelineStep): string {
  if ('resync' in step) return `Resync ${step.resync}`;
  const { event } = step;
  switch (event.kind) {
    case 'MessageAdded':
      return `added ${event.message.index}`;
    case 'MessageUpdated':
      return `updated ${event.message.index}: ${event.message.body}`;
    case 'MessageRemoved':
      return `removed ${event.index}`;
    default:
      return event.kind;
  }
}

/** What a subscriber was told so far. */
export interface Told {
  readonly steps: readonly TimelineStep[];
  /** The steps in short. */
  readonly said: () => readonly string[];
  readonly subscription: TimelineSubscription;
  /** The cursor of the last step. */
  cursor(): TimelineCursor;
}

/** Timelines over a list of messages that the test holds, and a clock that it moves. */
export function setUpTimelines(options: Partial<TimelinesOptions> = {}) {
  const clock = createManualClock();
  const bus: EventBus = options.bus ?? createMemoryBus({ log: silentLog });
  const counts = { gaps: 0, reads: 0, repairs: 0, resyncs: 0, echoesMissing: 0 };
  /** What Twilio lists, by rising index; replaced by tests. */
  const twilio: { messages: Message[]; failure: GatewayError | null; hold: Promise<void> | null } = {
    messages: [],
    failure: null,
    hold: null,
  };
  const calls: Parameters<ConversationsApi['listMessages']>[] = [];
  const api: Pick<ConversationsApi, 'listMessages'> = {
    async listMessages(request, call) {
      calls.push([request, call]);
      if (twilio.failure) throw twilio.failure;
      const below = request.pageToken === undefined ? Number.POSITIVE_INFINITY : Number(request.pageToken);
      const pageSize = request.pageSize ?? 50;
      const listed = twilio.messages.filter(({ index }) => index < below);
      const items = listed.slice(-pageSize).toReversed();
      const nextPageToken = listed.length > pageSize ? String(items.at(-1)?.index) : null;
      await twilio.hold;
      return { items, nextPageToken };
    },
  };
  const timelines = createTimelines({
    api,
    bus,
    clock,
    random: () => 0.5,
    log: silentLog,
    metrics: {
      timelineGaps: { inc: () => void (counts.gaps += 1) },
      timelineReads: { inc: () => void (counts.reads += 1) },
      timelineRepairs: { inc: (value) => void (counts.repairs += value) },
      resyncs: { inc: () => void (counts.resyncs += 1) },
      webhookEchoSeconds: { observe() {} },
      webhookEchoMissing: { inc: () => void (counts.echoesMissing += 1) },
    },
    ...options,
  });

  return {
    clock,
    bus,
    counts,
    twilio,
    calls,
    timelines,
    /** Subscribes and collects; resolves when all that is ready has been told. */
    async follow(
      after: TimelineCursor | null = null,
      more: { readonly isPatient?: boolean } = {},
    ): Promise<Told> {
      const steps: TimelineStep[] = [];
      const subscription = timelines.subscribe({
        conversationSid,
        after,
        taker: { take: (step) => void steps.push(step) },
        ...more,
      });
      void subscription.history.then((history) => steps.unshift(...history));
      await settle();
      await clock.advance(0);
      return {
        steps,
        said: () => steps.map(sayStep),
        subscription,
        cursor: () => steps.at(-1)?.cursor ?? subscription.cursor(),
      };
    },
    /** The cursor of a query that shows all that Twilio lists now, at most the newest hundred. */
    query(position: BusPosition = bus.position()): TimelineCursor {
      const messages = twilio.messages.slice(-100);
      const isComplete = messages.length === twilio.messages.length;
      return cursorAfterReading({ ...position, takenAt: clock.now() }, { messages, isComplete });
    },
  };
}

/** A timeline whose subscriber begins after the messages 0 to `last`. */
export async function followAfter(last: number, options: Parameters<typeof setUpTimelines>[0] = {}) {
  const setup = setUpTimelines(options);
  setup.twilio.messages = messagesOf(0, last);
  const told = await setup.follow();
  return { ...setup, told };
}
