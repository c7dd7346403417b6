import type { ConversationEvent } from '../conversation-event.ts';
import {
  type BusEntry,
  type BusPosition,
  conversationTopic,
  type EventBus,
  identityTopic,
} from '../events/event-bus.ts';
import { mayBeAfter, staleMs, unheardMs } from '../events/timeline-rules.ts';
import type { TimelineCursor } from '../events/timeline-step.ts';
import type { Conversation, UserConversation } from '../model.ts';
import { type InboxCursor, shortNameOf } from './inbox-cursor.ts';
import type { ConversationStep, InboxFollowing } from './inbox-following.ts';
import type { InboxMemberships } from './inbox-memberships.ts';
import { type InboxPlace, sumOf } from './inbox-place.ts';
import type { ResyncReason } from './live-event.ts';

/** What waits for a subscriber. */
export type InboxItem = {
  /** Up to here the bus has been told once the item is; null for wherever that is when it is handed out. */
  readonly position: BusPosition | null;
} & (
  | { readonly step: ConversationStep }
  /** Of the viewer's own topic: joining and leaving, and how far the viewer has read. */
  | {
      readonly own: ConversationEvent;
      /** Came before it was read what the viewer is a member of. @default false */
      readonly isEarly?: boolean;
    }
  /** A conversation that the viewer left without word of it. */
  | { readonly ended: string }
  | { readonly resync: ResyncReason }
);

/** What is needed to tell a viewer who comes back what happened meanwhile. */
export interface InboxHistoryRequest {
  readonly identity: string;
  readonly after: InboxCursor | null;
  readonly bus: Pick<EventBus, 'position' | 'entriesAfter'>;
  readonly following: InboxFollowing;
  readonly memberships: InboxMemberships;
  readonly place: InboxPlace;
  readonly readRows: () => Promise<readonly UserConversation[]>;
  readonly now: () => number;
  readonly pause: (delayMs: number) => Promise<void>;
  /** Whether the entry of the viewer's own topic came live, and waits to be told. */
  readonly isOwnLive: (offset: number) => boolean;
}

/**
 * Begins to follow the viewer's conversations, and finds what happened after the cursor: joining and leaving first, then each
 * conversation in its order. Where that cannot be found, `Resync`.
 */
export async function readInboxHistory(request: InboxHistoryRequest): Promise<readonly InboxItem[]> {
  const { after, bus, following, memberships, place, isOwnLive } = request;
  if (!after) return beginAnew(request, null);
  if (after.epoch !== bus.position().epoch) return withoutHistory(request, after, 'HISTORY_LOST');
  const found = await findMemberships(request, after);
  if (found === 'HISTORY_LOST') return beginAnew(request, found);
  if (found === 'HISTORY_EXCEEDED') return withoutHistory(request, after, found);
  const { sids, before, ownEntries } = found;
  place.setConversations(before.sids);
  const own = before.entries.filter(({ offset }) => !isOwnLive(offset));
  // The client has the conversation, and word comes live that the viewer joined it: of leaving it in between there was none.
  const ended = ownEntries.flatMap(({ event, offset }) =>
    event.kind === 'ParticipantAdded' && isOwnLive(offset) && before.sids.includes(event.conversationSid)
      ? [event.conversationSid]
      : [],
  );
  const joinings = new Map(
    own.flatMap((entry) =>
      entry.event.kind === 'ParticipantAdded' ? [[entry.event.conversationSid, entry] as const] : [],
    ),
  );

  const past = createPast();
  for (const conversationSid of sids) {
    const joining = joinings.get(conversationSid);
    following.follow({
      conversationSid,
      after: joining ? cursorOfJoining(joining, after) : cursorOf(conversationSid, after),
      isJoining: joining !== undefined,
      past: past.of(conversationSid),
    });
  }
  await following.ready();
  const position = bus.position();
  const entries = await readEntries(bus, after, sids.map(conversationTopic));
  past.resolve(entries ?? []);
  const steps = await following.begin();
  if (!entries) {
    following.toldAll();
    place.setConversations(sids);
    return lost(request, 'HISTORY_EXCEEDED');
  }
  const items = [
    ...ended.map((conversationSid) => ({ ended: conversationSid })),
    ...own.flatMap(({ event }) => (event.kind === 'UserChanged' ? [] : [{ own: event }])),
    ...steps.filter((step) => !memberships.isOwn(step) || dropped(following, step)).map((step) => ({ step })),
  ];
  // The place stays at the cursor until all of it is told.
  return items.map((item, ordinal) => ({
    ...item,
    position: ordinal === items.length - 1 ? position : after,
  }));
}

/** What the viewer is a member of, and what the client knows of that and was not told yet. */
interface Memberships {
  readonly sids: readonly string[];
  readonly before: NonNullable<ReturnType<typeof conversationsBefore>>;
  /** What the history has of the viewer's own topic. */
  readonly ownEntries: readonly BusEntry[];
}

/** Looks twice: what is read may be older than what was told, or word of it may still be on its way. */
async function findMemberships(
  { identity, bus, memberships, readRows, pause }: InboxHistoryRequest,
  after: InboxCursor,
): Promise<Memberships | 'HISTORY_EXCEEDED' | 'HISTORY_LOST'> {
  for (let looks = 1; ; looks += 1) {
    const read = await readRows();
    const ownEntries = await readEntries(bus, after, [identityTopic(identity)]);
    if (!ownEntries) return 'HISTORY_EXCEEDED';
    for (const { event } of ownEntries)
      if (event.kind === 'ParticipantRemoved') memberships.noteRemoved(event.participantSid);
    const rows = memberships.setRows(read);
    const sids = rows.map(({ conversation }) => conversation.sid);
    const before = conversationsBefore(after, sids, withoutLateWord(ownEntries, rows));
    if (before) return { sids, before, ownEntries };
    if (looks === 2) return 'HISTORY_LOST';
    await pause(staleMs);
  }
}

/** A cursor that was made so lately, in milliseconds, can be placed by its time. */
const placedByTimeMs = 10_000;

/**
 * Nobody here knows what happened after the cursor. A client that has just read everything is told that by Twilio's dates: sent to read it
 * again it would come back with such a cursor again, for as long as this instance and the one that answers are not in touch.
 */
async function withoutHistory(
  request: InboxHistoryRequest,
  after: InboxCursor,
  reason: 'HISTORY_LOST' | 'HISTORY_EXCEEDED',
): Promise<readonly InboxItem[]> {
  const { bus, following, memberships, place } = request;
  const isLate = request.now() - after.followedSince > placedByTimeMs;
  if (isLate || after.conversations === null) return beginAnew(request, reason);
  const position = bus.position();
  const since = { ...position, index: null, window: null, takenAt: after.followedSince };
  const rows = memberships.setRows(await request.readRows());
  const sids = rows.map(({ conversation }) => conversation.sid);
  // Somebody joined or left, and nobody knows when.
  if (sumOf(sids) !== after.conversations) return beginAnew(request, reason);
  // Whoever answered the query may not have heard of what was known elsewhere.
  const sureUntil = after.followedSince - unheardMs;
  for (const conversationSid of sids) {
    const cursor = { ...cursorOf(conversationSid, after), ...position };
    following.follow({ conversationSid, after: cursor, sureUntil, past: Promise.resolve([]) });
  }
  place.setConversations(sids);
  const changes = rows.flatMap(({ conversation }) =>
    mayBeAfter(conversation.updatedAt, sureUntil) ? [changeOf(conversation, since)] : [],
  );
  const steps = [...changes, ...(await following.begin())];
  return steps.map((step, ordinal) => ({ step, position: ordinal === steps.length - 1 ? position : after }));
}

function changeOf({ sid, updatedAt }: Conversation, cursor: TimelineCursor): ConversationStep {
  const event: ConversationEvent = {
    kind: 'ConversationUpdated',
    conversationSid: sid,
    occurredAt: updatedAt,
    conversation: null,
    state: undefined,
  };
  return { conversationSid: sid, step: { event, cursor } };
}

/** Follows everything from now on. */
async function beginAnew(
  request: InboxHistoryRequest,
  reason: 'HISTORY_LOST' | 'HISTORY_EXCEEDED' | null,
): Promise<readonly InboxItem[]> {
  const { after, bus, following, memberships, place, now } = request;
  const takenAt = now();
  const since = { ...bus.position(), index: null, window: null, takenAt };
  const sids = memberships.setRows(await request.readRows()).map(({ conversation }) => conversation.sid);
  for (const conversationSid of sids) {
    // What the client was told once it is not told again, also where it reads everything anew.
    const index = after?.places.get(shortNameOf(conversationSid))?.index ?? null;
    following.follow({ conversationSid, after: { ...since, index }, past: Promise.resolve([]) });
  }
  place.setConversations(sids);
  place.restart(since, takenAt);
  const steps = await following.begin();
  if (reason === null) return steps.map((step) => ({ step, position: since }));
  following.toldAll();
  return lost(request, reason);
}

function lost(
  { bus }: InboxHistoryRequest,
  reason: 'HISTORY_LOST' | 'HISTORY_EXCEEDED',
): readonly InboxItem[] {
  return [{ resync: reason, position: bus.position() }];
}

/** A history that cannot be read is none. */
async function readEntries(
  bus: Pick<EventBus, 'entriesAfter'>,
  after: BusPosition,
  topics: readonly string[],
): Promise<readonly BusEntry[] | null> {
  return bus.entriesAfter(after, new Set(topics)).catch(() => null);
}

/**
 * The conversations that the client has, and which of the own entries it was not told yet: the history may begin with some that it
 * was. Null where no word of joining and leaving explains what there is now.
 */
function conversationsBefore(
  after: InboxCursor,
  sids: readonly string[],
  ownEntries: readonly BusEntry[],
): { readonly sids: readonly string[]; readonly entries: readonly BusEntry[] } | null {
  const changes = ownEntries.filter(({ event }) => isJoiningOrLeaving(event));
  for (let told = 0; told <= changes.length; told += 1) {
    const untold = changes.slice(told);
    const before = new Set(sids);
    for (const { event } of untold.toReversed()) {
      if (event.kind === 'ParticipantAdded') before.delete(event.conversationSid);
      if (event.kind === 'ParticipantRemoved') before.add(event.conversationSid);
    }
    if (after.conversations !== null && after.conversations !== sumOf([...before])) continue;
    const isTold = new Set(changes.slice(0, told));
    return { sids: [...before], entries: ownEntries.filter((entry) => !isTold.has(entry)) };
  }
  return null;
}

/** Leaves out word of a removal that came after word of being added again. */
function withoutLateWord(
  ownEntries: readonly BusEntry[],
  rows: readonly UserConversation[],
): readonly BusEntry[] {
  const current = new Map(rows.map((row) => [row.conversation.sid, row.participantSid]));
  return ownEntries.filter(({ event }, at) => {
    if (event.kind !== 'ParticipantRemoved') return true;
    const participantSid = current.get(event.conversationSid);
    if (participantSid === undefined || participantSid === event.participantSid) return true;
    return ownEntries
      .slice(at + 1)
      .some(
        (later) =>
          later.event.kind === 'ParticipantAdded' && later.event.conversationSid === event.conversationSid,
      );
  });
}

function isJoiningOrLeaving(event: BusEntry['event']): event is ConversationEvent {
  return event.kind === 'ParticipantAdded' || event.kind === 'ParticipantRemoved';
}

function cursorOf(conversationSid: string, after: InboxCursor): TimelineCursor {
  const { epoch, offset, followedSince } = after;
  const place = after.places.get(shortNameOf(conversationSid));
  if (!place) return { epoch, offset, index: null, window: null, takenAt: followedSince };
  return { epoch, offset, index: place.index, window: place.window, takenAt: place.followedSince };
}

function cursorOfJoining({ event, offset }: BusEntry, { epoch }: BusPosition): TimelineCursor {
  return { epoch, offset, index: null, window: null, takenAt: event.occurredAt.getTime() };
}

function dropped(following: InboxFollowing, step: ConversationStep): boolean {
  following.told(step);
  return false;
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
