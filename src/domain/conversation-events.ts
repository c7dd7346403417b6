import type { ConversationEvent, GatewayEvent } from '../conversation-event.ts';
import { type BusEntry, conversationTopic } from '../events/event-bus.ts';
import { createSubscriberQueue } from '../events/subscriber-queue.ts';
import type { TimelineCursor, TimelineStep } from '../events/timeline-step.ts';
import type { Conversation } from '../model.ts';
import { completeEvent } from './complete-event.ts';
import { decodeConversationCursor, encodeConversationCursor } from './event-cursor.ts';
import type { LiveContent, LiveEvent, ResyncReason } from './live-event.ts';
import { createLiveIterator } from './live-iterator.ts';
import type { LiveCohort } from './live-cohort.ts';
import type { LiveFollower, LiveStream } from './live-sharing.ts';
import type { LiveOptions } from './live-stream.ts';
import { findUntoldChanges, type UntoldChange } from './untold-changes.ts';

/** What waits for a subscriber: a step of the timeline, a change that no event told of, or word that too much waited. */
type Step =
  | TimelineStep
  | (UntoldChange & { readonly cursor: TimelineCursor })
  | { readonly resync: ResyncReason; readonly cursor: TimelineCursor };

/**
 * Follows one conversation: first what happened after the cursor, then what happens. The viewer has to be a member; with the
 * viewer's removal, or the conversation's, what waits is dropped, one last event tells of it, and the stream ends.
 *
 * @throws {GatewayError} NOT_FOUND when the viewer is no member; INVALID_CURSOR for a cursor of another stream.
 */
export async function openConversationEvents(
  request: { readonly conversationSid: string; readonly after: string | null | undefined },
  options: LiveOptions,
): Promise<LiveStream> {
  const { access, bus, cursors, clock, memberships, metrics, timelines } = options;
  const { conversationSid } = request;
  const after = request.after ? decodeConversationCursor(cursors, conversationSid, request.after) : null;
  const identity = access.viewer.isService ? null : access.viewer.identity;
  /** The viewer's participant; null in service scope, and until access was asked. */
  let participantSid: string | null = null;
  const ends = (event: GatewayEvent) => endsStream(event, identity) && !isOfEarlierMembership(event);
  /** Late word of a removal after which the viewer was added again. */
  const isOfEarlierMembership = (event: GatewayEvent) =>
    event.kind === 'ParticipantRemoved' &&
    event.identity === identity &&
    participantSid !== null &&
    event.participantSid !== participantSid;

  // What takes the access away is listened for before access is asked, so that no removal falls between the two.
  let removal: ConversationEvent | null = null;
  const watch = bus.subscribe(conversationTopic(conversationSid), ({ event }) => {
    if (event.kind !== 'UserChanged' && ends(event)) removal = event;
  });
  let conversation: Conversation;
  try {
    await watch.ready;
    const readable = await access.requireReadable(conversationSid);
    ({ conversation } = readable);
    participantSid = readable.membership?.participantSid ?? null;
    if (removal && isOfEarlierMembership(removal)) removal = null;
  } catch (error) {
    watch.end();
    throw error;
  }

  const knownAt = clock.now();
  const membershipWatch =
    identity === null || participantSid === null
      ? null
      : memberships.watch({
          identity,
          isInbox: false,
          memberships: () => (participantSid === null ? [] : [{ conversationSid, participantSid, knownAt }]),
        });

  let final: Step | null = null;
  const finish = (step: Step) => {
    if (final) return;
    final = step;
    void queue.return();
  };
  const tooSlow = (): Step => {
    metrics.resyncs.inc({ reason: 'SLOW_CONSUMER' });
    return { resync: 'SLOW_CONSUMER', cursor: subscription.cursor() };
  };
  const queue = createSubscriberQueue<Step>({
    itemsMax: options.queuedEventsMax,
    overflow: tooSlow,
    onEnd() {
      goAlone();
      subscription.end();
      watch.end();
      membershipWatch?.end();
    },
  });
  let follower: LiveFollower | null = null;
  let cohort: LiveCohort | null = null;
  const take = (step: TimelineStep) => {
    if ('event' in step && ends(step.event)) finish(step);
    else if (!cohort && !('event' in step && isOfEarlierMembership(step.event))) queue.push(step);
  };
  const goAlone = () => {
    if (!cohort) return;
    cohort.members.delete(take);
    cohort = null;
    subscription.leave();
    follower?.leave();
  };
  const past = after ? readPast(after) : undefined;
  const subscription = timelines.subscribe({ conversationSid, after, past, taker: { take } });
  const finishRemoved = () => {
    watch.end();
    if (removal) finish({ event: removal, cursor: subscription.cursor() });
  };
  void subscription.ready.then(finishRemoved, finishRemoved);
  const history = subscription.history.then(async (steps): Promise<readonly Step[]> => {
    const last = endOf(steps, identity);
    if (last) finish(last);
    if (final) return [];
    const isTold = !after || (await past) !== null || steps.some((step) => 'resync' in step);
    if (isTold) return final ? [] : steps;
    // What became of messages the timeline has found by itself. Who leaves amid these is told them again.
    const changes = await findUntoldChanges({ conversation, since: after.takenAt }, options);
    return final ? [] : [...changes.map((change) => ({ ...change, cursor: after })), ...steps];
  });

  /** What the bus told after the cursor; null where its history does not reach back or cannot be read. */
  async function readPast(position: TimelineCursor): Promise<readonly BusEntry[] | null> {
    try {
      await Promise.resolve();
      await subscription.ready;
      return await bus.entriesAfter(position, new Set([conversationTopic(conversationSid)]));
    } catch {
      return null;
    }
  }

  const present = (content: LiveContent, cursor: TimelineCursor, occurredAt: Date): LiveEvent => ({
    ...content,
    occurredAt,
    get cursor() {
      return textOf(cursor, () => encodeConversationCursor(cursors, conversationSid, cursor));
    },
  });
  const expand = async (step: Step): Promise<readonly LiveEvent[]> => {
    const { cursor } = step;
    if ('resync' in step)
      return [present({ kind: 'Resync', reason: step.resync }, cursor, new Date(clock.now()))];
    if ('content' in step) return [present(step.content, cursor, step.occurredAt)];
    const { event } = step;
    if (event.kind === 'ConversationAdded') return [];
    const content = await completeEvent(event, options);
    return content ? [present(content, cursor, event.occurredAt)] : [];
  };

  const events = createLiveIterator({
    history,
    queue,
    expand,
    onIdle() {
      if (!follower || cohort) return;
      const entered = follower.cohort();
      if (!subscription.enter(entered)) {
        follower.leave();
        return;
      }
      cohort = entered;
      cohort.members.add(take);
      follower.join();
    },
    async takeFinal() {
      if (!final) return null;
      const [event] = await expand(final);
      final = null;
      return event ?? null;
    },
  });
  return {
    ...events,
    sharing: {
      conversationSid,
      follow(taking) {
        follower = taking;
      },
      expand,
      resync() {
        if (!cohort) return;
        goAlone();
        queue.push(tooSlow());
      },
    },
  };
}

/** The step of the history after which the viewer was no member any more. */
function endOf(steps: readonly TimelineStep[], identity: string | null): TimelineStep | null {
  let end: TimelineStep | null = null;
  for (const step of steps) {
    if (!('event' in step)) continue;
    if (endsStream(step.event, identity)) end = step;
    const isBack = step.event.kind === 'ParticipantAdded' && step.event.participant.identity === identity;
    if (isBack) end = null;
  }
  return end;
}

function endsStream(event: GatewayEvent, identity: string | null): boolean {
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
