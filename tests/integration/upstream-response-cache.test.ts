import { describe, expect, it } from 'vitest';
import type { ConversationEvent } from '../../src/conversation-event.ts';
import { createCachedApi } from '../../src/upstream/response-cache.ts';
import { createManualClock, settle } from '../unit/upstream/manual-clock.ts';
import { holdAnswers, setUpUpstream } from './upstream-setup.ts';

async function setUp() {
  const setup = await setUpUpstream();
  const clock = createManualClock();
  const held = holdAnswers(setup.api);
  const cached = createCachedApi({ api: held.api, clock });
  const { conversationSid } = setup;
  const alice = { conversationSid, participant: 'alice' };
  const bob = { conversationSid, participant: 'bob' };
  const { sid: aliceSid } = await setup.api.getParticipant(alice);
  setup.upstream.control.clearJournal();
  const removal: ConversationEvent = {
    kind: 'ParticipantRemoved',
    conversationSid,
    occurredAt: new Date(),
    participantSid: aliceSid,
    identity: 'alice',
  };
  return { ...setup, clock, cached, hold: held.hold, alice, bob, aliceSid, removal };
}

describe('reads under way', () => {
  it('are one call for everybody who asks for the same', async () => {
    const { cached, conversationSid, requests } = await setUp();

    const answers = await Promise.all(
      Array.from({ length: 20 }, () => cached.getConversation(conversationSid)),
    );

    expect(new Set(answers.map(({ friendlyName }) => friendlyName))).toEqual(new Set(['chat']));
    expect(requests()).toHaveLength(1);
  });

  it('are forgotten when they are over, for what is not kept', async () => {
    const { cached, conversationSid, requests } = await setUp();

    await cached.getConversation(conversationSid);
    await cached.getConversation(conversationSid);

    expect(requests()).toHaveLength(2);
  });

  it('go on for the others when one caller gives up', async () => {
    const { cached, conversationSid } = await setUp();
    const controller = new AbortController();
    const reason = new Error('gone');
    const leaving = cached.getConversation(conversationSid, { signal: controller.signal });
    const outcome = expect(leaving).rejects.toBe(reason);
    const staying = cached.getConversation(conversationSid);
    await settle();

    controller.abort(reason);

    await outcome;
    await expect(staying).resolves.toMatchObject({ friendlyName: 'chat' });
  });

  it('are cut when the last caller gives up, and not joined by the next one', async () => {
    const { cached, conversationSid, hold } = await setUp();
    const { reached } = hold('getConversation');
    const controllers = [new AbortController(), new AbortController()];
    const outcomes = Promise.allSettled(
      controllers.map(({ signal }) => cached.getConversation(conversationSid, { signal })),
    );
    await reached;

    for (const controller of controllers) controller.abort(new Error('gone'));

    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(cached.getConversation(conversationSid)).resolves.toMatchObject({ friendlyName: 'chat' });
  });

  it('that began before a write finished are not joined after it: whoever wrote reads it', async () => {
    const { cached, conversationSid, hold } = await setUp();
    const { reached, release } = hold('getConversation');
    const before = cached.getConversation(conversationSid);
    await reached;

    await cached.updateConversation(conversationSid, { friendlyName: 'renamed' });
    const after = await cached.getConversation(conversationSid);
    release();

    expect([(await before).friendlyName, after.friendlyName]).toEqual(['chat', 'renamed']);
  });

  it('under a unique name are left behind by any write, as nobody knows whose name it is', async () => {
    const { cached, conversationSid, hold } = await setUp();
    const { reached, release } = hold('getConversation');
    const before = cached.getConversation('chat');
    await reached;

    await cached.updateConversation(conversationSid, { friendlyName: 'renamed' });
    const after = await cached.getConversation('chat');
    release();
    await before;

    expect(after.friendlyName).toBe('renamed');
  });

  it('that began before a write by unique name finished are not joined after it', async () => {
    const { cached, conversationSid, hold } = await setUp();
    const request = { conversationSid, order: 'desc' } as const;
    const { reached, release } = hold('listMessages');
    const before = cached.listMessages(request);
    await reached;

    await cached.createMessage('chat', { body: 'new' });
    const after = await cached.listMessages(request);
    release();
    await before;

    expect(after.items.map(({ body }) => body)).toEqual(['new']);
  });

  it('of a list that began before a message was sent are not joined after it', async () => {
    const { cached, conversationSid, hold } = await setUp();
    const request = { conversationSid, order: 'desc' } as const;
    const { reached, release } = hold('listMessages');
    const before = cached.listMessages(request);
    await reached;

    await cached.createMessage(conversationSid, { body: 'new' });
    const after = await cached.listMessages(request);
    release();
    await before;

    expect(after.items.map(({ body }) => body)).toEqual(['new']);
  });

  it('that began before an event came are not joined after it', async () => {
    const { cached, api, conversationSid, hold } = await setUp();
    const request = { conversationSid, order: 'desc' } as const;
    const { reached, release } = hold('listMessages');
    const before = cached.listMessages(request);
    await reached;

    const message = await api.createMessage(conversationSid, { body: 'from elsewhere' });
    cached.invalidate({ kind: 'MessageAdded', conversationSid, message, occurredAt: message.createdAt });
    const after = await cached.listMessages(request);
    release();
    await before;

    expect(after.items.map(({ body }) => body)).toEqual(['from elsewhere']);
  });

  it('of somebody unimportant do not hold up somebody important', async () => {
    const { cached, conversationSid, hold, requests } = await setUp();
    const { reached, release } = hold('getConversation');
    const sweep = cached.getConversation(conversationSid, { priority: 'sweep' });
    await reached;

    await cached.getConversation(conversationSid, { priority: 'userRead' });
    release();
    await sweep;

    expect(requests()).toHaveLength(2);
  });

  it('are not joined by who asks for a fresh answer', async () => {
    const { cached, alice, requests } = await setUp();

    await Promise.all([cached.getParticipant(alice), cached.getParticipant(alice, { fresh: true })]);

    expect(requests()).toHaveLength(2);
  });
});

describe('participants', () => {
  it('are kept for most of a minute, and for no more than one', async () => {
    const { cached, alice, clock, requests } = await setUp();
    await cached.getParticipant(alice);
    await clock.advance(48_000);
    await cached.getParticipant(alice);
    const within = requests().length;
    await clock.advance(12_001);

    await cached.getParticipant(alice);

    expect([within, requests().length]).toEqual([1, 2]);
  });

  it('are kept by sid when they were asked for by identity', async () => {
    const { cached, alice, aliceSid, conversationSid, requests } = await setUp();

    await cached.getParticipant(alice);
    await cached.getParticipant({ conversationSid, participant: aliceSid });

    expect(requests()).toHaveLength(1);
  });

  it('are kept page by page', async () => {
    const { cached, conversationSid, requests } = await setUp();

    await cached.listParticipants({ conversationSid, pageSize: 100 });
    await cached.listParticipants({ conversationSid, pageSize: 100 });
    await cached.listParticipants({ conversationSid, pageSize: 1 });

    expect(requests()).toHaveLength(2);
  });

  it('are read again when an event tells that one left, and the others stay', async () => {
    const { cached, api, alice, bob, conversationSid, removal, upstream, requests } = await setUp();
    await Promise.all([cached.getParticipant(alice), cached.getParticipant(bob)]);
    await cached.listParticipants({ conversationSid });
    await api.deleteParticipant(alice);
    upstream.control.clearJournal();

    cached.invalidate(removal);

    await expect(cached.getParticipant(alice)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(cached.listParticipants({ conversationSid })).resolves.toMatchObject({
      items: [{ identity: 'bob' }],
    });
    await cached.getParticipant(bob);
    expect(requests()).toHaveLength(2);
  });

  it('that were read before an event and answered after it are not kept', async () => {
    const { cached, api, alice, removal, hold } = await setUp();
    const { reached, release } = hold('getParticipant');
    const before = cached.getParticipant(alice);
    await reached;
    await api.deleteParticipant(alice);

    cached.invalidate(removal);
    release();
    await before;

    await expect(cached.getParticipant(alice)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('that were read within a second of a change are not kept: Twilio may still show what was before', async () => {
    const { cached, alice, removal, clock, requests } = await setUp();
    cached.invalidate(removal);
    await cached.getParticipant(alice);
    await clock.advance(999);
    await cached.getParticipant(alice);
    await clock.advance(2);
    await cached.getParticipant(alice);
    const early = requests().length;

    await cached.getParticipant(alice);

    expect([early, requests().length]).toEqual([3, 3]);
  });

  it('of a conversation that is named by its unique name are not kept: events tell its sid', async () => {
    const { cached, requests } = await setUp();
    const byName = { conversationSid: 'chat', participant: 'alice' };

    await cached.getParticipant(byName);
    await cached.getParticipant(byName);

    expect(requests()).toHaveLength(2);
  });

  it('are known from the answer to our own write, without a read', async () => {
    const { cached, alice, conversationSid, upstream, requests } = await setUp();
    await cached.createParticipant(conversationSid, { identity: 'carol' });
    await cached.updateParticipant(alice, { attributes: { mood: 'good' } });
    upstream.control.clearJournal();

    const carol = await cached.getParticipant({ conversationSid, participant: 'carol' });
    const after = await cached.getParticipant(alice);

    expect([carol.identity, after.attributes]).toEqual(['carol', { mood: 'good' }]);
    expect(requests()).toEqual([]);
  });

  it('are not known from the answer to a write that an event overtook', async () => {
    const { cached, api, alice, removal, hold } = await setUp();
    const { reached, release } = hold('updateParticipant');
    const update = cached.updateParticipant(alice, { attributes: { mood: 'good' } });
    await reached;
    await api.deleteParticipant(alice);

    cached.invalidate(removal);
    release();
    await update;

    await expect(cached.getParticipant(alice)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('are gone with our own removal', async () => {
    const { cached, alice } = await setUp();
    await cached.getParticipant(alice);

    await cached.deleteParticipant(alice);

    await expect(cached.getParticipant(alice)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('who are missing are asked for each time: failures are not kept', async () => {
    const { cached, api, conversationSid } = await setUp();
    const dave = { conversationSid, participant: 'dave' };
    await expect(cached.getParticipant(dave)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await api.createParticipant(conversationSid, { identity: 'dave' });

    await expect(cached.getParticipant(dave)).resolves.toMatchObject({ identity: 'dave' });
  });

  it('of more conversations than fit push out the longest unused', async () => {
    const { api, alice, bob, requests, clock } = await setUp();
    // Two entries for each participant: one by sid, one by identity.
    const small = createCachedApi({ api, clock, weightMax: 2 });

    await small.getParticipant(alice);
    await small.getParticipant(bob);
    await small.getParticipant(bob);
    await small.getParticipant(alice);

    expect(requests()).toHaveLength(3);
  });
});

describe('roles', () => {
  it('and the configuration of the service are kept for five minutes', async () => {
    const { cached, clock, requests } = await setUp();
    const readBoth = async () => {
      await cached.listRoles({ pageSize: 50 });
      await cached.getServiceConfiguration();
    };
    await readBoth();
    await clock.advance(300_000);
    await readBoth();
    const within = requests().length;
    await clock.advance(1);

    await readBoth();

    expect([within, requests().length]).toEqual([2, 4]);
  });

  it('are read again on demand, but not within 5 s, whoever asks for ones that do not exist', async () => {
    const { cached, clock, requests } = await setUp();
    await cached.listRoles({ pageSize: 50 });
    await clock.advance(4_999);
    await cached.listRoles({ pageSize: 50 }, { fresh: true });
    const early = requests().length;
    await clock.advance(1);

    await cached.listRoles({ pageSize: 50 }, { fresh: true });

    expect([early, requests().length]).toEqual([1, 2]);
  });
});

describe('forgetting everything', () => {
  it('makes the next reads ask again', async () => {
    const { cached, alice, requests } = await setUp();
    await cached.getParticipant(alice);
    await cached.listRoles({});

    cached.clear();
    await cached.getParticipant(alice);
    await cached.listRoles({});

    expect(requests()).toHaveLength(4);
  });
});
