import twilio from 'twilio';
import { describe, expect, it } from 'vitest';
import { startEmulator } from '../../testkit/emulator.ts';
import { createRestClient } from './rest-client.ts';
import { startWebhookListener } from './webhook-listener.ts';
import { announced, postEvents, startWithWebhooks } from './webhook-setup.ts';

const millisecondDate = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

describe('a write over REST', () => {
  it('fires no webhook without the header', async () => {
    const { started, rest, listener } = await startWithWebhooks();

    await rest.create('/Conversations');
    await started.emulator.webhooks.settled();

    expect(listener.received).toEqual([]);
  });

  it('to a user conversation fires none even with the header, because Twilio does not take it there', async () => {
    const { started, rest, listener } = await startWithWebhooks();
    const sid = await rest.create('/Conversations');
    await rest.create(`/Conversations/${sid}/Participants`, { Identity: 'alice' });

    await rest.post(`/Users/alice/Conversations/${sid}`, { LastReadMessageIndex: '0' }, announced);
    await rest.delete(`/Users/alice/Conversations/${sid}`, announced);
    await started.emulator.webhooks.settled();

    expect(listener.received).toEqual([]);
  });

  it.each(['true', 'TRUE', 'True'])('fires webhooks with the header %s', async (value) => {
    const { started, listener } = await startWithWebhooks();
    const { accountSid, authToken } = started.emulator.config;

    await fetch(`${started.origin}/v1/Conversations`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${btoa(`${accountSid}:${authToken}`)}`,
        'X-TWILIO-WEBHOOK-ENABLED': value,
      },
    });
    await started.emulator.webhooks.settled();

    expect(listener.eventTypes()).toEqual(['onConversationAdded']);
  });

  it('is answered while a webhook is still waiting', async () => {
    const { started, rest, listener } = await startWithWebhooks();
    listener.reply = () => 'hang';

    const { status } = await rest.post('/Conversations', {}, announced);
    await listener.waitFor(1);

    expect(status).toBe(201);
    expect(started.emulator.webhooks.pending).toBe(1);
  });

  it('tells of every kind of change', async () => {
    const { started, rest, listener } = await startWithWebhooks();
    const { body } = await rest.post('/Conversations', { FriendlyName: 'One' }, announced);
    const path = `/Conversations/${String(body['sid'])}`;
    const participant = await rest.post(`${path}/Participants`, { Identity: 'alice' }, announced);
    const participantPath = `${path}/Participants/${String(participant.body['sid'])}`;
    const message = await rest.post(`${path}/Messages`, { Author: 'alice', Body: 'Hi' }, announced);
    const messagePath = `${path}/Messages/${String(message.body['sid'])}`;

    await rest.post(messagePath, { Body: 'Hello' }, announced);
    await rest.post(participantPath, { LastReadMessageIndex: '0' }, announced);
    await rest.post('/Users/alice', { FriendlyName: 'Alice' }, announced);
    await rest.delete(messagePath, announced);
    await rest.delete(participantPath, announced);
    await rest.post(path, { State: 'inactive' }, announced);
    await rest.delete(path, announced);
    await started.emulator.webhooks.settled();

    expect(listener.eventTypes().toSorted()).toEqual(
      postEvents.filter((event) => event !== 'onDeliveryUpdated').toSorted(),
    );
  });
});

describe('the payload', () => {
  it('of onMessageAdded carries exactly the documented parameters', async () => {
    const { rest, listener } = await startWithWebhooks();
    const sid = await rest.create('/Conversations');
    const participantSid = await rest.create(`/Conversations/${sid}/Participants`, { Identity: 'alice' });

    const { body } = await rest.post(
      `/Conversations/${sid}/Messages`,
      { Author: 'alice', Body: 'Grüße & more', Attributes: '{"a":1}' },
      announced,
    );
    const [webhook] = await listener.waitFor(1);

    expect(webhook?.parameters).toEqual({
      AccountSid: 'AC00000000000000000000000000000001',
      EventType: 'onMessageAdded',
      Source: 'API',
      RetryCount: '0',
      ConversationSid: sid,
      ChatServiceSid: 'IS00000000000000000000000000000001',
      MessagingServiceSid: 'MG00000000000000000000000000000001',
      MessageSid: body['sid'],
      ParticipantSid: participantSid,
      Index: '0',
      Author: 'alice',
      Body: 'Grüße & more',
      Attributes: '{"a":1}',
      DateCreated: millisecondDate,
    });
  });

  it('of onConversationAdded leaves out what is unset', async () => {
    const { rest, listener } = await startWithWebhooks();

    const { body } = await rest.post('/Conversations', { UniqueName: 'one' }, announced);
    const [webhook] = await listener.waitFor(1);

    expect(webhook?.parameters).toEqual({
      AccountSid: 'AC00000000000000000000000000000001',
      EventType: 'onConversationAdded',
      Source: 'API',
      RetryCount: '0',
      ConversationSid: body['sid'],
      ChatServiceSid: 'IS00000000000000000000000000000001',
      MessagingServiceSid: 'MG00000000000000000000000000000001',
      UniqueName: 'one',
      Attributes: '{}',
      State: 'active',
      DateCreated: millisecondDate,
      DateUpdated: millisecondDate,
    });
  });

  it('of onParticipantUpdated carries the read horizon and the kind of binding', async () => {
    const { rest, listener } = await startWithWebhooks();
    const sid = await rest.create('/Conversations');
    const participantSid = await rest.create(`/Conversations/${sid}/Participants`, { Identity: 'alice' });

    const { body } = await rest.post(
      `/Conversations/${sid}/Participants/alice`,
      { LastReadMessageIndex: '41' },
      announced,
    );
    const [webhook] = await listener.waitFor(1);

    expect(webhook?.parameters).toEqual({
      AccountSid: 'AC00000000000000000000000000000001',
      EventType: 'onParticipantUpdated',
      Source: 'API',
      RetryCount: '0',
      ConversationSid: sid,
      ParticipantSid: participantSid,
      Identity: 'alice',
      RoleSid: body['role_sid'],
      Attributes: '{}',
      'MessagingBinding.Type': 'CHAT',
      LastReadMessageIndex: '41',
      DateCreated: millisecondDate,
      DateUpdated: millisecondDate,
    });
  });

  it('of onParticipantAdded names the addresses of a phone', async () => {
    const { rest, listener } = await startWithWebhooks();
    const sid = await rest.create('/Conversations');

    await rest.post(
      `/Conversations/${sid}/Participants`,
      { 'MessagingBinding.Address': '+15005550101', 'MessagingBinding.ProxyAddress': '+15005550199' },
      announced,
    );
    const [webhook] = await listener.waitFor(1);

    expect(webhook?.parameters).toMatchObject({
      'MessagingBinding.Type': 'SMS',
      'MessagingBinding.Address': '+15005550101',
      'MessagingBinding.ProxyAddress': '+15005550199',
    });
    expect(webhook?.parameters).not.toHaveProperty('Identity');
  });

  it('of onConversationStateUpdated names the change and no source', async () => {
    const { rest, listener } = await startWithWebhooks();
    const sid = await rest.create('/Conversations');

    await rest.post(`/Conversations/${sid}`, { State: 'inactive' }, announced);
    const webhooks = await listener.waitFor(2);
    const change = webhooks.find(
      ({ parameters }) => parameters['EventType'] === 'onConversationStateUpdated',
    );

    expect(change?.parameters).toEqual({
      AccountSid: 'AC00000000000000000000000000000001',
      EventType: 'onConversationStateUpdated',
      RetryCount: '0',
      ConversationSid: sid,
      ChatServiceSid: 'IS00000000000000000000000000000001',
      MessagingServiceSid: 'MG00000000000000000000000000000001',
      StateFrom: 'active',
      StateTo: 'inactive',
      Reason: 'API',
      StateUpdated: millisecondDate,
    });
  });
});

describe('the signature', () => {
  it('of a POST holds for the official validator, over the URL without its fragment', async () => {
    const { rest, started, listener } = await startWithWebhooks();
    const { authToken } = started.emulator.config;
    const url = `${listener.origin}/post?tenant=a%20b`;
    await rest.post('/Configuration/Webhooks', { PostWebhookUrl: `${url}#rc=2` });

    await rest.post('/Conversations', { FriendlyName: 'ä ö & =' }, announced);
    const [webhook] = await listener.waitFor(1);
    const signature = String(webhook?.headers['x-twilio-signature']);

    expect(webhook?.url).toBe(url);
    expect(twilio.validateRequest(authToken, signature, url, webhook?.parameters ?? {})).toBe(true);
    expect(twilio.validateRequest('another token', signature, url, webhook?.parameters ?? {})).toBe(false);
  });

  it('of a GET covers the query, and there is no body', async () => {
    const { rest, started, listener } = await startWithWebhooks({}, { Method: 'GET' });

    await rest.post('/Conversations', { FriendlyName: "it's ä + b" }, announced);
    const [webhook] = await listener.waitFor(1);
    const signature = String(webhook?.headers['x-twilio-signature']);

    expect(webhook?.method).toBe('GET');
    expect(webhook?.parameters).toMatchObject({ FriendlyName: "it's ä + b" });
    expect(twilio.validateRequest(started.emulator.config.authToken, signature, webhook?.url ?? '', {})).toBe(
      true,
    );
  });

  it('comes with the headers of Twilio', async () => {
    const { rest, listener } = await startWithWebhooks();

    await rest.post('/Conversations', {}, announced);
    const [webhook] = await listener.waitFor(1);

    expect(webhook?.headers).toMatchObject({
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      'user-agent': 'TwilioProxy/1.1',
      accept: '*/*',
      'i-twilio-idempotency-token': expect.stringMatching(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/),
    });
  });
});

describe('who hears of an event', () => {
  it('depends on the filters', async () => {
    const { rest, started, listener } = await startWithWebhooks({}, { Filters: ['onMessageAdded'] });

    const { body } = await rest.post('/Conversations', {}, announced);
    await rest.post(`/Conversations/${String(body['sid'])}/Messages`, { Body: 'Hi' }, announced);
    await started.emulator.webhooks.settled();

    expect(listener.eventTypes()).toEqual(['onMessageAdded']);
  });

  it('is nobody while no filter was ever set', async () => {
    const started = await startEmulator();
    const listener = await startWebhookListener();
    const rest = createRestClient(started);
    await rest.post('/Configuration/Webhooks', { PostWebhookUrl: listener.origin });

    await rest.post('/Conversations', {}, announced);
    await started.emulator.webhooks.settled();

    expect(listener.received).toEqual([]);
  });

  it.each([
    { replaces: true, urls: ['/service'] },
    { replaces: false, urls: ['/post', '/service'] },
  ])('is %o when the service has a URL of its own', async ({ replaces, urls }) => {
    const assumptions = { serviceWebhooksReplaceAccount: replaces };
    const { rest, started, listener } = await startWithWebhooks({ assumptions });
    await rest.post(`/Services/${started.emulator.config.chatServiceSid}/Configuration/Webhooks`, {
      PostWebhookUrl: `${listener.origin}/service`,
      Filters: postEvents,
    });

    await rest.post('/Conversations', {}, announced);
    await started.emulator.webhooks.settled();

    const paths = listener.received.map(({ url }) => new URL(url).pathname);
    expect(paths.toSorted()).toEqual(urls);
  });

  it('is a webhook of the conversation besides the account', async () => {
    const { rest, started, listener } = await startWithWebhooks();
    const sid = await rest.create('/Conversations');
    await rest.create(`/Conversations/${sid}/Webhooks`, {
      Target: 'webhook',
      'Configuration.Url': `${listener.origin}/scoped`,
      'Configuration.Filters': ['onMessageAdded'],
    });

    await rest.post(`/Conversations/${sid}/Messages`, { Body: 'Hi' }, announced);
    await rest.post(`/Conversations/${sid}`, { FriendlyName: 'New' }, announced);
    await started.emulator.webhooks.settled();

    const paths = listener.received.map(({ url }) => new URL(url).pathname);
    expect(paths.toSorted()).toEqual(['/post', '/post', '/scoped']);
  });

  it('is a trigger when the message holds one of its keywords', async () => {
    const { rest, started, listener } = await startWithWebhooks({}, { Filters: [] });
    const sid = await rest.create('/Conversations');
    await rest.create(`/Conversations/${sid}/Webhooks`, {
      Target: 'trigger',
      'Configuration.Url': `${listener.origin}/trigger`,
      'Configuration.Method': 'get',
      'Configuration.Triggers': ['help', 'agent'],
    });

    await rest.post(`/Conversations/${sid}/Messages`, { Body: 'I need HELP' }, announced);
    await rest.post(`/Conversations/${sid}/Messages`, { Body: 'never mind' }, announced);
    await started.emulator.webhooks.settled();

    expect(listener.received.map(({ parameters }) => parameters['Body'])).toEqual(['I need HELP']);
  });

  it('gets what it missed, from the index of ReplayAfter on', async () => {
    const { rest, started, listener } = await startWithWebhooks();
    const { conversations } = started.control.seed({ generate: { conversations: 1, messages: 5 } });

    await rest.create(`/Conversations/${conversations[0]?.sid}/Webhooks`, {
      Target: 'webhook',
      'Configuration.Url': `${listener.origin}/scoped`,
      'Configuration.Filters': ['onMessageAdded'],
      'Configuration.ReplayAfter': '3',
    });
    await started.emulator.webhooks.settled();

    expect(
      listener.received.map(({ parameters }) => Number(parameters['Index'])).toSorted((a, b) => a - b),
    ).toEqual([3, 4]);
  });
});
