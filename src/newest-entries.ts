/** A table that remembers what was set last. */
export interface NewestEntries<Value> {
  get(key: string): Value | undefined;
  /** Sets an entry, which is the newest then, whether or not it was there before. */
  set(key: string, value: Value): void;
  clear(): void;
  readonly size: number;
}

/** So many parts of a full table go at once: it is walked from its beginning, which no more than a part of what is set can pay for. */
const parts = 16;

/**
 * An empty table. Beyond `entriesMax` a sixteenth of it is forgotten, the oldest entries first.
 *
 * It costs a third of a cache that also knows what was asked for last. Nobody keeps a place in it: a walk that stands still keeps every
 * table that a Map has grown out of since, and a Map grows out of one with each thousand entries that are set anew.
 */
export function createNewestEntries<Value>(options: {
  /** Entries remembered, at least 1. */
  readonly entriesMax: number;
  /** Told of each entry that is forgotten, the oldest first; not of those that were set anew. */
  readonly onForget?: ((value: Value) => void) | undefined;
}): NewestEntries<Value> {
  const { entriesMax, onForget } = options;
  // A Map keeps the order of insertion: the first ones are the next to go.
  const entries = new Map<string, Value>();

  const forgetOldest = () => {
    let remaining = Math.ceil(entriesMax / parts);
    for (const [key, value] of entries) {
      entries.delete(key);
      onForget?.(value);
      remaining -= 1;
      if (remaining === 0) return;
    }
  };

  return {
    get: (key) => entries.get(key),
    set(key, value) {
      if (!entries.delete(key) && entries.size >= entriesMax) forgetOldest();
      entries.set(key, value);
    },
    clear: () => entries.clear(),
    get size() {
      return entries.size;
    },
  };
}
