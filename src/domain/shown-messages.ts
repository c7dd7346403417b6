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
  /** Has `cursors` wait for something that the request reads, and for the messages that are asked for when it is there. */
  whileReading<Result>(reading: Promise<Result>): Promise<Result>;
  /** The same for each conversation of which this request shows its newest messages, what was asked for first coming first. */
  cursors(): Promise<ReadonlyMap<string, TimelineCursor>>;
}

/**
 * For one request. A conversation's fields are resolved together: whichever page of it is asked for beside its cursor has been
 * asked for when the first promise settles.
 */
export function recordShownMessages(
  messages: Messages,
  options: {
    /** Where the bus stood before anything was read, and when. */
    readonly at: BusPosition & { readonly takenAt: number };
    /** Calls once when all is asked for that follows from what was read. @default setImmediate */
    readonly afterTurn?: (callback: () => void) => void;
  },
): ShownMessagesRecord {
  const { at, afterTurn = setImmediate } = options;
  const reading = new Set<Promise<unknown>>();
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
    return whileReading(shown.result);
  };
  const whileReading = <Result>(result: Promise<Result>): Promise<Result> => {
    const settled: Promise<unknown> = result.then(ignore, ignore).then(() => reading.delete(settled));
    reading.add(settled);
    return result;
  };
  const shownOf = async (conversationSid: string): Promise<ShownMessages | null> =>
    (await pages.get(conversationSid)) ?? (await lasts.get(conversationSid)) ?? null;

  return {
    messages: {
      ...messages,
      get: (key) => whileReading(messages.get(key)),
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
      return cursorAfterReading(at, await shownOf(conversationSid));
    },
    whileReading,
    async cursors() {
      // Whoever resolves what was read asks for the next thing within the same turn.
      do {
        await Promise.all(reading);
        await new Promise<void>((resolve) => afterTurn(resolve));
      } while (reading.size > 0);
      const cursors = new Map<string, TimelineCursor>();
      for (const conversationSid of new Set([...pages.keys(), ...lasts.keys()])) {
        const shown = await shownOf(conversationSid);
        if (shown) cursors.set(conversationSid, cursorAfterReading(at, shown));
      }
      return cursors;
    },
  };
}

function ignore(): void {}

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
