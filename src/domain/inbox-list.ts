import type { Clock } from '../clock.ts';
import type { UserConversation } from '../model.ts';
import type { ConversationsApi } from '../upstream/conversations-api.ts';
import type { Access } from './access.ts';
import type { ActivityIndex } from './activity-index.ts';
import type { ActivityWarming } from './activity-warming.ts';
import { createPlainEdge, requirePageRows, type UserConversationConnection } from './connection.ts';
import type { CursorCodec } from './cursor.ts';
import { decodeInboxListPlace, encodeInboxListPlace, type InboxListPlace } from './inbox-list-cursor.ts';
import { type InboxReading, type InboxRows, readInboxRows } from './inbox-rows.ts';
import type { InboxWalks } from './inbox-walks.ts';

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
}

/** How long a first page and a sum wait for further pages of Twilio's list, in milliseconds. */
export const inboxPatienceMs = 1_000;

/** Serves one viewer. */
export function createInboxList(options: {
  readonly api: Pick<ConversationsApi, 'listUserConversations'>;
  readonly access: Pick<Access, 'requireIdentity'>;
  readonly cursors: CursorCodec;
  readonly clock: Clock;
  readonly order: InboxOrder;
}): InboxList {
  const { api, access, cursors, clock, order } = options;

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
    const walk = byActivity(rows, order.activity);
    // What is not exact yet becomes so for the next time. Failures are told to whoever needs the rows.
    void reading.whole.then(
      (whole) => order.warming.request(byActivity(whole.rows, order.activity)),
      () => undefined,
    );
    let walkId: string | undefined;
    return {
      rows,
      isWhole,
      walk,
      walkId: () => (walkId ??= order.walks.begin(identity, walk)),
      row: behind === null ? 0 : walk.indexOf(behind) + 1,
      boundary: null,
    };
  };

  const goOn = async (
    { place, first }: { readonly place: WalkedPlace; readonly first: number },
    reading: InboxReading,
  ): Promise<Sequence> => {
    const known = place.walkId === null ? undefined : order.walks.find(place.walkId);
    if (place.kind === 'creation') {
      const walk = known ?? [];
      return {
        ...(await reading.whole),
        walk,
        walkId: () => place.walkId,
        row: walk.length,
        boundary: place,
      };
    }
    // Nobody knows any more what was shown: rather a row twice than none.
    if (known === undefined)
      return { ...(await reading.whole), walk: [], walkId: () => null, row: 0, boundary: null };
    const row = place.row + 1;
    const next = known.slice(row, row + first);
    const { rows, isWhole } = await reading.enough({
      isEnough: (read) => next.length === first && next.every((conversationSid) => read.has(conversationSid)),
      patienceMs: 0,
    });
    return { rows, isWhole, walk: known, walkId: () => place.walkId, row, boundary: null };
  };

  return {
    async page({ first, after }) {
      requirePageRows('first', first);
      const identity = access.requireIdentity();
      const place = after ? decodeInboxListPlace(cursors, identity, after) : null;
      const reading = readInboxRows({ api, identity, clock });
      const sequence =
        place === null || place.kind === 'conversation'
          ? await begin({ identity, first, behind: place?.conversationSid ?? null }, reading)
          : await goOn({ place, first }, reading);
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
      const reading = readInboxRows({ api, identity: access.requireIdentity(), clock });
      const { rows, isWhole } = await reading.enough({
        isEnough: () => true,
        patienceMs: inboxPatienceMs,
      });
      if (!isWhole) return null;
      return [...rows.values()].reduce((sum, { unreadMessagesCount }) => sum + (unreadMessagesCount ?? 0), 0);
    },
  };
}

type WalkedPlace = Exclude<InboxListPlace, { readonly kind: 'conversation' }>;

/** What follows a place: the rest of a walk, and then the conversations that it does not hold. */
interface Sequence extends InboxRows {
  readonly walk: readonly string[];
  /** Null where none is known. */
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
  for (let row = firstRow; row < walk.length; row += 1) {
    const walked = rows.get(walk[row] ?? '');
    // Who left a conversation does not see it any more.
    if (walked === undefined) continue;
    placed.push({
      row: walked,
      placeOf: () => ({ kind: 'walk', walkId: walkId() ?? '', row }),
    });
  }
  // Where something is still to be read, one of these could belong before those that are known.
  if (!isWhole) return placed;
  const isWalked = new Set(walk);
  const others = [...rows.values()]
    .filter(({ conversation }) => !isWalked.has(conversation.sid))
    .map((row) => ({ row, ...creationOf(row) }))
    .filter((other) => boundary === null || compareCreation(other, boundary) > 0)
    .toSorted(compareCreation);
  for (const { row, ...creation } of others)
    placed.push({ row, placeOf: () => ({ kind: 'creation', walkId: walkId(), ...creation }) });
  return placed;
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

/** The sids, latest activity first: where nothing was said it began with the conversation. */
function byActivity(rows: InboxRows['rows'], activity: InboxOrder['activity']): readonly string[] {
  return [...rows.values()]
    .map((row) => ({ ...creationOf(row), activeAt: activeAtOf(row, activity) }))
    .toSorted((one, other) => other.activeAt - one.activeAt || compareCreation(one, other))
    .map(({ conversationSid }) => conversationSid);
}

function activeAtOf({ conversation }: UserConversation, activity: InboxOrder['activity']): number {
  const lastMessageAt = activity.lastMessageAt(conversation.sid);
  const createdAt = conversation.createdAt.getTime();
  if (lastMessageAt === undefined) return Math.max(createdAt, conversation.updatedAt.getTime());
  return lastMessageAt ?? createdAt;
}
