import { describe, expect, it } from 'vitest';
import { createCachedCalls } from '../../../src/upstream/cached-calls.ts';
import { createCoherentCache } from '../../../src/upstream/coherent-cache.ts';
import { spreadTtlMs } from '../../../src/upstream/spread-ttl.ts';
import { createManualClock } from './manual-clock.ts';

const sidOf = (place: number) => `CH${String(place).padStart(32, '0')}`;

describe('what was read in one moment', () => {
  it('is not read again in one moment when its time is over, but within the last fifth of it', async () => {
    const clock = createManualClock();
    const { sharedReads, read } = createCachedCalls({ cache: createCoherentCache({ clock }) });
    const into = sharedReads<object>();
    const sids = Array.from({ length: 100 }, (_, place) => sidOf(place));
    let reads = 0;
    const readAll = async () => {
      const before = reads;
      const readOne = (sid: string) =>
        read({
          name: ['conversation', sid],
          into,
          flightScope: sid,
          call: undefined,
          send: async () => {
            reads += 1;
            return {};
          },
          keep: { scopes: () => [`conversation ${sid}`], ttlMs: 60_000 },
        });
      await Promise.all(sids.map(readOne));
      return reads - before;
    };
    await readAll();

    await clock.advance(48_000);
    const perSecond = [await readAll()];
    for (let second = 49; second <= 61; second += 1) {
      await clock.advance(1_000);
      perSecond.push(await readAll());
    }

    expect(perSecond[0]).toBe(0);
    expect(perSecond.reduce((sum, count) => sum + count)).toBe(100);
    expect(Math.max(...perSecond)).toBeLessThanOrEqual(20);
  });

  it('goes together where it is about the same conversation, whatever of it it is', () => {
    const scopes = ['conversation', 'messages', 'participants', 'deletion'];
    const times = scopes.map((scope) => spreadTtlMs(60_000, [`${scope} ${sidOf(7)}`]));

    expect(new Set([...times, spreadTtlMs(60_000, [`participant ${sidOf(7)} alice`])]).size).toBe(1);
  });
});
