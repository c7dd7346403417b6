import type { Clock } from './clock.ts';

/**
 * Collects, while an answer is made, what the answer rests on: as long as all of that holds, making the answer anew would give the same.
 * Whoever reads or decides for an answer tells of it here, and forbids where that cannot be told.
 */
export interface AnswerBasis {
  /** The answer holds no longer than this does. It is called each time the answer is to be given again, and has to be quick. */
  restOn(holds: () => boolean): void;
  /** The answer may be given again for so long at most, in milliseconds since it was begun, although nothing that it rests on changes. */
  limitAge(ageMaxMs: number): void;
  /** The answer is for its own request alone. */
  forbid(): void;
}

/** A basis that can be asked. */
export interface RecordedBasis extends AnswerBasis {
  /** How many things the answer rests on. */
  size(): number;
  /** Whether making the answer anew would give the same. Once it does not, it never does again. */
  holds(): boolean;
}

/** Nothing was told yet: such an answer holds for ever. */
export function createAnswerBasis({ clock }: { readonly clock: Clock }): RecordedBasis {
  const begunAt = clock.now();
  const grounds: (() => boolean)[] = [];
  let ageMaxMs = Number.POSITIVE_INFINITY;
  let isForbidden = false;
  return {
    restOn: (holds) => void grounds.push(holds),
    limitAge(wantedMs) {
      ageMaxMs = Math.min(ageMaxMs, wantedMs);
    },
    forbid() {
      isForbidden = true;
      grounds.length = 0;
    },
    size: () => grounds.length,
    holds() {
      if (isForbidden) return false;
      const isHolding = clock.now() - begunAt <= ageMaxMs && grounds.every((holds) => holds());
      if (!isHolding) isForbidden = true;
      return isHolding;
    },
  };
}
