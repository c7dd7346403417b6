import { describe, expect, it } from 'vitest';
import { createSystemClock } from '../../src/clock.ts';

const hourMs = 3_600_000;

/** A machine whose clock a test can set. */
function setUp() {
  const machine = { wall: 1_700_000_000_000, monotonic: 500.25 };
  const clock = createSystemClock({
    wallTime: () => machine.wall,
    monotonicTime: () => machine.monotonic,
  });
  return {
    clock,
    pass(ms: number) {
      machine.wall += ms;
      machine.monotonic += ms;
    },
    set(byMs: number) {
      machine.wall += byMs;
    },
  };
}

describe('the clock of the machine', () => {
  it('has whole milliseconds since the epoch, which pass as time does', () => {
    const { clock, pass } = setUp();

    const before = clock.now();
    pass(1_500);

    expect([before, clock.now()]).toEqual([1_700_000_000_000, 1_700_000_001_500]);
  });

  it('never runs backwards where it is set back, and does not stand still', () => {
    const { clock, pass, set } = setUp();
    const before = clock.now();

    set(-hourMs);
    const after = clock.now();
    pass(1_000);

    expect(after).toBe(before);
    expect(clock.now()).toBe(before + 1_000);
    expect(clock.wallTime()).toBe(before - hourMs + 1_000);
  });

  it('goes along where it is set forward, and stays there where that was a mistake', () => {
    const { clock, pass, set } = setUp();
    const before = clock.now();

    set(hourMs);
    const ahead = clock.now();
    set(-hourMs);
    pass(1_000);

    expect(ahead).toBe(before + hourMs);
    expect(clock.now()).toBe(before + hourMs + 1_000);
    expect(clock.wallTime()).toBe(before + 1_000);
  });
});
