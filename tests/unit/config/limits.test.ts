import { describe, expect, it } from 'vitest';
import { limitTable, resolveLimits } from '../../../src/config/limits.ts';
import { type GatewayOptions, resolveOptions } from '../../../src/config/options.ts';
import type { GatewayError } from '../../../src/errors.ts';

const options: GatewayOptions = {
  twilio: { accountSid: `AC${'1'.repeat(32)}`, authToken: 'a'.repeat(32) },
  publicUrl: 'https://chat.example.com',
  auth: { key: { secret: 's'.repeat(32) } },
};

const faultOf = (changes: object): string => {
  try {
    resolveOptions({ ...options, ...changes });
    return '';
  } catch (error) {
    return (error as GatewayError).message;
  }
};

const limits = Object.entries(limitTable).flatMap(([group, table]) =>
  Object.entries(table).map(([name, limit]) => ({ group, name, limit })),
);

describe('limits', () => {
  it('have their defaults where nothing is set, and keep what is set beside them', () => {
    const { limits: resolved } = resolveOptions({ ...options, limits: { operation: { depthMax: 12 } } });

    expect(resolved).toEqual({
      ...resolveLimits(),
      operation: { ...resolveLimits().operation, depthMax: 12 },
    });
  });

  it.each(limits)(
    'take $group.$name from its least to its most and nothing beyond',
    ({ group, name, limit }) => {
      const set = (value: unknown) => faultOf({ limits: { [group]: { [name]: value } } });

      expect(limit.default).toBeGreaterThanOrEqual(limit.least);
      expect(limit.default).toBeLessThanOrEqual(limit.most);
      expect([set(limit.least), set(limit.most)]).toEqual(['', '']);
      for (const wrong of [limit.least - 1, limit.most + 1, 1.5])
        expect(set(wrong)).toContain(`limits.${group}.${name} has to be a whole number`);
    },
  );

  it('that do not exist are named with the nearest that does', () => {
    expect(faultOf({ limits: { operation: { depthmax: 3 } } })).toContain(
      'limits.operation.depthmax is no option. Did you mean limits.operation.depthMax?',
    );
  });
});

describe('trusted documents', () => {
  it('are digests of 64 hexadecimal digits', () => {
    expect(faultOf({ trustedDocuments: ['a'.repeat(64)] })).toBe('');
    expect(faultOf({ trustedDocuments: ['{ viewer { id } }'] })).toContain('trustedDocuments has to hold');
    for (const other of ['a'.repeat(64), 5, null])
      expect(faultOf({ trustedDocuments: other })).toContain('trustedDocuments has to be a list of digests');
  });

  it('may have a text each, which fits its digest', () => {
    const [digest, other] = ['a'.repeat(64), 'b'.repeat(64)];

    const fault = faultOf({ trustedDocuments: { [digest]: '{ viewer { id } }', [other]: 5 } });

    expect(fault).toContain(`- trustedDocuments has a text that is not the one of its digest ${digest}.`);
    expect(fault).toContain(`- trustedDocuments has no text for the digest ${other}.`);
  });

  it('that do not fit for one reason are not all named', () => {
    const documents = Array.from({ length: 30 }, (_, at) => [String(at).padStart(64, '0'), 'text']);

    const fault = faultOf({ trustedDocuments: Object.fromEntries(documents) });

    expect(fault.split('\n')).toHaveLength(22);
    expect(fault).toContain('has 10 more texts that are not those of their digests.');
  });
});
