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
  /** Whether what comes now has to ask; else it is taken. What has to ask may have to find out its importance, which is work. */
  isCrowded(): boolean;
  /** Says once whether there is room: at once, or when the thread has come to all else that came. */
  ask(importance: Importance, onSaid: OnSaid): void;
  /** Why what cannot wait to be told is not taken: others were refused in this turn or the one before. Null where it is taken. */
  refuseNow(): Refusal | null;
  /** Begins to refuse; until then everything is taken. */
  start(): void;
  /** Everything is taken from then on, and what waits. */
  stop(): void;
}

/** Is told what became of who asked: null where there is room. */
export type OnSaid = (refusal: Refusal | null) => void;

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

/** Where somebody was waiting for so many targets on end and the line is getting no shorter, that is no burst any more but a queue that stays. */
const momentTargets = 10;

/**
 * Of each importance: how many targets a turn takes what is in line, and for how many one may wait where there is too much. Turns are to be
 * short, because what is taken comes to the thread several times, a message at least once with each call to Twilio.
 */
const targets = {
  low: { perTurn: 0.3, waiting: 1 },
  high: { perTurn: 1, waiting: 2 },
} as const satisfies Record<Importance, unknown>;

/** Refusing is over when nothing was refused for so long, in milliseconds. */
const calmMs = 1_000;

/** Trying again makes sense after about this long, in milliseconds. */
const retryMinMs = 1_000;
const retrySpreadMs = 2_000;

/**
 * Keeps what is taken fast by refusing the rest soon. The thread takes what comes for a part of the target in each turn of the event loop; what
 * it comes to then waits in line for the next turns. A line that is soon empty was a burst, of which everybody is taken in the order of coming.
 * Where it is not empty for a moment there is too much (as CoDel tells them apart, RFC 8289), unless it is getting shorter: that is what came
 * while the thread stood still. Then the newest are taken first, and who has waited for the target is refused, because in the order of coming
 * everybody would wait as long as may be (adaptive LIFO: B. Maurer, Fail at Scale, ACM Queue 13/8, 2015). What is of high importance goes first,
 * and may wait for twice as long. What waits for Twilio takes no time of the thread and is not in line.
 */
export function createAdmission(options: AdmissionOptions): Admission {
  const { lagTargetMs, turns, onChange, clock, random } = options;
  if (lagTargetMs === 0) return takeAll;

  const momentMs = momentTargets * lagTargetMs;
  const lines: Readonly<Record<Importance, Waiting[]>> = { low: [], high: [] };
  let isStarted = false;
  /** When the present half of a moment is over, of those in which somebody is waiting on end; null while nobody is. */
  let halfEndsAt: number | null = null;
  /** How long the line was at most in the present half, and in the one before. */
  let longest = 0;
  let longestBefore = Number.POSITIVE_INFINITY;
  let isTooMuch = false;
  /** How many looks at the lines are to come. */
  let looks = 0;
  /** When the turn before began, and the present one. */
  let lastTurnAt = Number.NEGATIVE_INFINITY;
  let turnAt = Number.NEGATIVE_INFINITY;
  let takenInTurn = 0;
  let isTurnFull = false;
  let refusedAt = Number.NEGATIVE_INFINITY;
  let isRefusing = false;
  let cancelCalm = () => {};

  turns.onEnd(() => {
    lastTurnAt = turnAt;
    turnAt = turns.begunAtMs;
    takenInTurn = 0;
    isTurnFull = false;
  });

  const now = () => turns.begunAtMs + turns.elapsedMs();
  const waiting = () => lines.low.length + lines.high.length;
  const hasToAsk = () =>
    isStarted && (isTooMuch || waiting() > 0 || turns.elapsedMs() > targets.low.perTurn * lagTargetMs);
  const judge = (at: number) => {
    longest = Math.max(longest, waiting());
    // A gap in what comes is not the end of it: in the order of coming everybody would be late again until it is seen that there is too much.
    if (isTooMuch) isTooMuch = waiting() > 0 || isRefusing;
    else if (halfEndsAt !== null && at >= halfEndsAt) {
      isTooMuch = longest >= longestBefore;
      beginHalf(at, longest);
    }
  };
  const beginHalf = (at: number, before: number) => {
    halfEndsAt = at + momentMs / 2;
    longestBefore = before;
    longest = waiting();
  };

  /** There is one for each who came in line and, while somebody waits, at least one a turn. */
  const lookLater = () => {
    looks += 1;
    turns.afterTurn(look);
  };
  /** Takes no more than one, so that what follows from it counts as well; refuses once the turn is over for those in line. */
  const look = () => {
    looks -= 1;
    if (!isTurnFull) {
      const at = now();
      if (mayTake('high', at)) take('high');
      else if (mayTake('low', at)) take('low');
      else {
        isTurnFull = true;
        judge(at);
        refuseLate('low', at);
        refuseLate('high', at);
      }
    }
    if (waiting() === 0) halfEndsAt = null;
    else if (looks === 0) lookLater();
  };

  const mayTake = (importance: Importance, at: number): boolean => {
    const next = lines[importance].at(isTooMuch ? -1 : 0);
    if (!next) return false;
    // One is taken in each turn: where something else takes the time, refusing everything would not mend it.
    if (!isStarted || takenInTurn === 0) return true;
    return (
      at - turns.begunAtMs <= targets[importance].perTurn * lagTargetMs &&
      at - next.since <= waitMaxMs(importance)
    );
  };
  const waitMaxMs = (importance: Importance) =>
    isTooMuch ? targets[importance].waiting * lagTargetMs : lagTargetMs + momentMs;
  const take = (importance: Importance) => {
    takenInTurn += 1;
    const line = lines[importance];
    (isTooMuch ? line.pop() : line.shift())?.onSaid(null);
  };

  const refuseLate = (importance: Importance, at: number) => {
    const line = lines[importance];
    const inTime = line.findIndex(({ since }) => at - since <= waitMaxMs(importance));
    if (inTime === 0 || line.length === 0) return;
    noteRefusal(at);
    for (const { onSaid } of line.splice(0, inTime < 0 ? line.length : inTime)) onSaid(createRefusal());
  };
  const createRefusal = (): Refusal => ({ retryAfterMs: Math.round(retryMinMs + random() * retrySpreadMs) });
  const noteRefusal = (at: number) => {
    refusedAt = at;
    if (isRefusing) return;
    isRefusing = true;
    onChange(true);
    cancelCalm = clock.setTimer(seeWhetherCalm, calmMs);
  };
  const seeWhetherCalm = () => {
    const restMs = refusedAt + calmMs - now();
    isRefusing = restMs > 0;
    if (isRefusing) cancelCalm = clock.setTimer(seeWhetherCalm, restMs);
    else onChange(false);
  };

  return {
    isCrowded: hasToAsk,
    ask(importance, onSaid) {
      const at = now();
      judge(at);
      if (!hasToAsk()) return onSaid(null);
      lines[importance].push({ onSaid, since: at });
      if (halfEndsAt === null) beginHalf(at, Number.POSITIVE_INFINITY);
      lookLater();
    },
    refuseNow: () => (isStarted && refusedAt >= lastTurnAt && isTooMuch ? createRefusal() : null),
    start() {
      isStarted = true;
    },
    stop() {
      isStarted = false;
      cancelCalm();
    },
  };
}

/** Who asked and was not told yet. */
interface Waiting {
  readonly onSaid: OnSaid;
  readonly since: number;
}

const takeAll: Admission = {
  isCrowded: () => false,
  ask: (_importance, onSaid) => onSaid(null),
  refuseNow: () => null,
  start() {},
  stop() {},
};
