import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeInboxListPlace } from '../../../src/domain/inbox-list-cursor.ts';
import type { InboxList } from '../../../src/domain/inbox-list.ts';
import { createInboxAccount, identity, type InboxAccount } from './inbox-account.ts';

const sidsOf = ({ edges }: Awaited<ReturnType<InboxList['page']>>) =>
  edges.map(({ node }) => node.conversation.sid);

/** Pages through an inbox to its end; `between` runs before each further page, and may choose another gateway for it. */
async function walk(
  start: InboxList | undefined,
  options: {
    readonly first: number;
    readonly between: (page: number) => Promise<InboxList | undefined>;
  },
): Promise<readonly string[]> {
  const { first, between } = options;
  const shown: string[] = [];
  let list = start;
  let after: string | null = null;
  for (let page = 1; page < 400 && list !== undefined; page += 1) {
    const connection = await list.page({ first, after });
    shown.push(...sidsOf(connection));
    if (!connection.hasNextPage) return shown;
    after = connection.edges.at(-1)?.cursor ?? after;
    list = await between(page);
  }
  throw new Error('The inbox has no end.');
}

/** So many conversations, in each of which the given number of messages was written by turns. */
function accountOf(conversations: number, messages = 1): InboxAccount {
  const account = createInboxAccount();
  const sids = Array.from({ length: conversations }, () => account.join());
  // The oldest conversation is the last to be written to: nothing but the messages tells the order.
  for (let round = 0; round < messages; round += 1) for (const sid of sids.toReversed()) account.say(sid);
  return account;
}

/** What can happen while somebody pages. */
const happenings = fc.array(
  fc.record({
    kind: fc.constantFrom('say', 'unheard', 'remove', 'join', 'leave', 'warm'),
    which: fc.nat({ max: 10_000 }),
  }),
  { maxLength: 6 },
);

describe('an inbox in pages', () => {
  it('shows each conversation once, whatever is said, joined, left and learnt between the pages', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          conversations: fc.integer({ min: 1, max: 130 }),
          first: fc.integer({ min: 1, max: 40 }),
          isWarm: fc.boolean(),
          happenings: fc.array(happenings, { maxLength: 12 }),
        }),
        async ({ conversations, first, isWarm, happenings: plan }) => {
          const account = accountOf(conversations);
          const { list, warm, stop } = account.startGateway('a');
          if (isWarm) {
            await list.page({ first: 1, after: null });
            await warm();
          }
          const stayed = new Set(account.exactOrder());
          const left = new Set<string>();

          const shown = await walk(list, {
            first,
            async between(page) {
              for (const { kind, which } of plan[page - 1] ?? []) {
                const members = account.exactOrder();
                const sid = members[which % Math.max(1, members.length)] ?? '';
                if (kind === 'say' || kind === 'unheard') account.say(sid, { isUnheard: kind === 'unheard' });
                if (kind === 'remove') account.removeNewest(sid);
                if (kind === 'join') account.say(account.join());
                if (kind === 'warm') await warm();
                if (kind === 'leave') {
                  account.leave(sid);
                  stayed.delete(sid);
                  left.add(sid);
                }
              }
              return list;
            },
          });
          stop();

          expect(new Set(shown).size).toBe(shown.length);
          expect([...stayed].filter((sid) => !shown.includes(sid))).toEqual([]);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('misses none and ends, though every page comes from another gateway, and shows none more than twice', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          conversations: fc.integer({ min: 1, max: 130 }),
          first: fc.integer({ min: 1, max: 40 }),
          turns: fc.array(fc.nat({ max: 2 }), { minLength: 1, maxLength: 12 }),
          said: fc.array(fc.nat({ max: 10_000 }), { maxLength: 12 }),
          areWarm: fc.boolean(),
        }),
        async ({ conversations, first, turns, said, areWarm }) => {
          const account = accountOf(conversations);
          const gateways = ['a', 'b', 'c'].map((epoch) => account.startGateway(epoch));
          for (const { list, warm } of areWarm ? gateways : []) {
            await list.page({ first: 1, after: null });
            await warm();
          }
          const members = account.exactOrder();
          const active = new Set<string>();

          const shown = await walk(gateways[0]?.list, {
            first,
            async between(page) {
              const which = said[page % Math.max(1, said.length)];
              const sid = which === undefined ? undefined : members[which % members.length];
              if (sid !== undefined) {
                account.say(sid);
                active.add(sid);
              }
              return gateways[turns[page % turns.length] ?? 0]?.list;
            },
          });
          for (const { stop } of gateways) stop();

          const times = members.map((sid) => ({
            sid,
            shown: shown.filter((other) => other === sid).length,
          }));
          const timesMax = (sid: string) => (areWarm && !active.has(sid) ? 1 : 2);
          expect(times.filter((each) => each.shown < 1 || each.shown > timesMax(each.sid))).toEqual([]);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('is in the exact order once the background has read what was last said', async () => {
    const account = accountOf(120, 2);
    const { list, warm, stop } = account.startGateway('a');

    const cold = await list.page({ first: 100, after: null });
    await warm();
    const warmed = await list.page({ first: 100, after: null });
    stop();

    expect(sidsOf(cold)).not.toEqual(account.exactOrder().slice(0, 100));
    expect(sidsOf(warmed)).toEqual(account.exactOrder().slice(0, 100));
  });

  it('follows messages as they are told, and costs no read for what is known', async () => {
    const account = accountOf(60);
    const { list, warm, stop } = account.startGateway('a');
    await list.page({ first: 20, after: null });
    await warm();
    const readsBefore = account.messageReads();

    account.say(account.exactOrder().at(-1) ?? '');
    account.say(account.join());
    const page = await list.page({ first: 20, after: null });
    await warm();
    stop();

    expect(sidsOf(page)).toEqual(account.exactOrder().slice(0, 20));
    expect(account.messageReads()).toBe(readsBefore);
  });

  it('reads again where the newest message was removed, and where webhooks may have been lost for half an hour', async () => {
    const account = accountOf(10, 2);
    const { list, warm, stop } = account.startGateway('a');
    const refresh = async () => {
      await list.page({ first: 10, after: null });
      await warm();
      return sidsOf(await list.page({ first: 10, after: null }));
    };
    await refresh();

    account.removeNewest(account.exactOrder()[0] ?? '');
    const afterRemoval = { order: await refresh(), exact: account.exactOrder() };
    account.say(account.exactOrder().at(-1) ?? '', { isUnheard: true });
    await account.clock.advance(31 * 60_000);
    const afterLoss = { order: await refresh(), exact: account.exactOrder() };
    stop();

    expect(afterRemoval.order).toEqual(afterRemoval.exact);
    expect(afterLoss.order).toEqual(afterLoss.exact);
  });

  it('of a thousand conversations has its first page within a second, and every page after it, while the sum is null', async () => {
    const account = accountOf(1_000);
    const { list, warm, stop } = account.startGateway('a');
    account.setPageMs(300);
    let page: Awaited<ReturnType<InboxList['page']>> | undefined;
    let sum: number | null | undefined;
    void list.page({ first: 20, after: null }).then((answer) => (page = answer));
    void list.unreadMessagesCount().then((answer) => (sum = answer));

    await account.clock.advance(1_000);

    expect(page?.edges).toHaveLength(20);
    expect(page?.hasNextPage).toBe(true);
    expect(sum).toBeNull();
    account.setPageMs(0);
    await warm();
    const rest = await walk(list, { first: 100, between: async () => list });
    stop();
    expect(new Set(rest).size).toBe(1_000);
    expect(await list.unreadMessagesCount()).toBe(1_000);
  });

  it('goes on behind a row that came with an event', async () => {
    const account = accountOf(30);
    const { list, warm, stop, cursors } = account.startGateway('a');
    await list.page({ first: 30, after: null });
    await warm();
    const order = account.exactOrder();
    const cursor = encodeInboxListPlace(cursors, identity, {
      kind: 'conversation',
      conversationSid: order[2] ?? '',
    });

    const page = await list.page({ first: 5, after: cursor });
    stop();

    expect(sidsOf(page)).toEqual(order.slice(3, 8));
    expect(page.hasPreviousPage).toBe(true);
  });
});
