import type { Clock } from '../clock.ts';
import type { ConversationEvent } from '../conversation-event.ts';
import { GatewayError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Message } from '../model.ts';
import type { ConversationsApi } from '../upstream/conversations-api.ts';
import { type BusEntry, type BusPosition, conversationTopic, type EventBus } from './event-bus.ts';
import { takeHint, type TimelineFindings, type TimelineParts } from './timeline-hints.ts';
import { createTimelineJoining } from './timeline-joining.ts';
import type { TimelineLimits } from './timeline-limits.ts';
import { createTimelineReader, type ReadPriority } from './timeline-reader.ts';
import { clocksDifferMs, staleMs, type TimelineRules, unheardMs } from './timeline-rules.ts';
import { absorb, prime, type TimelineReading } from './timeline-snapshot.ts';
import {
  isMessageEvent,
  type MessageEvent,
  type TimelineCursor,
  type TimelineStep,
} from './timeline-step.ts';
import { createTimelineStore } from './timeline-store.ts';
import {
  tell,
  type TimelineRequest,
  type TimelineSubscriber,
  type TimelineSubscription,
} from './timeline-subscriber.ts';
import { createTimelineSweeper } from './timeline-sweeper.ts';

/** What timelines count. */
export interface TimelineMetrics {
  /** Messages that came before one that precedes them. */
  readonly timelineGaps: { inc(): void };
  /** Reads of a conversation's newest messages, by why they were made. */
  readonly timelineReads: { inc(labels: { readonly reason: ReadPriority }): void };
  /** Differences that only a read found. */
  readonly timelineRepairs: { inc(value: number): void };
  /** Subscribers who were told to read everything anew. */
  readonly resyncs: { inc(labels: { readonly reason: string }): void };
  /** Own writes whose webhook did not come in time. */
  readonly webhookEchoMissing: { inc(): void };
  /** Seconds from a write's answer to its webhook. */
  readonly webhookEchoSeconds: { observe(seconds: number): void };
}

/** What the timeline of one conversation is made of. */
export interface TimelineOptions {
  readonly conversationSid: string;
  readonly api: Pick<ConversationsApi, 'listMessages'>;
  readonly bus: EventBus;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly metrics: TimelineMetrics;
  readonly limits: TimelineLimits;
  readonly rules: TimelineRules;
  /** The time between two sweeps as it is now, in milliseconds. */
  readonly sweepIntervalMs: () => number;
  /** Within which time the messages are read where nobody has to wait for them, in milliseconds. */
  readonly firstReadWithinMs: () => number;
  /** Whether word of the message as it is now went to all instances. */
  readonly wasTold: (message: Message) => boolean;
  /** Called whenever a subscription has ended. */
  readonly onEnd: () => void;
}

/** The messages of one conversation in order, for all of its subscribers on this instance. */
export interface Timeline {
  subscribe(request: TimelineRequest): TimelineSubscription;
  /** Takes what a write of our own answered. */
  accept(event: MessageEvent): void;
  /** Something may have passed unheard: reads anew within `withinMs`. */
  doubt(withinMs: number): void;
  /** The message of that sid, where it is known. */
  find(sid: string): Message | undefined;
  readonly subscribers: number;
  close(): void;
}

/** Follows a conversation from now on, and reads it when somebody has to know what was before. */
export function createTimeline(options: TimelineOptions): Timeline {
  const { conversationSid, bus, clock, random, log, metrics, limits, rules } = options;
  const store = createTimelineStore(limits);
  const subscribers = new Set<TimelineSubscriber>();
  /** What came before the first read, and when. */
  let early: { readonly event: MessageEvent; readonly at: number }[] = [];
  let primedAt: number | null = null;
  let position: BusPosition = bus.position();
  /** Of this topic alone: the bus may have told more of others. */
  let heardOffset = Number.NEGATIVE_INFINITY;
  /** What the read that is being absorbed has shown; null at other times. */
  let found: MessageEvent[] | null = null;
  let doubtedUntil = Number.NEGATIVE_INFINITY;
  let missingSince: number | null = null;

  const cursor = (): TimelineCursor => ({
    ...position,
    // Never back: another instance may not know yet that the newest message is gone, and would tell it again.
    index: primedAt === null ? null : store.deliveredMax,
    window: primedAt === null ? null : store.mark(store.deliveredMax),
    takenAt: clock.wallTime(),
  });
  const tellAll = (step: TimelineStep) => {
    for (const subscriber of subscribers) tell(subscriber, step, rules);
  };
  const parts: TimelineParts = {
    conversationSid,
    store,
    rules,
    limits,
    emit(event) {
      found?.push(event);
      if (subscribers.size > 0) tellAll({ event, cursor: cursor() });
    },
  };

  const note = ({ hasGap, isSuspect }: TimelineFindings) => {
    // Not all instances at the same moment: what the first one reads is published and closes the gap of the others.
    if (hasGap) reader.want(limits.gapWaitMs * (1 + random() / 2), 'backfill');
    if (isSuspect) reader.want(staleMs * (1 + random() / 4), 'sweep');
  };
  const takeMessage = (event: MessageEvent) => {
    if (primedAt !== null) {
      const hadGap = store.pending.size > 0;
      const findings = takeHint(parts, event, clock.now());
      if (findings.hasGap && !hadGap) metrics.timelineGaps.inc();
      note(findings);
      return;
    }
    if (early.length < limits.backlogMax) early.push({ event, at: clock.now() });
    if (subscribers.size > 0) reader.want(0, 'backfill');
  };
  const pass = (event: ConversationEvent, offset: number) => {
    const step: TimelineStep = { event, cursor: cursor() };
    for (const subscriber of subscribers) {
      if (subscriber.phase === 'joining') subscriber.passed?.push({ event, offset });
      else if (offset > subscriber.toldOffset) tell(subscriber, step, rules);
    }
    if (event.kind === 'ConversationRemoved') joining.abandon();
  };
  const takeEntry = ({ event, offset }: BusEntry) => {
    const { epoch } = bus.position();
    if (epoch !== position.epoch) reader.want(staleMs * random(), 'sweep');
    else if (offset <= heardOffset) return;
    heardOffset = offset;
    position = { epoch, offset: Math.max(offset, epoch === position.epoch ? position.offset : 0) };
    if (event.kind === 'UserChanged') return;
    if (isMessageEvent(event)) takeMessage(event);
    else pass(event, offset);
  };

  const begin = (reading: TimelineReading) => {
    prime(parts, reading);
    primedAt = reading.startedAt;
    const heard = early;
    const events = heard.map(({ event }) => event);
    early = [];
    // Who was shown less is told as of a change, and not as of something new: who was shown it is not to be told of it again.
    const hasUntold = reading.messages.some((message) => isUntold(message, events));
    if (hasUntold) doubtedUntil = clock.wallTime() + clocksDifferMs;
    joining.begin(events);
    for (const { event, at } of heard) note(takeHint(parts, event, at));
    joining.tellEarly(events);
    if (hasUntold) publishNewest('MessageUpdated');
  };
  /** Whether caches may lack it: they forget by themselves what is older, and what was heard here they have heard too. */
  const isUntold = (message: Message, told: readonly MessageEvent[]): boolean => {
    const changedAt = Math.max(message.createdAt.getTime(), message.updatedAt.getTime());
    return (
      clock.wallTime() - changedAt < unheardMs &&
      !told.some((event) => event.kind === 'MessageAdded' && event.message.sid === message.sid) &&
      !options.wasTold(message)
    );
  };
  /** So that who reads, on whatever instance, is shown no less than what is told from here. */
  const publishNewest = (kind: 'MessageAdded' | 'MessageUpdated') => {
    const message = store.get(store.head)?.message;
    if (!message) return;
    const occurredAt = kind === 'MessageAdded' ? message.createdAt : message.updatedAt;
    bus.publish({ kind, conversationSid, occurredAt, message });
  };
  /** Too much was missed to be told one by one. */
  const beginAnew = (reading: TimelineReading) => {
    store.pending.clear();
    prime(parts, reading);
    const reason = 'HISTORY_EXCEEDED';
    for (const subscriber of subscribers) {
      if (subscriber.phase !== 'live') continue;
      subscriber.floor = store.head;
      metrics.resyncs.inc({ reason });
    }
    tellAll({ resync: reason, cursor: cursor() });
    publishNewest('MessageAdded');
  };
  const repair = (reading: TimelineReading) => {
    const headBefore = store.head;
    found = [];
    const findings = absorb(parts, reading);
    const repairs = found;
    found = null;
    if (store.head < headBefore) joining.lowerFloors(store.head);
    metrics.timelineRepairs.inc(repairs.length);
    for (const event of repairs) bus.publish(event);
    note(findings);
  };

  const reader = createTimelineReader({
    ...options,
    downTo: () => joining.begunRead(primedAt === null ? Number.POSITIVE_INFINITY : store.head),
    onReading(reading, reason) {
      metrics.timelineReads.inc({ reason });
      missingSince = null;
      if (primedAt === null) begin(reading);
      else if (reading.low > store.head + 1) beginAnew(reading);
      else repair(reading);
      joining.endedRead();
    },
    onFailure(error) {
      if (!(error instanceof GatewayError) || error.code !== 'NOT_FOUND') {
        log.debug('The messages of a conversation could not be read; they are read again.', { error });
        return;
      }
      const now = clock.now();
      missingSince ??= now;
      if (!rules.mayContradict(now, missingSince)) return;
      // Deleted, and nobody said so.
      reader.close();
      bus.publish({ kind: 'ConversationRemoved', conversationSid, occurredAt: new Date(clock.wallTime()) });
    },
  });
  const joining = createTimelineJoining({
    ...options,
    store,
    reader,
    subscribers,
    cursor,
    position: () => position,
    heardOffset: () => heardOffset,
    primedAt: () => primedAt,
    doubtedUntil: () => doubtedUntil,
  });
  const topic = bus.subscribe(conversationTopic(conversationSid), takeEntry);
  const endSweeps = createTimelineSweeper({
    ...options,
    intervalMs: options.sweepIntervalMs,
    lastReadAt: () => reader.lastReadAt,
    sweep: () => reader.want(0, 'sweep'),
  });

  return {
    subscribe: (request) => joining.join(request, topic.ready),
    accept: takeMessage,
    doubt: (withinMs) => reader.want(withinMs * random(), 'sweep'),
    find: (sid) => store.entries().find(({ message }) => message.sid === sid)?.message,
    get subscribers() {
      return subscribers.size;
    },
    close() {
      topic.end();
      endSweeps();
      reader.close();
      joining.close();
    },
  };
}
