import type { Clock } from '../clock.ts';
import type { Message } from '../model.ts';
import { type BusEntry, type BusPosition, conversationTopic, type EventBus } from './event-bus.ts';
import { catchUp } from './timeline-catch-up.ts';
import type { TimelineLimits } from './timeline-limits.ts';
import { type MembersTimeline, TimelineMember } from './timeline-member.ts';
import type { TimelineReader } from './timeline-reader.ts';
import { mayBeAfter, staleMs, type TimelineRules, unheardMs } from './timeline-rules.ts';
import {
  isMessageEvent,
  type MessageEvent,
  type TimelineCursor,
  type TimelineStep,
} from './timeline-step.ts';
import type { TimelineStore } from './timeline-store.ts';
import { highestIndexOf } from './timeline-window.ts';
import {
  endJoining,
  joinAnew,
  tell,
  type TimelineRequest,
  type TimelineSubscriber,
  type TimelineSubscription,
} from './timeline-subscriber.ts';

/** What those who join a timeline need of it. */
export interface TimelineJoiningOptions {
  readonly conversationSid: string;
  readonly bus: Pick<EventBus, 'entriesAfter'>;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  /** Within which time the messages are read where nobody has to wait for them, in milliseconds. */
  readonly firstReadWithinMs: () => number;
  readonly limits: TimelineLimits;
  readonly rules: TimelineRules;
  readonly metrics: { readonly resyncs: { inc(labels: { readonly reason: string }): void } };
  readonly store: TimelineStore;
  readonly reader: TimelineReader;
  readonly subscribers: Set<TimelineSubscriber>;
  /** Called whenever a subscription has ended. */
  readonly onEnd: () => void;
  readonly cursor: () => TimelineCursor;
  readonly position: () => BusPosition;
  /** The last entry of the topic that passed. */
  readonly heardOffset: () => number;
  /** When the read began with which the timeline knows its messages; null before. */
  readonly primedAt: () => number | null;
  /** Cursors taken up to then may stand for less than was there, in milliseconds by the gateway's clock. */
  readonly doubtedUntil: () => number;
}

/** Brings those who join to where the timeline stands. */
export interface TimelineJoining {
  join(request: TimelineRequest, ready: Promise<void>): TimelineSubscription;
  /** Decides where those begin who came before the first read, and tells those of new messages who did not wait for it. */
  begin(early: readonly MessageEvent[]): void;
  /** Tells those who did not wait for the first read of the changes that were heard before it. */
  tellEarly(early: readonly MessageEvent[]): void;
  /** Messages above `head` turned out to be none. */
  lowerFloors(head: number): void;
  /** A read begins. @returns from which index on everything has to be read */
  begunRead(head: number): number;
  /** A read was taken in. */
  endedRead(): void;
  /** The conversation is gone: those who wait get what passed. */
  abandon(): void;
  close(): void;
}

/** Reads for a cursor beyond the newest message, before its messages count as removed. */
const tailReads = 3;
/** The pause between them, so that all of them together outlast what is stale. */
const tailPauseMs = staleMs / 2;

/** Nobody joins yet. */
export function createTimelineJoining(options: TimelineJoiningOptions): TimelineJoining {
  const { conversationSid, bus, clock, random, firstReadWithinMs, rules, store, reader, subscribers } =
    options;
  const { metrics, cursor, position, heardOffset, primedAt } = options;
  const topics = new Set([conversationTopic(conversationSid)]);

  const timeline: MembersTimeline = {
    cursor,
    place: () => ({
      subscribers,
      head: primedAt() === null ? null : store.head,
      heardOffset: heardOffset(),
    }),
    onEnd: options.onEnd,
  };
  const join = (request: TimelineRequest, ready: Promise<void>): TimelineSubscription => {
    const floor = request.after === null && primedAt() !== null ? store.head : null;
    const member = new TimelineMember(request, { timeline, ready, floor });
    subscribers.add(member);
    void readHeard(member, ready, request.past);
    return member;
  };

  const readHeard = async (
    subscriber: TimelineSubscriber,
    ready: Promise<void>,
    past: TimelineRequest['past'],
  ): Promise<void> => {
    const { after } = subscriber;
    try {
      await ready;
      if (after) subscriber.heard = await (past ?? bus.entriesAfter(after, topics));
    } catch {
      // A history that cannot be read is none.
      subscriber.heard = after ? null : [];
    }
    advance(subscriber);
  };

  /** Takes a joining subscriber as far as it can go now. */
  const advance = (subscriber: TimelineSubscriber): void => {
    if (subscriber.phase !== 'joining' || subscriber.heard === undefined) return;
    const isQuiet = !subscriber.heard?.some(({ event }) => isMessageEvent(event));
    if (primedAt() === null) {
      if (subscriber.isPatient && subscriber.heard && isQuiet) {
        finish(subscriber, catchUpOf(subscriber, -1));
        // Until then nothing tells of removals whose webhook is lost.
        reader.want(firstReadWithinMs() * random(), 'sweep');
      } else {
        reader.want(0, 'backfill');
      }
      return;
    }
    const index = subscriber.floor ?? indexBefore(subscriber);
    if (holdsAbove(subscriber, { index, head: store.head }) && subscriber.reads < tailReads) {
      reader.want(tailPauseMs, 'backfill');
      return;
    }
    const isUnsure = store.low > index + 1 || mayBeGone(subscriber, index);
    if (isUnsure && subscriber.reads === 0) {
      reader.want(0, 'backfill');
      return;
    }
    const steps = store.low > index + 1 ? resync('HISTORY_EXCEEDED') : catchUpOf(subscriber, index);
    subscriber.floor = Math.max(index, store.head);
    finish(subscriber, steps);
  };

  /**
   * Whether a message above the index was there before the cursor was taken: then whoever took it had not heard of it yet, or
   * knew already that it is gone, and only Twilio can say which.
   */
  const mayBeGone = ({ after }: TimelineSubscriber, index: number): boolean => {
    if (!after) return false;
    const wasThere = ({ createdAt }: Message) => !mayBeAfter(createdAt, after.takenAt);
    return store.entries().some((entry) => entry.index > index && wasThere(entry.message));
  };

  const finish = (subscriber: TimelineSubscriber, steps: readonly TimelineStep[]) => {
    const { heard, passed } = subscriber;
    subscriber.toldOffset = (passed?.at(-1) ?? heard?.at(-1))?.offset ?? subscriber.toldOffset;
    endJoining(subscriber, steps);
  };

  /** Who did not wait for the first read is told what it shows: it may know of more than was heard. */
  const joinLate = (subscriber: TimelineSubscriber, index: number) => {
    joinAnew(subscriber, {
      floor: index,
      complete(steps) {
        for (const step of steps) subscriber.taker.take(step);
      },
    });
    advance(subscriber);
  };

  /** What happened after the cursor and while the subscriber joined. */
  const catchUpOf = (subscriber: TimelineSubscriber, index: number): readonly TimelineStep[] => {
    const { after, heard } = subscriber;
    const passed = subscriber.passed ?? [];
    const missed = subscriber.missed ?? [];
    if (!after) {
      const added = store.entries().filter((entry) => entry.index > index);
      return [
        ...passed.flatMap(({ event }) => asStep(event)),
        ...added.map(({ message }) => stepOf('MessageAdded', message)),
      ];
    }
    const lastOffset = heard?.at(-1)?.offset ?? Number.NEGATIVE_INFINITY;
    const entries = [
      ...(heard ?? []),
      ...passed.filter(({ offset }) => offset > lastOffset),
      ...missed.map((event) => ({ event, offset: lastOffset })),
    ];
    if (primedAt() === null) return entries.flatMap(({ event }) => asStep(event));
    const steps = catchUp({
      store,
      conversationSid,
      after,
      index,
      entries,
      reachesBack: heard !== null,
      editedAfter: sureUntil(subscriber, after),
      position: position(),
      now: clock.wallTime(),
    });
    return typeof steps === 'string' ? resync(steps) : steps;
  };
  const sureUntil = (subscriber: TimelineSubscriber, { takenAt }: TimelineCursor): number =>
    subscriber.sureUntil ?? (takenAt <= options.doubtedUntil() ? takenAt - unheardMs : takenAt);
  const asStep = (event: BusEntry['event']): TimelineStep[] =>
    event.kind === 'UserChanged' ? [] : [{ event, cursor: cursor() }];
  const stepOf = (kind: 'MessageAdded' | 'MessageUpdated', message: Message): TimelineStep => {
    const occurredAt = kind === 'MessageAdded' ? message.createdAt : message.updatedAt;
    return { event: { kind, conversationSid, occurredAt, message }, cursor: cursor() };
  };
  const resync = (reason: 'HISTORY_EXCEEDED' | 'HISTORY_LOST'): readonly TimelineStep[] => {
    metrics.resyncs.inc({ reason });
    return [{ resync: reason, cursor: cursor() }];
  };

  /** The highest index told before the cursor. One that does not say it is placed by what the bus told since, and by time. */
  const indexBefore = ({ after, heard, missed }: TimelineSubscriber): number => {
    if (!after) return store.head;
    if (after.index !== null) return after.index;
    const added = [...(heard ?? []).map(({ event }) => event), ...(missed ?? [])].flatMap((event) =>
      event.kind === 'MessageAdded' ? [event.message.index] : [],
    );
    // Another instance may have heard of a message before it could read what precedes it: its cursor is past it, and nobody was told.
    for (const { index, message } of store.entries())
      if (mayBeAfter(message.createdAt, after.takenAt)) added.push(index);
    return Math.min(store.head, ...added.map((index) => index - 1));
  };

  return {
    join,
    begin(early) {
      const added = early.flatMap((event) =>
        event.kind === 'MessageAdded' ? [event.message.index - 1] : [],
      );
      for (const subscriber of subscribers) {
        const { phase, floor, after } = subscriber;
        if (floor !== null || (phase === 'joining' && after)) continue;
        if (after) {
          joinLate(subscriber, after.index ?? Math.min(indexBefore(subscriber), ...added));
          continue;
        }
        const index = Math.min(store.head, ...added);
        subscriber.floor = index;
        for (const entry of store.entries())
          if (entry.index > index) tell(subscriber, stepOf('MessageAdded', entry.message), rules);
      }
    },
    tellEarly(early) {
      for (const event of early) {
        for (const subscriber of subscribers) {
          if (event.kind === 'MessageRemoved') tell(subscriber, { event, cursor: cursor() }, rules);
          if (event.kind !== 'MessageUpdated') continue;
          const entry = store.get(event.message.index);
          if (entry) tell(subscriber, stepOf('MessageUpdated', entry.message), rules);
        }
      }
    },
    lowerFloors(head) {
      for (const subscriber of subscribers) {
        const { floor, phase, after } = subscriber;
        // Who comes with an index has what is gone, and is to be told so.
        const isFromCursor = phase === 'joining' && typeof after?.index === 'number';
        if (floor !== null && !isFromCursor) subscriber.floor = Math.min(floor, head);
      }
    },
    begunRead(head) {
      let downTo = head;
      for (const subscriber of subscribers) {
        subscriber.isReadFor = waitsForRead(subscriber);
        const index = subscriber.floor ?? subscriber.after?.index ?? null;
        if (subscriber.isReadFor && index !== null) downTo = Math.min(downTo, index + 1);
      }
      return downTo;
    },
    endedRead() {
      for (const subscriber of subscribers) {
        if (subscriber.isReadFor) subscriber.reads += 1;
        subscriber.isReadFor = false;
        advance(subscriber);
      }
    },
    abandon() {
      for (const subscriber of subscribers) {
        if (subscriber.phase !== 'joining') continue;
        finish(
          subscriber,
          (subscriber.passed ?? []).flatMap(({ event }) => asStep(event)),
        );
      }
    },
    close() {
      for (const subscriber of subscribers) {
        subscriber.phase = 'ended';
        subscriber.complete([]);
      }
      subscribers.clear();
    },
  };
}

/** Whether somebody who was told everything up to `index` may have a message above the head. */
function holdsAbove(
  { after }: TimelineSubscriber,
  { index, head }: { readonly index: number; readonly head: number },
): boolean {
  return index > head && (after?.window ? highestIndexOf(after.window) : index) > head;
}

function waitsForRead({ phase, heard, floor, after }: TimelineSubscriber): boolean {
  if (phase === 'joining') return heard !== undefined;
  return phase === 'live' && floor === null && after !== null;
}
