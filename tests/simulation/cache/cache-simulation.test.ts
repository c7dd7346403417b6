import { describe, expect, it } from 'vitest';
import { coherenceRules, type CoherenceRules } from '../../../src/upstream/coherent-cache.ts';
import { simulateCache } from './simulate-cache.ts';

/** Worlds that every run of the tests goes through. */
const seeds = 120;
const seedsPerBug = 100;
const deadlineMs = 120_000;

const plantedBugs: readonly { readonly name: string; readonly rules: CoherenceRules }[] = [
  { name: 'forgets nothing', rules: { ...coherenceRules, mayPrecede: () => false } },
  {
    name: 'keeps what was read right after a change',
    rules: { ...coherenceRules, mayPrecede: (read, change) => change.order > read.order },
  },
  { name: 'keeps for ever what nobody told of', rules: { ...coherenceRules, isWithin: () => true } },
  { name: 'answers while it hears of nothing', rules: { ...coherenceRules, isUnheard: () => false } },
];

describe('the caches of several instances', () => {
  it(
    `show nothing older than they may through ${seeds} worlds of lost, late and repeated webhooks and stale reads`,
    { timeout: deadlineMs },
    async () => {
      const violations: string[] = [];
      let [answers, kept] = [0, 0];
      for (let seed = 1; seed <= seeds; seed += 1) {
        const result = await simulateCache({ seed });
        answers += result.answers;
        kept += result.kept;
        violations.push(
          ...result.violations.map((violation) => `npm run simulate -- --cache --seed ${seed}: ${violation}`),
        );
      }

      expect(violations).toEqual([]);
      expect(kept / answers).toBeGreaterThan(0.5);
    },
  );

  it.each(plantedBugs)(
    `are caught within ${seedsPerBug} worlds when a cache $name`,
    { timeout: deadlineMs },
    async ({ rules }) => {
      let failed: number | null = null;
      for (let seed = 1; seed <= seedsPerBug && failed === null; seed += 1)
        if ((await simulateCache({ seed, rules })).violations.length > 0) failed = seed;

      expect(failed).not.toBeNull();
    },
  );

  it.each([
    { what: 'writes are made past them, and who wrote does not see it', fault: { writesPastCache: true } },
    { what: 'one viewer is answered with what is kept for another', fault: { mixesViewers: true } },
  ])(`are caught within ${seedsPerBug} worlds when $what`, { timeout: deadlineMs }, async ({ fault }) => {
    let failed: number | null = null;
    for (let seed = 1; seed <= seedsPerBug && failed === null; seed += 1)
      if ((await simulateCache({ seed, ...fault })).violations.length > 0) failed = seed;

    expect(failed).not.toBeNull();
  });
});
