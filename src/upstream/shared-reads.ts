import type { CallPriority } from './conversations-api.ts';

/** One read, by what it asks for and who asks. */
export interface SharedRead {
  /** Equal keys ask for the same. */
  readonly key: string;
  /** What a change has to touch for this read to be out of date. */
  readonly scope: string;
  readonly priority: CallPriority;
  readonly signal?: AbortSignal | undefined;
  /** Never joins a read under way; later ones may join this. @default false */
  readonly fresh?: boolean | undefined;
}

/** Lets callers who ask for the same at the same time wait for one read. */
export interface SharedReads<Result> {
  /**
   * Joins the read of that key under way, or starts one. It is aborted when everybody who waits for it has given up.
   * @param start makes the read; its signal aborts it.
   * @param keep is handed the result of a read that this starts, unless it was detached on the way.
   * @throws what the read throws, to everybody who waits.
   * @throws the signal's reason when the caller's own signal aborts.
   */
  read(
    read: SharedRead,
    start: (signal: AbortSignal) => Promise<Result>,
    keep?: (result: Result) => void,
  ): Promise<Result>;
  /**
   * Something in the scope changed: the reads under way there may have looked before. They end for those who wait, but nobody
   * joins them any more and their results are not kept. Without a scope, all of them.
   */
  detach(scope?: string): void;
}

/** A scope that every change touches, for reads of which nobody can say in advance what they will show. */
export const anyScope = '*';

interface Flight<Result> {
  readonly read: SharedRead;
  readonly controller: AbortController;
  readonly promise: Promise<Result>;
  waiting: number;
}

const importance: Readonly<Record<CallPriority, number>> = {
  userWrite: 3,
  userRead: 2,
  backfill: 1,
  sweep: 0,
};

/** Nothing under way. What is under way is bounded by the queue that the reads go through. */
export function createSharedReads<Result>(): SharedReads<Result> {
  const flights = new Map<string, Flight<Result>>();

  function start(
    read: SharedRead,
    begin: (signal: AbortSignal) => Promise<Result>,
    keep?: (result: Result) => void,
  ): Flight<Result> {
    const controller = new AbortController();
    const flight: Flight<Result> = { read, controller, waiting: 0, promise: fly() };
    flights.set(read.key, flight);
    return flight;

    async function fly(): Promise<Result> {
      // Not before this flight is on the list, even where `begin` fails at once.
      await Promise.resolve();
      try {
        const result = await begin(controller.signal);
        if (flights.get(read.key) === flight) keep?.(result);
        return result;
      } finally {
        if (flights.get(read.key) === flight) flights.delete(read.key);
      }
    }
  }

  function join(flight: Flight<Result>, signal: AbortSignal | undefined): Promise<Result> {
    flight.waiting += 1;
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        flight.waiting -= 1;
        if (flight.waiting === 0) abandon(flight);
        // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- the caller's own reason, whatever it is
        reject(signal?.reason);
      };
      const leave = () => signal?.removeEventListener('abort', onAbort);
      signal?.addEventListener('abort', onAbort, { once: true });
      flight.promise.then(resolve, reject).finally(leave);
    });
  }

  function abandon(flight: Flight<Result>): void {
    if (flights.get(flight.read.key) === flight) flights.delete(flight.read.key);
    flight.controller.abort(new Error('Nobody waits for this read any more.'));
  }

  return {
    async read(read, begin, keep) {
      read.signal?.throwIfAborted();
      const flight = flights.get(read.key);
      // Somebody important does not queue behind a read that was begun as unimportant.
      if (
        flight !== undefined &&
        !read.fresh &&
        importance[flight.read.priority] >= importance[read.priority]
      )
        return join(flight, read.signal);
      return join(start(read, begin, keep), read.signal);
    },
    detach(scope) {
      for (const [key, flight] of flights) {
        if (scope === undefined || flight.read.scope === scope || flight.read.scope === anyScope)
          flights.delete(key);
      }
    },
  };
}
