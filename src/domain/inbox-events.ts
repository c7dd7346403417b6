import type { ConversationEvent } from '../conversation-event.ts';
import { GatewayError } from '../errors.ts';
import {
  type BusEntry,
  type BusSubscription,
  conversationTopic,
  identityTopic,
} from '../events/event-bus.ts';
import { createSubscriberQueue } from '../events/subscriber-queue.ts';
import type { UserConversation } from '../model.ts';
import { completeEvent } from './complete-event.ts';
import { createPlainEdge } from './connection.ts';
import { decodeEventCursor, eventScope } from './event-cursor.ts';
import type { Inbox } from './inbox.ts';
import type { LiveContent, LiveEvent } from './live-event.ts';
import { createLiveIterator } from './live-iterator.ts';
import {
  createPresenter,
  type LiveOptions,
  type LiveStep,
  readHistory,
  type ResyncStep,
} from './live-stream.ts';
import { createUnreadCounts } from './unread-counts.ts';

/**
 * Follows all conversations of the viewer, and the viewer's joining and leaving: first what happened after the cursor, then what
 * happens. Costs one read of the viewer's rows at the start; unread counts are counted along from there.
 *
 * @throws {GatewayError} FORBIDDEN without an identity; INVALID_CURSOR for a cursor of another stream or viewer.
 */
export async function openInboxEvents(
  request: { readonly after: string | null | undefined },
  options: LiveOptions & { readonly inbox: Inbox },
): Promise<AsyncIterableIterator<LiveEvent, undefined, undefined>> {
  const { access, bus, clock, cursors, inbox, log } = options;
  const identity = access.requireIdentity();
  const scope = eventScope.inbox(identity);
  const { epoch } = bus.position();
  const start = request.after ? decodeEventCursor(cursors, scope, request.after) : bus.position();
  // The place is taken before the rows are read, so that what happens while they are read is told.
  const timed = async <Result>(read: () => Promise<Result>) => {
    const startedAt = clock.now();
    const result = await read();
    return { result, read: { startedAt, endedAt: clock.now() } };
  };
  const rows = await timed(() => inbox.all());
  const unread = createUnreadCounts(rows.result, rows.read);

  const present = createPresenter({ cursors, scope, epoch });
  const subscriptions = new Map<string, BusSubscription>();
  const toldUpTo = new Map<string, number>();

  const follow = (topic: string) => {
    if (!subscriptions.has(topic)) subscriptions.set(topic, bus.subscribe(topic, take));
  };
  const unfollow = (topic: string) => {
    subscriptions.get(topic)?.end();
    subscriptions.delete(topic);
  };
  const queue = createSubscriberQueue<LiveStep>({
    itemsMax: options.queuedEventsMax,
    overflow: () => ({ resync: 'SLOW_CONSUMER', offset: bus.position().offset }),
    onEnd() {
      for (const topic of subscriptions.keys()) unfollow(topic);
    },
  });
  const take = (entry: BusEntry) => {
    const { event } = entry;
    if (isOwn(event, 'ParticipantAdded', identity)) follow(conversationTopic(event.conversationSid));
    if (isOwn(event, 'ParticipantRemoved', identity) || event.kind === 'ConversationRemoved') {
      unfollow(conversationTopic(event.conversationSid));
    }
    queue.push(entry);
  };

  const topics = new Set([identityTopic(identity), ...unread.sids().map(conversationTopic)]);
  for (const topic of topics) follow(topic);
  await Promise.all([...subscriptions.values()].map(({ ready }) => ready));
  const history = await readHistory(bus, start, topics);

  /** Reads a row anew and takes its count over; null when the viewer is no member any more. */
  const readRow = async (conversationSid: string): Promise<UserConversation | null> => {
    try {
      const { result, read } = await timed(() => inbox.row(conversationSid));
      unread.set(result, read);
      return result;
    } catch (error) {
      if (error instanceof GatewayError && error.code === 'NOT_FOUND') return null;
      throw error;
    }
  };
  const unreadChanged = (conversationSid: string): LiveContent => ({
    kind: 'UnreadChanged',
    conversationSid,
    unreadMessagesCount: unread.of(conversationSid),
    viewerUnreadMessagesCount: unread.total(),
  });
  const recount = async (conversationSid: string): Promise<LiveContent[]> =>
    (await readRow(conversationSid)) ? [unreadChanged(conversationSid)] : [];

  /** What an event does to the viewer's counts. */
  const countAlong = async (event: ConversationEvent): Promise<LiveContent[]> => {
    switch (event.kind) {
      case 'MessageAdded': {
        if (event.message.author === identity) return [];
        const counting = unread.count(event.message, event.occurredAt);
        if (counting === 'uncertain') return recount(event.conversationSid);
        return counting === 'uncounted' ? [] : [unreadChanged(event.conversationSid)];
      }
      case 'MessageRemoved':
        return unread.isAbove(event.conversationSid, event.index) ? recount(event.conversationSid) : [];
      case 'ParticipantUpdated':
        if (event.identity !== identity || event.lastReadMessageIndex === undefined) return [];
        return recount(event.conversationSid);
      default:
        return [];
    }
  };
  const describe = async (event: ConversationEvent): Promise<LiveContent | null> => {
    const { conversationSid } = event;
    switch (event.kind) {
      case 'ParticipantAdded': {
        if (event.participant.identity !== identity) return null;
        const row = await readRow(conversationSid);
        if (!row) return null;
        const cursor = () =>
          cursors.encode({ scope: `inbox:${identity}`, place: [null, 0, conversationSid] });
        return { kind: 'ConversationAdded', edge: createPlainEdge(row, cursor) };
      }
      case 'ParticipantRemoved':
        if (event.identity !== identity) return null;
        unread.remove(conversationSid);
        return { kind: 'ConversationRemoved', conversationSid };
      case 'ConversationRemoved':
        unread.remove(conversationSid);
        return event;
      case 'MessageAdded':
      case 'MessageUpdated':
      case 'MessageRemoved':
      case 'ConversationUpdated':
        return completeEvent(event, options);
      default:
        return null;
    }
  };

  /** An entry comes twice: by the conversation's topic and by the viewer's, or around the beginning as history and live. */
  const isTold = ({ conversationSid }: ConversationEvent, offset: number): boolean => {
    if (offset <= (toldUpTo.get(conversationSid) ?? -1)) return true;
    toldUpTo.set(conversationSid, offset);
    return false;
  };

  /** What waited when the viewer was removed is not told any more, save the removal itself. */
  const isVisible = (event: ConversationEvent): boolean =>
    event.kind === 'ParticipantRemoved' ||
    event.kind === 'ConversationRemoved' ||
    subscriptions.has(conversationTopic(event.conversationSid));

  const resync = async (step: ResyncStep): Promise<readonly LiveEvent[]> => {
    const anew = await timed(() => inbox.all());
    for (const row of anew.result) unread.set(row, anew.read);
    const at = { offset: step.offset, occurredAt: new Date(clock.now()) };
    return [present({ kind: 'Resync', reason: step.resync }, at)];
  };
  const expand = async (step: LiveStep): Promise<readonly LiveEvent[]> => {
    try {
      if ('resync' in step) return await resync(step);
      const { event, offset } = step;
      if (event.kind === 'UserChanged' || isTold(event, offset) || !isVisible(event)) return [];
      const { occurredAt } = event;
      const counts = await countAlong(event);
      const content = await describe(event);
      return [
        // A client that goes on from the count's cursor gets the event that follows it; the other way round it would not.
        ...counts.map((count) => present(count, { offset: offset - 1, occurredAt })),
        ...(content ? [present(content, { offset, occurredAt })] : []),
      ];
    } catch (error) {
      log.warn('An event of an inbox could not be completed from Twilio.', { error });
      const at = { offset: step.offset, occurredAt: new Date(clock.now()) };
      return [present({ kind: 'Resync', reason: 'UNREADABLE' }, at)];
    }
  };

  return createLiveIterator({ history, queue, expand, takeFinal: async () => null });
}

function isOwn<Kind extends 'ParticipantAdded' | 'ParticipantRemoved'>(
  event: BusEntry['event'],
  kind: Kind,
  identity: string,
): event is Extract<ConversationEvent, { kind: Kind }> {
  if (event.kind !== kind) return false;
  return event.kind === 'ParticipantAdded'
    ? event.participant.identity === identity
    : event.kind === 'ParticipantRemoved' && event.identity === identity;
}
