import { describe, expect, it } from 'vitest';
import { createSweepPace } from '../../../src/events/sweep-pace.ts';
import { findFailure } from '../find-failure.ts';
import { plantedBugs } from '../planted-bugs.ts';
import { noFaults } from '../schedule.ts';
import { describeFailure, shrink } from '../shrink.ts';
import { inboxWorld } from '../worlds.ts';
import { inboxScheduleOf, simulateInbox } from './simulate-inbox.ts';

/** Worlds that every run of the tests goes through; `npm run simulate -- --inbox --seeds 20000` goes through more. */
const seeds = 200;
const seedsPerBug = 300;
const deadlineMs = 180_000;

describe('inboxes in a simulated world', () => {
  it(
    `keep every promise through ${seeds} worlds of lost, repeated, late and stale news`,
    { timeout: deadlineMs },
    async () => {
      const failure = await findFailure(seeds, (seed) => inboxWorld(seed));

      expect(failure && describeFailure(failure, await shrink(failure.world))).toBeUndefined();
    },
  );

  it.each([
    [64, 'a joining that could not be read was told by a Resync, and its messages never'],
    [1262, 'a message that came before another could be read was lost with the connection'],
    [1182, 'late word of a removal ended a membership that had begun anew'],
    [637, 'an edit was lost that came before a stale read knew of its message'],
    [20051, 'a joining was told neither as history nor live, because what was read knew of it already'],
    [6382, 'late word of leaving, heard before memberships were read, ended the one that had begun since'],
    [14376, 'an edit was read before it was heard of, and is older than what the cursor told of'],
    [21733, 'who was added again without word of having left missed what was said between'],
  ])('keep every promise in world %i, where once %s', async (seed) => {
    // Found with queries whose cursor does not tell what they show: only with these do they go as they went.
    expect((await simulateInbox({ seed, queryKind: 'apart' })).violations).toEqual([]);
  });

  it.each([
    [41, 'what a query showed stayed, as it was removed without word before the conversation was read'],
    [12618, 'leaving and joining again, heard while the stream was being opened, were told neither'],
    [16990, 'a removal was not told that was found while the stream of who had the message was being placed'],
  ])('keep every promise in world %i of all kinds of queries, where once %s', async (seed) => {
    expect((await simulateInbox({ seed })).violations).toEqual([]);
  });

  it('keep every promise where nothing fails', async () => {
    const results = await Promise.all([1, 2, 3].map((seed) => simulateInbox({ seed, rates: noFaults })));

    expect(results.flatMap(({ violations }) => violations)).toEqual([]);
  });
});

describe('the simulation of inboxes', () => {
  it.each(plantedBugs.filter(({ name }) => name !== 'ties applied' && name !== 'no sweep'))(
    `notices a timeline with $name within ${seedsPerBug} worlds`,
    { timeout: deadlineMs },
    async ({ rules }) => {
      expect(await findFailure(seedsPerBug, (seed) => inboxWorld(seed, { rules }))).toBeDefined();
    },
  );

  it(
    `notices memberships that nobody sweeps within ${seedsPerBug} worlds`,
    { timeout: deadlineMs },
    async () => {
      const membershipPace = createSweepPace({ intervalMinMs: Number.POSITIVE_INFINITY });

      const failure = await findFailure(seedsPerBug, (seed) => ({
        schedule: inboxScheduleOf(seed, noFaults),
        run: () => simulateInbox({ seed, membershipPace }),
      }));

      expect(failure).toBeDefined();
    },
  );
});
