import { describe, expect, it } from 'vitest';
import { createEventLoopTurns } from '../../src/event-loop-turns.ts';

/** Turns of a thread whose time and whose coming round are the test's. */
function setUp() {
  let now = 0;
  const due: (() => void)[] = [];
  const turns = createEventLoopTurns({
    monotonicTime: () => now,
    afterTurn: (callback) => void due.push(callback),
  });
  const ended: number[] = [];
  turns.onEnd(() => ended.push(now));
  return {
    turns,
    ended,
    isWatching: () => due.length > 0,
    work: (ms: number) => void (now += ms),
    endTurn() {
      for (const callback of due.splice(0)) callback();
    },
  };
}

describe('the turns of the event loop', () => {
  it('are as old as the first question in them, where the thread had nothing to do before', () => {
    const { turns, work } = setUp();
    work(1_000);

    const first = turns.elapsedMs();
    work(30);

    expect([first, turns.elapsedMs()]).toEqual([0, 30]);
  });

  it('count as a whole where they follow a busy one, whatever was done before the first question', () => {
    const { turns, ended, work, endTurn } = setUp();
    turns.elapsedMs();
    work(10);
    endTurn();

    work(25);
    const { begunAtMs } = turns;
    const elapsedMs = turns.elapsedMs();
    work(5);
    endTurn();

    expect([elapsedMs, begunAtMs]).toEqual([25, 10]);
    expect(ended).toEqual([10, 40]);
  });

  it('are looked at while they are long, also without a question', () => {
    const { turns, ended, work, endTurn, isWatching } = setUp();
    turns.elapsedMs();
    endTurn();

    work(40);
    endTurn();

    expect(ended).toEqual([0, 40]);
    expect(isWatching()).toBe(true);
  });

  it('are left alone where nobody asks and nothing takes time', () => {
    const { turns, ended, work, endTurn, isWatching } = setUp();
    const before = isWatching();
    turns.elapsedMs();
    endTurn();

    work(1);
    endTurn();
    work(10_000);

    expect([before, isWatching(), ended]).toEqual([false, false, [0, 1]]);
    expect(turns.elapsedMs()).toBe(0);
  });

  it('end when all that the thread took in one go is done, and what waits for that comes afterwards, one after the other', async () => {
    const turns = createEventLoopTurns();
    const order: string[] = [];
    turns.onEnd(() => order.push('end'));
    const waitFor = (name: string) =>
      new Promise<void>((resolve) => {
        turns.afterTurn(() => {
          order.push(name);
          void Promise.resolve()
            .then(() => order.push(`what follows from ${name}`))
            .then(() => resolve());
        });
      });

    turns.elapsedMs();
    const both = [waitFor('one'), waitFor('other')];
    process.nextTick(() => order.push('what came'));
    await Promise.all(both);

    expect(order).toEqual([
      'what came',
      'end',
      'one',
      'what follows from one',
      'other',
      'what follows from other',
    ]);
  });
});
