import { describe, expect, it } from 'vitest';
import { phoneBinding, startWithConversation } from './resource-setup.ts';

describe('services and configurations', () => {
  it('answer the short paths from whichever service is the default', async () => {
    const { rest } = await startWithConversation();
    const service = await rest.create('/Services', { FriendlyName: 'Other' });

    await rest.post('/Configuration', { DefaultChatServiceSid: service });
    const { body } = await rest.post('/Conversations');
    const refused = await rest.delete(`/Services/${service}`);

    expect(body['chat_service_sid']).toBe(service);
    expect(refused.status).toBe(409);
  });

  it('take everything with them when they are deleted', async () => {
    const { rest } = await startWithConversation();
    const service = await rest.create('/Services', { FriendlyName: 'Other' });
    const sid = await rest.create(`/Services/${service}/Conversations`);
    await rest.create(`/Services/${service}/Conversations/${sid}/Participants`, phoneBinding);

    await rest.delete(`/Services/${service}`);

    expect((await rest.get(`/Services/${service}/Conversations`)).status).toBe(404);
    expect((await rest.post('/Conversations/one/Participants', phoneBinding)).status).toBe(201);
  });

  it('give another default role to participants', async () => {
    const { rest, path, started } = await startWithConversation();
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
    const { rest, started } = await startWithConversation();
    const service = `/Services/${started.emulator.config.chatServiceSid}`;

    const answer = await rest.post(path.replace('{service}', service), form);

    expect(answer).toMatchObject({ status, body: { code } });
  });

  it('lose a webhook URL that is sent empty', async () => {
    const { rest } = await startWithConversation();
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
