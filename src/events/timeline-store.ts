import type { Message } from '../model.ts';
import { fingerprintOf } from './timeline-fingerprint.ts';
import type { TimelineLimits } from './timeline-limits.ts';
import { markWindow, type WindowChange, type WindowMark } from './timeline-window.ts';

/** A message as a timeline knows it. */
export interface TimelineEntry {
  readonly index: number;
  readonly message: Message;
  readonly fingerprint: number;
  /** When it was last told of, in milliseconds: by a webhook, or by a read that began then. */
  readonly touchedAt: number;
}

/** A message that was removed. */
export interface Tombstone {
  readonly index: number;
  readonly removedAt: number;
}

/** What a timeline knows of the messages of one conversation. */
export interface TimelineStore {
  /** The highest index delivered, of those that may be messages' still; -1 before the first. */
  head: number;
  /** The highest index ever delivered, also where its message turned out to be gone. */
  readonly deliveredMax: number;
  /** Everything from here to the head is known. */
  low: number;
  /** The highest index that REST has listed: above it stands only what webhooks said. */
  listedHead: number;
  /** Messages that came out of order, by index. */
  readonly pending: Map<number, TimelineEntry>;
  /** By sid, oldest first. */
  readonly tombstones: Map<string, Tombstone>;
  get(index: number): TimelineEntry | undefined;
  put(message: Message, touchedAt: number): void;
  delete(index: number): void;
  /** The newest known `date_updated` of a message that is older than all that is remembered. */
  forgottenDate(sid: string): Date | undefined;
  /** Remembers such a date. */
  rememberDate(message: Message): void;
  /** Remembers a removal. */
  bury(sid: string, tombstone: Tombstone): void;
  /** What became of messages that were told, oldest first; bounded like the messages. */
  readonly changes: readonly WindowChange[];
  /** The known messages by rising index. */
  entries(): readonly TimelineEntry[];
  highest(): number | undefined;
  /** Forgets the oldest messages above the bound. */
  trim(): void;
  /** Forgets all messages. */
  clear(): void;
  /** What somebody has who was told everything up to `top`. */
  mark(top: number): WindowMark;
}

/** Nothing known yet. */
export function createTimelineStore(limits: TimelineLimits): TimelineStore {
  let sorted: TimelineEntry[] = [];
  let head = -1;
  let deliveredMax = -1;
  const known = new Map<number, TimelineEntry>();
  const tombstones = new Map<string, Tombstone>();
  const forgottenDates = new Map<string, Date>();
  const changes: WindowChange[] = [];
  /** The mark that was asked for last, while what it tells of stays the same. */
  let marked: { readonly top: number; readonly low: number; readonly mark: WindowMark } | null = null;

  const noteChange = (change: WindowChange) => {
    // What is above the head is new, and told as such.
    if (change.index > head || change.before === change.after) return;
    changes.push(change);
    if (changes.length > limits.messagesMax) changes.shift();
  };

  /** Where the index stands among the sorted, or would. */
  const placeOf = (index: number): number => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[middle]?.index ?? Number.POSITIVE_INFINITY) < index) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  const store: TimelineStore = {
    get head() {
      return head;
    },
    set head(index) {
      head = index;
      deliveredMax = Math.max(deliveredMax, index);
    },
    get deliveredMax() {
      return deliveredMax;
    },
    low: 0,
    listedHead: -1,
    pending: new Map(),
    tombstones,
    get: (index) => known.get(index),
    put(message, touchedAt) {
      const { index } = message;
      const entry = { index, message, fingerprint: fingerprintOf(message), touchedAt };
      marked = null;
      noteChange({ index, before: known.get(index)?.fingerprint ?? null, after: entry.fingerprint });
      sorted.splice(placeOf(index), known.has(index) ? 1 : 0, entry);
      known.set(index, entry);
    },
    delete(index) {
      const entry = known.get(index);
      if (!entry) return;
      marked = null;
      noteChange({ index, before: entry.fingerprint, after: null });
      known.delete(index);
      sorted.splice(placeOf(index), 1);
    },
    forgottenDate: (sid) => forgottenDates.get(sid),
    rememberDate: ({ sid, updatedAt }) => setBounded(forgottenDates, [sid, updatedAt], limits.tombstonesMax),
    bury: (sid, tombstone) => setBounded(tombstones, [sid, tombstone], limits.tombstonesMax),
    changes,
    entries: () => sorted,
    highest: () => sorted.at(-1)?.index,
    trim() {
      const excess = sorted.length - limits.messagesMax;
      if (excess <= 0) return;
      for (const { index, message } of sorted.slice(0, excess)) {
        known.delete(index);
        store.rememberDate(message);
      }
      marked = null;
      sorted = sorted.slice(excess);
      store.low = sorted[0]?.index ?? store.low;
    },
    clear() {
      known.clear();
      changes.length = 0;
      marked = null;
      sorted = [];
    },
    mark(top) {
      // Cursors of many conversations are taken with every event of an inbox.
      if (marked?.top === top && marked.low === store.low) return marked.mark;
      const end = placeOf(top + 1);
      const start = Math.max(0, end - limits.windowMessages);
      const messages = sorted.slice(start, end);
      const low = start === 0 ? store.low : (messages[0]?.index ?? store.low);
      const mark = markWindow(messages, { low, top });
      marked = { top, low: store.low, mark };
      return mark;
    },
  };
  return store;
}

/** Puts the entry last, and drops the first ones above the bound. */
function setBounded<Value>(map: Map<string, Value>, [key, value]: [string, Value], entriesMax: number): void {
  map.delete(key);
  map.set(key, value);
  for (const first of map.keys()) {
    if (map.size <= entriesMax) break;
    map.delete(first);
  }
}
