import { createSecretKey, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, type JWTPayload, SignJWT } from 'jose';
import twilio from 'twilio';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import { createViewerVerifier, type ViewerOptions } from '../../../src/graphql/viewer.ts';

const secret = 'a secret of more than thirty-two bytes';
const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const publicKey = rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const account = {
  accountSid: `AC${'1'.repeat(32)}`,
  apiKeySid: `SK${'2'.repeat(32)}`,
  apiKeySecret: 'a secret of an API key',
};
const chatServiceSid = `IS${'3'.repeat(32)}`;

const createVerifier = (options: Partial<ViewerOptions> = {}) =>
  createViewerVerifier({
    key: { secret },
    algorithms: ['HS256'],
    issuer: 'issuer',
    audience: 'audience',
    identityClaim: 'sub',
    scopeClaim: 'scope',
    twilioAccessTokens: null,
    clock: systemClock,
    ...options,
  });

const now = Math.floor(Date.now() / 1_000);
const claims: JWTPayload = { sub: 'alice', iss: 'issuer', aud: 'audience', exp: now + 600 };

const sign = (
  payload: JWTPayload,
  options: { alg?: string; key?: Parameters<SignJWT['sign']>[0]; kid?: string } = {},
) =>
  new SignJWT(payload)
    .setProtectedHeader({ alg: options.alg ?? 'HS256', ...(options.kid ? { kid: options.kid } : {}) })
    .sign(options.key ?? createSecretKey(Buffer.from(secret)));

const bearer = async (payload: JWTPayload) => `Bearer ${await sign(payload)}`;

describe('a token', () => {
  it('names the viewer, and until when', async () => {
    const viewer = await createVerifier().verify(await bearer(claims));

    expect(viewer).toEqual({ identity: 'alice', isService: false, expiresAt: new Date((now + 600) * 1_000) });
  });

  it.each(['service', 'read service', ['service']])(
    'grants service scope with the scope %j',
    async (scope) => {
      const viewer = await createVerifier().verify(await bearer({ ...claims, scope }));

      expect(viewer.isService).toBe(true);
    },
  );

  it.each([
    [undefined, 5],
    [60_000, 60],
    [0, 0],
  ])(
    'may be off by as much as the tolerance of %s ms says, and not by one second more',
    async (toleranceMs, seconds) => {
      const wallTime = () => now * 1_000;
      const verifier = createVerifier({ toleranceMs, clock: { ...systemClock, wallTime } });
      const isTaken = async (payload: JWTPayload) => {
        const authorization = await bearer({ ...claims, ...payload });
        return verifier.verify(authorization).then(
          () => true,
          () => false,
        );
      };

      // A token is over at `exp`, and begins with `nbf`.
      expect(await isTaken({ exp: now - seconds + 1 })).toBe(true);
      expect(await isTaken({ exp: now - seconds })).toBe(false);
      expect(await isTaken({ nbf: now + seconds })).toBe(true);
      expect(await isTaken({ nbf: now + seconds + 1 })).toBe(false);
    },
  );

  it('needs no identity in service scope', async () => {
    const { sub: _sub, ...nobody } = claims;

    expect(await createVerifier().verify(await bearer({ ...nobody, scope: 'service' }))).toMatchObject({
      identity: null,
      isService: true,
    });
  });

  it.each([
    ['it has expired', { ...claims, exp: now - 60 }],
    ['`exp` is missing', { sub: 'alice', iss: 'issuer', aud: 'audience' }],
    ['`iss` is missing', { sub: 'alice', aud: 'audience', exp: now + 600 }],
    ['`aud` is missing', { ...claims, aud: 'somebody else' }],
    ['`nbf` is missing', { ...claims, nbf: now + 300 }],
    ['it names no identity', { iss: 'issuer', aud: 'audience', exp: now + 600 }],
    ['it names no identity', { ...claims, sub: '' }],
    ['it names no identity', { ...claims, sub: 'x'.repeat(257) }],
    ['it names no identity', { ...claims, scope: 'services', sub: undefined }],
  ] as const)('is refused because %s', async (reason, payload) => {
    await expect(createVerifier().verify(await bearer(payload as JWTPayload))).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      message: expect.stringContaining(reason.replace(' is missing', '')),
    });
  });

  it.each([
    '',
    'Bearer',
    'Bearer ',
    'Basic abc',
    'Bearer a.b',
    'Bearer a.b.c d',
    `Bearer ${'a'.repeat(9_000)}.b.c`,
  ])('is refused in the form %j', async (authorization) => {
    await expect(createVerifier().verify(authorization)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('is refused when it is not signed, or signed with the public key as if it were a secret', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const unsigned = `Bearer ${part({ alg: 'none' })}.${part(claims)}.`;
    const confused = await sign(claims, { key: createSecretKey(Buffer.from(publicKey)) });
    const verifier = createVerifier({ key: { publicKey }, algorithms: ['RS256'] });

    await expect(verifier.verify(unsigned)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(verifier.verify(`Bearer ${confused}`)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('is verified with a public key', async () => {
    const token = await sign(claims, { alg: 'RS256', key: rsa.privateKey });

    const viewer = await createVerifier({ key: { publicKey }, algorithms: ['RS256'] }).verify(
      `Bearer ${token}`,
    );

    expect(viewer.identity).toBe('alice');
  });

  it('is verified with the keys that an address publishes', async () => {
    const jwk = { ...(await exportJWK(rsa.publicKey)), kid: 'one', alg: 'RS256' };
    const server = createServer((_request, response) => response.end(JSON.stringify({ keys: [jwk] })));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const token = await sign(claims, { alg: 'RS256', key: rsa.privateKey, kid: 'one' });

    const verifier = createVerifier({
      key: { jwksUrl: `http://127.0.0.1:${port}/jwks` },
      algorithms: ['RS256'],
    });

    expect((await verifier.verify(`Bearer ${token}`)).identity).toBe('alice');
  });
});

describe('an access token of Twilio', () => {
  const twilioAccessTokens = { ...account, chatServiceSid: async () => chatServiceSid };
  const createToken = (serviceSid: string, apiKeySecret = account.apiKeySecret) => {
    const token = new twilio.jwt.AccessToken(account.accountSid, account.apiKeySid, apiKeySecret, {
      identity: 'bob',
    });
    token.addGrant(new twilio.jwt.AccessToken.ChatGrant({ serviceSid }));
    return `Bearer ${token.toJwt()}`;
  };

  it('names the viewer when it is accepted at all', async () => {
    const accepting = createVerifier({ twilioAccessTokens });

    expect(await accepting.verify(createToken(chatServiceSid))).toMatchObject({
      identity: 'bob',
      isService: false,
    });
    await expect(createVerifier().verify(createToken(chatServiceSid))).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });

  it('is refused for another service, or signed with another secret', async () => {
    const verifier = createVerifier({ twilioAccessTokens });

    await expect(verifier.verify(createToken(`IS${'9'.repeat(32)}`))).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
    await expect(verifier.verify(createToken(chatServiceSid, 'another secret'))).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });
});
