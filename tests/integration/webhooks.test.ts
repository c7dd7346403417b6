import twilio from 'twilio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startChat } from '../testkit/chat.ts';
import { readMetrics } from '../testkit/metric.ts';

const digits = (character: string) => character.repeat(32);

describe('a webhook from the network', () => {
  let chat: Awaited<ReturnType<typeof startChat>>;
  let serial = 0;
  beforeAll(async () => {
    chat = await startChat();
  });
  afterAll(() => chat.stop());

  /** A message that Twilio could tell of; each call another one. */
  const messageAdded = (): Record<string, string> => {
    serial += 1;
    const date = new Date(Date.now() + serial).toISOString();
    return {
      EventType: 'onMessageAdded',
      AccountSid: chat.emulator.emulator.config.accountSid,
      ChatServiceSid: chat.emulator.emulator.config.chatServiceSid,
      ConversationSid: chat.sid,
      MessageSid: `IM${digits('0').slice(String(serial).length)}${serial}`,
      Index: String(100 + serial),
      Author: 'bob',
      Body: 'hello',
      Attributes: '{}',
      DateCreated: date,
      Source: 'SDK',
      RetryCount: '0',
    };
  };

  const url = () => `${chat.gateway.origin}/webhooks/twilio`;
  const sign = (parameters: Record<string, string>, address = url()) =>
    twilio.getExpectedTwilioSignature(chat.emulator.emulator.config.authToken, address, parameters);

  const post = (
    parameters: Record<string, string> | string,
    options: { readonly signature?: string; readonly search?: string; readonly contentType?: string } = {},
  ) =>
    fetch(`${url()}${options.search ?? ''}`, {
      method: 'POST',
      headers: {
        'content-type': options.contentType ?? 'application/x-www-form-urlencoded; charset=utf-8',
        ...(options.signature === undefined ? {} : { 'x-twilio-signature': options.signature }),
      },
      body: typeof parameters === 'string' ? parameters : new URLSearchParams(parameters).toString(),
    });

  it('that is signed is answered with an empty 200, whoever listens', async () => {
    const parameters = messageAdded();

    const response = await post(parameters, { signature: sign(parameters) });

    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  it('that repeats another is answered with 200, too', async () => {
    const parameters = messageAdded();
    const signature = sign(parameters);
    await post(parameters, { signature });

    const response = await post(parameters, { signature });

    expect(response.status).toBe(200);
  });

  it('of an unknown kind is answered with 200', async () => {
    const parameters = { ...messageAdded(), EventType: 'onConversationDanced' };

    expect((await post(parameters, { signature: sign(parameters) })).status).toBe(200);
  });

  it.each<[string, () => Promise<Response>, number]>([
    ['without a signature', () => post(messageAdded()), 403],
    [
      'with a wrong signature',
      () => post(messageAdded(), { signature: 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=' }),
      403,
    ],
    [
      'with the right signature of another content',
      () => post({ ...messageAdded(), Body: 'forged' }, { signature: sign(messageAdded()) }),
      403,
    ],
    [
      'signed over the address in its own Host header',
      () => {
        const parameters = messageAdded();
        return post(parameters, {
          signature: sign(parameters, url().replace('127.0.0.1', 'attacker.example')),
        });
      },
      403,
    ],
    [
      'with parameters moved into its address',
      () => {
        const { Body, ...parameters } = messageAdded();
        const search = `?Body=${Body}`;
        return post(parameters, { search, signature: sign(parameters, `${url()}${search}`) });
      },
      403,
    ],
    [
      'of another account',
      () => {
        const parameters = { ...messageAdded(), AccountSid: `AC${digits('9')}` };
        return post(parameters, { signature: sign(parameters) });
      },
      403,
    ],
    [
      'of another service',
      () => {
        const parameters = { ...messageAdded(), ChatServiceSid: `IS${digits('9')}` };
        return post(parameters, { signature: sign(parameters) });
      },
      403,
    ],
    [
      'with an index that is no number',
      () => {
        const parameters = { ...messageAdded(), Index: 'many' };
        return post(parameters, { signature: sign(parameters) });
      },
      400,
    ],
    [
      'with a repeated parameter',
      () => {
        const parameters = messageAdded();
        return post(`${new URLSearchParams(parameters).toString()}&Body=${parameters['Body']}`, {
          signature: sign(parameters),
        });
      },
      400,
    ],
    ['of another content type', () => post('{}', { contentType: 'application/json', signature: 'x' }), 415],
    [
      'over 256 KB',
      () => {
        const parameters = { ...messageAdded(), Body: 'x'.repeat(262_144) };
        return post(parameters, { signature: sign(parameters) });
      },
      413,
    ],
    ['by GET', () => fetch(url()), 405],
  ])('%s is refused with a reason', async (_what, send, status) => {
    const response = await send();

    expect(response.status).toBe(status);
    const reason = await response.text();
    expect(reason).not.toBe('');
    expect(reason).not.toMatch(/hello|forged|emulator-auth-token| at .*\.ts/);
  });

  it('that is forged reaches nobody', async () => {
    const { conversation } = await chat.bob.data('Thread', { id: chat.id });
    const events = chat.bob.subscribe('ConversationEvents', {
      conversationId: chat.id,
      after: conversation.eventsCursor,
    });
    await post({ ...messageAdded(), Body: 'forged' }, { signature: sign(messageAdded()) });
    await chat.alice.data('SendMessage', { input: { conversationId: chat.id, body: 'true' } });

    await events.waitFor((event) => event.__typename === 'MessageAdded' && event.message.body === 'true');

    expect(JSON.stringify(events.events)).not.toContain('forged');
  });

  it('is counted by what became of it', async () => {
    const metrics = await readMetrics(chat.gateway.origin);

    for (const outcome of ['accepted', 'repeated', 'unknown', 'forged', 'malformed']) {
      expect(metrics).toMatch(new RegExp(`webhooks_total\\{outcome="${outcome}"\\} [1-9]`));
    }
  });
});
