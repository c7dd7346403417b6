import { GatewayError } from '../errors.ts';
import type { Conversation, Message, Participant, UserConversation } from '../model.ts';
import type { Page } from '../upstream/conversations-api.ts';
import { type CursorCodec, invalidCursor } from './cursor.ts';
import { isRefusedToken, walkPagesMax } from './page-token.ts';

/** A row with its place in the list. */
export interface Edge<Node> {
  readonly node: Node;
  /** Made when it is asked for: most pages are read without any. */
  readonly cursor: string;
}

/** A page of a list, as Relay's specification has it. */
export interface Connection<Node> {
  readonly edges: readonly Edge<Node>[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

/** A page of anything. */
export type AnyConnection = Connection<unknown>;
/** A page of conversations. */
export type ConversationConnection = Connection<Conversation>;
/** A conversation in a list. */
export type ConversationEdge = Edge<Conversation>;
/** A page of messages. */
export type MessageConnection = Connection<Message>;
/** A message in a list. */
export type MessageEdge = Edge<Message>;
/** A page of participants. */
export type ParticipantConnection = Connection<Participant>;
/** A participant in a list. */
export type ParticipantEdge = Edge<Participant>;
/** A page of the viewer's conversations. */
export type UserConversationConnection = Connection<UserConversation>;
/** A conversation as its viewer sees it, in a list. */
export type UserConversationEdge = Edge<UserConversation>;

/** The most rows that one page may ask for. */
export const pageRowsMax = 100;

/** @throws {GatewayError} BAD_USER_INPUT unless `rows` is 1 to {@link pageRowsMax}. */
export function requirePageRows(argument: 'first' | 'last', rows: number): void {
  if (rows >= 1 && rows <= pageRowsMax) return;
  throw new GatewayError('BAD_USER_INPUT', `\`${argument}\` has to be 1 to ${pageRowsMax}; got ${rows}.`, {
    field: argument,
  });
}

/** How {@link readForward} reads one kind of list. */
export interface ForwardList<Node> {
  /** Which list a cursor is for. */
  readonly scope: string;
  /** Reads a page; the first one without a token. */
  readPage(pageToken: string | undefined): Promise<Page<Node>>;
  /** The sid of a row: where rows moved since, a cursor finds its row again by it. */
  sidOf(node: Node): string;
}

/**
 * Reads `first` rows after a cursor from a list that Twilio hands out page by page, and reads no page that is not needed. Pages
 * are always asked for in the list's largest size, so that the same page is read once however it is cut. Where Twilio does not know the
 * page of the cursor any more, its row is looked for from the start of the list.
 * @throws {GatewayError} INVALID_CURSOR where that row is gone too, and LIMIT_EXCEEDED where it is too far from the start.
 */
export async function readForward<Node>(
  list: ForwardList<Node>,
  request: {
    readonly first: number;
    readonly after: string | null | undefined;
    readonly cursors: CursorCodec;
  },
): Promise<Connection<Node>> {
  const { first, after, cursors } = request;
  requirePageRows('first', first);
  const start = after ? decodePlace(cursors.decode(after, list.scope)) : null;
  const edges: Edge<Node>[] = [];
  let { pageToken, page, row } = await findPlace(list, start);
  for (;;) {
    while (row < page.items.length && edges.length < first) {
      const node = page.items[row] as Node;
      edges.push(createEdge(node, list, { pageToken, row, cursors }));
      row += 1;
    }
    const isPageUsedUp = row >= page.items.length;
    if (edges.length === first || (isPageUsedUp && page.nextPageToken === null)) {
      return {
        edges,
        hasNextPage: !isPageUsedUp || page.nextPageToken !== null,
        hasPreviousPage: start !== null,
      };
    }
    pageToken = page.nextPageToken;
    page = await list.readPage(pageToken ?? undefined);
    row = 0;
  }
}

/** Where reading begins. */
interface Found<Node> {
  readonly pageToken: string | null;
  readonly page: Page<Node>;
  readonly row: number;
}

async function findPlace<Node>(list: ForwardList<Node>, start: Place | null): Promise<Found<Node>> {
  if (!start) return { pageToken: null, page: await list.readPage(undefined), row: 0 };
  const { pageToken } = start;
  const page = await list.readPage(pageToken ?? undefined).catch((error: unknown) => {
    if (pageToken === null || !isRefusedToken(error)) throw error;
    return null;
  });
  return page ? { pageToken, page, row: rowAfter(start, page.items.map(list.sidOf)) } : walkTo(list, start);
}

async function walkTo<Node>(list: ForwardList<Node>, start: Place): Promise<Found<Node>> {
  let pageToken: string | null = null;
  for (let pages = 0; pages < walkPagesMax; pages += 1) {
    const page: Page<Node> = await list.readPage(pageToken ?? undefined);
    const row = page.items.findIndex((node) => list.sidOf(node) === start.sid);
    if (row !== -1) return { pageToken, page, row: row + 1 };
    if (page.nextPageToken === null) throw invalidCursor();
    pageToken = page.nextPageToken;
  }
  throw new GatewayError('LIMIT_EXCEEDED', 'The cursor is too far from where the list begins; begin anew.');
}

/** Rows that have no place to come back to: of an event, of a single answer. */
export function createPlainEdge<Node>(node: Node, cursor: () => string): Edge<Node> {
  return new PlainEdge(node, cursor);
}

/** A class, because a screen has a thousand of them: an object of its own with a getter takes microseconds to make. */
class PlainEdge<Node> implements Edge<Node> {
  readonly node: Node;
  readonly #cursor: () => string;

  constructor(node: Node, cursor: () => string) {
    this.node = node;
    this.#cursor = cursor;
  }

  get cursor(): string {
    return this.#cursor();
  }
}

interface Place {
  readonly pageToken: string | null;
  readonly row: number;
  readonly sid: string;
}

function createEdge<Node>(
  node: Node,
  list: ForwardList<Node>,
  at: { readonly pageToken: string | null; readonly row: number; readonly cursors: CursorCodec },
): Edge<Node> {
  return createPlainEdge(node, () =>
    at.cursors.encode({ scope: list.scope, place: [at.pageToken, at.row, list.sidOf(node)] }),
  );
}

function decodePlace([pageToken, row, sid]: readonly (string | number | null)[]): Place {
  if (typeof row !== 'number' || typeof sid !== 'string' || typeof pageToken === 'number')
    throw invalidCursor();
  return { pageToken: pageToken ?? null, row, sid };
}

function rowAfter(place: Place, sids: readonly string[]): number {
  const found = sids.indexOf(place.sid);
  return (found === -1 ? Math.min(place.row, sids.length) - 1 : found) + 1;
}
