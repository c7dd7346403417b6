import { type CoherentCache } from './coherent-cache.ts';
import type { CallOptions } from './conversations-api.ts';
import { createSharedReads, type SharedReads } from './shared-reads.ts';
import { spreadTtlMs } from './spread-ttl.ts';

/** How an answer is kept. */
export interface Keeping<Result> {
  /** What a change has to touch for it to be out of date. */
  readonly scopes: (result: Result) => readonly string[];
  /** How old it may become when nothing tells of a change, in milliseconds; some end a little earlier. */
  readonly ttlMs: number;
  /** Further names under which it answers: of the kind, and what tells it from others of the kind. */
  readonly names?: ((result: Result) => readonly (readonly unknown[])[]) | undefined;
  /** Whether its changes are told. @default true */
  readonly isTold?: boolean | undefined;
  /** How many things are in it. @default 1 */
  readonly weight?: ((result: Result) => number) | undefined;
  /** A further name, for who asks for a part of it that less puts out of date. */
  readonly part?:
    | { readonly name: readonly unknown[]; readonly scopes: (result: Result) => readonly string[] }
    | undefined;
  /** Answers younger than this are new enough also for who asks for a fresh one, in milliseconds. @default 0 */
  readonly freshMs?: number | undefined;
}

/** How an answer is kept that says by itself how it is asked for. */
export interface NamedKeeping<Result> extends Keeping<Result> {
  readonly names: (result: Result) => readonly (readonly unknown[])[];
}

/** A read. */
export interface CachedRead<Result> {
  /** The kind of read, and what it asks for. */
  readonly name: readonly unknown[];
  readonly into: SharedReads<Result>;
  /** What has to change for a read under way not to be joined any more. */
  readonly flightScope: string;
  readonly call: CallOptions | undefined;
  readonly send: (call: CallOptions) => Promise<Result>;
  /** Null where it is not kept. @default null */
  readonly keep?: Keeping<Result> | null | undefined;
}

/** A write. */
export interface CachedWrite<Result> {
  /** Which reads under way are not joined any more; undefined for all. */
  readonly flightScope: string | undefined;
  readonly send: () => Promise<Result>;
  /** What the write changed, once it is answered, or failed. */
  readonly scopesOf: (result: Result | undefined) => readonly string[];
  /** How its answer is kept for reads, and under which names. @default not at all */
  readonly keep?: NamedKeeping<Result> | null | undefined;
}

/** Makes calls that are shared while under way, and kept until something changes. */
export interface CachedCalls {
  sharedReads<Result>(): SharedReads<Result>;
  /** What is kept under a name; undefined where there is nothing, or `call` wants it fresh. */
  recall(
    name: readonly unknown[],
    call: Pick<CallOptions, 'fresh' | 'basis'> | undefined,
  ): object | undefined;
  /** Answers from what is kept, or by one read for all who ask at the same time. */
  read<Result extends object>(request: CachedRead<Result>): Promise<Result>;
  /** Sends a write; whatever becomes of it, what it may have changed is out of date. */
  write<Result>(request: CachedWrite<Result>): Promise<Result>;
  /** Nobody joins reads under way of that scope any more; of none, where it is undefined. */
  detach(flightScope: string | undefined): void;
}

/** Calls whose answers go into `cache`. */
export function createCachedCalls(options: { readonly cache: CoherentCache }): CachedCalls {
  const { cache } = options;
  const flights: SharedReads<unknown>[] = [];
  const detach = (flightScope: string | undefined) => {
    for (const each of flights) each.detach(flightScope);
  };
  const recall = (
    key: string,
    call: Pick<CallOptions, 'fresh' | 'basis'> | undefined,
    freshMs = 0,
  ): object | undefined => {
    const { fresh, basis } = call ?? {};
    if (fresh && cache.ageMs(key) >= freshMs) return undefined;
    const kept = cache.get(key);
    if (kept === undefined) return undefined;
    // Whoever wants it fresh next time may be answered otherwise.
    if (fresh) basis?.forbid();
    else basis?.restOn(cache.watch(key));
    return kept;
  };
  return {
    sharedReads<Result>() {
      const made = createSharedReads<Result>();
      flights.push(made);
      return made;
    },
    recall: (name, call) => recall(JSON.stringify(name), call),
    async read<Result extends object>({ name, into, flightScope, call, send, keep }: CachedRead<Result>) {
      const key = JSON.stringify(name);
      const { priority = 'userRead', signal, fresh, basis } = call ?? {};
      const known = keep ? recall(key, call, keep.freshMs) : undefined;
      if (known !== undefined) return known as Result;
      basis?.forbid();
      let mark = cache.mark();
      const begin = (sharedSignal: AbortSignal) => {
        mark = cache.mark();
        return send({ priority, fresh, signal: sharedSignal });
      };
      const take = (result: Result) => {
        if (!keep) return;
        const { scopes, ttlMs, weight, names, isTold, part } = keep;
        const dependsOn = scopes(result);
        const kept = {
          mark,
          scopes: dependsOn,
          ttlMs: spreadTtlMs(ttlMs, dependsOn),
          isTold,
          weight: weight?.(result),
        };
        for (const each of [name, ...(names?.(result) ?? [])]) cache.keep(JSON.stringify(each), result, kept);
        if (part) cache.keep(JSON.stringify(part.name), result, { ...kept, scopes: part.scopes(result) });
      };
      return into.read({ key, scope: flightScope, priority, signal, fresh }, begin, take);
    },
    async write<Result>({ flightScope, send, scopesOf, keep }: CachedWrite<Result>) {
      const sentAt = cache.mark();
      let result: Result | undefined;
      try {
        result = await send();
        return result;
      } finally {
        const scopes = scopesOf(result);
        // The answer may be older than what was told while it was on its way.
        const isOvertaken = cache.hasChanged(scopes, sentAt);
        cache.touch(scopes);
        detach(flightScope);
        if (keep && result !== undefined && !isOvertaken) {
          const dependsOn = keep.scopes(result);
          const kept = { scopes: dependsOn, ttlMs: spreadTtlMs(keep.ttlMs, dependsOn) };
          for (const name of keep.names(result))
            cache.keepWritten(JSON.stringify(name), result as object, kept);
        }
      }
    },
    detach,
  };
}
