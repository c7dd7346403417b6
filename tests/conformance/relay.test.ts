import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmulator, type StartedEmulator } from '../testkit/emulator.ts';
import { startGateway, type TestGateway } from '../testkit/gateway.ts';
import type { GraphqlClient } from '../testkit/graphql-client.ts';

/**
 * Relay's two specifications as properties, over an emulator: https://relay.dev/graphql/connections.htm and
 * https://relay.dev/graphql/objectidentification.htm
 */
let emulator: StartedEmulator;
let gateway: TestGateway;
let alice: GraphqlClient;
let service: GraphqlClient;
let sid: string;

const rowsInAll = { conversations: 60, participants: 130, messages: 70 };

beforeAll(async () => {
  emulator = await startEmulator();
  const others = Array.from({ length: rowsInAll.participants - 1 }, (_, at) => ({ identity: `user ${at}` }));
  const { conversations } = emulator.control.seed({
    conversations: [
      {
        uniqueName: 'large',
        participants: [{ identity: 'alice' }, ...others],
        messages: Array.from({ length: rowsInAll.messages }, (_, at) => ({
          author: 'alice',
          body: `No. ${at}`,
        })),
      },
      ...Array.from({ length: rowsInAll.conversations - 1 }, () => ({
        participants: [{ identity: 'alice' }],
      })),
    ],
  });
  sid = conversations[0]?.sid ?? '';
  gateway = await startGateway(emulator);
  alice = await gateway.as('alice');
  service = await gateway.as(null, { isService: true });
});
afterAll(async () => {
  await gateway.stop();
  await emulator.stop();
});

interface Page {
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[];
  readonly nodes: readonly { readonly id: string }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

/** A list and how a page of it is read, forward or backward. */
interface List {
  readonly name: string;
  readonly length: number;
  readonly direction: 'forward' | 'backward';
  readonly read: (rows: number, cursor: string | null) => Promise<Page>;
}

const selection =
  '{ edges { cursor node { id } } nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }';

const lists: readonly List[] = [
  {
    name: 'the conversations of a viewer',
    length: rowsInAll.conversations,
    direction: 'forward',
    read: async (first, after) =>
      (
        await alice.data(
          `query ($first: Int!, $after: Cursor) { viewer { conversations(first: $first, after: $after) ${selection} } }`,
          { first, after },
        )
      ).viewer.conversations,
  },
  {
    name: 'all conversations, in service scope',
    length: rowsInAll.conversations,
    direction: 'forward',
    read: async (first, after) =>
      (
        await service.data(
          `query ($first: Int!, $after: Cursor) { conversations(first: $first, after: $after) ${selection} }`,
          { first, after },
        )
      ).conversations,
  },
  {
    name: 'the participants of a conversation',
    length: rowsInAll.participants,
    direction: 'forward',
    read: async (first, after) =>
      (
        await alice.data(
          `query ($sid: String!, $first: Int!, $after: Cursor) {
            conversation(by: { sid: $sid }) { participants(first: $first, after: $after) ${selection} }
          }`,
          { sid, first, after },
        )
      ).conversation.participants,
  },
  {
    name: 'the messages of a conversation, from the oldest',
    length: rowsInAll.messages,
    direction: 'forward',
    read: async (first, after) =>
      (
        await alice.data(
          `query ($sid: String!, $first: Int!, $after: Cursor) {
            conversation(by: { sid: $sid }) { messages(first: $first, after: $after) ${selection} }
          }`,
          { sid, first, after },
        )
      ).conversation.messages,
  },
  {
    name: 'the messages of a conversation, from the newest',
    length: rowsInAll.messages,
    direction: 'backward',
    read: async (last, before) =>
      (
        await alice.data(
          `query ($sid: String!, $last: Int!, $before: Cursor) {
            conversation(by: { sid: $sid }) { messages(last: $last, before: $before) ${selection} }
          }`,
          { sid, last, before },
        )
      ).conversation.messages,
  },
];

const runs = { numRuns: 8, seed: 1 };
const idsOf = ({ edges }: Page) => edges.map(({ node }) => node.id);

describe.each(lists)('$name', ({ length, direction, read }) => {
  const isForward = direction === 'forward';
  const hasMore = ({ pageInfo }: Page) => (isForward ? pageInfo.hasNextPage : pageInfo.hasPreviousPage);
  const lastCursor = ({ pageInfo }: Page) => (isForward ? pageInfo.endCursor : pageInfo.startCursor);
  /** The whole list in pages of 100, as its pages in between have to add up to. */
  const readAll = async (): Promise<readonly string[]> => {
    const ids: string[] = [];
    for (let cursor: string | null = null, more = true; more;) {
      const page: Page = await read(100, cursor);
      if (isForward) ids.push(...idsOf(page));
      else ids.unshift(...idsOf(page));
      cursor = lastCursor(page);
      more = hasMore(page);
    }
    return ids;
  };

  it('adds up to the same list, each row once and in order, whatever the sizes of its pages', async () => {
    const all = await readAll();
    expect(new Set(all).size).toBe(length);

    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 7, max: 100 }), { minLength: 1, maxLength: 5 }),
        async (sizes) => {
          const ids: string[] = [];
          let cursor: string | null = null;
          for (let turn = 0; ; turn += 1) {
            const size = sizes[turn % sizes.length] ?? 1;
            const page: Page = await read(size, cursor);
            const left = length - ids.length;
            expect(page.edges).toHaveLength(Math.min(size, left));
            expect(hasMore(page)).toBe(left > size);
            if (isForward) ids.push(...idsOf(page));
            else ids.unshift(...idsOf(page));
            cursor = lastCursor(page);
            if (!hasMore(page)) break;
          }
          expect(ids).toEqual(all);
        },
      ),
      runs,
    );
  });

  it('goes on from the cursor of any of its rows with the row next to it', async () => {
    const all = await readAll();

    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 50 }),
        fc.nat(),
        fc.integer({ min: 1, max: 20 }),
        async (rows, at, more) => {
          const page = await read(rows, null);
          const place = at % page.edges.length;
          const edge = page.edges[place];
          const row = all.indexOf(edge?.node.id ?? '');

          const next = await read(more, edge?.cursor ?? '');

          const expected = isForward
            ? all.slice(row + 1, row + 1 + more)
            : all.slice(Math.max(0, row - more), row);
          expect(idsOf(next)).toEqual(expected);
        },
      ),
      runs,
    );
  });

  it('has pages whose nodes, edges and page info tell the same', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 100 }), async (rows) => {
        const { edges, nodes, pageInfo } = await read(rows, null);

        expect(nodes).toEqual(edges.map(({ node }) => node));
        expect(new Set(edges.map(({ cursor }) => cursor)).size).toBe(edges.length);
        expect([pageInfo.startCursor, pageInfo.endCursor]).toEqual([edges[0]?.cursor, edges.at(-1)?.cursor]);
        // Nothing lies on the side from which the list is read.
        expect(isForward ? pageInfo.hasPreviousPage : pageInfo.hasNextPage).toBe(false);
      }),
      runs,
    );
  });
});

describe('node', () => {
  const everything = `{
    viewer { __typename id conversations(first: 5) { nodes { __typename id } } }
    conversation(by: { uniqueName: "large" }) {
      __typename id
      participants(first: 20) { nodes { __typename id } }
      messages(last: 20) { nodes { __typename id } }
    }
  }`;

  async function idsOfEverything(): Promise<readonly { readonly __typename: string; readonly id: string }[]> {
    const { viewer, conversation } = await alice.data(everything);
    const { participants, messages } = conversation;
    return [
      viewer,
      conversation,
      ...viewer.conversations.nodes,
      ...participants.nodes,
      ...messages.nodes,
    ].map(({ __typename, id }) => ({ __typename, id }));
  }

  it('finds anything by the id that it has, as the same type and with the same id', async () => {
    const known = await idsOfEverything();

    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...known), async (each) => {
        const { node } = await alice.data('query ($id: ID!) { node(id: $id) { __typename id } }', {
          id: each.id,
        });

        expect(node).toEqual(each);
      }),
      { ...runs, numRuns: 40 },
    );
  });

  it('has an id for each thing that no other thing has, of whatever type', async () => {
    const known = await idsOfEverything();
    const things = new Map(known.map(({ __typename, id }) => [id, __typename]));

    // The conversation that is looked up is one of the viewer's own.
    expect(known.length - things.size).toBeLessThanOrEqual(1);
    expect(new Set(things.values())).toEqual(new Set(['User', 'Conversation', 'Participant', 'Message']));
  });

  it('answers null with an error for what is no id, or the id of something that the viewer may not see', async () => {
    const mallory = await gateway.as('mallory');
    const known = (await idsOfEverything()).map(({ id }) => id);

    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.constantFrom(...known).map((id) => ({ id, code: 'NOT_FOUND' })),
          fc.string({ maxLength: 100 }).map((id) => ({ id, code: 'BAD_USER_INPUT' })),
        ),
        async ({ id, code }) => {
          const { data, errors } = await mallory.run('query ($id: ID!) { node(id: $id) { id } }', { id });

          expect(data).toEqual({ node: null });
          expect(errors).toMatchObject([{ extensions: { code } }]);
        },
      ),
      { ...runs, numRuns: 40 },
    );
  });
});
