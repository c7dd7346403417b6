import type { Clock } from '../clock.ts';
import { GatewayError } from '../errors.ts';
import type { EventLoopLag } from '../event-loop-lag.ts';

/** What goes first where there is too much: queries and new sockets, which cost nobody anything but a moment; or all else. */
export type Importance = 'low' | 'high';

/** Decides whether there is room for more work. */
export interface Admission {
  /** Null where the work is taken; else `OVERLOADED`, with a time after which to try again. */
  refuse(importance: Importance): GatewayError | null;
  /** Begins to look at the lag; until then everything is taken. */
  start(): void;
  /** Everything is taken from then on. */
  stop(): void;
}

/** Options of {@link createAdmission}. */
export interface AdmissionOptions {
  /** How late the process may be with what is ready to run, in milliseconds, for longer than a moment. 0 takes everything. */
  readonly lagTargetMs: number;
  /** Started and stopped by whoever has it. */
  readonly eventLoopLag: Pick<EventLoopLag, 'read'>;
  /** Told when refusing begins and when it is over. */
  readonly onChange: (isRefusing: boolean) => void;
  readonly clock: Clock;
  /** Spreads the times to try again, in [0, 1). */
  readonly random: () => number;
}

/** From one look at the lag to the next, in milliseconds. */
const lookMs = 100;

/** How much the share that is refused follows the lag at each look: by how far off it is, and by where it is going. */
const errorGain = 0.04;
const trendGain = 0.08;

/** A lag counts for so many times the target at most, so that none closes the doors at once. */
const lagsMax = 5;

/** So much of either importance is refused at most: where the lag has another cause, refusing more would not mend it. */
const shareMax = 0.9;

/** Trying again makes sense after about this long, in milliseconds. */
const retryMinMs = 1_000;
const retrySpreadMs = 2_000;

/**
 * Keeps what is taken fast by refusing, as soon as it comes, what would only make everything wait. What waits in a process waits for
 * its one thread, so the measure is how late that is at two looks in a row: above the target a growing share is refused, below it a shrinking one, as a
 * proportional and integral controller does with packets in a router (PIE, RFC 8033). What is of high importance is refused only when
 * nearly all of the rest is.
 */
export function createAdmission(options: AdmissionOptions): Admission {
  const { lagTargetMs, eventLoopLag, onChange, clock, random } = options;
  if (lagTargetMs === 0) return { refuse: () => null, start() {}, stop() {} };

  /** From 0 to twice `shareMax`: first the low ones, then the high ones. */
  let pressure = 0;
  /** In targets: the lag of the latest look, and what of it stood already at the look before. */
  let latest = 0;
  let standing = 0;
  /** What is due to be refused, of which a whole one is refused: no chance, so that shares are exact. */
  const due: Record<Importance, number> = { low: 0, high: 0 };
  let cancelLook = () => {};

  const look = () => {
    const before = { latest, standing };
    latest = Math.min(lagsMax, eventLoopLag.read() / lagTargetMs);
    standing = Math.min(latest, before.latest);
    adjust(errorGain * (standing - 1) + trendGain * (standing - before.standing));
    cancelLook = clock.setTimer(look, lookMs);
  };
  const adjust = (change: number) => {
    const wasRefusing = pressure > 0;
    // Nothing is refused for a lag that grows but is within its target.
    pressure = wasRefusing || standing > 1 ? Math.min(2 * shareMax, Math.max(0, pressure + change)) : 0;
    const isRefusing = pressure > 0;
    if (!isRefusing) due.low = due.high = 0;
    if (isRefusing !== wasRefusing) onChange(isRefusing);
  };

  const shareOf = (importance: Importance) =>
    importance === 'low' ? Math.min(shareMax, pressure) : Math.max(0, pressure - shareMax);

  return {
    refuse(importance) {
      if (pressure === 0) return null;
      due[importance] += shareOf(importance);
      if (due[importance] < 1) return null;
      due[importance] -= 1;
      return new GatewayError('OVERLOADED', 'The gateway has more to do than it can. Nothing was done.', {
        retryAfterMs: Math.round(retryMinMs + random() * retrySpreadMs),
      });
    },
    start() {
      cancelLook = clock.setTimer(look, lookMs);
    },
    stop() {
      cancelLook();
      pressure = 0;
    },
  };
}
