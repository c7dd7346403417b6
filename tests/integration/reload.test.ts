import { createSecretKey } from 'node:crypto';
import { SignJWT } from 'jose';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { startEmulator } from '../testkit/emulator.ts';
import { findFreePort } from '../testkit/free-port.ts';
import { startGateway, tokenSecret } from '../testkit/gateway.ts';
import { createGraphqlClient } from '../testkit/graphql-client.ts';

const newSecret = 'the secret that is to take the place of the old one';
const inbox = '{ viewer { identity conversations { nodes { friendlyName } } } }';

async function clientWith(origin: string, secret: string) {
  const token = await new SignJWT({ sub: 'alice' })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer('twilio-conversations-graphql')
    .setAudience('twilio-conversations-graphql')
    .setExpirationTime('1h')
    .sign(createSecretKey(Buffer.from(secret)));
  return createGraphqlClient({ origin, token });
}

describe('a gateway that reloads', () => {
  it('accepts bearer tokens of both secrets while one is rotated, and of the new one alone afterwards', async () => {
    const gateway = await startGateway(await startEmulator());
    const [before, after] = [
      await clientWith(gateway.origin, tokenSecret),
      await clientWith(gateway.origin, newSecret),
    ];
    const statuses = async () => [
      (await before.run('{ viewer { identity } }')).status,
      (await after.run('{ viewer { identity } }')).status,
    ];

    expect(await statuses()).toEqual([200, 401]);
    expect(gateway.reload({ auth: { key: { secret: tokenSecret, secretSecondary: newSecret } } })).toEqual({
      applied: ['auth.key.secretSecondary'],
      needsRestart: [],
    });
    expect(await statuses()).toEqual([200, 200]);
    gateway.reload({ auth: { key: { secret: newSecret } } });
    expect(await statuses()).toEqual([401, 200]);
  });

  it('keeps working through the rotation of the auth token at Twilio, and its cursors stay good', async () => {
    const port = await findFreePort();
    const [oldToken, newToken] = ['the-old-auth-token', 'the-new-auth-token'];
    const before = await startEmulator({ port, authToken: oldToken });
    before.control.seed({ preset: 'demo' });
    const gateway = await startGateway(before);
    const alice = await gateway.as('alice');
    const { accountSid, baseUrl, chatServiceSid } = before.emulator.config;
    const twilio = { accountSid, baseUrl, chatServiceSid };
    const page = '{ viewer { conversations(first: 1) { pageInfo { endCursor } nodes { id } } } }';
    const { viewer } = await alice.data(page);
    const { endCursor } = viewer.conversations.pageInfo;

    // The operator makes the new token known, and then makes it the only one at Twilio.
    gateway.reload({ twilio: { ...twilio, authToken: oldToken, authTokenSecondary: newToken } });
    await before.stop();
    const after = await startEmulator({ port, authToken: newToken });
    after.control.seed({ preset: 'demo' });
    const bob = await gateway.as('bob');
    const readDuring = await bob.run(inbox);
    gateway.reload({ twilio: { ...twilio, authToken: newToken, authTokenSecondary: oldToken } });
    const next = await alice.run(
      `query ($after: Cursor) { viewer { conversations(first: 1, after: $after) { nodes { id } } } }`,
      { after: endCursor },
    );

    expect(readDuring.errors).toEqual([]);
    expect(readDuring.data.viewer.conversations.nodes.length).toBeGreaterThan(0);
    expect(next.errors).toEqual([]);
  });

  it('takes webhooks signed with either auth token while one is rotated', async () => {
    const emulator = await startEmulator();
    const gateway = await startGateway(emulator);
    const { accountSid, authToken, baseUrl, chatServiceSid } = emulator.emulator.config;
    const deliver = async (token: string) => {
      const url = `${gateway.origin}/webhooks/twilio`;
      const form = { AccountSid: accountSid, EventType: 'onSomethingNew' };
      const signature = getExpectedTwilioSignature(token, url, form);
      const headers = { 'x-twilio-signature': signature };
      return (await fetch(url, { method: 'POST', headers, body: new URLSearchParams(form) })).status;
    };

    expect([await deliver(authToken), await deliver('next')]).toEqual([200, 403]);
    gateway.reload({
      twilio: { accountSid, baseUrl, chatServiceSid, authToken, authTokenSecondary: 'next' },
    });
    expect([await deliver(authToken), await deliver('next')]).toEqual([200, 200]);
    gateway.reload({ twilio: { accountSid, baseUrl, chatServiceSid, authToken: 'next' } });
    expect([await deliver(authToken), await deliver('next')]).toEqual([403, 200]);
  });

  it('lets pages of a new origin in, and those of a dropped one no more', async () => {
    const gateway = await startGateway(await startEmulator());
    const origin = 'https://app.example.com';
    const preflight = async () =>
      (
        await fetch(`${gateway.origin}/graphql`, {
          method: 'OPTIONS',
          headers: { origin, 'access-control-request-method': 'POST' },
        })
      ).status;

    expect(await preflight()).toBe(403);
    gateway.reload({ allowedOrigins: [origin] });
    expect(await preflight()).toBe(204);
    gateway.reload({ allowedOrigins: [] });
    expect(await preflight()).toBe(403);
  });

  it('bounds its calls anew', async () => {
    const emulator = await startEmulator();
    emulator.control.seed({ preset: 'demo' });
    const gateway = await startGateway(emulator);
    const ask = async () =>
      (await (await gateway.as(null, { isService: true })).run('{ viewer { identity } }')).status;

    const { applied } = gateway.reload({ upstream: { requestsPerHour: 60 } });
    const alice = await gateway.as('alice');
    const [first, second] = [await alice.run(inbox), await (await gateway.as('bob')).run(inbox)];

    expect(await ask()).toBe(200);
    expect(applied).toEqual(['upstream.requestsPerHour']);
    expect([...first.errors, ...second.errors].map(({ extensions }) => extensions?.['code'])).toContain(
      'RATE_LIMITED',
    );
  });

  it('names what needs a restart and leaves that as it is', async () => {
    const gateway = await startGateway(await startEmulator());

    expect(gateway.reload({ introspection: false, port: 1, logLevel: 'debug' })).toEqual({
      applied: ['logLevel'],
      needsRestart: ['port', 'introspection'],
    });
    expect((await (await gateway.as('alice')).run('{ __typename }')).status).toBe(200);
  });

  it('refuses what is not usable as a whole', async () => {
    const gateway = await startGateway(await startEmulator());
    const wrong = { allowedOrigins: ['https://app.example.com'], auth: { key: { secret: 'short' } } };

    expect(() => gateway.reload(wrong)).toThrow(GatewayError);
    expect(
      (await (await clientWith(gateway.origin, tokenSecret)).run('{ viewer { identity } }')).status,
    ).toBe(200);
  });
});
