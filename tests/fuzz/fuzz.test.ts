import { describe, expect, it } from 'vitest';
import { doors } from './doors.ts';
import { fuzz } from './fuzz.ts';

describe.each(doors)('the door $name', (door) => {
  it('withstands 500 inputs of all kinds without a crash, a hang, a leak or an error that gets out', async () => {
    const { violations, inputs } = await fuzz(door, { inputs: 500, seed: 1 });

    expect(violations).toEqual([]);
    expect(inputs).toBe(500);
  }, 120_000);
});
