import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { composeMessageAttributes } from '../../src/domain/attributes.ts';
import { createMemorySendLedger } from '../../src/domain/memory-send-ledger.ts';
import { createMessageSender } from '../../src/domain/send-message.ts';
import { silentLog } from '../../src/log.ts';
import { setUpUpstream } from './upstream-setup.ts';

/** The production sender over the production way to Twilio, and an emulator at its end. */
async function setUpSending() {
  const { api, upstream, conversationSid } = await setUpUpstream();
  const sender = createMessageSender({
    ledger: createMemorySendLedger({ clock: systemClock }),
    api,
    uncachedApi: api,
    clock: systemClock,
    log: silentLog,
  });
  onTestFinished(() => sender.close());
  const send = (id: string, author = 'alice') =>
    sender.send({
      conversationSid,
      clientMessageId: id,
      message: { author, body: id, attributes: composeMessageAttributes({}, id) },
      authorize: async () => {},
      api,
    });
  const bodies = async () => {
    const { items } = await api.listMessages({ conversationSid, order: 'asc', pageSize: 100 });
    return items.map(({ body }) => body);
  };
  return { send, bodies, upstream };
}

describe('fifty messages of one author', () => {
  it('arrive once each and in order, although answers are lost and calls refused', async () => {
    const { send, bodies, upstream } = await setUpSending();
    upstream.control.setFaults({ landThenFail: 0.08, errorRate: 0.1, status: 429, latencyMs: 5, seed: 3 });
    const ids = Array.from({ length: 50 }, (_, index) => `message ${index}`);

    const sent = await Promise.all(ids.map((id) => send(id)));
    const attempts = upstream.control.journal().filter(({ method }) => method === 'POST').length;
    upstream.control.setFaults({});

    expect(sent.map(({ body }) => body)).toEqual(ids);
    expect(await bodies()).toEqual(ids);
    expect(attempts).toBeGreaterThan(50);
  }, 60_000);
});

describe('a Twilio that breaks every connection for a while', () => {
  it('gets each message once when it is back, and in order', async () => {
    const { send, bodies, upstream } = await setUpSending();
    upstream.control.setFaults({ down: true });
    const sending = Promise.all(['1', '2', '3'].map((id) => send(id)));
    await expect.poll(() => upstream.control.journal().length).toBeGreaterThan(0);
    upstream.control.setFaults({});

    await sending;

    expect(await bodies()).toEqual(['1', '2', '3']);
  }, 40_000);
});

describe('a Twilio that refuses with 429 and a Retry-After', () => {
  it('gets each message once when the time is over', async () => {
    const { send, bodies, upstream } = await setUpSending();
    upstream.control.setFaults({ errorRate: 1, status: 429, retryAfterSeconds: 1 });
    const startedAt = performance.now();
    const sending = Promise.all(['1', '2', '3'].map((id) => send(id)));
    await expect.poll(() => upstream.control.journal().length).toBe(1);
    upstream.control.setFaults({});

    await sending;

    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(990);
    expect(await bodies()).toEqual(['1', '2', '3']);
  });

  it('is not waited for longer than a send may take: it is refused at once, with the time', async () => {
    const { send, upstream } = await setUpSending();
    upstream.control.setFaults({ errorRate: 1, status: 429, retryAfterSeconds: 40 });

    const refused = send('1');

    await expect(refused).rejects.toMatchObject({ code: 'RATE_LIMITED', details: { retryAfterMs: 40_000 } });
  });
});

describe('a Twilio that answers too late', () => {
  it('gets the message once: it is found after the attempt was given up', async () => {
    const { send, bodies, upstream } = await setUpSending();
    upstream.control.setFaults({ latencyMs: 4_500 });
    const sending = send('slow');
    await expect.poll(() => upstream.control.journal().length, { timeout: 6_000 }).toBe(1);
    upstream.control.setFaults({});

    await sending;

    expect(await bodies()).toEqual(['slow']);
  }, 40_000);
});

describe('thirty writes a second in a conversation', () => {
  it('are the most that Twilio gets: the thirty-first waits for the second to pass', async () => {
    const { api } = await setUpUpstream();
    const { sid } = await api.createConversation({ friendlyName: 'busy' });
    const startedAt = performance.now();
    const doneAfterMs: number[] = [];

    await Promise.all(
      Array.from({ length: 31 }, async () => {
        await api.createMessage(sid, { body: 'hello' });
        doneAfterMs.push(performance.now() - startedAt);
      }),
    );

    expect(doneAfterMs).toHaveLength(31);
    expect(doneAfterMs.at(-1)).toBeGreaterThanOrEqual(990);
  });
});
