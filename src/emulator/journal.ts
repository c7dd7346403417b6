/** One request to the REST API. */
export interface JournalEntry {
  readonly method: string;
  /** With its query, as it came. */
  readonly path: string;
  /** 0 when the connection was broken on purpose. */
  readonly status: number;
}

/** What was asked of the REST API, in the order of the answers. Control requests are left out. */
export interface Journal {
  /** The latest 10,000 requests, oldest first. */
  entries(): readonly JournalEntry[];
  clear(): void;
}

const entriesMax = 10_000;

/** An empty journal, and the way to write into it. */
export function createJournal(): Journal & { add(entry: JournalEntry): void } {
  let entries: JournalEntry[] = [];
  // The place of the oldest entry once the ring is full.
  let oldest = 0;
  return {
    add(entry) {
      if (entries.length < entriesMax) {
        entries.push(entry);
        return;
      }
      entries[oldest] = entry;
      oldest = (oldest + 1) % entriesMax;
    },
    entries: () => [...entries.slice(oldest), ...entries.slice(0, oldest)],
    clear() {
      entries = [];
      oldest = 0;
    },
  };
}
