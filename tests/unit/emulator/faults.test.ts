import { describe, expect, it } from 'vitest';
import type { EmulatorFaults, WebhookDelivery } from '../../../src/emulator/index.ts';
import { startEmulator } from '../../testkit/emulator.ts';
import { createFakeClock } from '../transport/fake-clock.ts';
import { createRestClient } from './rest-client.ts';
import { announced, startWithWebhooks } from './webhook-setup.ts';

async function startWithFaults(faults: EmulatorFaults) {
  const started = await startEmulator();
  started.control.setFaults(faults);
  return { started, rest: createRestClient(started) };
}

/** Polls until the condition holds. */
async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('the condition did not come true');
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const isDoneOrDelayed = ({ outcome, attempts }: WebhookDelivery) => outcome !== 'pending' || attempts === 0;

describe('an injected fault', () => {
  it.each([
    [{ errorRate: 1 }, 500, 20500],
    [{ errorRate: 1, status: 503 }, 503, 20503],
    [{ errorRate: 1, status: 409 }, 409, 20409],
    [{ errorRate: 1, status: 429 }, 429, 20429],
  ] as const)('%o fails with status %i and nothing happens', async (faults, status, code) => {
    const { started, rest } = await startWithFaults(faults);

    const answer = await rest.post('/Conversations');
    started.control.setFaults({});
    const after = await rest.get('/Conversations');

    expect(answer).toMatchObject({ status, body: { code, status } });
    expect(after.body['conversations']).toEqual([]);
  });

  it('html answers 502 with a page', async () => {
    const { started } = await startWithFaults({ html: 1 });

    const response = await fetch(`${started.origin}/v1/Conversations`, { method: 'POST' });

    expect(response.status).toBe(502);
    expect(response.headers.get('content-type')).toBe('text/html');
    expect(await response.text()).toContain('<html>');
  });

  it('landThenFail writes and breaks the connection', async () => {
    const { started, rest } = await startWithFaults({ landThenFail: 1 });

    const posting = rest.post('/Conversations', { FriendlyName: 'Landed' });

    await expect(posting).rejects.toThrow(TypeError);
    const { body } = await rest.get('/Conversations');
    expect(body['conversations']).toMatchObject([{ friendly_name: 'Landed' }]);
    expect(started.control.journal()[0]).toMatchObject({ method: 'POST', status: 0 });
  });

  it('down breaks every connection, but not those of control', async () => {
    const { started, rest } = await startWithFaults({ down: true });

    await expect(rest.get('/Conversations')).rejects.toThrow(TypeError);
    const cleared = await fetch(`${started.origin}/__emulator/faults`, { method: 'POST', body: '{}' });

    expect(cleared.status).toBe(200);
    expect((await rest.get('/Conversations')).status).toBe(200);
  });

  it('concurrencyMax answers 429 with Retry-After to what is in flight beyond it', async () => {
    const clock = createFakeClock();
    const started = await startEmulator({ clock });
    const rest = createRestClient(started);
    started.control.setFaults({ concurrencyMax: 2, latencyMs: 100, retryAfterSeconds: 7 });

    const answering = Promise.all([rest.get('/Conversations'), rest.get('/Conversations')]);
    await until(() => clock.timersPending === 2);
    const refused = await rest.get('/Conversations');
    clock.advance(100);
    const answers = await answering;

    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(refused).toMatchObject({ status: 429, body: { code: 20429, message: 'Too Many Requests' } });
    expect(refused.headers.get('retry-after')).toBe('7');
    expect(refused.headers.get('twilio-concurrent-requests')).toBe('3');
  });

  it('of a 429 has no Retry-After by default', async () => {
    const { rest } = await startWithFaults({ errorRate: 1, status: 429 });

    const { headers } = await rest.get('/Conversations');

    expect(headers.has('retry-after')).toBe(false);
  });

  it('latencyMs keeps an answer back', async () => {
    const clock = createFakeClock();
    const started = await startEmulator({ clock });
    started.control.setFaults({ latencyMs: 1_500 });
    let answered = false;
    const answering = createRestClient(started)
      .get('/Conversations')
      .finally(() => (answered = true));

    await until(() => clock.timersPending === 1);
    clock.advance(1_499);
    const early = answered;
    clock.advance(1);
    const { headers } = await answering;

    expect(early).toBe(false);
    expect(headers.get('twilio-request-duration')).toBe('1.500');
  });

  it('latencyMs answers a read with what there was when it came in', async () => {
    const clock = createFakeClock();
    const started = await startEmulator({ clock });
    started.control.setFaults({ latencyMs: 1_500 });

    const answering = createRestClient(started).get('/Conversations');
    await until(() => clock.timersPending === 1);
    started.control.seed({ conversations: [{ friendlyName: 'Too late for it' }] });
    clock.advance(1_500);
    const { body } = await answering;

    expect(body['conversations']).toEqual([]);
  });

  it('skipIndexes leaves gaps', async () => {
    const { rest } = await startWithFaults({ skipIndexes: 1 });
    const sid = await rest.create('/Conversations');
    const send = async () =>
      (await rest.post(`/Conversations/${sid}/Messages`, { Body: 'Hi' })).body['index'];

    const indexes = [await send(), await send(), await send()];

    expect(indexes).toEqual([1, 3, 5]);
  });

  it('comes again with the same seed and the same requests', async () => {
    const statuses = async (seed: number) => {
      const { rest } = await startWithFaults({ errorRate: 0.5, html: 0, seed });
      const answers: number[] = [];
      for (let count = 0; count < 24; count += 1) answers.push((await rest.get('/Conversations')).status);
      return answers;
    };

    const [once, again, other] = [await statuses(1), await statuses(1), await statuses(2)];

    expect(again).toEqual(once);
    expect(other).not.toEqual(once);
    expect(new Set(once)).toEqual(new Set([200, 500]));
  });
});

describe('faults of webhooks', () => {
  it('drop them', async () => {
    const { rest, started, listener } = await startWithWebhooks();
    started.control.setFaults({ dropWebhooks: 1 });

    await rest.post('/Conversations', {}, announced);
    await started.emulator.webhooks.settled();

    expect(listener.received).toEqual([]);
    expect(started.emulator.webhooks.deliveries()).toMatchObject([{ outcome: 'dropped' }]);
  });

  it('send them twice with one token', async () => {
    const { rest, started, listener } = await startWithWebhooks();
    started.control.setFaults({ duplicateWebhooks: 1 });

    await rest.post('/Conversations', {}, announced);
    const [one, two] = await listener.waitFor(2);

    expect(one?.headers['i-twilio-idempotency-token']).toBe(two?.headers['i-twilio-idempotency-token']);
    expect(one?.parameters).toEqual(two?.parameters);
  });

  it('delay them so that they overtake one another', async () => {
    const clock = createFakeClock();
    const { rest, started, listener } = await startWithWebhooks({ clock });
    const sid = await rest.create('/Conversations');
    started.control.setFaults({ delayWebhooksMs: 10_000 });

    for (let count = 0; count < 12; count += 1) {
      await rest.post(`/Conversations/${sid}/Messages`, { Body: 'Hi' }, announced);
    }
    const early = listener.received.length;
    for (let passedMs = 0; passedMs < 10_000; passedMs += 100) {
      clock.advance(100);
      await until(() => started.emulator.webhooks.deliveries().every(isDoneOrDelayed));
    }
    await started.emulator.webhooks.settled();

    const order = listener.received.map(({ parameters }) => Number(parameters['Index']));
    expect(early).toBe(0);
    expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, index) => index));
    expect(order).not.toEqual(order.toSorted((a, b) => a - b));
  });
});

describe('stale reads', () => {
  it('answer an older state of conversations, messages, participants and memberships', async () => {
    const clock = createFakeClock();
    const started = await startEmulator({ clock });
    const rest = createRestClient(started);
    const sid = await rest.create('/Conversations', { FriendlyName: 'old' });
    await rest.create(`/Conversations/${sid}/Participants`, { Identity: 'alice' });
    const message = await rest.create(`/Conversations/${sid}/Messages`, { Body: 'old' });
    const look = async () => ({
      conversations: (await rest.get('/Conversations')).body['conversations'],
      conversation: (await rest.get(`/Conversations/${sid}`)).body['friendly_name'],
      messages: (await rest.get(`/Conversations/${sid}/Messages`)).body['messages'],
      message: (await rest.get(`/Conversations/${sid}/Messages/${message}`)).body['body'],
      participants: (await rest.get(`/Conversations/${sid}/Participants`)).body['participants'],
      memberships: (await rest.get('/Users/alice/Conversations')).body['conversations'],
    });
    const before = await look();
    started.control.setFaults({ staleReadsMs: 600_000 });
    clock.advance(600_000);

    await rest.post(`/Conversations/${sid}`, { FriendlyName: 'new' });
    await rest.post(`/Conversations/${sid}/Messages/${message}`, { Body: 'new' });
    await rest.create(`/Conversations/${sid}/Messages`, { Body: 'another' });
    await rest.create(`/Conversations/${sid}/Participants`, { Identity: 'bob' });
    await rest.create('/Conversations');
    await rest.delete(`/Conversations/${sid}/Participants/alice`);
    const soonAfter = await look();
    clock.advance(600_000);
    const longAfter = await look();

    expect(soonAfter).toEqual(before);
    expect(longAfter.conversation).toBe('new');
    expect(longAfter.message).toBe('new');
    expect(longAfter.conversations).toHaveLength(2);
    expect(longAfter.messages).toHaveLength(2);
    expect(longAfter.participants).toMatchObject([{ identity: 'bob' }]);
    expect(longAfter.memberships).toEqual([]);
  });

  it('still show a deleted conversation for a while', async () => {
    const clock = createFakeClock();
    const started = await startEmulator({ clock });
    const rest = createRestClient(started);
    const sid = await rest.create('/Conversations');
    await rest.create(`/Conversations/${sid}/Messages`, { Body: 'Hi' });
    started.control.setFaults({ staleReadsMs: 600_000 });
    clock.advance(600_000);

    await rest.delete(`/Conversations/${sid}`);
    const soonAfter = await rest.get(`/Conversations/${sid}/Messages`);
    clock.advance(600_000);
    const longAfter = await rest.get(`/Conversations/${sid}/Messages`);

    expect(soonAfter.body['messages']).toMatchObject([{ body: 'Hi' }]);
    expect(longAfter.status).toBe(404);
  });

  it('end with the fault', async () => {
    const clock = createFakeClock();
    const started = await startEmulator({ clock });
    const rest = createRestClient(started);
    started.control.setFaults({ staleReadsMs: 600_000 });
    clock.advance(600_000);
    await rest.create('/Conversations');
    const stale = await rest.get('/Conversations');

    started.control.setFaults({});
    const fresh = await rest.get('/Conversations');

    expect(stale.body['conversations']).toEqual([]);
    expect(fresh.body['conversations']).toHaveLength(1);
  });
});

describe('faults that cannot be', () => {
  it.each([
    [{ latency: 5 }, 'latency is not a known key'],
    [{ errorRate: 1.1 }, 'errorRate must be a number from 0 to 1'],
    [{ html: '1' }, 'html must be a number from 0 to 1'],
    [{ concurrencyMax: 0 }, 'concurrencyMax must be an integer from 1 to 100000'],
    [{ status: 418 }, 'status must be one of 409, 429, 500, 502, 503, 504'],
    [{ down: 'yes' }, 'down must be true or false'],
    [{ seed: 0.5 }, `seed must be an integer from 0 to ${Number.MAX_SAFE_INTEGER}`],
    [{ staleReadsMs: null }, 'staleReadsMs must be a number from 0 to 600000'],
    [[], 'faults must be an object'],
    [7, 'faults must be an object'],
  ])('%o are refused by name and change nothing', async (faults, problem) => {
    const started = await startEmulator();
    started.control.setFaults({ latencyMs: 1 });

    const response = await fetch(`${started.origin}/__emulator/faults`, {
      method: 'POST',
      body: JSON.stringify(faults),
    });

    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error: problem, problems: [problem] });
    expect(started.emulator.faults).toEqual({ latencyMs: 1 });
  });
});
