import type { Clock } from '../clock.ts';
import type { EventBus } from './event-bus.ts';

/** Options of {@link createTimelineSweeper}. */
export interface TimelineSweeperOptions {
  readonly conversationSid: string;
  readonly bus: Pick<EventBus, 'lease'>;
  readonly clock: Clock;
  readonly random: () => number;
  /** The time between two sweeps as it is now, in milliseconds. */
  readonly intervalMs: () => number;
  /** When this instance last read the conversation, in milliseconds. */
  readonly lastReadAt: () => number;
  readonly sweep: () => void;
}

/**
 * After this many intervals without a read of its own an instance sweeps even where another has the lease: what others publish
 * tells it what they did not know, not what it missed itself.
 */
const ownSweepIntervals = 4;

/** The lease ends before the next sweep is due, so that the instances take turns. */
const leaseShare = 0.8;

/**
 * Sweeps a conversation again and again until it is ended: once per interval over all instances.
 * @returns ends it
 */
export function createTimelineSweeper(options: TimelineSweeperOptions): () => void {
  const { conversationSid, bus, clock, random, intervalMs, lastReadAt, sweep } = options;
  let hasEnded = false;
  let cancel = () => {};

  const schedule = () => {
    if (hasEnded) return;
    cancel = clock.setTimer(() => void run(), intervalMs() * (0.85 + 0.3 * random()));
  };
  const run = async (): Promise<void> => {
    const interval = intervalMs();
    const sinceRead = clock.now() - lastReadAt();
    // Whatever else was read meanwhile serves as a sweep.
    if (sinceRead >= interval / 2) {
      const isOurs = await bus.lease(`sweep:${conversationSid}`, Math.floor(interval * leaseShare));
      if (!hasEnded && (isOurs || sinceRead >= interval * ownSweepIntervals)) sweep();
    }
    schedule();
  };

  schedule();
  return () => {
    hasEnded = true;
    cancel();
  };
}
