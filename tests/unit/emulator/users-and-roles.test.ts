import { describe, expect, it } from 'vitest';
import { startWithConversation } from './resource-setup.ts';

describe('users', () => {
  it.each([
    [{}, 400, 50204],
    [{ Identity: 'alice' }, 409, 50201],
    [{ Identity: `US${'0'.repeat(32)}` }, 400, 50206],
    [{ Identity: 'bob', RoleSid: 'RL1' }, 404, 50100],
    [{ Identity: 'bob', Attributes: '[' }, 400, 50304],
  ])('made of %o are refused with %i and %i', async (form, status, code) => {
    const { rest } = await startWithConversation();
    await rest.create('/Users', { Identity: 'alice' });

    const answer = await rest.post('/Users', form);

    expect(answer).toMatchObject({ status, body: { code } });
  });
});

describe('roles', () => {
  it('of a new service are four, with the documented permissions', async () => {
    const { rest } = await startWithConversation();

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
    const { rest } = await startWithConversation();
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
    const { rest } = await startWithConversation();

    const answer = await rest.post('/Roles', form);

    expect(answer).toMatchObject({ status: 400, body: { code } });
  });

  it('that a service gives by default are not deleted', async () => {
    const { rest } = await startWithConversation();
    const { body } = await rest.get('/Roles');
    const [serviceUser, serviceAdmin] = body['roles'] as { sid: string }[];

    const inUse = await rest.delete(`/Roles/${serviceUser?.sid}`);
    const unused = await rest.delete(`/Roles/${serviceAdmin?.sid}`);

    expect([inUse.status, unused.status]).toEqual([409, 204]);
  });
});
