import { describe, expect, it } from 'vitest';
import { startChat } from '../testkit/chat.ts';

const named = (identity: string) => (participant: { identity: string | null }) =>
  participant.identity === identity;

describe('conversations', () => {
  it('are created with members, the creator among them and with the creator’s role', async () => {
    const { alice, gateway } = await startChat();

    const { createConversation } = await alice.data('CreateConversation', {
      input: {
        friendlyName: 'Harbour',
        uniqueName: 'harbour',
        attributes: { topic: 'boats' },
        timers: { inactive: 'PT5M', closed: 'PT1H' },
        participants: [{ identity: 'bob' }, { identity: 'alice' }],
      },
    });
    const { conversation } = await alice.data('Thread', { id: createConversation.conversation.id });
    const { viewer } = await (await gateway.as('bob')).data('Inbox');

    expect(createConversation).toMatchObject({
      errors: [],
      conversation: { state: 'ACTIVE', friendlyName: 'Harbour', attributes: { topic: 'boats' } },
    });
    expect(Date.parse(createConversation.conversation.timers.inactiveAt)).toBeGreaterThan(Date.now());
    expect(
      conversation.participants.nodes.map(({ identity }: { identity: string }) => identity).toSorted(),
    ).toEqual(['alice', 'bob']);
    expect(conversation.viewerCan).toEqual({
      sendMessage: true,
      addParticipant: true,
      removeParticipant: true,
      updateConversation: true,
      deleteConversation: true,
    });
    expect(
      viewer.conversations.edges.map(({ node }: { node: { uniqueName: string } }) => node.uniqueName),
    ).toContain('harbour');
  });

  it('are changed and deleted by who may', async () => {
    const { alice } = await startChat();
    const { createConversation } = await alice.data('CreateConversation', { input: {} });
    const conversationId = createConversation.conversation.id;

    const { updateConversation } = await alice.data('UpdateConversation', {
      input: { conversationId, friendlyName: 'Named', attributes: { a: 1 }, state: 'INACTIVE' },
    });
    const { deleteConversation } = await alice.data('DeleteConversation', { input: { conversationId } });

    expect(updateConversation.conversation).toMatchObject({
      friendlyName: 'Named',
      attributes: { a: 1 },
      state: 'INACTIVE',
    });
    expect(deleteConversation).toEqual({ deletedConversationId: conversationId, errors: [] });
    expect((await alice.run('Thread', { id: conversationId })).errors[0]?.extensions?.['code']).toBe(
      'NOT_FOUND',
    );
  });

  it('of a back end have no creator', async () => {
    const { service } = await startChat();

    const { createConversation } = await service.data('CreateConversation', {
      input: { friendlyName: 'Empty' },
    });
    const { conversation } = await service.data('Thread', { id: createConversation.conversation.id });

    expect(conversation.participants.nodes).toEqual([]);
    expect(conversation.viewerCan.deleteConversation).toBe(true);
  });
});

describe('participants', () => {
  it('are added by identity and by address, with their binding', async () => {
    const { alice, id } = await startChat();

    const { addParticipant: byIdentity } = await alice.data('AddParticipant', {
      input: { conversationId: id, identity: 'carol', attributes: { displayName: 'Carol' } },
    });
    const { addParticipant: byAddress } = await alice.data('AddParticipant', {
      input: {
        conversationId: id,
        messagingBinding: { address: '+15558675310', proxyAddress: '+15017122661' },
      },
    });

    expect(byIdentity.participant).toMatchObject({
      identity: 'carol',
      displayName: 'Carol',
      messagingBinding: null,
    });
    expect(byAddress.participant).toMatchObject({
      identity: null,
      displayName: '+15558675310',
      messagingBinding: {
        type: 'sms',
        address: '+15558675310',
        proxyAddress: '+15017122661',
        projectedAddress: null,
      },
    });
  });

  it('change their own attributes, and leave', async () => {
    const { bob, id } = await startChat();
    const { conversation } = await bob.data('Thread', { id });
    const participantId = conversation.participants.nodes.find(named('bob')).id;

    const { updateParticipant } = await bob.data('UpdateParticipant', {
      input: { participantId, attributes: { displayName: 'Bob B.' } },
    });
    const { removeParticipant } = await bob.data('RemoveParticipant', { input: { participantId } });

    expect(updateParticipant.participant.displayName).toBe('Bob B.');
    expect(removeParticipant).toEqual({ removedParticipantId: participantId, errors: [] });
    expect((await bob.run('Thread', { id })).errors[0]?.extensions?.['code']).toBe('NOT_FOUND');
  });

  it('who left are still named by what they wrote', async () => {
    const { alice, bob, id } = await startChat();
    const { conversation } = await bob.data('Thread', { id });
    await bob.data('RemoveParticipant', {
      input: { participantId: conversation.participants.nodes.find(named('bob')).id },
    });

    const { conversation: after } = await alice.data(
      `query ($id: ID!) { conversation(by: { id: $id }) { messages(last: 1) { nodes { named: participant { identity } known: participant { displayName } } } } }`,
      { id },
    );

    expect(after.messages.nodes).toEqual([{ named: { identity: 'bob' }, known: null }]);
  });
});

describe('messages', () => {
  it('are sent as the viewer, and read by who sent them', async () => {
    const { alice, emulator, id, sid } = await startChat({
      conversation: { participants: [{ identity: 'alice', lastReadMessageIndex: 1 }] },
    });

    const { sendMessage } = await alice.data('SendMessage', {
      input: { conversationId: id, body: 'hello', attributes: { mood: 'good' }, clientMessageId: 'row-1' },
    });
    await expect
      .poll(async () =>
        (await alice.data('Inbox')).viewer.conversations.edges.find(
          ({ node }: { node: { sid: string } }) => node.sid === sid,
        ),
      )
      .toMatchObject({ unreadMessagesCount: 0, lastReadMessageIndex: 2 });

    expect(sendMessage).toMatchObject({
      errors: [],
      message: {
        index: 2,
        author: 'alice',
        body: 'hello',
        attributes: { mood: 'good' },
        clientMessageId: 'row-1',
      },
    });
    expect(emulator.control.journal().filter(({ method }) => method === 'POST').length).toBeGreaterThan(0);
  });

  it('of a back end may name any author', async () => {
    const { service, id } = await startChat();

    const byRobot = await service.data('SendMessage', {
      input: { conversationId: id, body: 'from a job', author: 'robot' },
    });
    const unnamed = await service.data('SendMessage', { input: { conversationId: id, body: 'from nobody' } });

    expect(byRobot.sendMessage.message).toMatchObject({ author: 'robot', participant: null });
    expect(unnamed.sendMessage.message).toMatchObject({ author: 'system', participant: null });
  });

  it('are changed and deleted by who wrote them; the clientMessageId stays', async () => {
    const { alice, id } = await startChat();
    const { sendMessage } = await alice.data('SendMessage', {
      input: { conversationId: id, body: 'helo', attributes: { a: 1 }, clientMessageId: 'row-1' },
    });
    const messageId = sendMessage.message.id;

    const { updateMessage } = await alice.data('UpdateMessage', {
      input: { messageId, body: 'hello', attributes: { b: 2 } },
    });
    const { deleteMessage } = await alice.data('DeleteMessage', { input: { messageId } });

    expect(updateMessage.message).toMatchObject({
      body: 'hello',
      attributes: { b: 2 },
      clientMessageId: 'row-1',
    });
    expect(deleteMessage).toEqual({ deletedMessageId: messageId, errors: [] });
    expect((await alice.run('Refetch', { id: messageId })).errors[0]?.extensions?.['code']).toBe('NOT_FOUND');
  });

  it('page forward from the oldest, too', async () => {
    const { emulator, gateway } = await startChat();
    const { conversations } = emulator.control.seed({
      generate: { identity: 'viewer', conversations: 1, participants: 2, messages: 25 },
    });
    const viewer = await gateway.as('viewer');
    const page = `query ($sid: String!, $after: Cursor) { conversation(by: { sid: $sid }) {
      messages(first: 10, after: $after) { nodes { index } pageInfo { hasNextPage hasPreviousPage endCursor } } } }`;
    const sid = conversations[0]?.sid;

    const { conversation: first } = await viewer.data(page, { sid });
    const { conversation: second } = await viewer.data(page, {
      sid,
      after: first.messages.pageInfo.endCursor,
    });

    expect(first.messages.nodes.map(({ index }: { index: number }) => index)).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
    ]);
    expect(first.messages.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    expect(second.messages.nodes.map(({ index }: { index: number }) => index)).toEqual([
      10, 11, 12, 13, 14, 15, 16, 17, 18, 19,
    ]);
  });

  it('page on from a cursor of the other direction', async () => {
    const { emulator, gateway } = await startChat();
    const { conversations } = emulator.control.seed({
      generate: { identity: 'viewer', conversations: 1, participants: 2, messages: 25 },
    });
    const viewer = await gateway.as('viewer');
    const sid = conversations[0]?.sid;
    const { conversation: newest } = await viewer.data(
      `query ($sid: String!) { conversation(by: { sid: $sid }) { messages(last: 5) { pageInfo { startCursor } } } }`,
      { sid },
    );

    const { conversation } = await viewer.data(
      `query ($sid: String!, $after: Cursor) { conversation(by: { sid: $sid }) { messages(first: 3, after: $after) { nodes { index } } } }`,
      { sid, after: newest.messages.pageInfo.startCursor },
    );

    expect(conversation.messages.nodes.map(({ index }: { index: number }) => index)).toEqual([21, 22, 23]);
  });
});

describe('the read horizon', () => {
  const markRead = (client: Awaited<ReturnType<typeof startChat>>['bob'], input: object) =>
    client.data('MarkRead', { input });

  it('advances, and goes back only when it is told to', async () => {
    const { bob, id: conversationId } = await startChat();

    const advanced = await markRead(bob, { conversationId, lastReadMessageIndex: 1 });
    const held = await markRead(bob, { conversationId, lastReadMessageIndex: 0 });
    const moved = await markRead(bob, { conversationId, lastReadMessageIndex: 0, backwards: true });

    expect(advanced.updateReadHorizon).toMatchObject({
      errors: [],
      unreadMessagesCount: 0,
      participant: { lastReadMessageIndex: 1 },
    });
    expect(held.updateReadHorizon.participant.lastReadMessageIndex).toBe(1);
    expect(moved.updateReadHorizon).toMatchObject({
      unreadMessagesCount: 1,
      participant: { lastReadMessageIndex: 0 },
    });
  });

  it('is unset by null, after which nothing is counted', async () => {
    const { bob, id: conversationId } = await startChat();
    await markRead(bob, { conversationId, lastReadMessageIndex: 1 });

    const { updateReadHorizon } = await markRead(bob, { conversationId, lastReadMessageIndex: null });

    expect(updateReadHorizon).toMatchObject({
      unreadMessagesCount: null,
      participant: { lastReadMessageIndex: null },
    });
  });
});

describe('users', () => {
  it('change themselves, also before Twilio knows them', async () => {
    const { alice, gateway } = await startChat();
    const newcomer = await gateway.as('newcomer');

    const known = await alice.data('UpdateUser', {
      input: { friendlyName: 'Alice A.', attributes: { color: 'red' } },
    });
    const unknown = await newcomer.data('UpdateUser', { input: { friendlyName: 'New' } });

    expect(known.updateUser).toMatchObject({
      errors: [],
      user: { friendlyName: 'Alice A.', attributes: { color: 'red' } },
    });
    expect(unknown.updateUser).toMatchObject({
      errors: [],
      user: { identity: 'newcomer', friendlyName: 'New' },
    });
  });
});
