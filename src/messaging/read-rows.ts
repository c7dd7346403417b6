import { GatewayError } from '../errors.ts';
import type { Page } from '../upstream/conversations-api.ts';
import type { ListOptions } from './messaging-service.ts';

/** The most rows that one list gives. */
const rowsMax = 10_000;
/** Rows of a page at most, as Twilio has it for conversations and messages. */
const pageSizeMax = 100;

/**
 * The first rows of a list, as many as wanted, in as few pages as they take.
 * @throws GatewayError BAD_USER_INPUT when the limit is not a whole number from 1 to 10,000.
 */
export async function readRows<Row>(
  options: ListOptions,
  readPage: (request: {
    readonly pageSize: number;
    readonly pageToken: string | undefined;
  }) => Promise<Page<Row>>,
): Promise<Row[]> {
  const { limit = rowsMax } = options;
  if (!Number.isInteger(limit) || limit < 1 || limit > rowsMax)
    throw new GatewayError('BAD_USER_INPUT', 'The limit is a whole number from 1 to 10,000.', {
      field: 'limit',
    });
  const rows: Row[] = [];
  // One size for all pages: a page token belongs to the size it was given out for.
  const pageSize = Math.min(pageSizeMax, limit);
  let pageToken: string | undefined;
  do {
    const page = await readPage({ pageSize, pageToken });
    rows.push(...page.items.slice(0, limit - rows.length));
    if (page.nextPageToken !== null && page.nextPageToken === pageToken)
      throw new GatewayError('UPSTREAM_INVALID_RESPONSE', "A page of Twilio's leads to itself.");
    pageToken = page.nextPageToken ?? undefined;
  } while (pageToken !== undefined && rows.length < limit);
  return rows;
}
