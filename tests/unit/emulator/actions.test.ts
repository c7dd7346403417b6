import { describe, expect, it } from 'vitest';
import type { EmulatorAction } from '../../../src/emulator/index.ts';
import { startEmulator } from '../../testkit/emulator.ts';
import { startWithWebhooks } from './webhook-setup.ts';

async function startWithPhone() {
  const setup = await startWithWebhooks();
  const { conversations } = setup.started.control.seed({
    conversations: [
      {
        participants: [
          { identity: 'alice' },
          { messagingBinding: { address: '+15005550101', proxyAddress: '+15005550199' } },
          { messagingBinding: { address: '+15005550102', proxyAddress: '+15005550199' } },
        ],
        messages: [{ author: 'alice', body: 'Hi' }],
      },
    ],
  });
  const [conversation] = conversations;
  const conversationSid = conversation?.sid ?? '';
  const messageSid = conversation?.messageSids[0] ?? '';
  const participantSids = conversation?.participantSids ?? [];
  const act = (action: EmulatorAction) => setup.started.emulator.act(action);
  return { ...setup, act, conversationSid, messageSid, participantSids };
}

describe('a message action', () => {
  it('of a client is told with its identity', async () => {
    const { act, listener, conversationSid, participantSids } = await startWithPhone();

    const message = await act({ type: 'message', conversationSid, author: 'alice', body: 'Ho' });
    const [webhook] = await listener.waitFor(1);

    expect(message).toMatchObject({ author: 'alice', index: 1, participant_sid: participantSids[0] });
    expect(webhook?.parameters).toMatchObject({
      EventType: 'onMessageAdded',
      Source: 'SDK',
      ClientIdentity: 'alice',
      Author: 'alice',
      MessageSid: message?.['sid'],
    });
  });

  it('of a phone is told with its address, and may be long', async () => {
    const { act, listener, conversationSid, participantSids } = await startWithPhone();
    const author = '+15005550101';

    await act({ type: 'message', conversationSid, author, body: 'x'.repeat(5_000), source: 'SMS' });
    const [webhook] = await listener.waitFor(1);

    expect(webhook?.parameters).toMatchObject({
      Source: 'SMS',
      Author: author,
      ParticipantSid: participantSids[1],
    });
    expect(webhook?.parameters).not.toHaveProperty('ClientIdentity');
  });
});

describe('a receipt action', () => {
  it('creates a receipt, then moves it, and tells of both without a source', async () => {
    const { act, rest, listener, conversationSid, messageSid, participantSids } = await startWithPhone();
    const participantSid = participantSids[1] ?? '';

    await act({ type: 'receipt', messageSid, participantSid, status: 'sent' });
    await listener.waitFor(1);
    await act({ type: 'receipt', messageSid, participantSid, status: 'undelivered', errorCode: 30003 });
    const [first, second] = await listener.waitFor(2);
    const path = `/Conversations/${conversationSid}/Messages/${messageSid}/Receipts`;
    const { body } = await rest.get(path);

    expect(body['delivery_receipts']).toMatchObject([
      { sid: first?.parameters['DeliveryReceiptSid'], status: 'undelivered', error_code: 30003 },
    ]);
    expect(first?.parameters).toEqual({
      AccountSid: 'AC00000000000000000000000000000001',
      EventType: 'onDeliveryUpdated',
      RetryCount: '0',
      ConversationSid: conversationSid,
      ChatServiceSid: 'IS00000000000000000000000000000001',
      MessageSid: messageSid,
      DeliveryReceiptSid: expect.stringMatching(/^DY/),
      ChannelMessageSid: expect.stringMatching(/^SM/),
      ParticipantSid: participantSid,
      Status: 'sent',
      DateCreated: expect.any(String),
      DateUpdated: expect.any(String),
    });
    expect(second?.parameters).toMatchObject({ Status: 'undelivered', ErrorCode: '30003' });
  });

  it('adds up to the delivery of the message', async () => {
    const { act, rest, conversationSid, messageSid, participantSids } = await startWithPhone();
    const delivery = async () =>
      (await rest.get(`/Conversations/${conversationSid}/Messages/${messageSid}`)).body['delivery'];

    const nothing = await delivery();
    await act({ type: 'receipt', messageSid, status: 'sent' });
    await act({ type: 'receipt', messageSid, participantSid: participantSids[1] ?? '', status: 'read' });

    expect(nothing).toEqual({
      total: 2,
      sent: 'none',
      delivered: 'none',
      read: 'none',
      failed: 'none',
      undelivered: 'none',
    });
    expect(await delivery()).toEqual({
      total: 2,
      sent: 'all',
      delivered: 'some',
      read: 'some',
      failed: 'none',
      undelivered: 'none',
    });
  });

  it('is refused for somebody the message did not go to', async () => {
    const { act, messageSid, participantSids } = await startWithPhone();

    const acting = act({
      type: 'receipt',
      messageSid,
      participantSid: participantSids[0] ?? '',
      status: 'read',
    });

    await expect(acting).rejects.toThrow('participantSid names nobody outside the chat');
  });
});

describe('a client action', () => {
  it('does what the client does, in its name', async () => {
    const { act, listener, started, conversationSid, messageSid } = await startWithPhone();
    const client = { clientIdentity: 'alice', conversationSid } as const;

    await act({ type: 'conversationUpdate', ...client, friendlyName: 'New', attributes: { a: 1 } });
    await act({ type: 'messageUpdate', ...client, messageSid, body: 'Edited' });
    await act({ type: 'participantAdd', ...client, identity: 'bob' });
    await act({ type: 'participantUpdate', ...client, participantSid: 'bob', attributes: '{"b":2}' });
    await act({ type: 'readHorizon', ...client, lastReadMessageIndex: 0 });
    await act({ type: 'userUpdate', clientIdentity: 'alice', friendlyName: 'Alice' });
    await act({ type: 'participantRemove', ...client, participantSid: 'bob' });
    await act({ type: 'messageRemove', ...client, messageSid });
    await act({ type: 'conversationRemove', ...client });
    await act({ type: 'conversationAdd', clientIdentity: 'alice' });
    await started.emulator.webhooks.settled();

    expect(listener.eventTypes().toSorted()).toEqual([
      'onConversationAdded',
      'onConversationRemoved',
      'onConversationUpdated',
      'onMessageRemoved',
      'onMessageUpdated',
      'onParticipantAdded',
      'onParticipantRemoved',
      'onParticipantUpdated',
      'onParticipantUpdated',
      'onUserAdded',
      'onUserUpdated',
    ]);
    expect(new Set(listener.received.map(({ parameters }) => parameters['ClientIdentity']))).toEqual(
      new Set(['alice']),
    );
  });

  it('names its client as the creator of a conversation', async () => {
    const { act, rest, listener } = await startWithPhone();

    await act({ type: 'conversationAdd', clientIdentity: 'alice' });
    const [webhook] = await listener.waitFor(1);
    const path = `/Conversations/${webhook?.parameters['ConversationSid']}`;
    await rest.post(`${path}/Participants`, { Identity: 'alice' });

    expect((await rest.get(`/Users/alice${path}`)).body['created_by']).toBe('alice');
  });

  it('is refused as Twilio would refuse it', async () => {
    const { act, conversationSid, rest } = await startWithPhone();
    await rest.post(`/Conversations/${conversationSid}`, { State: 'closed' });

    const acting = act({ type: 'message', conversationSid, author: 'alice', body: 'Too late' });

    await expect(acting).rejects.toMatchObject({ name: 'TwilioError', code: 50377, status: 400 });
  });
});

describe('reachability', () => {
  it('is shown on a fetch where the service has it enabled, and nowhere else', async () => {
    const { act, rest, started, listener } = await startWithPhone();
    const { chatServiceSid } = started.emulator.config;
    await act({ type: 'reachability', identity: 'alice', isOnline: true });

    const before = await rest.get('/Users/alice');
    await rest.post(`/Services/${chatServiceSid}/Configuration`, { ReachabilityEnabled: 'true' });
    const fetched = await rest.get('/Users/alice');
    const listed = await rest.get('/Users');

    expect(before.body).toMatchObject({ is_online: null, is_notifiable: null });
    expect(fetched.body).toMatchObject({ is_online: true, is_notifiable: null });
    expect(listed.body['users']).toMatchObject([{ is_online: null }]);
    expect(listener.received).toEqual([]);
  });
});

describe('an action that cannot be', () => {
  it.each([
    [{ type: 'dance' }, /^type must be one of message, receipt, reachability, conversationAdd/],
    [undefined, /^type must be one of/],
    [{ type: 'message', author: 'a', body: 'b' }, /^conversationSid is required$/],
    [
      { type: 'message', conversationSid: 'c', author: 'a', body: 'b', source: 'API' },
      /^source must be one of/,
    ],
    [{ type: 'receipt', messageSid: 'IM0', status: 'lost' }, /^status must be one of/],
    [{ type: 'receipt', messageSid: 'IM0', status: 'read' }, /^messageSid names no message$/],
    [
      { type: 'readHorizon', clientIdentity: 'a', conversationSid: 'c', lastReadMessageIndex: -1 },
      /^lastRead/,
    ],
    [{ type: 'messageUpdate', clientIdentity: 'a', conversationSid: 'c' }, /^messageSid is required$/],
    [{ type: 'userUpdate', clientIdentity: 'a', colour: 'red' }, /^colour is not a known key$/],
    [{ type: 'reachability', identity: 'nobody', isOnline: true }, /^identity names no user$/],
  ])('is refused by name: %j', async (action, problem) => {
    const { origin } = await startEmulator();

    const response = await fetch(`${origin}/__emulator/actions`, {
      method: 'POST',
      ...(action === undefined ? {} : { body: JSON.stringify(action) }),
    });

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: expect.stringMatching(problem) });
  });
});
