import { describe, expect, it } from 'vitest';
import { phoneBinding, startWithConversation } from './resource-setup.ts';

describe('participants', () => {
  it('get the default role of conversations, and their user on the fly', async () => {
    const { rest, path, started } = await startWithConversation();
    const { chatServiceSid } = started.emulator.config;
    const configuration = await rest.get(`/Services/${chatServiceSid}/Configuration`);

    const { body } = await rest.post(`${path}/Participants`, { Identity: 'alice' });
    const user = await rest.get('/Users/alice');

    expect(body['role_sid']).toBe(configuration.body['default_conversation_role_sid']);
    expect(user.body['role_sid']).toBe(configuration.body['default_chat_service_role_sid']);
  });

  it('get no user where the assumption says so', async () => {
    const { rest, path } = await startWithConversation({ assumptions: { usersOnTheFly: false } });

    await rest.post(`${path}/Participants`, { Identity: 'alice' });

    expect((await rest.get('/Users/alice')).status).toBe(404);
  });

  it('are in a conversation once', async () => {
    const { rest, path } = await startWithConversation();
    await rest.create(`${path}/Participants`, { Identity: 'alice' });
    await rest.create(`${path}/Participants`, phoneBinding);

    const identity = await rest.post(`${path}/Participants`, { Identity: 'alice' });
    const address = await rest.post(`${path}/Participants`, phoneBinding);

    expect(identity).toMatchObject({ status: 409, body: { code: 50433 } });
    expect(address).toMatchObject({ status: 409, body: { code: 50433 } });
  });

  it('reach a pair of addresses in one open conversation, which a refusal names', async () => {
    const { rest, path, sid } = await startWithConversation();
    const other = await rest.create('/Conversations');
    await rest.create(`${path}/Participants`, phoneBinding);

    const refused = await rest.post(`/Conversations/${other}/Participants`, phoneBinding);
    await rest.post(path, { State: 'closed' });
    const afterwards = await rest.post(`/Conversations/${other}/Participants`, phoneBinding);

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
    [phoneBinding, { type: 'sms', address: '+15005550101', proxy_address: '+15005550199' }],
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
    const { rest, path } = await startWithConversation();

    const { body } = await rest.post(`${path}/Participants`, form);

    expect(body['messaging_binding']).toEqual(binding);
  });

  it.each([
    [{}, 50204],
    [{ Identity: `US${'0'.repeat(32)}` }, 50206],
    [{ Identity: 'alice', RoleSid: `RL${'0'.repeat(32)}` }, 50109],
    [{ Identity: 'alice', ...phoneBinding }, 50420],
    [{ ...phoneBinding, 'MessagingBinding.Address': '5550101' }, 50407],
    [{ ...phoneBinding, 'MessagingBinding.ProxyAddress': 'phone' }, 50408],
    [{ ...phoneBinding, 'MessagingBinding.ProxyAddress': '+15005550101' }, 50409],
    [{ ...phoneBinding, 'MessagingBinding.ProxyAddress': 'whatsapp:+15005550199' }, 50414],
    [{ 'MessagingBinding.Address': 'whatsapp:+15005550101' }, 50412],
    [{ 'MessagingBinding.ProxyAddress': '+15005550199' }, 50407],
  ])('made of %o are refused with %i', async (form, code) => {
    const { rest, path } = await startWithConversation();

    const answer = await rest.post(`${path}/Participants`, form);

    expect(answer.body['code']).toBe(code);
  });

  it('keep their proxy address, and lose a projected one by the word null', async () => {
    const { rest, path } = await startWithConversation();
    const phone = await rest.create(`${path}/Participants`, phoneBinding);
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

  it('leave their addresses free for another conversation when they are removed', async () => {
    const { rest, path } = await startWithConversation();
    const phone = await rest.create(`${path}/Participants`, phoneBinding);
    const other = await rest.create('/Conversations');

    await rest.delete(`${path}/Participants/${phone}`);
    const listed = await rest.get('/ParticipantConversations?Address=%2B15005550101');
    const { status } = await rest.post(`/Conversations/${other}/Participants`, phoneBinding);

    expect(listed.body['conversations']).toEqual([]);
    expect(status).toBe(201);
  });

  it('come back under another sid', async () => {
    const { rest, path } = await startWithConversation();
    const first = await rest.create(`${path}/Participants`, { Identity: 'alice' });
    await rest.delete(`${path}/Participants/alice`);

    const second = await rest.create(`${path}/Participants`, { Identity: 'alice' });

    expect(second).not.toBe(first);
  });

  it('of a group text are its only authors', async () => {
    const { rest, path } = await startWithConversation();
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
    const { rest, path, sid } = await startWithConversation();
    await rest.create(`${path}/Participants`, { Identity: 'alice' });
    await rest.create(`${path}/Participants`, phoneBinding);
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
    const { rest } = await startWithConversation();

    const answer = await rest.get(`/ParticipantConversations?${query}`);

    expect(answer).toMatchObject({ status: 400, body: { code } });
  });
});
