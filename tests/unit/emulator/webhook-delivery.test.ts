import { describe, expect, it } from 'vitest';
import { startEmulator } from '../../testkit/emulator.ts';
import { createFakeClock } from '../transport/fake-clock.ts';
import { createRestClient } from './rest-client.ts';
import { announced, postEvents, startWithWebhooks } from './webhook-setup.ts';

describe('a webhook that fails', () => {
  it('is lost by default', async () => {
    const { rest, started, listener } = await startWithWebhooks();
    listener.reply = () => ({ status: 503 });

    await rest.post('/Conversations', {}, announced);
    await started.emulator.webhooks.settled();

    expect(listener.received).toHaveLength(1);
    expect(started.emulator.webhooks.deliveries()).toEqual([
      {
        eventType: 'onConversationAdded',
        url: `${listener.origin}/post`,
        outcome: 'answered',
        status: 503,
        attempts: 1,
      },
    ]);
  });

  it.each([429, 503, 504])('is repeated after %i with its token and a count', async (status) => {
    const { rest, started, listener } = await startWithWebhooks({ postWebhookRetryCount: 2 });
    listener.reply = ({ parameters }) => ({ status: parameters['RetryCount'] === '2' ? 200 : status });

    await rest.post('/Conversations', {}, announced);
    await started.emulator.webhooks.settled();

    expect(listener.received.map(({ parameters }) => parameters['RetryCount'])).toEqual(['0', '1', '2']);
    expect(new Set(listener.received.map(({ headers }) => headers['i-twilio-idempotency-token'])).size).toBe(
      1,
    );
  });

  it.each([400, 404, 500])('is not repeated after %i', async (status) => {
    const { rest, started, listener } = await startWithWebhooks({ postWebhookRetryCount: 3 });
    listener.reply = () => ({ status });

    await rest.post('/Conversations', {}, announced);
    await started.emulator.webhooks.settled();

    expect(listener.received).toHaveLength(1);
  });

  it('is given up after five seconds, and repeated where that is wanted', async () => {
    const clock = createFakeClock();
    const { rest, started, listener } = await startWithWebhooks({ clock, postWebhookRetryCount: 1 });
    listener.reply = ({ parameters }) => (parameters['RetryCount'] === '0' ? 'hang' : { status: 200 });
    await rest.post('/Conversations', {}, announced);
    await listener.waitFor(1);

    clock.advance(4_999);
    const pendingBefore = started.emulator.webhooks.pending;
    clock.advance(1);
    await started.emulator.webhooks.settled();

    expect(pendingBefore).toBe(1);
    expect(listener.received.map(({ parameters }) => parameters['RetryCount'])).toEqual(['0', '1']);
    expect(started.emulator.webhooks.deliveries()).toMatchObject([{ outcome: 'answered', attempts: 2 }]);
  });

  it('is told apart when nobody listens', async () => {
    const started = await startEmulator();
    const rest = createRestClient(started);
    await rest.post('/Configuration/Webhooks', {
      PostWebhookUrl: 'http://127.0.0.1:1/nobody',
      Filters: postEvents,
    });

    await rest.post('/Conversations', {}, announced);
    await started.emulator.webhooks.settled();

    expect(started.emulator.webhooks.deliveries()).toMatchObject([{ outcome: 'unanswered', status: null }]);
  });
});

describe('webhooks', () => {
  it('are not sent to other machines unless that is allowed', async () => {
    const lines: string[] = [];
    const started = await startEmulator({ log: (line) => lines.push(line) });
    const rest = createRestClient(started);
    await rest.post('/Configuration/Webhooks', {
      PostWebhookUrl: 'http://192.0.2.1/hook',
      Filters: postEvents,
    });

    await rest.post('/Conversations', {}, announced);
    await started.emulator.webhooks.settled();

    expect(started.emulator.webhooks.deliveries()).toMatchObject([{ outcome: 'refused', attempts: 0 }]);
    expect(lines).toHaveLength(1);
  });

  it('to one target travel at most 32 at a time', async () => {
    const { started, rest, listener } = await startWithWebhooks();
    listener.reply = () => 'hang';
    const sid = await rest.create('/Conversations');
    const send = () => rest.post(`/Conversations/${sid}/Messages`, { Body: 'Hi' }, announced);

    await Promise.all(Array.from({ length: 40 }, send));
    await listener.waitFor(32);

    const sent = started.emulator.webhooks.deliveries().filter(({ attempts }) => attempts === 1);
    expect(sent).toHaveLength(32);
    expect(started.emulator.webhooks.pending).toBe(40);
  });

  it('beyond 10,000 on their way are dropped', async () => {
    const { started, listener } = await startWithWebhooks({ clock: createFakeClock() });
    const { conversations } = started.control.seed({ generate: { conversations: 1, participants: 1 } });
    const conversationSid = conversations[0]?.sid ?? '';
    started.control.setFaults({ delayWebhooksMs: 600_000 });
    const send = () =>
      started.emulator.act({ type: 'message', conversationSid, author: 'user-1', body: 'Hi' });

    for (let sent = 0; sent < 10_001; sent += 1) await send();

    expect(started.emulator.webhooks.pending).toBe(10_000);
    expect(started.emulator.webhooks.deliveries().at(-1)).toMatchObject({ outcome: 'dropped' });
    expect(listener.received).toEqual([]);
  });

  it('that are listed are the latest 1,000', async () => {
    const { started } = await startWithWebhooks({}, { Filters: ['onMessageAdded'] });
    const { conversations } = started.control.seed({ generate: { conversations: 1 } });
    const conversationSid = conversations[0]?.sid ?? '';

    for (let sent = 0; sent < 1_001; sent += 1) {
      await started.emulator.act({ type: 'message', conversationSid, author: 'alice', body: 'Hi' });
    }
    await started.emulator.webhooks.settled();

    expect(started.emulator.webhooks.deliveries()).toHaveLength(1_000);
  });

  it('arrive over a connection that the target closed in between', async () => {
    const { started, rest, listener } = await startWithWebhooks();

    for (let sent = 0; sent < 5; sent += 1) {
      await rest.post('/Conversations', {}, announced);
      await started.emulator.webhooks.settled();
      listener.closeIdleConnections();
    }

    expect(listener.received).toHaveLength(5);
  });
});
