import { setMaxListeners } from 'node:events';
import type { Clock } from '../clock.ts';
import { GatewayError } from '../errors.ts';
import {
  type SendDoubt,
  type SendKey,
  type SendLedger,
  sendLeaseMs,
  sendLedgerTtlMs,
  type SendOutcome,
} from './send-ledger.ts';

/** Options of {@link createMemorySendLedger}. */
export interface MemorySendLedgerOptions {
  readonly clock: Clock;
  /** Outcomes remembered; beyond that the oldest is forgotten. @default 100_000 */
  readonly outcomesMax?: number | undefined;
  /** Claims held at once; beyond that a claim is refused with OVERLOADED. @default 10_000 */
  readonly claimsMax?: number | undefined;
}

/**
 * The ledger of one process: it is forgotten with it.
 * @throws {GatewayError} OVERLOADED from `claim` at its bound: nothing was done.
 */
export function createMemorySendLedger(options: MemorySendLedgerOptions): SendLedger {
  const { clock, outcomesMax = 100_000, claimsMax = 10_000 } = options;
  const held = new Map<string, HeldClaim>();
  // A Map keeps the order of insertion, and all live equally long: the first one is the next to go.
  const settled = new Map<string, SettledClaim>();
  let claims = 0;

  const forgetExpired = () => {
    for (const [name, { at }] of settled) {
      if (clock.now() - at < sendLedgerTtlMs) return;
      settled.delete(name);
    }
  };

  const remember = (name: string, entry: SettledClaim) => {
    settled.delete(name);
    const [oldest] = settled.keys();
    if (settled.size >= outcomesMax && oldest !== undefined) settled.delete(oldest);
    settled.set(name, entry);
  };

  const letGo = (name: string, claim: HeldClaim | undefined) => {
    if (claim === undefined) return;
    held.delete(name);
    claim.cancelLease();
    for (const wake of claim.waiters) wake();
  };

  const hold = (name: string, firstAttemptAt: number | null): string => {
    const token = String((claims += 1));
    const claimedAt = clock.now();
    const claim: HeldClaim = {
      token,
      waiters: new Set(),
      cancelLease: clock.setTimer(() => {
        letGo(name, claim);
        const now = clock.now();
        remember(name, {
          kind: 'unknown',
          at: now,
          firstAttemptAt: firstAttemptAt ?? claimedAt,
          lastAttemptAt: now,
        });
      }, sendLeaseMs),
    };
    held.set(name, claim);
    return token;
  };

  return {
    async claim(key) {
      forgetExpired();
      const name = nameOf(key);
      if (held.has(name)) return { kind: 'pending' };
      const before = settled.get(name);
      const now = clock.now();
      if (before?.kind === 'sent')
        return { kind: 'sent', messageSid: before.messageSid, sentAgoMs: now - before.at };
      if (held.size >= claimsMax) throw tooManyClaims();
      settled.delete(name);
      const doubt: SendDoubt | null = before
        ? { firstAttemptAgoMs: now - before.firstAttemptAt, lastAttemptAgoMs: now - before.lastAttemptAt }
        : null;
      return { kind: 'claimed', token: hold(name, before?.firstAttemptAt ?? null), doubt, forgotten: never };
    },

    waitForOutcome(key, { timeoutMs }) {
      const claim = held.get(nameOf(key));
      if (claim === undefined) return Promise.resolve();
      return new Promise((resolve) => {
        const wake = () => {
          claim.waiters.delete(wake);
          cancelTimeout();
          resolve();
        };
        const cancelTimeout = clock.setTimer(wake, Math.max(0, timeoutMs));
        claim.waiters.add(wake);
      });
    },

    async settle(key, { token, outcome }) {
      const name = nameOf(key);
      const claim = held.get(name);
      const isHolder = claim?.token === token;
      if (!isHolder && outcome.kind !== 'sent') return;
      letGo(name, claim);
      if (outcome.kind === 'released' || settled.get(name)?.kind === 'sent') return;
      remember(name, toSettled(outcome, clock.now()));
    },
  };
}

/** It is forgotten with the process. */
const never = new AbortController().signal;
// As many listeners as sends are under way: all share it, and each one leaves.
setMaxListeners(0, never);

interface HeldClaim {
  readonly token: string;
  /** Called once each when the claim ends. As many as there are requests that wait. */
  readonly waiters: Set<() => void>;
  readonly cancelLease: () => void;
}

type SettledClaim =
  | { readonly kind: 'sent'; readonly at: number; readonly messageSid: string }
  | {
      readonly kind: 'unknown';
      readonly at: number;
      readonly firstAttemptAt: number;
      readonly lastAttemptAt: number;
    };

function nameOf({ conversationSid, author, clientMessageId }: SendKey): string {
  return JSON.stringify([conversationSid, author, clientMessageId]);
}

function toSettled(outcome: Exclude<SendOutcome, { kind: 'released' }>, now: number): SettledClaim {
  if (outcome.kind === 'sent') return { kind: 'sent', at: now, messageSid: outcome.messageSid };
  return {
    kind: 'unknown',
    at: now,
    firstAttemptAt: now - outcome.firstAttemptAgoMs,
    lastAttemptAt: now - outcome.lastAttemptAgoMs,
  };
}

function tooManyClaims(): GatewayError {
  return new GatewayError(
    'OVERLOADED',
    'Too many messages are being sent. Nothing was done; try again later.',
  );
}
