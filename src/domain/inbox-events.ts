import type { ConversationEvent } from '../conversation-event.ts';
import { type BusEntry, type BusPosition, conversationTopic, identityTopic } from '../events/event-bus.ts';
import { createSubscriberQueue } from '../events/subscriber-queue.ts';
import type { TimelineStep } from '../events/timeline-step.ts';
import { decodeInboxCursor, encodeInboxCursor, type InboxCursor, shortNameOf } from './event-cursor.ts';
import { createInboxContent } from './inbox-content.ts';
import { createInboxFollowing } from './inbox-following.ts';
import { createInboxPlace, sumOf } from './inbox-place.ts';
import type { Inbox } from './inbox.ts';
import type { LiveContent, LiveEvent, ResyncReason } from './live-event.ts';
import { createLiveIterator } from './live-iterator.ts';
import type { LiveOptions } from './live-stream.ts';

/** What waits for a subscriber. */
type Item =
  | { readonly event: ConversationEvent; readonly position: BusPosition }
  /** Up to here, or to wherever it is handed out. */
  | { readonly resync: ResyncReason; readonly position: BusPosition | null };

/**
 * Follows all conversations of the viewer, and the viewer's joining and leaving: first what happened after the cursor, then what
 * happens. Costs one read of the viewer's rows at the start; unread counts are counted along from there. Of the conversations
 * themselves nothing is read before something happens in them.
 *
 * @throws {GatewayError} FORBIDDEN without an identity; INVALID_CURSOR for a cursor of another stream or viewer.
 */
export async function openInboxEvents(
  request: { readonly after: string | null | undefined },
  options: LiveOptions & { readonly inbox: Inbox },
): Promise<AsyncIterableIterator<LiveEvent, undefined, undefined>> {
  const { access, bus, clock, cursors, log, metrics, timelines } = options;
  const identity = access.requireIdentity();
  const after = request.after ? decodeInboxCursor(cursors, identity, request.after) : null;
  const content = createInboxContent(identity, options);
  const place = createInboxPlace({
    start: after ?? bus.position(),
    now: clock.now,
    heldFrom: () => following.heldFrom(),
  });

  const queue = createSubscriberQueue<Item>({
    itemsMax: options.queuedEventsMax,
    overflow: () => lostUpTo(null, 'SLOW_CONSUMER'),
    onEnd() {
      own.end();
      following.end();
    },
  });
  const lostUpTo = (position: BusPosition | null, reason: ResyncReason): Item => {
    metrics.resyncs.inc({ reason });
    return { resync: reason, position };
  };
  const following = createInboxFollowing({
    timelines,
    take: ({ step }) => queue.push(itemOf(step)),
  });
  /** Left since the stream began: rows that were read before must not bring them back. */
  const left = new Set<string>();
  /** The own entries that came live. */
  let ownLive = { first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY };
  const takeOwn = ({ event, offset }: BusEntry) => {
    if (event.kind === 'UserChanged' || offset <= ownLive.last) return;
    ownLive = { first: Math.min(ownLive.first, offset), last: offset };
    const position = { epoch: bus.position().epoch, offset };
    const { conversationSid } = event;
    if (event.kind === 'ParticipantAdded') {
      left.delete(conversationSid);
      // What is said right after joining may come before the conversation is listened to.
      const since = { ...position, index: null, window: null, takenAt: event.occurredAt.getTime() };
      following.follow({ conversationSid, after: since });
    }
    if (event.kind === 'ParticipantRemoved') {
      left.add(conversationSid);
      following.unfollow(conversationSid);
    }
    queue.push({ event, position });
  };
  const own = bus.subscribe(identityTopic(identity), takeOwn);

  /** What happened after the cursor. */
  const readHistory = async (): Promise<readonly Item[]> => {
    await own.ready;
    const rows = await content.readRows();
    const sids = rows.map(({ conversation }) => conversation.sid).filter((sid) => !left.has(sid));
    place.setConversations(sids);
    const isOfThisLife = after !== null && after.epoch === bus.position().epoch;
    if (!after || !isOfThisLife) {
      for (const conversationSid of sids) following.follow({ conversationSid, after: null });
      const steps = await following.begin();
      const lost = after ? [lostUpTo(bus.position(), 'HISTORY_LOST')] : [];
      return [...lost, ...steps.map(({ step }) => itemOf(step))];
    }

    const past = createPast();
    const told = new Set(after.recentMessages);
    for (const conversationSid of sids) {
      following.follow({
        conversationSid,
        after: { ...after, index: null, window: null },
        past: past.of(conversationSid),
        isTold: (sid) => told.has(shortNameOf(sid)),
      });
    }
    await following.ready();
    const topics = [identityTopic(identity), ...sids.map(conversationTopic)];
    const now = bus.position();
    const entries = await bus.entriesAfter(after, new Set(topics)).catch(() => null);
    past.resolve(entries ?? []);
    const steps = await following.begin();
    if (!entries) return [lostUpTo(bus.position(), 'HISTORY_EXCEEDED')];
    const ownEntries = entries.filter(({ event }) => isOwn(event, identity));
    if (after.conversations !== null && after.conversations !== sumBefore(sids, ownEntries, identity))
      return [lostUpTo(bus.position(), 'HISTORY_LOST')];
    // Around the beginning an entry comes both ways.
    const ownPast = ownEntries.filter(({ offset }) => offset < ownLive.first);
    ownLive = { ...ownLive, last: Math.max(ownLive.last, ownPast.at(-1)?.offset ?? ownLive.last) };
    const items = [
      ...ownPast.flatMap(({ event }) => (event.kind === 'UserChanged' ? [] : [{ event }])),
      ...steps.map(({ step }) => itemOf(step)),
    ];
    // The place stays at the cursor until all of it is told.
    const before = { epoch: after.epoch, offset: after.offset };
    return items.map((item, ordinal) => ({
      ...item,
      position: ordinal === items.length - 1 ? now : before,
    }));
  };

  const present = (what: LiveContent, occurredAt: Date): LiveEvent => {
    const cursor: InboxCursor = place.cursor();
    return {
      ...what,
      occurredAt,
      get cursor() {
        return encodeInboxCursor(cursors, identity, cursor);
      },
    };
  };
  /** What waited when the viewer was removed is not told any more, save the removal itself. */
  const isVisible = ({ kind, conversationSid }: ConversationEvent) =>
    kind === 'ParticipantRemoved' || kind === 'ConversationRemoved' || following.isFollowed(conversationSid);

  const expandResync = async (item: Extract<Item, { resync: unknown }>): Promise<readonly LiveEvent[]> => {
    const position = item.position ?? bus.position();
    const rows = await content.readRows();
    place.setConversations(rows.map(({ conversation }) => conversation.sid));
    place.advance(position);
    return [present({ kind: 'Resync', reason: item.resync }, new Date(clock.now()))];
  };
  const expandEvent = async ({ event, position }: Extract<Item, { event: unknown }>) => {
    if (!isVisible(event)) return [];
    const { occurredAt, conversationSid } = event;
    // A client that goes on from the count's cursor gets the event that follows it; the other way round it would not.
    const counts = (await content.countAlong(event)).map((count) => present(count, occurredAt));
    const described = await content.describe(event);
    place.advance(position);
    if (event.kind === 'MessageAdded') place.toldMessage(event.message.sid);
    if (described?.kind === 'ConversationAdded') place.joined(conversationSid);
    if (described?.kind === 'ConversationRemoved') {
      place.left(conversationSid);
      following.unfollow(conversationSid);
    }
    return described ? [...counts, present(described, occurredAt)] : counts;
  };
  const expand = async (item: Item): Promise<readonly LiveEvent[]> => {
    try {
      return await ('resync' in item ? expandResync(item) : expandEvent(item));
    } catch (error) {
      log.warn('An event of an inbox could not be completed from Twilio.', { error });
      if (item.position) place.advance(item.position);
      metrics.resyncs.inc({ reason: 'UNREADABLE' });
      return [present({ kind: 'Resync', reason: 'UNREADABLE' }, new Date(clock.now()))];
    }
  };

  try {
    const history = await readHistory();
    return createLiveIterator({ history, queue, expand, takeFinal: async () => null });
  } catch (error) {
    await queue.return();
    throw error;
  }
}

function itemOf(step: TimelineStep): Item {
  const { epoch, offset } = step.cursor;
  const position = { epoch, offset };
  return 'event' in step ? { event: step.event, position } : { resync: step.resync, position };
}

/** What the bus told of each conversation, once it is read for all of them. */
function createPast() {
  let resolve: (entries: readonly BusEntry[]) => void = () => {};
  const whole = new Promise<readonly BusEntry[]>((resolved) => {
    resolve = resolved;
  }).then(groupByConversation);
  return {
    resolve: (entries: readonly BusEntry[]) => resolve(entries),
    of: async (conversationSid: string): Promise<readonly BusEntry[]> =>
      (await whole).get(conversationSid) ?? [],
  };
}

function groupByConversation(entries: readonly BusEntry[]): ReadonlyMap<string, readonly BusEntry[]> {
  const groups = new Map<string, BusEntry[]>();
  for (const entry of entries) {
    if (entry.event.kind === 'UserChanged') continue;
    const { conversationSid } = entry.event;
    const group = groups.get(conversationSid) ?? [];
    groups.set(conversationSid, group);
    group.push(entry);
  }
  return groups;
}

function isOwn(event: BusEntry['event'], identity: string): boolean {
  switch (event.kind) {
    case 'ParticipantAdded':
      return event.participant.identity === identity;
    case 'ParticipantUpdated':
    case 'ParticipantRemoved':
      return event.identity === identity;
    default:
      return false;
  }
}

/** The set of conversations as it was before what the bus told of joining and leaving, in the form that cursors hold. */
function sumBefore(sids: readonly string[], ownEntries: readonly BusEntry[], identity: string): number {
  const before = new Set(sids);
  for (const { event } of ownEntries.toReversed()) {
    if (!isOwn(event, identity)) continue;
    if (event.kind === 'ParticipantAdded') before.delete(event.conversationSid);
    if (event.kind === 'ParticipantRemoved') before.add(event.conversationSid);
  }
  return sumOf([...before]);
}
