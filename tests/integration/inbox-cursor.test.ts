import { describe, expect, it } from 'vitest';
import { parseMessageId } from '../../src/graphql/global-id.ts';
import { startChat } from '../testkit/chat.ts';
import { silentWritesOf } from '../testkit/silent-writes.ts';

const is = (typename: string) => (event: { readonly __typename: string }) => event.__typename === typename;

const pathOf = (messageId: string) => {
  const { conversationSid, sid } = parseMessageId(messageId);
  return `Conversations/${conversationSid}/Messages/${sid}`;
};

const threadsQuery = /* GraphQL */ `
  query Threads {
    viewer {
      conversations(first: 10) {
        nodes {
          id
          messages(last: 10) {
            nodes {
              id
              body
            }
          }
        }
      }
      eventsCursor
    }
  }
`;

describe('an inbox that goes on from a query', () => {
  it('says Resync where the last message that the query showed was removed without word, before anybody read the conversation again', async () => {
    const { bob, emulator, id } = await startChat();
    const { viewer } = await bob.data('Inbox');
    const row = viewer.conversations.edges.find(({ node }: { node: { id: string } }) => node.id === id);

    await silentWritesOf(emulator)('DELETE', pathOf(row.node.lastMessage.id));
    const events = bob.subscribe('InboxEvents', { after: viewer.eventsCursor });

    expect(await events.waitFor(is('Resync'))).toMatchObject({ reason: 'HISTORY_LOST' });
  });

  it('says so of any message that the query showed', async () => {
    const { bob, emulator, id } = await startChat();
    const { viewer } = await bob.data(threadsQuery);
    const shown = viewer.conversations.nodes.find((node: { id: string }) => node.id === id);
    const [first] = shown.messages.nodes;

    await silentWritesOf(emulator)('DELETE', pathOf(first.id));
    const events = bob.subscribe('InboxEvents', { after: viewer.eventsCursor });

    expect(await events.waitFor(is('Resync'))).toMatchObject({ reason: 'HISTORY_LOST' });
  });

  it('is told of a change of what the query showed, also where it was made without word', async () => {
    const { bob, emulator, id } = await startChat();
    const { viewer } = await bob.data('Inbox');
    const row = viewer.conversations.edges.find(({ node }: { node: { id: string } }) => node.id === id);

    await silentWritesOf(emulator)('POST', pathOf(row.node.lastMessage.id), { Body: 'Changed since' });
    const events = bob.subscribe('InboxEvents', { after: viewer.eventsCursor });
    const { message } = await events.waitFor(is('MessageUpdated'));

    expect(message).toMatchObject({ id: row.node.lastMessage.id, body: 'Changed since' });
  });
});
