import { describe, expect, it } from 'vitest';
import { phoneBinding, startWithConversation } from './resource-setup.ts';
import type { RestForm } from './rest-client.ts';

describe('messages', () => {
  it('count their index up, and that of a deleted one stays burnt', async () => {
    const { rest, path } = await startWithConversation();
    const first = await rest.post(`${path}/Messages`, { Body: 'a' });
    await rest.delete(`${path}/Messages/${String(first.body['sid'])}`);

    const second = await rest.post(`${path}/Messages`, { Body: 'b' });

    expect([first.body['index'], second.body['index']]).toEqual([0, 1]);
  });

  it('belong to the participant whose identity or address is their author', async () => {
    const { rest, path } = await startWithConversation();
    const chat = await rest.create(`${path}/Participants`, { Identity: 'alice' });
    const phone = await rest.create(`${path}/Participants`, phoneBinding);
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
    const { rest, path } = await startWithConversation();

    const { body } = await rest.post(`${path}/Messages`, { Body: 'Hi' });

    expect(body).toMatchObject({ author: 'system', media: null, delivery: null, content_sid: null });
  });

  it('do not count their author among the recipients outside the chat', async () => {
    const { rest, path } = await startWithConversation();
    await rest.create(`${path}/Participants`, phoneBinding);

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
    const { rest, path } = await startWithConversation();

    const answer = await rest.post(`${path}/Messages`, form);

    expect(answer.body['code']).toBe(code);
  });

  it('keep what an update does not name', async () => {
    const { rest, path } = await startWithConversation();
    const sid = await rest.create(`${path}/Messages`, { Body: 'Hi', Attributes: '{"a": 1}' });

    const { body } = await rest.post(`${path}/Messages/${sid}`, { Author: 'bob' });

    expect(body).toMatchObject({ body: 'Hi', attributes: '{"a": 1}', author: 'bob' });
  });
});
