import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import { silentLog } from '../../../src/log.ts';
import { createMetrics } from '../../../src/metrics.ts';
import type { ConversationsApi } from '../../../src/upstream/conversations-api.ts';
import { readPolicy } from '../../../src/upstream/retry-policy.ts';
import { createTwilioApi, type TwilioApi, type TwilioApiOptions } from '../../../src/upstream/twilio-api.ts';
import {
  accountSid,
  conversationPayload,
  messagePayload,
  pagePayload,
  participantPayload,
  rolePayload,
  serviceConfigurationPayload,
  serviceSid,
  userConversationPayload,
  userPayload,
  webhookConfigurationPayload,
} from './twilio-payloads.ts';
import {
  type SeenRequest,
  type ServerAnswer,
  startTwilioServer,
  type TwilioServer,
} from './twilio-server.ts';

const authToken = 'canary-auth-token';
const conversationSid = conversationPayload.sid;
const message = { conversationSid, sid: messagePayload.sid };
const member = { conversationSid, participant: 'alice' };
const view = { identity: 'alice', conversation: conversationSid };

let server: TwilioServer;
let api: TwilioApi;

beforeEach(async () => {
  server = await startTwilioServer();
  server.answerWith(answerAsTwilio);
  api = createApi();
});

afterEach(async () => {
  await api.close();
  await server.close();
});

function createApi(more: Partial<TwilioApiOptions> = {}): TwilioApi {
  return createTwilioApi({
    accountSid,
    authToken,
    chatServiceSid: serviceSid,
    baseUrl: server.baseUrl,
    clock: systemClock,
    random: () => 0,
    log: silentLog,
    metrics: createMetrics(),
    ...more,
  });
}

/** The shortest Twilio that answers every operation: by the last noun of the path, lists for reads without a key. */
function answerAsTwilio({ method, url }: SeenRequest): ServerAnswer {
  if (method === 'DELETE') return { status: 204, json: null };
  const segments = url.split('?')[0]?.split('/').slice(4) ?? [];
  const noun = segments.findLast((segment) => segment in resources) ?? '';
  const payload =
    noun === 'Conversations' && segments[0] === 'Users' ? userConversationPayload : resources[noun];
  const isList = method === 'GET' && segments.at(-1) === noun && noun in listKeys;
  const json = isList ? pagePayload(listKeys[noun] ?? '', [payload], null) : payload;
  return { status: method === 'POST' ? 201 : 200, json };
}

const resources: Record<string, unknown> = {
  Conversations: conversationPayload,
  ConversationWithParticipants: conversationPayload,
  Messages: messagePayload,
  Participants: participantPayload,
  Users: userPayload,
  Roles: rolePayload,
  Configuration: serviceConfigurationPayload,
  Webhooks: webhookConfigurationPayload,
};
const listKeys: Record<string, string> = {
  Conversations: 'conversations',
  Messages: 'messages',
  Participants: 'participants',
  Users: 'users',
  Roles: 'roles',
};

type Operation = {
  readonly name: keyof ConversationsApi;
  readonly run: () => Promise<unknown>;
  readonly sent: string;
};

const reads: readonly Operation[] = [
  {
    name: 'getConversation',
    run: () => api.getConversation(conversationSid),
    sent: 'GET /Conversations/{CH}',
  },
  { name: 'listConversations', run: () => api.listConversations({}), sent: 'GET /Conversations' },
  {
    name: 'listMessages',
    run: () => api.listMessages({ conversationSid, order: 'desc', pageSize: 20 }),
    sent: 'GET /Conversations/{CH}/Messages?Order=desc&PageSize=20',
  },
  { name: 'getMessage', run: () => api.getMessage(message), sent: 'GET /Conversations/{CH}/Messages/{IM}' },
  {
    name: 'listParticipants',
    run: () => api.listParticipants({ conversationSid, pageToken: 'PTa+/=' }),
    sent: 'GET /Conversations/{CH}/Participants?PageToken=PTa%2B%2F%3D',
  },
  {
    name: 'getParticipant',
    run: () => api.getParticipant(member),
    sent: 'GET /Conversations/{CH}/Participants/alice',
  },
  {
    name: 'listUserConversations',
    run: () => api.listUserConversations({ identity: 'alice' }),
    sent: 'GET /Users/alice/Conversations',
  },
  {
    name: 'getUserConversation',
    run: () => api.getUserConversation(view),
    sent: 'GET /Users/alice/Conversations/{CH}',
  },
  { name: 'getUser', run: () => api.getUser('alice'), sent: 'GET /Users/alice' },
  { name: 'listRoles', run: () => api.listRoles({ pageSize: 50 }), sent: 'GET /Roles?PageSize=50' },
  { name: 'getServiceConfiguration', run: () => api.getServiceConfiguration(), sent: 'GET /Configuration' },
  {
    name: 'getWebhookConfiguration',
    run: () => api.getWebhookConfiguration(),
    sent: 'GET /Configuration/Webhooks',
  },
];

const announcedWrites: readonly Operation[] = [
  { name: 'createConversation', run: () => api.createConversation({}), sent: 'POST /Conversations' },
  {
    name: 'createConversationWithParticipants',
    run: () => api.createConversationWithParticipants({ changes: {}, participants: [{ identity: 'alice' }] }),
    sent: 'POST /ConversationWithParticipants',
  },
  {
    name: 'updateConversation',
    run: () => api.updateConversation(conversationSid, { state: 'closed' }),
    sent: 'POST /Conversations/{CH}',
  },
  {
    name: 'deleteConversation',
    run: () => api.deleteConversation(conversationSid),
    sent: 'DELETE /Conversations/{CH}',
  },
  {
    name: 'createMessage',
    run: () => api.createMessage(conversationSid, { body: 'Hello' }),
    sent: 'POST /Conversations/{CH}/Messages',
  },
  {
    name: 'updateMessage',
    run: () => api.updateMessage(message, { body: 'Bye' }),
    sent: 'POST /Conversations/{CH}/Messages/{IM}',
  },
  {
    name: 'deleteMessage',
    run: () => api.deleteMessage(message),
    sent: 'DELETE /Conversations/{CH}/Messages/{IM}',
  },
  {
    name: 'createParticipant',
    run: () => api.createParticipant(conversationSid, { identity: 'alice' }),
    sent: 'POST /Conversations/{CH}/Participants',
  },
  {
    name: 'updateParticipant',
    run: () => api.updateParticipant(member, { lastReadMessageIndex: 3 }),
    sent: 'POST /Conversations/{CH}/Participants/alice',
  },
  {
    name: 'deleteParticipant',
    run: () => api.deleteParticipant(member),
    sent: 'DELETE /Conversations/{CH}/Participants/alice',
  },
  { name: 'createUser', run: () => api.createUser('alice', {}), sent: 'POST /Users' },
  {
    name: 'updateUser',
    run: () => api.updateUser('alice', { friendlyName: 'Al' }),
    sent: 'POST /Users/alice',
  },
];

/** Writes for which Twilio has no webhook header. */
const silentWrites: readonly Operation[] = [
  {
    name: 'updateUserConversation',
    run: () => api.updateUserConversation(view, { notificationLevel: 'muted' }),
    sent: 'POST /Users/alice/Conversations/{CH}',
  },
  {
    name: 'updateWebhookConfiguration',
    run: () =>
      api.updateWebhookConfiguration({ postWebhookUrl: 'https://example.com', filters: ['onMessageAdded'] }),
    sent: 'POST /Configuration/Webhooks',
  },
];

const sidsBySign = { CH: conversationSid, IM: messagePayload.sid };

function sentLine({ method, url }: SeenRequest): string {
  const path = url.replace(`/v1/Services/${serviceSid}`, '');
  return Object.entries(sidsBySign).reduce(
    (line, [sign, sid]) => line.replace(sid, `{${sign}}`),
    `${method} ${path}`,
  );
}

describe('an operation', () => {
  it.each([...reads, ...announcedWrites, ...silentWrites])(
    '$name is one request: $sent',
    async ({ run, sent }) => {
      await run();

      expect(server.requests.map(sentLine)).toEqual([sent]);
    },
  );

  it('is on this list, whichever the interface has', () => {
    const listed = [...reads, ...announcedWrites, ...silentWrites].map(({ name }) => name).toSorted();
    const { ready: _ready, reconfigure: _reconfigure, close: _close, ...operations } = api;

    expect(listed).toEqual(Object.keys(operations).toSorted());
  });

  it.each(announcedWrites)('$name asks Twilio to send its webhook', async ({ run }) => {
    await run();

    expect(server.requests[0]?.headers['x-twilio-webhook-enabled']).toBe('true');
  });

  it('carries the credentials as basic auth', async () => {
    await api.getConversation(conversationSid);

    const [scheme, text = ''] = server.requests[0]?.headers.authorization?.split(' ') ?? [];
    expect([scheme, Buffer.from(text, 'base64').toString()]).toEqual(['Basic', `${accountSid}:${authToken}`]);
  });

  it('uses the API key where there is one', async () => {
    const keyed = createApi({ apiKeySid: 'SK1', apiKeySecret: 'key-secret' });
    await keyed.getConversation(conversationSid);
    await keyed.close();

    const text = server.requests[0]?.headers.authorization?.split(' ')[1] ?? '';
    expect(Buffer.from(text, 'base64').toString()).toBe('SK1:key-secret');
  });

  it('says who sends it, in the words of the SDK and ours', async () => {
    await api.getConversation(conversationSid);

    expect(server.requests[0]?.headers['user-agent']).toMatch(
      /^twilio-node\/\d+\.\d+\.\d+ \(\S+ \S+\) node\/v\d+\.\d+\.\d+ twilio-conversations-graphql$/,
    );
  });

  it('reuses connections: twenty after one another need no more than two', async () => {
    for (let count = 0; count < 20; count += 1) await api.getConversation(conversationSid);

    expect(server.connections()).toBeLessThanOrEqual(2);
  });
});

describe('names in paths', () => {
  it.each(['a#b', 'ü/?', 'a b+c', '%2e%2e', '../..', 'x;y=1,z', "it's (me)!"])(
    'reach Twilio as they are: %s',
    async (identity) => {
      await api.getUser(identity);

      const [, encoded = ''] = server.requests[0]?.url.split('/Users/') ?? [];
      expect(decodeURIComponent(encoded)).toBe(identity);
      expect(encoded).not.toMatch(/[/?#+ ]/);
    },
  );

  it.each(['', '.', '..', 'x'.repeat(513), 'half \ud83d'])(
    'that can name nothing are NOT_FOUND unasked: %j',
    async (key) => {
      await expect(api.getConversation(key)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect(server.requests).toHaveLength(0);
    },
  );
});

describe('a form', () => {
  it('carries texts unharmed and attributes as JSON', async () => {
    const body = 'a b+c&d=e %20 ü 🎉\nnew line';

    await api.createMessage(conversationSid, { body, author: 'alice', attributes: { mood: ['ü', 1, null] } });

    expect(Object.fromEntries(server.requests[0]?.form ?? [])).toEqual({
      Body: body,
      Author: 'alice',
      Attributes: '{"mood":["ü",1,null]}',
    });
  });

  it('puts the sign for what cannot be read in the place of half a character', async () => {
    await api.createMessage(conversationSid, { body: 'half \ud83d' });

    expect(server.requests[0]?.form.get('Body')).toBe('half \ufffd');
  });

  it('unsets the read horizon with an empty value', async () => {
    await api.updateParticipant(member, { lastReadMessageIndex: null });

    expect([...(server.requests[0]?.form ?? [])]).toEqual([['LastReadMessageIndex', '']]);
  });

  it('repeats the key of a list', async () => {
    const filters = ['onMessageAdded', 'onMessageUpdated'];

    await api.updateWebhookConfiguration({ postWebhookUrl: 'https://example.com/hook', filters });

    expect(server.requests[0]?.form.getAll('Filters')).toEqual(filters);
  });

  it('gives the participants of a new conversation as JSON in snake case', async () => {
    await api.createConversationWithParticipants({
      changes: { friendlyName: 'Two', timers: { closed: 'P1D' } },
      participants: [
        { identity: 'alice', attributes: { a: 1 }, roleSid: 'RL1' },
        { messagingBinding: { address: '+15558675310', proxyAddress: '+15017122661' } },
      ],
    });

    const form = server.requests[0]?.form;
    expect(form?.get('Timers.Closed')).toBe('P1D');
    expect(form?.getAll('Participant').map((text): unknown => JSON.parse(text))).toEqual([
      { identity: 'alice', attributes: '{"a":1}', role_sid: 'RL1' },
      { messaging_binding: { address: '+15558675310', proxy_address: '+15017122661' } },
    ]);
  });
});

describe('the service', () => {
  it('is learnt once from the account where none is configured, however many ask at once', async () => {
    const unconfigured = createApi({ chatServiceSid: undefined });
    server.answerWith((request) =>
      request.url === '/v1/Configuration'
        ? { status: 200, json: { default_chat_service_sid: serviceSid } }
        : answerAsTwilio(request),
    );

    await Promise.all([unconfigured.getUser('alice'), unconfigured.getUser('bob'), unconfigured.ready()]);
    await unconfigured.close();

    const urls = server.requests.map(({ url }) => url);
    expect(urls.filter((url) => url === '/v1/Configuration')).toHaveLength(1);
    expect(urls.filter((url) => url.startsWith(`/v1/Services/${serviceSid}/Users/`))).toHaveLength(2);
  });

  it('is asked for again after the question failed', async () => {
    const unconfigured = createApi({ chatServiceSid: undefined });
    server.answerWith(() => ({ status: 401, json: { code: 20003, status: 401 } }));
    await expect(unconfigured.ready()).rejects.toMatchObject({ code: 'UPSTREAM_AUTHENTICATION_FAILED' });
    server.answerWith(() => ({ status: 200, json: { default_chat_service_sid: serviceSid } }));

    await expect(unconfigured.ready()).resolves.toBeUndefined();
    await unconfigured.close();
  });

  it('is proven by one call where it is configured', async () => {
    await api.ready();

    expect(server.requests.map(sentLine)).toEqual(['GET /Configuration']);
  });
});

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
    server.answerWith(() => answer);

    await expect(api.getConversation(conversationSid)).rejects.toMatchObject({ code });
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
    server.answerWith(() => answer);

    await expect(api.listMessages({ conversationSid, order: 'asc' })).rejects.toMatchObject({
      code: 'UPSTREAM_INVALID_RESPONSE',
    });
  });

  it('over 8 MB is refused', async () => {
    server.answerWith(() => ({
      status: 200,
      json: { ...conversationPayload, friendly_name: 'x'.repeat(8_388_608) },
    }));

    await expect(api.getConversation(conversationSid)).rejects.toMatchObject({
      code: 'UPSTREAM_INVALID_RESPONSE',
    });
  });

  it('to a message that was sent leaves it unknown, and is not asked for twice', async () => {
    server.answerWith(() => 'reset');

    await expect(api.createMessage(conversationSid, { body: 'Hello' })).rejects.toMatchObject({
      code: 'DELIVERY_UNKNOWN',
    });
    expect(server.requests).toHaveLength(1);
  });

  it('because nobody listens is UPSTREAM_UNAVAILABLE also for a message: it never left', async () => {
    await server.close();

    await expect(api.createMessage(conversationSid, { body: 'Hello' })).rejects.toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
    });
  });

  it('in time is UPSTREAM_TIMEOUT', async () => {
    const impatient = createApi({
      limits: { policies: { read: { ...readPolicy, attemptTimeoutMs: 30, totalTimeoutMs: 80 } } },
    });
    server.answerWith(() => 'silence');

    await expect(impatient.getConversation(conversationSid)).rejects.toMatchObject({
      code: 'UPSTREAM_TIMEOUT',
    });
    await impatient.close();
  });
});

describe('a caller who gives up', () => {
  it('gets its own reason, and the request is cut', async () => {
    server.answerWith(() => 'silence');
    const controller = new AbortController();
    const reason = new Error('closed the tab');
    const outcome = expect(api.getConversation(conversationSid, { signal: controller.signal })).rejects.toBe(
      reason,
    );
    await expect.poll(() => server.requests.length).toBe(1);

    controller.abort(reason);

    await outcome;
  });

  it('sends nothing when it gave up before', async () => {
    const reason = new Error('gone');

    await expect(api.getConversation(conversationSid, { signal: AbortSignal.abort(reason) })).rejects.toBe(
      reason,
    );
    expect(server.requests).toHaveLength(0);
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
    server.answerWith(() => answer);

    const error: unknown = await api
      .createMessage(conversationSid, { body: '+15558675310' })
      .catch((thrown) => thrown);

    const shown = `${inspect(error, { depth: 10, showHidden: true })}${JSON.stringify(error)}`;
    const basic = Buffer.from(`${accountSid}:${authToken}`).toString('base64');
    const secrets = [authToken, basic, '+15558675310', server.baseUrl, new URL(server.baseUrl).host];
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
    expect(() => createApi(more)).toThrow(expect.objectContaining({ code: 'CONFIGURATION_INVALID' }));
  });
});
