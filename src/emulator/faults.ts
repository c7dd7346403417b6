import { boolean, type InputCheck, integer, number, object, oneOf, requireInput } from './input-check.ts';
import { createRandom, mixSeeds } from './random.ts';

/** What goes wrong on purpose. Everything is optional; an empty object is a healthy upstream. */
export interface EmulatorFaults {
  /** Every answer takes so long, in milliseconds, 0 to 120,000: a read is of when it came in, a write happens at the end. */
  readonly latencyMs?: number;
  /** Requests answered at once; more in flight get 429/20429. At least 1. */
  readonly concurrencyMax?: number;
  /** Adds `Retry-After` with this many seconds to 429s; 0 to 3,600. */
  readonly retryAfterSeconds?: number;
  /** Rate of requests that fail with `status` before anything happens; 0 to 1. */
  readonly errorRate?: number;
  /** Status of those failures: 409, 429, 500, 502, 503 or 504. @default 500 */
  readonly status?: number;
  /** Rate of requests that get 502 with a page of HTML before anything happens; 0 to 1. */
  readonly html?: number;
  /** Rate of writes that happen, whereupon the connection breaks before the answer; 0 to 1. */
  readonly landThenFail?: number;
  /** Every connection breaks at once. */
  readonly down?: boolean;
  /** Reads answer a state that is up to this old, in milliseconds; 0 to 600,000. */
  readonly staleReadsMs?: number;
  /** Rate of messages that skip an index; 0 to 1. */
  readonly skipIndexes?: number;
  /** Rate of post-action webhooks that are lost; 0 to 1. */
  readonly dropWebhooks?: number;
  /** Rate of post-action webhooks that are sent twice; 0 to 1. */
  readonly duplicateWebhooks?: number;
  /** Upper end of a random delay of post-action webhooks, in milliseconds, so that they overtake one another; 0 to 600,000. */
  readonly delayWebhooksMs?: number;
  /** The same seed and the same requests in the same order give the same faults. @default 0 */
  readonly seed?: number;
}

/** What goes wrong with one request. */
export interface RequestFaults {
  readonly isDown: boolean;
  readonly latencyMs: number;
  readonly concurrencyMax: number;
  readonly retryAfterSeconds: number | null;
  /** Status to fail with before anything happens; null to go on. */
  readonly failure: number | null;
  readonly failsWithHtml: boolean;
  readonly failsAfterWrite: boolean;
  /** Age of the state that a read answers. */
  readonly staleMs: number;
  readonly skipsIndex: boolean;
}

/** What goes wrong with one webhook. */
export interface WebhookFaults {
  readonly isDropped: boolean;
  /** One delay per time it is sent. */
  readonly delaysMs: readonly number[];
}

/** Draws faults. Every request and every webhook has a source of randomness of its own, found by its ordinal. */
export interface FaultSource {
  readonly current: EmulatorFaults;
  /** Replaces all faults and starts the draws anew. @throws {EmulatorInputError} naming unknown keys and values out of range. */
  set(faults: unknown): void;
  forRequest(): RequestFaults;
  forWebhook(): WebhookFaults;
}

const rate = number(0, 1);

/** Every fault and the values it takes. */
export const faultChecks: { readonly [Key in keyof Required<EmulatorFaults>]: InputCheck } = {
  latencyMs: number(0, 120_000),
  concurrencyMax: integer(1, 100_000),
  retryAfterSeconds: number(0, 3_600),
  errorRate: rate,
  status: oneOf(409, 429, 500, 502, 503, 504),
  html: rate,
  landThenFail: rate,
  down: boolean,
  staleReadsMs: number(0, 600_000),
  skipIndexes: rate,
  dropWebhooks: rate,
  duplicateWebhooks: rate,
  delayWebhooksMs: number(0, 600_000),
  seed: integer(0, Number.MAX_SAFE_INTEGER),
};

/** A source without any fault. */
export function createFaultSource(): FaultSource {
  let current: EmulatorFaults = {};
  let requestOrdinal = 0;
  let webhookOrdinal = 0;

  return {
    get current() {
      return current;
    },
    set(faults) {
      requireFaults(faults);
      current = { ...faults };
      requestOrdinal = 0;
      webhookOrdinal = 0;
    },
    forRequest() {
      // Always the same draws in the same order, whichever faults are set, so that adding one leaves the others alone.
      const draw = createRandom(mixSeeds(current.seed ?? 0, requestOrdinal * 2));
      requestOrdinal += 1;
      const [error, html, lost, stale, skip] = [draw(), draw(), draw(), draw(), draw()];
      return {
        isDown: current.down ?? false,
        latencyMs: current.latencyMs ?? 0,
        concurrencyMax: current.concurrencyMax ?? Number.POSITIVE_INFINITY,
        retryAfterSeconds: current.retryAfterSeconds ?? null,
        failure: error < (current.errorRate ?? 0) ? (current.status ?? 500) : null,
        failsWithHtml: html < (current.html ?? 0),
        failsAfterWrite: lost < (current.landThenFail ?? 0),
        staleMs: stale * (current.staleReadsMs ?? 0),
        skipsIndex: skip < (current.skipIndexes ?? 0),
      };
    },
    forWebhook() {
      const draw = createRandom(mixSeeds(current.seed ?? 0, webhookOrdinal * 2 + 1));
      webhookOrdinal += 1;
      const [drop, duplicate, firstDelay, secondDelay] = [draw(), draw(), draw(), draw()];
      const delayMsMax = current.delayWebhooksMs ?? 0;
      const delaysMs = [firstDelay * delayMsMax];
      if (duplicate < (current.duplicateWebhooks ?? 0)) delaysMs.push(secondDelay * delayMsMax);
      return { isDropped: drop < (current.dropWebhooks ?? 0), delaysMs };
    },
  };
}

function requireFaults(faults: unknown): asserts faults is EmulatorFaults {
  requireInput(object({ optional: faultChecks }), faults, 'faults');
}
