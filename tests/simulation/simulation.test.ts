import { describe, expect, it } from 'vitest';
import { plantedBugs } from './planted-bugs.ts';
import { noFaults } from './schedule.ts';
import { describeFailure, shrink } from './shrink.ts';
import { findFailure } from './find-failure.ts';
import { simulate } from './simulate.ts';
import { timelineWorld } from './worlds.ts';

/** Worlds that every run of the tests goes through; `npm run simulate -- --seeds 20000` goes through more. */
const seeds = 500;
const seedsPerBug = 300;

const deadlineMs = 180_000;

describe('the timeline in a simulated world', () => {
  it(
    `keeps every promise through ${seeds} worlds of lost, repeated, late and stale news`,
    { timeout: deadlineMs },
    async () => {
      const failure = await findFailure(seeds, (seed) => timelineWorld(seed));

      expect(failure && describeFailure(failure, await shrink(failure.world))).toBeUndefined();
    },
  );

  it.each([
    [204, 'a page read too soon after the one before hid messages of a burst'],
    [643, 'a late webhook took a message back that a burst had pushed out of memory'],
    [745, 'an edit of the same second as what was forgotten passed for newer'],
  ])('keeps every promise in world %i, where once %s', async (seed) => {
    expect((await simulate({ seed })).violations).toEqual([]);
  });

  it('tells every message within a second where nothing fails, and asks nobody to read anew', async () => {
    const results = await Promise.all([1, 2, 3, 4, 5].map((seed) => simulate({ seed, rates: noFaults })));

    expect(results.flatMap(({ violations }) => violations)).toEqual([]);
    expect(Math.max(...results.flatMap(({ latenciesMs }) => latenciesMs))).toBeLessThan(1_000);
    expect(results.reduce((sum, { resyncs }) => sum + resyncs, 0)).toBe(0);
  });

  it('has clients told alone, with others, and both in turn', async () => {
    const { messages, toldTogether } = await simulate({ seed: 3 });

    expect(toldTogether).toBeGreaterThan(messages / 10);
    expect(toldTogether).toBeLessThan(messages * 4);
  });

  it('is the same world each time for the same seed', async () => {
    const [one, other] = [await simulate({ seed: 7 }), await simulate({ seed: 7 })];

    expect(other).toEqual(one);
  });
});

describe('the simulation', () => {
  it.each(plantedBugs)(
    `notices a timeline with $name within ${seedsPerBug} worlds`,
    { timeout: deadlineMs },
    async (bug) => {
      const { rules, sweepPace } = bug;

      const failure = await findFailure(seedsPerBug, (seed) => timelineWorld(seed, { rules, sweepPace }));

      expect(failure).toBeDefined();
    },
  );

  it('shrinks a failing world to less than it began with, which still fails', async () => {
    const bug = plantedBugs.find(({ name }) => name === 'no staleness guard');
    const world = timelineWorld(1, { rules: bug?.rules });

    const shrunk = await shrink(world);

    expect(shrunk.actions.length).toBeLessThan(20);
    expect((await world.run(shrunk.actions)).violations).toEqual(shrunk.violations);
  });
});
