import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock.ts';

/** Options of {@link createInboxWalks}. */
export interface InboxWalksOptions {
  readonly clock: Clock;
  /** Begins every id, so that a walk of another process is not taken for one of this. */
  readonly epoch: string;
  /** Rows that all walks together hold; at the bound the walk that was not used for longest is forgotten. @default 200_000 */
  readonly rowsMax?: number | undefined;
  /** How long a walk is remembered since it was last used, in milliseconds. @default 3_600_000 */
  readonly ttlMs?: number | undefined;
}

/** The order in which an inbox was shown. */
export interface InboxWalk {
  readonly conversationSids: readonly string[];
  /** When each was active last, beside the sids; null where that was not known exactly for all of them. */
  readonly activeAts: readonly number[] | null;
  /** When the order was taken, in milliseconds. */
  readonly takenAt: number;
}

/**
 * The orders in which inboxes were shown: whoever pages on goes through the order of the first page, whatever is said meanwhile, so
 * that nothing is shown twice or left out.
 */
export interface InboxWalks {
  /** Remembers an order; the same one of the same identity again is the same walk. Returns its id. */
  begin(identity: string, walk: InboxWalk): string;
  /** Undefined where it was forgotten, belongs to another process, or never was. */
  find(id: string): InboxWalk | undefined;
}

/** No walk is remembered yet. */
export function createInboxWalks(options: InboxWalksOptions): InboxWalks {
  const { clock, epoch, rowsMax = 200_000, ttlMs = 3_600_000 } = options;
  const walks = new LRUCache<string, InboxWalk>({
    maxSize: rowsMax,
    // Every walk has a price, also that of an empty inbox.
    sizeCalculation: ({ conversationSids }) => conversationSids.length + 1,
    ttl: ttlMs,
    updateAgeOnGet: true,
    ttlResolution: 0,
    perf: clock,
  });
  // Not `max`: room for that many would be taken at once.
  const newestOf = new LRUCache<string, string>({ maxSize: 10_000, sizeCalculation: () => 1 });
  let begun = 0;

  return {
    begin(identity, walk) {
      const newest = newestOf.get(identity);
      if (newest !== undefined && isSame(walks.get(newest), walk)) return newest;
      begun += 1;
      const id = `${epoch}.${begun.toString(36)}`;
      walks.set(id, walk);
      newestOf.set(identity, id);
      return id;
    },
    find: (id) => walks.get(id),
  };
}

function isSame(one: InboxWalk | undefined, other: InboxWalk): boolean {
  if (one?.conversationSids.length !== other.conversationSids.length) return false;
  return other.conversationSids.every(
    (conversationSid, row) =>
      conversationSid === one.conversationSids[row] && one.activeAts?.[row] === other.activeAts?.[row],
  );
}
