import type { Clock } from '../clock.ts';
import { GatewayError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { CallPriority, ConversationsApi } from '../upstream/conversations-api.ts';
import type { TimelineLimits } from './timeline-limits.ts';
import { readBack } from './timeline-reading.ts';
import type { TimelineReading } from './timeline-snapshot.ts';

/** Why a timeline reads: to close a gap or for somebody who waits, or to look whether all is as it should be. */
export type ReadPriority = Extract<CallPriority, 'backfill' | 'sweep'>;

/** Options of {@link createTimelineReader}. */
export interface TimelineReaderOptions {
  readonly conversationSid: string;
  readonly api: Pick<ConversationsApi, 'listMessages'>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly limits: TimelineLimits;
  readonly log: Log;
  /** Called when a read begins: from which index on everything has to be read. */
  readonly downTo: () => number;
  readonly onReading: (reading: TimelineReading, priority: ReadPriority) => void;
  /** Called for each read that fails; a retry is under way already. */
  readonly onFailure: (error: unknown) => void;
}

/** Reads a conversation's messages when they are wanted: one read at a time, which serves everybody who wants one. */
export interface TimelineReader {
  /** Wants a read that begins within `delayMs` from now, or as soon as the upstream allows. */
  want(delayMs: number, priority: ReadPriority): void;
  /** When the last read that succeeded began, in milliseconds; 0 before the first. */
  readonly lastReadAt: number;
  /** Gives up what is wanted and under way. */
  close(): void;
}

/** The first pause after a failure is drawn below this, in milliseconds; each further failure doubles it. */
const retryPauseMs = 500;

/** A reader that nobody wants anything of yet. */
export function createTimelineReader(options: TimelineReaderOptions): TimelineReader {
  const { conversationSid, api, clock, random, limits, log } = options;
  const closing = new AbortController();
  let wanted: { readonly dueAt: number; readonly priority: ReadPriority; cancel(): void } | undefined;
  let isReading = false;
  let failures = 0;
  let notBefore = 0;
  let lastReadAt = 0;

  const want = (delayMs: number, priority: ReadPriority) => {
    if (closing.signal.aborted) return;
    const dueAt = Math.max(clock.now() + delayMs, notBefore);
    const raised = priority === 'backfill' ? priority : (wanted?.priority ?? priority);
    if (wanted && wanted.dueAt <= dueAt && wanted.priority === raised) return;
    const soonest = wanted ? Math.min(wanted.dueAt, dueAt) : dueAt;
    wanted?.cancel();
    wanted = { dueAt: soonest, priority: raised, cancel: clock.setTimer(begin, soonest - clock.now()) };
  };

  const begin = () => {
    // The end of the read under way begins the next one.
    if (isReading || !wanted) return;
    const { priority } = wanted;
    wanted = undefined;
    isReading = true;
    void read(priority);
  };

  const read = async (priority: ReadPriority): Promise<void> => {
    const { signal } = closing;
    const request = { conversationSid, downTo: options.downTo(), messagesMax: limits.backlogMax };
    try {
      const reading = await readBack({ ...request, priority, signal }, { api, clock });
      if (signal.aborted) return;
      failures = 0;
      notBefore = 0;
      lastReadAt = reading.startedAt;
      take(reading, priority);
    } catch (error) {
      if (signal.aborted) return;
      pause(error);
      want(0, priority);
      options.onFailure(error);
    } finally {
      isReading = false;
      if (wanted && wanted.dueAt <= clock.now()) begin();
    }
  };

  /** What fails here is a bug: it must not look like an upstream that fails, and not end the process. */
  const take = (reading: TimelineReading, priority: ReadPriority) => {
    try {
      options.onReading(reading, priority);
    } catch (error) {
      log.error('What was read of a conversation could not be taken in.', { error });
    }
  };

  /** As long as the upstream asks for, else drawn from a range that doubles. */
  const pause = (error: unknown) => {
    failures += 1;
    const range = Math.min(limits.retryPauseMaxMs, retryPauseMs * 2 ** Math.min(failures, 10));
    const asked = error instanceof GatewayError ? error.details.retryAfterMs : undefined;
    notBefore = clock.now() + Math.min(asked ?? range * random(), limits.retryPauseMaxMs);
  };

  return {
    want,
    get lastReadAt() {
      return lastReadAt;
    },
    close() {
      closing.abort();
      wanted?.cancel();
      wanted = undefined;
    },
  };
}
