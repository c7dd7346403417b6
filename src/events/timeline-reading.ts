import { type Clock, sleep } from '../clock.ts';
import type { Message } from '../model.ts';
import type { CallPriority, ConversationsApi } from '../upstream/conversations-api.ts';
import { staleMs } from './timeline-rules.ts';
import type { TimelineReading } from './timeline-snapshot.ts';

/** Twilio's largest page of messages. */
const pageSize = 100;

/** What {@link readBack} is asked for. */
export interface ReadBackRequest {
  readonly conversationSid: string;
  /** Pages are read until everything from this index on is there. */
  readonly downTo: number;
  /** No further page is read once there are so many messages. */
  readonly messagesMax: number;
  readonly priority: CallPriority;
  readonly signal: AbortSignal;
}

/**
 * Reads the newest messages, newest first: at least one page, and as many as it takes within the bound.
 * @throws what the API throws, and the signal's reason.
 */
export async function readBack(
  request: ReadBackRequest,
  options: { readonly api: Pick<ConversationsApi, 'listMessages'>; readonly clock: Clock },
): Promise<TimelineReading> {
  const { conversationSid, downTo, messagesMax, priority, signal } = request;
  const startedAt = options.clock.now();
  const messages = new Map<string, Message>();
  let low = Number.POSITIVE_INFINITY;
  let pageToken: string | undefined;
  // A page may be empty and still have a next one: so pages are counted too.
  for (let pages = 0; pages <= messagesMax / pageSize; pages += 1) {
    const page = await options.api.listMessages(
      { conversationSid, order: 'desc', pageSize, pageToken },
      { priority, fresh: true, signal },
    );
    for (const message of page.items) {
      low = Math.min(low, message.index);
      // What came twice because it moved to the next page meanwhile: the later page is the later state.
      messages.set(message.sid, message);
    }
    if (page.nextPageToken === null) return { messages: [...messages.values()], low: 0, startedAt };
    if (low <= downTo || messages.size >= messagesMax) break;
    // What stands on later pages was there when the first one was answered: a read that begins so much later cannot be too old
    // to show it. Without the pause a message that is missing there would pass for one that never was.
    if (pages === 0) await sleep(options.clock, staleMs, signal);
    pageToken = page.nextPageToken;
  }
  return { messages: [...messages.values()], low, startedAt };
}
