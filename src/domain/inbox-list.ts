import type { AnswerBasis } from '../answer-basis.ts';
import type { Clock } from '../clock.ts';
import type { UserConversation } from '../model.ts';
import type { ConversationsApi } from '../upstream/conversations-api.ts';
import type { Access } from './access.ts';
import type { ActivityIndex } from './activity-index.ts';
import type { ActivityWarming } from './activity-warming.ts';
import { createPlainEdge, requirePageRows, type UserConversationConnection } from './connection.ts';
import type { CursorCodec } from './cursor.ts';
import {
  decodeInboxListPlace,
  encodeInboxListPlace,
  type InboxListPlace,
  type InboxMoment,
} from './inbox-list-cursor.ts';
import { type InboxReading, type InboxRows, readInboxRows } from './inbox-rows.ts';
import type { InboxWalk, InboxWalks } from './inbox-walks.ts';

/** What all inboxes of a process share: in which order their rows stand, and stood for those who page on. */
export interface InboxOrder {
  readonly activity: Pick<ActivityIndex, 'lastMessageAt'>;
  readonly warming: Pick<ActivityWarming, 'request'>;
  readonly walks: InboxWalks;
}

/** The viewer's conversations as a list, latest activity first. */
export interface InboxList {
  /**
   * A page. The first one is ordered by when the newest message was created, as far as that is known, else by when the conversation
   * was changed; it is not held up by an inbox of many pages. Whoever pages on goes through the order of the first page.
   * @throws {GatewayError} FORBIDDEN without an identity; INVALID_CURSOR; BAD_USER_INPUT.
   */
  page(request: {
    readonly first: number;
    readonly after: string | null | undefined;
  }): Promise<UserConversationConnection>;
  /** The sum of the counts of all conversations that have a read horizon; null where not all could be read in time. */
  unreadMessagesCount(): Promise<number | null>;
  /** The sids of all conversations; null where not all could be read in time. */
  conversationSids(): Promise<readonly string[] | null>;
}

/** How long a first page and a sum wait for further pages of Twilio's list, in milliseconds. */
export const inboxPatienceMs = 1_000;

/** How far Twilio's clock and those of the gateways are thought to differ at most, in milliseconds. */
const clockDifferenceMs = 5_000;

/** How old an order may be that is shown again, in milliseconds: what is not exact yet has to be asked for. */
const keptOrderAgeMaxMs = 5_000;

/** Serves one viewer. */
export function createInboxList(options: {
  readonly api: Pick<ConversationsApi, 'listUserConversations'>;
  readonly access: Pick<Access, 'requireIdentity'>;
  readonly cursors: CursorCodec;
  readonly clock: Clock;
  readonly order: InboxOrder;
  /** Is told what a page rests on, beside what `api` reads. */
  readonly basis?: AnswerBasis | undefined;
}): InboxList {
  const { api, access, cursors, clock, order, basis } = options;

  /** Begins an order, at its first row or behind the given conversation. */
  const begin = async (
    request: { readonly identity: string; readonly first: number; readonly behind: string | null },
    reading: InboxReading,
  ): Promise<Sequence> => {
    const { identity, first, behind } = request;
    const { rows, isWhole } = await reading.enough({
      isEnough: (read) => read.size >= first && (behind === null || read.has(behind)),
      patienceMs: inboxPatienceMs,
    });
    const walk = walkOf(rows.values(), { activity: order.activity, isWhole, takenAt: clock.wallTime() });
    basis?.limitAge(keptOrderAgeMaxMs);
    basis?.restOn(isActivityUnchanged(rows.keys(), order.activity));
    // What is not exact yet becomes so for the next time. Failures are told to whoever needs the rows.
    void reading.whole.then(
      (whole) => order.warming.request(byActivity(whole.rows.values(), order.activity).map(sidOf)),
      () => undefined,
    );
    return {
      rows,
      isWhole,
      walk,
      walkId: beginLazily(identity, walk),
      row: behind === null ? 0 : walk.conversationSids.indexOf(behind) + 1,
      boundary: null,
    };
  };

  const beginLazily = (identity: string, walk: InboxWalk): (() => string) => {
    let walkId: string | undefined;
    return () => (walkId ??= order.walks.begin(identity, walk));
  };

  const goOn = async (
    request: { readonly identity: string; readonly place: WalkedPlace; readonly first: number },
    reading: InboxReading,
  ): Promise<Sequence> => {
    const { identity, place, first } = request;
    const walk = place.walkId === null ? undefined : order.walks.find(place.walkId);
    if (place.kind === 'creation') {
      const read = await reading.whole;
      const known = walk ?? retrace(read.rows, place.takenAt);
      const row = known?.conversationSids.length ?? 0;
      return { ...read, walk: known, walkId: () => place.walkId, row, boundary: place };
    }
    if (walk === undefined) {
      const read = await reading.whole;
      const known = place.moment === null ? undefined : retrace(read.rows, place.moment.takenAt);
      const row = known === undefined ? 0 : rowBehind(known, place.moment);
      const walkId = known === undefined ? () => null : beginLazily(identity, known);
      return { ...read, walk: known, walkId, row, boundary: null };
    }
    const row = place.row + 1;
    const next = walk.conversationSids.slice(row, row + first);
    const { rows, isWhole } = await reading.enough({
      isEnough: (read) => next.length === first && next.every((conversationSid) => read.has(conversationSid)),
      patienceMs: 0,
    });
    return { rows, isWhole, walk, walkId: () => place.walkId, row, boundary: null };
  };

  /**
   * A walk of another process as far as it can be told from here: without what was active since, which follows after the rest, so
   * that it is shown rather twice than never. Undefined where nothing can be told.
   */
  const retrace = (rows: InboxRows['rows'], takenAt: number | null): InboxWalk | undefined => {
    if (takenAt === null) return undefined;
    const { activity } = order;
    const until = takenAt - clockDifferenceMs;
    const past = [...rows.values()].filter((row) => creationOf(row).createdAt <= until);
    if (past.some((row) => activity.lastMessageAt(sidOf(row)) === undefined)) return undefined;
    const unchanged = past.filter((row) => activeAtOf(row, activity) <= until);
    return walkOf(unchanged, { activity, isWhole: true, takenAt });
  };

  const allInTime = async (): Promise<InboxRows['rows'] | null> => {
    const reading = readInboxRows({ api, identity: access.requireIdentity(), clock });
    return (await reading.wholeWithin(inboxPatienceMs))?.rows ?? null;
  };

  return {
    async page({ first, after }) {
      requirePageRows('first', first);
      const identity = access.requireIdentity();
      const place = after ? decodeInboxListPlace(cursors, identity, after) : null;
      // The rest of an order depends on what of it is remembered.
      if (place !== null) basis?.forbid();
      const reading = readInboxRows({ api, identity, clock });
      const sequence =
        place === null || place.kind === 'conversation'
          ? await begin({ identity, first, behind: place?.conversationSid ?? null }, reading)
          : await goOn({ identity, place, first }, reading);
      const placed = rowsOf(sequence);
      return {
        edges: placed
          .slice(0, first)
          .map(({ row, placeOf }) =>
            createPlainEdge(row, () => encodeInboxListPlace(cursors, identity, placeOf())),
          ),
        hasNextPage: placed.length > first || !sequence.isWhole,
        hasPreviousPage: place !== null,
      };
    },
    async unreadMessagesCount() {
      const rows = await allInTime();
      if (rows === null) return null;
      return [...rows.values()].reduce((sum, { unreadMessagesCount }) => sum + (unreadMessagesCount ?? 0), 0);
    },
    async conversationSids() {
      const rows = await allInTime();
      return rows === null ? null : [...rows.keys()];
    },
  };
}

type WalkedPlace = Exclude<InboxListPlace, { readonly kind: 'conversation' }>;

/** What follows a place: the rest of a walk, and then the conversations that it does not hold. */
interface Sequence extends InboxRows {
  /** Undefined where none is known. */
  readonly walk: InboxWalk | undefined;
  readonly walkId: () => string | null;
  /** Where the rest of the walk begins. */
  readonly row: number;
  /** Of the other conversations only those behind this one follow. */
  readonly boundary: Creation | null;
}

/** What orders conversations for ever. */
interface Creation {
  readonly createdAt: number;
  readonly conversationSid: string;
}

interface PlacedRow {
  readonly row: UserConversation;
  readonly placeOf: () => InboxListPlace;
}

function rowsOf({ rows, isWhole, walk, walkId, row: firstRow, boundary }: Sequence): readonly PlacedRow[] {
  const placed: PlacedRow[] = [];
  const walked = walk?.conversationSids ?? [];
  for (let row = firstRow; row < walked.length; row += 1) {
    const found = rows.get(walked[row] ?? '');
    // Who left a conversation does not see it any more.
    if (walk === undefined || found === undefined) continue;
    placed.push({
      row: found,
      placeOf: () => ({ kind: 'walk', walkId: walkId() ?? '', row, moment: momentOf(walk, row) }),
    });
  }
  // Where something is still to be read, one of these could belong before those that are known.
  if (!isWhole) return placed;
  const takenAt = walk?.activeAts ? walk.takenAt : null;
  const isWalked = new Set(walked);
  const others = [...rows.values()]
    .filter(({ conversation }) => !isWalked.has(conversation.sid))
    .map((row) => ({ row, ...creationOf(row) }))
    .filter((other) => boundary === null || compareCreation(other, boundary) > 0)
    .toSorted(compareCreation);
  for (const { row, ...creation } of others)
    placed.push({ row, placeOf: () => ({ kind: 'creation', walkId: walkId(), takenAt, ...creation }) });
  return placed;
}

/** Null where the order is not exact, or where the next row's activity is of the same second: sources differ in what they tell of it. */
function momentOf({ activeAts, takenAt }: InboxWalk, row: number): InboxMoment | null {
  const activeAt = activeAts?.[row];
  const next = activeAts?.[row + 1];
  if (activeAt === undefined || (next !== undefined && secondOf(next) === secondOf(activeAt))) return null;
  return { takenAt, activeAt };
}

/** Where the rest begins in a walk whose place is known by its time alone. */
function rowBehind(walk: InboxWalk, moment: InboxMoment | null): number {
  const row = walk.activeAts?.findIndex((at) => moment !== null && secondOf(at) < secondOf(moment.activeAt));
  return row === undefined || row === -1 ? walk.conversationSids.length : row;
}

function secondOf(at: number): number {
  return Math.floor(at / 1_000);
}

function sidOf({ conversation }: UserConversation): string {
  return conversation.sid;
}

function creationOf({ conversation }: UserConversation): Creation {
  return { createdAt: conversation.createdAt.getTime(), conversationSid: conversation.sid };
}

function compareCreation(one: Creation, other: Creation): number {
  return other.createdAt - one.createdAt || compareTexts(one.conversationSid, other.conversationSid);
}

function compareTexts(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function walkOf(
  rows: Iterable<UserConversation>,
  options: {
    readonly activity: InboxOrder['activity'];
    readonly isWhole: boolean;
    readonly takenAt: number;
  },
): InboxWalk {
  const { activity, isWhole, takenAt } = options;
  const ordered = byActivity(rows, activity);
  const conversationSids = ordered.map(sidOf);
  const isExact = isWhole && conversationSids.every((sid) => activity.lastMessageAt(sid) !== undefined);
  const activeAts = isExact ? ordered.map((row) => activeAtOf(row, activity)) : null;
  return { conversationSids, activeAts, takenAt };
}

/** Latest activity first. */
function byActivity(
  rows: Iterable<UserConversation>,
  activity: InboxOrder['activity'],
): readonly UserConversation[] {
  return [...rows]
    .map((row) => ({ row, ...creationOf(row), activeAt: activeAtOf(row, activity) }))
    .toSorted((one, other) => other.activeAt - one.activeAt || compareCreation(one, other))
    .map(({ row }) => row);
}

/** Where nothing was said, it began with the conversation. */
function activeAtOf({ conversation }: UserConversation, activity: InboxOrder['activity']): number {
  const lastMessageAt = activity.lastMessageAt(conversation.sid);
  const createdAt = conversation.createdAt.getTime();
  if (lastMessageAt === undefined) return Math.max(createdAt, conversation.updatedAt.getTime());
  return lastMessageAt ?? createdAt;
}

/** Whether all were active last when they are now. A function of its own, because it may outlive the request that it is made for. */
function isActivityUnchanged(
  conversationSids: Iterable<string>,
  activity: InboxOrder['activity'],
): () => boolean {
  const known = Array.from(conversationSids, (sid) => ({ sid, at: activity.lastMessageAt(sid) }));
  return () => known.every(({ sid, at }) => activity.lastMessageAt(sid) === at);
}
