import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import { readForward } from '../../../src/domain/connection.ts';
import { createCursorCodec } from '../../../src/domain/cursor.ts';
import { createInboxPages, readInboxRows } from '../../../src/domain/inbox-rows.ts';
import { listRoster } from '../../../src/domain/roster.ts';
import { type ErrorCode, GatewayError } from '../../../src/errors.ts';
import type { Participant, UserConversation } from '../../../src/model.ts';
import type { CallOptions, ConversationsApi, Page } from '../../../src/upstream/conversations-api.ts';

const cursors = createCursorCodec({ keys: () => [Buffer.from('a key of the gateway')] });
const conversationSid = `CH${'0'.repeat(32)}`;

/** How Twilio may refuse a token that it does not know any more: none of it is promised. */
const refusals: readonly ErrorCode[] = ['BAD_USER_INPUT', 'UPSTREAM_REFUSED', 'NOT_FOUND', 'CONFLICT'];
const refusal = (code: ErrorCode) => new GatewayError(code, 'Twilio refuses the request.');

/** A list in pages, whose tokens are refused once a new life began, and the calls that were made for it. */
function createList(count: number, pageSize: number) {
  const calls: { readonly pageToken: string | undefined; readonly fresh: boolean }[] = [];
  const rows = Array.from({ length: count }, (_, place) => `row ${place}`);
  let life = 1;
  let code: ErrorCode = 'BAD_USER_INPUT';
  let first: Page<string> | null = null;
  return {
    calls,
    rows,
    /** From now on tokens that were given out are refused. */
    forgetTokens(as: ErrorCode) {
      life += 1;
      code = as;
    },
    /** As behind a cache, which remembers the first page. */
    read(pageToken: string | undefined, { fresh = false }: CallOptions = {}): Page<string> {
      calls.push({ pageToken, fresh });
      if (pageToken === undefined && first && !fresh) return first;
      const [knownIn, start] = pageToken === undefined ? [life, 0] : pageToken.split(' ').map(Number);
      if (knownIn !== life || start === undefined) throw refusal(code);
      const page = {
        items: rows.slice(start, start + pageSize),
        nextPageToken: start + pageSize < rows.length ? `${life} ${start + pageSize}` : null,
      };
      if (pageToken === undefined) first = page;
      return page;
    },
  };
}

type List = ReturnType<typeof createList>;

/** A list of participants or conversations, of which nothing but the sid matters. */
const asParticipants = ({ read }: List): Pick<ConversationsApi, 'listParticipants'> => ({
  listParticipants: async ({ pageToken }, call) => {
    const { items, nextPageToken } = read(pageToken, call);
    return { items: items.map((sid) => ({ sid }) as Participant), nextPageToken };
  },
});
const asInbox = ({ read }: List): Pick<ConversationsApi, 'listUserConversations'> => ({
  listUserConversations: async ({ pageToken }, call) => {
    const { items, nextPageToken } = read(pageToken, call);
    return { items: items.map((sid) => ({ conversation: { sid } }) as UserConversation), nextPageToken };
  },
});

describe('a page token that was remembered and is refused', () => {
  const forward = (list: List) => ({
    scope: 'rows',
    readPage: async (pageToken: string | undefined) => list.read(pageToken, { fresh: true }),
    sidOf: (row: string) => row,
  });

  it.each(refusals)('as %s has the row of a cursor looked for from the start, once', async (code) => {
    const list = createList(45, 10);
    const first = await readForward(forward(list), { first: 25, after: null, cursors });
    list.forgetTokens(code);
    list.calls.length = 0;

    const second = await readForward(forward(list), {
      first: 25,
      after: first.edges.at(-1)?.cursor,
      cursors,
    });

    expect(second.edges.map(({ node }) => node)).toEqual(list.rows.slice(25));
    expect(list.calls.map(({ pageToken }) => pageToken)).toEqual([
      '1 20',
      undefined,
      '2 10',
      '2 20',
      '2 30',
      '2 40',
    ]);
  });

  it('makes the cursor one that is not valid where its row is gone too', async () => {
    const list = createList(45, 10);
    const first = await readForward(forward(list), { first: 25, after: null, cursors });
    list.forgetTokens('BAD_USER_INPUT');
    list.rows.splice(24, 1);

    const second = readForward(forward(list), { first: 25, after: first.edges.at(-1)?.cursor, cursors });

    await expect(second).rejects.toMatchObject({ code: 'INVALID_CURSOR' });
  });

  it.each(refusals)('as %s has a roster read anew, and names nobody twice', async (code) => {
    const list = createList(45, 10);
    await listRoster(asParticipants(list), conversationSid);
    list.forgetTokens(code);

    const roster = await listRoster(asParticipants(list), conversationSid);

    expect(roster.map(({ sid }) => sid)).toEqual(list.rows);
  });

  it.each(refusals)('as %s has an inbox read anew, and leaves nothing out', async (code) => {
    const list = createList(45, 10);
    const read = () => readInboxRows({ api: asInbox(list), identity: 'alice', clock: systemClock }).whole;
    await read();
    list.forgetTokens(code);

    const { rows, isWhole } = await read();

    expect([...rows.keys()]).toEqual(list.rows);
    expect(isWhole).toBe(true);
  });

  it('is told where the list that was read anew leads to the next one', async () => {
    const list = createList(45, 10);
    const readPage = createInboxPages({ api: asInbox(list), identity: 'alice' });
    const { nextPageToken } = await readPage(undefined);
    list.forgetTokens('BAD_USER_INPUT');
    const again = await readPage(nextPageToken ?? undefined);
    list.forgetTokens('BAD_USER_INPUT');

    await expect(readPage(again.nextPageToken ?? undefined)).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
    });
  });
});
