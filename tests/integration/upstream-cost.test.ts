import { describe, expect, it } from 'vitest';
import { startEmulator, type StartedEmulator } from '../testkit/emulator.ts';
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

/** Cursors say when they were made. */
function withoutCursors(answer: unknown): unknown {
  return JSON.parse(JSON.stringify(answer, (key, value: unknown) => (/cursor/i.test(key) ? null : value)));
}
