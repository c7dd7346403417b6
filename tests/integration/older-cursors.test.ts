import { hkdfSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createCursorCodec } from '../../src/domain/cursor.ts';
import { startChat } from '../testkit/chat.ts';

interface Event {
  readonly __typename: string;
  readonly cursor: string;
  readonly message?: { readonly body: string };
}

/** An inbox's cursor as version 0.1.0 made it: no place of any conversation, but the end of the sid of each message told last. */
function cursorOfFirstVersion(
  identity: string,
  { authToken, toldSids }: { readonly authToken: string; readonly toldSids: readonly string[] },
): string {
  const key = Buffer.from(hkdfSync('sha256', authToken, 'twilio-conversations-graphql', 'cursors', 32));
  const told = Buffer.concat(toldSids.map((sid) => Buffer.from(sid.slice(-8), 'hex'))).toString('base64url');
  const place = [2, 'abcdefghijkl', 1_795_448_473_719_787, Date.now(), null, told];
  return createCursorCodec({ keys: () => [key] }).encode({ scope: `events:inbox:${identity}`, place });
}

const members = [{ identity: 'alice' }, { identity: 'bob' }];

describe('an inbox that goes on from a cursor of version 0.1.0', () => {
  it('begins with Resync, and tells nothing again that was told before', async () => {
    const { alice, bob, emulator, id } = await startChat({
      conversation: { participants: members, messages: [] },
    });
    const send = (body: string) => alice.data('SendMessage', { input: { conversationId: id, body } });
    const { sendMessage } = await send('Told by the old one');
    const { authToken } = emulator.emulator.config;
    const after = cursorOfFirstVersion('bob', { authToken, toldSids: [sendMessage.message.sid] });

    const events = bob.subscribe('InboxEvents', { after });
    await events.waitFor((event) => event.__typename === 'Resync');
    await send('Told by the new one');
    await events.waitFor((event) => (event as Event).message?.body === 'Told by the new one');

    const told = (events.events as readonly Event[]).filter((event) => event.__typename !== 'UnreadChanged');
    expect(told[0]).toMatchObject({ __typename: 'Resync', reason: 'HISTORY_LOST' });
    expect(told.flatMap(({ message }) => (message ? [message.body] : []))).toEqual(['Told by the new one']);
  });

  it('hands out cursors of its own from there on, from which nothing is missed', async () => {
    const { alice, bob, emulator, id } = await startChat();
    const { authToken } = emulator.emulator.config;
    const first = bob.subscribe('InboxEvents', {
      after: cursorOfFirstVersion('bob', { authToken, toldSids: [] }),
    });
    const resync = (await first.waitFor((event) => event.__typename === 'Resync')) as Event;
    await alice.data('SendMessage', { input: { conversationId: id, body: 'Meanwhile' } });

    const second = bob.subscribe('InboxEvents', { after: resync.cursor });
    await second.waitFor((event) => (event as Event).message?.body === 'Meanwhile');

    expect(second.events.some((event) => event.__typename === 'Resync')).toBe(false);
  });

  it('is refused for another viewer', async () => {
    const { bob, emulator } = await startChat();
    const stranger = cursorOfFirstVersion('alice', {
      authToken: emulator.emulator.config.authToken,
      toldSids: [],
    });

    const [refused] = await bob.subscribe('InboxEvents', { after: stranger }).ended;

    expect(refused?.extensions?.['code']).toBe('INVALID_CURSOR');
  });
});
