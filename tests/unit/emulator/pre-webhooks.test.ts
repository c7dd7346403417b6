import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../transport/fake-clock.ts';
import type { WebhookReply } from './webhook-listener.ts';
import { announced, preEvents, startWithWebhooks, type WebhookSetup } from './webhook-setup.ts';

async function startWithPreWebhook(
  reply: WebhookReply,
  options: Parameters<typeof startWithWebhooks>[0] = {},
): Promise<WebhookSetup & { readonly messages: string }> {
  const setup = await startWithWebhooks(options, { Filters: preEvents });
  await setup.rest.post('/Configuration/Webhooks', { PreWebhookUrl: `${setup.listener.origin}/pre` });
  setup.listener.reply = () => reply;
  const sid = await setup.rest.create('/Conversations');
  return { ...setup, messages: `/Conversations/${sid}/Messages` };
}

describe('a pre-action webhook', () => {
  it.each([
    ['nothing', ''],
    ['an empty object', '{}'],
    ['something that is not JSON', 'fine by me'],
  ])('lets a write through by answering %s', async (_, body) => {
    const { rest, messages } = await startWithPreWebhook({ status: 200, body });

    const answer = await rest.post(messages, { Body: 'Hi' }, announced);

    expect(answer).toMatchObject({ status: 201, body: { body: 'Hi' } });
  });

  it('replaces body, author and attributes of a message', async () => {
    const body = JSON.stringify({ body: 'Ho', author: 'bob', attributes: '{"a":1}', index: 7 });
    const { rest, messages } = await startWithPreWebhook({ status: 200, body });

    const answer = await rest.post(messages, { Body: 'Hi', Author: 'alice' }, announced);

    expect(answer.body).toMatchObject({ body: 'Ho', author: 'bob', attributes: '{"a":1}', index: 0 });
  });

  it('replaces the friendly name of a conversation', async () => {
    const { rest } = await startWithPreWebhook({ status: 200, body: '{"friendly_name":"Better"}' });

    const answer = await rest.post('/Conversations', { FriendlyName: 'Good' }, announced);

    expect(answer.body).toMatchObject({ friendly_name: 'Better' });
  });

  it('makes the caller hear of an invalid replacement', async () => {
    const { rest, messages } = await startWithPreWebhook({ status: 200, body: '{"attributes":"{"}' });

    const answer = await rest.post(messages, { Body: 'Hi' }, announced);

    expect(answer).toMatchObject({ status: 400, body: { code: 50304 } });
  });

  it.each([400, 403, 500])('refuses a write by answering %i', async (status) => {
    const { rest, messages } = await startWithPreWebhook({ status });

    const answer = await rest.post(messages, { Body: 'Hi' }, announced);
    const after = await rest.get(messages);

    expect(answer).toMatchObject({ status: 403, body: { code: 50056 } });
    expect(after.body['messages']).toEqual([]);
  });

  it('that does not answer within five seconds lets the write through', async () => {
    const clock = createFakeClock();
    const { rest, messages, listener } = await startWithPreWebhook('hang', { clock });

    const answering = rest.post(messages, { Body: 'Hi' }, announced);
    await listener.waitFor(1);
    clock.advance(5_000);

    expect(await answering).toMatchObject({ status: 201, body: { body: 'Hi' } });
  });

  it('is asked about what is going to be, without a sid', async () => {
    const { rest, messages, listener } = await startWithPreWebhook({ status: 200 });

    await rest.post(messages, { Body: 'Hi', Author: 'alice' }, announced);

    expect(listener.received).toHaveLength(1);
    expect(listener.received[0]?.parameters).toMatchObject({
      EventType: 'onMessageAdd',
      Body: 'Hi',
      Author: 'alice',
      Source: 'API',
    });
    expect(listener.received[0]?.parameters).not.toHaveProperty('MessageSid');
    expect(listener.received[0]?.parameters).not.toHaveProperty('Index');
  });

  it('is not asked without the header', async () => {
    const { rest, messages, listener } = await startWithPreWebhook({ status: 403 });

    const { status } = await rest.post(messages, { Body: 'Hi' });

    expect(status).toBe(201);
    expect(listener.received).toEqual([]);
  });

  it('is not asked over REST where the assumption says so, but for client SDKs it is', async () => {
    const assumptions = { preWebhooksOverRest: false };
    const { rest, messages, started } = await startWithPreWebhook({ status: 403 }, { assumptions });
    const conversationSid = messages.split('/')[2] ?? '';

    const { status } = await rest.post(messages, { Body: 'Hi' }, announced);
    const acting = started.emulator.act({ type: 'message', conversationSid, author: 'alice', body: 'Hi' });

    expect(status).toBe(201);
    await expect(acting).rejects.toMatchObject({ code: 50056 });
  });

  it('does not keep a write from being checked again after its answer', async () => {
    const { rest, messages, listener } = await startWithPreWebhook({ status: 200 });
    const conversation = messages.replace('/Messages', '');
    let closing: Promise<unknown> = Promise.resolve();
    listener.reply = () => {
      closing = rest.post(conversation, { State: 'closed' });
      return 'hang';
    };
    const clocked = rest.post(messages, { Body: 'Hi' }, announced);
    await listener.waitFor(1);
    await closing;
    listener.answerHanging({ status: 200 });

    expect(await clocked).toMatchObject({ status: 400, body: { code: 50377 } });
  });
});
