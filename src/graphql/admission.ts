import type { Clock } from '../clock.ts';
import type { EventLoopTurns } from '../event-loop-turns.ts';

/** What goes first where there is too much: queries and new sockets, which cost nobody anything but a moment; or all else. */
export type Importance = 'low' | 'high';

/** Why work is not taken. */
export interface Refusal {
  /** After so long, in milliseconds, trying again makes sense. */
  readonly retryAfterMs: number;
}

/** Decides whether there is room for more work. */
export interface Admission {
  /** Whether what comes now may be refused, for those to whom finding out its importance is work. */
  isCrowded(): boolean;
  /** Null where the work is taken. */
  refuse(importance: Importance): Refusal | null;
  /** Begins to refuse; until then everything is taken. */
  start(): void;
  /** Everything is taken from then on. */
  stop(): void;
}

/** Options of {@link createAdmission}. */
export interface AdmissionOptions {
  /** How long what comes may have waited for the thread, in milliseconds, where that goes on for longer than a moment. 0 takes everything. */
  readonly lagTargetMs: number;
  readonly turns: EventLoopTurns;
  /** Told when refusing begins and when it is over. */
  readonly onChange: (isRefusing: boolean) => void;
  readonly clock: Clock;
  /** Spreads the times to try again, in [0, 1). */
  readonly random: () => number;
}

/** For so many targets in a row each turn has to take longer than the target until that is no moment any more but a queue that stays. */
const momentTargets = 10;

/**
 * Where it refuses, a turn takes for no longer than this share of the target. What is taken comes to the thread several times, a message at
 * least once with each call to Twilio, and waits for the turn before each time.
 */
const takenShare = 0.5;

/** What is of high importance may have waited for so many targets. */
const urgentTargets = 2;

/**
 * The first ones of a turn are taken, however late it is: where something else takes the time, refusing more would not mend it. For each so
 * many that were refused in the turn before it is one less, and never less than a few: then it is refusing that takes the time.
 */
const takenPerTurn = { most: 16, least: 4, refusedPerStep: 4 };

/** Refusing is over when nothing was refused for so long, in milliseconds. */
const calmMs = 1_000;

/** Trying again makes sense after about this long, in milliseconds. */
const retryMinMs = 1_000;
const retrySpreadMs = 2_000;

/**
 * Keeps what is taken fast by refusing, as soon as it is come to, what has waited for too long already. The thread takes what came while it
 * was busy in one turn of the event loop, one after the other, so the length of the turn so far is how long each has waited at least. A long turn
 * is a burst, and does no harm; where no turn is short for a while, a queue stays that only grows (as CoDel tells them apart, RFC 8289).
 * From then on a turn takes what it can within half the target and refuses what comes after, until one is short in which nothing had to be
 * refused. What is of high importance is refused only where it waited for two targets. Waiting for Twilio takes no time of the thread, and
 * is not looked at.
 */
export function createAdmission(options: AdmissionOptions): Admission {
  const { lagTargetMs, turns, onChange, clock, random } = options;
  if (lagTargetMs === 0) return { isCrowded: () => false, refuse: () => null, start() {}, stop() {} };

  const momentMs = momentTargets * lagTargetMs;
  /** A turn that is longer outlasts a moment by itself. */
  const outlastsMs = lagTargetMs + momentMs;
  let isStarted = false;
  let lastTurnMs = 0;
  /** Since when each turn has been too long. */
  let lateSince: number | null = null;
  let askedInTurn = 0;
  let refusedInTurn = 0;
  let takenMin = takenPerTurn.most;
  let refusedAt = 0;
  let isRefusing = false;
  let cancelLook = () => {};

  turns.onEnd((durationMs) => {
    askedInTurn = 0;
    lastTurnMs = durationMs;
    // A turn that is short because others were refused says nothing of what there is to do.
    if (durationMs <= lagTargetMs && refusedInTurn === 0) lateSince = null;
    else lateSince ??= clock.now();
    const { most, least, refusedPerStep } = takenPerTurn;
    takenMin = Math.max(least, most - Math.floor(refusedInTurn / refusedPerStep));
    refusedInTurn = 0;
  });

  /** Whether what comes now in this turn, after so long, is too late. */
  const isTooLate = (importance: Importance, waitedMs: number): boolean => {
    if (askedInTurn <= takenMin) return false;
    // A turn that outlasts a moment by itself is a queue, too.
    if (lateSince === null || clock.now() - lateSince < momentMs) return waitedMs > outlastsMs;
    if (importance === 'high') return waitedMs > urgentTargets * lagTargetMs;
    // Refusing takes time as well: where a turn gets too long by that alone, the next one takes less.
    const takenMs = takenShare * lagTargetMs;
    return waitedMs > takenMs * Math.min(1, takenMs / lastTurnMs);
  };
  const noteRefusal = () => {
    refusedInTurn += 1;
    refusedAt = clock.now();
    if (isRefusing) return;
    isRefusing = true;
    onChange(true);
    cancelLook = clock.setTimer(look, calmMs);
  };
  const look = () => {
    const restMs = refusedAt + calmMs - clock.now();
    isRefusing = restMs > 0;
    if (isRefusing) cancelLook = clock.setTimer(look, restMs);
    else onChange(false);
  };

  return {
    isCrowded() {
      askedInTurn += 1;
      return isStarted && isTooLate('low', turns.elapsedMs());
    },
    refuse(importance) {
      askedInTurn += 1;
      if (!isStarted || !isTooLate(importance, turns.elapsedMs())) return null;
      noteRefusal();
      return { retryAfterMs: Math.round(retryMinMs + random() * retrySpreadMs) };
    },
    start() {
      isStarted = true;
    },
    stop() {
      isStarted = false;
      cancelLook();
    },
  };
}
