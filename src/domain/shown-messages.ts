import { cursorAfterReading, type ShownMessages } from '../events/timeline-cursor.ts';
import type { BusPosition } from '../events/event-bus.ts';
import type { TimelineCursor } from '../events/timeline-step.ts';
import type { Message } from '../model.ts';
import type { MessageConnection } from './connection.ts';
import type { MessagePageRequest } from './message-page.ts';
import type { Messages } from './message.ts';

/** Remembers which of the newest messages a request is shown, so that its `eventsCursor` can say where to go on. */
export interface ShownMessagesRecord {
  /** The messages, with what is shown of them remembered. */
  readonly messages: Messages;
  /** Where a stream takes over from what this request shows: what it is shown at the same time is waited for. */
  cursor(conversationSid: string): Promise<TimelineCursor>;
}

/**
 * For one request. A conversation's fields are resolved together: whichever page of it is asked for beside its cursor has been
 * asked for when the first promise settles.
 */
export function recordShownMessages(
  messages: Messages,
  at: BusPosition & { readonly takenAt: number },
): ShownMessagesRecord {
  const pages = new Map<string, Promise<ShownMessages | null>>();
  const lasts = new Map<string, Promise<ShownMessages | null>>();
  const remember = <Result>(
    into: Map<string, Promise<ShownMessages | null>>,
    conversationSid: string,
    shown: { readonly result: Promise<Result>; readonly read: (result: Result) => ShownMessages | null },
  ): Promise<Result> => {
    // A page that cannot be read shows nothing; its own field tells of the failure.
    if (!into.has(conversationSid))
      into.set(
        conversationSid,
        shown.result.then(shown.read, () => null),
      );
    return shown.result;
  };

  return {
    messages: {
      ...messages,
      list(conversationSid, request) {
        const result = messages.list(conversationSid, request);
        if (!beginsAnEnd(request)) return result;
        const read = (page: MessageConnection) => shownByPage(page, request);
        return remember(pages, conversationSid, { result, read });
      },
      last(conversationSid) {
        const result = messages.last(conversationSid);
        return remember(lasts, conversationSid, { result, read: shownByLast });
      },
    },
    async cursor(conversationSid) {
      await Promise.resolve();
      const shown = (await pages.get(conversationSid)) ?? (await lasts.get(conversationSid)) ?? null;
      return cursorAfterReading(at, shown);
    },
  };
}

function beginsAnEnd({ after, before }: MessagePageRequest): boolean {
  return !after && !before;
}

/** Null for a page that does not reach to the newest message. */
function shownByPage(page: MessageConnection, request: MessagePageRequest): ShownMessages | null {
  const messages = page.edges.map(({ node }) => node);
  if (typeof request.last === 'number') return { messages, isComplete: !page.hasPreviousPage };
  return page.hasNextPage ? null : { messages, isComplete: true };
}

function shownByLast(message: Message | null): ShownMessages {
  return message ? { messages: [message], isComplete: false } : { messages: [], isComplete: true };
}
