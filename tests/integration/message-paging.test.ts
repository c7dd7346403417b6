import { describe, expect, it } from 'vitest';
import { startEmulator } from '../testkit/emulator.ts';
import { startGateway } from '../testkit/gateway.ts';

/** More pages of 100 than a jump should ever have to pass twice. */
const messages = 950;
const page = `query ($sid: String!, $last: Int!, $before: Cursor) { conversation(by: { sid: $sid }) {
  messages(last: $last, before: $before) { nodes { index } pageInfo { hasPreviousPage startCursor } } } }`;
const forward = `query ($sid: String!, $first: Int!, $after: Cursor) { conversation(by: { sid: $sid }) {
  messages(first: $first, after: $after) { nodes { index } } } }`;

/** A viewer of one long conversation, who can tell the pages of messages that an operation cost. */
async function openLongConversation() {
  const emulator = await startEmulator();
  const { conversations } = emulator.control.seed({
    generate: { identity: 'viewer', conversations: 1, participants: 2, messages },
  });
  const viewer = await (await startGateway(emulator)).as('viewer');
  const sid = conversations[0]?.sid;
  const pagesOf = async (document: string, variables: object) => {
    emulator.control.clearJournal();
    const { conversation } = await viewer.data(document, { sid, ...variables });
    const pages = emulator.control.journal().filter(({ path }) => path.includes('/Messages?'));
    return { ...conversation.messages, pages: pages.length };
  };
  return { pagesOf };
}

const indexesOf = ({ nodes }: { readonly nodes: readonly { readonly index: number }[] }) =>
  nodes.map(({ index }) => index);
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, place) => from + place);

describe('paging back through a long conversation', () => {
  it('costs one call for each page of up to 100', async () => {
    const { pagesOf } = await openLongConversation();
    const seen: number[] = [];
    let before: string | null = null;

    do {
      const got: Awaited<ReturnType<typeof pagesOf>> = await pagesOf(page, { last: 100, before });
      expect(got.pages).toBe(1);
      seen.unshift(...indexesOf(got));
      before = got.pageInfo.hasPreviousPage ? got.pageInfo.startCursor : null;
    } while (before !== null);

    expect(seen).toEqual(range(0, messages));
  });

  it('costs a jump the pages of 100 between where the other direction begins and the cursor', async () => {
    const { pagesOf } = await openLongConversation();
    const newest = await pagesOf(page, { last: 100 });
    const older = await pagesOf(page, { last: 100, before: newest.pageInfo.startCursor });

    const jumped = await pagesOf(forward, { first: 20, after: older.pageInfo.startCursor });

    // The cursor stands at message 750, in the eighth page from the oldest.
    expect(indexesOf(jumped)).toEqual(range(751, 771));
    expect(jumped.pages).toBe(8);
  });
});
