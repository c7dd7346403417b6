import { describe, expect, it } from 'vitest';
import { type GatewayOptions, resolveOptions } from '../../../src/config/options.ts';
import { GatewayError } from '../../../src/errors.ts';

const options: GatewayOptions = {
  twilio: { accountSid: `AC${'1'.repeat(32)}`, authToken: 'a'.repeat(32) },
  publicUrl: 'https://chat.example.com',
  auth: { key: { secret: 's'.repeat(32) } },
};

/** The message with which options are refused that a program without types hands in. */
function refusalOf(changes: object): string {
  const wrong = { ...options, ...changes };
  try {
    resolveOptions(wrong);
  } catch (error) {
    if (error instanceof GatewayError && error.code === 'CONFIGURATION_INVALID') return error.message;
    throw error;
  }
  throw new Error('Expected the options to be refused.');
}

describe('resolveOptions', () => {
  it('needs an account, a public URL and a token key, and has a default for the rest', () => {
    expect(resolveOptions(options)).toMatchObject({ ...options, port: 4_000, logLevel: 'info' });
  });

  it('takes undefined for what has a default', () => {
    expect(resolveOptions({ ...options, port: undefined, host: undefined, graphiql: undefined })).toEqual(
      resolveOptions(options),
    );
  });

  it.each([
    [{ prot: 4_000 }, 'prot is no option. Did you mean port?'],
    [{ webSocketAllOperation: true }, 'Did you mean webSocketAllOperations?'],
    [
      { twilio: { ...options.twilio, acountSid: 'x' } },
      'twilio.acountSid is no option. Did you mean twilio.accountSid?',
    ],
    [
      { auth: { ...options.auth, key: { secert: 's'.repeat(32) } } },
      'auth.key.secert is no option. Did you mean auth.key.secret?',
    ],
    [{ somethingElseEntirely: 1 }, 'somethingElseEntirely is no option.'],
  ])('names the unknown option in %j', (changes, sentence) => {
    expect(refusalOf(changes)).toContain(sentence);
  });

  it('does not guess when nothing is near', () => {
    expect(refusalOf({ somethingElseEntirely: 1 })).not.toContain('Did you mean');
  });

  it('names options by their paths, all together', () => {
    const message = refusalOf({
      twilio: { accountSid: 7, apiKeySid: `SK${'1'.repeat(32)}` },
      auth: { key: {} },
      port: '4000',
      graphiql: 'true',
      allowedOrigins: 'https://a.example.com',
      logLevel: 'loud',
    });

    expect(message.split('\n').toSorted()).toEqual([
      '- A token key is missing: bearer tokens are verified with exactly one of auth.key.secret, auth.key.publicKey, auth.key.jwksUrl.',
      '- allowedOrigins has to be a list.',
      '- graphiql has to be true or false.',
      '- logLevel has to be one of debug, info, warn, error, silent.',
      '- port has to be a whole number.',
      '- twilio.accountSid has to be text.',
      '- twilio.apiKeySecret is missing: twilio.apiKeySid is set.',
      '- twilio.authToken is missing.',
      'The configuration is not usable:',
    ]);
  });

  it('says which whole part is missing', () => {
    expect(refusalOf({ twilio: undefined, auth: undefined })).toContain(
      '- twilio is missing.\n- auth is missing.',
    );
  });

  it.each([0, 65_535])('takes the port %s', (port) => {
    expect(resolveOptions({ ...options, port }).port).toBe(port);
  });

  it.each([-1, 65_536, 1.5, Number.NaN])('refuses the port %s', (port) => {
    expect(refusalOf({ port })).toContain('- port has to be a whole number');
  });

  it('takes a secret of 32 bytes and refuses one of 31', () => {
    expect(resolveOptions({ ...options, auth: { key: { secret: 'é'.repeat(16) } } }).auth.key).toEqual({
      secret: 'é'.repeat(16),
    });
    expect(refusalOf({ auth: { key: { secret: 's'.repeat(31) } } })).toContain(
      'auth.key.secret has to have at least 32 bytes',
    );
  });

  it('refuses the address of a JWKS that travels in the clear', () => {
    expect(refusalOf({ auth: { key: { jwksUrl: 'http://example.com/jwks.json' } } })).toContain(
      'auth.key.jwksUrl has to be an https URL',
    );
  });
});
