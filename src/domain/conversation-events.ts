import type { ConversationEvent } from '../conversation-event.ts';
import { type BusEntry, conversationTopic } from '../events/event-bus.ts';
import type { TimelineCursor, TimelineStep } from '../events/timeline-step.ts';
import type { Access } from './access.ts';
import { type ConversationStep, ConversationStream, endsStream } from './conversation-stream.ts';
import { decodeConversationCursor } from './event-cursor.ts';
import type { LiveStream } from './live-sharing.ts';
import type { LiveServices } from './live-stream.ts';
import { findUntoldChanges } from './untold-changes.ts';

/** Which conversation is followed, by whom and from where. */
export interface ConversationEventsRequest {
  readonly conversationSid: string;
  readonly after: string | null | undefined;
  readonly access: Access;
}

/**
 * Follows one conversation: first what happened after the cursor, then what happens. The viewer has to be a member; with the
 * viewer's removal, or the conversation's, what waits is dropped, one last event tells of it, and the stream ends.
 *
 * @throws {GatewayError} NOT_FOUND when the viewer is no member; INVALID_CURSOR for a cursor of another stream.
 */
export async function openConversationEvents(
  request: ConversationEventsRequest,
  services: LiveServices,
): Promise<LiveStream> {
  const { conversationSid, access } = request;
  const { bus, cursors, clock, timelines } = services;
  const after = request.after ? decodeConversationCursor(cursors, conversationSid, request.after) : null;
  const identity = access.viewer.isService ? null : access.viewer.identity;

  // What takes the access away is listened for before access is asked, so that no removal falls between the two.
  let removal: ConversationEvent | null = null;
  let stream: ConversationStream | null = null;
  const watch = bus.subscribe(conversationTopic(conversationSid), ({ event }) => {
    if (event.kind === 'UserChanged') return;
    if (stream ? stream.endsWith(event) : endsStream(event, identity)) removal = event;
  });
  const { conversation, membership } = await requireReadable();
  const opened = new ConversationStream(
    {
      conversationSid,
      identity,
      participantSid: membership?.participantSid ?? null,
      knownAt: clock.now(),
    },
    services,
  );
  stream = opened;
  if (removal && !opened.endsWith(removal)) removal = null;

  const past = after ? readPast(after) : undefined;
  const subscription = timelines.subscribe({ conversationSid, after, past, taker: opened });
  const finishRemoved = () => {
    opened.endWatch();
    if (removal) opened.finish({ event: removal, cursor: subscription.cursor() });
  };
  void subscription.ready.then(finishRemoved, finishRemoved);
  return opened.begin({ subscription, watch, history: readHistory() });

  async function requireReadable() {
    try {
      await watch.ready;
      return await access.requireReadable(conversationSid);
    } catch (error) {
      watch.end();
      throw error;
    }
  }

  async function readHistory(): Promise<readonly ConversationStep[]> {
    const steps = await subscription.history;
    const last = endOf(steps, identity);
    if (last) opened.finish(last);
    if (opened.isFinal) return [];
    const isTold = !after || (await past) !== null || steps.some((step) => 'resync' in step);
    if (isTold) return opened.isFinal ? [] : steps;
    // What became of messages the timeline has found by itself. Who leaves amid these is told them again.
    const changes = await findUntoldChanges({ conversation, since: after.takenAt }, services);
    return opened.isFinal ? [] : [...changes.map((change) => ({ ...change, cursor: after })), ...steps];
  }

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
