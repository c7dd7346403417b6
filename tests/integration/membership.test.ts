import { expect, it } from 'vitest';
import { startChat } from '../testkit/chat.ts';
import { startEmulator } from '../testkit/emulator.ts';
import { createFastClock } from '../testkit/fast-clock.ts';
import { startGateway } from '../testkit/gateway.ts';
import { silentWritesOf } from '../testkit/silent-writes.ts';
import { conversationId } from '../../src/graphql/global-id.ts';

const is = (typename: string) => (event: { readonly __typename: string }) => event.__typename === typename;

it('ends the streams of who is removed through the gateway, also where no webhook tells of it', async () => {
  const { emulator, bob, service, id } = await startChat();
  const { conversation } = await bob.data('Thread', { id });
  const { viewer } = await bob.data('Inbox');
  const thread = bob.subscribe('ConversationEvents', {
    conversationId: id,
    after: conversation.eventsCursor,
  });
  const inbox = bob.subscribe('InboxEvents', { after: viewer.eventsCursor });
  await service.data('SendMessage', { input: { conversationId: id, author: 'alice', body: 'before' } });
  await Promise.all([thread.waitFor(is('MessageAdded')), inbox.waitFor(is('MessageAdded'))]);
  emulator.control.setFaults({ dropWebhooks: 1 });
  const own = conversation.participants.nodes.find(
    ({ identity }: { identity: string }) => identity === 'bob',
  );

  await service.data('RemoveParticipant', { input: { participantId: own.id } });
  await service.data('SendMessage', { input: { conversationId: id, author: 'alice', body: 'after' } });
  await thread.ended;
  const left = await inbox.waitFor(is('ConversationRemoved'));

  expect(thread.events.at(-1)).toMatchObject({ __typename: 'ParticipantRemoved', identity: 'bob' });
  expect(left).toMatchObject({ conversationId: id });
  for (const { events } of [thread, inbox]) expect(JSON.stringify(events)).not.toContain('"body":"after"');
});

it('tells an inbox once of a conversation that its viewer is added to, whether or not a webhook tells of it', async () => {
  for (const dropWebhooks of [0, 1]) {
    const { emulator, mallory, service, id } = await startChat();
    await service.data('AddParticipant', { input: { conversationId: id, identity: 'mallory' } });
    const { viewer } = await mallory.data('Inbox');
    const inbox = mallory.subscribe('InboxEvents', { after: viewer.eventsCursor });
    emulator.control.setFaults({ dropWebhooks });

    const { createConversation } = await service.data('CreateConversation', {
      input: { friendlyName: 'Anchors' },
    });
    const anchors = createConversation.conversation.id;
    await service.data('AddParticipant', { input: { conversationId: anchors, identity: 'mallory' } });
    await inbox.waitFor(is('ConversationAdded'));
    await service.data('SendMessage', { input: { conversationId: anchors, author: 'bob', body: 'Aweigh' } });
    await inbox.waitFor(is('MessageAdded'));

    expect(inbox.events.filter(is('ConversationAdded'))).toHaveLength(1);
  }
});

it('finds out about a minute later who was removed and added past the gateway without a webhook', async () => {
  const emulator = await startEmulator();
  const { conversations } = emulator.control.seed({
    conversations: [
      { friendlyName: 'Boats', participants: [{ identity: 'alice' }, { identity: 'bob' }] },
      { friendlyName: 'Wrecks', participants: [{ identity: 'alice' }] },
    ],
  });
  const [boats, wrecks] = conversations;
  const gateway = await startGateway(emulator, { parts: { clock: createFastClock(60) } });
  const [alice, bob] = [await gateway.as('alice'), await gateway.as('bob')];
  const boatsId = conversationId(boats?.sid ?? '');
  const { conversation } = await bob.data('Thread', { id: boatsId });
  const { viewer } = await bob.data('Inbox');
  const thread = bob.subscribe('ConversationEvents', {
    conversationId: boatsId,
    after: conversation.eventsCursor,
  });
  const inbox = bob.subscribe('InboxEvents', { after: viewer.eventsCursor });
  const write = silentWritesOf(emulator);
  // Both streams have begun when they tell of it.
  await alice.data('SendMessage', { input: { conversationId: boatsId, body: 'Ahoy' } });
  await Promise.all([thread.waitFor(is('MessageAdded')), inbox.waitFor(is('MessageAdded'))]);

  await write('DELETE', `Conversations/${boats?.sid}/Participants/bob`);
  await write('POST', `Conversations/${wrecks?.sid}/Participants`, { Identity: 'bob' });
  const [left, joined] = await Promise.all([
    inbox.waitFor(is('ConversationRemoved')),
    inbox.waitFor(is('ConversationAdded')),
    thread.ended,
  ]);

  expect(left).toMatchObject({ conversationId: boatsId });
  expect(joined).toMatchObject({ edge: { node: { friendlyName: 'Wrecks' } } });
  expect(thread.events.at(-1)).toMatchObject({ __typename: 'ParticipantRemoved', identity: 'bob' });
});
