import { hash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { type GatewayEvent, onceOnlyNameOf } from '../conversation-event.ts';
import { fieldsByEventType } from './event-fields.ts';
import type { FormParameter } from './parse-form.ts';

/** Remembers what was delivered, so that a webhook that is delivered twice, here or at another instance, is taken once. */
export interface Deduplicator {
  /**
   * Remembers a delivery; whether it is the first of its key within the time. Of several that ask at once one is the first. Ends
   * within a bound of its own and never rejects: what cannot be told counts as the first, since an event twice does less harm than
   * none. Told at once where nobody else has to be asked.
   */
  isFirst(key: string): boolean | Promise<boolean>;
  /** Takes it back, so that the repetition of what could not be taken gets its chance. Never rejects. */
  forget(key: string): Promise<void>;
}

/** Options of {@link createMemoryDeduplicator}. */
export interface MemoryDeduplicatorOptions {
  readonly clock: Clock;
  /** How long a delivery is remembered, in milliseconds. @default 3_600_000 */
  readonly ttlMs?: number | undefined;
  /** Deliveries remembered; beyond that the oldest is forgotten. @default 50_000 */
  readonly entriesMax?: number | undefined;
}

/** A deduplicator that has nobody to ask. */
export interface MemoryDeduplicator extends Deduplicator {
  isFirst(key: string): boolean;
  /** Deliveries remembered now. */
  readonly size: number;
}

/** How long a delivery is remembered, in milliseconds: Twilio repeats one within minutes, if at all. */
export const deliveryTtlMs = 3_600_000;

/** The memory of one process, bounded in time and in number. */
export function createMemoryDeduplicator(options: MemoryDeduplicatorOptions): MemoryDeduplicator {
  const { clock, ttlMs = deliveryTtlMs, entriesMax = 50_000 } = options;
  // A Map keeps the order of insertion, and all live equally long: the first one is the next to go.
  const expiresAtByKey = new Map<string, number>();
  // One walk for all: a new one would pass every place that was ever emptied before it came to the oldest delivery.
  let oldestFirst = expiresAtByKey.keys();
  let oldest: string | undefined;

  const findOldest = (): string | undefined => {
    if (oldest !== undefined) return oldest;
    let next = oldestFirst.next();
    if (next.done && expiresAtByKey.size > 0) {
      // A walk that came to its end stays there.
      oldestFirst = expiresAtByKey.keys();
      next = oldestFirst.next();
    }
    oldest = next.value;
    return oldest;
  };
  const remove = (key: string) => {
    expiresAtByKey.delete(key);
    if (key === oldest) oldest = undefined;
  };
  const forgetExpired = (now: number) => {
    for (let key = findOldest(); key !== undefined; key = findOldest()) {
      if ((expiresAtByKey.get(key) ?? 0) > now) return;
      remove(key);
    }
  };

  return {
    isFirst(key) {
      const now = clock.now();
      forgetExpired(now);
      if (expiresAtByKey.has(key)) return false;
      if (expiresAtByKey.size >= entriesMax) {
        const first = findOldest();
        if (first !== undefined) remove(first);
      }
      expiresAtByKey.set(key, now + ttlMs);
      return true;
    },
    async forget(key) {
      remove(key);
    },
    get size() {
      forgetExpired(clock.now());
      return expiresAtByKey.size;
    },
  };
}

/** What JSON escapes in a text; halves of surrogate pairs it does where the other is missing. */
// eslint-disable-next-line no-control-regex -- they are what is looked for
const escaped = /["\\\u0000-\u001f\ud800-\udfff]/;

/**
 * What makes two deliveries the same one: every parameter but `RetryCount`, which Twilio counts up when it repeats itself. The
 * event type, the sid and the date are among them, so that two scopes that tell of the same event share a key, while two
 * changes of one thing do not. Built so that a boundary moved between a name and its value gives another key.
 */
export function deliveryKey(parameters: readonly FormParameter[]): string {
  return hash('sha256', linesInOrder(parameters) ?? sortedLines(parameters), 'base64');
}

/** The beginning of a line for each name that Twilio is known to use. */
const lineBeginnings: ReadonlyMap<string, string> = new Map(
  Object.values(fieldsByEventType).flatMap((fields) =>
    Object.keys(fields).map((name) => [name, `[${quote(name)},`]),
  ),
);

/**
 * The lines as they came, where that is their order already: Twilio sends its parameters sorted by name, and names of letters and dots
 * are in the same order as the lines that begin with them. Undefined where they would have to be sorted.
 */
function linesInOrder(parameters: readonly FormParameter[]): string | undefined {
  let lines = '';
  let last = '';
  for (const { name, value } of parameters) {
    if (name === 'RetryCount') continue;
    const beginning = lineBeginnings.get(name);
    if (beginning === undefined || name <= last) return undefined;
    lines += lines === '' ? beginning : `\n${beginning}`;
    lines += `${quote(value)}]`;
    last = name;
  }
  return lines;
}

function sortedLines(parameters: readonly FormParameter[]): string {
  const lines: string[] = [];
  for (const { name, value } of parameters)
    if (name !== 'RetryCount') lines.push(`[${quote(name)},${quote(value)}]`);
  return lines.toSorted().join('\n');
}

/** As JSON has it; most texts hold nothing that would have to be escaped. */
function quote(text: string): string {
  return escaped.test(text) ? JSON.stringify(text) : `"${text}"`;
}

/**
 * The key of an event that can happen once only, under which a webhook and the answer to a write of our own are the same delivery;
 * null for all other events.
 */
export function onceOnlyKey(event: GatewayEvent): string | null {
  const name = onceOnlyNameOf(event);
  return name === null ? null : hash('sha256', name, 'base64');
}
