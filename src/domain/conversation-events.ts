import { type BusEntry, conversationTopic } from '../events/event-bus.ts';
import { createSubscriberQueue } from '../events/subscriber-queue.ts';
import { completeEvent } from './complete-event.ts';
import { decodeEventCursor, eventScope } from './event-cursor.ts';
import type { LiveEvent } from './live-event.ts';
import { createLiveIterator } from './live-iterator.ts';
import { createPresenter, type LiveOptions, type LiveStep, readHistory } from './live-stream.ts';

/**
 * Follows one conversation: first what happened after the cursor, then what happens. The viewer has to be a member; with the
 * viewer's removal, or the conversation's, what waits is dropped, one last event tells of it, and the stream ends.
 *
 * @throws {GatewayError} NOT_FOUND when the viewer is no member; INVALID_CURSOR for a cursor of another stream.
 */
export async function openConversationEvents(
  request: { readonly conversationSid: string; readonly after: string | null | undefined },
  options: LiveOptions,
): Promise<AsyncIterableIterator<LiveEvent, undefined, undefined>> {
  const { access, bus, cursors, clock } = options;
  const { conversationSid } = request;
  const scope = eventScope.conversation(conversationSid);
  const topic = conversationTopic(conversationSid);
  const { epoch } = bus.position();
  // The place is taken before access is asked, so that what happens meanwhile is told too.
  const start = request.after ? decodeEventCursor(cursors, scope, request.after) : bus.position();
  await access.requireReadable(conversationSid);

  const present = createPresenter({ cursors, scope, epoch });
  const identity = access.viewer.isService ? null : access.viewer.identity;
  let final: BusEntry | null = null;
  let toldUpTo = start.epoch === epoch ? start.offset : 0;
  const queue = createSubscriberQueue<LiveStep>({
    itemsMax: options.queuedEventsMax,
    overflow: () => ({ resync: 'SLOW_CONSUMER', offset: bus.position().offset }),
    onEnd: () => subscription.end(),
  });
  const subscription = bus.subscribe(topic, (entry) => {
    if (final) return;
    if (!endsStream(entry, identity)) {
      queue.push(entry);
      return;
    }
    final = entry;
    void queue.return();
  });
  await subscription.ready;
  const history = await readHistory(bus, start, new Set([topic]));

  const expand = async (step: LiveStep): Promise<readonly LiveEvent[]> => {
    if ('resync' in step) {
      const at = { offset: step.offset, occurredAt: new Date(clock.now()) };
      return [present({ kind: 'Resync', reason: step.resync }, at)];
    }
    const { event, offset } = step;
    // Around the beginning an entry comes both as history and live.
    if (offset <= toldUpTo) return [];
    toldUpTo = offset;
    if (event.kind === 'UserChanged' || event.kind === 'ConversationAdded') return [];
    const content = await completeEvent(event, options);
    return content ? [present(content, { offset, occurredAt: event.occurredAt })] : [];
  };

  return createLiveIterator({
    history,
    queue,
    expand,
    async takeFinal() {
      if (!final) return null;
      const [event] = await expand(final);
      final = null;
      return event ?? null;
    },
  });
}

function endsStream({ event }: BusEntry, identity: string | null): boolean {
  if (event.kind === 'ConversationRemoved') return true;
  return identity !== null && event.kind === 'ParticipantRemoved' && event.identity === identity;
}
