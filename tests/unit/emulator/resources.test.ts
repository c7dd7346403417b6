import { describe, expect, it } from 'vitest';
import type { EmulatorOptions } from '../../../src/emulator/index.ts';
import { startEmulator } from '../../testkit/emulator.ts';
import { createRestClient, type RestForm } from './rest-client.ts';

async function start(options: EmulatorOptions = {}) {
  const started = await startEmulator(options);
  const rest = createRestClient(started);
  const sid = await rest.create('/Conversations', { UniqueName: 'one' });
  return { started, rest, sid, path: `/Conversations/${sid}` };
}

const pair = {
  'MessagingBinding.Address': '+15005550101',
  'MessagingBinding.ProxyAddress': '+15005550199',
};

describe('conversations', () => {
  it('need no parameter', async () => {
    const { rest } = await start();

    const { status, body } = await rest.post('/Conversations');

    expect(status).toBe(201);
    expect(body).toMatchObject({
      friendly_name: null,
      unique_name: null,
      attributes: '{}',
      state: 'active',
      timers: {},
      bindings: {},
    });
  });

  it('are found by unique name, also in nested paths', async () => {
    const { rest, sid } = await start();

    const fetched = await rest.get('/Conversations/one');
    const nested = await rest.post('/Conversations/one/Messages', { Body: 'Hi' });

    expect(fetched.body['sid']).toBe(sid);
    expect(nested.body['conversation_sid']).toBe(sid);
  });

  it('are not found by unique name in nested paths where the assumption says so', async () => {
    const { rest } = await start({ assumptions: { uniqueNamesInNestedPaths: false } });

    const fetched = await rest.get('/Conversations/one');
    const nested = await rest.get('/Conversations/one/Messages');

    expect([fetched.status, nested.status]).toEqual([200, 404]);
  });

  it('give their unique name free when it changes', async () => {
    const { rest, path } = await start();

    const taken = await rest.post('/Conversations', { UniqueName: 'one' });
    const kept = await rest.post(path, { UniqueName: 'one' });
    await rest.post(path, { UniqueName: 'two' });
    const free = await rest.post('/Conversations', { UniqueName: 'one' });

    expect(taken).toMatchObject({ status: 409, body: { code: 50353 } });
    expect([kept.status, free.status]).toEqual([200, 201]);
    expect((await rest.get('/Conversations/two')).status).toBe(200);
  });

  it('of one service are not found in another', async () => {
    const { rest, path } = await start();
    const service = await rest.create('/Services', { FriendlyName: 'Other' });

    const elsewhere = await rest.get(`/Services/${service}${path}`);
    const created = await rest.create(`/Services/${service}/Conversations`, { UniqueName: 'one' });

    expect(elsewhere.status).toBe(404);
    expect((await rest.get(`/Conversations/${created}`)).status).toBe(404);
  });

  it('are gone with everything in them when they are deleted', async () => {
    const { rest, path } = await start();
    await rest.create(`${path}/Participants`, { Identity: 'alice' });
    await rest.create(`${path}/Participants`, pair);
    await rest.create(`${path}/Messages`, { Body: 'Hi' });

    const { status } = await rest.delete(path);

    expect(status).toBe(204);
    expect((await rest.get(path)).body['code']).toBe(20404);
    expect((await rest.get(`${path}/Messages`)).status).toBe(404);
    expect((await rest.get('/Users/alice/Conversations')).body['conversations']).toEqual([]);
    expect(
      (await rest.get('/ParticipantConversations?Address=%2B15005550101')).body['conversations'],
    ).toEqual([]);
  });

  it.each([
    [{ DateCreated: 'yesterday' }, 50308],
    [{ DateUpdated: '2026-13-01T00:00:00Z' }, 50309],
    [{ Attributes: '{' }, 50304],
    [{ UniqueName: `CH${'0'.repeat(32)}` }, 50390],
    [{ MessagingServiceSid: 'MG1' }, 50341],
  ])('with %o are refused with %i', async (form, code) => {
    const { rest } = await start();

    const answer = await rest.post('/Conversations', form as RestForm);

    expect(answer).toMatchObject({ status: 400, body: { code } });
  });

  it('are dated back where importers ask for it', async () => {
    const { rest } = await start();

    const { body } = await rest.post('/Conversations', {
      DateCreated: '2020-01-02T03:04:05.678Z',
      DateUpdated: '2021-01-02T03:04:05+01:00',
    });

    expect(body).toMatchObject({
      date_created: '2020-01-02T03:04:05Z',
      date_updated: '2021-01-02T02:04:05Z',
    });
  });

  it('are not updated without parameters where the assumption says so', async () => {
    const { rest, path } = await start({ assumptions: { refuseEmptyUpdates: true } });

    const answer = await rest.post(path);

    expect(answer).toMatchObject({ status: 400, body: { code: 20161 } });
  });
});

describe('messages', () => {
  it('count their index up, and that of a deleted one stays burnt', async () => {
    const { rest, path } = await start();
    const first = await rest.post(`${path}/Messages`, { Body: 'a' });
    await rest.delete(`${path}/Messages/${String(first.body['sid'])}`);

    const second = await rest.post(`${path}/Messages`, { Body: 'b' });

    expect([first.body['index'], second.body['index']]).toEqual([0, 1]);
  });

  it('belong to the participant whose identity or address is their author', async () => {
    const { rest, path } = await start();
    const chat = await rest.create(`${path}/Participants`, { Identity: 'alice' });
    const phone = await rest.create(`${path}/Participants`, pair);
    const send = async (form: RestForm) =>
      (await rest.post(`${path}/Messages`, { Body: 'Hi', ...form })).body['participant_sid'];

    const owners = [
      await send({ Author: 'alice' }),
      await send({ Author: '+15005550101' }),
      await send({ Author: 'nobody' }),
      await send({}),
    ];

    expect(owners).toEqual([chat, phone, null, null]);
  });

  it('are of the system without an author', async () => {
    const { rest, path } = await start();

    const { body } = await rest.post(`${path}/Messages`, { Body: 'Hi' });

    expect(body).toMatchObject({ author: 'system', media: null, delivery: null, content_sid: null });
  });

  it('do not count their author among the recipients outside the chat', async () => {
    const { rest, path } = await start();
    await rest.create(`${path}/Participants`, pair);

    const fromPhone = await rest.post(`${path}/Messages`, { Body: 'Hi', Author: '+15005550101' });
    const fromChat = await rest.post(`${path}/Messages`, { Body: 'Hi' });

    expect(fromPhone.body['delivery']).toBeNull();
    expect(fromChat.body['delivery']).toMatchObject({ total: 1 });
  });

  it.each([
    [{}, 50503],
    [{ Body: '' }, 50503],
    [{ Body: 'Hi', Attributes: 'none' }, 50304],
    [{ Body: 'Hi', MediaSid: 'ME1' }, 50507],
    [{ ContentSid: 'HX1' }, 50526],
    [{ Body: 'Hi', ContentVariables: '{}' }, 50528],
    [{ ContentSid: `HX${'0'.repeat(32)}`, ContentVariables: '{' }, 50527],
  ])('with %o are refused with %i', async (form, code) => {
    const { rest, path } = await start();

    const answer = await rest.post(`${path}/Messages`, form as RestForm);

    expect(answer.body['code']).toBe(code);
  });

  it('keep what an update does not name', async () => {
    const { rest, path } = await start();
    const sid = await rest.create(`${path}/Messages`, { Body: 'Hi', Attributes: '{"a": 1}' });

    const { body } = await rest.post(`${path}/Messages/${sid}`, { Author: 'bob' });

    expect(body).toMatchObject({ body: 'Hi', attributes: '{"a": 1}', author: 'bob' });
  });
});

describe('participants', () => {
  it('get the default role of conversations, and their user on the fly', async () => {
    const { rest, path, started } = await start();
    const { chatServiceSid } = started.emulator.config;
    const configuration = await rest.get(`/Services/${chatServiceSid}/Configuration`);

    const { body } = await rest.post(`${path}/Participants`, { Identity: 'alice' });
    const user = await rest.get('/Users/alice');

    expect(body['role_sid']).toBe(configuration.body['default_conversation_role_sid']);
    expect(user.body['role_sid']).toBe(configuration.body['default_chat_service_role_sid']);
  });

  it('get no user where the assumption says so', async () => {
    const { rest, path } = await start({ assumptions: { usersOnTheFly: false } });

    await rest.post(`${path}/Participants`, { Identity: 'alice' });

    expect((await rest.get('/Users/alice')).status).toBe(404);
  });

  it('are in a conversation once', async () => {
    const { rest, path } = await start();
    await rest.create(`${path}/Participants`, { Identity: 'alice' });
    await rest.create(`${path}/Participants`, pair);

    const identity = await rest.post(`${path}/Participants`, { Identity: 'alice' });
    const address = await rest.post(`${path}/Participants`, pair);

    expect(identity).toMatchObject({ status: 409, body: { code: 50433 } });
    expect(address).toMatchObject({ status: 409, body: { code: 50433 } });
  });

  it('reach a pair of addresses in one open conversation, which a refusal names', async () => {
    const { rest, path, sid } = await start();
    const other = await rest.create('/Conversations');
    await rest.create(`${path}/Participants`, pair);

    const refused = await rest.post(`/Conversations/${other}/Participants`, pair);
    await rest.post(path, { State: 'closed' });
    const afterwards = await rest.post(`/Conversations/${other}/Participants`, pair);

    expect(refused).toMatchObject({
      status: 409,
      body: {
        code: 50416,
        message: `A binding for this participant and proxy address already exists in Conversation ${sid}`,
      },
    });
    expect(afterwards.status).toBe(201);
  });

  it.each([
    [{ Identity: 'alice' }, null],
    [pair, { type: 'sms', address: '+15005550101', proxy_address: '+15005550199' }],
    [
      {
        'MessagingBinding.Address': 'whatsapp:+15005550101',
        'MessagingBinding.ProxyAddress': 'whatsapp:+15005550199',
      },
      { type: 'whatsapp', address: 'whatsapp:+15005550101', proxy_address: 'whatsapp:+15005550199' },
    ],
    [
      { Identity: 'alice', 'MessagingBinding.ProjectedAddress': '+15005550101' },
      { type: 'sms', projected_address: '+15005550101' },
    ],
    [{ 'MessagingBinding.Address': '+15005550101' }, { type: 'sms', address: '+15005550101' }],
  ])('made of %o have the binding %o', async (form, binding) => {
    const { rest, path } = await start();

    const { body } = await rest.post(`${path}/Participants`, form as RestForm);

    expect(body['messaging_binding']).toEqual(binding);
  });

  it.each([
    [{}, 50204],
    [{ Identity: `US${'0'.repeat(32)}` }, 50206],
    [{ Identity: 'alice', RoleSid: `RL${'0'.repeat(32)}` }, 50109],
    [{ Identity: 'alice', ...pair }, 50420],
    [{ ...pair, 'MessagingBinding.Address': '5550101' }, 50407],
    [{ ...pair, 'MessagingBinding.ProxyAddress': 'phone' }, 50408],
    [{ ...pair, 'MessagingBinding.ProxyAddress': '+15005550101' }, 50409],
    [{ ...pair, 'MessagingBinding.ProxyAddress': 'whatsapp:+15005550199' }, 50414],
    [{ 'MessagingBinding.Address': 'whatsapp:+15005550101' }, 50412],
    [{ 'MessagingBinding.ProxyAddress': '+15005550199' }, 50407],
  ])('made of %o are refused with %i', async (form, code) => {
    const { rest, path } = await start();

    const answer = await rest.post(`${path}/Participants`, form as RestForm);

    expect(answer.body['code']).toBe(code);
  });

  it('keep their proxy address, and lose a projected one by the word null', async () => {
    const { rest, path } = await start();
    const phone = await rest.create(`${path}/Participants`, pair);
    const group = await rest.create('/Conversations');
    const member = await rest.create(`/Conversations/${group}/Participants`, {
      Identity: 'alice',
      'MessagingBinding.ProjectedAddress': '+15005550110',
    });

    const changed = await rest.post(`${path}/Participants/${phone}`, {
      'MessagingBinding.ProxyAddress': '+15005550198',
    });
    const removed = await rest.post(`/Conversations/${group}/Participants/${member}`, {
      'MessagingBinding.ProjectedAddress': 'null',
    });

    expect(changed).toMatchObject({ status: 400, body: { code: 50441 } });
    expect(removed.body).toMatchObject({ identity: 'alice', messaging_binding: null });
  });

  it('come back under another sid', async () => {
    const { rest, path } = await start();
    const first = await rest.create(`${path}/Participants`, { Identity: 'alice' });
    await rest.delete(`${path}/Participants/alice`);

    const second = await rest.create(`${path}/Participants`, { Identity: 'alice' });

    expect(second).not.toBe(first);
  });

  it('of a group text are its only authors', async () => {
    const { rest, path } = await start();
    await rest.create(`${path}/Participants`, {
      Identity: 'alice',
      'MessagingBinding.ProjectedAddress': '+15005550110',
    });

    const stranger = await rest.post(`${path}/Messages`, { Body: 'Hi', Author: 'bob' });
    const member = await rest.post(`${path}/Messages`, { Body: 'Hi', Author: '+15005550110' });

    expect(stranger).toMatchObject({ status: 400, body: { code: 50513 } });
    expect(member.status).toBe(201);
  });
});

describe('participant conversations', () => {
  it('are listed by identity or address, closed ones too', async () => {
    const { rest, path, sid } = await start();
    await rest.create(`${path}/Participants`, { Identity: 'alice' });
    await rest.create(`${path}/Participants`, pair);
    await rest.post(path, { State: 'closed' });

    const byIdentity = await rest.get('/ParticipantConversations?Identity=alice');
    const byAddress = await rest.get('/ParticipantConversations?Address=%2B15005550101');

    const row = { conversation_sid: sid, conversation_state: 'closed' };
    expect(byIdentity.body['conversations']).toMatchObject([
      { ...row, participant_identity: 'alice', participant_messaging_binding: null },
    ]);
    expect(byAddress.body['conversations']).toMatchObject([
      {
        ...row,
        participant_user_sid: null,
        participant_messaging_binding: {
          type: 'sms',
          address: '+15005550101',
          proxy_address: '+15005550199',
          projected_address: null,
          level: null,
          name: null,
        },
      },
    ]);
  });

  it.each([
    ['Identity=alice&Address=%2B1', 50451],
    ['', 20001],
  ])('by %o are refused with %i', async (query, code) => {
    const { rest } = await start();

    const answer = await rest.get(`/ParticipantConversations?${query}`);

    expect(answer).toMatchObject({ status: 400, body: { code } });
  });
});

describe('users', () => {
  it.each([
    [{}, 400, 50204],
    [{ Identity: 'alice' }, 409, 50201],
    [{ Identity: `US${'0'.repeat(32)}` }, 400, 50206],
    [{ Identity: 'bob', RoleSid: 'RL1' }, 404, 50100],
    [{ Identity: 'bob', Attributes: '[' }, 400, 50304],
  ])('made of %o are refused with %i and %i', async (form, status, code) => {
    const { rest } = await start();
    await rest.create('/Users', { Identity: 'alice' });

    const answer = await rest.post('/Users', form as RestForm);

    expect(answer).toMatchObject({ status, body: { code } });
  });
});

describe('roles', () => {
  it('of a new service are four, with the documented permissions', async () => {
    const { rest } = await start();

    const { body } = await rest.get('/Roles');

    expect(body['roles']).toMatchObject([
      { friendly_name: 'service user', type: 'service' },
      { friendly_name: 'service admin', type: 'service' },
      { friendly_name: 'channel user', type: 'conversation' },
      { friendly_name: 'channel admin', type: 'conversation' },
    ]);
    const [serviceUser, , channelUser] = body['roles'] as { permissions: string[] }[];
    expect(serviceUser?.permissions).toEqual(['createConversation', 'joinConversation', 'editOwnUserInfo']);
    expect(channelUser?.permissions).toEqual(
      expect.arrayContaining([
        'sendMessage',
        'sendMediaMessage',
        'editOwnMessage',
        'editOwnMessageAttributes',
        'deleteOwnMessage',
        'leaveConversation',
        'addParticipant',
        'editConversationName',
        'editConversationAttributes',
      ]),
    );
  });

  it('have their permissions replaced as a whole', async () => {
    const { rest } = await start();
    const sid = await rest.create('/Roles', {
      FriendlyName: 'x',
      Type: 'Conversation',
      Permission: ['sendMessage', 'leaveConversation'],
    });

    const { body } = await rest.post(`/Roles/${sid}`, { Permission: 'addParticipant' });

    expect(body['permissions']).toEqual(['addParticipant']);
  });

  it.each([
    [{ Type: 'service', Permission: 'joinConversation' }, 20001],
    [{ FriendlyName: 'x', Permission: 'joinConversation' }, 50105],
    [{ FriendlyName: 'x', Type: 'king', Permission: 'joinConversation' }, 50105],
    [{ FriendlyName: 'x', Type: 'service' }, 20001],
    [{ FriendlyName: 'x', Type: 'service', Permission: 'sendMessage' }, 50104],
  ])('made of %o are refused with %i', async (form, code) => {
    const { rest } = await start();

    const answer = await rest.post('/Roles', form as RestForm);

    expect(answer).toMatchObject({ status: 400, body: { code } });
  });

  it('that a service gives by default are not deleted', async () => {
    const { rest } = await start();
    const { body } = await rest.get('/Roles');
    const [serviceUser, serviceAdmin] = body['roles'] as { sid: string }[];

    const inUse = await rest.delete(`/Roles/${serviceUser?.sid}`);
    const unused = await rest.delete(`/Roles/${serviceAdmin?.sid}`);

    expect([inUse.status, unused.status]).toEqual([409, 204]);
  });
});

describe('services and configurations', () => {
  it('answer the short paths from whichever service is the default', async () => {
    const { rest } = await start();
    const service = await rest.create('/Services', { FriendlyName: 'Other' });

    await rest.post('/Configuration', { DefaultChatServiceSid: service });
    const { body } = await rest.post('/Conversations');
    const refused = await rest.delete(`/Services/${service}`);

    expect(body['chat_service_sid']).toBe(service);
    expect(refused.status).toBe(409);
  });

  it('take everything with them when they are deleted', async () => {
    const { rest } = await start();
    const service = await rest.create('/Services', { FriendlyName: 'Other' });
    const sid = await rest.create(`/Services/${service}/Conversations`);
    await rest.create(`/Services/${service}/Conversations/${sid}/Participants`, pair);

    await rest.delete(`/Services/${service}`);

    expect((await rest.get(`/Services/${service}/Conversations`)).status).toBe(404);
    expect((await rest.post('/Conversations/one/Participants', pair)).status).toBe(201);
  });

  it('give another default role to participants', async () => {
    const { rest, path, started } = await start();
    const role = await rest.create('/Roles', {
      FriendlyName: 'x',
      Type: 'conversation',
      Permission: 'sendMessage',
    });

    await rest.post(`/Services/${started.emulator.config.chatServiceSid}/Configuration`, {
      DefaultConversationRoleSid: role,
    });
    const { body } = await rest.post(`${path}/Participants`, { Identity: 'alice' });

    expect(body['role_sid']).toBe(role);
  });

  it.each([
    ['/Services', {}, 400, 20001],
    ['/Configuration', { DefaultChatServiceSid: `IS${'9'.repeat(32)}` }, 404, 50050],
    ['/Configuration', { DefaultMessagingServiceSid: 'MG1' }, 400, 50341],
    ['/Configuration', { DefaultInactiveTimer: 'PT1S' }, 400, 50375],
    ['/Configuration/Webhooks', { PostWebhookUrl: 'ftp://example.com' }, 400, 50054],
    ['/Configuration/Webhooks', { PreWebhookUrl: 'hook' }, 400, 50054],
    ['/Configuration/Webhooks', { PostWebhookUrl: `http://localhost/${'x'.repeat(2_048)}` }, 400, 50372],
    ['/Configuration/Webhooks', { Method: 'PUT' }, 400, 50055],
    ['/Configuration/Webhooks', { Filters: 'onMessageRead' }, 400, 20001],
    ['/Configuration/Webhooks', { Target: 'moon' }, 400, 20001],
    ['{service}/Configuration', { DefaultConversationRoleSid: 'RL1' }, 404, 50109],
    ['{service}/Configuration', { DefaultChatServiceRoleSid: 'RL1' }, 404, 50100],
    ['{service}/Configuration', { ReachabilityEnabled: 'perhaps' }, 400, 20001],
  ])('POST %s %o is refused with %i and %i', async (path, form, status, code) => {
    const { rest, started } = await start();
    const service = `/Services/${started.emulator.config.chatServiceSid}`;

    const answer = await rest.post(path.replace('{service}', service), form as RestForm);

    expect(answer).toMatchObject({ status, body: { code } });
  });

  it('lose a webhook URL that is sent empty', async () => {
    const { rest } = await start();
    await rest.post('/Configuration/Webhooks', {
      PostWebhookUrl: 'https://example.com',
      Filters: 'ONMESSAGEADDED',
    });

    const set = await rest.get('/Configuration/Webhooks');
    const { body } = await rest.post('/Configuration/Webhooks', { PostWebhookUrl: '', Filters: '' });

    expect(set.body['filters']).toEqual(['onMessageAdded']);
    expect(body).toMatchObject({ post_webhook_url: null, filters: [] });
  });
});

describe('webhooks of a conversation', () => {
  it.each([
    [
      { Target: 'trigger', 'Configuration.Url': 'https://example.com', 'Configuration.Triggers': ['a', 'b'] },
      { url: 'https://example.com', method: 'post', triggers: ['a', 'b'] },
    ],
    [
      { Target: 'studio', 'Configuration.FlowSid': `FW${'0'.repeat(32)}`, 'Configuration.ReplayAfter': '7' },
      { flow_sid: `FW${'0'.repeat(32)}`, replay_after: 7 },
    ],
  ])('made of %o have the configuration %o', async (form, configuration) => {
    const { rest, path } = await start();

    const { body } = await rest.post(`${path}/Webhooks`, form as RestForm);

    expect(body['configuration']).toEqual(configuration);
  });

  it.each([
    [{}, 50368],
    [{ Target: 'moon' }, 50364],
    [{ Target: 'webhook' }, 50369],
    [{ Target: 'webhook', 'Configuration.Url': 'x' }, 50054],
    [{ Target: 'webhook', 'Configuration.Url': 'https://example.com' }, 50370],
    [
      {
        Target: 'webhook',
        'Configuration.Url': 'https://example.com',
        'Configuration.Filters': 'onMessageAdd',
      },
      50365,
    ],
    [{ Target: 'trigger', 'Configuration.Url': 'https://example.com' }, 50371],
    [{ Target: 'studio' }, 50367],
    [{ Target: 'studio', 'Configuration.FlowSid': 'FW1' }, 50367],
  ])('made of %o are refused with %i', async (form, code) => {
    const { rest, path } = await start();

    const answer = await rest.post(`${path}/Webhooks`, form as RestForm);

    expect(answer).toMatchObject({ status: 400, body: { code } });
  });
});
