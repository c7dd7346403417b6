import { describe, expect, it } from 'vitest';
import type { ParticipantUpdated } from '../../src/conversation-event.ts';
import { createCachedApi } from '../../src/upstream/response-cache.ts';
import { createManualClock } from '../unit/upstream/manual-clock.ts';
import { setUpUpstream } from './upstream-setup.ts';

/** A cache in which the members of a conversation, alice among them, and the rows of bob are kept. */
async function setUp() {
  const setup = await setUpUpstream();
  const { api, conversationSid, requests } = setup;
  const clock = createManualClock();
  const cached = createCachedApi({ api, clock, isFedByEvents: true });
  const alice = await api.getParticipant({ conversationSid, participant: 'alice' });
  const key = { conversationSid, participant: alice.sid };
  const readMembers = async () =>
    cached.keptMembers(conversationSid) ?? cached.listParticipants({ conversationSid, pageSize: 100 });
  const readRows = () => cached.listUserConversations({ identity: 'bob', pageSize: 50 });
  await readMembers();
  await readRows();
  return {
    ...setup,
    clock,
    cached,
    alice,
    key,
    readMembers,
    /** How many calls reading costs. */
    async costOf(read: () => Promise<unknown>) {
      const before = requests().length;
      await read();
      return requests().length - before;
    },
    readRows,
    hear: (changes: Partial<ParticipantUpdated>) =>
      cached.invalidate({
        kind: 'ParticipantUpdated',
        conversationSid,
        occurredAt: new Date(),
        participantSid: alice.sid,
        identity: 'alice',
        roleSid: alice.roleSid,
        lastReadMessageIndex: 3,
        ...changes,
      }),
  };
}

describe('the members of a conversation', () => {
  it('are known from a list of its participants, and are not asked for beside it', async () => {
    const { cached, conversationSid, costOf, readMembers } = await setUp();

    await cached.listParticipants({ conversationSid, pageSize: 100 }, { fresh: true });

    expect(await costOf(readMembers)).toBe(0);
  });

  it('stay known when somebody read, while what they read is asked for again', async () => {
    const { cached, conversationSid, costOf, readMembers, hear } = await setUp();

    hear({});

    expect(await costOf(readMembers)).toBe(0);
    expect(await costOf(() => cached.listParticipants({ conversationSid, pageSize: 100 }))).toBe(1);
  });

  it('stay known when this gateway moves a read horizon', async () => {
    const { cached, key, costOf, readMembers } = await setUp();

    await cached.updateParticipant(key, { lastReadMessageIndex: null });

    expect(await costOf(readMembers)).toBe(0);
  });

  it.each<[string, Partial<ParticipantUpdated>]>([
    ['another role', { roleSid: `RL${'9'.repeat(32)}` }],
    ['a role that is not told', { roleSid: undefined }],
    ['another identity', { identity: 'alicia' }],
    ['a participant that is not known', { participantSid: `MB${'9'.repeat(32)}` }],
  ])('are asked for again when a change tells of %s', async (_, changes) => {
    const { costOf, readMembers, hear } = await setUp();

    hear(changes);

    expect(await costOf(readMembers)).toBe(1);
  });

  it('have the role that this gateway gives them', async () => {
    const { api, cached, key, alice, readMembers } = await setUp();
    const roles = await api.listRoles({ pageSize: 50 });
    const other = roles.items.find(({ sid, type }) => type === 'conversation' && sid !== alice.roleSid);

    await cached.updateParticipant(key, { roleSid: other?.sid });

    const { items } = await readMembers();
    expect(items.find(({ identity }) => identity === 'alice')?.roleSid).toBe(other?.sid);
  });

  it('are asked for again when a change failed, which may have been made all the same', async () => {
    const { cached, key, costOf, readMembers } = await setUp();
    await expect(cached.updateParticipant(key, { roleSid: `RL${'9'.repeat(32)}` })).rejects.toThrow('role');

    expect(await costOf(readMembers)).toBe(1);
  });

  it('are asked for again when one of them is removed, and when one is added', async () => {
    const { cached, conversationSid, key, costOf, readMembers, clock } = await setUp();

    await cached.deleteParticipant(key);
    const afterRemoval = await costOf(readMembers);
    await clock.advance(2_000);
    await readMembers();
    await cached.createParticipant(conversationSid, { identity: 'carol' });
    const afterAddition = await costOf(readMembers);

    expect([afterRemoval, afterAddition]).toEqual([1, 1]);
  });

  it('are asked for again after a minute, in case that a word was lost', async () => {
    const { clock, costOf, readMembers, hear } = await setUp();
    await clock.advance(40_000);
    hear({});
    await clock.advance(20_001);

    expect(await costOf(readMembers)).toBe(1);
  });
});

describe('the rows of a member', () => {
  it('stay known when another member read', async () => {
    const { costOf, readRows, hear } = await setUp();

    hear({});

    expect(await costOf(readRows)).toBe(0);
  });

  it('are asked for again when the member read, here or elsewhere', async () => {
    const { api, cached, conversationSid, clock, costOf, readRows, hear } = await setUp();
    const bob = await api.getParticipant({ conversationSid, participant: 'bob' });

    hear({ participantSid: bob.sid, identity: 'bob' });
    const elsewhere = await costOf(readRows);
    await clock.advance(2_000);
    await readRows();
    await cached.updateParticipant({ conversationSid, participant: bob.sid }, { lastReadMessageIndex: null });
    const here = await costOf(readRows);

    expect([elsewhere, here]).toEqual([1, 1]);
  });
});
