import { describe, expect, it } from 'vitest';
import { optionPaths } from '../../../src/config/check-options.ts';
import { environmentVariables } from '../../../src/config/environment.ts';
import { resolveLimits } from '../../../src/config/limits.ts';
import { complete, faultsOf, load } from './load-setup.ts';

describe('the table of environment variables', () => {
  it('has every option that is checked', () => {
    const options = environmentVariables.flatMap(({ option }) => option ?? []);

    expect(options.toSorted()).toEqual(optionPaths().toSorted());
  });

  it('names each variable and each option once', () => {
    const names = environmentVariables.map(({ name }) => name);
    const options = environmentVariables.flatMap(({ option }) => option ?? []);

    expect(new Set(names).size).toBe(names.length);
    expect(new Set(options).size).toBe(options.length);
  });

  it.each(environmentVariables.filter((variable) => variable.option !== null && variable.default !== null))(
    'tells the default of $name as it is',
    ({ name, default: text }) => {
      expect(load({ ...complete, [name]: text ?? undefined })).toEqual(load(complete));
    },
  );

  it('tells the defaults over the emulator as they are', () => {
    const written = environmentVariables.flatMap(({ name, emulatorDefault }) =>
      emulatorDefault === undefined || name === 'AUTH_JWT_SECRET' ? [] : [[name, emulatorDefault]],
    );

    expect(written.length).toBeGreaterThan(0);
    expect(load(Object.fromEntries(written), 'emulator')).toEqual(load({}, 'emulator'));
  });

  it('leads to an option of the gateway with each variable', () => {
    const texts: Readonly<Record<string, string>> = {
      TWILIO_AUTH_TOKEN_SECONDARY: 'b'.repeat(32),
      TWILIO_API_KEY_SID: `SK${'1'.repeat(32)}`,
      TWILIO_API_KEY_SECRET: 'k'.repeat(32),
      TWILIO_CHAT_SERVICE_SID: `IS${'1'.repeat(32)}`,
      TWILIO_BASE_URL: 'http://127.0.0.1:1',
      AUTH_JWT_ISSUER: 'issuer',
      AUTH_JWT_AUDIENCE: 'audience',
      AUTH_JWT_IDENTITY_CLAIM: 'identity',
      AUTH_JWT_SCOPE_CLAIM: 'scopes',
      AUTH_JWT_ALGORITHMS: 'HS384,HS512',
      AUTH_TWILIO_ACCESS_TOKENS: 'true',
      PORT: '1',
      HOST: '::1',
      ALLOWED_ORIGINS: 'https://a.example.com',
      TRUST_PROXY: '2',
      GRAPHIQL: 'true',
      INTROSPECTION: 'true',
      WS_ALL_OPERATIONS: 'true',
      ADVANCE_READ_HORIZON_ON_SEND: 'false',
      LIMITS_OPERATION_DEPTH_MAX: '12',
      LIMITS_WEB_SOCKET_SOCKETS_PER_ADDRESS_MAX: '7',
      TRUSTED_DOCUMENTS: `${'a'.repeat(64)},${'b'.repeat(64)}`,
      SHEDDING_LAG_TARGET_MS: '10',
      LOG_LEVEL: 'debug',
    };

    expect(load({ ...complete, ...texts })).toEqual({
      twilio: {
        accountSid: complete.TWILIO_ACCOUNT_SID,
        authToken: complete.TWILIO_AUTH_TOKEN,
        authTokenSecondary: texts['TWILIO_AUTH_TOKEN_SECONDARY'],
        apiKeySid: texts['TWILIO_API_KEY_SID'],
        apiKeySecret: texts['TWILIO_API_KEY_SECRET'],
        chatServiceSid: texts['TWILIO_CHAT_SERVICE_SID'],
        baseUrl: 'http://127.0.0.1:1',
      },
      publicUrl: complete.PUBLIC_URL,
      auth: {
        key: { secret: complete.AUTH_JWT_SECRET },
        issuer: 'issuer',
        audience: 'audience',
        identityClaim: 'identity',
        scopeClaim: 'scopes',
        algorithms: ['HS384', 'HS512'],
        twilioAccessTokens: true,
      },
      port: 1,
      host: '::1',
      allowedOrigins: ['https://a.example.com'],
      trustedProxies: 2,
      fastPaths: true,
      graphiql: true,
      introspection: true,
      webSocketAllOperations: true,
      advanceReadHorizonOnSend: false,
      limits: resolveLimits({ operation: { depthMax: 12 }, webSocket: { socketsPerAddressMax: 7 } }),
      trustedDocuments: ['a'.repeat(64), 'b'.repeat(64)],
      shedding: { lagTargetMs: 10 },
      logLevel: 'debug',
    });
  });
});

describe('the variables of limits', () => {
  it('are refused out of bounds by their own names', () => {
    expect(faultsOf({ ...complete, LIMITS_HTTP_BODY_BYTES_MAX: '1' })).toContain(
      '- LIMITS_HTTP_BODY_BYTES_MAX has to be a whole number from 1024 to 10485760.',
    );
  });

  it('that do not exist are named with the nearest that does', () => {
    expect(faultsOf({ ...complete, LIMITS_HTTP_BODY_MAX: '2000' }).join('\n')).toMatch(
      /LIMITS_HTTP_BODY_MAX is no variable of the gateway\. Did you mean LIMITS_/,
    );
  });
});
