import { describe, expect, it } from 'vitest';
import type { Log } from '../../../src/log.ts';
import { setUp } from './receiver-setup.ts';
import {
  accountSid,
  authToken,
  chatServiceSid,
  conversationSid,
  defined,
  formBody,
  headersOf,
  messageAdded,
  messageSid,
  participantSid,
  publicUrl,
  sidOf,
  sign,
  signedRequest,
} from './signed-request.ts';

describe('the signature', () => {
  it.each([
    ['no signature', headersOf({})],
    ['an empty signature', headersOf({ 'x-twilio-signature': '' })],
    [
      'a signature over another body',
      headersOf({ 'x-twilio-signature': sign(messageAdded({ Body: 'bye' })) }),
    ],
    [
      'a signature made with another token',
      headersOf({ 'x-twilio-signature': sign(messageAdded(), { authToken: 'f'.repeat(32) }) }),
    ],
    [
      'a signature over http instead of https',
      headersOf({ 'x-twilio-signature': sign(messageAdded(), { url: publicUrl.replace('https', 'http') }) }),
    ],
  ])('answers 403 to %s and publishes nothing', async (_, headers) => {
    const { receive, published, counted } = setUp();

    const answer = await receive(signedRequest(messageAdded(), { headers }));

    expect(answer.status).toBe(403);
    expect(published).toEqual([]);
    expect(await counted()).toEqual({ forged: 1 });
  });

  it('does not look at Host and forwarding headers', async () => {
    const { receive } = setUp();
    const evilUrl = 'https://evil.example.com/webhooks/twilio';
    const headers = headersOf({
      host: 'evil.example.com',
      'x-forwarded-host': 'evil.example.com',
      'x-forwarded-proto': 'https',
      'x-twilio-signature': sign(messageAdded(), { url: evilUrl }),
    });

    const answer = await receive(signedRequest(messageAdded(), { headers }));

    expect(answer.status).toBe(403);
  });

  it('takes either of two auth tokens while they are rotated', async () => {
    const secondary = 'fedcba9876543210fedcba9876543210';
    const { receive } = setUp({ authTokens: [authToken, secondary] });
    const parameters = messageAdded({ Index: '5' });
    const headers = headersOf({ 'x-twilio-signature': sign(parameters, { authToken: secondary }) });

    const first = await receive(signedRequest(messageAdded()));
    const second = await receive(signedRequest(parameters, { headers }));

    expect([first.status, second.status]).toEqual([200, 200]);
  });

  it('tells a forger neither the values nor the expected signature', async () => {
    const lines: string[] = [];
    const write = (message: string, fields?: object) =>
      void lines.push(`${message} ${JSON.stringify(fields ?? {})}`);
    const log: Log = { debug: write, info: write, warn: write, error: write };
    const { receive } = setUp({ log });
    const parameters = messageAdded({ Body: 'canary-body', Author: 'canary-author', Index: 'canary-index' });

    const forged = await receive(
      signedRequest(parameters, { headers: headersOf({ 'x-twilio-signature': 'no' }) }),
    );
    const malformed = await receive(signedRequest(parameters));

    const told = [String(forged.body), String(malformed.body), ...lines].join('\n');
    expect(lines).toHaveLength(2);
    expect(told).toContain('Index is not a whole number.');
    for (const secret of ['canary', authToken, sign(parameters)]) expect(told).not.toContain(secret);
  });
});

describe('alterations that keep a signature valid', () => {
  const media = JSON.stringify([
    { Sid: sidOf('ME', 1), Filename: 'a.jpg', ContentType: 'image/jpeg', Size: 1 },
  ]);
  const participantUpdated = {
    AccountSid: accountSid,
    ConversationSid: conversationSid,
    DateUpdated: '2026-01-02T03:04:05.678Z',
    EventType: 'onParticipantUpdated',
    Identity: 'alice',
    LastReadMessageIndex: '41',
    'MessagingBinding.Type': 'CHAT',
    ParticipantSid: participantSid,
    RetryCount: '0',
  };

  it.each([
    ['a body inside the author', messageAdded(), { Author: 'aliceBodyhello', Body: undefined }],
    ['an author inside the attributes', messageAdded(), { Attributes: '{}Authoralice', Author: undefined }],
    [
      'a service inside the body',
      messageAdded(),
      { Body: `helloChatServiceSid${chatServiceSid}`, ChatServiceSid: undefined },
    ],
    [
      'a retry count inside a participant',
      messageAdded(),
      {
        ParticipantSid: `${participantSid}RetryCount0`,
        RetryCount: undefined,
      },
    ],
    ['media inside an index', messageAdded({ Media: media }), { Index: `4Media${media}`, Media: undefined }],
    ['a part of the author inside its name', messageAdded(), { Authorali: 'ce', Author: undefined }],
    [
      'a part of the body inside its name',
      messageAdded({ Media: media }),
      { Bodyhel: 'lo', Body: undefined },
    ],
    ['the whole body inside its name', messageAdded({ Media: media }), { Bodyhello: '', Body: undefined }],
    ['a part of a name inside its value', messageAdded(), { Attri: 'butes{}', Attributes: undefined }],
    [
      'a read horizon inside the identity',
      participantUpdated,
      {
        Identity: 'aliceLastReadMessageIndex41',
        LastReadMessageIndex: undefined,
      },
    ],
    [
      'a digit of a read horizon inside its name',
      participantUpdated,
      {
        LastReadMessageIndex4: '1',
        LastReadMessageIndex: undefined,
      },
    ],
    [
      'a binding inside a read horizon',
      participantUpdated,
      {
        LastReadMessageIndex: '41MessagingBinding.TypeCHAT',
        'MessagingBinding.Type': undefined,
      },
    ],
  ])('refuses %s', async (_, original, changes) => {
    const { receive, published } = setUp();
    const altered = defined({ ...original, ...changes });
    // The premise: it is another form, and Twilio's own signature of the original holds for it.
    expect(altered).not.toEqual(original);
    expect(sign(altered)).toBe(sign(original));

    const answer = await receive(signedRequest(altered));

    expect(answer.status).toBe(400);
    expect(published).toEqual([]);
  });

  const forgedMessage = `ChatServiceSid${chatServiceSid}ConversationSid${conversationSid}DateCreated2026-01-02T03:04:05.678ZEventTypeonMessageAddedIndex7MessageSid${sidOf('IM', 7)}RetryCount0SourceSDK`;

  it.each([
    [
      'the end of a body in a parameter of its own',
      messageAdded({ Body: 'I owe you Cents' }),
      { Body: 'I owe you ', Cents: '' },
    ],
    [
      'the end of an author in a parameter of its own',
      messageAdded({ Author: 'Anna B' }),
      { Author: 'Anna ', B: '' },
    ],
    [
      'the body of a message with media inside the author',
      messageAdded({ Media: media }),
      { Author: 'aliceBodyhello', Body: undefined },
    ],
    [
      'an author taken from the attributes',
      messageAdded({ Attributes: '{"a":"AuthorbobBodypay"}' }),
      { Attributes: '{"a":"', Author: 'bob', Body: 'pay"}AuthoraliceBodyhello' },
    ],
    [
      'the border between author and body moved to a word of the body',
      messageAdded({ Body: 'my Body' }),
      { Author: 'aliceBodymy ', Body: '' },
    ],
    [
      'a whole message taken from a body',
      messageAdded({ Body: `hello${forgedMessage}` }),
      {
        Body: 'hello',
        Index: '7',
        MessageSid: sidOf('IM', 7),
        ParticipantSid: undefined,
        Source: `SDKChatServiceSid${chatServiceSid}ConversationSid${conversationSid}DateCreated2026-01-02T03:04:05.678ZEventTypeonMessageAddedIndex4MessageSid${messageSid}ParticipantSid${participantSid}RetryCount0SourceSDK`,
      },
    ],
    [
      'who wrote inside a body',
      messageAdded({ ChatServiceSid: undefined, ClientIdentity: 'alice' }),
      { Body: 'helloClientIdentityalice', ClientIdentity: undefined },
    ],
  ])('has %s confirmed before anybody hears of it', async (_, original, changes) => {
    const { receive, published, doubted, counted } = setUp();
    const altered = defined({ ...original, ...changes });
    expect(altered).not.toEqual(original);
    expect(sign(altered)).toBe(sign(original));

    const answer = await receive(signedRequest(altered));

    expect(answer).toMatchObject({ status: 200, body: '' });
    expect(published).toEqual([]);
    expect(doubted).toHaveLength(1);
    expect(await counted()).toEqual({ ambiguous: 1 });
  });

  it.each([
    ['names of parameters without their values', { Body: 'What is an Index, ChatServiceSid or State?' }],
    [
      'names that cannot have stood there',
      { Body: 'Attributes{} and Source and DateCreated2026-01-02T03:04:05Z' },
    ],
    ['names within attributes', { Attributes: '{"Author":"x","Body":"y"}' }],
    ['a parameter that Twilio added since behind a sid', { ContentSid: sidOf('HX', 1) }],
    ['a parameter that Twilio added since behind its source', { Type: 'text' }],
  ])('believes a message with %s', async (_, changes) => {
    const { receive, published, doubted } = setUp();

    await receive(signedRequest(messageAdded(changes)));

    expect(published).toHaveLength(1);
    expect(doubted).toEqual([]);
  });

  it('refuses parameters that were moved into the query of the URL', async () => {
    const url = `${publicUrl}?tenant=1`;
    const { receive, published } = setUp({ publicUrl: url });
    const { AccountSid, ...rest } = messageAdded();
    const signature = sign(messageAdded(), { url });
    const search = `?tenant=1AccountSid${AccountSid}`;
    // The premise: over the URL of the request, which is not the configured one, the signature of the original holds.
    expect(sign(rest, { url: `${publicUrl}${search}` })).toBe(signature);

    const answer = await receive(
      signedRequest(rest, { headers: headersOf({ 'x-twilio-signature': signature }), search }),
    );

    expect(answer.status).toBe(403);
    expect(published).toEqual([]);
  });

  it('refuses parameters that were added to a URL without a query', async () => {
    const { receive, published } = setUp();

    const answer = await receive(signedRequest(messageAdded(), { search: '?Body=bye' }));

    expect(answer.status).toBe(403);
    expect(published).toEqual([]);
  });

  it('accepts exactly the query that the public URL has', async () => {
    const url = `${publicUrl}?tenant=1`;
    const { receive } = setUp({ publicUrl: url });
    const headers = headersOf({ 'x-twilio-signature': sign(messageAdded(), { url }) });
    const request = (search: string) => receive(signedRequest(messageAdded(), { headers, search }));

    const statuses = [];
    for (const search of ['', '?tenant=2', '?tenant=1&x=1', '?tenant=1']) {
      const answer = await request(search);
      statuses.push(answer.status);
    }

    expect(statuses).toEqual([403, 403, 403, 200]);
  });

  it('refuses repeated names, which the signature does not count', async () => {
    const { receive, published, counted } = setUp();
    const parameters = messageAdded();
    const body = formBody([...Object.entries(parameters), ['Body', 'hello']]);

    const answer = await receive(signedRequest(parameters, { body }));

    expect(answer).toMatchObject({ status: 400, body: 'A parameter comes more than once.\n' });
    expect(published).toEqual([]);
    expect(await counted()).toEqual({ malformed: 1 });
  });
});
