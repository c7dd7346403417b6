import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { developmentSecret } from '../../../src/config/development.ts';
import { hasRealCredentials, loadEmulatorConfig } from '../../../src/config/load-config.ts';
import { resolveLimits } from '../../../src/config/limits.ts';
import { resolveOptions } from '../../../src/config/options.ts';
import { GatewayError } from '../../../src/errors.ts';
import { complete, faultsOf, load } from './load-setup.ts';

const { publicKey, privateKey } = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

describe('loadConfig in production', () => {
  it('reads a complete environment and fills in the defaults', () => {
    expect(load(complete)).toEqual({
      twilio: { accountSid: complete.TWILIO_ACCOUNT_SID, authToken: complete.TWILIO_AUTH_TOKEN },
      publicUrl: 'https://chat.example.com',
      auth: {
        key: { secret: complete.AUTH_JWT_SECRET },
        issuer: 'twilio-conversations-graphql',
        audience: 'twilio-conversations-graphql',
        identityClaim: 'sub',
        scopeClaim: 'scope',
        algorithms: ['HS256'],
        twilioAccessTokens: false,
      },
      port: 4_000,
      allowedOrigins: [],
      trustedProxies: 0,
      fastPaths: true,
      graphiql: false,
      introspection: false,
      webSocketAllOperations: false,
      advanceReadHorizonOnSend: true,
      limits: resolveLimits(),
      shedding: { lagTargetMs: 10 },
      logLevel: 'info',
    });
  });

  it('names everything that is missing at once, and how to try the emulator', () => {
    expect(faultsOf({})).toEqual([
      'The configuration is not usable:',
      '- TWILIO_ACCOUNT_SID is missing: the sid of the account at Twilio, AC and 32 hexadecimal digits.',
      '- TWILIO_AUTH_TOKEN is missing: the auth token of the account; webhooks are signed with it, also where REST uses an API key.',
      expect.stringMatching(/^- PUBLIC_URL is missing: the origin at which Twilio reaches the gateway/),
      '- A token key is missing: bearer tokens are verified with exactly one of AUTH_JWT_SECRET, AUTH_JWT_PUBLIC_KEY, AUTH_JWT_JWKS_URL.',
      expect.stringMatching(/--emulator/),
    ]);
  });

  it('counts an empty variable as missing', () => {
    expect(faultsOf({ ...complete, TWILIO_AUTH_TOKEN: '' })[1]).toMatch(/^- TWILIO_AUTH_TOKEN is missing/);
  });

  it('asks for the auth token although there is an API key', () => {
    const environment = {
      ...complete,
      TWILIO_AUTH_TOKEN: undefined,
      TWILIO_API_KEY_SID: `SK${'1'.repeat(32)}`,
      TWILIO_API_KEY_SECRET: 'k'.repeat(32),
    };

    expect(faultsOf(environment)[1]).toMatch(/^- TWILIO_AUTH_TOKEN is missing/);
  });

  it('reports wrong values together with missing ones and with contradictions', () => {
    const faults = faultsOf({
      TWILIO_ACCOUNT_SID: 'AC123',
      TWILIO_AUTH_TOKEN: 'a'.repeat(32),
      TWILIO_API_KEY_SID: `SK${'1'.repeat(32)}`,
      AUTH_JWT_SECRET: 'short',
      GRAPHIQL: 'yes',
      PORT: '65536',
      LOG_LEVEL: 'loud',
    });

    expect(faults.slice(1, -1).toSorted()).toEqual([
      '- AUTH_JWT_SECRET has to have at least 32 bytes.',
      '- GRAPHIQL has to be exactly true or false.',
      '- LOG_LEVEL has to be one of debug, info, warn, error, silent.',
      '- PORT has to be a whole number from 0 to 65535.',
      expect.stringContaining('- PUBLIC_URL is missing'),
      '- TWILIO_ACCOUNT_SID has to be AC and 32 hexadecimal digits.',
      '- TWILIO_API_KEY_SECRET is missing: TWILIO_API_KEY_SID is set.',
    ]);
  });

  it.each([
    ['AUTH_JWT_SECRET', 'canary'],
    ['AUTH_JWT_SECRET', ` ${'canary'.repeat(8)}`],
    ['AUTH_JWT_PUBLIC_KEY', 'canary'],
    ['AUTH_JWT_JWKS_URL', 'http://user:canary@example.com'],
    ['TWILIO_AUTH_TOKEN', 'canary\n'],
    ['TWILIO_AUTH_TOKEN_SECONDARY', ' canary'],
    ['TWILIO_API_KEY_SID', 'canary'],
    ['TWILIO_API_KEY_SECRET', 'canary'],
    ['TWILIO_BASE_URL', 'https://user:canary@example.com'],
    ['PUBLIC_URL', 'https://user:canary@example.com'],
  ])('does not repeat the value of %s', (name, value) => {
    const faults = faultsOf({ ...complete, [name]: value }).join('\n');

    expect(faults).toContain(name);
    expect(faults).not.toContain('canary');
  });

  it.each([
    ['0', 0],
    ['65535', 65_535],
  ])('takes PORT=%s', (PORT, port) => {
    expect(load({ ...complete, PORT }).port).toBe(port);
  });

  it.each(['-1', '1.5', '4e3', '0x10', ' 4000', 'http'])('refuses PORT=%s', (PORT) => {
    expect(faultsOf({ ...complete, PORT })[1]).toBe('- PORT has to be a whole number.');
  });

  it.each(['TRUE', '1', 'yes', ' true', 'on'])('refuses the boolean %s', (text) => {
    expect(faultsOf({ ...complete, INTROSPECTION: text })[1]).toBe(
      '- INTROSPECTION has to be exactly true or false.',
    );
  });

  it.each([
    'https://chat.example.com',
    'https://chat.example.com:8443',
    'http://localhost:4000',
    'http://127.0.0.1:4000',
    'http://[::1]:4000',
    'http://chat.localhost',
  ])('takes PUBLIC_URL=%s', (PUBLIC_URL) => {
    expect(load({ ...complete, PUBLIC_URL }).publicUrl).toBe(PUBLIC_URL);
  });

  it('drops the slash at the end of PUBLIC_URL', () => {
    expect(load({ ...complete, PUBLIC_URL: 'https://chat.example.com/' }).publicUrl).toBe(
      'https://chat.example.com',
    );
  });

  it.each([
    'http://chat.example.com',
    'http://localhost.example.com',
    'http://127.0.0.1.example.com',
    'chat.example.com',
    'ftp://chat.example.com',
    'https://chat.example.com/path',
    'https://chat.example.com?x',
    'https://chat.example.com/#x',
    ' https://chat.example.com',
  ])('refuses PUBLIC_URL=%s', (PUBLIC_URL) => {
    expect(faultsOf({ ...complete, PUBLIC_URL })[1]).toMatch(/^- PUBLIC_URL has to be /);
  });

  it('takes an API key of both halves only, for REST alone', () => {
    const apiKey = { TWILIO_API_KEY_SID: `SK${'1'.repeat(32)}`, TWILIO_API_KEY_SECRET: 'k'.repeat(32) };

    expect(load({ ...complete, ...apiKey }).twilio).toMatchObject({
      authToken: complete.TWILIO_AUTH_TOKEN,
      apiKeySid: apiKey.TWILIO_API_KEY_SID,
      apiKeySecret: apiKey.TWILIO_API_KEY_SECRET,
    });
    expect(faultsOf({ ...complete, TWILIO_API_KEY_SECRET: 'k'.repeat(32) })[1]).toBe(
      '- TWILIO_API_KEY_SID is missing: TWILIO_API_KEY_SECRET is set.',
    );
  });

  it('refuses the secret of the API key as auth token', () => {
    const environment = {
      ...complete,
      TWILIO_API_KEY_SID: `SK${'1'.repeat(32)}`,
      TWILIO_API_KEY_SECRET: complete.TWILIO_AUTH_TOKEN,
    };

    expect(faultsOf(environment)[1]).toMatch(/^- TWILIO_AUTH_TOKEN is the secret of the API key/);
  });

  it('refuses two token keys', () => {
    expect(faultsOf({ ...complete, AUTH_JWT_PUBLIC_KEY: publicKey })[1]).toBe(
      '- AUTH_JWT_SECRET and AUTH_JWT_PUBLIC_KEY are set, but tokens are verified with exactly one key.',
    );
  });

  it('takes a public key, also on one line, and a JWKS address, with algorithms that fit', () => {
    const { AUTH_JWT_SECRET: _, ...rest } = complete;
    const oneLine = publicKey.replaceAll('\n', String.raw`\n`);

    const byKey = load({ ...rest, AUTH_JWT_PUBLIC_KEY: oneLine }).auth;
    const byAddress = load({ ...rest, AUTH_JWT_JWKS_URL: 'https://example.com/jwks.json' }).auth;

    expect(byKey.key).toEqual({ publicKey });
    expect(byAddress.key).toEqual({ jwksUrl: 'https://example.com/jwks.json' });
    for (const { algorithms } of [byKey, byAddress]) {
      expect(algorithms).toContain('ES256');
      expect(algorithms.filter((algorithm) => algorithm.startsWith('HS'))).toEqual([]);
    }
  });

  it('refuses a private key in the place of a public one', () => {
    const { AUTH_JWT_SECRET: _, ...rest } = complete;

    expect(faultsOf({ ...rest, AUTH_JWT_PUBLIC_KEY: privateKey })[1]).toBe(
      '- AUTH_JWT_PUBLIC_KEY has to be a public key in PEM.',
    );
  });

  it('refuses algorithms that do not fit the key, and none', () => {
    const { AUTH_JWT_SECRET: _, ...rest } = complete;

    expect(faultsOf({ ...complete, AUTH_JWT_ALGORITHMS: 'HS256,RS256' })[1]).toMatch(
      /^- AUTH_JWT_ALGORITHMS has to fit the key/,
    );
    expect(faultsOf({ ...rest, AUTH_JWT_PUBLIC_KEY: publicKey, AUTH_JWT_ALGORITHMS: 'HS256' })[1]).toMatch(
      /^- AUTH_JWT_ALGORITHMS has to fit the key/,
    );
    expect(faultsOf({ ...complete, AUTH_JWT_ALGORITHMS: 'none' })[1]).toMatch(
      /^- AUTH_JWT_ALGORITHMS has to be one of HS256/,
    );
  });

  it("refuses Twilio's access tokens without the API key that signs them", () => {
    expect(faultsOf({ ...complete, AUTH_TWILIO_ACCESS_TOKENS: 'true' })[1]).toMatch(
      /^- AUTH_TWILIO_ACCESS_TOKENS needs TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET/,
    );
  });

  it('refuses the development secret beside real credentials, and takes it over a stand-in', () => {
    const environment = { ...complete, AUTH_JWT_SECRET: developmentSecret };

    expect(faultsOf(environment)[1]).toMatch(/^- AUTH_JWT_SECRET is the development secret/);
    expect(faultsOf({ ...environment, TWILIO_BASE_URL: 'https://conversations.twilio.com' })[1]).toMatch(
      /^- AUTH_JWT_SECRET is the development secret/,
    );
    expect(load({ ...environment, TWILIO_BASE_URL: 'http://localhost:4010' }).auth.key).toEqual({
      secret: developmentSecret,
    });
  });

  it('reads origins as browsers write them', () => {
    const ALLOWED_ORIGINS = 'https://App.example.com/, http://localhost:5173,';

    expect(load({ ...complete, ALLOWED_ORIGINS }).allowedOrigins).toEqual([
      'https://app.example.com',
      'http://localhost:5173',
    ]);
    expect(faultsOf({ ...complete, ALLOWED_ORIGINS: 'https://a.com/x' })[1]).toMatch(
      /^- ALLOWED_ORIGINS has to hold origins/,
    );
  });
});

describe('loadConfig over the emulator', () => {
  it('needs nothing', () => {
    expect(load({}, 'emulator')).toMatchObject({
      twilio: { baseUrl: 'http://127.0.0.1:4010' },
      publicUrl: 'http://127.0.0.1:4000',
      auth: { key: { secret: developmentSecret } },
      host: '127.0.0.1',
      graphiql: true,
      introspection: true,
      webSocketAllOperations: false,
    });
  });

  it('follows the ports', () => {
    const resolved = load({ PORT: '5000', EMULATOR_PORT: '5010' }, 'emulator');

    expect(resolved).toMatchObject({
      port: 5_000,
      publicUrl: 'http://127.0.0.1:5000',
      twilio: { baseUrl: 'http://127.0.0.1:5010' },
    });
  });

  it('takes nothing of a real account', () => {
    const environment = {
      ...complete,
      TWILIO_BASE_URL: 'https://conversations.twilio.com',
      TWILIO_CHAT_SERVICE_SID: `IS${'9'.repeat(32)}`,
      AUTH_JWT_SECRET: undefined,
    };

    expect(load(environment, 'emulator')).toEqual(load({}, 'emulator'));
  });

  it('takes a token key, which replaces the development secret', () => {
    const own = load({ AUTH_JWT_PUBLIC_KEY: publicKey }, 'emulator');

    expect(own.auth.key).toEqual({ publicKey });
  });

  it('lets conveniences be switched off', () => {
    expect(load({ GRAPHIQL: 'false', INTROSPECTION: 'false' }, 'emulator')).toMatchObject({
      graphiql: false,
      introspection: false,
    });
  });

  it('still refuses what is wrong, without advertising the emulator', () => {
    expect(faultsOf({ EMULATOR_PORT: '70000', GRAPHIQL: 'maybe' }, 'emulator')).toEqual([
      'The configuration is not usable:',
      '- GRAPHIQL has to be exactly true or false.',
      '- EMULATOR_PORT has to be a whole number from 0 to 65535.',
    ]);
  });
});

describe('loadEmulatorConfig', () => {
  it('reads the port, 4010 unless told otherwise', () => {
    expect(loadEmulatorConfig({})).toEqual({ port: 4_010 });
    expect(loadEmulatorConfig({ EMULATOR_PORT: '0' })).toEqual({ port: 0 });
    expect(() => loadEmulatorConfig({ EMULATOR_PORT: 'x' })).toThrow(GatewayError);
  });
});

describe('hasRealCredentials', () => {
  it.each([
    [{}, false],
    [{ TWILIO_ACCOUNT_SID: '' }, false],
    [{ TWILIO_ACCOUNT_SID: 'AC1' }, true],
    [{ TWILIO_AUTH_TOKEN: 'x' }, true],
    [{ TWILIO_API_KEY_SECRET: 'x' }, true],
    [{ TWILIO_AUTH_TOKEN: 'x', TWILIO_BASE_URL: 'http://localhost:4010' }, false],
    [{ TWILIO_AUTH_TOKEN: 'x', TWILIO_BASE_URL: 'https://conversations.twilio.com' }, true],
  ])('of %j is %s', (environment, expected) => {
    expect(hasRealCredentials(environment)).toBe(expected);
  });
});

describe('what is loaded', () => {
  it('can be handed to the gateway, which checks it again', () => {
    const resolved = load(complete);

    expect(resolveOptions(resolved)).toEqual(resolved);
  });
});
