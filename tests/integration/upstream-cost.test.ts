import { describe, expect, it, vi } from 'vitest';
import { startEmulator, type StartedEmulator } from '../testkit/emulator.ts';
import { createFastClock } from '../testkit/fast-clock.ts';
import { startGateway } from '../testkit/gateway.ts';

/** Calls that answered a query, without those that a gateway makes when it starts. */
const callsOf = ({ control }: StartedEmulator) =>
  control.journal().map(({ method, path }) => `${method} ${path}`);

async function startCold(seed: Parameters<StartedEmulator['control']['seed']>[0]) {
  const emulator = await startEmulator();
  const { conversations } = emulator.control.seed(seed);
  const gateway = await startGateway(emulator);
  const viewer = await gateway.as('viewer');
  await viewer.data('{ viewer { identity } }');
  await vi.waitFor(async () => expect((await fetch(`${gateway.origin}/readyz`)).status).toBe(200));
  emulator.control.clearJournal();
  return { emulator, viewer, conversations };
}

describe('a cold query costs in calls to Twilio', () => {
  it('1 + 50 + 50 for Nested over 50 conversations', async () => {
    const { emulator, viewer } = await startCold({
      generate: { identity: 'viewer', conversations: 50, participants: 5, messages: 25 },
    });

    const { viewer: answer } = await viewer.data('Nested');

    expect(answer.conversations.nodes).toHaveLength(50);
    expect(answer.conversations.nodes[0].messages.nodes).toHaveLength(20);
    expect(answer.conversations.nodes[0].messages.nodes[0].participant.identity).toBe(
      answer.conversations.nodes[0].messages.nodes[0].author,
    );
    expect(callsOf(emulator)).toHaveLength(101);
  });

  it('at most 4 for Thread of up to 50 participants', async () => {
    const { emulator, viewer, conversations } = await startCold({
      generate: { identity: 'viewer', conversations: 1, participants: 50, messages: 30 },
    });
    const [conversation] = conversations;
    const { conversation: found } = await viewer.data('ConversationBySid', { sid: conversation?.sid });
    emulator.control.clearJournal();

    const { conversation: thread } = await viewer.data('Thread', { id: found.id });

    expect(thread.participants.nodes).toHaveLength(50);
    expect(thread.messages.edges).toHaveLength(20);
    expect(thread.viewerCan.sendMessage).toBe(true);
    expect(thread.participants.nodes[0].role.permissions).toContain('sendMessage');
    expect(callsOf(emulator).length).toBeLessThanOrEqual(4);
  });

  it.each([
    { conversations: 12, rows: 12, pages: 1 },
    { conversations: 120, rows: 20, pages: 3 },
  ])(
    '1 + $pages + $rows for Inbox showing $rows of $conversations conversations',
    async ({ conversations, rows, pages }) => {
      const { emulator, viewer } = await startCold({
        generate: { identity: 'viewer', conversations, participants: 3, messages: 4 },
      });

      const { viewer: inbox } = await viewer.data('Inbox');

      expect(inbox.conversations.edges).toHaveLength(rows);
      expect(inbox.conversations.edges[0].node.lastMessage.index).toBe(3);
      expect(callsOf(emulator).length).toBeLessThanOrEqual(1 + pages + rows);
    },
  );

  it('what its fields cost once, where one of them fails', async () => {
    const { emulator, viewer, conversations } = await startCold({
      generate: { identity: 'viewer', conversations: 2, participants: 2, messages: 5 },
    });
    const [first, second] = conversations;
    const select = '{ messages(last: 2) { nodes { body } } }';

    const { data, errors } = await viewer.run(`{
      first: conversation(by: { sid: "${first?.sid}" }) ${select}
      gone: conversation(by: { sid: "CH${'0'.repeat(32)}" }) ${select}
      second: conversation(by: { sid: "${second?.sid}" }) ${select}
    }`);

    expect(errors).toHaveLength(1);
    expect(data.second.messages.nodes).toHaveLength(2);
    const calls = callsOf(emulator);
    expect(calls).toEqual([...new Set(calls)]);
  });

  it('one for each page back through a thread', async () => {
    const { emulator, viewer, conversations } = await startCold({
      generate: { identity: 'viewer', conversations: 1, participants: 2, messages: 95 },
    });
    const { conversation } = await viewer.data('ConversationBySid', { sid: conversations[0]?.sid });
    const page = `query ($id: ID!, $before: Cursor) {
      node(id: $id) { ... on Conversation {
        messages(last: 20, before: $before) { nodes { index } pageInfo { hasPreviousPage startCursor } }
      } }
    }`;
    const indexes: number[] = [];
    let before: string | null = null;
    const costs: number[] = [];

    for (let hasPreviousPage = true; hasPreviousPage;) {
      emulator.control.clearJournal();
      const { node } = await viewer.data(page, { id: conversation.id, before });
      indexes.unshift(...node.messages.nodes.map(({ index }: { index: number }) => index));
      ({ hasPreviousPage, startCursor: before } = node.messages.pageInfo);
      costs.push(callsOf(emulator).filter((call) => call.includes('/Messages')).length);
    }

    expect(indexes).toEqual(Array.from({ length: 95 }, (_, index) => index));
    expect(costs).toEqual([1, 1, 1, 1, 1]);
  });
});

describe('a query that was asked before costs in calls to Twilio', () => {
  it.each([
    ['Inbox', 12],
    ['Nested', 50],
  ] as const)('nothing for %s while nothing changes', async (operation, conversations) => {
    const { emulator, viewer } = await startCold({
      generate: { identity: 'viewer', conversations, participants: 3, messages: 25 },
    });
    // The first answer teaches when each conversation was active last, which may put rows of one second in another order.
    await viewer.data(operation);
    const before = await viewer.data(operation);
    emulator.control.clearJournal();

    const again = await viewer.data(operation);

    expect(callsOf(emulator)).toEqual([]);
    expect(withoutCursors(again)).toEqual(withoutCursors(before));
  });

  it('nothing for Thread, and only what changed once something did', async () => {
    const { emulator, viewer, conversations } = await startCold({
      generate: { identity: 'viewer', conversations: 1, participants: 20, messages: 30 },
    });
    const { conversation } = await viewer.data('ConversationBySid', { sid: conversations[0]?.sid });
    const { id } = conversation;
    await viewer.data('Thread', { id });
    emulator.control.clearJournal();

    await viewer.data('Thread', { id });
    const unchanged = callsOf(emulator);
    await viewer.data('SendMessage', { input: { conversationId: id, body: 'Ahoy' } });
    emulator.control.clearJournal();
    const { conversation: after } = await viewer.data('Thread', { id });

    expect(unchanged).toEqual([]);
    expect(after.messages.edges.at(-1).node.body).toBe('Ahoy');
    expect(callsOf(emulator).filter((call) => !/\/(Messages|Conversations\/CH\w+)(\?|$)/.test(call))).toEqual(
      [],
    );
  });
});

describe('a message costs in calls to Twilio', () => {
  it('itself and the read horizon behind it, however much others read', async () => {
    const emulator = await startEmulator();
    const { conversations } = emulator.control.seed({
      conversations: [{ participants: [{ identity: 'viewer' }, { identity: 'reader' }] }],
    });
    const gateway = await startGateway(emulator);
    const viewer = await gateway.as('viewer');
    const conversationSid = conversations[0]?.sid ?? '';
    const { conversation } = await viewer.data('ConversationBySid', { sid: conversationSid });
    const sendAndBeRead = async (index: number) => {
      emulator.control.clearJournal();
      await viewer.data('SendMessage', { input: { conversationId: conversation.id, body: 'Ahoy' } });
      await vi.waitFor(() => expect(callsOf(emulator).at(-1)).toMatch(/^POST .*\/Participants\//));
      const calls = callsOf(emulator).map((call) => call.replace(/\/v1.*\/Conversations\/\w+/, ''));
      const reader = { clientIdentity: 'reader', conversationSid, lastReadMessageIndex: index } as const;
      await emulator.emulator.act({ type: 'readHorizon', ...reader });
      await emulator.emulator.webhooks.settled();
      return calls;
    };
    await sendAndBeRead(0);

    const calls = await sendAndBeRead(1);

    expect(calls.map((call) => call.replace(/MB\w+/, 'viewer'))).toEqual([
      'POST /Messages',
      'POST /Participants/viewer',
    ]);
  });
});

/** Cursors say when they were made. */
function withoutCursors(answer: unknown): unknown {
  return JSON.parse(JSON.stringify(answer, (key, value: unknown) => (/cursor/i.test(key) ? null : value)));
}

describe('a Twilio that takes 30 calls at once', () => {
  it('answers a cold Nested without an error, for 101 calls and what it refused at first', async () => {
    const { emulator, viewer } = await startCold({
      generate: { identity: 'viewer', conversations: 50, participants: 5, messages: 20 },
    });
    // So slow that also a busy machine has sent all calls of a burst before the first one is answered.
    emulator.control.setFaults({ concurrencyMax: 30, latencyMs: 200 });

    const { viewer: answer } = await viewer.data('Nested');

    const statuses = emulator.control.journal().map(({ status }) => status);
    expect(answer.conversations.nodes).toHaveLength(50);
    expect(statuses.filter((status) => status === 200)).toHaveLength(101);
    // The limit is learnt from the first burst: of the 100 calls that wait for the list no more than 70 are refused, and hardly
    // any is refused again.
    expect(statuses.length - 101).toBeGreaterThan(0);
    expect(statuses.length - 101).toBeLessThanOrEqual(80);
  });
});

describe('an inbox whose order became exact in the background', () => {
  /** The oldest conversation was written to last, so that Twilio's own order is the wrong one. */
  const conversations = Array.from({ length: 40 }, (_, at) => ({
    friendlyName: `Conversation ${at}`,
    dateCreated: new Date(Date.UTC(2026, 0, 1, 0, at)).toISOString(),
    participants: [{ identity: 'viewer' }, { identity: 'bob' }],
    messages: [
      {
        author: 'bob',
        body: 'Ahoy',
        dateCreated: new Date(Date.UTC(2026, 0, 2, 0, -at)).toISOString(),
      },
    ],
  }));
  const names = (page: { viewer: { conversations: { nodes: { friendlyName: string }[] } } }) =>
    page.viewer.conversations.nodes.map(({ friendlyName }) => friendlyName);
  const page = `query ($after: Cursor) {
    viewer { conversations(first: 15, after: $after) { nodes { friendlyName } pageInfo { hasNextPage endCursor } } }
  }`;

  async function startWarm() {
    const emulator = await startEmulator();
    emulator.control.seed({ conversations });
    const gateway = await startGateway(emulator, { parts: { clock: createFastClock(5) } });
    const [viewer, bob] = [await gateway.as('viewer'), await gateway.as('bob')];
    const cold = await viewer.data(page);
    const messageReads = () => callsOf(emulator).filter((call) => call.includes('/Messages'));
    await vi.waitFor(() => expect(messageReads()).toHaveLength(conversations.length), 20_000);
    emulator.control.clearJournal();
    return { emulator, viewer, bob, cold, messageReads };
  }

  it('costs no more than its rows, and follows what is said', async () => {
    const { emulator, viewer, bob, messageReads } = await startWarm();

    const warm = await viewer.data(page);
    const [last] = (
      await bob.data('{ viewer { conversations(first: 40) { nodes { id sid friendlyName } } } }')
    ).viewer.conversations.nodes.slice(-1);
    await bob.data('SendMessage', { input: { conversationId: last.id, body: 'Land in sight' } });
    const afterwards = await viewer.data(page);

    expect(names(warm)).toEqual(conversations.slice(0, 15).map(({ friendlyName }) => friendlyName));
    expect(names(afterwards)).toEqual([last.friendlyName, ...names(warm).slice(0, 14)]);
    // What sending itself may have to read is of the conversation that was written to.
    expect(messageReads().filter((call) => !call.includes(last.sid))).toEqual([]);
    expect(callsOf(emulator).filter((call) => call.includes('/Users/viewer/')).length).toBeLessThanOrEqual(2);
  });

  it('goes on, for who began before, in the order that they began with', async () => {
    const { viewer, cold } = await startWarm();
    const shown = names(cold);
    let { hasNextPage, endCursor: after } = cold.viewer.conversations.pageInfo;

    while (hasNextPage) {
      const next = await viewer.data(page, { after });
      shown.push(...names(next));
      ({ hasNextPage, endCursor: after } = next.viewer.conversations.pageInfo);
    }

    expect(shown.toSorted()).toEqual(conversations.map(({ friendlyName }) => friendlyName).toSorted());
  });
});
