import type { LogEntry, SeenMessage, StreamLog } from '../../chaos/stream-log.ts';
import type { Truth } from '../../chaos/truth.ts';

/** The one conversation of these tests. */
export const conversationSid = 'CH1';

/** Message `index` as `revision` left it. */
export function message(index: number, revision = 0): SeenMessage {
  return { sid: `IM${index}`, index, body: `text ${index} r${revision}`, clientMessageId: `id-${index}` };
}

/** Messages from one index to another, both included. */
export function messages(from: number, to: number): readonly SeenMessage[] {
  return Array.from({ length: to - from + 1 }, (_, offset) => message(from + offset));
}

/** What really happened, where nothing but `held` was ever written. */
export function truth(held: readonly SeenMessage[], changes: Partial<Truth> = {}): Truth {
  return {
    conversations: new Map([[conversationSid, held]]),
    deletionAsked: new Set(),
    sent: [],
    absences: [],
    ...changes,
  };
}

/** A log of alice, whose lines are a second apart. */
export function log(...entries: readonly UntimedEntry[]): StreamLog {
  return {
    client: 'alice',
    identity: 'alice',
    source: 'conversation',
    conversationSid,
    entries: entries.map((entry, at) => ({ ...entry, atMs: at * 1_000 })),
  };
}

type Untimed<Entry> = Entry extends LogEntry ? Omit<Entry, 'atMs'> : never;
type UntimedEntry = Untimed<LogEntry>;

/** The answer to the first query. */
export function started(answer: readonly SeenMessage[]): UntimedEntry {
  return { kind: 'queried', reason: 'start', messages: answer, sinceEntry: 0 };
}

/** The answer to a query after a Resync. */
export function requeried(answer: readonly SeenMessage[], sinceEntry: number): UntimedEntry {
  return { kind: 'queried', reason: 'resync', messages: answer, sinceEntry };
}

/** The cursor was refused. */
export const restarted: UntimedEntry = { kind: 'restarted' };

export function added(index: number): UntimedEntry {
  return { kind: 'added', cursor: `at ${index}`, message: message(index) };
}

export function updated(index: number, revision: number): UntimedEntry {
  return { kind: 'updated', cursor: `at ${index}`, message: message(index, revision) };
}

export function removed(index: number): UntimedEntry {
  return { kind: 'removed', cursor: `at ${index}`, index };
}

export const resync: UntimedEntry = { kind: 'resync', cursor: 'at resync', reason: 'SLOW_CONSUMER' };

export const membershipEnded: UntimedEntry = { kind: 'membershipEnded' };
