import { describe, expect, it } from 'vitest';
import { createCursorCodec } from '../../../src/domain/cursor.ts';
import { readMessagePage } from '../../../src/domain/message-page.ts';
import { GatewayError } from '../../../src/errors.ts';
import type { Message } from '../../../src/model.ts';
import type { ConversationsApi } from '../../../src/upstream/conversations-api.ts';

const conversationSid = `CH${'0'.repeat(32)}`;
const cursors = createCursorCodec({ keys: () => [Buffer.from('a key of the gateway')] });
const refused = new GatewayError('BAD_USER_INPUT', 'Twilio does not accept one of the values.');
/** How else Twilio may refuse a token that it does not know any more: none of it is promised. */
const refusals = [
  refused,
  ...(['UPSTREAM_REFUSED', 'NOT_FOUND', 'CONFLICT'] as const).map(
    (code) => new GatewayError(code, 'Refused.'),
  ),
];

/** A list of messages whose page tokens are positions, and the calls that were made for it. */
function setUp(count: number) {
  const calls: { readonly pageToken: string | undefined; readonly pageSize: number | undefined }[] = [];
  let refuse: (pageToken: string | undefined) => GatewayError | null = () => null;
  const listMessages: ConversationsApi['listMessages'] = async ({ order, pageSize = 50, pageToken }) => {
    calls.push({ pageToken, pageSize });
    const refusal = refuse(pageToken);
    if (refusal) throw refusal;
    const indexes = Array.from({ length: count }, (_, index) =>
      order === 'asc' ? index : count - 1 - index,
    );
    const start = Number(pageToken ?? 0);
    const items = indexes.slice(start, start + pageSize).map((index) => ({ index }) as Message);
    return { items, nextPageToken: start + pageSize < count ? String(start + pageSize) : null };
  };
  const options = { api: { listMessages } as ConversationsApi, cursors };
  return {
    calls,
    refuseTokens(error: GatewayError) {
      refuse = (pageToken) => (pageToken === undefined ? null : error);
    },
    refuseTokensOnce(error: GatewayError) {
      refuse = () => {
        refuse = () => null;
        return error;
      };
    },
    read: (request: Parameters<typeof readMessagePage>[1]) =>
      readMessagePage(conversationSid, request, options),
  };
}

describe('a page token that Twilio refuses', () => {
  it.each(refusals)(
    'as $code costs the pages of 100 between the end and the cursor, and nothing is missing or shown twice',
    async (error) => {
      const { calls, read, refuseTokensOnce } = setUp(450);
      const newest = await read({ last: 100 });
      const older = await read({ last: 100, before: newest.edges[0]?.cursor });
      calls.length = 0;
      refuseTokensOnce(error);

      const oldest = await read({ last: 100, before: older.edges[0]?.cursor });

      expect(oldest.edges.map(({ node }) => node.index)).toEqual(
        Array.from({ length: 100 }, (_, place) => 150 + place),
      );
      expect(calls).toEqual([
        { pageToken: '200', pageSize: 100 },
        { pageToken: undefined, pageSize: 100 },
        { pageToken: '100', pageSize: 100 },
        { pageToken: '200', pageSize: 100 },
      ]);
    },
  );

  it('is told when it is not the one of the cursor: then there is no other way', async () => {
    const { read, refuseTokens } = setUp(450);
    const newest = await read({ last: 100 });
    refuseTokens(refused);

    await expect(read({ last: 100, before: newest.edges[0]?.cursor })).rejects.toBe(refused);
  });

  it('is not what is at fault where Twilio fails otherwise: nothing is walked', async () => {
    const { calls, read, refuseTokens } = setUp(450);
    const newest = await read({ last: 100 });
    const failure = new GatewayError('UPSTREAM_UNAVAILABLE', 'Twilio is failing.');
    refuseTokens(failure);
    calls.length = 0;

    await expect(read({ last: 100, before: newest.edges[0]?.cursor })).rejects.toBe(failure);
    expect(calls).toHaveLength(1);
  });
});
