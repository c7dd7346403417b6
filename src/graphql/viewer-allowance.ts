import type { Clock } from '../clock.ts';
import type { Viewer } from '../domain/access.ts';
import { GatewayError } from '../errors.ts';
import { createRateAllowance, type RateAllowance } from '../rate-allowance.ts';

/** The bounds of what one viewer may ask, over all transports together. */
export interface ViewerLimits {
  /** Queries and mutations that run at once. */
  readonly operationsAtOnceMax: number;
  /** Operations a second that may be started for ever. */
  readonly operationsPerSecond: number;
  /** Operations that may be started at once after a pause. */
  readonly operationsBurst: number;
}

/** Counts what each viewer asks. */
export interface ViewerAllowance {
  /**
   * Counts the start of an operation.
   * @throws {GatewayError} RATE_LIMITED with `retryAfterMs` when the viewer has started too many of late.
   */
  start(viewer: Viewer): void;
  /**
   * Counts an operation that runs until the returned function is called, once or more often.
   * @throws {GatewayError} RATE_LIMITED with `retryAfterMs` when too many of the viewer's run.
   */
  run(viewer: Viewer): () => void;
}

/** Waiting this long makes sense while operations run of which nobody knows when they end. */
const busyRetryMs = 1_000;

/** Viewers remembered; beyond that the one who was quiet longest is forgotten, at the price of a new burst. */
const viewersMax = 100_000;

interface Tally {
  readonly rate: RateAllowance;
  running: number;
}

/**
 * One tally for each identity, and one for all who come without. Service scope is not counted: it is the operator's own back end, which
 * acts for many and is bounded by what Twilio takes.
 */
export function createViewerAllowance(options: ViewerLimits & { readonly clock: Clock }): ViewerAllowance {
  const { operationsAtOnceMax, operationsPerSecond, operationsBurst, clock } = options;
  /** In the order in which they were last heard of. */
  const tallies = new Map<string | null, Tally>();

  const tallyOf = (identity: string | null): Tally => {
    const tally = tallies.get(identity) ?? {
      rate: createRateAllowance({ perSecond: operationsPerSecond, burst: operationsBurst, clock }),
      running: 0,
    };
    tallies.delete(identity);
    tallies.set(identity, tally);
    return tally;
  };

  /** Looks at the two who were quiet longest, so that more can be forgotten than come anew. */
  const forgetQuiet = () => {
    for (let looks = 0; looks < 2; looks += 1) {
      const [oldest] = tallies;
      if (!oldest) return;
      const [identity, tally] = oldest;
      if (tally.running > 0) tallyOf(identity);
      else if (tally.rate.isFull || tallies.size > viewersMax) tallies.delete(identity);
      else return;
    }
  };

  return {
    start(viewer) {
      if (viewer.isService) return;
      forgetQuiet();
      const { rate } = tallyOf(viewer.identity);
      if (rate.take()) return;
      throw new GatewayError(
        'RATE_LIMITED',
        `You may start ${operationsPerSecond} operations a second, and ${operationsBurst} after a pause.`,
        { limit: 'viewer.operationsPerSecond', retryAfterMs: rate.waitMs },
      );
    },
    run(viewer) {
      if (viewer.isService) return () => {};
      const tally = tallyOf(viewer.identity);
      if (tally.running >= operationsAtOnceMax) {
        throw new GatewayError(
          'RATE_LIMITED',
          `You may have ${operationsAtOnceMax} queries and mutations running at once.`,
          { limit: 'viewer.operationsAtOnceMax', retryAfterMs: busyRetryMs },
        );
      }
      tally.running += 1;
      let isRunning = true;
      return () => {
        if (isRunning) tally.running -= 1;
        isRunning = false;
      };
    },
  };
}
