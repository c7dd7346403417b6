import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock.ts';
import { createNewestEntries } from '../newest-entries.ts';

/** Options of {@link createCoherentCache}. */
export interface CoherentCacheOptions {
  readonly clock: Clock;
  /** Things kept, over all answers; beyond that the answers that were not used for longest go. @default 50_000 */
  readonly weightMax?: number | undefined;
  /**
   * Scopes whose last change is remembered. Beyond it those that are longest ago are forgotten, and an answer of their scopes counts as
   * changed where it is older. @default 100_000
   */
  readonly scopesMax?: number | undefined;
  /**
   * How long after a change a read may still show what was before, in milliseconds: what is read in this time answers its callers and
   * is not kept, or what a stale read showed would stay for as long as the cache lasts. @default 1_000
   */
  readonly settlingMs?: number | undefined;
  /**
   * Until when all changes are known to have been told, in milliseconds since the epoch. What is told by nobody has to be kept with
   * `isTold: false`. @default always until now
   */
  readonly heardUntil?: (() => number) | undefined;
  /** How long what is kept answers when no word comes of whether something changed, in milliseconds. @default 3_000 */
  readonly unheardMaxMs?: number | undefined;
  /** The decisions on which it stands. @default coherenceRules */
  readonly rules?: CoherenceRules | undefined;
}

/** The decisions on which a cache stands, in one place and pure, so that each can be proven to be needed. */
export interface CoherenceRules {
  /** Whether what a read showed that began then can be older than a change. */
  mayPrecede(read: ReadMark, change: ReadMark, settlingMs: number): boolean;
  /** Whether an answer is new enough, whatever was told. */
  isWithin(ageMs: number, ttlMs: number): boolean;
  /** Whether something may have changed without word of it. */
  isUnheard(silentMs: number, unheardMaxMs: number): boolean;
}

/** The rules that a gateway has. */
export const coherenceRules: CoherenceRules = {
  mayPrecede: (read, change, settlingMs) => change.order > read.order || read.at - change.at < settlingMs,
  isWithin: (ageMs, ttlMs) => ageMs <= ttlMs,
  isUnheard: (silentMs, unheardMaxMs) => silentMs > unheardMaxMs,
};

/** A moment: its place among all changes, and its time in milliseconds. */
export interface ReadMark {
  readonly order: number;
  readonly at: number;
}

/** What is kept of an answer beside it. */
export interface KeepOptions {
  /** When the read began. */
  readonly mark: ReadMark;
  /** What a change has to touch for the answer to be out of date. */
  readonly scopes: readonly string[];
  /** How old it may become when nothing tells of a change, in milliseconds. */
  readonly ttlMs: number;
  /** How many things are in it. @default 1 */
  readonly weight?: number | undefined;
  /** Whether its changes are told. @default true */
  readonly isTold?: boolean | undefined;
}

/**
 * Keeps answers until something they depend on changes. A change costs the same however many answers depend on it: they are compared
 * with it when somebody asks for them.
 */
export interface CoherentCache {
  /** To be taken before a read begins. */
  mark(): ReadMark;
  /** The answer, unless something it depends on changed since it was read, or its time is over. The key says what it is. */
  get(key: string): object | undefined;
  /**
   * Looks on at the answer at hand, which must be there: whether `get` would still give the same. The function keeps hold of nothing, and
   * is quick as long as nothing at all was kept or changed.
   */
  watch(key: string): () => boolean;
  /** How long ago the read began that gave the answer at hand, in milliseconds; infinite without one. */
  ageMs(key: string): number;
  /** Keeps an answer, unless it may be out of date already or a newer one is there. */
  keep(key: string, answer: object, options: KeepOptions): void;
  /** Keeps what a write answered: it is what the change made, and not what was before. To be called after `touch`. */
  keepWritten(key: string, answer: object, options: Omit<KeepOptions, 'mark'>): void;
  /** Whether something in one of the scopes changed after a moment. */
  hasChanged(scopes: readonly string[], since: ReadMark): boolean;
  /** The same as a function for later, which is quick as long as nothing at all was kept or changed. */
  watchScopes(scopes: readonly string[], since: ReadMark): () => boolean;
  /** Something in these scopes changed. */
  touch(scopes: readonly string[]): void;
  /** Anything may have changed. */
  clear(): void;
}

interface Entry {
  readonly answer: object;
  readonly mark: ReadMark;
  readonly scopes: readonly string[];
  readonly ttlMs: number;
  readonly isTold: boolean;
  readonly ordinal: number;
}

/** An empty cache. */
export function createCoherentCache(options: CoherentCacheOptions): CoherentCache {
  const {
    clock,
    weightMax = 50_000,
    scopesMax = 100_000,
    settlingMs = 1_000,
    heardUntil = () => Number.POSITIVE_INFINITY,
    unheardMaxMs = 3_000,
    rules = coherenceRules,
  } = options;
  let order = 0;
  let ordinals = 0;
  /** Grows with whatever could make `get` give something else. */
  let revision = 0;
  /** Changes that are remembered no more are not later than this. */
  let forgotten: ReadMark = { order: 0, at: Number.NEGATIVE_INFINITY };
  const changes = createNewestEntries<ReadMark>({
    entriesMax: scopesMax,
    onForget(change) {
      forgotten = change;
    },
  });
  const entries = new LRUCache<string, Entry>({ maxSize: weightMax });

  const mark = (): ReadMark => ({ order, at: clock.now() });
  const isTrue = ({ isTold }: Pick<Entry, 'isTold'>): boolean =>
    !isTold || !rules.isUnheard(clock.now() - heardUntil(), unheardMaxMs);
  const isCurrent = (entry: Omit<Entry, 'answer' | 'ordinal'>): boolean =>
    isTrue(entry) &&
    rules.isWithin(clock.now() - entry.mark.at, entry.ttlMs) &&
    entry.scopes.every((scope) => !rules.mayPrecede(entry.mark, changes.get(scope) ?? forgotten, settlingMs));
  const currentEntry = (key: string): Entry | undefined => {
    const entry = entries.get(key);
    if (!entry || isCurrent(entry)) return entry;
    // What is only unheard may be heard of yet.
    if (isTrue(entry)) entries.delete(key);
    return undefined;
  };
  const put = (key: string, answer: object, keeping: KeepOptions) => {
    const { mark: readMark, scopes, ttlMs, weight = 1, isTold = true } = keeping;
    const known = entries.peek(key);
    if (known && known.mark.order >= readMark.order && known.mark.at > readMark.at && isCurrent(known))
      return;
    revision += 1;
    ordinals += 1;
    const entry = { answer, mark: readMark, scopes, ttlMs, isTold, ordinal: ordinals };
    entries.set(key, entry, { size: Math.max(1, weight) });
  };

  const hasChanged = (scopes: readonly string[], since: ReadMark): boolean =>
    scopes.some((scope) => (changes.get(scope) ?? forgotten).order > since.order);

  return {
    mark,
    get: (key) => currentEntry(key)?.answer,
    watch(key) {
      const entry = currentEntry(key);
      if (!entry) return () => false;
      const { ordinal, ttlMs, isTold, mark: readMark } = entry;
      let seen = revision;
      return () => {
        if (revision === seen) return rules.isWithin(clock.now() - readMark.at, ttlMs) && isTrue({ isTold });
        if (currentEntry(key)?.ordinal !== ordinal) return false;
        seen = revision;
        return true;
      };
    },
    ageMs: (key) => clock.now() - (entries.peek(key)?.mark.at ?? Number.NEGATIVE_INFINITY),
    keep(key, answer, kept) {
      if (isCurrent({ ...kept, isTold: kept.isTold ?? true })) put(key, answer, kept);
    },
    keepWritten(key, answer, kept) {
      // As if it had been read when nothing of the change could be missing any more.
      put(key, answer, { ...kept, mark: { order, at: clock.now() + settlingMs } });
    },
    hasChanged,
    watchScopes(scopes, since) {
      let seen = Number.NaN;
      return () => {
        if (revision === seen) return false;
        if (hasChanged(scopes, since)) return true;
        seen = revision;
        return false;
      };
    },
    touch(scopes) {
      order += 1;
      revision += 1;
      const change = mark();
      for (const scope of scopes) changes.set(scope, change);
    },
    clear() {
      order += 1;
      revision += 1;
      forgotten = mark();
      changes.clear();
      entries.clear();
    },
  };
}
