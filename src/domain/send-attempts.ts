import type { Clock } from '../clock.ts';
import type { LookBackDelays } from './send-look-back.ts';
import type { SendDoubt } from './send-ledger.ts';

/** Attempts at one message that may have landed, in milliseconds since the epoch. */
export interface AttemptsInDoubt {
  /** When the first one began, also of those that are known by now not to have landed. */
  readonly firstAttemptAt: number;
  readonly lastAttemptAt: number;
  /** From when on looking tells for certain. */
  readonly certainAt: number;
}

/** Keeps in mind what is known of the attempts at one message. */
export interface SendAttempts {
  /** An attempt begins. */
  begin(): void;
  /** The attempt that began last has ended, and may have landed. */
  doubtLast(): void;
  /** None of the attempts so far has landed. */
  clear(): void;
  /** Null when none is in doubt. */
  inDoubt(): AttemptsInDoubt | null;
  /** The same for the ledger. */
  doubt(): SendDoubt | null;
}

/** No attempt so far, but those of an `earlier` doubt that somebody else left behind. */
export function createSendAttempts(options: {
  readonly clock: Clock;
  readonly delays: LookBackDelays;
  readonly earlier: SendDoubt | null;
}): SendAttempts {
  const { clock, delays, earlier } = options;
  const now = clock.now();
  let firstAttemptAt = earlier && now - earlier.firstAttemptAgoMs;
  let lastAttemptAt = earlier && now - earlier.lastAttemptAgoMs;
  return {
    begin() {
      firstAttemptAt ??= clock.now();
    },
    doubtLast() {
      lastAttemptAt = clock.now();
    },
    clear() {
      lastAttemptAt = null;
    },
    inDoubt() {
      if (firstAttemptAt === null || lastAttemptAt === null) return null;
      return { firstAttemptAt, lastAttemptAt, certainAt: lastAttemptAt + delays.certainMs };
    },
    doubt() {
      if (firstAttemptAt === null || lastAttemptAt === null) return null;
      return {
        firstAttemptAgoMs: clock.now() - firstAttemptAt,
        lastAttemptAgoMs: clock.now() - lastAttemptAt,
      };
    },
  };
}
