import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { type Clock, sleep } from '../clock.ts';
import {
  type SendClaim,
  type SendDoubt,
  type SendKey,
  type SendLedger,
  sendLeaseMs,
  sendLedgerTtlMs,
} from '../domain/send-ledger.ts';
import { GatewayError } from '../errors.ts';
import type { RedisConnection } from './redis-connection.ts';
import { RedisError } from './redis-error.ts';
import { createRedisPatience } from './redis-patience.ts';
import { redisKey } from './redis-keys.ts';
import { claimScript, heldForScript, settleScript } from './ledger-scripts.ts';

/** Options of {@link createRedisSendLedger}. */
export interface RedisSendLedgerOptions {
  readonly connection: RedisConnection;
  readonly clock: Clock;
  /** How long a claim is held at most, in milliseconds. @default sendLeaseMs */
  readonly leaseMs?: number | undefined;
  /** How long a claim waits for a Redis that does not answer, in milliseconds from when it ceased to. @default 8_000 */
  readonly patienceMs?: number | undefined;
  /** Claims that wait at once; beyond that a claim is rejected as soon as it is not answered. @default 1_000 */
  readonly claimsWaitingMax?: number | undefined;
}

/** Whoever waits for another's outcome asks after this long, then after twice as long, and so on, in milliseconds. */
const firstLookMs = 25;
const longestLookMs = 400;

/**
 * For so long after Redis came back without its memory a claim may have been somebody's before, in milliseconds: longer than who was
 * sending meanwhile, or was told that it is unknown, goes on trying by itself.
 */
const forgottenMs = 60_000;

/**
 * Within this time everybody who holds a claim has found out that Redis is away or has lost its memory, and attempts nothing more on it,
 * in milliseconds: longer than an instance waits before it connects anew.
 */
const noticedMs = 5_000;

/**
 * The ledger of several instances. All times are those of Redis. A claim whose answer is lost is made again with the same token for as
 * long as Redis may come back with its memory whole, and then rejected; where Redis granted it all the same, nobody sends on it and it
 * ends with its lease. After Redis came back without its memory every claim carries the doubt that it was sent before.
 */
export function createRedisSendLedger(options: RedisSendLedgerOptions): SendLedger {
  const { connection, clock, leaseMs = sendLeaseMs } = options;
  const { patienceMs = 8_000, claimsWaitingMax = 1_000 } = options;
  const patience = createRedisPatience({ connection, clock, patienceMs, waitingMax: claimsWaitingMax });
  const { prefix } = connection;
  const runClaim = connection.prepare(claimScript);
  const runHeldFor = connection.prepare(heldForScript);
  const runSettle = connection.prepare(settleScript);
  const keysOf = ({ conversationSid, author, clientMessageId }: SendKey) => [
    redisKey({ prefix, name: JSON.stringify([conversationSid, author, clientMessageId]), kind: 'send' }),
  ];

  let knownLife = '';
  /** When Redis was first found without the memory that it had. */
  let forgotAt = Number.NEGATIVE_INFINITY;
  /** When whoever had its memory has attempted something last. */
  let attemptedUntil = Number.NEGATIVE_INFINITY;
  /** Of the claims of this life. */
  let claims = createClaims();
  let cancelAway: (() => void) | null = null;
  const forget = () => {
    claims.abort(
      new GatewayError('DELIVERY_UNKNOWN', 'It is not known any more whose the message is to send.'),
    );
    claims = createClaims();
  };
  connection.onHealth(({ isUsable }) => {
    if (!isUsable) {
      cancelAway ??= clock.setTimer(forget, noticedMs);
      return;
    }
    cancelAway?.();
    cancelAway = null;
    if (connection.life === knownLife) return;
    forget();
    const now = clock.now();
    // At the first connection nobody knows whether a young Redis had another life. The instances of that time are not waited for.
    const isFirst = knownLife === '';
    forgotAt = isFirst ? now - connection.ageMs : now;
    attemptedUntil = isFirst ? now - sendLeaseMs : now + noticedMs;
    knownLife = connection.life;
  });
  const doubtOfForgotten = (): SendDoubt | null => {
    const now = clock.now();
    if (now - forgotAt >= forgottenMs) return null;
    return { firstAttemptAgoMs: now - forgotAt + sendLeaseMs, lastAttemptAgoMs: now - attemptedUntil };
  };

  return {
    async claim(key) {
      const token = randomUUID();
      const args = [token, leaseMs, sendLedgerTtlMs];
      const claim = await patience.ask(async () => {
        const forgotten = claims.signal;
        const reply = await runClaim({ keys: keysOf(key), args });
        return readClaim(reply, { token, forgotten });
      });
      return claim.kind === 'claimed' ? { ...claim, doubt: claim.doubt ?? doubtOfForgotten() } : claim;
    },

    async waitForOutcome(key, { timeoutMs }) {
      const endsAt = clock.now() + timeoutMs;
      for (let lookMs = firstLookMs; ; lookMs = Math.min(longestLookMs, lookMs * 2)) {
        const remainingMs = endsAt - clock.now();
        if (remainingMs <= 0) return;
        await sleep(clock, Math.min(lookMs, remainingMs));
        // Where it cannot be told, a claim is worth trying: it will be rejected.
        const isHeld = await runHeldFor({ keys: keysOf(key), args: [] }).catch(() => 0);
        if (isHeld !== 1) return;
      }
    },

    async settle(key, { token, outcome }) {
      const messageSid = outcome.kind === 'sent' ? outcome.messageSid : '';
      const { firstAttemptAgoMs, lastAttemptAgoMs } = outcome.kind === 'unknown' ? outcome : noDoubt;
      await runSettle({
        keys: keysOf(key),
        args: [token, outcome.kind, messageSid, firstAttemptAgoMs, lastAttemptAgoMs, sendLedgerTtlMs],
      });
    },
  };
}

const noDoubt = { firstAttemptAgoMs: 0, lastAttemptAgoMs: 0 };

function createClaims(): AbortController {
  const claims = new AbortController();
  // As many listeners as messages are under way, which the queues bound.
  setMaxListeners(0, claims.signal);
  return claims;
}

function readClaim(
  reply: unknown,
  { token, forgotten }: { readonly token: string; readonly forgotten: AbortSignal },
): SendClaim {
  const [kind, first, second] = Array.isArray(reply) ? (reply as readonly unknown[]) : [];
  if (kind === 'pending') return { kind };
  if (kind === 'sent') return { kind, messageSid: String(first), sentAgoMs: Number(second) };
  if (kind !== 'claimed') throw new RedisError('UNREADABLE', true);
  const doubt =
    first === undefined ? null : { firstAttemptAgoMs: Number(first), lastAttemptAgoMs: Number(second) };
  return { kind, token, doubt, forgotten };
}
