import { createSecretKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, type JWTPayload, SignJWT } from 'jose';
import twilio from 'twilio';
import { describe, expect, it } from 'vitest';
import { environmentVariables } from '../../src/config/environment.ts';
import type { GatewayOptions } from '../../src/config/options.ts';
import { startChat } from '../testkit/chat.ts';
import { tokenSecret } from '../testkit/gateway.ts';
import { stopWithTest } from '../testkit/stop-with-test.ts';

type Chat = Awaited<ReturnType<typeof startChat>>;

const pairs = [0, 1].map(() => generateKeyPairSync('rsa', { modulusLength: 2_048 }));
const pemOf = (at: number) => pairs[at]?.publicKey.export({ type: 'spki', format: 'pem' }) as string;
const name = 'twilio-conversations-graphql';
const apiKey = { sid: `SK${'2'.repeat(32)}`, secret: 'the secret of the API key' };

const sign = (payload: JWTPayload, key: KeyObject | undefined, alg = 'RS256') =>
  new SignJWT({ iss: name, aud: name, exp: Math.floor(Date.now() / 1_000) + 600, ...payload })
    .setProtectedHeader({ alg })
    .sign(key ?? createSecretKey(Buffer.from(tokenSecret)));
const signSecret = (payload: JWTPayload, alg = 'HS256') => sign(payload, undefined, alg);

/** Who the gateway takes the holder of a token for; its status where it takes none. */
async function askWith(chat: Chat, token: string): Promise<string | number> {
  const response = await fetch(`${chat.gateway.origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: '{"query":"{ viewer { identity } conversations(first: 1) { nodes { id } } }"}',
  });
  const { data } = (await response.json()) as {
    readonly data?: {
      readonly viewer: { readonly identity: string | null };
      readonly conversations: unknown;
    };
  };
  if (!data) return response.status;
  return data.conversations ? 'service' : (data.viewer.identity ?? 'service');
}

const twilioOf = ({ emulator }: Chat) => {
  const { accountSid, authToken, baseUrl, chatServiceSid } = emulator.emulator.config;
  return { accountSid, authToken, baseUrl, chatServiceSid };
};

/** Options that change how tokens are verified: one that is taken for alice only once they hold. */
const tokenCases: readonly {
  readonly options: readonly string[];
  readonly token: () => Promise<string>;
  readonly changes: (chat: Chat) => Partial<GatewayOptions> | Promise<Partial<GatewayOptions>>;
  readonly becomes?: string;
}[] = [
  {
    options: ['auth.key.publicKey'],
    token: () => sign({ sub: 'alice' }, pairs[0]?.privateKey),
    changes: () => ({ auth: { key: { publicKey: pemOf(0) } } }),
  },
  {
    options: ['auth.key.publicKeySecondary'],
    token: () => sign({ sub: 'alice' }, pairs[1]?.privateKey),
    changes: () => ({ auth: { key: { publicKey: pemOf(0), publicKeySecondary: pemOf(1) } } }),
  },
  {
    options: ['auth.key.jwksUrl'],
    token: () => sign({ sub: 'alice' }, pairs[0]?.privateKey),
    changes: async () => {
      const { publicKey } = pairs[0] ?? {};
      const jwk = { ...(publicKey && (await exportJWK(publicKey))), alg: 'RS256' };
      const server = createServer((_request, response) => response.end(JSON.stringify({ keys: [jwk] })));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      stopWithTest(() => void server.close());
      const { port } = server.address() as AddressInfo;
      return { auth: { key: { jwksUrl: `http://127.0.0.1:${port}/jwks` } } };
    },
  },
  {
    options: ['auth.issuer'],
    token: () => signSecret({ sub: 'alice', iss: 'another issuer' }),
    changes: () => ({ auth: { key: { secret: tokenSecret }, issuer: 'another issuer' } }),
  },
  {
    options: ['auth.audience'],
    token: () => signSecret({ sub: 'alice', aud: 'another audience' }),
    changes: () => ({ auth: { key: { secret: tokenSecret }, audience: 'another audience' } }),
  },
  {
    options: ['auth.identityClaim'],
    token: () => signSecret({ email: 'alice' }),
    changes: () => ({ auth: { key: { secret: tokenSecret }, identityClaim: 'email' } }),
  },
  {
    options: ['auth.scopeClaim'],
    token: () => signSecret({ roles: ['service'] }),
    changes: () => ({ auth: { key: { secret: tokenSecret }, scopeClaim: 'roles' } }),
    becomes: 'service',
  },
  {
    options: ['auth.algorithms'],
    token: () => signSecret({ sub: 'alice' }, 'HS512'),
    changes: () => ({ auth: { key: { secret: tokenSecret }, algorithms: ['HS512'] } }),
  },
  {
    options: ['auth.twilioAccessTokens', 'twilio.apiKeySid', 'twilio.apiKeySecret'],
    token: async () => '',
    changes: (chat) => ({
      twilio: { ...twilioOf(chat), apiKeySid: apiKey.sid, apiKeySecret: apiKey.secret },
      auth: { key: { secret: tokenSecret }, twilioAccessTokens: true },
    }),
  },
];

/** Of Twilio's own, with a chat grant for the service. */
function twilioToken(chat: Chat): string {
  const { accountSid, chatServiceSid } = twilioOf(chat);
  const token = new twilio.jwt.AccessToken(accountSid, apiKey.sid, apiKey.secret, { identity: 'alice' });
  token.addGrant(new twilio.jwt.AccessToken.ChatGrant({ serviceSid: chatServiceSid }));
  return token.toJwt();
}

/** All others, each with what shows that it holds. */
const otherCases: Readonly<Record<string, (chat: Chat) => Promise<void>>> = {
  async advanceReadHorizonOnSend(chat) {
    const unreadAfterSending = async (body: string) => {
      await chat.alice.data('SendMessage', { input: { conversationId: chat.id, body } });
      const { viewer } = await chat.alice.data(
        '{ viewer { conversations(first: 10) { edges { lastReadMessageIndex node { sid } } } } }',
      );
      return viewer.conversations.edges.find(
        ({ node }: { readonly node: { readonly sid: string } }) => node.sid === chat.sid,
      )?.lastReadMessageIndex as number | null;
    };

    chat.gateway.reload({ advanceReadHorizonOnSend: false });
    expect(await unreadAfterSending('not read by whoever sent it')).toBeNull();
    chat.gateway.reload({ advanceReadHorizonOnSend: true });
    await chat.alice.data('SendMessage', { input: { conversationId: chat.id, body: 'read' } });
    await expect.poll(() => unreadAfterSending('read, too')).toBeGreaterThan(1);
  },
  async 'upstream.preset'(chat) {
    chat.gateway.reload({ upstream: { preset: 'conservative' } });
    expect(await sendAtOnce(chat)).toBeGreaterThan(900);
  },
  async 'upstream.messagesPerSecond'(chat) {
    chat.gateway.reload({ upstream: { messagesPerSecond: 1 } });
    expect(await sendAtOnce(chat)).toBeGreaterThan(900);
  },
  async 'upstream.sweepsPerSecond'(chat) {
    chat.gateway.reload({ upstream: { sweepsPerSecond: 100 } });
    // 5 a second take 6 s and more.
    await expect.poll(await lookAtConversations(chat, 30), { timeout: 4_000 }).toBe(30);
  },
  async 'upstream.sweepPercent'(chat) {
    chat.gateway.reload({ upstream: { requestsPerHour: 72_000, sweepPercent: 90 } });
    // 30 % of 20 a second take 5 s and more.
    await expect.poll(await lookAtConversations(chat, 30), { timeout: 4_000 }).toBe(30);
  },
};

/** Follows an inbox of so many conversations more. Gives how many of these have been read since. */
async function lookAtConversations({ alice, emulator }: Chat, count: number): Promise<() => number> {
  const { conversations } = emulator.control.seed({
    conversations: Array.from({ length: count }, () => ({ participants: [{ identity: 'alice' }] })),
  });
  emulator.control.clearJournal();
  alice.subscribe('InboxEvents');
  return () => {
    const paths = emulator.control.journal().flatMap((entry) => ('path' in entry ? [entry.path] : []));
    return conversations.filter(({ sid }) => paths.some((path) => path.includes(`${sid}/Messages`))).length;
  };
}

/** How long two messages take that are sent at once, in milliseconds. */
async function sendAtOnce(chat: Chat): Promise<number> {
  const startedAt = performance.now();
  await Promise.all(
    [chat.alice, chat.bob].map((client) =>
      client.data('SendMessage', { input: { conversationId: chat.id, body: 'at once' } }),
    ),
  );
  return performance.now() - startedAt;
}

/** What `reload.test.ts`, `command-config.test.ts` and `documents-by-digest.test.ts` reload. */
const triedElsewhere = [
  'twilio.authToken',
  'twilio.authTokenSecondary',
  'auth.key.secret',
  'auth.key.secretSecondary',
  'allowedOrigins',
  'upstream.requestsPerHour',
  'logLevel',
  'trustedDocuments',
];

describe('a reload takes over', () => {
  it.each(tokenCases)('$options', async ({ token, changes, becomes = 'alice' }) => {
    const chat = await startChat({ emulator: { apiKeys: [apiKey] } });
    const given = (await token()) || twilioToken(chat);

    const before = await askWith(chat, given);
    chat.gateway.reload(await changes(chat));
    const after = await askWith(chat, given);

    expect([before, after]).toEqual([401, becomes]);
  });

  it.each(Object.entries(otherCases))('%s', async (_option, expectToHold) => {
    const chat = await startChat();

    await expect(expectToHold(chat)).resolves.toBeUndefined();
  });

  it('every option that is said to reload', () => {
    const tried = [
      ...tokenCases.flatMap(({ options }) => options),
      ...Object.keys(otherCases),
      ...triedElsewhere,
    ];
    const reloadable = environmentVariables
      .filter(({ isReloadable }) => isReloadable)
      .map(({ option }) => option);

    expect(new Set(tried)).toEqual(new Set(reloadable));
  });
});
