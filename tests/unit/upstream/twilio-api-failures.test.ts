import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readPolicy } from '../../../src/upstream/retry-policy.ts';
import { authToken, conversationSid, useTwilio } from './twilio-api-setup.ts';
import { accountSid, conversationPayload, messagePayload, pagePayload } from './twilio-payloads.ts';
import type { ServerAnswer } from './twilio-server.ts';

const twilio = useTwilio();

describe('an answer that is none', () => {
  it.each([
    {
      name: 'HTML with 200',
      answer: { status: 200, html: '<html>hotel</html>' },
      code: 'UPSTREAM_INVALID_RESPONSE',
    },
    { name: 'an array', answer: { status: 200, json: [] }, code: 'UPSTREAM_INVALID_RESPONSE' },
    { name: 'an empty object', answer: { status: 200, json: {} }, code: 'UPSTREAM_INVALID_RESPONSE' },
    { name: 'a redirect', answer: { status: 307, html: '' }, code: 'UPSTREAM_INVALID_RESPONSE' },
    {
      name: 'HTML with 503',
      answer: { status: 503, html: '<html>down</html>' },
      code: 'UPSTREAM_UNAVAILABLE',
    },
    { name: 'a reset', answer: 'reset', code: 'UPSTREAM_UNAVAILABLE' },
  ] as const)('$name is $code for a read', async ({ answer, code }) => {
    twilio.server.answerWith(() => answer);

    await expect(twilio.api.getConversation(conversationSid)).rejects.toMatchObject({ code });
  });

  it.each([
    { name: 'a list without rows', answer: { status: 200, json: { meta: { key: 'messages' } } } },
    { name: 'a list under another key', answer: { status: 200, json: pagePayload('things', [], null) } },
    { name: 'a list with 201', answer: { status: 201, json: pagePayload('messages', [], null) } },
    {
      name: 'a list with a row that is null',
      answer: { status: 200, json: pagePayload('messages', [null], null) },
    },
  ])('$name is UPSTREAM_INVALID_RESPONSE', async ({ answer }) => {
    twilio.server.answerWith(() => answer);

    await expect(twilio.api.listMessages({ conversationSid, order: 'asc' })).rejects.toMatchObject({
      code: 'UPSTREAM_INVALID_RESPONSE',
    });
  });

  it('over 8 MB is refused', async () => {
    twilio.server.answerWith(() => ({
      status: 200,
      json: { ...conversationPayload, friendly_name: 'x'.repeat(8_388_608) },
    }));

    await expect(twilio.api.getConversation(conversationSid)).rejects.toMatchObject({
      code: 'UPSTREAM_INVALID_RESPONSE',
    });
  });

  it('to a message that was sent leaves it unknown, and is not asked for twice', async () => {
    twilio.server.answerWith(() => 'reset');

    await expect(twilio.api.createMessage(conversationSid, { body: 'Hello' })).rejects.toMatchObject({
      code: 'DELIVERY_UNKNOWN',
    });
    expect(twilio.server.requests).toHaveLength(1);
  });

  it('because nobody listens is UPSTREAM_UNAVAILABLE also for a message: it never left', async () => {
    await twilio.server.close();

    await expect(twilio.api.createMessage(conversationSid, { body: 'Hello' })).rejects.toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
    });
  });

  it('in time is UPSTREAM_TIMEOUT', async () => {
    const impatient = twilio.createApi({
      limits: { policies: { read: { ...readPolicy, attemptTimeoutMs: 30, totalTimeoutMs: 80 } } },
    });
    twilio.server.answerWith(() => 'silence');

    await expect(impatient.getConversation(conversationSid)).rejects.toMatchObject({
      code: 'UPSTREAM_TIMEOUT',
    });
    await impatient.close();
  });
});

describe('a caller who gives up', () => {
  it('gets its own reason, and the request is cut', async () => {
    twilio.server.answerWith(() => 'silence');
    const controller = new AbortController();
    const reason = new Error('closed the tab');
    const outcome = expect(
      twilio.api.getConversation(conversationSid, { signal: controller.signal }),
    ).rejects.toBe(reason);
    await expect.poll(() => twilio.server.requests.length).toBe(1);

    controller.abort(reason);

    await outcome;
  });

  it('sends nothing when it gave up before', async () => {
    const reason = new Error('gone');

    await expect(
      twilio.api.getConversation(conversationSid, { signal: AbortSignal.abort(reason) }),
    ).rejects.toBe(reason);
    expect(twilio.server.requests).toHaveLength(0);
  });
});

describe('no failure', () => {
  const failures: readonly { readonly name: string; readonly answer: ServerAnswer }[] = [
    {
      name: 'a refusal',
      answer: { status: 400, json: { code: 50407, message: '+15558675310 is bad', status: 400 } },
    },
    {
      name: 'wrong credentials',
      answer: { status: 401, json: { code: 20003, message: 'Authenticate', status: 401 } },
    },
    { name: 'HTML', answer: { status: 500, html: '<html>+15558675310</html>' } },
    { name: 'a reset', answer: 'reset' },
    {
      name: 'a broken payload',
      answer: {
        status: 200,
        json: { ...messagePayload, body: '+15558675310', date_created: '+15558675310' },
      },
    },
  ];

  it.each(failures)('such as $name shows credentials, addresses or the host', async ({ answer }) => {
    twilio.server.answerWith(() => answer);

    const error: unknown = await twilio.api
      .createMessage(conversationSid, { body: '+15558675310' })
      .catch((thrown) => thrown);

    const shown = `${inspect(error, { depth: 10, showHidden: true })}${JSON.stringify(error)}`;
    const basic = Buffer.from(`${accountSid}:${authToken}`).toString('base64');
    const secrets = [
      authToken,
      basic,
      '+15558675310',
      twilio.server.baseUrl,
      new URL(twilio.server.baseUrl).host,
    ];
    expect(secrets.filter((secret) => shown.includes(secret))).toEqual([]);
  });
});

describe('credentials', () => {
  it.each([
    { name: 'no token and no key', more: { authToken: undefined } },
    { name: 'a key without its secret', more: { authToken: undefined, apiKeySid: 'SK1' } },
    { name: 'an account sid of another kind', more: { accountSid: 'SK1' } },
    { name: 'a base URL that is none', more: { baseUrl: 'conversations' } },
  ])('that are incomplete are refused at once: $name', ({ more }) => {
    expect(() => twilio.createApi(more)).toThrow(expect.objectContaining({ code: 'CONFIGURATION_INVALID' }));
  });
});
