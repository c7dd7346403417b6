import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readMessagingEnvironment, readTwilioEnvironment } from '../../src/config/credentials.ts';
import { createMessagingService } from '../../src/messaging/create-messaging-service.ts';
import type { MessagingService } from '../../src/messaging/messaging-service.ts';
import { ServiceMock } from '../../src/messaging/service-mock.ts';
import { ServiceTwilio } from '../../src/messaging/service-twilio.ts';
import { startEmulator, type StartedEmulator } from '../testkit/emulator.ts';

let upstream: StartedEmulator;

beforeEach(async () => {
  upstream = await startEmulator();
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await upstream.stop();
});

const implementations: readonly { readonly name: string; readonly create: () => MessagingService }[] = [
  {
    name: 'ServiceTwilio',
    create() {
      const { accountSid, authToken, chatServiceSid, baseUrl } = upstream.emulator.config;
      return new ServiceTwilio(accountSid, authToken, { chatServiceSid, baseUrl });
    },
  },
  {
    name: 'ServiceTwilio on the default service',
    create() {
      const { accountSid, authToken, baseUrl } = upstream.emulator.config;
      return new ServiceTwilio(accountSid, authToken, { baseUrl });
    },
  },
  { name: 'ServiceMock over an emulator elsewhere', create: () => new ServiceMock({ url: upstream.origin }) },
  { name: 'ServiceMock over an emulator of its own', create: () => new ServiceMock() },
];

describe.each(implementations)('$name', ({ create }) => {
  let service: MessagingService;

  beforeEach(async () => {
    service = create();
    await service.startUp();
  });

  afterEach(async () => {
    await service.shutDown().catch(() => {});
  });

  it('creates a conversation and finds it again by its id', async () => {
    const created = await service.createConversation('Support 42');

    const found = await service.getConversation(created.id);

    expect(found).toEqual(created);
    expect(found).toMatchObject({ displayName: 'Support 42', state: 'active', metadata: {} });
    expect(found.id).toMatch(/^CH[0-9a-f]{32}$/);
    expect(found.createdAt).toBeInstanceOf(Date);
    expect(found.updatedAt).toBeInstanceOf(Date);
  });

  it('creates a conversation without a name', async () => {
    const created = await service.createConversation();

    expect(created).not.toHaveProperty('displayName');
  });

  it('finds a conversation by its unique identifier, whatever characters it has', async () => {
    const created = await service.createConversation('Ü', 'order/42 #ü?');

    await expect(service.getConversation('order/42 #ü?')).resolves.toMatchObject({ id: created.id });
  });

  it('refuses a unique identifier that is taken', async () => {
    await service.createConversation('first', 'order-42');

    await expect(service.createConversation('second', 'order-42')).rejects.toMatchObject({
      code: 'ALREADY_EXISTS',
      details: { twilioCode: 50353 },
    });
  });

  it('lists conversations newest first', async () => {
    for (const name of ['one', 'two', 'three']) await service.createConversation(name);

    const listed = await service.listConversations();

    expect(listed.map(({ displayName }) => displayName)).toEqual(['three', 'two', 'one']);
  });

  it('lists no more conversations than asked for', async () => {
    for (const name of ['one', 'two', 'three']) await service.createConversation(name);

    const listed = await service.listConversations({ limit: 2 });

    expect(listed.map(({ displayName }) => displayName)).toEqual(['three', 'two']);
  });

  it('deletes a conversation', async () => {
    const { id } = await service.createConversation('short-lived');

    await service.deleteConversation(id);

    await expect(service.getConversation(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('sends messages and lists them oldest first', async () => {
    const { id } = await service.createConversation('chat');
    await service.sendMessage(id, 'Hello & welcome + ü 🎉', 'agent@example.com');
    await service.sendMessage(id, 'second');
    await service.sendMessage(id, 'third');

    const messages = await service.getMessages(id);
    const oldest = await service.getMessages(id, { limit: 2 });

    expect(messages.map(({ body }) => body)).toEqual(['Hello & welcome + ü 🎉', 'second', 'third']);
    expect(messages.map(({ author }) => author)).toEqual(['agent@example.com', 'system', 'system']);
    expect(messages[0]?.id).toMatch(/^IM[0-9a-f]{32}$/);
    expect(messages[0]?.createdAt).toBeInstanceOf(Date);
    expect(oldest).toEqual(messages.slice(0, 2));
  });

  it('answers a send with the message itself', async () => {
    const { id } = await service.createConversation('chat');

    const sent = await service.sendMessage(id, 'Hello', 'alice');

    await expect(service.getMessages(id)).resolves.toEqual([sent]);
  });

  it('refuses to send nothing', async () => {
    const { id } = await service.createConversation('chat');

    await expect(service.sendMessage(id, '')).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      details: { field: 'body' },
    });
  });

  it.each([0, -1, 1.5, 10_001, Number.NaN])('refuses a limit of %d', async (limit) => {
    await expect(service.listConversations({ limit })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      details: { field: 'limit' },
    });
  });

  it.each(['CH00000000000000000000000000000000', '', '..', 'no such name'])(
    'finds nothing under %j',
    async (conversationId) => {
      await expect(service.getConversation(conversationId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(service.getMessages(conversationId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(service.sendMessage(conversationId, 'x')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    },
  );

  it('refuses every call before it is started', async () => {
    const unstarted = create();

    const calls = [
      unstarted.createConversation('x'),
      unstarted.getConversation('x'),
      unstarted.listConversations(),
      unstarted.deleteConversation('x'),
      unstarted.sendMessage('x', 'x'),
      unstarted.getMessages('x'),
      unstarted.shutDown(),
    ];

    const outcomes = await Promise.allSettled(calls);
    expect(outcomes).toEqual(
      calls.map(() => expect.objectContaining({ reason: expect.objectContaining({ code: 'NOT_STARTED' }) })),
    );
  });

  it('refuses a second start', async () => {
    await expect(service.startUp()).rejects.toMatchObject({ code: 'ALREADY_STARTED' });
  });

  it('refuses a second start while the first is under way', async () => {
    const other = create();
    const first = other.startUp();

    await expect(other.startUp()).rejects.toMatchObject({ code: 'ALREADY_STARTED' });
    await first;
    await other.shutDown();
  });

  it('finishes the calls under way before it shuts down, and takes no new ones', async () => {
    const { id } = await service.createConversation('chat');
    const underWay = service.sendMessage(id, 'last words');

    const stopping = service.shutDown();

    await expect(service.getMessages(id)).rejects.toMatchObject({ code: 'NOT_STARTED' });
    await expect(underWay).resolves.toMatchObject({ body: 'last words' });
    await stopping;
  });

  it('starts again after it was shut down, and finds what was there', async () => {
    const { id } = await service.createConversation('chat');

    await service.shutDown();
    await service.startUp();

    await expect(service.getConversation(id)).resolves.toMatchObject({ displayName: 'chat' });
  });
});

describe('a service over Twilio', () => {
  function serviceOverEmulator() {
    const { accountSid, authToken, chatServiceSid, baseUrl } = upstream.emulator.config;
    return new ServiceTwilio(accountSid, authToken, { chatServiceSid, baseUrl });
  }

  it('proves its credentials at the start with one call', async () => {
    const service = serviceOverEmulator();

    await service.startUp();
    await service.shutDown();

    expect(upstream.control.journal()).toHaveLength(1);
  });

  it('does not start with wrong credentials, can be started again, and never shows them', async () => {
    const { accountSid, baseUrl } = upstream.emulator.config;
    const service = new ServiceTwilio(accountSid, 'canary-wrong-token', { baseUrl });

    const error: unknown = await service.startUp().catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({ code: 'UPSTREAM_AUTHENTICATION_FAILED' });
    expect(String(error)).not.toContain('canary');
    await expect(service.startUp()).rejects.toMatchObject({ code: 'UPSTREAM_AUTHENTICATION_FAILED' });
  });

  it('reads no more pages than a limit needs', async () => {
    const service = serviceOverEmulator();
    await service.startUp();
    const { id } = await service.createConversation('long');
    for (let index = 0; index < 120; index += 1) await service.sendMessage(id, `message ${index}`);
    upstream.control.clearJournal();

    const all = await service.getMessages(id);
    const pagesOfAll = upstream.control.journal().length;
    const hundred = await service.getMessages(id, { limit: 100 });
    await service.shutDown();

    expect(all.map(({ body }) => body)).toEqual(
      Array.from({ length: 120 }, (_, index) => `message ${index}`),
    );
    expect(hundred).toEqual(all.slice(0, 100));
    expect([pagesOfAll, upstream.control.journal().length - pagesOfAll]).toEqual([2, 1]);
  });

  it('tells DELIVERY_UNKNOWN when a message landed and the answer was lost, and sends it once', async () => {
    const service = serviceOverEmulator();
    await service.startUp();
    const { id } = await service.createConversation('chat');
    upstream.control.setFaults({ landThenFail: 1 });

    const outcome = service.sendMessage(id, 'Hello');

    await expect(outcome).rejects.toMatchObject({ code: 'DELIVERY_UNKNOWN' });
    upstream.control.setFaults({});
    await expect(service.getMessages(id)).resolves.toHaveLength(1);
    await service.shutDown();
  });

  it('names everything that is missing at once', () => {
    vi.stubEnv('TWILIO_ACCOUNT_SID', '');
    vi.stubEnv('TWILIO_AUTH_TOKEN', '');

    expect(() => new ServiceTwilio()).toThrow(
      expect.objectContaining({
        code: 'CONFIGURATION_INVALID',
        message: expect.stringMatching(/TWILIO_ACCOUNT_SID.*TWILIO_AUTH_TOKEN/),
      }),
    );
  });

  it.each([
    { name: 'an API key for an account sid', accountSid: `SK${'0'.repeat(32)}`, more: {} },
    {
      name: 'a service sid of another kind',
      accountSid: `AC${'0'.repeat(32)}`,
      more: { chatServiceSid: 'CH1' },
    },
    { name: 'a base URL that is none', accountSid: `AC${'0'.repeat(32)}`, more: { baseUrl: 'ftp://x' } },
  ])('refuses $name without repeating it', ({ accountSid, more }) => {
    expect(() => new ServiceTwilio(accountSid, 'token', more)).toThrow(
      expect.objectContaining({
        code: 'CONFIGURATION_INVALID',
        message: expect.not.stringMatching(/SK0|CH1|ftp/),
      }),
    );
  });

  it('takes everything from the environment', async () => {
    const { accountSid, authToken, chatServiceSid, baseUrl } = upstream.emulator.config;
    vi.stubEnv('TWILIO_ACCOUNT_SID', accountSid);
    vi.stubEnv('TWILIO_AUTH_TOKEN', authToken);
    vi.stubEnv('TWILIO_CHAT_SERVICE_SID', chatServiceSid);
    vi.stubEnv('TWILIO_BASE_URL', baseUrl);
    vi.stubEnv('MESSAGING_USE_MOCK', 'false');
    const service = createMessagingService();

    await service.startUp();
    const created = await service.createConversation('from the environment');
    await service.shutDown();

    expect(service).toBeInstanceOf(ServiceTwilio);
    expect(created.displayName).toBe('from the environment');
  });
});

describe('which service the environment asks for', () => {
  it('is the mock for true, over the emulator that it names', async () => {
    vi.stubEnv('MESSAGING_USE_MOCK', 'true');
    vi.stubEnv('MESSAGING_MOCK_URL', upstream.origin);
    const service = createMessagingService();

    await service.startUp();
    await service.createConversation('here');
    await service.shutDown();

    expect(service).toBeInstanceOf(ServiceMock);
    expect(upstream.control.journal().some(({ method }) => method === 'POST')).toBe(true);
  });

  it('is Twilio where nothing is said', () => {
    expect(readMessagingEnvironment({})).toEqual({ useMock: false, mockUrl: undefined });
  });

  it.each(['TRUE', '1', 'yes', '', ' true'])('is nobody for %j: it has to be exact', (value) => {
    expect(() => readMessagingEnvironment({ MESSAGING_USE_MOCK: value })).toThrow(
      expect.objectContaining({ code: 'CONFIGURATION_INVALID' }),
    );
  });

  it('takes an empty variable for an unset one', () => {
    expect(readTwilioEnvironment({ TWILIO_BASE_URL: '', TWILIO_ACCOUNT_SID: 'AC1' })).toEqual({
      accountSid: 'AC1',
      authToken: undefined,
      chatServiceSid: undefined,
      baseUrl: undefined,
    });
  });
});

describe('a mock', () => {
  it('whose emulator is not there says so', async () => {
    const { origin } = upstream;
    await upstream.stop();

    await expect(new ServiceMock({ url: origin }).startUp()).rejects.toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
    });
  });

  it('with a URL that is none is refused at once', () => {
    expect(() => new ServiceMock({ url: 'emulator' })).toThrow(
      expect.objectContaining({ code: 'CONFIGURATION_INVALID' }),
    );
  });
});
