import type { GatewayEvent } from '../conversation-event.ts';
import type { BusSubscription } from '../events/event-bus.ts';
import {
  createSubscriberQueue,
  type SubscriberQueue,
  type SubscriberQueueOptions,
} from '../events/subscriber-queue.ts';
import type { StepTaker, TimelineCursor, TimelineStep } from '../events/timeline-step.ts';
import type { TimelineSubscription } from '../events/timeline-subscriber.ts';
import { completeEvent } from './complete-event.ts';
import { encodeConversationCursor } from './event-cursor.ts';
import type { LiveCohort } from './live-cohort.ts';
import { type LiveContent, type LiveEvent, presentLive, type ResyncReason } from './live-event.ts';
import { createLiveIterator, type LiveIterator, type LiveSource } from './live-iterator.ts';
import type { LiveFollower, LiveSharing, LiveStream } from './live-sharing.ts';
import type { LiveServices } from './live-stream.ts';
import type { MembershipWatch, WatchedMembership, WatchedViewer } from './membership-sweeper.ts';
import type { UntoldChange } from './untold-changes.ts';

/** What waits for a subscriber: a step of the timeline, a change that no event told of, or word that too much waited. */
export type ConversationStep =
  | TimelineStep
  | (UntoldChange & { readonly cursor: TimelineCursor })
  | { readonly resync: ResyncReason; readonly cursor: TimelineCursor };

/** What a stream is of. */
export interface ConversationStreamOptions {
  readonly conversationSid: string;
  /** The viewer's; null in service scope. */
  readonly identity: string | null;
  /** The viewer's participant; null in service scope. */
  readonly participantSid: string | null;
  /** When that was read, in milliseconds by the gateway's clock. */
  readonly knownAt: number;
}

/** What a stream follows, until it ends. */
export interface FollowedByStream {
  readonly subscription: TimelineSubscription;
  /** Ends what listens for removals until the timeline does. */
  readonly watch: BusSubscription;
  readonly history: Promise<readonly ConversationStep[]>;
}

/**
 * What one subscriber of a conversation is told, by itself or with others. A class, because ten thousand of them have their functions in
 * common: each is at once what its parts ask of it.
 */
export class ConversationStream
  implements
    LiveSharing,
    LiveSource<ConversationStep>,
    MembershipWatch,
    StepTaker,
    SubscriberQueueOptions<ConversationStep>
{
  readonly #services: LiveServices;
  readonly conversationSid: string;
  readonly #identity: string | null;
  readonly #participantSid: string | null;
  readonly #knownAt: number;
  readonly queue: SubscriberQueue<ConversationStep>;
  #subscription: TimelineSubscription | null = null;
  #watch: BusSubscription | null = null;
  #membershipWatch: WatchedViewer | null = null;
  #events: LiveIterator | null = null;
  #follower: LiveFollower | null = null;
  #cohort: LiveCohort | null = null;
  /** The last event, until it was told. */
  #final: ConversationStep | null = null;
  #isFinal = false;
  #isResting = false;

  constructor(options: ConversationStreamOptions, services: LiveServices) {
    this.#services = services;
    this.conversationSid = options.conversationSid;
    this.#identity = options.identity;
    this.#participantSid = options.participantSid;
    this.#knownAt = options.knownAt;
    this.queue = createSubscriberQueue(this);
  }

  /** Begins to tell. */
  follow(follower: LiveFollower): void {
    this.#follower = follower;
  }

  get sharing(): LiveSharing {
    return this;
  }

  /** Begins with what was followed for it. */
  begin({ subscription, watch, history }: FollowedByStream): LiveStream {
    this.#subscription = subscription;
    this.#watch = watch;
    this.#events = createLiveIterator(this, history);
    if (this.#identity !== null && this.#participantSid !== null)
      this.#membershipWatch = this.#services.memberships.watch(this.#identity, this);
    return this.#events;
  }

  /** Removals are told by the timeline from now on. */
  endWatch(): void {
    this.#watch?.end();
    this.#watch = null;
  }

  /** Whether its end was found already. */
  get isFinal(): boolean {
    return this.#isFinal;
  }

  /** Whether the event takes the viewer's access away. */
  endsWith(event: GatewayEvent): boolean {
    return endsStream(event, this.#identity) && !this.#isOfEarlierMembership(event);
  }

  /** Drops what waits, tells of the last event, and ends. */
  finish(step: ConversationStep): void {
    if (this.#isFinal) return;
    this.#isFinal = true;
    this.#final = step;
    void this.queue.return();
  }

  take(step: TimelineStep): void {
    if ('event' in step && this.endsWith(step.event)) this.finish(step);
    else if (!this.#cohort && !('event' in step && this.#isOfEarlierMembership(step.event)))
      this.queue.push(step);
  }

  // What its queue asks.

  get itemsMax(): number | undefined {
    return this.#services.queuedEventsMax;
  }

  overflow(): ConversationStep {
    this.#services.metrics.resyncs.inc({ reason: 'SLOW_CONSUMER' });
    return { resync: 'SLOW_CONSUMER', cursor: this.#cursor() };
  }

  onEnd(): void {
    this.#goAlone();
    this.#subscription?.end();
    this.endWatch();
    this.#membershipWatch?.end();
    this.#wake();
  }

  // What its iterator asks.

  async expand(step: ConversationStep): Promise<readonly LiveEvent[]> {
    const { cursor } = step;
    if ('resync' in step) {
      const now = new Date(this.#services.clock.wallTime());
      return [this.#present({ kind: 'Resync', reason: step.resync }, cursor, now)];
    }
    if ('content' in step) return [this.#present(step.content, cursor, step.occurredAt)];
    const { event } = step;
    if (event.kind === 'ConversationAdded') return [];
    const content = await completeEvent(event, this.#services);
    return content ? [this.#present(content, cursor, event.occurredAt)] : [];
  }

  async takeFinal(): Promise<LiveEvent | null> {
    if (!this.#final) return null;
    const [event] = await this.expand(this.#final);
    this.#final = null;
    return event ?? null;
  }

  onIdle(): void {
    this.#isResting = false;
    if (!this.#follower || this.#cohort) return;
    const entered = this.#follower.cohort();
    if (!this.#subscription?.enter(entered)) {
      this.#follower.leave();
      return;
    }
    this.#cohort = entered;
    entered.members.add(this);
    this.#follower.join();
  }

  // What its follower asks.

  resync(): void {
    if (!this.#cohort) return;
    this.#goAlone();
    this.queue.push(this.overflow());
    this.#wake();
  }

  get canRest(): boolean {
    return this.#cohort !== null && this.queue.size === 0;
  }

  rest(): void {
    this.#isResting = true;
    this.#events?.release();
  }

  // What the membership sweeper asks.

  get isInbox(): boolean {
    return false;
  }

  memberships(): readonly WatchedMembership[] {
    const { conversationSid } = this;
    const participantSid = this.#participantSid;
    return participantSid === null ? [] : [{ conversationSid, participantSid, knownAt: this.#knownAt }];
  }

  /** Late word of a removal after which the viewer was added again. */
  #isOfEarlierMembership(event: GatewayEvent): boolean {
    return (
      event.kind === 'ParticipantRemoved' &&
      event.identity === this.#identity &&
      this.#participantSid !== null &&
      event.participantSid !== this.#participantSid
    );
  }

  #goAlone(): void {
    if (!this.#cohort) return;
    this.#cohort.members.delete(this);
    this.#cohort = null;
    this.#subscription?.leave();
    this.#follower?.leave();
  }

  #wake(): void {
    if (!this.#isResting) return;
    this.#isResting = false;
    this.#follower?.wake();
  }

  #cursor(): TimelineCursor {
    if (!this.#subscription) throw new Error('A stream was asked for its place before it began.');
    return this.#subscription.cursor();
  }

  #present(content: LiveContent, cursor: TimelineCursor, occurredAt: Date): LiveEvent {
    const { conversationSid } = this;
    const { cursors } = this.#services;
    return presentLive(content, {
      occurredAt,
      cursor: () => textOf(cursor, () => encodeConversationCursor(cursors, conversationSid, cursor)),
    });
  }
}

/** Whether the event takes the access away from whoever has that identity. */
export function endsStream(event: GatewayEvent, identity: string | null): boolean {
  if (event.kind === 'ConversationRemoved') return true;
  return identity !== null && event.kind === 'ParticipantRemoved' && event.identity === identity;
}

/** All subscribers of a timeline get the same steps: their cursors are signed once. */
const texts = new WeakMap<TimelineCursor, string>();

function textOf(cursor: TimelineCursor, encode: () => string): string {
  const known = texts.get(cursor);
  if (known !== undefined) return known;
  const text = encode();
  texts.set(cursor, text);
  return text;
}
