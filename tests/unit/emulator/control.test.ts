import { describe, expect, it } from 'vitest';
import type { EmulatorOptions } from '../../../src/emulator/index.ts';
import { startEmulator } from '../../testkit/emulator.ts';
import { createRestClient } from './rest-client.ts';
import { announced, startWithWebhooks } from './webhook-setup.ts';

async function startWithControl(options: EmulatorOptions = {}) {
  const started = await startEmulator(options);
  const control = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ) => {
    const response = await fetch(`${started.origin}/__emulator/${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : (JSON.parse(text) as unknown) };
  };
  return { started, control, rest: createRestClient(started) };
}

describe('GET config', () => {
  it('answers exactly what a client needs', async () => {
    const { control, started } = await startWithControl();

    const answer = await control('GET', 'config');

    expect(answer).toEqual({
      status: 200,
      body: {
        accountSid: 'AC00000000000000000000000000000001',
        authToken: 'emulator-auth-token',
        chatServiceSid: 'IS00000000000000000000000000000001',
        baseUrl: started.origin,
      },
    });
  });
});

describe('the journal', () => {
  it('lists requests with their query, in the order of the answers, without those of control', async () => {
    const { control, rest } = await startWithControl();
    await rest.get('/Conversations?PageSize=5');
    await rest.post('/Users');
    await control('GET', 'config');

    const { body } = await control('GET', 'journal');

    expect(body).toEqual([
      { method: 'GET', path: '/v1/Conversations?PageSize=5', status: 200 },
      { method: 'POST', path: '/v1/Users', status: 400 },
    ]);
  });

  it('is empty after it was deleted', async () => {
    const { control, rest, started } = await startWithControl();
    await rest.get('/Conversations');

    const { status } = await control('DELETE', 'journal');

    expect(status).toBe(204);
    expect(started.control.journal()).toEqual([]);
  });
});

describe('POST reset', () => {
  it('brings back a new account', async () => {
    const { control, rest, started } = await startWithControl();
    started.control.seed({ preset: 'demo' });
    started.control.setFaults({ skipIndexes: 1 });
    await rest.post('/Configuration/Webhooks', { PostWebhookUrl: 'http://127.0.0.1:9' });

    const { status } = await control('POST', 'reset');

    expect(status).toBe(204);
    expect(started.emulator.faults).toEqual({});
    expect(started.control.journal()).toEqual([]);
    expect((await rest.get('/Conversations')).body['conversations']).toEqual([]);
    expect((await rest.get('/Users')).body['users']).toEqual([]);
    expect((await rest.get('/Configuration/Webhooks')).body['post_webhook_url']).toBeNull();
  });

  it('keeps the settings of the account where that is asked', async () => {
    const { control, rest } = await startWithControl();
    await rest.post('/Configuration/Webhooks', { PostWebhookUrl: 'http://127.0.0.1:9' });
    await rest.post('/Configuration', { DefaultInactiveTimer: 'PT1M' });

    await control('POST', 'reset', { keepConfiguration: true });

    expect((await rest.get('/Configuration/Webhooks')).body['post_webhook_url']).toBe('http://127.0.0.1:9');
    expect((await rest.get('/Configuration')).body['default_inactive_timer']).toBe('PT1M');
  });

  it('calls off the webhooks on their way', async () => {
    const { rest, started, listener } = await startWithWebhooks();
    listener.reply = () => 'hang';
    await rest.post('/Conversations', {}, announced);
    await listener.waitFor(1);

    started.control.reset();
    await started.emulator.webhooks.settled();

    expect(started.emulator.webhooks.deliveries()).toEqual([]);
  });
});

describe('GET webhooks', () => {
  it('tells what is on its way and what became of the others', async () => {
    const { started, listener } = await startWithWebhooks();
    const { conversations } = started.control.seed({ conversations: [{}] });
    const conversationSid = conversations[0]?.sid;
    const action = { type: 'message', conversationSid, author: 'alice', body: 'Hi' };

    await fetch(`${started.origin}/__emulator/actions`, { method: 'POST', body: JSON.stringify(action) });
    const settled = await fetch(`${started.origin}/__emulator/webhooks/settled`, { method: 'POST' });
    const response = await fetch(`${started.origin}/__emulator/webhooks`);

    expect(await settled.json()).toEqual({ pending: 0 });
    expect(await response.json()).toEqual({
      pending: 0,
      deliveries: [
        {
          eventType: 'onMessageAdded',
          url: `${listener.origin}/post`,
          outcome: 'answered',
          status: 204,
          attempts: 1,
        },
      ],
    });
  });
});

describe('a control request', () => {
  it.each([
    ['GET', 'nothing', 404],
    ['PUT', 'config', 405],
    ['GET', '', 404],
  ])('%s %s is answered with %i and a reason', async (method, path, status) => {
    const { control } = await startWithControl();

    const answer = await control(method, path);

    expect(answer).toEqual({
      status,
      body: { error: expect.any(String), problems: [expect.any(String)] },
    });
  });

  it('that is not JSON is refused', async () => {
    const { control } = await startWithControl();

    const answer = await control('POST', 'seed', '{');

    expect(answer).toMatchObject({ status: 400, body: { error: 'the body is not JSON' } });
  });

  it('of a web page is refused', async () => {
    const { control, started } = await startWithControl();
    started.control.seed({ conversations: [{}] });

    const answer = await control('POST', 'reset', undefined, { origin: 'https://example.com' });

    expect(answer.status).toBe(403);
    expect((await createRestClient(started).get('/Conversations')).body['conversations']).toHaveLength(1);
  });

  it.each([
    [{ keep: true }, 'keep is not a known key'],
    [{ keepConfiguration: 'yes' }, 'keepConfiguration must be true or false'],
  ])('to reset with %o is refused by name', async (body, problem) => {
    const { control } = await startWithControl();

    const answer = await control('POST', 'reset', body);

    expect(answer).toMatchObject({ status: 400, body: { problems: [problem] } });
  });
});
