import { describe, expect, it } from 'vitest';
import { startEmulator } from '../../testkit/emulator.ts';
import { createRestClient, type RestForm } from './rest-client.ts';

const jsonOfBytes = (bytes: number) => `"${'a'.repeat(bytes - 2)}"`;

async function startWithConversation() {
  const rest = createRestClient(await startEmulator());
  const sid = await rest.create('/Conversations');
  await rest.create(`/Conversations/${sid}/Participants`, { Identity: 'alice' });
  return { rest, sid, path: `/Conversations/${sid}` };
}

const phone = (digits: number) => ({
  'MessagingBinding.Address': `+1500555${String(digits).padStart(4, '0')}`,
  'MessagingBinding.ProxyAddress': '+15005559999',
});

interface Bound {
  readonly what: string;
  readonly path: string;
  readonly form: (amount: number) => RestForm;
  readonly max: number;
  readonly code: number;
}

const bounds: readonly Bound[] = [
  {
    what: 'characters of a friendly name',
    path: '/Conversations',
    form: (amount) => ({ FriendlyName: '🙂'.repeat(amount) }),
    max: 256,
    code: 50003,
  },
  {
    what: 'characters of a unique name',
    path: '/Conversations',
    form: (amount) => ({ UniqueName: 'u'.repeat(amount) }),
    max: 256,
    code: 50004,
  },
  {
    what: "bytes of a conversation's attributes",
    path: '/Conversations',
    form: (amount) => ({ Attributes: jsonOfBytes(amount) }),
    max: 16_384,
    code: 50303,
  },
  {
    what: "bytes of a message's attributes",
    path: '{conversation}/Messages',
    form: (amount) => ({ Body: 'Hi', Attributes: jsonOfBytes(amount) }),
    max: 4_096,
    code: 50303,
  },
  {
    what: "bytes of a participant's attributes",
    path: '{conversation}/Participants',
    form: (amount) => ({ Identity: 'bob', Attributes: jsonOfBytes(amount) }),
    max: 4_096,
    code: 50303,
  },
  {
    what: "bytes of a user's attributes",
    path: '/Users',
    form: (amount) => ({ Identity: 'bob', Attributes: jsonOfBytes(amount) }),
    max: 16_384,
    code: 50303,
  },
  {
    what: 'bytes of a message in a chat',
    path: '{conversation}/Messages',
    form: (amount) => ({ Body: 'b'.repeat(amount) }),
    max: 32_768,
    code: 50504,
  },
  {
    what: 'characters of an author',
    path: '{conversation}/Messages',
    form: (amount) => ({ Body: 'Hi', Author: 'a'.repeat(amount) }),
    max: 256,
    code: 50310,
  },
  {
    what: 'characters of an identity',
    path: '{conversation}/Participants',
    form: (amount) => ({ Identity: 'i'.repeat(amount) }),
    max: 256,
    code: 50207,
  },
  {
    what: "characters of a role's name",
    path: '/Roles',
    form: (amount) => ({ FriendlyName: 'r'.repeat(amount), Type: 'service', Permission: 'joinConversation' }),
    max: 64,
    code: 50003,
  },
  {
    what: 'triggers of a webhook',
    path: '{conversation}/Webhooks',
    form: (amount) => ({
      Target: 'trigger',
      'Configuration.Url': 'https://example.com',
      'Configuration.Triggers': Array.from({ length: amount }, (_, at) => `word${at}`),
    }),
    max: 5,
    code: 50362,
  },
];

describe('at most', () => {
  it.each(bounds.map((bound) => [bound.max, bound.what, bound] as const))(
    '%i %s are taken',
    async (max, _, { path, form, code }) => {
      const { rest, path: conversation } = await startWithConversation();
      const target = path.replace('{conversation}', conversation);

      const beyond = await rest.post(target, form(max + 1));
      const atTheBound = await rest.post(target, form(max));

      expect(beyond).toMatchObject({ status: 400, body: { code } });
      expect(atTheBound.status).toBe(201);
    },
  );

  it('1,600 characters of a message that goes to a phone are taken', async () => {
    const { rest, path } = await startWithConversation();
    await rest.create(`${path}/Participants`, phone(101));

    const atTheBound = await rest.post(`${path}/Messages`, { Body: '🙂'.repeat(1_600) });
    const beyond = await rest.post(`${path}/Messages`, { Body: '🙂'.repeat(1_601) });

    expect(atTheBound.status).toBe(201);
    expect(beyond).toMatchObject({ status: 400, body: { code: 50504 } });
  });

  it('1,600 characters of any message are taken where the assumption says so', async () => {
    const rest = createRestClient(await startEmulator({ assumptions: { longChatMessages: false } }));
    const sid = await rest.create('/Conversations');

    const answer = await rest.post(`/Conversations/${sid}/Messages`, { Body: 'b'.repeat(1_601) });

    expect(answer).toMatchObject({ status: 400, body: { code: 50504 } });
  });

  it('five webhooks of a conversation are taken', async () => {
    const { rest, path } = await startWithConversation();
    const webhook = {
      Target: 'webhook',
      'Configuration.Url': 'https://example.com',
      'Configuration.Filters': 'onMessageAdded',
    };
    for (let count = 0; count < 5; count += 1) await rest.create(`${path}/Webhooks`, webhook);

    const sixth = await rest.post(`${path}/Webhooks`, webhook);

    expect(sixth).toMatchObject({ status: 400, body: { code: 50361 } });
  });

  it('1,000 participants of a conversation are taken', async () => {
    const started = await startEmulator();
    const rest = createRestClient(started);
    const { conversations } = started.control.seed({ generate: { conversations: 1, participants: 1_000 } });

    const answer = await rest.post(`/Conversations/${conversations[0]?.sid}/Participants`, {
      Identity: 'one-more',
    });

    expect(answer).toMatchObject({ status: 400, body: { code: 50417 } });
  });

  it('50 participants outside the chat are taken', async () => {
    const { rest, path } = await startWithConversation();
    for (let count = 0; count < 50; count += 1) await rest.create(`${path}/Participants`, phone(count));

    const answer = await rest.post(`${path}/Participants`, phone(50));

    expect(answer).toMatchObject({ status: 400, body: { code: 50418 } });
  });

  it('ten members of a group text are taken', async () => {
    const { rest, path } = await startWithConversation();
    for (let count = 0; count < 9; count += 1) {
      await rest.create(`${path}/Participants`, { 'MessagingBinding.Address': `+150055501${10 + count}` });
    }

    const answer = await rest.post(`${path}/Participants`, { 'MessagingBinding.Address': '+15005550190' });

    expect(answer).toMatchObject({ status: 400, body: { code: 50436 } });
  });

  it('1,000 open conversations of an identity are taken; closed ones do not count', async () => {
    const started = await startEmulator();
    const rest = createRestClient(started);
    const { conversations } = started.control.seed({
      generate: { conversations: 1_000, participants: 1, identity: 'alice' },
    });
    const sid = await rest.create('/Conversations');

    const beyond = await rest.post(`/Conversations/${sid}/Participants`, { Identity: 'alice' });
    await rest.post(`/Conversations/${conversations[0]?.sid}`, { State: 'closed' });
    const afterwards = await rest.post(`/Conversations/${sid}/Participants`, { Identity: 'alice' });

    expect(beyond).toMatchObject({ status: 400, body: { code: 50214 } });
    expect(afterwards.status).toBe(201);
  });

  it('as many resources as the option says exist at once', async () => {
    const rest = createRestClient(await startEmulator({ recordsMax: 2 }));
    await rest.create('/Conversations');
    const second = await rest.create('/Conversations');

    const third = await rest.post('/Conversations');
    await rest.delete(`/Conversations/${second}`);
    const afterwards = await rest.post('/Conversations');

    expect(third).toMatchObject({ status: 503, body: { code: 20503 } });
    expect(afterwards.status).toBe(201);
  });

  it('as many resources count as exist: receipts go with their message', async () => {
    const started = await startEmulator({ recordsMax: 4 });
    const rest = createRestClient(started);
    const path = `/Conversations/${await rest.create('/Conversations')}`;
    await rest.create(`${path}/Participants`, phone(101));
    const messageSid = await rest.create(`${path}/Messages`, { Body: 'Hi' });
    await started.emulator.act({ type: 'receipt', messageSid, status: 'sent' });

    const full = await rest.post(`${path}/Messages`, { Body: 'Hi' });
    await rest.delete(`${path}/Messages/${messageSid}`);
    const first = await rest.post(`${path}/Messages`, { Body: 'Hi' });
    const second = await rest.post(`${path}/Messages`, { Body: 'Hi' });

    expect([full.status, first.status, second.status]).toEqual([503, 201, 201]);
  });
});
