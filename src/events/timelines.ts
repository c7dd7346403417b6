import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Message } from '../model.ts';
import type { ConversationsApi, MessageKey } from '../upstream/conversations-api.ts';
import type { EventBus } from './event-bus.ts';
import { type EventTrail, messageTrailName } from './event-trail.ts';
import { createSweepPace, type SweepPace } from './sweep-pace.ts';
import { createTimelineEchoes } from './timeline-echoes.ts';
import { type TimelineLimits, timelineLimits } from './timeline-limits.ts';
import { type TimelineRules, timelineRules } from './timeline-rules.ts';
import type { MessageEvent } from './timeline-step.ts';
import type { TimelineRequest, TimelineSubscription } from './timeline-subscriber.ts';
import { createTimeline, type Timeline, type TimelineMetrics } from './timeline.ts';

/** Options of {@link createTimelines}. */
export interface TimelinesOptions {
  /** The shared view of Twilio. */
  readonly api: Pick<ConversationsApi, 'listMessages'>;
  readonly bus: EventBus;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly log: Log;
  readonly metrics: TimelineMetrics;
  /** @default timelineLimits */
  readonly limits?: TimelineLimits | undefined;
  /** @default timelineRules */
  readonly rules?: TimelineRules | undefined;
  /** @default every 15 s, and at most 5 calls a second */
  readonly sweepPace?: SweepPace | undefined;
  /** What was heard of lately. Without it nothing counts as told before a conversation is read for the first time. */
  readonly trail?: Pick<EventTrail, 'find'> | undefined;
}

/** One timeline for each conversation that somebody follows, shared by all who follow it on this instance. */
export interface Timelines {
  subscribe(request: TimelineRequest & { readonly conversationSid: string }): TimelineSubscription;
  /** Takes what a write of our own answered, tells all instances, and expects its webhook. */
  accept(event: MessageEvent): void;
  /** Where the message stands in its conversation; null where it is not known here. */
  indexOf(key: MessageKey): number | null;
  /** Conversations that have a timeline. */
  readonly live: number;
  /** Ends every subscription. */
  close(): void;
}

/** No conversation is live yet. */
export function createTimelines(options: TimelinesOptions): Timelines {
  const {
    bus,
    clock,
    limits = timelineLimits,
    rules = timelineRules,
    sweepPace = createSweepPace(),
  } = options;
  const timelines = new Map<string, { readonly timeline: Timeline; cancelRelease: () => void }>();
  const echoes = createTimelineEchoes({ ...options, limits });

  /** What was heard while all hear the same. After a gap nobody knows who heard what was before. */
  let allHearSince = Number.NEGATIVE_INFINITY;
  const wasTold = (message: Message): boolean => {
    const isChanged = message.updatedAt.getTime() > message.createdAt.getTime();
    const told = options.trail?.find(
      messageTrailName(isChanged ? 'MessageUpdated' : 'MessageAdded', message),
    );
    return !!told && told.heardAt > allHearSince && bus.heardUntil() > Number.NEGATIVE_INFINITY;
  };

  const sweepIntervalMs = () =>
    sweepPace.intervalMs({ liveConversations: timelines.size, isHurried: echoes.areMissing() });

  const obtain = (conversationSid: string) => {
    const kept = timelines.get(conversationSid);
    if (kept) return kept;
    const timeline = createTimeline({
      ...options,
      conversationSid,
      limits,
      rules,
      sweepIntervalMs,
      wasTold,
      onEnd: () => release(conversationSid),
      firstReadWithinMs: () => sweepPace.firstReadWithinMs({ liveConversations: timelines.size }),
    });
    const made = { timeline, cancelRelease: () => {} };
    timelines.set(conversationSid, made);
    return made;
  };
  const release = (conversationSid: string) => {
    const kept = timelines.get(conversationSid);
    if (!kept || kept.timeline.subscribers > 0) return;
    kept.cancelRelease();
    kept.cancelRelease = clock.setTimer(() => {
      if (kept.timeline.subscribers > 0) return;
      timelines.delete(conversationSid);
      kept.timeline.close();
    }, limits.lingerMs);
  };

  const accept = (event: MessageEvent) => {
    timelines.get(event.conversationSid)?.timeline.accept(event);
    echoes.expect(event);
    bus.publish(event);
  };

  const gaps = bus.onGap(() => {
    allHearSince = clock.now();
    for (const { timeline } of timelines.values()) timeline.doubt(sweepIntervalMs() / 3);
  });

  return {
    subscribe(request) {
      const kept = obtain(request.conversationSid);
      kept.cancelRelease();
      return kept.timeline.subscribe(request);
    },
    accept,
    indexOf: ({ conversationSid, sid }) => timelines.get(conversationSid)?.timeline.find(sid)?.index ?? null,
    get live() {
      return timelines.size;
    },
    close() {
      gaps.end();
      echoes.close();
      for (const { timeline, cancelRelease } of timelines.values()) {
        cancelRelease();
        timeline.close();
      }
      timelines.clear();
    },
  };
}
