import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { describeConfig } from '../../../src/config/describe-config.ts';
import { type Environment, loadConfig, loadConfigWithSources } from '../../../src/config/load-config.ts';
import { readTwilioEnvironment } from '../../../src/config/credentials.ts';
import { GatewayError } from '../../../src/errors.ts';

const complete = {
  TWILIO_ACCOUNT_SID: `AC${'1'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'a'.repeat(32),
  PUBLIC_URL: 'https://chat.example.com',
  AUTH_JWT_SECRET: 's'.repeat(32),
} as const;

function writeTemporary(name: string, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'configuration-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function configFile(options: unknown): string {
  return writeTemporary('gateway.json', typeof options === 'string' ? options : JSON.stringify(options));
}

/** The message with which loading fails. */
function refusalOf(environment: Environment, mode: 'production' | 'emulator' = 'production'): string {
  try {
    loadConfig(environment, { mode });
  } catch (error) {
    if (error instanceof GatewayError && error.code === 'CONFIGURATION_INVALID') return error.message;
    throw error;
  }
  throw new Error('Expected the configuration to be refused.');
}

describe('a list in a file', () => {
  it('has an item on each line', () => {
    const digests = ['a'.repeat(64), 'b'.repeat(64)];
    const TRUSTED_DOCUMENTS_FILE = writeTemporary('documents', `${digests.join('\n')}\n`);

    expect(loadConfig({ ...complete, TRUSTED_DOCUMENTS_FILE }).trustedDocuments).toEqual(digests);
  });
});

describe('documents in a file', () => {
  const text = '{ viewer { identity } }';
  const digest = createHash('sha256').update(text).digest('hex');

  it('are the texts by their digests, with or without the name of the algorithm', () => {
    for (const documents of [{ [digest]: text }, { [`sha256:${digest}`]: text }]) {
      const TRUSTED_DOCUMENTS_FILE = writeTemporary('documents.json', `${JSON.stringify(documents)}\n`);
      const CONFIG_FILE = configFile({ trustedDocuments: documents });

      expect(loadConfig({ ...complete, TRUSTED_DOCUMENTS_FILE }).trustedDocuments).toEqual(documents);
      expect(loadConfig({ ...complete, CONFIG_FILE }).trustedDocuments).toEqual(documents);
    }
  });

  it('are refused with each digest that is not that of its text, and with all else that is wrong', () => {
    const documents = { [digest]: text, ['a'.repeat(64)]: text, ['b'.repeat(64)]: `${text} `, sha1: text };
    const TRUSTED_DOCUMENTS_FILE = writeTemporary('documents.json', JSON.stringify(documents));

    const refusal = refusalOf({ ...complete, TRUSTED_DOCUMENTS_FILE, PORT: 'x' });

    for (const other of ['a', 'b'])
      expect(refusal).toContain(
        `- TRUSTED_DOCUMENTS_FILE has a text that is not the one of its digest ${other.repeat(64)}.`,
      );
    expect(refusal).toContain('- TRUSTED_DOCUMENTS_FILE has to hold SHA-256 digests');
    expect(refusal).toContain('- PORT has to be');
    expect(refusal).not.toContain(digest);
    expect(refusal).not.toContain('viewer');
  });

  it('are refused as a whole where the file is no JSON', () => {
    const TRUSTED_DOCUMENTS_FILE = writeTemporary('documents.json', `{ "${digest}": `);

    expect(refusalOf({ ...complete, TRUSTED_DOCUMENTS_FILE })).toContain(
      '- TRUSTED_DOCUMENTS_FILE names a file that is not a list of digests or an object in JSON.',
    );
  });
});

describe('secrets in files', () => {
  it('are read from where a variable with _FILE points, without the line break behind them', () => {
    const environment = {
      ...complete,
      TWILIO_AUTH_TOKEN: undefined,
      TWILIO_AUTH_TOKEN_FILE: writeTemporary('token', 'token-in-a-file\n'),
    };

    expect(loadConfig(environment).twilio.authToken).toBe('token-in-a-file');
    expect(readTwilioEnvironment(environment).authToken).toBe('token-in-a-file');
  });

  it.each([
    ['does not exist', '/no/such/file'],
    ['is a folder', tmpdir()],
  ])('are refused when the file %s', (reason, path) => {
    const environment = { ...complete, TWILIO_AUTH_TOKEN: undefined, TWILIO_AUTH_TOKEN_FILE: path };

    expect(refusalOf(environment)).toContain(`- TWILIO_AUTH_TOKEN_FILE names a file that ${reason}: ${path}`);
    expect(() => readTwilioEnvironment(environment)).toThrow(reason);
  });

  it('are refused when the file is empty', () => {
    const path = writeTemporary('token', '\n');

    expect(refusalOf({ ...complete, TWILIO_AUTH_TOKEN: undefined, TWILIO_AUTH_TOKEN_FILE: path })).toContain(
      'names a file that is empty',
    );
  });

  it('are refused beside the variable itself', () => {
    const path = writeTemporary('token', 'x');

    expect(refusalOf({ ...complete, TWILIO_AUTH_TOKEN_FILE: path })).toContain(
      '- TWILIO_AUTH_TOKEN and TWILIO_AUTH_TOKEN_FILE are both set: keep one of them.',
    );
  });

  it('keep what is in them to themselves when it is wrong', () => {
    const path = writeTemporary('secret', 'canary');
    const refusal = refusalOf({ ...complete, AUTH_JWT_SECRET: undefined, AUTH_JWT_SECRET_FILE: path });

    expect(refusal).toContain('- AUTH_JWT_SECRET_FILE has to have at least 32 bytes.');
    expect(refusal).not.toContain('canary');
  });

  it('are no way for what is no secret', () => {
    expect(refusalOf({ ...complete, PUBLIC_URL_FILE: '/run/url' })).toContain(
      '- PUBLIC_URL_FILE is no variable of the gateway. PUBLIC_URL is taken from no file.',
    );
  });
});

describe('a config file', () => {
  it('holds options as they are nested in code, and variables win over it', () => {
    const CONFIG_FILE = configFile({
      twilio: { accountSid: `AC${'2'.repeat(32)}`, chatServiceSid: `IS${'2'.repeat(32)}` },
      port: 5_000,
      allowedOrigins: ['https://a.example.com'],
      upstream: { requestsPerHour: 600 },
    });

    expect(loadConfig({ ...complete, CONFIG_FILE })).toMatchObject({
      twilio: { accountSid: complete.TWILIO_ACCOUNT_SID, chatServiceSid: `IS${'2'.repeat(32)}` },
      port: 5_000,
      allowedOrigins: ['https://a.example.com'],
      upstream: { requestsPerHour: 600 },
    });
  });

  it('is named in the faults of what it says, all together', () => {
    const CONFIG_FILE = configFile({ prot: 5_000, port: '5000', auth: { issuer: '' } });

    const refusal = refusalOf({ ...complete, CONFIG_FILE });

    expect(refusal).toContain('prot is no option. Did you mean port?');
    expect(refusal).toContain(`port in ${CONFIG_FILE} has to be a whole number.`);
    expect(refusal).toContain(`auth.issuer in ${CONFIG_FILE} must not be empty.`);
  });

  it.each([
    ['{"a": canary}', 'is not valid JSON'],
    ['[]', 'has to hold an object'],
  ])('of %s is refused without being repeated', (text, reason) => {
    const refusal = refusalOf({ ...complete, CONFIG_FILE: configFile(text) });

    expect(refusal).toContain(reason);
    expect(refusal).not.toContain('canary');
  });

  it('is refused when it is not there', () => {
    expect(refusalOf({ ...complete, CONFIG_FILE: '/no/such.json' })).toContain(
      '- The config file /no/such.json does not exist.',
    );
  });

  it('reaches no real account over the emulator either', () => {
    const CONFIG_FILE = configFile({
      twilio: { accountSid: complete.TWILIO_ACCOUNT_SID, authToken: 'canary' },
      publicUrl: 'https://chat.example.com',
      port: 5_000,
    });

    expect(loadConfig({ CONFIG_FILE }, { mode: 'emulator' })).toEqual(
      loadConfig({ PORT: '5000' }, { mode: 'emulator' }),
    );
  });
});

describe('unknown variables', () => {
  it.each([
    ['AUTH_JWT_SECERT', 'Did you mean AUTH_JWT_SECRET?'],
    ['UPSTREAM_REQUEST_PER_HOUR', 'Did you mean UPSTREAM_REQUESTS_PER_HOUR?'],
    ['TWILIO_API_KEY_SECERT', 'Did you mean TWILIO_API_KEY_SECRET?'],
    ['ALLOWED_ORIGIN', 'Did you mean ALLOWED_ORIGINS?'],
    ['REDIS_URL_FIEL', 'Did you mean REDIS_URL_FILE?'],
    ['AUTH_JWT_SOMETHING_ELSE_ENTIRELY', ''],
    ['JWT_ISSUER', 'Did you mean AUTH_JWT_ISSUER?'],
    ['JWT_SECRET_SECONDARY_FILE', 'Did you mean AUTH_JWT_SECRET_SECONDARY_FILE?'],
    ['GATEWAY_AUTH_JWT_AUDIENCE', 'Did you mean AUTH_JWT_AUDIENCE?'],
    ['TWILIO_SERVICE_SID', 'Did you mean TWILIO_CHAT_SERVICE_SID?'],
    ['CHAT_SERVICE_SID', 'Did you mean TWILIO_CHAT_SERVICE_SID?'],
    ['SHEDDING_LAG_MS', 'Did you mean SHEDDING_LAG_TARGET_MS?'],
  ])('%s is a fault', (name, hint) => {
    expect(refusalOf({ ...complete, [name]: 'x' })).toContain(
      `- ${name} is no variable of the gateway.${hint === '' ? '' : ` ${hint}`}`,
    );
  });

  it.each([
    'HOME',
    'PATH',
    'TWILIO_PHONE_NUMBER',
    'TWILIO_REGION',
    'NODE_ENV',
    'REDIS_HOST',
    'PORT_RANGE',
    'BASE_URL',
    'API_KEY_SECRET',
  ])('%s belongs to somebody else', (name) => {
    expect(loadConfig({ ...complete, [name]: 'x' })).toEqual(loadConfig(complete));
  });

  it.each(['JWT_SECRET', 'JWT_SECRET_FILE', 'JWT_PUBLIC_KEY', 'JWKS_URL', 'AUTH_JWKS_URL'])(
    '%s is told where there is no key for tokens, and belongs to somebody else where there is one',
    (name) => {
      const environment = { ...complete, AUTH_JWT_SECRET: undefined, [name]: 'x' };

      expect(refusalOf(environment)).toContain(
        `- ${name} is no variable of the gateway. Did you mean AUTH_JWT_`,
      );
      expect(loadConfig({ ...complete, [name]: 'x' })).toEqual(loadConfig(complete));
      expect(loadConfig({ [name]: 'x' }, { mode: 'emulator' })).toEqual(loadConfig({}, { mode: 'emulator' }));
    },
  );

  it('that are near one that is set belong to somebody else', () => {
    const environment = { ...complete, REDIS_URL: 'redis://localhost', REDIS_URI: 'x' };

    expect(loadConfig(environment).redisUrl).toBe('redis://localhost');
  });

  it('that are near one that the emulator does not look at harm nothing', () => {
    expect(loadConfig({ PUBLIC_URI: 'x' }, { mode: 'emulator' })).toEqual(
      loadConfig({}, { mode: 'emulator' }),
    );
  });
});

describe('a configuration that is shown', () => {
  it('tells where each value came from, and no secret', () => {
    const CONFIG_FILE = configFile({ port: 5_000 });
    const environment = {
      ...complete,
      CONFIG_FILE,
      TWILIO_AUTH_TOKEN: undefined,
      TWILIO_AUTH_TOKEN_FILE: writeTemporary('token', 'canary'),
      AUTH_JWT_SECRET: 'canary'.repeat(8),
      REDIS_URL: 'redis://:canary@localhost',
    };

    const described = describeConfig(loadConfigWithSources(environment));
    const of = (option: string) => described.find((one) => one.option === option);

    expect(JSON.stringify(described)).not.toContain('canary');
    expect(of('twilio.authToken')).toEqual({
      option: 'twilio.authToken',
      variable: 'TWILIO_AUTH_TOKEN',
      value: '(secret)',
      source: 'TWILIO_AUTH_TOKEN_FILE',
      isReloadable: true,
    });
    expect(of('port')).toMatchObject({ value: 5_000, source: CONFIG_FILE, isReloadable: false });
    expect(of('publicUrl')).toMatchObject({ value: complete.PUBLIC_URL, source: 'PUBLIC_URL' });
    expect(of('logLevel')).toMatchObject({ value: 'info', source: 'default' });
    expect(of('twilio.apiKeySecret')).toMatchObject({ value: null, source: 'default' });
  });
});
