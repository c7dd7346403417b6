import { TwilioError } from './error-table.ts';
import type { ResourceRequest } from './exchange.ts';
import { text } from './parameters.ts';
import { compareKeys, firstAtOrAfter, type RowKey } from './table.ts';
import { formatQuery, type JsonObject } from './wire.ts';

/** What a list answers from. */
export interface PageSource<Row> {
  /** Name of the array in the answer. */
  readonly key: string;
  /** Filters that were applied, repeated in every URL of the answer. */
  readonly filters?: readonly (readonly [name: string, value: string])[];
  /** All rows after filtering, ascending by key. */
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => RowKey;
  readonly order: 'asc' | 'desc';
  readonly sizes: PageSizes;
  readonly render: (row: Row) => JsonObject;
  /** Whether sizes out of range are brought into it rather than refused. */
  readonly clamp: boolean;
}

/** Rows on a page. */
export interface PageSizes {
  readonly default: number;
  readonly max: number;
}

/** Page sizes as Twilio documents them. */
export const pageSizes = {
  wide: { default: 50, max: 100 },
  narrow: { default: 50, max: 50 },
  webhooks: { default: 5, max: 5 },
} as const;

/**
 * One page and its envelope. The token carries the key of the row at the border, not a position: rows that are added or removed
 * meanwhile neither repeat nor hide others.
 * @throws {TwilioError} 20001 for a token, number or size that cannot be read.
 */
export function answerPage<Row>(request: ResourceRequest, source: PageSource<Row>) {
  const size = pageSize(request, source);
  const cursor = readToken(text(request.query, 'PageToken'));
  const page = pageNumber(request);
  const { first, end } = range(source, { size, cursor });
  const ascending = source.rows.slice(first, end);
  const rows = source.order === 'asc' ? ascending : ascending.toReversed();

  const url = (pageOf: number, token?: string) => {
    const parameters: (readonly [string, string])[] = [
      ...(source.filters ?? []),
      ['PageSize', String(size)],
      ['Page', String(pageOf)],
    ];
    if (token !== undefined) parameters.push(['PageToken', token]);
    return `${request.root}${request.path}?${formatQuery(parameters)}`;
  };
  const firstRow = rows[0];
  const lastRow = rows.at(-1);
  const hasNext = source.order === 'asc' ? end < source.rows.length : first > 0;
  const tokenNow = text(request.query, 'PageToken');
  const body: JsonObject = {
    meta: {
      page,
      page_size: size,
      first_page_url: url(0),
      previous_page_url:
        page > 0 && firstRow !== undefined
          ? url(page - 1, writeToken({ key: source.keyOf(firstRow), side: 'before' }))
          : null,
      url: url(page, tokenNow === '' ? undefined : tokenNow),
      next_page_url:
        hasNext && lastRow !== undefined
          ? url(page + 1, writeToken({ key: source.keyOf(lastRow), side: 'after' }))
          : null,
      key: source.key,
    },
    [source.key]: rows.map(source.render),
  };
  return { status: 200, body };
}

/** Where a page begins: after or before the row with this key, in the order of the list. */
interface PageCursor {
  readonly key: RowKey;
  readonly side: 'after' | 'before';
}

function range<Row>(
  source: PageSource<Row>,
  wanted: { readonly size: number; readonly cursor: PageCursor | null },
): { first: number; end: number } {
  const { rows, keyOf, order } = source;
  const { size, cursor } = wanted;
  if (!cursor) {
    return order === 'asc'
      ? { first: 0, end: Math.min(size, rows.length) }
      : { first: Math.max(0, rows.length - size), end: rows.length };
  }
  const place = firstAtOrAfter(rows, cursor.key, keyOf);
  // In a descending list the rows that follow are those with smaller keys.
  if ((order === 'asc') === (cursor.side === 'after')) {
    const at = rows[place];
    const first = at !== undefined && compareKeys(keyOf(at), cursor.key) === 0 ? place + 1 : place;
    return { first, end: Math.min(rows.length, first + size) };
  }
  return { first: Math.max(0, place - size), end: place };
}

function pageSize<Row>(request: ResourceRequest, source: PageSource<Row>): number {
  const asked = text(request.query, 'PageSize');
  if (asked === undefined || asked === '') return source.sizes.default;
  const size = Number(asked);
  if (!/^\d{1,9}$/.test(asked) || (!source.clamp && (size < 1 || size > source.sizes.max))) {
    throw new TwilioError(20001, `PageSize must be an integer from 1 to ${source.sizes.max}`);
  }
  return Math.min(Math.max(size, 1), source.sizes.max);
}

function pageNumber(request: ResourceRequest): number {
  const asked = text(request.query, 'Page');
  if (asked === undefined || asked === '') return 0;
  if (!/^\d{1,9}$/.test(asked)) throw new TwilioError(20001, 'Page must be an integer');
  return Number(asked);
}

function writeToken(cursor: PageCursor): string {
  return `PT${Buffer.from(JSON.stringify(cursor)).toString('base64')}`;
}

function readToken(token: string | undefined): PageCursor | null {
  if (token === undefined || token === '') return null;
  try {
    const cursor: unknown = JSON.parse(Buffer.from(token.slice(2), 'base64').toString());
    if (token.startsWith('PT') && isCursor(cursor)) return cursor;
  } catch {
    // Falls through: whatever cannot be read is refused alike.
  }
  throw new TwilioError(20001, 'PageToken is invalid');
}

function isCursor(value: unknown): value is PageCursor {
  if (typeof value !== 'object' || value === null || !('key' in value) || !('side' in value)) return false;
  const { key, side } = value;
  return (
    Array.isArray(key) &&
    key.length === 2 &&
    key.every((part) => Number.isFinite(part)) &&
    (side === 'after' || side === 'before')
  );
}
