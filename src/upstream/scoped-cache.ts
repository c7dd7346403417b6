import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock.ts';

/** Options of {@link createScopedCache}. */
export interface ScopedCacheOptions {
  readonly clock: Clock;
  /** At the bound the entry that was not used for longest goes. */
  readonly entriesMax: number;
}

/** Where an entry belongs, and for how long. */
export interface CachePlace {
  readonly key: string;
  /** Entries of one scope can be dropped together. */
  readonly scope: string;
  readonly ttlMs: number;
}

/** A bounded cache whose entries end with their time, their use, or their scope. */
export interface ScopedCache<Value extends object> {
  get(key: string): Value | undefined;
  /** Milliseconds since the entry was set; infinite where there is none. */
  ageMs(key: string): number;
  set(place: CachePlace, value: Value): void;
  /** Drops what `isConcerned` picks among the scope's entries; all of them without it. */
  deleteWhere(scope: string, isConcerned?: (value: Value) => boolean): void;
  clear(): void;
}

/** An empty cache. */
export function createScopedCache<Value extends object>(options: ScopedCacheOptions): ScopedCache<Value> {
  const { clock, entriesMax } = options;
  const keysByScope = new Map<string, Set<string>>();
  const entries = new LRUCache<string, Entry<Value>>({
    max: entriesMax,
    perf: clock,
    ttlResolution: 0,
    dispose: (entry, key) => forget(entry.scope, key),
    noDisposeOnSet: true,
  });

  function remember(scope: string, key: string): void {
    const keys = keysByScope.get(scope);
    if (keys === undefined) keysByScope.set(scope, new Set([key]));
    else keys.add(key);
  }

  function forget(scope: string, key: string): void {
    const keys = keysByScope.get(scope);
    keys?.delete(key);
    if (keys?.size === 0) keysByScope.delete(scope);
  }

  return {
    get: (key) => entries.get(key)?.value,
    ageMs(key) {
      const entry = entries.peek(key);
      return entry === undefined ? Number.POSITIVE_INFINITY : clock.now() - entry.setAt;
    },
    set({ key, scope, ttlMs }, value) {
      entries.set(key, { value, scope, setAt: clock.now() }, { ttl: ttlMs });
      remember(scope, key);
    },
    deleteWhere(scope, isConcerned = () => true) {
      for (const key of keysByScope.get(scope) ?? []) {
        const entry = entries.peek(key, { allowStale: true });
        if (entry !== undefined && isConcerned(entry.value)) entries.delete(key);
      }
    },
    clear: () => entries.clear(),
  };
}

interface Entry<Value> {
  readonly value: Value;
  readonly scope: string;
  readonly setAt: number;
}
