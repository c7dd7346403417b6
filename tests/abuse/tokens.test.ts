import { createHmac, createSecretKey, generateKeyPairSync } from 'node:crypto';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startChat } from '../testkit/chat.ts';
import { tokenSecret } from '../testkit/gateway.ts';
import { closeCodeOf } from '../testkit/raw-socket.ts';

type Chat = Awaited<ReturnType<typeof startChat>>;

const now = Math.floor(Date.now() / 1_000);
const claims = {
  sub: 'alice',
  iss: 'twilio-conversations-graphql',
  aud: 'twilio-conversations-graphql',
  exp: now + 600,
};
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const publicPem = publicKey.export({ type: 'spki', format: 'pem' }) as string;

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
/** A token of this header and these claims, signed as HS256 whatever the header says. */
const forge = (header: object, payload: object, secret: string = tokenSecret) => {
  const signed = `${part(header)}.${part(payload)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
};
const sign = (payload: object) => forge({ alg: 'HS256' }, payload);
const without = (name: keyof typeof claims) =>
  Object.fromEntries(Object.entries(claims).filter(([key]) => key !== name));

/** Tokens that somebody might hope to get in with, for a gateway that has a shared secret. */
const tokens: readonly (readonly [string, string])[] = [
  ['without a signature, of the algorithm none', `${part({ alg: 'none' })}.${part(claims)}.`],
  ['of the algorithm nOnE', `${part({ alg: 'nOnE' })}.${part(claims)}.`],
  ['of the algorithm none, with a signature', forge({ alg: 'none' }, claims)],
  ['without an algorithm', forge({}, claims)],
  ['of an algorithm that is not accepted', forge({ alg: 'HS512' }, claims)],
  ['signed with another secret', forge({ alg: 'HS256' }, claims, 'another secret of more than 32 bytes')],
  ['signed with no secret', forge({ alg: 'HS256' }, claims, '')],
  ['that brings its own key', forge({ alg: 'HS256', jwk: { kty: 'oct', k: 'AAAA' } }, claims, '')],
  ['that names a file as its key', forge({ alg: 'HS256', kid: '../../../dev/null' }, claims, '')],
  ['with a critical header that nobody knows', forge({ alg: 'HS256', crit: ['x'], x: 1 }, claims)],
  ['whose claims were altered', sign(claims).replace(/\.[^.]+\./, `.${part({ ...claims, sub: 'bob' })}.`)],
  ['for another audience', sign({ ...claims, aud: 'somebody else' })],
  ['of another issuer', sign({ ...claims, iss: 'somebody else' })],
  ['without an audience', sign(without('aud'))],
  ['without an issuer', sign(without('iss'))],
  ['without an end', sign(without('exp'))],
  ['whose end is text', sign({ ...claims, exp: 'tomorrow' })],
  ['that has ended', sign({ ...claims, exp: now - 60 })],
  ['that begins in the future', sign({ ...claims, nbf: now + 300 })],
  ['that names nobody', sign(without('sub'))],
  ['that names nobody, with an empty text', sign({ ...claims, sub: '' })],
  ['that names a list', sign({ ...claims, sub: ['alice'] })],
  ['of 9,000 letters', sign({ ...claims, padding: 'x'.repeat(9_000) })],
  ['in five parts, as encrypted ones have', `${part({ alg: 'dir', enc: 'A256GCM' })}....`],
];

const askOverHttp = async (chat: Chat, token: string) => {
  const response = await fetch(`${chat.gateway.origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: '{ viewer { identity } }' }),
  });
  return { status: response.status, text: await response.text() };
};

describe('a token', () => {
  let chat: Chat;
  beforeAll(async () => {
    chat = await startChat();
  });
  afterAll(() => chat.stop());

  it('that is as it should be gets in over both transports', async () => {
    const { text } = await askOverHttp(chat, sign(claims));
    const { errors } = await chat.alice.runOverWebSocket('{ viewer { identity } }');

    expect(text).toContain('"identity":"alice"');
    expect(errors).toEqual([]);
  });

  it.each(tokens)(
    '%s is refused over both transports, and nothing of it is repeated',
    async (_what, token) => {
      const { status, text } = await askOverHttp(chat, token);
      const code = await closeCodeOf(chat.gateway.origin, { authorization: `Bearer ${token}` });

      expect(status).toBe(401);
      expect(text).toContain('"UNAUTHENTICATED"');
      expect(text).not.toContain(token.slice(0, 20));
      expect(code).toBe(4403);
    },
  );

  it.each([
    ['in the URL', { url: `?authorization=Bearer%20${sign(claims)}&token=${sign(claims)}`, headers: {} }],
    ['in a cookie', { url: '', headers: { cookie: `authorization=Bearer ${sign(claims)}` } }],
    ['without the word Bearer', { url: '', headers: { authorization: sign(claims) } }],
    ['behind the word Basic', { url: '', headers: { authorization: `Basic ${sign(claims)}` } }],
  ])('%s is none', async (_where, { url, headers }) => {
    const response = await fetch(`${chat.gateway.origin}/graphql${url}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers } as Record<string, string>,
      body: JSON.stringify({ query: '{ viewer { identity } }' }),
    });

    expect(response.status).toBe(401);
  });
});

describe('where tokens are verified with a public key', () => {
  it('one that uses that key as if it were a secret is refused, and one signed with the private key gets in', async () => {
    const chat = await startChat({ gateway: { auth: { key: { publicKey: publicPem } } } });
    const confused = [
      publicPem,
      publicPem.trim(),
      publicKey.export({ type: 'spki', format: 'der' }).toString('latin1'),
    ];
    const proper = await new SignJWT(claims).setProtectedHeader({ alg: 'RS256' }).sign(privateKey);

    const answers = await Promise.all(
      [
        ...confused.map((secret) => forge({ alg: 'HS256' }, claims, secret)),
        `${part({ alg: 'none' })}.${part(claims)}.`,
      ].map((token) => askOverHttp(chat, token)),
    );

    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
    expect((await askOverHttp(chat, proper)).text).toContain('"identity":"alice"');
  });

  it('is not so easily mistaken that a secret would sign for it', async () => {
    const chat = await startChat({ gateway: { auth: { key: { publicKey: publicPem } } } });
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256' })
      .sign(createSecretKey(Buffer.from(tokenSecret)));

    expect((await askOverHttp(chat, token)).status).toBe(401);
  });
});
