/** What every stored record has. */
export interface TableRow {
  readonly sid: string;
  /** Grows with every record the emulator creates; breaks ties between records of one moment. */
  readonly sequence: number;
}

/** The place of a row in its table: primary order first, then the sequence. */
export type RowKey = readonly [position: number, sequence: number];

/** How long tables remember what they replaced. Shared by all tables of an emulator. */
export interface History {
  now(): number;
  /** Milliseconds; 0 remembers nothing. */
  keepMs: number;
}

/** The rows of a table at one moment. */
export interface Rows<Row extends TableRow> {
  get(sid: string): Row | undefined;
  /** In ascending order of their keys. */
  readonly rows: readonly Row[];
}

/** Immutable records in order, by sid; it can be read as it was a short while ago. */
export interface Table<Row extends TableRow> extends Rows<Row> {
  /** The order of a row in this table. */
  keyOf(row: Row): RowKey;
  /** Adds the row, or replaces the one with its sid. */
  put(row: Row): void;
  remove(sid: string): void;
  /** The rows as they were at `time`, as far back as the history goes; without a time, as they are. */
  asOf(time: number | undefined): Rows<Row>;
}

/** Replaced rows that one table remembers at most; beyond it the oldest is forgotten, and stale reads become less stale. */
const changesMax = 10_000;

/** A table ordered by `position` (a date or an index), then by sequence. */
export function createTable<Row extends TableRow>(options: {
  readonly position: (row: Row) => number;
  readonly history: History;
}): Table<Row> {
  const { history } = options;
  const bySid = new Map<string, Row>();
  const rows: Row[] = [];
  let changes: { readonly at: number; readonly sid: string; readonly before: Row | undefined }[] = [];

  const keyOf = (row: Row): RowKey => [options.position(row), row.sequence];

  const remember = (sid: string, before: Row | undefined) => {
    if (history.keepMs === 0) {
      if (changes.length > 0) changes = [];
      return;
    }
    const now = history.now();
    changes.push({ at: now, sid, before });
    const outdated = changes.findIndex((change) => change.at >= now - history.keepMs);
    const excess = Math.max(outdated, changes.length - changesMax);
    if (excess > 0) changes.splice(0, excess);
  };

  const table: Table<Row> = {
    rows,
    keyOf,
    get: (sid) => bySid.get(sid),
    put(row) {
      const before = bySid.get(row.sid);
      remember(row.sid, before);
      bySid.set(row.sid, row);
      if (before) {
        const place = firstAtOrAfter(rows, keyOf(before), keyOf);
        if (compareKeys(keyOf(before), keyOf(row)) === 0) {
          rows[place] = row;
          return;
        }
        rows.splice(place, 1);
      }
      rows.splice(firstAtOrAfter(rows, keyOf(row), keyOf), 0, row);
    },
    remove(sid) {
      const before = bySid.get(sid);
      if (!before) return;
      remember(sid, before);
      bySid.delete(sid);
      rows.splice(firstAtOrAfter(rows, keyOf(before), keyOf), 1);
    },
    asOf(time) {
      if (time === undefined || history.keepMs === 0) return table;
      const past = new Map<string, Row | undefined>();
      // Newest first, so that the oldest replaced row since `time` is the one that stays.
      for (let at = changes.length - 1; at >= 0; at -= 1) {
        const change = changes[at];
        if (!change || change.at <= time) break;
        past.set(change.sid, change.before);
      }
      if (past.size === 0) return table;
      const unchanged = rows.filter((row) => !past.has(row.sid));
      const restored = [...past.values()].filter((row) => row !== undefined);
      const rowsThen = [...unchanged, ...restored].toSorted((a, b) => compareKeys(keyOf(a), keyOf(b)));
      return { rows: rowsThen, get: (sid) => (past.has(sid) ? past.get(sid) : bySid.get(sid)) };
    },
  };
  return table;
}

/** Negative when `a` comes before `b`. */
export function compareKeys(a: RowKey, b: RowKey): number {
  return a[0] - b[0] || a[1] - b[1];
}

/** The place of the first row whose key is not before `key`, in ascending rows. */
export function firstAtOrAfter<Row>(rows: readonly Row[], key: RowKey, keyOf: (row: Row) => RowKey): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const row = rows[middle];
    if (row !== undefined && compareKeys(keyOf(row), key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
