import { type Clock, sleep } from '../clock.ts';
import { GatewayError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { ConversationsApi } from '../upstream/conversations-api.ts';
import type { ActivityIndex } from './activity-index.ts';

/** Options of {@link createActivityWarming}. */
export interface ActivityWarmingOptions {
  /** The shared view of Twilio; the activity index learns from what it answers. */
  readonly api: Pick<ConversationsApi, 'listMessages'>;
  readonly activity: Pick<ActivityIndex, 'isDoubtful' | 'lastMessageAt'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Conversations that may wait; who comes beyond that is left out, until its inbox is asked for again. @default 10_000 */
  readonly waitingMax?: number | undefined;
  /** What was asked for is read no earlier than this later, in milliseconds: the screen itself reads what it shows. @default 3_000 */
  readonly delayMs?: number | undefined;
}

/**
 * Reads the newest messages of conversations in the background, one after the other as sweeps, so that the order of inboxes becomes
 * exact: within the budget of sweeps, and never before what users wait for.
 */
export interface ActivityWarming {
  /** Takes conversations of which the activity is not known, or doubtful; those that are known cost nothing. */
  request(conversationSids: readonly string[]): void;
  /** Nothing is read any more. */
  close(): void;
}

/** After a failure Twilio is left alone for this long, in milliseconds. */
const failurePauseMs = 5_000;

/** Nothing waits yet. */
export function createActivityWarming(options: ActivityWarmingOptions): ActivityWarming {
  const { api, activity, clock, log, waitingMax = 10_000, delayMs = 3_000 } = options;
  // What is not known at all goes before what is only doubtful.
  const unknown = new Set<string>();
  const doubtful = new Set<string>();
  const closing = new AbortController();
  let isWorking = false;

  const takeNext = (): string | undefined => {
    for (const lane of [unknown, doubtful]) {
      for (const conversationSid of lane) {
        lane.delete(conversationSid);
        // It may have been read for somebody meanwhile.
        if (activity.isDoubtful(conversationSid)) return conversationSid;
      }
    }
    return undefined;
  };

  const readOne = async (conversationSid: string): Promise<void> => {
    try {
      const { signal } = closing;
      await api.listMessages({ conversationSid, order: 'desc', pageSize: 1 }, { priority: 'sweep', signal });
    } catch (error) {
      if (closing.signal.aborted) throw error;
      if (error instanceof GatewayError && error.code === 'NOT_FOUND') return;
      log.debug('The activity of a conversation could not be read.', { error });
      await sleep(clock, failurePauseMs, closing.signal);
    }
  };

  const work = async (): Promise<void> => {
    isWorking = true;
    try {
      await sleep(clock, delayMs, closing.signal);
      for (let next = takeNext(); next !== undefined; next = takeNext()) await readOne(next);
    } catch (error) {
      if (!closing.signal.aborted) throw error;
    } finally {
      isWorking = false;
    }
  };

  return {
    request(conversationSids) {
      if (closing.signal.aborted) return;
      for (const conversationSid of conversationSids) {
        if (unknown.size + doubtful.size >= waitingMax) break;
        if (!activity.isDoubtful(conversationSid)) continue;
        const lane = activity.lastMessageAt(conversationSid) === undefined ? unknown : doubtful;
        lane.add(conversationSid);
      }
      if (!isWorking && unknown.size + doubtful.size > 0) void work();
    },
    close() {
      unknown.clear();
      doubtful.clear();
      closing.abort(new Error('The gateway stops.'));
    },
  };
}
