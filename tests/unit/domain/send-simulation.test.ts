import { describe, expect, it } from 'vitest';
import { type SimulationPolicy, simulateSends } from './send-simulation.ts';

/** Runs of 30 messages each. */
const seeds = Array.from({ length: 200 }, (_, index) => index + 1);

/** Seeds up to the first that doubled a message; undefined when none did. */
async function seedsUntilDoubled(policy: SimulationPolicy): Promise<number | undefined> {
  for (const seed of seeds) {
    const { duplicated } = await simulateSends(seed, policy);
    if (duplicated > 0) return seed;
  }
  return undefined;
}

describe('thousands of sends of which a tenth loses its answer', () => {
  it('arrive once each, and in the order of each author', async () => {
    const violations: string[] = [];
    let sends = 0;
    for (const seed of seeds) {
      const result = await simulateSends(seed);
      sends += result.sends;
      if (result.duplicated + result.lost + result.swapped > 0)
        violations.push(`seed ${seed}: ${JSON.stringify(result)}`);
    }

    expect(violations).toEqual([]);
    expect(sends).toBe(6_000);
  }, 60_000);

  it.each<[string, SimulationPolicy]>([
    [
      'repeats without looking back',
      {
        lookBackDelays: { firstMs: 0, certainMs: 0 },
        viewOf: () => ({ listMessages: async () => ({ items: [], nextPageToken: null }) }),
      },
    ],
    ['looks back at once', { lookBackDelays: { firstMs: 0, certainMs: 0 } }],
    ['trusts the look after 2 s', { lookBackDelays: { firstMs: 2_000, certainMs: 2_000 } }],
    [
      'remembers no ids',
      {
        ledgerOf: () => ({
          claim: async () => ({
            kind: 'claimed',
            token: '',
            doubt: null,
            forgotten: new AbortController().signal,
          }),
          waitForOutcome: async () => {},
          settle: async () => {},
        }),
      },
    ],
  ])(
    'are doubled by a sender that %s',
    async (_what, policy) => {
      expect(await seedsUntilDoubled(policy)).toBeLessThan(100);
    },
    60_000,
  );
});
