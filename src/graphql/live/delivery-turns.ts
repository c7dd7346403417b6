/** Work that is done in parts, none of which may throw. */
export interface DeliveryWork {
  /** Does up to `writesMax` writes now. @returns how many it did */
  advance(writesMax: number): number;
  /** Whether there is more that can be done at once. */
  readonly hasMore: boolean;
}

/** Lets deliveries share the event loop with everything else. */
export interface DeliveryTurns {
  /** Has work done from the end of this turn of the event loop on, so that what comes within the turn is delivered together. */
  add(work: DeliveryWork): void;
}

/** Options of {@link createDeliveryTurns}. */
export interface DeliveryTurnsOptions {
  /** Writes in one turn; then requests, timers and other sockets have theirs. About 10 microseconds each. @default 256 */
  readonly writesMax?: number | undefined;
  /** Calls back at the end of the turn. @default setImmediate */
  readonly atTurnEnd?: ((run: () => void) => void) | undefined;
}

/** Takes turns among whatever is to be delivered. */
export function createDeliveryTurns(options: DeliveryTurnsOptions = {}): DeliveryTurns {
  const { writesMax = 256, atTurnEnd = (run) => void setImmediate(run) } = options;
  /** A set, because who waits already is not put in line again. */
  const line = new Set<DeliveryWork>();
  let isScheduled = false;

  const schedule = () => {
    if (isScheduled || line.size === 0) return;
    isScheduled = true;
    atTurnEnd(run);
  };
  const run = () => {
    isScheduled = false;
    let left = writesMax;
    for (const work of line) {
      if (left <= 0) break;
      line.delete(work);
      left -= work.advance(left);
      // To the end of the line: a large room is not to hold up the small ones.
      if (work.hasMore) line.add(work);
    }
    schedule();
  };

  return {
    add(work) {
      line.add(work);
      schedule();
    },
  };
}
