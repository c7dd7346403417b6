import { describe, expect, it } from 'vitest';
import { type AdmissionOptions, createAdmission, type Importance } from '../../../src/graphql/admission.ts';
import { createFakeClock } from '../transport/fake-clock.ts';
import { createThread } from './event-loop-thread.ts';

const lagTargetMs = 20;
/** For so long somebody has to wait on end until anything is refused. */
const momentMs = 10 * lagTargetMs;
/** What it takes to answer, and to refuse, in milliseconds. */
const [answerMs, refusalMs] = [0.2, 0.05];

/** What became of who asked. */
interface Asked {
  readonly name: string;
  readonly outcome: 'taken' | 'refused';
  readonly waitedMs: number;
}

/** An admission in a thread that does what a test says. */
function setUp(options: Partial<AdmissionOptions> = {}) {
  const clock = createFakeClock();
  const changes: boolean[] = [];
  const thread = createThread({ onWork: (ms) => clock.advance(ms) });
  const admission = createAdmission({
    lagTargetMs,
    turns: thread.turns,
    onChange: (isRefusing) => changes.push(isRefusing),
    clock,
    random: () => 0.5,
    ...options,
  });
  admission.start();
  const told: Asked[] = [];
  const ask = (name: string, importance: Importance = 'low', costMs = answerMs) => {
    const askedAt = thread.now();
    admission.ask(importance, (refusal) => {
      told.push({ name, outcome: refusal ? 'refused' : 'taken', waitedMs: thread.now() - askedAt });
      thread.work(refusal ? refusalMs : costMs);
    });
  };
  const count = (outcome: Asked['outcome']) => told.filter((asked) => asked.outcome === outcome).length;
  /** Offers so many a millisecond for so long, of which each turn comes to those who came during the one before. */
  const offer = (load: {
    readonly perMs: number;
    readonly durationMs: number;
    readonly atFirst?: () => void;
  }) => {
    const { perMs, durationMs, atFirst } = load;
    const startedAt = thread.now();
    atFirst?.();
    let offered = 0;
    while (thread.now() - startedAt < durationMs) {
      const due = Math.floor((thread.now() - startedAt) * perMs);
      thread.turn(() => {
        for (; offered < due; offered += 1) ask(`${offered}`);
        // What belongs to no request.
        thread.work(0.1);
      });
    }
  };
  const drain = () => {
    while (thread.isAwaited()) thread.turn();
  };
  return {
    ...thread,
    admission,
    clock,
    changes,
    told,
    ask,
    offer,
    drain,
    names: (outcome: Asked['outcome']) =>
      told.filter((asked) => asked.outcome === outcome).map(({ name }) => name),
    count,
    /** Lets it refuse one just now, after it had too much to do. */
    refuseOne() {
      thread.turn(() => {
        ask('early');
        thread.work(lagTargetMs + 1);
        ask('late');
      });
    },
    /** Lets it have so much to do that it refuses, until nobody waits any more, and forgets what became of that. */
    overload() {
      offer({ perMs: 10, durationMs: 4 * momentMs });
      expect(count('refused')).toBeGreaterThan(0);
      drain();
      told.length = 0;
    },
  };
}

describe('the admission', () => {
  it('takes everything at once that a turn comes to early', () => {
    const { turn, ask, admission, told } = setUp();

    turn(() => {
      for (let place = 0; place < 10; place += 1) ask(`${place}`);
      expect([told.length, admission.isCrowded()]).toEqual([10, false]);
    });
  });

  it('takes everything of what the thread can do, for however long', () => {
    const { offer, count, changes } = setUp();

    offer({ perMs: 4, durationMs: 60_000 });

    expect([count('refused'), changes]).toEqual([0, []]);
  });

  it('takes a burst over several turns in the order of coming, and lets other work in between', () => {
    const { turn, ask, told, drain, count, names } = setUp();
    const burst = Array.from({ length: 500 }, (_, place) => `${place}`);

    turn(() => {
      for (const name of burst) ask(name);
    });
    const takenAtFirst = told.length;
    drain();

    // A turn's share, and once more as soon as it is over.
    expect(takenAtFirst).toBeLessThanOrEqual((2 * 0.3 * lagTargetMs) / answerMs + 2);
    expect([count('refused'), names('taken')]).toEqual([0, burst]);
  });

  it('passes over a pause, however long it was', () => {
    const { turn, ask, work, drain, count } = setUp();

    work(60_000);
    turn(() => {
      for (let place = 0; place < 500; place += 1) ask(`${place}`);
    });
    drain();

    expect([count('taken'), count('refused')]).toEqual([500, 0]);
  });

  it('takes all that came during a pause, for as long as the line gets shorter', () => {
    const { offer, work, count, changes } = setUp();
    offer({ perMs: 4, durationMs: momentMs });

    // What comes goes on, and each turn comes to it as soon as there is time.
    offer({ perMs: 4, durationMs: 20 * momentMs, atFirst: () => work(0.8 * momentMs) });

    expect([count('refused'), changes]).toEqual([0, []]);
  });

  it('refuses nobody before somebody was waiting for a moment on end', () => {
    const { offer, count, changes } = setUp();

    offer({ perMs: 10, durationMs: momentMs / 2 });

    expect([count('refused'), changes]).toEqual([0, []]);
  });

  it('keeps what is taken fast at twice what the thread can do, and does not keep it idle', () => {
    const { overload, offer, told, now } = setUp();
    overload();
    const perMs = 2 / answerMs;
    const since = now();

    offer({ perMs, durationMs: 2_000 });

    const taken = told.filter(({ outcome }) => outcome === 'taken');
    const waited = taken.map(({ waitedMs }) => waitedMs).toSorted((one, other) => one - other);
    expect(waited.at(Math.floor(0.99 * waited.length))).toBeLessThanOrEqual(lagTargetMs / 2);
    // What is left after all others are refused.
    const possible = ((now() - since) * (1 - perMs * refusalMs)) / (answerMs - refusalMs);
    expect(taken.length / possible).toBeGreaterThan(0.9);
  });

  it('takes the newest first while there is too much, and refuses who has waited for the target', () => {
    const { overload, turn, ask, work, names } = setUp();
    overload();
    turn(() => {
      ask('early');
      work(lagTargetMs + 1);
      ask('late');
      ask('latest');
    });
    turn();

    expect(names('taken').slice(0, 2)).toEqual(['latest', 'late']);
    expect(names('refused')).toContain('early');
  });

  it('takes what is of high importance first, and lets it wait for two targets', () => {
    const { overload, turn, ask, work, names, told } = setUp();
    overload();
    turn(() => {
      ask('mutation', 'high');
      ask('query');
      work(1.5 * lagTargetMs);
      ask('newer query');
    });
    const taken = names('taken');
    told.length = 0;
    turn(() => {
      ask('old mutation', 'high');
      work(2 * lagTargetMs + 1);
      ask('newer mutation', 'high');
    });

    expect(taken.slice(0, 2)).toEqual(['mutation', 'newer query']);
    expect([names('taken')[0], names('refused')]).toEqual([
      'newer mutation',
      expect.arrayContaining(['old mutation']),
    ]);
  });

  it('takes one in each turn, however long other work lets everybody wait', () => {
    const { overload, turn, ask, work, count } = setUp();
    overload();

    for (let place = 0; place < 50; place += 1)
      turn(() => {
        for (const name of ['a', 'b', 'c']) ask(name);
        work(5 * lagTargetMs);
      });

    expect(count('taken')).toBeGreaterThanOrEqual(50);
    expect(count('refused')).toBeGreaterThan(0);
  });

  it('goes on as before after a gap in what comes that is shorter than a second', () => {
    const { overload, work, refuseOne, names } = setUp();
    overload();

    work(900);
    refuseOne();

    expect([names('taken'), names('refused')]).toEqual([['late'], ['early']]);
  });

  it('takes everything again once nobody was refused for a second, and says so', () => {
    const { overload, work, refuseOne, names, changes } = setUp();
    overload();

    work(1_000);
    refuseOne();

    expect([names('taken'), names('refused')]).toEqual([['early', 'late'], []]);
    expect(changes).toEqual([true, false]);
  });

  it('refuses at once what cannot wait where others were refused in this turn or the one before', () => {
    const { admission, overload, refuseOne, turn } = setUp();
    const atFirst = admission.refuseNow();
    overload();
    const before = admission.refuseNow();
    refuseOne();

    const inTurn = admission.refuseNow();
    turn();
    const inNext = admission.refuseNow();
    turn();

    expect([atFirst, before, inTurn, inNext, admission.refuseNow()]).toEqual([
      null,
      null,
      { retryAfterMs: 2_000 },
      { retryAfterMs: 2_000 },
      null,
    ]);
  });

  it('says when to try again, not everybody at the same time', () => {
    const refusalOf = (random: number) => {
      const { admission, overload, refuseOne } = setUp({ random: () => random });
      overload();
      refuseOne();
      return admission.refuseNow();
    };

    expect([refusalOf(0), refusalOf(0.5)]).toEqual([{ retryAfterMs: 1_000 }, { retryAfterMs: 2_000 }]);
  });

  it('refuses nothing where the target is 0, and once it is stopped, not even what waits', () => {
    const off = setUp({ lagTargetMs: 0 });
    off.offer({ perMs: 10, durationMs: 10 * momentMs });
    const stopped = setUp();
    stopped.overload();
    stopped.turn(() => {
      for (let place = 0; place < 500; place += 1) stopped.ask(`${place}`);
      stopped.work(5 * lagTargetMs);
      stopped.admission.stop();
    });
    stopped.drain();

    expect([off.count('refused'), stopped.count('refused')]).toEqual([0, 0]);
    expect(stopped.count('taken')).toBeGreaterThanOrEqual(500);
    expect([off.admission.refuseNow(), stopped.admission.refuseNow()]).toEqual([null, null]);
    expect([off.clock.timersPending, stopped.clock.timersPending]).toEqual([0, 0]);
  });
});
