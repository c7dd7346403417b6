import { GatewayError } from '../errors.ts';

/** A place in the order of one author's messages. */
export interface SendPlace {
  /** Resolves when everybody who took a place before has left. Never rejects. */
  readonly turn: Promise<void>;
  /** Lets the next one go on; further times do nothing. */
  leave(): void;
}

/**
 * Keeps messages in the order in which they were asked for while what comes before the queue, such as the question whether the
 * author may send at all, takes longer for one than for the next.
 */
export interface SendOrder {
  /**
   * Takes the next place of `name` at once.
   * @throws {GatewayError} RATE_LIMITED when too many of that name are on their way.
   */
  join(name: string): SendPlace;
}

/** @param placesMax places of one name at once. @default 100 */
export function createSendOrder(placesMax = 100): SendOrder {
  const lines = new Map<string, { last: Promise<void>; size: number }>();
  return {
    join(name) {
      const line = lines.get(name) ?? { last: Promise.resolve(), size: 0 };
      if (line.size >= placesMax) throw rateLimited();
      const turn = line.last;
      let open = () => {};
      const left = new Promise<void>((resolve) => {
        open = resolve;
      });
      // A place that is left early still waits for those before it.
      line.last = turn.then(() => left);
      line.size += 1;
      lines.set(name, line);
      let isLeft = false;
      return {
        turn,
        leave() {
          if (isLeft) return;
          isLeft = true;
          line.size -= 1;
          if (line.size === 0) lines.delete(name);
          open();
        },
      };
    },
  };
}

/** Milliseconds after which to try again: the places move as fast as permissions are looked up. */
const retryAfterMs = 1_000;

function rateLimited(): GatewayError {
  return new GatewayError(
    'RATE_LIMITED',
    'Too many messages of yours are on their way to this conversation. Nothing was done; try again later.',
    { retryAfterMs },
  );
}
