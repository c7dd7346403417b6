import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../../src/errors.ts';
import { setUp } from './receiver-setup.ts';
import {
  authToken,
  conversationSid,
  headersOf,
  messageAdded,
  sidOf,
  sign,
  signedRequest,
} from './signed-request.ts';

describe('createWebhookReceiver', () => {
  it('publishes a signed message and answers 200 without a body', async () => {
    const { receive, published, counted } = setUp();

    const answer = await receive(signedRequest(messageAdded()));

    expect(answer).toEqual({ status: 200, headers: {}, body: '' });
    expect(published).toMatchObject([{ kind: 'MessageAdded', conversationSid, message: { body: 'hello' } }]);
    expect(await counted()).toEqual({ accepted: 1 });
  });

  it('counts a webhook as late that comes more than 10 seconds after what it tells of', async () => {
    const { receive, clock, metrics } = setUp();
    const late = async () => (await metrics.webhooksLate.get()).values[0]?.value;
    clock.advance(Date.parse('2026-01-02T03:04:15.678Z') - clock.now());

    await receive(signedRequest(messageAdded()));
    expect(await late()).toBe(0);
    clock.advance(1);
    await receive(signedRequest(messageAdded({ MessageSid: sidOf('IM', 99) })));

    expect(await late()).toBe(1);
  });

  it('refuses to be built without an auth token, with an empty one or with three', () => {
    for (const authTokens of [[], [''], ['  '], [authToken, ''], ['a', 'b', 'c']])
      expect(() => setUp({ authTokens })).toThrow(GatewayError);
  });

  it('refuses to be built with a public URL that is not absolute', () => {
    for (const url of ['', '/webhooks/twilio', 'chat.example.com/webhooks/twilio', 'ftp://chat.example.com/'])
      expect(() => setUp({ publicUrl: url })).toThrow(GatewayError);
  });
});

describe('the gates before the signature', () => {
  it('answers 405 and names POST to any other method', async () => {
    const { receive, published, counted } = setUp();

    const answer = await receive(signedRequest(messageAdded(), { method: 'GET' }));

    expect(answer).toMatchObject({ status: 405, headers: { allow: 'POST' } });
    expect(published).toEqual([]);
    expect(await counted()).toEqual({ refused: 1 });
  });

  it.each([
    undefined,
    'application/json',
    'text/plain',
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencoded; charset=iso-8859-1',
    'application/x-www-form-urlencoded; charset=utf-8; x=y',
    'application/x-www-form-urlencoded-not',
  ])('answers 415 to the content type %s', async (contentType) => {
    const { receive } = setUp();
    const headers = new Map(headersOf({ 'x-twilio-signature': sign(messageAdded()) }));
    if (contentType === undefined) headers.delete('content-type');
    else headers.set('content-type', contentType);

    const answer = await receive(signedRequest(messageAdded(), { headers }));

    expect(answer.status).toBe(415);
  });

  it.each([
    'application/x-www-form-urlencoded',
    'APPLICATION/X-WWW-FORM-URLENCODED; Charset=UTF-8',
    'application/x-www-form-urlencoded;charset="utf-8"',
  ])('takes the content type %s', async (contentType) => {
    const { receive } = setUp();
    const headers = headersOf({
      'content-type': contentType,
      'x-twilio-signature': sign(messageAdded()),
    });

    const answer = await receive(signedRequest(messageAdded(), { headers }));

    expect(answer.status).toBe(200);
  });

  it('takes a body of exactly the limit and answers 413 to one byte more', async () => {
    const request = signedRequest(messageAdded());
    const fits = setUp({ limits: { bodyBytesMax: request.body.length } });
    const tooSmall = setUp({ limits: { bodyBytesMax: request.body.length - 1 } });

    const taken = await fits.receive(request);
    const refused = await tooSmall.receive(request);

    expect(taken.status).toBe(200);
    expect(refused.status).toBe(413);
  });

  it('takes the largest message that Twilio allows: 32 KB of letters outside ASCII', async () => {
    const { receive, published } = setUp();
    const parameters = messageAdded({ Body: 'é'.repeat(16_384) });

    const answer = await receive(signedRequest(parameters));

    expect(answer.status).toBe(200);
    expect(published).toHaveLength(1);
  });

  it('takes a signed form of 100 parameters and answers 400 to one of 101', async () => {
    const { receive } = setUp();
    const plain = messageAdded();
    const missing = 100 - Object.keys(plain).length;
    const padding = Array.from({ length: missing }, (_, number) => [`Extra${number}`, '1']);
    const hundred = { ...plain, ...Object.fromEntries(padding) };

    const taken = await receive(signedRequest(hundred));
    const refused = await receive(signedRequest({ ...hundred, OneMore: '1' }));

    expect(taken.status).toBe(200);
    expect(refused.status).toBe(400);
  });

  it.each([
    ['a malformed escape', Buffer.from('Body=%zz')],
    ['an escape that is not UTF-8', Buffer.from('Body=%ff')],
    ['bytes that are not UTF-8', Buffer.from([0x42, 0x3d, 0xff])],
  ])('answers 400 to %s', async (_, body) => {
    const { receive, counted } = setUp();

    const answer = await receive(signedRequest(messageAdded(), { body }));

    expect(answer.status).toBe(400);
    expect(await counted()).toEqual({ malformed: 1 });
  });
});

describe('the account and the service', () => {
  it.each([
    ['another account', { AccountSid: sidOf('AC', 2) }],
    ['no account', { AccountSid: undefined }],
    ['another service', { ChatServiceSid: sidOf('IS', 2) }],
  ])('answers 403 to a signed webhook of %s', async (_, changes) => {
    const { receive, published, counted } = setUp();

    const answer = await receive(signedRequest(messageAdded(changes)));

    expect(answer.status).toBe(403);
    expect(published).toEqual([]);
    expect(await counted()).toEqual({ foreign: 1 });
  });

  it('takes a webhook that names no service, as Twilio sends some', async () => {
    const { receive, published } = setUp();

    await receive(signedRequest(messageAdded({ ChatServiceSid: undefined })));

    expect(published).toHaveLength(1);
  });

  it('takes any service of the account while its own is not known yet', async () => {
    const { receive, published } = setUp({ chatServiceSid: () => undefined });

    await receive(signedRequest(messageAdded({ ChatServiceSid: sidOf('IS', 9) })));

    expect(published).toHaveLength(1);
  });
});
