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

/** Turns that follow a turn that was too long, and are neither in time nor shorter, have to take so many targets until that is no moment any more. */
const momentTargets = 7;

/** A turn is getting shorter that takes less than this share of the one before: what a burst left behind goes by itself. */
const notShorterShare = 0.95;

/** A single turn that takes more targets than this is a queue by itself, as long as it goes on. */
const outlastsTargets = 11;

/** There is room again once the thread had nothing to do for this share of the time, looked at over so many milliseconds. */
const roomShare = 0.05;
const roomMs = 200;

/** What comes has waited for the rest of the turn before and for those before it in its own: neither may take more than its share of the target. */
const turnShare = 0.5;

/** What is of high importance may have waited in its own turn for so many targets. */
const urgentTargets = 2;

/**
 * The first ones of a turn are taken, however late it is, as long as they take no longer themselves than a turn may: where something else
 * takes the time, refusing more would not mend it.
 */
const takenPerTurnMin = 16;

/** Refusing is over when nothing was refused for so long, in milliseconds. */
const calmMs = 1_000;

/** Trying again makes sense after about this long, in milliseconds. */
const retryMinMs = 1_000;
const retrySpreadMs = 2_000;

/**
 * Keeps what is taken fast by refusing, as soon as it is come to, what would wait for too long. The thread takes what came while it was busy
 * in one turn of the event loop, one after the other, so nobody waits for longer than two turns. A long turn is a burst, and does no harm:
 * those that follow get shorter. Where they do not for a while, a queue stays that only grows (as CoDel tells them apart, RFC 8289). From then
 * on until the thread has time to spare, a turn takes as much as it can within its share of the target and refuses what comes after. To
 * take everything again after one short turn would be to begin anew with a queue that has to grow first. What is of high importance is refused
 * only after a turn that took nothing else would be over as well. Waiting for Twilio takes no time of the thread, and is not looked at.
 */
export function createAdmission(options: AdmissionOptions): Admission {
  const { lagTargetMs, turns, onChange, clock, random } = options;
  if (lagTargetMs === 0)
    return {
      isCrowded: () => false,
      refuse: () => null,
      start() {},
      stop() {},
    };

  const momentMs = momentTargets * lagTargetMs;
  const turnTargetMs = turnShare * lagTargetMs;
  let isStarted = false;
  let lastTurnMs = 0;
  /** How long turns have been too long without getting shorter. */
  let lateMs = 0;
  /** Whether there is a queue that stays. */
  let isFull = false;
  let seen = turns.utilisation();
  let askedInTurn = 0;
  /** How late it was in the turn when the first one came. */
  let firstAskedMs = 0;
  let refusedAt = 0;
  let isRefusing = false;
  let cancelLook = () => {};

  const fill = () => {
    isFull = true;
    seen = turns.utilisation();
  };
  const lookForRoom = () => {
    const now = turns.utilisation();
    const idleMs = now.idle - seen.idle;
    const wholeMs = idleMs + now.active - seen.active;
    if (wholeMs < roomMs) return;
    seen = now;
    if (idleMs < roomShare * wholeMs) return;
    isFull = false;
    lateMs = 0;
  };
  turns.onEnd((durationMs) => {
    askedInTurn = 0;
    if (durationMs <= lagTargetMs) lateMs = 0;
    else if (lastTurnMs > lagTargetMs && durationMs >= notShorterShare * lastTurnMs) lateMs += durationMs;
    lastTurnMs = durationMs;
    if (isFull) lookForRoom();
    else if (lateMs >= momentMs) fill();
  });

  /** Whether what comes now in this turn, after so long, is too late. */
  const isTooLate = (importance: Importance, waitedMs: number): boolean => {
    if (askedInTurn <= 1) firstAskedMs = waitedMs;
    if (askedInTurn <= takenPerTurnMin && waitedMs - firstAskedMs <= turnTargetMs) return false;
    if (!isFull) {
      if (waitedMs > outlastsTargets * lagTargetMs) return true;
      // A queue that grows does not wait for the end of a turn that is already longer than the one before.
      const isGrowing = lastTurnMs > lagTargetMs && waitedMs > lastTurnMs;
      if (!isGrowing || lateMs + waitedMs < momentMs) return false;
      fill();
    }
    if (importance === 'high') return waitedMs > urgentTargets * lagTargetMs;
    // Refusing takes time as well: where a turn gets too long by that alone, the next one takes less.
    return waitedMs > turnTargetMs * Math.min(1, turnTargetMs / lastTurnMs);
  };
  const noteRefusal = () => {
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
      return {
        retryAfterMs: Math.round(retryMinMs + random() * retrySpreadMs),
      };
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
