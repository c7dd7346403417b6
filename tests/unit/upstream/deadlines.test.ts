import { describe, expect, it } from 'vitest';
import { createDeadlines } from '../../../src/upstream/deadlines.ts';
import { createManualClock } from './manual-clock.ts';

function setUp() {
  const clock = createManualClock();
  const deadlines = createDeadlines({ clock });
  const passed: string[] = [];
  const add = (name: string, delayMs: number) => {
    const deadline = { at: clock.now() + delayMs, onPassed: () => void passed.push(name) };
    deadlines.add(deadline);
    return deadline;
  };
  return { clock, deadlines, add, passed };
}

describe('deadlines', () => {
  it('pass at their moment and not before, in whatever order they were added', async () => {
    const { clock, add, passed } = setUp();
    add('late', 300);
    add('early', 100);
    add('between', 200);

    await clock.advance(99);
    expect(passed).toEqual([]);
    await clock.advance(101);
    expect(passed).toEqual(['early', 'between']);
    await clock.advance(100);
    expect(passed).toEqual(['early', 'between', 'late']);
  });

  it('do not pass once they are called off, and leave the others alone', async () => {
    const { clock, deadlines, add, passed } = setUp();
    const first = add('first', 100);
    add('second', 200);

    deadlines.remove(first);
    await clock.advance(1_000);

    expect(passed).toEqual(['second']);
  });

  it('share one timer, and leave none when the last is called off', () => {
    const { clock, deadlines, add } = setUp();
    const all = Array.from({ length: 50 }, (_, index) => add(String(index), 5_000 + index));
    expect(clock.timersPending()).toBe(1);

    for (const deadline of all) deadlines.remove(deadline);

    expect(clock.timersPending()).toBe(0);
  });

  it('may be added where one passes', async () => {
    const { clock, deadlines, add, passed } = setUp();
    deadlines.add({ at: clock.now() + 100, onPassed: () => void add('next', 100) });

    await clock.advance(200);

    expect(passed).toEqual(['next']);
  });

  it('pass although the clock was put back by an hour', async () => {
    const manual = createManualClock();
    let offsetMs = 0;
    const clock = { ...manual, now: () => manual.now() + offsetMs };
    const deadlines = createDeadlines({ clock });
    const passed: string[] = [];
    for (const delayMs of [100, 200])
      deadlines.add({ at: clock.now() + delayMs, onPassed: () => void passed.push(`${delayMs}`) });

    offsetMs = -3_600_000;
    await manual.advance(200);

    expect(passed).toEqual(['100', '200']);
  });
});
