import { describe, expect, it } from 'vitest';
import { startChat } from '../testkit/chat.ts';
import { signToken } from '../testkit/gateway.ts';
import { createGraphqlClient } from '../testkit/graphql-client.ts';
import { createJumpingClock } from '../testkit/jumping-clock.ts';

const hourMs = 3_600_000;
const jumps = [
  { how: 'forward', byMs: hourMs },
  { how: 'back', byMs: -hourMs },
] as const;

/** A chat whose gateway has a clock that the test sets, and viewers whose tokens hold for a day. */
async function startClockChat() {
  const clock = createJumpingClock(20);
  const chat = await startChat({ parts: { clock } });
  const as = async (identity: string) =>
    createGraphqlClient({
      origin: chat.gateway.origin,
      token: await signToken(identity, { ttlSeconds: 86_400 }),
    });
  const { emulator, sid } = chat;
  return {
    ...chat,
    clock,
    alice: await as('alice'),
    bob: await as('bob'),
    /** A message of which no webhook tells. */
    async postUntold(body: string) {
      emulator.control.setFaults({ dropWebhooks: 1 });
      await emulator.emulator.act({ type: 'message', conversationSid: sid, author: 'alice', body });
    },
  };
}

const isMessage = (body: string) => (event: { readonly message?: { readonly body: string } }) =>
  event.message?.body === body;

describe.each(jumps)('a machine whose clock is set $how by an hour', ({ how, byMs }) => {
  it('goes on to look for messages of which no webhook tells', async () => {
    const { bob, clock, id, postUntold } = await startClockChat();
    const { conversation } = await bob.data('Thread', { id });
    const events = bob.subscribe('ConversationEvents', {
      conversationId: id,
      after: conversation.eventsCursor,
    });
    await postUntold('before');
    await events.waitFor(isMessage('before'), 10_000);

    clock.jump(byMs);
    await postUntold('after');

    await events.waitFor(isMessage('after'), 10_000);
  });

  it('forgets what it read as soon as ever', async () => {
    const { alice, clock, emulator, id, sid } = await startClockChat();
    const nameOf = async () => (await alice.data('Thread', { id })).conversation.friendlyName;
    expect(await nameOf()).toBe('Boats');

    clock.jump(byMs);
    emulator.control.setFaults({ dropWebhooks: 1 });
    await emulator.emulator.act({
      type: 'conversationUpdate',
      clientIdentity: 'alice',
      conversationSid: sid,
      friendlyName: 'Ships',
    });

    await expect.poll(nameOf, { timeout: 10_000, interval: 200 }).toBe('Ships');
  });

  it('calls Twilio again as soon as ever after it failed', async () => {
    const { alice, clock, emulator, id } = await startClockChat();
    const codes = async () =>
      (await alice.run('Thread', { id })).errors.map(({ extensions }) => extensions?.['code']);
    emulator.control.setFaults({ down: true });
    for (let count = 0; count < 25; count += 1) await alice.run('Thread', { id });
    expect(await codes()).toContain('UPSTREAM_UNAVAILABLE');

    clock.jump(byMs);
    emulator.control.setFaults({});

    await expect.poll(codes, { timeout: 10_000, interval: 200 }).toEqual([]);
  });

  it('lets a client go on from its cursor, with what was posted meanwhile and nothing twice', async () => {
    const { bob, clock, emulator, id, sid } = await startClockChat();
    const post = (body: string) =>
      emulator.emulator.act({ type: 'message', conversationSid: sid, author: 'alice', body });
    const { conversation } = await bob.data('Thread', { id });
    const before = bob.subscribe('ConversationEvents', {
      conversationId: id,
      after: conversation.eventsCursor,
    });
    await post('before');
    const { cursor } = await before.waitFor(isMessage('before'));
    await before.stop();

    await post('meanwhile');
    clock.jump(byMs);
    const after = bob.subscribe('ConversationEvents', { conversationId: id, after: cursor });
    await after.waitFor(isMessage('meanwhile'));
    await post('after');
    await after.waitFor(isMessage('after'));

    expect(after.events.flatMap(({ message, __typename }) => message?.body ?? __typename)).toEqual([
      'meanwhile',
      'after',
    ]);
  });

  it('judges tokens by the clock as it is', async () => {
    const { clock, gateway } = await startClockChat();
    const statusOf = async (ttlSeconds: number) => {
      const token = await signToken('alice', { ttlSeconds });
      const client = createGraphqlClient({ origin: gateway.origin, token });
      return (await client.run('{ viewer { identity } }')).status;
    };

    clock.jump(byMs);

    const halfAnHour = how === 'forward' ? 401 : 200;
    expect([await statusOf(1_800), await statusOf(7_200)]).toEqual([halfAnHour, 200]);
  });
});
