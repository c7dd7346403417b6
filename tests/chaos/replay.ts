import type { LogEntry, SeenMessage } from './stream-log.ts';

/** What a client's screen shows at the end of its log. */
export interface Screen {
  /** By index. */
  readonly messages: ReadonlyMap<number, SeenMessage>;
  /** The client knows the conversation from this index on; what is older it never asked for. */
  readonly knownFrom: number;
}

/** Plays a log as a client does that keeps the documented rules: a query replaces, what came since it was sent is applied on top. */
export function replay(entries: readonly LogEntry[], options: { readonly windowSize: number }): Screen {
  const messages = new Map<number, SeenMessage>();
  let knownFrom = 0;
  for (const [at, entry] of entries.entries()) {
    if (entry.kind !== 'queried') {
      apply(entry, messages);
      continue;
    }
    messages.clear();
    for (const message of entry.messages) messages.set(message.index, message);
    knownFrom = entry.messages.length < options.windowSize ? 0 : (entry.messages[0]?.index ?? 0);
    for (const later of entries.slice(entry.sinceEntry, at)) apply(later, messages);
  }
  return { messages, knownFrom };
}

function apply(entry: LogEntry, messages: Map<number, SeenMessage>): void {
  if (entry.kind === 'added' || entry.kind === 'updated') messages.set(entry.message.index, entry.message);
  if (entry.kind === 'removed') messages.delete(entry.index);
}
