import { describe, expect, it } from 'vitest';
import { startChat } from '../testkit/chat.ts';

const named = (identity: string) => (participant: { identity: string | null }) =>
  participant.identity === identity;

describe('reading', () => {
  it('answers Inbox with rows, counts, last messages and a cursor', async () => {
    const { alice, id, sid } = await startChat({
      conversation: { participants: [{ identity: 'alice', lastReadMessageIndex: 0 }, { identity: 'bob' }] },
    });

    const { viewer } = await alice.data('Inbox');
    const row = viewer.conversations.edges.find(({ node }: { node: { id: string } }) => node.id === id);

    expect(viewer).toMatchObject({ identity: 'alice', friendlyName: 'Alice', unreadMessagesCount: 1 });
    expect(viewer.eventsCursor).toEqual(expect.any(String));
    expect(viewer.conversations.pageInfo.hasNextPage).toBe(false);
    expect(row).toMatchObject({
      unreadMessagesCount: 1,
      lastReadMessageIndex: 0,
      notificationLevel: 'DEFAULT',
      node: {
        sid,
        uniqueName: 'boats',
        friendlyName: 'Boats',
        state: 'ACTIVE',
        attributes: {},
        timers: { inactiveAt: null, closedAt: null },
        lastMessage: { index: 1, author: 'bob', body: 'Ahoy, Alice', participant: { identity: 'bob' } },
      },
    });
  });

  it('answers Inbox for somebody whom Twilio does not know with an empty one', async () => {
    const { gateway } = await startChat();
    const newcomer = await gateway.as('newcomer');

    const { viewer } = await newcomer.data('Inbox');

    expect(viewer).toMatchObject({ identity: 'newcomer', friendlyName: null, unreadMessagesCount: 0 });
    expect(viewer.conversations.edges).toEqual([]);
  });

  it('pages through an inbox without losing or repeating a row', async () => {
    const { emulator, gateway } = await startChat();
    emulator.control.seed({
      generate: { identity: 'viewer', conversations: 120, participants: 2, messages: 0 },
    });
    const viewer = await gateway.as('viewer');
    const seen: string[] = [];
    let after: string | null = null;

    for (let hasNextPage = true; hasNextPage;) {
      const page = await viewer.data(
        `query ($after: Cursor) { viewer { conversations(first: 35, after: $after) { nodes { sid } pageInfo { hasNextPage endCursor } } } }`,
        { after },
      );
      const { nodes, pageInfo } = page.viewer.conversations;
      seen.push(...nodes.map(({ sid }: { sid: string }) => sid));
      ({ hasNextPage, endCursor: after } = pageInfo);
    }

    expect(seen).toHaveLength(120);
    expect(new Set(seen).size).toBe(120);
  });

  it('answers Thread with people, roles, permissions and the newest messages, oldest first', async () => {
    const { alice, id } = await startChat();

    const { conversation } = await alice.data('Thread', { id });

    expect(conversation.viewerCan).toMatchObject({
      sendMessage: true,
      removeParticipant: false,
      deleteConversation: false,
    });
    expect(conversation.participants.nodes.find(named('bob'))).toMatchObject({
      displayName: 'bob',
      messagingBinding: null,
      lastReadMessageIndex: null,
      role: { permissions: expect.arrayContaining(['sendMessage']) },
    });
    expect(conversation.messages.edges.map(({ node }: { node: { body: string } }) => node.body)).toEqual([
      'Ahoy',
      'Ahoy, Alice',
    ]);
    expect(conversation.messages.pageInfo).toMatchObject({ hasPreviousPage: false });
  });

  it('finds a conversation by unique name and by sid, and everything by id', async () => {
    const { alice, id, sid } = await startChat();
    const { conversation: thread } = await alice.data('Thread', { id });
    const { viewer } = await alice.data('Inbox');
    const ids = [id, thread.messages.edges[0].node.id, thread.participants.nodes[0].id, viewer.id];

    const byName = await alice.data('ConversationByUniqueName', { uniqueName: 'boats' });
    const bySid = await alice.data('ConversationBySid', { sid });
    const nodes = await Promise.all(
      ids.map(async (nodeId) => (await alice.data('Refetch', { id: nodeId })).node),
    );

    expect(byName.conversation.id).toBe(id);
    expect(bySid.conversation.id).toBe(id);
    expect(nodes.map(({ __typename, id: nodeId }) => [__typename, nodeId])).toEqual([
      ['Conversation', ids[0]],
      ['Message', ids[1]],
      ['Participant', ids[2]],
      ['User', ids[3]],
    ]);
  });

  it('finds unique names and identities that have to be encoded', async () => {
    const { emulator, gateway } = await startChat();
    const odd = 'a#b/ü?&=+ %';
    emulator.control.seed({ conversations: [{ uniqueName: odd, participants: [{ identity: odd }] }] });
    const client = await gateway.as(odd);

    const { conversation } = await client.data('ConversationByUniqueName', { uniqueName: odd });
    const { sendMessage } = await client.data('SendMessage', {
      input: { conversationId: conversation.id, body: 'hello' },
    });
    const { viewer } = await client.data('Inbox');

    expect(sendMessage.message.author).toBe(odd);
    expect(viewer.conversations.edges).toHaveLength(1);
  });

  it('tells of a user to who shares a conversation, and of nothing private', async () => {
    const { bob } = await startChat();

    const { user } = await bob.data(
      `{ user(by: { identity: "alice" }) { identity friendlyName unreadMessagesCount eventsCursor conversations { nodes { id } } } }`,
    );

    expect(user).toEqual({
      identity: 'alice',
      friendlyName: 'Alice',
      unreadMessagesCount: null,
      eventsCursor: null,
      conversations: null,
    });
  });

  it('shows a back end every conversation, by state', async () => {
    const { service } = await startChat();

    const { conversations: all } = await service.data('AllConversations');
    const { conversations: closed } = await service.data('AllConversations', { state: 'CLOSED' });

    expect(all.nodes).toHaveLength(2);
    expect(closed.nodes).toEqual([expect.objectContaining({ friendlyName: 'Wrecks', state: 'CLOSED' })]);
  });
});
