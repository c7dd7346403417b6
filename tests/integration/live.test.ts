import { describe, expect, it } from 'vitest';
import { startChat } from '../testkit/chat.ts';
import { startGateway } from '../testkit/gateway.ts';

type Event = {
  __typename: string;
  cursor: string;
  message?: { body: string; index: number; clientMessageId: string | null };
};

const isMessage = (body: string) => (event: Event) =>
  event.__typename === 'MessageAdded' && event.message?.body === body;
const is = (typename: string) => (event: Event) => event.__typename === typename;

/** Sends through the gateway until the stream, which starts when the server takes it, tells the first one. */
const send = (client: Awaited<ReturnType<typeof startChat>>['alice'], conversationId: string, body: string) =>
  client.data('SendMessage', { input: { conversationId, body, clientMessageId: `id of ${body}` } });

describe('conversationEvents', () => {
  it('tells members of messages sent, changed and deleted, with all that a screen shows', async () => {
    const { alice, bob, id } = await startChat();
    const { conversation } = await bob.data('Thread', { id });
    const events = bob.subscribe('ConversationEvents', {
      conversationId: id,
      after: conversation.eventsCursor,
    });

    const { sendMessage } = await send(alice, id, 'Land in sight');
    const added = await events.waitFor(isMessage('Land in sight'));
    await alice.data('UpdateMessage', { input: { messageId: sendMessage.message.id, body: 'Land ahoy' } });
    const updated = await events.waitFor(is('MessageUpdated'));
    await alice.data('DeleteMessage', { input: { messageId: sendMessage.message.id } });
    const removed = await events.waitFor(is('MessageRemoved'));

    expect(added.message).toMatchObject({
      id: sendMessage.message.id,
      index: 2,
      author: 'alice',
      clientMessageId: 'id of Land in sight',
      participant: { identity: 'alice' },
      attributes: {},
      media: [],
      delivery: null,
    });
    expect(updated.message).toMatchObject({
      id: sendMessage.message.id,
      body: 'Land ahoy',
      clientMessageId: 'id of Land in sight',
    });
    expect(removed).toMatchObject({ messageId: sendMessage.message.id, index: 2 });
    expect(
      events.events.map(({ __typename }) => __typename).filter((name) => name.startsWith('Message')),
    ).toEqual(['MessageAdded', 'MessageUpdated', 'MessageRemoved']);
  });

  it('tells of participants who come, change and go', async () => {
    const { alice, service, id } = await startChat();
    const { conversation } = await alice.data('Thread', { id });
    const events = alice.subscribe('ConversationEvents', {
      conversationId: id,
      after: conversation.eventsCursor,
    });

    const { addParticipant } = await alice.data('AddParticipant', {
      input: { conversationId: id, identity: 'carol' },
    });
    const added = await events.waitFor(is('ParticipantAdded'));
    const participantId = addParticipant.participant.id;
    await service.data('UpdateParticipant', {
      input: { participantId, attributes: { displayName: 'Carol C.' } },
    });
    const updated = await events.waitFor(is('ParticipantUpdated'));
    await service.data('RemoveParticipant', { input: { participantId } });
    const removed = await events.waitFor(is('ParticipantRemoved'));

    expect(added.participant).toMatchObject({
      id: participantId,
      identity: 'carol',
      role: { friendlyName: expect.any(String) },
    });
    expect(updated.participant).toMatchObject({ id: participantId, displayName: 'Carol C.' });
    expect(removed).toMatchObject({ participantId, identity: 'carol' });
  });

  it('tells of the conversation’s changes and ends with its removal', async () => {
    const { alice, service, id } = await startChat();
    const { conversation } = await alice.data('Thread', { id });
    const events = alice.subscribe('ConversationEvents', {
      conversationId: id,
      after: conversation.eventsCursor,
    });

    await alice.data('UpdateConversation', { input: { conversationId: id, friendlyName: 'Ships' } });
    const updated = await events.waitFor(is('ConversationUpdated'));
    await service.data('DeleteConversation', { input: { conversationId: id } });
    const faults = await events.ended;

    expect(updated.conversation).toMatchObject({
      id,
      friendlyName: 'Ships',
      uniqueName: 'boats',
      state: 'ACTIVE',
    });
    expect(faults).toEqual([]);
    expect(events.events.at(-1)).toMatchObject({ __typename: 'ConversationRemoved', conversationId: id });
  });

  it('tells of a renamed conversation with its timers, of which no webhook speaks', async () => {
    const { alice } = await startChat();
    const { createConversation } = await alice.data('CreateConversation', {
      input: { timers: { closed: 'PT1H' } },
    });
    const { id } = createConversation.conversation;
    const { conversation } = await alice.data('Thread', { id });
    const events = alice.subscribe('ConversationEvents', {
      conversationId: id,
      after: conversation.eventsCursor,
    });

    await alice.data('UpdateConversation', { input: { conversationId: id, friendlyName: 'Ships' } });
    const updated = await events.waitFor(is('ConversationUpdated'));

    expect(updated.conversation.friendlyName).toBe('Ships');
    expect(updated.conversation.timers.closedAt).toEqual(expect.any(String));
  });

  it('tells of a closed conversation with all of its fields', async () => {
    const { alice, service, id } = await startChat();
    const { conversation } = await alice.data('Thread', { id });
    const events = alice.subscribe('ConversationEvents', {
      conversationId: id,
      after: conversation.eventsCursor,
    });

    await service.data('UpdateConversation', { input: { conversationId: id, state: 'CLOSED' } });
    const closed = await events.waitFor(
      (event) => event.__typename === 'ConversationUpdated' && event.conversation.state === 'CLOSED',
    );

    expect(closed.conversation).toMatchObject({ friendlyName: 'Boats', uniqueName: 'boats' });
  });

  it('ends with the viewer’s removal, and tells nothing after it', async () => {
    const { alice, bob, service, id } = await startChat();
    const { conversation } = await bob.data('Thread', { id });
    const events = bob.subscribe('ConversationEvents', {
      conversationId: id,
      after: conversation.eventsCursor,
    });
    await send(alice, id, 'before');
    await events.waitFor(isMessage('before'));
    const own = conversation.participants.nodes.find(
      ({ identity }: { identity: string }) => identity === 'bob',
    );

    await service.data('RemoveParticipant', { input: { participantId: own.id } });
    await send(alice, id, 'after');
    await events.ended;

    expect(events.events.at(-1)).toMatchObject({ __typename: 'ParticipantRemoved', identity: 'bob' });
    expect((await bob.run('Thread', { id })).errors[0]?.extensions?.['code']).toBe('NOT_FOUND');
  });

  it('is refused to who is no member', async () => {
    const { mallory, id } = await startChat();

    const [fault] = await mallory.subscribe('ConversationEvents', { conversationId: id }).ended;

    expect(fault?.extensions?.['code']).toBe('NOT_FOUND');
  });

  it('begins where a query ended, so that nothing falls between the two', async () => {
    const { alice, bob, id } = await startChat();
    const { conversation } = await bob.data('Thread', { id });
    const watcher = alice.subscribe('ConversationEvents', {
      conversationId: id,
      after: conversation.eventsCursor,
    });
    await send(alice, id, 'between');
    await watcher.waitFor(isMessage('between'));

    const events = bob.subscribe('ConversationEvents', {
      conversationId: id,
      after: conversation.eventsCursor,
    });

    await events.waitFor(isMessage('between'));
  });

  it('goes on after a cut where the client’s resume map says, whatever the old variables say', async () => {
    const { alice, bob, id } = await startChat();
    const { conversation } = await bob.data('Thread', { id });
    let cursor: string | undefined;
    const events = bob.subscribe(
      'ConversationEvents',
      { conversationId: id, after: conversation.eventsCursor },
      { connectionParams: () => (cursor === undefined ? {} : { resume: { 'operation-1': cursor } }) },
    );
    await send(alice, id, 'one');
    cursor = (await events.waitFor(isMessage('one'))).cursor;

    events.cut();
    await send(alice, id, 'two');
    await events.waitFor(isMessage('two'));

    expect(events.events.filter(is('MessageAdded')).map(({ message }) => message.body)).toEqual([
      'one',
      'two',
    ]);
  });

  it('goes on from a query of an earlier life of the gateway, with what was posted and changed meanwhile', async () => {
    const { alice, emulator, gateway, id, sid } = await startChat();
    const { conversation } = await alice.data('Thread', { id });
    const [first] = conversation.messages.edges;
    await gateway.stop();
    const { emulator: twilio } = emulator;
    await twilio.act({
      type: 'messageUpdate',
      clientIdentity: 'alice',
      conversationSid: sid,
      messageSid: first.node.sid,
      body: 'Changed',
    });
    await twilio.act({ type: 'message', conversationSid: sid, author: 'bob', body: 'Meanwhile' });
    const next = await startGateway(emulator);
    const later = await next.as('alice');

    const events = later.subscribe('ConversationEvents', {
      conversationId: id,
      after: conversation.eventsCursor,
    });
    await events.waitFor(isMessage('Meanwhile'));
    await send(later, id, 'still live');
    await events.waitFor(isMessage('still live'));

    expect(events.events.find(is('MessageUpdated'))?.message).toMatchObject({ body: 'Changed' });
    expect(events.events.some(is('Resync'))).toBe(false);
  });

  it('says Resync when a message was deleted while no gateway ran', async () => {
    const { alice, emulator, gateway, id, sid } = await startChat();
    const { conversation } = await alice.data('Thread', { id });
    const [first] = conversation.messages.edges;
    await gateway.stop();
    await emulator.emulator.act({
      type: 'messageRemove',
      clientIdentity: 'alice',
      conversationSid: sid,
      messageSid: first.node.sid,
    });
    const next = await startGateway(emulator);
    const later = await next.as('alice');

    const events = later.subscribe('ConversationEvents', {
      conversationId: id,
      after: conversation.eventsCursor,
    });
    const resync = await events.waitFor(is('Resync'));
    await send(later, id, 'still live');
    await events.waitFor(isMessage('still live'));

    expect(resync.reason).toBe('HISTORY_LOST');
  });

  it('refuses a cursor of another conversation, of another stream, and a forged one', async () => {
    const { alice, id } = await startChat();
    const { viewer } = await alice.data('Inbox');
    const { createConversation } = await alice.data('CreateConversation', {
      input: { friendlyName: 'Other' },
    });
    const { conversation: other } = await alice.data('Thread', { id: createConversation.conversation.id });

    for (const after of [viewer.eventsCursor, other.eventsCursor, 'forged']) {
      const [fault] = await alice.subscribe('ConversationEvents', { conversationId: id, after }).ended;
      expect(fault?.extensions?.['code']).toBe('INVALID_CURSOR');
    }
  });
});

describe('inboxEvents', () => {
  it('tells of messages in every conversation of the viewer, with the unread counts they cause', async () => {
    const { alice, bob, id } = await startChat({
      conversation: { participants: [{ identity: 'alice' }, { identity: 'bob', lastReadMessageIndex: 1 }] },
    });
    const { viewer } = await bob.data('Inbox');
    const events = bob.subscribe('InboxEvents', { after: viewer.eventsCursor });

    await send(alice, id, 'one');
    const added = await events.waitFor(isMessage('one'));
    const unread = await events.waitFor(is('UnreadChanged'));
    await bob.data('MarkRead', { input: { conversationId: id, lastReadMessageIndex: 2 } });
    const read = await events.waitFor(
      (event) => event.__typename === 'UnreadChanged' && event.unreadMessagesCount === 0,
    );

    expect(added.message.conversation).toMatchObject({ id });
    expect(unread).toMatchObject({
      conversationId: id,
      unreadMessagesCount: 1,
      viewerUnreadMessagesCount: 1,
    });
    expect(read).toMatchObject({ viewerUnreadMessagesCount: 0 });
  });

  it('does not count what the viewer wrote', async () => {
    const { alice, bob, id } = await startChat({
      conversation: { participants: [{ identity: 'alice', lastReadMessageIndex: 1 }, { identity: 'bob' }] },
    });
    const { viewer } = await alice.data('Inbox');
    const events = alice.subscribe('InboxEvents', { after: viewer.eventsCursor });

    await send(alice, id, 'mine');
    await events.waitFor(isMessage('mine'));
    await send(bob, id, 'yours');
    // Twilio may still count it until the sender's horizon has moved.
    const unread = await events.waitFor(
      (event) => event.__typename === 'UnreadChanged' && event.unreadMessagesCount === 1,
    );

    expect(unread).toMatchObject({ viewerUnreadMessagesCount: 1 });
  });

  it('tells of conversations joined and left, and follows them from there', async () => {
    const { alice, bob, id } = await startChat();
    const { viewer } = await bob.data('Inbox');
    const events = bob.subscribe('InboxEvents', { after: viewer.eventsCursor });

    const { createConversation } = await alice.data('CreateConversation', {
      input: { friendlyName: 'Harbour', participants: [{ identity: 'bob' }] },
    });
    const { conversation } = createConversation;
    const joined = await events.waitFor(is('ConversationAdded'));
    await send(alice, conversation.id, 'Welcome');
    await events.waitFor(isMessage('Welcome'));
    const { conversation: thread } = await alice.data('Thread', { id: conversation.id });
    const own = thread.participants.nodes.find(({ identity }: { identity: string }) => identity === 'bob');
    await alice.data('RemoveParticipant', { input: { participantId: own.id } });
    const left = await events.waitFor(is('ConversationRemoved'));
    await send(alice, conversation.id, 'Farewell');
    await send(alice, id, 'Elsewhere');
    await events.waitFor(isMessage('Elsewhere'));

    expect(joined.edge.node).toMatchObject({ id: conversation.id, friendlyName: 'Harbour' });
    expect(left.conversationId).toBe(conversation.id);
    expect(events.events.some(isMessage('Farewell'))).toBe(false);
  });

  it('is refused without an identity, and with another viewer’s cursor', async () => {
    const { alice, bob, service } = await startChat();
    const { viewer } = await alice.data('Inbox');

    const [nobody] = await service.subscribe('InboxEvents').ended;
    const [stranger] = await bob.subscribe('InboxEvents', { after: viewer.eventsCursor }).ended;

    expect(nobody?.extensions?.['code']).toBe('FORBIDDEN');
    expect(stranger?.extensions?.['code']).toBe('INVALID_CURSOR');
  });
});

describe('a webhook', () => {
  it('that is delivered twice is told once', async () => {
    const { alice, bob, emulator, id } = await startChat();
    emulator.control.setFaults({ duplicateWebhooks: 1 });
    const { conversation } = await bob.data('Thread', { id });
    const events = bob.subscribe('ConversationEvents', {
      conversationId: id,
      after: conversation.eventsCursor,
    });

    await send(alice, id, 'once');
    await emulator.emulator.webhooks.settled();
    emulator.control.setFaults({});
    await send(alice, id, 'last');
    await events.waitFor(isMessage('last'));

    expect(events.events.filter(isMessage('once'))).toHaveLength(1);
  });
});
