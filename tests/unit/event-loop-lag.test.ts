import { describe, expect, it, onTestFinished } from 'vitest';
import { createEventLoopLag } from '../../src/event-loop-lag.ts';

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
  it('is as long as the thread is kept busy at each turn, and told once', async () => {
    const lag = createEventLoopLag();
    onTestFinished(lag.stop);
    lag.start();
    for (let turns = 0; turns < 10; turns++) {
      block(50);
      await turn();
    }

    const first = lag.quantiles();
    const second = lag.quantiles();

    expect(first?.p99Ms).toBeGreaterThan(30);
    expect(first?.maxMs).toBeGreaterThanOrEqual(first?.p99Ms ?? Infinity);
    expect(second).toBeNull();
  });
});
