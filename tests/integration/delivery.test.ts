import { describe, expect, it } from 'vitest';
import { createSystemClock } from '../../src/clock.ts';
import { startChat } from '../testkit/chat.ts';
import { startGateway } from '../testkit/gateway.ts';

type Event = {
  __typename: string;
  cursor: string;
  message?: { id: string; sid: string; body: string; index: number };
  participant?: { identity: string };
};

const is = (typename: string) => (event: Event) => event.__typename === typename;
const isMessage = (body: string) => (event: Event) =>
  event.__typename === 'MessageAdded' && event.message?.body === body;
const isOf = (identity: string) => (event: Event) => event.participant?.identity === identity;
const bodiesOf = (events: readonly Event[]) =>
  events.filter(is('MessageAdded')).map(({ message }) => message?.body);

/** Longer after than a cursor can be placed by its time. */
const later = () => Date.now() + 11_000;

/** A chat whose thread Bob follows from a query on, and Twilio as others use it. */
async function startFollowing(options?: Parameters<typeof startChat>[0]) {
  const chat = await startChat(options);
  const { emulator } = chat.emulator;
  const { conversation } = await chat.bob.data('Thread', { id: chat.id });
  const follow = (after: string = conversation.eventsCursor) =>
    chat.bob.subscribe('ConversationEvents', { conversationId: chat.id, after });
  return {
    ...chat,
    conversation,
    follow,
    /** Posts as an app does that knows nothing of the gateway. */
    post: (body: string) =>
      emulator.act({ type: 'message', conversationSid: chat.sid, author: 'alice', body }),
    loseWebhooks: (rate: number) => chat.emulator.control.setFaults({ dropWebhooks: rate }),
  };
}

describe('a stream of a conversation', () => {
  it('tells messages whose webhooks were lost, in order, as soon as a later one comes', async () => {
    const { follow, loseWebhooks, post } = await startFollowing();
    const events = follow();
    await post('first');
    await events.waitFor(isMessage('first'));

    loseWebhooks(1);
    await post('second');
    await post('third');
    loseWebhooks(0);
    await post('fourth');
    await events.waitFor(isMessage('fourth'));

    expect(bodiesOf(events.events)).toEqual(['first', 'second', 'third', 'fourth']);
  });

  it('tells what is written through the gateway although no webhook comes', async () => {
    const { alice, follow, id, loseWebhooks } = await startFollowing();
    loseWebhooks(1);
    const events = follow();

    const { sendMessage } = await alice.data('SendMessage', { input: { conversationId: id, body: 'Ship!' } });
    await events.waitFor(isMessage('Ship!'));
    const { id: messageId } = sendMessage.message;
    await alice.data('UpdateMessage', { input: { messageId, body: 'Two ships!' } });
    const updated = await events.waitFor(is('MessageUpdated'));
    await alice.data('DeleteMessage', { input: { messageId } });
    const removed = await events.waitFor(is('MessageRemoved'));

    expect(updated.message).toMatchObject({ id: messageId, body: 'Two ships!' });
    expect(removed).toMatchObject({ messageId });
  });

  it('tells messages in order and once, whatever order their webhooks come in', async () => {
    const { emulator, follow, post } = await startFollowing();
    const events = follow();
    const bodies = Array.from({ length: 20 }, (_, place) => `number ${place}`);
    emulator.control.setFaults({ delayWebhooksMs: 150, duplicateWebhooks: 0.5, skipIndexes: 0.2, seed: 3 });

    for (const body of bodies) await post(body);
    await events.waitFor(isMessage('number 19'));
    await emulator.emulator.webhooks.settled();

    expect(bodiesOf(events.events)).toEqual(bodies);
    const indexes = events.events.filter(is('MessageAdded')).map(({ message }) => message.index);
    expect(indexes).toEqual([...new Set(indexes)].toSorted((one, other) => one - other));
  });

  it('begins after what the query showed, even where the query was answered before it was asked for', async () => {
    const { follow, post, bob, id } = await startFollowing();
    await post('shown');
    const { conversation } = await bob.data('Thread', { id });

    const events = follow(conversation.eventsCursor);
    await post('not shown');
    await events.waitFor(isMessage('not shown'));

    expect(bodiesOf(events.events)).toEqual(['not shown']);
  });

  it('tells an edit that fell between the query and the subscription, and whose webhook was lost', async () => {
    const { conversation, emulator, follow, loseWebhooks, sid } = await startFollowing();
    const [first] = conversation.messages.edges;
    loseWebhooks(1);
    await emulator.emulator.act({
      type: 'messageUpdate',
      clientIdentity: 'alice',
      conversationSid: sid,
      messageSid: first.node.sid,
      body: 'Ahoy there',
    });

    const events = follow();

    const updated = await events.waitFor(
      (event) => is('MessageUpdated')(event) && event.message.id === first.node.id,
    );
    expect(updated.message.body).toBe('Ahoy there');
  });

  it('goes on at another gateway over the same Twilio', async () => {
    const { emulator, follow, id, post } = await startFollowing();
    const events = follow();
    await post('here');
    const { cursor } = await events.waitFor(isMessage('here'));
    await events.stop();
    await post('between');

    const other = await startGateway(emulator);
    const bob = await other.as('bob');
    const there = bob.subscribe('ConversationEvents', { conversationId: id, after: cursor });
    await post('there');
    await there.waitFor(isMessage('there'));

    expect(bodiesOf(there.events)).toEqual(['between', 'there']);
    expect(there.events.some(is('Resync'))).toBe(false);
  });

  it('tells at another gateway what became of the conversation and its participants meanwhile', async () => {
    const { conversation, emulator, id, service } = await startFollowing();
    const [alice] = conversation.participants.nodes;
    await service.data('UpdateConversation', { input: { conversationId: id, friendlyName: 'Ships' } });
    await service.data('AddParticipant', { input: { conversationId: id, identity: 'mallory' } });
    await service.data('UpdateParticipant', { input: { participantId: alice.id, attributes: { rank: 1 } } });

    const other = await startGateway(emulator);
    const events = (await other.as('bob')).subscribe('ConversationEvents', {
      conversationId: id,
      after: conversation.eventsCursor,
    });
    const renamed = await events.waitFor(is('ConversationUpdated'));
    const joined = await events.waitFor(isOf('mallory'));
    const changed = await events.waitFor(isOf('alice'));

    expect(renamed.conversation.friendlyName).toBe('Ships');
    expect(joined.__typename).toBe('ParticipantAdded');
    expect(changed.participant.attributes).toEqual({ rank: 1 });
    expect(events.events.some(is('Resync'))).toBe(false);
  });

  it('says Resync to a client that is more than 300 messages behind, and goes on', async () => {
    const messages = Array.from({ length: 302 }, (_, place) => ({ author: 'alice', body: `old ${place}` }));
    const { bob, emulator, id, post } = await startFollowing();
    const { conversation } = await bob.data('Thread', { id });
    emulator.control.setFaults({ dropWebhooks: 1 });
    for (const { body } of messages) await post(body);
    emulator.control.setFaults({});

    const events = bob.subscribe('ConversationEvents', {
      conversationId: id,
      after: conversation.eventsCursor,
    });
    const resync = await events.waitFor(is('Resync'));
    await post('new');
    await events.waitFor(isMessage('new'));

    expect(resync.reason).toBe('HISTORY_EXCEEDED');
    expect(bodiesOf(events.events)).toEqual(['new']);
  });
});

describe('a stream of an inbox', () => {
  it('tells what happened while the viewer was away in all conversations, each message once', async () => {
    const { alice, bob, id, sid, emulator } = await startChat();
    const { viewer } = await bob.data('Inbox');
    const first = bob.subscribe('InboxEvents', { after: viewer.eventsCursor });
    await alice.data('SendMessage', { input: { conversationId: id, body: 'seen' } });
    const { cursor } = await first.waitFor(isMessage('seen'));
    await first.stop();
    await alice.data('SendMessage', { input: { conversationId: id, body: 'missed' } });
    const { createConversation } = await alice.data('CreateConversation', {
      input: { friendlyName: 'Harbour', participants: [{ identity: 'bob' }] },
    });
    const joined = createConversation.conversation;
    await alice.data('SendMessage', { input: { conversationId: joined.id, body: 'welcome' } });
    await emulator.emulator.webhooks.settled();

    const events = bob.subscribe('InboxEvents', { after: cursor });
    await emulator.emulator.act({ type: 'message', conversationSid: sid, author: 'alice', body: 'live' });
    await events.waitFor(isMessage('live'));

    // Between conversations there is no order.
    expect(bodiesOf(events.events)).toHaveLength(3);
    expect(new Set(bodiesOf(events.events))).toEqual(new Set(['live', 'missed', 'welcome']));
    expect(events.events.find(is('ConversationAdded'))?.edge.node.id).toBe(joined.id);
    expect(events.events.some(is('Resync'))).toBe(false);
  });

  it('tells that the viewer left a conversation while away', async () => {
    const { bob, service, id, conversation, emulator } = await startFollowing();
    const { viewer } = await bob.data('Inbox');
    const first = bob.subscribe('InboxEvents', { after: viewer.eventsCursor });
    await service.data('UpdateConversation', { input: { conversationId: id, friendlyName: 'Ships' } });
    const { cursor } = await first.waitFor(is('ConversationUpdated'));
    await first.stop();
    const own = conversation.participants.nodes.find(
      ({ identity }: { identity: string }) => identity === 'bob',
    );
    await service.data('RemoveParticipant', { input: { participantId: own.id } });
    await emulator.emulator.webhooks.settled();

    const events = bob.subscribe('InboxEvents', { after: cursor });
    const removed = await events.waitFor(is('ConversationRemoved'));

    expect(removed.conversationId).toBe(id);
    expect(events.events.some(is('Resync'))).toBe(false);
  });

  it('says Resync when a conversation of the viewer was deleted while away', async () => {
    const { bob, service, id, emulator } = await startFollowing();
    const { viewer } = await bob.data('Inbox');
    const first = bob.subscribe('InboxEvents', { after: viewer.eventsCursor });
    await service.data('UpdateConversation', { input: { conversationId: id, friendlyName: 'Ships' } });
    const { cursor } = await first.waitFor(is('ConversationUpdated'));
    await first.stop();
    await service.data('DeleteConversation', { input: { conversationId: id } });
    await emulator.emulator.webhooks.settled();

    const events = bob.subscribe('InboxEvents', { after: cursor });

    expect((await events.waitFor(is('Resync'))).reason).toBe('HISTORY_LOST');
  });

  it('says Resync when the gateway began anew since, and the cursor is old', async () => {
    const { emulator, gateway, bob } = await startChat();
    const { viewer } = await bob.data('Inbox');
    await gateway.stop();
    const next = await startGateway(emulator, { parts: { clock: createSystemClock({ wallTime: later }) } });

    const events = (await next.as('bob')).subscribe('InboxEvents', { after: viewer.eventsCursor });

    expect((await events.waitFor(is('Resync'))).reason).toBe('HISTORY_LOST');
  });

  it('tells by its time what happened after a cursor of a moment ago, also where another gateway made it', async () => {
    const { emulator, gateway, bob, sid } = await startChat();
    const { viewer } = await bob.data('Inbox');
    await gateway.stop();
    await emulator.emulator.act({ type: 'message', conversationSid: sid, author: 'alice', body: 'unheard' });
    const next = await startGateway(emulator);

    const events = (await next.as('bob')).subscribe('InboxEvents', { after: viewer.eventsCursor });
    await events.waitFor(isMessage('unheard'), 25_000);
    await emulator.emulator.act({ type: 'message', conversationSid: sid, author: 'alice', body: 'heard' });
    await events.waitFor(isMessage('heard'));

    // What was said within the second of the query may come again.
    expect(bodiesOf(events.events).slice(-2)).toEqual(['unheard', 'heard']);
    expect(events.events.some(is('Resync'))).toBe(false);
  });

  it('tells after a cursor of a moment ago also what the gateway that made it had not heard of', async () => {
    const parts = { clock: createSystemClock({ wallTime: () => Date.now() + 5_000 }) };
    const { emulator, gateway, bob, id, sid } = await startChat({ parts });
    await bob.data('Thread', { id });
    emulator.control.setFaults({ dropWebhooks: 1 });
    await emulator.emulator.act({ type: 'message', conversationSid: sid, author: 'alice', body: 'unheard' });
    const { viewer } = await bob.data('{ viewer { eventsCursor } }');
    await gateway.stop();
    const next = await startGateway(emulator, { parts });

    const events = (await next.as('bob')).subscribe('InboxEvents', { after: viewer.eventsCursor });
    const told = await events.waitFor((event: Event) => event.message?.body === 'unheard', 25_000);

    // Whoever saw it elsewhere is not told of it as new.
    expect(told.__typename).toBe('MessageUpdated');
    expect(events.events.some(is('Resync'))).toBe(false);
  });

  it('tells after a cursor of a moment ago also what another gateway knew already, and the one that made it did not', async () => {
    const parts = { clock: createSystemClock({ wallTime: () => Date.now() + 5_000 }) };
    const { emulator, bob, service } = await startChat({ parts });
    const { createConversation } = await service.data('CreateConversation', {
      input: { friendlyName: 'New', participants: [{ identity: 'alice' }, { identity: 'bob' }] },
    });
    const { id } = createConversation.conversation;
    await bob.data('Thread', { id });
    await emulator.emulator.webhooks.settled();
    // Not in touch with the first one: each has a bus of its own.
    const other = await startGateway(emulator, { parts });
    const alice = await other.as('alice');
    const { conversation } = await alice.data('Thread', { id });
    const told = alice.subscribe('ConversationEvents', {
      conversationId: id,
      after: conversation.eventsCursor,
    });
    await alice.data('SendMessage', { input: { conversationId: id, body: 'here' } });
    await told.waitFor(isMessage('here'));
    emulator.control.setFaults({ dropWebhooks: 1 });
    await alice.data('SendMessage', { input: { conversationId: id, body: 'unheard' } });
    const { viewer } = await bob.data('{ viewer { eventsCursor } }');

    const events = (await other.as('bob')).subscribe('InboxEvents', { after: viewer.eventsCursor });
    const missed = await events.waitFor((event: Event) => event.message?.body === 'unheard', 25_000);

    expect(missed.__typename).toBe('MessageUpdated');
    expect(events.events.some(is('Resync'))).toBe(false);
  });

  it('tells after a cursor of a moment ago nothing of a message that its query showed', async () => {
    const parts = { clock: createSystemClock({ wallTime: () => Date.now() + 5_000 }) };
    const { emulator, gateway, bob, id, sid } = await startChat({ parts });
    emulator.control.setFaults({ dropWebhooks: 1 });
    await emulator.emulator.act({ type: 'message', conversationSid: sid, author: 'alice', body: 'shown' });
    const { viewer } = await bob.data('Inbox');
    await gateway.stop();
    emulator.control.setFaults({});
    const next = await startGateway(emulator, { parts });

    const events = (await next.as('bob')).subscribe('InboxEvents', { after: viewer.eventsCursor });
    const alice = await next.as('alice');
    await alice.data('SendMessage', { input: { conversationId: id, body: 'after it' } });
    await events.waitFor(isMessage('after it'));

    const row = viewer.conversations.edges.find(({ node }: { node: { id: string } }) => node.id === id);
    expect(row.node.lastMessage.body).toBe('shown');
    expect(events.events.some((event: Event) => event.message?.body === 'shown')).toBe(false);
  });

  it('says Resync after a cursor of a moment ago where somebody came or went since', async () => {
    const { emulator, gateway, bob, service } = await startChat();
    const { viewer } = await bob.data('Inbox');
    await service.data('CreateConversation', {
      input: { friendlyName: 'New', participants: [{ identity: 'bob' }] },
    });
    await emulator.emulator.webhooks.settled();
    await gateway.stop();
    const next = await startGateway(emulator);

    const events = (await next.as('bob')).subscribe('InboxEvents', { after: viewer.eventsCursor });

    expect((await events.waitFor(is('Resync'))).reason).toBe('HISTORY_LOST');
  });

  it('costs nothing but the rows until something happens', async () => {
    const { bob, emulator } = await startChat();
    const { viewer } = await bob.data('Inbox');
    emulator.control.clearJournal();

    const events = bob.subscribe('InboxEvents', { after: viewer.eventsCursor });
    await emulator.emulator.act({ type: 'userUpdate', clientIdentity: 'bob', friendlyName: 'Robert' });
    await emulator.emulator.webhooks.settled();
    await events.stop();

    const reads = emulator.control
      .journal()
      .filter((entry) => 'path' in entry && entry.path.includes('/Messages'));
    expect(reads).toEqual([]);
  });
});
