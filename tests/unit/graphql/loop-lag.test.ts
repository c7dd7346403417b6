import { describe, expect, it, onTestFinished } from 'vitest';
import { createLoopLag } from '../../../src/graphql/loop-lag.ts';

/** Keeps the thread busy, as a computation does. */
function block(ms: number) {
  const endsAt = performance.now() + ms;
  while (performance.now() < endsAt);
}

const turn = () =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

describe('the lag of the event loop', () => {
  it('is as long as the thread is kept busy at each turn', async () => {
    const lag = createLoopLag();
    onTestFinished(lag.stop);
    lag.start();

    for (let turns = 0; turns < 10; turns++) {
      block(50);
      await turn();
    }

    expect(lag.read()).toBeGreaterThan(30);
  });

  it('is as long as the whole time where the thread did not come round once', () => {
    const lag = createLoopLag();
    onTestFinished(lag.stop);
    lag.start();

    block(100);

    expect(lag.read()).toBeGreaterThan(80);
  });
});
