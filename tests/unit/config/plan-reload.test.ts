import { describe, expect, it } from 'vitest';
import { environmentVariables } from '../../../src/config/environment.ts';
import { type GatewayOptions, resolveOptions } from '../../../src/config/options.ts';
import { planReload } from '../../../src/config/plan-reload.ts';
import { developmentSecret } from '../../../src/config/development.ts';
import { GatewayError } from '../../../src/errors.ts';

const options: GatewayOptions = {
  twilio: { accountSid: `AC${'1'.repeat(32)}`, authToken: 'old' },
  publicUrl: 'https://chat.example.com',
  auth: { key: { secret: 's'.repeat(32) } },
};

function plan(changes: Partial<GatewayOptions>) {
  return planReload(resolveOptions(options), resolveOptions({ ...options, ...changes }));
}

describe('planReload', () => {
  it('finds nothing to do where nothing changed', () => {
    expect(plan({})).toEqual({ options: resolveOptions(options), applied: [], needsRestart: [] });
  });

  it('takes over what can be taken over and names what needs a restart', () => {
    const {
      options: next,
      applied,
      needsRestart,
    } = plan({
      twilio: { ...options.twilio, authToken: 'new', authTokenSecondary: 'old' },
      port: 5_000,
      logLevel: 'debug',
    });

    expect(applied).toEqual(['twilio.authToken', 'twilio.authTokenSecondary', 'logLevel']);
    expect(needsRestart).toEqual(['port']);
    expect(next).toMatchObject({ twilio: { authToken: 'new' }, port: 4_000, logLevel: 'debug' });
  });

  it('names the very limit that waits for a restart', () => {
    const { options: next, needsRestart } = plan({
      limits: { operation: { depthMax: 12 } },
    });

    expect(needsRestart).toEqual(['limits.operation.depthMax']);
    expect(next.limits).toEqual(resolveOptions(options).limits);
  });

  it('drops what is configured no more', () => {
    const withBudget = resolveOptions({ ...options, upstream: { requestsPerHour: 600 } });

    const { options: next } = planReload(withBudget, resolveOptions(options));

    expect(next.upstream?.requestsPerHour).toBeUndefined();
  });

  it('exchanges one kind of key for another, with its algorithms', () => {
    const { options: next } = plan({ auth: { key: { jwksUrl: 'https://example.com/jwks.json' } } });

    expect(next.auth.key).toEqual({ jwksUrl: 'https://example.com/jwks.json' });
    expect(next.auth.algorithms).not.toContain('HS256');
  });

  it('refuses the development secret although the new options, of which it is a part, had a stand-in', () => {
    const wanted = resolveOptions({
      ...options,
      twilio: { ...options.twilio, baseUrl: 'http://127.0.0.1:4010' },
      auth: { key: { secret: developmentSecret } },
    });

    expect(() => planReload(resolveOptions(options), wanted)).toThrow(GatewayError);
  });

  it('reloads no option of which sockets, addresses or the account depend', () => {
    const needsRestart = environmentVariables
      .filter(({ option, isReloadable }) => option !== null && !isReloadable)
      .map(({ option }) => option);

    expect(needsRestart).toEqual(
      expect.arrayContaining([
        'twilio.accountSid',
        'twilio.baseUrl',
        'publicUrl',
        'redisUrl',
        'port',
        'host',
      ]),
    );
  });
});
