import { describe, expect, it } from 'vitest';
import { type AdmissionOptions, createAdmission, type Importance } from '../../../src/graphql/admission.ts';
import { createFakeClock } from '../transport/fake-clock.ts';

const lagTargetMs = 20;
/** For so long every turn has to be too long before anything is refused. */
const momentMs = 10 * lagTargetMs;
/** So many are taken in each turn. */
const alwaysTaken = 16;

/** An admission in a thread that does what a test says, and the means to move time. */
function setUp(options: Partial<AdmissionOptions> = {}) {
  const clock = createFakeClock();
  const changes: boolean[] = [];
  let elapsedMs = 0;
  let end = (_durationMs: number) => {};
  const admission = createAdmission({
    lagTargetMs,
    turns: { elapsedMs: () => elapsedMs, onEnd: (listener) => void (end = listener) },
    onChange: (isRefusing) => changes.push(isRefusing),
    clock,
    random: () => 0.5,
    ...options,
  });
  admission.start();
  const work = (ms: number) => {
    elapsedMs += ms;
    clock.advance(ms);
  };
  const endTurn = () => {
    end(elapsedMs);
    elapsedMs = 0;
  };
  const refused = (importance: Importance, offered = 1_000) =>
    Array.from({ length: offered }, () => admission.refuse(importance)).filter((refusal) => refusal !== null)
      .length;
  return {
    admission,
    clock,
    changes,
    work,
    endTurn,
    refused,
    /** Ends one turn after the other, each so long, until that has gone on for so long. */
    beLate(turnMs: number, durationMs: number) {
      for (let ms = 0; ms < durationMs; ms += turnMs) {
        work(turnMs);
        endTurn();
      }
    },
    /** Lets the present turn have gone on for so long, with those in it who are taken always. */
    goOn(ms: number) {
      refused('low', alwaysTaken);
      work(ms);
    },
  };
}

describe('the admission', () => {
  it('takes everything while turns are as long as they may be, for however long', () => {
    const { beLate, goOn, refused, changes } = setUp();

    beLate(lagTargetMs, 60_000);
    goOn(lagTargetMs);

    expect([refused('low'), refused('high'), changes]).toEqual([0, 0, []]);
  });

  it('passes over a burst, and a single pause however long it was', () => {
    const burst = setUp();
    burst.beLate(lagTargetMs + 5, momentMs - 2 * lagTargetMs);
    burst.goOn(lagTargetMs + 5);
    const pause = setUp();
    pause.beLate(2_000, 2_000);
    pause.goOn(4 * lagTargetMs);

    expect([burst.refused('low'), pause.refused('low')]).toEqual([0, 0]);
  });

  it('refuses what a turn comes to in its second half once no turn was short for a moment', () => {
    const { beLate, goOn, refused, work, changes } = setUp();

    beLate(lagTargetMs + 1, 2 * momentMs);
    goOn(lagTargetMs / 5);
    const inTime = refused('low');
    work(lagTargetMs / 20);
    const tooLate = refused('low');

    expect([inTime, tooLate]).toEqual([0, 1_000]);
    expect(changes).toEqual([true]);
  });

  it('refuses within one turn that outlasts a moment by itself', () => {
    const { goOn, refused, work } = setUp();

    goOn(lagTargetMs + momentMs);
    const before = refused('low');
    work(1);

    expect([before, refused('low')]).toEqual([0, 1_000]);
  });

  it('takes less where refusing alone makes turns too long', () => {
    const { beLate, goOn, refused, work } = setUp();

    beLate(4 * lagTargetMs, 2 * momentMs);
    goOn(lagTargetMs / 20);
    const early = refused('low');
    work(1);

    expect([early, refused('low')]).toEqual([0, 1_000]);
  });

  it('refuses queries and new sockets before mutations', () => {
    const { beLate, goOn, refused, work } = setUp();

    beLate(3 * lagTargetMs, 2 * momentMs);
    goOn(2 * lagTargetMs);
    const meanwhile = [refused('low'), refused('high')];
    work(1);

    expect(meanwhile).toEqual([1_000, 0]);
    expect(refused('high')).toBe(1_000);
  });

  it('takes the first ones of every turn, however late it is', () => {
    const { beLate, work, endTurn, refused } = setUp();
    beLate(50 * lagTargetMs, 2 * momentMs);

    work(50 * lagTargetMs);
    const refusedAtFirst = refused('low', alwaysTaken + 1);
    endTurn();
    work(50 * lagTargetMs);

    expect(refusedAtFirst).toBe(1);
    expect(refused('high', alwaysTaken + 1)).toBe(1);
  });

  it('takes fewer of the first ones after a turn in which many were refused, but some of every turn', () => {
    const { beLate, work, endTurn, refused } = setUp();
    const takenAfter = (refusedBefore: number) => {
      work(50 * lagTargetMs);
      refused('low', alwaysTaken + refusedBefore);
      endTurn();
      work(50 * lagTargetMs);
      const taken = 100 - refused('low', 100);
      endTurn();
      beLate(50 * lagTargetMs, 2 * momentMs);
      return taken;
    };
    beLate(50 * lagTargetMs, 2 * momentMs);

    expect([takenAfter(0), takenAfter(20), takenAfter(1_000)]).toEqual([alwaysTaken, alwaysTaken - 5, 4]);
  });

  it('takes everything again as soon as one turn is short, and says so a second after the last refusal', () => {
    const { beLate, goOn, endTurn, refused, clock, changes } = setUp();
    beLate(10 * lagTargetMs, 60_000);
    goOn(10 * lagTargetMs);
    refused('low');
    endTurn();

    beLate(1, 1);
    goOn(lagTargetMs + 1);
    const afterwards = refused('low');
    clock.advance(1_000);

    expect([afterwards, changes]).toEqual([0, [true, false]]);
  });

  it('goes on refusing where turns are short for no other reason', () => {
    const { beLate, goOn, endTurn, refused } = setUp();
    beLate(2 * lagTargetMs, 2 * momentMs);

    for (let turn = 0; turn < 100; turn++) {
      goOn(lagTargetMs * 0.6);
      expect(refused('low', 5)).toBe(5);
      endTurn();
    }
  });

  it('keeps what is taken fast at twice what the thread can do, and does not keep it idle', () => {
    const { admission, beLate, work, endTurn } = setUp();
    const [costMs, refusalMs, perMs] = [0.2, 0.05, 10];
    beLate(5 * lagTargetMs, 2 * momentMs);
    const waits: number[] = [];
    let taken = 0;
    let waiting = 5 * lagTargetMs * perMs;
    let spentMs = 0;

    for (let turn = 0; turn < 500; turn++) {
      let turnMs = 0;
      for (let place = 0; place < waiting; place++) {
        const isRefused = admission.isCrowded() && admission.refuse('low') !== null;
        if (!isRefused) waits.push(turnMs);
        if (!isRefused) taken += 1;
        work(isRefused ? refusalMs : costMs);
        turnMs += isRefused ? refusalMs : costMs;
      }
      endTurn();
      waiting = Math.round(turnMs * perMs);
      spentMs += turnMs;
    }

    expect(Math.max(...waits.slice(waits.length / 2))).toBeLessThanOrEqual(lagTargetMs / 2 + costMs);
    // What is left after all others are refused.
    const possible = (spentMs * (1 - perMs * refusalMs)) / (costMs - refusalMs);
    expect(taken / possible).toBeGreaterThan(0.9);
  });

  it('says when to try again, not everybody at the same time', () => {
    const refusalOf = (random: number) => {
      const { admission, beLate, goOn } = setUp({ random: () => random });
      beLate(1_000, 1_000);
      goOn(1_000);
      return admission.refuse('low');
    };

    expect([refusalOf(0), refusalOf(0.5)]).toEqual([{ retryAfterMs: 1_000 }, { retryAfterMs: 2_000 }]);
  });

  it('refuses nothing where the target is 0, before it is started, and once it is stopped', () => {
    const off = setUp({ lagTargetMs: 0 });
    const stopped = setUp();
    for (const { beLate, goOn } of [off, stopped]) {
      beLate(1_000, 60_000);
      goOn(1_000);
    }
    stopped.refused('low');
    stopped.admission.stop();

    expect([off.refused('low'), stopped.refused('low')]).toEqual([0, 0]);
    expect([off.clock.timersPending, stopped.clock.timersPending]).toEqual([0, 0]);
  });
});
