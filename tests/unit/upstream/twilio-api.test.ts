import { describe, expect, it } from 'vitest';
import type { ConversationsApi } from '../../../src/upstream/conversations-api.ts';
import { answerAsTwilio, authToken, conversationSid, useTwilio } from './twilio-api-setup.ts';
import { accountSid, messagePayload, serviceSid } from './twilio-payloads.ts';
import type { SeenRequest } from './twilio-server.ts';

const message = { conversationSid, sid: messagePayload.sid };
const member = { conversationSid, participant: 'alice' };
const view = { identity: 'alice', conversation: conversationSid };

const twilio = useTwilio();

type Operation = {
  readonly name: keyof ConversationsApi;
  readonly run: () => Promise<unknown>;
  readonly sent: string;
};

const reads: readonly Operation[] = [
  {
    name: 'getConversation',
    run: () => twilio.api.getConversation(conversationSid),
    sent: 'GET /Conversations/{CH}',
  },
  { name: 'listConversations', run: () => twilio.api.listConversations({}), sent: 'GET /Conversations' },
  {
    name: 'listMessages',
    run: () => twilio.api.listMessages({ conversationSid, order: 'desc', pageSize: 20 }),
    sent: 'GET /Conversations/{CH}/Messages?Order=desc&PageSize=20',
  },
  {
    name: 'getMessage',
    run: () => twilio.api.getMessage(message),
    sent: 'GET /Conversations/{CH}/Messages/{IM}',
  },
  {
    name: 'listParticipants',
    run: () => twilio.api.listParticipants({ conversationSid, pageToken: 'PTa+/=' }),
    sent: 'GET /Conversations/{CH}/Participants?PageToken=PTa%2B%2F%3D',
  },
  {
    name: 'getParticipant',
    run: () => twilio.api.getParticipant(member),
    sent: 'GET /Conversations/{CH}/Participants/alice',
  },
  {
    name: 'listUserConversations',
    run: () => twilio.api.listUserConversations({ identity: 'alice' }),
    sent: 'GET /Users/alice/Conversations',
  },
  {
    name: 'getUserConversation',
    run: () => twilio.api.getUserConversation(view),
    sent: 'GET /Users/alice/Conversations/{CH}',
  },
  { name: 'getUser', run: () => twilio.api.getUser('alice'), sent: 'GET /Users/alice' },
  { name: 'listRoles', run: () => twilio.api.listRoles({ pageSize: 50 }), sent: 'GET /Roles?PageSize=50' },
  {
    name: 'getServiceConfiguration',
    run: () => twilio.api.getServiceConfiguration(),
    sent: 'GET /Configuration',
  },
  {
    name: 'getWebhookConfiguration',
    run: () => twilio.api.getWebhookConfiguration(),
    sent: 'GET /Configuration/Webhooks',
  },
];

const announcedWrites: readonly Operation[] = [
  { name: 'createConversation', run: () => twilio.api.createConversation({}), sent: 'POST /Conversations' },
  {
    name: 'createConversationWithParticipants',
    run: () =>
      twilio.api.createConversationWithParticipants({ changes: {}, participants: [{ identity: 'alice' }] }),
    sent: 'POST /ConversationWithParticipants',
  },
  {
    name: 'updateConversation',
    run: () => twilio.api.updateConversation(conversationSid, { state: 'closed' }),
    sent: 'POST /Conversations/{CH}',
  },
  {
    name: 'deleteConversation',
    run: () => twilio.api.deleteConversation(conversationSid),
    sent: 'DELETE /Conversations/{CH}',
  },
  {
    name: 'createMessage',
    run: () => twilio.api.createMessage(conversationSid, { body: 'Hello' }),
    sent: 'POST /Conversations/{CH}/Messages',
  },
  {
    name: 'updateMessage',
    run: () => twilio.api.updateMessage(message, { body: 'Bye' }),
    sent: 'POST /Conversations/{CH}/Messages/{IM}',
  },
  {
    name: 'deleteMessage',
    run: () => twilio.api.deleteMessage(message),
    sent: 'DELETE /Conversations/{CH}/Messages/{IM}',
  },
  {
    name: 'createParticipant',
    run: () => twilio.api.createParticipant(conversationSid, { identity: 'alice' }),
    sent: 'POST /Conversations/{CH}/Participants',
  },
  {
    name: 'updateParticipant',
    run: () => twilio.api.updateParticipant(member, { lastReadMessageIndex: 3 }),
    sent: 'POST /Conversations/{CH}/Participants/alice',
  },
  {
    name: 'deleteParticipant',
    run: () => twilio.api.deleteParticipant(member),
    sent: 'DELETE /Conversations/{CH}/Participants/alice',
  },
  { name: 'createUser', run: () => twilio.api.createUser('alice', {}), sent: 'POST /Users' },
  {
    name: 'updateUser',
    run: () => twilio.api.updateUser('alice', { friendlyName: 'Al' }),
    sent: 'POST /Users/alice',
  },
];

/** Writes for which Twilio has no webhook header. */
const silentWrites: readonly Operation[] = [
  {
    name: 'updateUserConversation',
    run: () => twilio.api.updateUserConversation(view, { notificationLevel: 'muted' }),
    sent: 'POST /Users/alice/Conversations/{CH}',
  },
  {
    name: 'updateWebhookConfiguration',
    run: () =>
      twilio.api.updateWebhookConfiguration({
        postWebhookUrl: 'https://example.com',
        filters: ['onMessageAdded'],
      }),
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

      expect(twilio.server.requests.map(sentLine)).toEqual([sent]);
    },
  );

  it('is on this list, whichever the interface has', () => {
    const listed = [...reads, ...announcedWrites, ...silentWrites].map(({ name }) => name).toSorted();
    const {
      ready: _ready,
      reconfigure: _reconfigure,
      close: _close,
      keptMembers: _kept,
      ...operations
    } = twilio.api;

    expect(listed).toEqual(Object.keys(operations).toSorted());
  });

  it.each(announcedWrites)('$name asks Twilio to send its webhook', async ({ run }) => {
    await run();

    expect(twilio.server.requests[0]?.headers['x-twilio-webhook-enabled']).toBe('true');
  });

  it('carries the credentials as basic auth', async () => {
    await twilio.api.getConversation(conversationSid);

    const [scheme, text = ''] = twilio.server.requests[0]?.headers.authorization?.split(' ') ?? [];
    expect([scheme, Buffer.from(text, 'base64').toString()]).toEqual(['Basic', `${accountSid}:${authToken}`]);
  });

  it('uses the API key where there is one', async () => {
    const keyed = twilio.createApi({ apiKeySid: 'SK1', apiKeySecret: 'key-secret' });
    await keyed.getConversation(conversationSid);
    await keyed.close();

    const text = twilio.server.requests[0]?.headers.authorization?.split(' ')[1] ?? '';
    expect(Buffer.from(text, 'base64').toString()).toBe('SK1:key-secret');
  });

  it('says who sends it, in the words of the SDK and ours', async () => {
    await twilio.api.getConversation(conversationSid);

    expect(twilio.server.requests[0]?.headers['user-agent']).toMatch(
      /^twilio-node\/\d+\.\d+\.\d+ \(\S+ \S+\) node\/v\d+\.\d+\.\d+ twilio-conversations-graphql$/,
    );
  });

  it('reuses connections: twenty after one another need no more than two', async () => {
    for (let count = 0; count < 20; count += 1) await twilio.api.getConversation(conversationSid);

    expect(twilio.server.connections()).toBeLessThanOrEqual(2);
  });
});

describe('names in paths', () => {
  it.each(['a#b', 'ü/?', 'a b+c', '%2e%2e', '../..', 'x;y=1,z', "it's (me)!"])(
    'reach Twilio as they are: %s',
    async (identity) => {
      await twilio.api.getUser(identity);

      const [, encoded = ''] = twilio.server.requests[0]?.url.split('/Users/') ?? [];
      expect(decodeURIComponent(encoded)).toBe(identity);
      expect(encoded).not.toMatch(/[/?#+ ]/);
    },
  );

  it.each(['', '.', '..', 'x'.repeat(513), 'half \ud83d'])(
    'that can name nothing are NOT_FOUND unasked: %j',
    async (key) => {
      await expect(twilio.api.getConversation(key)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect(twilio.server.requests).toHaveLength(0);
    },
  );
});

describe('a form', () => {
  it('carries texts unharmed and attributes as JSON', async () => {
    const body = 'a b+c&d=e %20 ü 🎉\nnew line';

    await twilio.api.createMessage(conversationSid, {
      body,
      author: 'alice',
      attributes: { mood: ['ü', 1, null] },
    });

    expect(Object.fromEntries(twilio.server.requests[0]?.form ?? [])).toEqual({
      Body: body,
      Author: 'alice',
      Attributes: '{"mood":["ü",1,null]}',
    });
  });

  it('puts the sign for what cannot be read in the place of half a character', async () => {
    await twilio.api.createMessage(conversationSid, { body: 'half \ud83d' });

    expect(twilio.server.requests[0]?.form.get('Body')).toBe('half \ufffd');
  });

  it('unsets the read horizon with an empty value', async () => {
    await twilio.api.updateParticipant(member, { lastReadMessageIndex: null });

    expect([...(twilio.server.requests[0]?.form ?? [])]).toEqual([['LastReadMessageIndex', '']]);
  });

  it('repeats the key of a list', async () => {
    const filters = ['onMessageAdded', 'onMessageUpdated'];

    await twilio.api.updateWebhookConfiguration({ postWebhookUrl: 'https://example.com/hook', filters });

    expect(twilio.server.requests[0]?.form.getAll('Filters')).toEqual(filters);
  });

  it('gives the participants of a new conversation as JSON in snake case', async () => {
    await twilio.api.createConversationWithParticipants({
      changes: { friendlyName: 'Two', timers: { closed: 'P1D' } },
      participants: [
        { identity: 'alice', attributes: { a: 1 }, roleSid: 'RL1' },
        { messagingBinding: { address: '+15558675310', proxyAddress: '+15017122661' } },
      ],
    });

    const form = twilio.server.requests[0]?.form;
    expect(form?.get('Timers.Closed')).toBe('P1D');
    expect(form?.getAll('Participant').map((text): unknown => JSON.parse(text))).toEqual([
      { identity: 'alice', attributes: '{"a":1}', role_sid: 'RL1' },
      { messaging_binding: { address: '+15558675310', proxy_address: '+15017122661' } },
    ]);
  });
});

describe('the service', () => {
  it('is learnt once from the account where none is configured, however many ask at once', async () => {
    const unconfigured = twilio.createApi({ chatServiceSid: undefined });
    twilio.server.answerWith((request) =>
      request.url === '/v1/Configuration'
        ? { status: 200, json: { default_chat_service_sid: serviceSid } }
        : answerAsTwilio(request),
    );

    await Promise.all([unconfigured.getUser('alice'), unconfigured.getUser('bob'), unconfigured.ready()]);
    await unconfigured.close();

    const urls = twilio.server.requests.map(({ url }) => url);
    expect(urls.filter((url) => url === '/v1/Configuration')).toHaveLength(1);
    expect(urls.filter((url) => url.startsWith(`/v1/Services/${serviceSid}/Users/`))).toHaveLength(2);
  });

  it('is asked for again after the question failed', async () => {
    const unconfigured = twilio.createApi({ chatServiceSid: undefined });
    twilio.server.answerWith(() => ({ status: 401, json: { code: 20003, status: 401 } }));
    await expect(unconfigured.ready()).rejects.toMatchObject({ code: 'UPSTREAM_AUTHENTICATION_FAILED' });
    twilio.server.answerWith(() => ({ status: 200, json: { default_chat_service_sid: serviceSid } }));

    await expect(unconfigured.ready()).resolves.toBeUndefined();
    await unconfigured.close();
  });

  it('is proven by one call where it is configured', async () => {
    await twilio.api.ready();

    expect(twilio.server.requests.map(sentLine)).toEqual(['GET /Configuration']);
  });
});
