import { describe, expect, it } from 'vitest';
import { createRequestApi } from '../../src/upstream/request-loaders.ts';
import { holdAnswers, setUpUpstream } from './upstream-setup.ts';

async function setUp() {
  const setup = await setUpUpstream();
  const held = holdAnswers(setup.api);
  return { ...setup, hold: held.hold, request: createRequestApi({ api: held.api }) };
}

describe('one request', () => {
  it('reads the same thing once, however often and however it is asked', async () => {
    const { request, conversationSid, requests } = await setUp();

    await Promise.all([request.getConversation(conversationSid), request.getConversation(conversationSid)]);
    await request.getConversation(conversationSid);
    await request.listMessages({ conversationSid, order: 'asc', pageToken: undefined });
    await request.listMessages({ order: 'asc', conversationSid });

    expect(requests()).toHaveLength(2);
  });

  it('reads different pages apart', async () => {
    const { request, conversationSid, requests } = await setUp();

    await request.listMessages({ conversationSid, order: 'asc' });
    await request.listMessages({ conversationSid, order: 'desc' });

    expect(requests()).toHaveLength(2);
  });

  it('meets a failure once', async () => {
    const { request, requests } = await setUp();

    await Promise.allSettled([request.getUser('nobody'), request.getUser('nobody')]);
    await expect(request.getUser('nobody')).rejects.toMatchObject({ code: 'NOT_FOUND' });

    expect(requests()).toHaveLength(1);
  });

  it('does not share with another one', async () => {
    const { api, request, conversationSid, requests } = await setUp();

    await request.getConversation(conversationSid);
    await createRequestApi({ api }).getConversation(conversationSid);

    expect(requests()).toHaveLength(2);
  });

  it('asks Twilio again where a fresh answer is wanted, and remembers that one', async () => {
    const { request, api, conversationSid } = await setUp();
    await request.getConversation(conversationSid);
    await api.updateConversation(conversationSid, { friendlyName: 'renamed' });

    const fresh = await request.getConversation(conversationSid, { fresh: true });
    const later = await request.getConversation(conversationSid);

    expect([fresh.friendlyName, later.friendlyName]).toEqual(['renamed', 'renamed']);
  });
});

describe('a request whose time is up', () => {
  it('reads nothing more', async () => {
    const { api, conversationSid, requests } = await setUp();
    const timeIsUp = new Error('time is up');
    const request = createRequestApi({ api, signal: AbortSignal.abort(timeIsUp) });

    await expect(request.getConversation(conversationSid)).rejects.toBe(timeIsUp);
    expect(requests()).toEqual([]);
  });

  it('finishes what it reads about its own write', async () => {
    const { api, conversationSid } = await setUp();
    const request = createRequestApi({ api, signal: AbortSignal.abort(new Error('time is up')) });
    await request.createMessage(conversationSid, { body: 'Hello' });

    await expect(request.getConversation(conversationSid)).resolves.toMatchObject({ sid: conversationSid });
  });
});

describe('a list', () => {
  it('of participants answers for each of them, by sid and by identity', async () => {
    const { request, conversationSid, requests } = await setUp();
    const { items } = await request.listParticipants({ conversationSid });

    const found = await Promise.all(
      items.flatMap(({ sid, identity }) => [
        request.getParticipant({ conversationSid, participant: sid }),
        request.getParticipant({ conversationSid, participant: identity ?? '' }),
      ]),
    );

    expect(found.map(({ identity }) => identity)).toEqual(['alice', 'alice', 'bob', 'bob']);
    expect(requests()).toHaveLength(1);
  });

  it('of participants that is still under way is waited for', async () => {
    const { request, conversationSid, requests } = await setUp();

    const [, alice, bob] = await Promise.all([
      request.listParticipants({ conversationSid }),
      request.getParticipant({ conversationSid, participant: 'alice' }),
      request.getParticipant({ conversationSid, participant: 'bob' }),
    ]);

    expect([alice.identity, bob.identity]).toEqual(['alice', 'bob']);
    expect(requests()).toHaveLength(1);
  });

  it('of all participants also tells who is none', async () => {
    const { request, conversationSid, requests } = await setUp();
    await request.listParticipants({ conversationSid });

    const outcome = request.getParticipant({ conversationSid, participant: 'carol' });

    await expect(outcome).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(requests()).toHaveLength(1);
  });

  it('of some participants does not: the others are asked for one by one', async () => {
    const { request, conversationSid, requests } = await setUp();
    await request.listParticipants({ conversationSid, pageSize: 1 });

    const outcome = request.getParticipant({ conversationSid, participant: 'bob' });

    await expect(outcome).resolves.toMatchObject({ identity: 'bob' });
    expect(requests()).toHaveLength(2);
  });

  it('of messages answers for each of them', async () => {
    const { request, api, conversationSid, upstream, requests } = await setUp();
    const { sid } = await api.createMessage(conversationSid, { body: 'Hello' });
    upstream.control.clearJournal();

    await request.listMessages({ conversationSid, order: 'desc' });
    const message = await request.getMessage({ conversationSid, sid });

    expect(message.body).toBe('Hello');
    expect(requests()).toHaveLength(1);
  });

  it("of a user's conversations answers for each view and each conversation", async () => {
    const { request, conversationSid, requests } = await setUp();

    await request.listUserConversations({ identity: 'alice' });
    const view = await request.getUserConversation({ identity: 'alice', conversation: conversationSid });
    const conversation = await request.getConversation(conversationSid);

    expect(view.conversation).toEqual(conversation);
    expect(requests()).toHaveLength(1);
  });
});

describe('a write', () => {
  it('is read back by what comes after it in the same request', async () => {
    const { request, conversationSid } = await setUp();
    const list = { conversationSid, order: 'desc' } as const;
    await request.listMessages(list);
    await request.getUserConversation({ identity: 'alice', conversation: conversationSid });

    const { sid } = await request.createMessage(conversationSid, { body: 'first' });
    await request.updateMessage({ conversationSid, sid }, { body: 'edited' });

    await expect(request.listMessages(list)).resolves.toMatchObject({ items: [{ body: 'edited' }] });
    await expect(request.getMessage({ conversationSid, sid })).resolves.toMatchObject({ body: 'edited' });
  });

  it('answers for what it wrote without another call', async () => {
    const { request, conversationSid, requests } = await setUp();
    const { sid } = await request.createMessage(conversationSid, { body: 'first' });
    const { sid: aliceSid } = await request.updateParticipant(
      { conversationSid, participant: 'alice' },
      { lastReadMessageIndex: 0 },
    );
    const calls = requests().length;

    await request.getMessage({ conversationSid, sid });
    const alice = await request.getParticipant({ conversationSid, participant: aliceSid });

    expect(alice.lastReadMessageIndex).toBe(0);
    expect(requests().length).toBe(calls);
  });

  it('is not overwritten by a list that was asked for before it and answered after it', async () => {
    const { request, api, conversationSid, hold } = await setUp();
    const { sid } = await api.createMessage(conversationSid, { body: 'first' });
    const { reached, release } = hold('listMessages');
    const list = request.listMessages({ conversationSid, order: 'desc' });
    await reached;
    await request.updateMessage({ conversationSid, sid }, { body: 'edited' });
    release();
    await list;

    await expect(request.getMessage({ conversationSid, sid })).resolves.toMatchObject({ body: 'edited' });
  });

  it('that removed a participant is seen by lookups and lists alike', async () => {
    const { request, conversationSid } = await setUp();
    await request.listParticipants({ conversationSid });

    await request.deleteParticipant({ conversationSid, participant: 'alice' });

    await expect(request.getParticipant({ conversationSid, participant: 'alice' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(request.listParticipants({ conversationSid })).resolves.toMatchObject({
      items: [{ identity: 'bob' }],
    });
  });

  it('that failed is forgotten about like one that landed', async () => {
    const { request, upstream, conversationSid } = await setUp();
    await request.getConversation(conversationSid);
    upstream.control.setFaults({ landThenFail: 1 });
    await expect(request.createMessage(conversationSid, { body: 'Hello' })).rejects.toMatchObject({
      code: 'DELIVERY_UNKNOWN',
    });
    upstream.control.setFaults({});
    upstream.control.clearJournal();

    await request.getConversation(conversationSid);

    expect(upstream.control.journal()).toHaveLength(1);
  });
});
