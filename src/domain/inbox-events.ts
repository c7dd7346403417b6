import { sleep } from '../clock.ts';
import type { ConversationEvent } from '../conversation-event.ts';
import { type BusEntry, type BusPosition, identityTopic } from '../events/event-bus.ts';
import { createSubscriberQueue } from '../events/subscriber-queue.ts';
import { createInboxContent } from './inbox-content.ts';
import { decodeInboxCursor, encodeInboxCursor, shortNameOfMessage } from './inbox-cursor.ts';
import { type ConversationStep, createInboxFollowing } from './inbox-following.ts';
import { type InboxItem, readInboxHistory } from './inbox-history.ts';
import { createInboxMemberships } from './inbox-memberships.ts';
import { createInboxPlace } from './inbox-place.ts';
import type { Inbox } from './inbox.ts';
import { type LiveContent, type LiveEvent, presentLive, type ResyncReason } from './live-event.ts';
import { createLiveIterator } from './live-iterator.ts';
import type { LiveStream } from './live-sharing.ts';
import type { LiveOptions } from './live-stream.ts';

/**
 * Follows all conversations of the viewer, and the viewer's joining and leaving: first what happened after the cursor, then what
 * happens. Costs one read of the viewer's rows at the start; unread counts are counted along from there. Of the conversations
 * themselves nothing is read before something happens in them, or they are swept.
 *
 * @throws {GatewayError} FORBIDDEN without an identity; INVALID_CURSOR for a cursor of another stream or viewer.
 */
export async function openInboxEvents(
  request: { readonly after: string | null | undefined },
  options: LiveOptions & { readonly inbox: Inbox },
): Promise<LiveStream> {
  const { access, bus, clock, cursors, log, metrics, timelines } = options;
  const identity = access.requireIdentity();
  const after = request.after ? decodeInboxCursor(cursors, identity, request.after) : null;
  const content = createInboxContent(identity, options);
  const memberships = createInboxMemberships({ identity, now: clock.now });
  const following = createInboxFollowing({
    timelines,
    take(step) {
      // The viewer's own joining and leaving come by a topic of their own, once.
      if (memberships.isOwn(step)) following.told(step);
      else queue.push({ step, position: bus.position() });
    },
  });
  const place = createInboxPlace({
    start: after ?? { ...bus.position(), followedSince: clock.wallTime() },
    placeOf: following.placeOf,
  });
  const queue = createSubscriberQueue<InboxItem>({
    itemsMax: options.queuedEventsMax,
    overflow() {
      following.toldAll();
      metrics.resyncs.inc({ reason: 'SLOW_CONSUMER' });
      return { resync: 'SLOW_CONSUMER', position: null };
    },
    onEnd() {
      own.end();
      following.end();
      watch.end();
    },
  });

  let lastOwnOffset = Number.NEGATIVE_INFINITY;
  /** The own entries that came live and wait to be told; null once it is decided what was before. */
  let ownLive: Set<number> | null = new Set();
  const takeOwn = ({ event, offset }: BusEntry) => {
    if (event.kind === 'UserChanged' || offset <= lastOwnOffset) return;
    lastOwnOffset = offset;
    const { conversationSid } = event;
    const change = memberships.take(event);
    // Where what was read knows of it already, it is told as history.
    if (change === 'none') return;
    ownLive?.add(offset);
    if (change === 'left' || change === 'joined anew') following.unfollow(conversationSid);
    if (change === 'joined' || change === 'joined anew') {
      // What is said right after joining may come before the conversation is listened to.
      const { epoch } = bus.position();
      const takenAt = event.occurredAt.getTime();
      const since = { epoch, offset, index: null, window: null, takenAt };
      following.follow({ conversationSid, after: since, isJoining: true });
    }
    if (change === 'joined anew') queue.push({ ended: conversationSid, position: bus.position() });
    queue.push({ own: event, position: bus.position(), isEarly: ownLive !== null });
  };
  const own = bus.subscribe(identityTopic(identity), takeOwn);
  const watch = options.memberships.watch(identity, { isInbox: true, memberships: memberships.watched });

  const present = (what: LiveContent, occurredAt: Date): LiveEvent => {
    const cursor = place.cursor();
    return presentLive(what, { occurredAt, cursor: () => encodeInboxCursor(cursors, identity, cursor) });
  };
  /** Who reads everything anew is told of nothing that was before. */
  const expandResync = async (reason: ResyncReason, position: BusPosition): Promise<readonly LiveEvent[]> => {
    const rows = memberships.setRows(await content.readRows());
    const sids = new Set(rows.map(({ conversation }) => conversation.sid));
    for (const sid of place.conversations()) if (!sids.has(sid)) following.unfollow(sid);
    const takenAt = clock.wallTime();
    for (const conversationSid of sids)
      following.follow({ conversationSid, after: { ...position, index: null, window: null, takenAt } });
    place.setConversations([...sids]);
    place.restart(position, takenAt);
    return [present({ kind: 'Resync', reason }, new Date(clock.wallTime()))];
  };
  const expandOwn = async (event: ConversationEvent, position: BusPosition) => {
    const { conversationSid, occurredAt } = event;
    const counts = (await content.countAlong(event)).map((count) => present(count, occurredAt));
    const isRepeated =
      event.kind === 'ParticipantAdded'
        ? place.has(conversationSid)
        : event.kind === 'ParticipantRemoved' && !place.has(conversationSid);
    const described = isRepeated ? null : await content.describe(event);
    place.advance(position);
    if (described?.kind === 'ConversationAdded') place.joined(conversationSid);
    if (described?.kind === 'ConversationRemoved') place.left(conversationSid);
    // Either the viewer has left again, or what was read is older than what was heard.
    if (event.kind === 'ParticipantAdded' && !place.has(conversationSid)) {
      following.unfollow(conversationSid);
      memberships.forget(conversationSid);
      watch.doubt();
    }
    return described ? [...counts, present(described, occurredAt)] : counts;
  };
  /** The viewer was removed without word of it, and is back. */
  const expandEnded = async (conversationSid: string): Promise<readonly LiveEvent[]> => {
    if (!place.has(conversationSid)) return [];
    place.left(conversationSid);
    return [present({ kind: 'ConversationRemoved', conversationSid }, new Date(clock.wallTime()))];
  };
  const expandStep = async (conversationStep: ConversationStep, position: BusPosition) => {
    const { step, conversationSid } = conversationStep;
    // What waited when the viewer was removed is not told any more, and nothing before word of joining.
    const isVisible = following.isFollowed(conversationSid) && place.has(conversationSid);
    if ('resync' in step) {
      following.toldAll();
      return isVisible ? expandResync(step.resync, position) : [];
    }
    const { event } = step;
    if (isToldBefore(event)) {
      following.told(conversationStep);
      return [];
    }
    // A client that goes on from the count's cursor gets the event that follows it; the other way round it would not.
    const counts = isVisible ? (await content.countAlong(event)).map(stampOf(event)) : [];
    const described = isVisible ? await content.describe(event) : null;
    place.advance(position);
    following.told(conversationStep);
    if (described) place.touch(conversationSid);
    if (described?.kind === 'ConversationRemoved') {
      place.left(conversationSid);
      memberships.forget(conversationSid);
      following.unfollow(conversationSid);
    }
    return described ? [...counts, present(described, event.occurredAt)] : counts;
  };
  /** By a gateway of version 0.1.0: dates have whole seconds, so that the last second would be told twice. */
  const isToldBefore = (event: ConversationEvent): boolean =>
    event.kind === 'MessageAdded' && after?.toldMessages?.has(shortNameOfMessage(event.message.sid)) === true;
  const stampOf = (event: ConversationEvent) => (count: LiveContent) => present(count, event.occurredAt);

  const expand = async (item: InboxItem): Promise<readonly LiveEvent[]> => {
    const position = item.position ?? bus.position();
    try {
      if ('resync' in item) return await expandResync(item.resync, position);
      if ('ended' in item) return await expandEnded(item.ended);
      if ('step' in item) return await expandStep(item.step, position);
      // Late word of a membership that what was read has outlived. Later on, leaving and coming back are two things to tell.
      if (item.isEarly && memberships.isOutlived(item.own)) return [];
      return await expandOwn(item.own, position);
    } catch (error) {
      log.warn('An event of an inbox could not be completed from Twilio.', { error });
      if ('step' in item) following.told(item.step);
      // The client reads everything anew, and then has what is followed.
      place.setConversations(following.conversations());
      place.advance(position);
      metrics.resyncs.inc({ reason: 'UNREADABLE' });
      return [present({ kind: 'Resync', reason: 'UNREADABLE' }, new Date(clock.wallTime()))];
    }
  };

  try {
    await own.ready;
    const history = await readInboxHistory({
      identity,
      after,
      bus,
      following,
      memberships,
      place,
      readRows: content.readRows,
      now: clock.wallTime,
      pause: (delayMs) => sleep(clock, delayMs),
      /** Around the beginning an own entry comes both ways. */
      isOwnLive: (offset) => ownLive?.has(offset) ?? false,
    });
    ownLive = null;
    for (const item of history) if ('resync' in item) metrics.resyncs.inc({ reason: item.resync });
    return createLiveIterator({ queue, sharing: null, expand, takeFinal: async () => null }, history);
  } catch (error) {
    await queue.return();
    throw error;
  }
}
