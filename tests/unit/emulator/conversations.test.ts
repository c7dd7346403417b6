import { describe, expect, it } from 'vitest';
import { phoneBinding, startWithConversation } from './resource-setup.ts';

describe('conversations', () => {
  it('need no parameter', async () => {
    const { rest } = await startWithConversation();

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
    const { rest, sid } = await startWithConversation();

    const fetched = await rest.get('/Conversations/one');
    const nested = await rest.post('/Conversations/one/Messages', { Body: 'Hi' });

    expect(fetched.body['sid']).toBe(sid);
    expect(nested.body['conversation_sid']).toBe(sid);
  });

  it('are not found by unique name in nested paths where the assumption says so', async () => {
    const { rest } = await startWithConversation({ assumptions: { uniqueNamesInNestedPaths: false } });

    const fetched = await rest.get('/Conversations/one');
    const nested = await rest.get('/Conversations/one/Messages');

    expect([fetched.status, nested.status]).toEqual([200, 404]);
  });

  it('give their unique name free when it changes', async () => {
    const { rest, path } = await startWithConversation();

    const taken = await rest.post('/Conversations', { UniqueName: 'one' });
    const kept = await rest.post(path, { UniqueName: 'one' });
    await rest.post(path, { UniqueName: 'two' });
    const free = await rest.post('/Conversations', { UniqueName: 'one' });

    expect(taken).toMatchObject({ status: 409, body: { code: 50353 } });
    expect([kept.status, free.status]).toEqual([200, 201]);
    expect((await rest.get('/Conversations/two')).status).toBe(200);
  });

  it('of one service are not found in another', async () => {
    const { rest, path } = await startWithConversation();
    const service = await rest.create('/Services', { FriendlyName: 'Other' });

    const elsewhere = await rest.get(`/Services/${service}${path}`);
    const created = await rest.create(`/Services/${service}/Conversations`, { UniqueName: 'one' });

    expect(elsewhere.status).toBe(404);
    expect((await rest.get(`/Conversations/${created}`)).status).toBe(404);
  });

  it('are gone with everything in them when they are deleted', async () => {
    const { rest, path } = await startWithConversation();
    await rest.create(`${path}/Participants`, { Identity: 'alice' });
    await rest.create(`${path}/Participants`, phoneBinding);
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
    const { rest } = await startWithConversation();

    const answer = await rest.post('/Conversations', form);

    expect(answer).toMatchObject({ status: 400, body: { code } });
  });

  it('are dated back where importers ask for it', async () => {
    const { rest } = await startWithConversation();

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
    const { rest, path } = await startWithConversation({ assumptions: { refuseEmptyUpdates: true } });

    const answer = await rest.post(path);

    expect(answer).toMatchObject({ status: 400, body: { code: 20161 } });
  });
});
