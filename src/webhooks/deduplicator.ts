import { createHash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { FormParameter } from './parse-form.ts';

/** Options of {@link createDeduplicator}. */
export interface DeduplicatorOptions {
  readonly clock: Clock;
  /** How long a delivery is remembered, in milliseconds. @default 3_600_000 */
  readonly ttlMs?: number;
  /** Deliveries remembered; beyond that the oldest is forgotten. @default 50_000 */
  readonly entriesMax?: number;
}

/** Remembers what was delivered, so that a webhook that Twilio repeats is taken once. */
export interface Deduplicator {
  /** Whether a delivery of the same key was remembered within the time. */
  has(key: string): boolean;
  /** Remembers a delivery, as the newest one. */
  add(key: string): void;
  /** Deliveries remembered now. */
  readonly size: number;
}

/** A memory of deliveries, bounded in time and in number. */
export function createDeduplicator(options: DeduplicatorOptions): Deduplicator {
  const { clock, ttlMs = 3_600_000, entriesMax = 50_000 } = options;
  // A Map keeps the order of insertion, and all live equally long: the first one is the next to go.
  const expiresAtByKey = new Map<string, number>();

  const forgetExpired = () => {
    const now = clock.now();
    for (const [key, expiresAt] of expiresAtByKey) {
      if (expiresAt > now) return;
      expiresAtByKey.delete(key);
    }
  };

  return {
    has(key) {
      forgetExpired();
      return expiresAtByKey.has(key);
    },
    add(key) {
      forgetExpired();
      expiresAtByKey.delete(key);
      const [oldest] = expiresAtByKey.keys();
      if (expiresAtByKey.size >= entriesMax && oldest !== undefined) expiresAtByKey.delete(oldest);
      expiresAtByKey.set(key, clock.now() + ttlMs);
    },
    get size() {
      return expiresAtByKey.size;
    },
  };
}

/**
 * What makes two deliveries the same one: every parameter but `RetryCount`, which Twilio counts up when it repeats itself. The
 * event type, the sid and the date are among them, so that two scopes that tell of the same event share a key, while two
 * changes of one thing do not. Built so that a boundary moved between a name and its value gives another key.
 */
export function deliveryKey(parameters: readonly FormParameter[]): string {
  const lines = parameters
    .filter(({ name }) => name !== 'RetryCount')
    .map(({ name, value }) => JSON.stringify([name, value]))
    .toSorted();
  return createHash('sha256').update(lines.join('\n')).digest('base64');
}
