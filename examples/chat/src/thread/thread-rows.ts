import type { MessageFieldsFragment } from 'twilio-conversations-graphql/client';
import type { OutgoingMessage } from '../outbox/outbox.ts';
import { isSameDay } from '../ui/time.ts';

const groupWithinMs = 5 * 60_000;

/** A line of a thread. */
export type ThreadRow =
  | { readonly kind: 'day'; readonly key: string; readonly time: string | number }
  | { readonly kind: 'unread'; readonly key: string }
  | {
      readonly kind: 'message';
      readonly key: string;
      readonly message: MessageFieldsFragment;
      readonly isOwn: boolean;
      /** First of several by the same author shortly after one another: carries the name. */
      readonly startsGroup: boolean;
      /** Last of them: carries the time. */
      readonly endsGroup: boolean;
    }
  | { readonly kind: 'outgoing'; readonly key: string; readonly message: OutgoingMessage };

/** Options of {@link threadRows}. */
export interface ThreadRowsOptions {
  /** Oldest first. */
  readonly messages: readonly MessageFieldsFragment[];
  readonly outgoing: readonly OutgoingMessage[];
  readonly viewerIdentity: string;
  /** The index up to which the viewer had read when the thread was opened; null draws no line. */
  readonly readUpTo: number | null;
}

/**
 * The lines of a thread: messages in groups, days between them, a line above what is new, and at the end what is on its way.
 * What is on its way is left out as soon as the server's message with the same clientMessageId is there, so that nothing is
 * shown twice whichever of answer and event comes first; both have the same key, so that the row stays where it is.
 */
export function threadRows({
  messages,
  outgoing,
  viewerIdentity,
  readUpTo,
}: ThreadRowsOptions): readonly ThreadRow[] {
  const rows: ThreadRow[] = [];
  const arrived = new Set<string | null>(messages.map(({ clientMessageId }) => clientMessageId));
  let hasLine = false;
  messages.forEach((message, place) => {
    const previous = messages[place - 1];
    const next = messages[place + 1];
    const isOwn = message.author === viewerIdentity;
    const isNewDay = !previous || !isSameDay(previous.createdAt, message.createdAt);
    if (isNewDay) rows.push({ kind: 'day', key: `day-${message.id}`, time: message.createdAt });
    const isFirstUnread = !hasLine && readUpTo !== null && message.index > readUpTo && !isOwn && place > 0;
    if (isFirstUnread) rows.push({ kind: 'unread', key: 'unread' });
    hasLine ||= isFirstUnread;
    rows.push({
      kind: 'message',
      key: message.clientMessageId ?? message.id,
      message,
      isOwn,
      startsGroup: isNewDay || isFirstUnread || !isOneGroup(previous, message),
      endsGroup: !next || !isSameDay(next.createdAt, message.createdAt) || !isOneGroup(message, next),
    });
  });
  for (const message of outgoing) {
    if (!arrived.has(message.clientMessageId)) {
      rows.push({ kind: 'outgoing', key: message.clientMessageId, message });
    }
  }
  return rows;
}

function isOneGroup(one: MessageFieldsFragment | undefined, next: MessageFieldsFragment): boolean {
  if (one?.author !== next.author) return false;
  return Date.parse(next.createdAt) - Date.parse(one.createdAt) < groupWithinMs;
}
