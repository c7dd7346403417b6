import { describe, expect, it } from 'vitest';
import { simulateLoad } from './simulate-load.ts';

describe('a thread with twice as much to do as it can sustain', () => {
  it.each([
    ['answers that are given again', 0.15],
    ['answers that are made anew', 0.5],
    ['large ones', 2.5],
  ])('keeps what it takes of %s fast, works on, and recovers within seconds', (_what, queryMs) => {
    const rate = 750 / queryMs;
    const level = (factor: number) => ({ rate: factor * rate, durationMs: 6_000, queryMs });

    const [once, twice, after] = simulateLoad([level(1), level(2), level(0.5)]);

    expect(once.refused / once.accepted).toBeLessThan(0.001);
    expect(twice.queryP99Ms / once.queryP99Ms).toBeLessThan(2);
    expect(twice.writeP99Ms / once.writeP99Ms).toBeLessThan(2);
    expect(twice.accepted / once.accepted).toBeGreaterThan(0.6);
    expect(after.lastRefusedMs).toBeLessThan(1_000);
  });
});
