import { GatewayError } from '../errors.ts';
import type { Message } from '../model.ts';
import type { ConversationsApi } from '../upstream/conversations-api.ts';
import {
  createPlainEdge,
  type MessageConnection,
  type MessageEdge,
  pageRowsMax,
  requirePageRows,
} from './connection.ts';
import { type CursorCodec, invalidCursor } from './cursor.ts';
import { isRefusedToken, walkPagesMax } from './page-token.ts';

/** Which messages to read: `first`/`after` from the oldest, or `last`/`before` from the newest. */
export interface MessagePageRequest {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
}

type Order = 'asc' | 'desc';

/** What a cursor of a message holds: its index, and the page of Twilio's list from which to go on. */
interface Place {
  readonly index: number;
  readonly order: Order;
  readonly pageToken: string | null;
}

/**
 * Reads a page of messages. Twilio lists messages from either end, by page token and not by index, so a cursor carries the token of
 * the page to go on from: paging in one direction costs one call a page. Rows that moved over the edge of a page since are
 * recognised by their index and not shown twice. Where Twilio does not know the token any more, the cursor is walked to from the end
 * where its direction begins, as one is that is used against it.
 */
export async function readMessagePage(
  conversationSid: string,
  request: MessagePageRequest,
  options: { readonly api: ConversationsApi; readonly cursors: CursorCodec },
): Promise<MessageConnection> {
  const { order, rows, cursor } = requireDirection(request);
  const scope = `messages:${conversationSid}`;
  const start = cursor ? decodePlace(options.cursors.decode(cursor, scope)) : null;
  let isOnWay = start !== null && start.order === order;
  const isBeyond = (message: Message) =>
    start === null || (order === 'desc' ? message.index < start.index : message.index > start.index);

  const edges: MessageEdge[] = [];
  const list = (token: string | null) =>
    options.api.listMessages({
      conversationSid,
      order,
      pageSize: start === null || isOnWay ? rows : pageRowsMax,
      pageToken: token ?? undefined,
    });

  let pageToken = isOnWay && start !== null ? start.pageToken : null;
  for (let pages = 0; pages < walkPagesMax; pages += 1) {
    const isFromCursor = pages === 0 && pageToken !== null;
    const page = await list(pageToken).catch((error: unknown) => {
      if (!isFromCursor || !isRefusedToken(error)) throw error;
      isOnWay = false;
      pageToken = null;
      return list(null);
    });
    const currentToken = pageToken;
    let left = false;
    for (const [row, message] of page.items.entries()) {
      if (!isBeyond(message)) continue;
      if (edges.length === rows) {
        left = true;
        break;
      }
      const isLastOfPage = row === page.items.length - 1;
      const place: Place = {
        index: message.index,
        order,
        pageToken: isLastOfPage ? (page.nextPageToken ?? currentToken) : currentToken,
      };
      edges.push(
        createPlainEdge(message, () => options.cursors.encode({ scope, place: encodePlace(place) })),
      );
    }
    const hasMore = left || page.nextPageToken !== null;
    if (edges.length === rows || !hasMore)
      return toConnection(edges, { order, hasMore, hasStart: start !== null });
    pageToken = page.nextPageToken;
  }
  throw new GatewayError(
    'LIMIT_EXCEEDED',
    'The cursor is too far from where this direction begins; page from the other end.',
  );
}

function requireDirection(request: MessagePageRequest): {
  readonly order: Order;
  readonly rows: number;
  readonly cursor: string | null | undefined;
} {
  const first = request.first ?? null;
  const last = request.last ?? null;
  if ((first === null) === (last === null)) {
    throw new GatewayError('BAD_USER_INPUT', 'Messages need exactly one of `first` and `last`.', {
      field: 'first',
    });
  }
  if (first !== null ? request.before : request.after) {
    throw new GatewayError('BAD_USER_INPUT', '`first` goes with `after`, `last` goes with `before`.', {
      field: first !== null ? 'before' : 'after',
    });
  }
  if (first !== null) {
    requirePageRows('first', first);
    return { order: 'asc', rows: first, cursor: request.after };
  }
  requirePageRows('last', last as number);
  return { order: 'desc', rows: last as number, cursor: request.before };
}

/** Rows come out oldest first in either direction. */
function toConnection(
  edges: MessageEdge[],
  at: { readonly order: Order; readonly hasMore: boolean; readonly hasStart: boolean },
): MessageConnection {
  return at.order === 'asc'
    ? { edges, hasNextPage: at.hasMore, hasPreviousPage: at.hasStart }
    : { edges: edges.toReversed(), hasNextPage: at.hasStart, hasPreviousPage: at.hasMore };
}

function encodePlace(place: Place): (string | number | null)[] {
  return [place.index, place.order, place.pageToken];
}

function decodePlace([index, order, pageToken]: readonly (string | number | null)[]): Place {
  if (typeof index !== 'number' || (order !== 'asc' && order !== 'desc') || typeof pageToken === 'number') {
    throw invalidCursor();
  }
  return { index, order, pageToken: pageToken ?? null };
}
