import { describe, expect, it } from 'vitest';
import { sampleResources, trendOf } from '../../chaos/resource-samples.ts';

const samples = Array.from({ length: 10 }, (_, minute) => ({
  atMinutes: minute,
  residentBytes: minute < 3 ? 1_000_000 : 100 + 7 * minute,
  handles: 20,
}));

describe('trendOf', () => {
  it('gives the slope of what comes after the warming up', () => {
    const trend = trendOf(samples, { warmUpMinutes: 3 });

    expect(trend?.residentBytesPerMinute).toBeCloseTo(7);
    expect(trend?.handlesPerMinute).toBeCloseTo(0);
  });

  it('gives none for a process that lived too short', () => {
    expect(trendOf(samples, { warmUpMinutes: 8 })).toBeNull();
  });
});

describe('sampleResources', () => {
  it.skipIf(process.platform !== 'linux')('looks at a process, and knows when it is gone', async () => {
    const own = await sampleResources(process.pid, 1);
    const gone = await sampleResources(2 ** 30, 1);

    expect(own?.residentBytes).toBeGreaterThan(1_000_000);
    expect(own?.handles).toBeGreaterThan(2);
    expect(gone).toBeNull();
  });
});
