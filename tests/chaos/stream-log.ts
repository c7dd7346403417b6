/** A message as a client saw it. */
export interface SeenMessage {
  readonly sid: string;
  readonly index: number;
  readonly body: string | null;
  readonly clientMessageId: string | null;
}

/** One line of a client's log: what came on the wire, or what the client did. `atMs` counts from the start of the run. */
export type LogEntry =
  /** An answer to a query for the newest messages: at the start of the session, or because of a Resync. */
  | {
      readonly kind: 'queried';
      readonly atMs: number;
      readonly reason: 'start' | 'resync';
      readonly messages: readonly SeenMessage[];
      /** Length of the log when the query was sent: what came since then may be newer than the answer. */
      readonly sinceEntry: number;
    }
  | {
      readonly kind: 'added' | 'updated';
      readonly atMs: number;
      readonly cursor: string;
      readonly message: SeenMessage;
    }
  | { readonly kind: 'removed'; readonly atMs: number; readonly cursor: string; readonly index: number }
  | { readonly kind: 'resync'; readonly atMs: number; readonly cursor: string; readonly reason: string }
  /** The cursor was refused: the client queries, and begins a new stream with what the query told. */
  | { readonly kind: 'restarted'; readonly atMs: number }
  /** The client was told that its viewer is no member any more. */
  | { readonly kind: 'membershipEnded'; readonly atMs: number }
  /** Something that explains the log to a reader and that the checker passes over. */
  | { readonly kind: 'note'; readonly atMs: number; readonly text: string };

/** Everything that one client saw of one conversation, from one joining to the next leaving. */
export interface StreamLog {
  readonly client: string;
  readonly identity: string;
  /** Which subscription it came by. */
  readonly source: 'conversation' | 'inbox';
  readonly conversationSid: string;
  readonly entries: readonly LogEntry[];
}

/** Writes a line of a log as a person reads it. */
export function describeEntry(entry: LogEntry): string {
  const at = `${(entry.atMs / 1_000).toFixed(3).padStart(9)} s`;
  switch (entry.kind) {
    case 'queried': {
      const indexes = entry.messages.map(({ index }) => index);
      return `${at} queried (${entry.reason}): ${indexes.length} messages, ${indexes[0] ?? '-'} to ${indexes.at(-1) ?? '-'}`;
    }
    case 'added':
    case 'updated':
      return `${at} ${entry.kind} ${entry.message.index} ${entry.message.sid} "${entry.message.body}" ${short(entry.cursor)}`;
    case 'removed':
      return `${at} removed ${entry.index} ${short(entry.cursor)}`;
    case 'resync':
      return `${at} resync ${entry.reason} ${short(entry.cursor)}`;
    case 'restarted':
      return `${at} began anew`;
    case 'membershipEnded':
      return `${at} membership ended`;
    case 'note':
      return `${at} ${entry.text}`;
  }
}

/** Enough of a cursor to tell it from others. */
function short(cursor: string): string {
  return `…${cursor.slice(-12)}`;
}
