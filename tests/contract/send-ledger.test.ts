import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { createMemorySendLedger } from '../../src/domain/memory-send-ledger.ts';
import type { SendClaim, SendKey, SendLedger } from '../../src/domain/send-ledger.ts';
import { createRedisSendLedger } from '../../src/redis/redis-send-ledger.ts';
import { startRedisConnection } from '../testkit/redis-connection.ts';
import { hasRedisServer, type RedisServer, startRedisServer } from '../testkit/redis-server.ts';

/** An engine under contract: makes a ledger that shares nothing with another, as `instances` see it. */
type CreateLedger = (options: { readonly instances: number }) => Promise<readonly SendLedger[]>;

describeSendLedger('the ledger in memory', async ({ instances }) => {
  const ledger = createMemorySendLedger({ clock: systemClock });
  return Array.from({ length: instances }, () => ledger);
});

describe.skipIf(!hasRedisServer())('over Redis', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedisServer();
  });
  afterAll(() => server.close());

  describeSendLedger('the ledger over Redis', async ({ instances }) => {
    const prefix = randomUUID();
    return Promise.all(
      Array.from({ length: instances }, async () => {
        const { connection } = await startRedisConnection(server.url, { prefix });
        return createRedisSendLedger({ connection, clock: systemClock });
      }),
    );
  });
});

const key: SendKey = { conversationSid: `CH${'1'.repeat(32)}`, author: 'alice', clientMessageId: 'one' };
const messageSid = `IM${'1'.repeat(32)}`;

function tokenOf(claim: SendClaim): string {
  if (claim.kind !== 'claimed') throw new Error(`The claim was ${claim.kind}.`);
  return claim.token;
}

function describeSendLedger(name: string, create: CreateLedger): void {
  describe(`the contract of ${name}`, () => {
    let one: SendLedger;
    let other: SendLedger;
    beforeEach(async () => {
      const [first, second] = await create({ instances: 2 });
      if (!first || !second) throw new Error('Two instances were wanted.');
      one = first;
      other = second;
    });

    it('gives a key to one of all who claim it at once', async () => {
      const claims = await Promise.all(
        Array.from({ length: 50 }, (_, index) => (index % 2 === 0 ? one : other).claim(key)),
      );

      expect(claims.filter(({ kind }) => kind === 'claimed')).toHaveLength(1);
      expect(claims.filter(({ kind }) => kind === 'pending')).toHaveLength(49);
    });

    it('tells every later claimant of the message that was sent', async () => {
      const token = tokenOf(await one.claim(key));
      await one.settle(key, { token, outcome: { kind: 'sent', messageSid } });

      for (const ledger of [one, other]) {
        const claim = await ledger.claim(key);
        expect(claim).toEqual({ kind: 'sent', messageSid, sentAgoMs: expect.any(Number) });
      }
    });

    it.each<Partial<SendKey>>([
      { conversationSid: `CH${'2'.repeat(32)}` },
      { author: 'bob' },
      { clientMessageId: 'two' },
      { author: 'ali', clientMessageId: 'ceone' },
    ])('keeps keys apart that differ in %o', async (difference) => {
      await one.claim(key);

      expect(await other.claim({ ...key, ...difference })).toMatchObject({ kind: 'claimed', doubt: null });
    });

    it('lets the next one begin afresh after a release', async () => {
      const token = tokenOf(await one.claim(key));
      await one.settle(key, { token, outcome: { kind: 'released' } });

      expect(await other.claim(key)).toMatchObject({ kind: 'claimed', doubt: null });
    });

    it('tells the next claimant of a doubt, which keeps its age', async () => {
      const token = tokenOf(await one.claim(key));
      await one.settle(key, {
        token,
        outcome: { kind: 'unknown', firstAttemptAgoMs: 9_000, lastAttemptAgoMs: 2_000 },
      });

      const claim = await other.claim(key);

      const doubt = claim.kind === 'claimed' ? claim.doubt : null;
      expect(doubt?.firstAttemptAgoMs).toBeGreaterThanOrEqual(9_000);
      expect(doubt?.firstAttemptAgoMs).toBeLessThan(12_000);
      expect(doubt?.lastAttemptAgoMs).toBeGreaterThanOrEqual(2_000);
      expect(doubt?.lastAttemptAgoMs).toBeLessThan(5_000);
    });

    it('forgets a doubt with a release', async () => {
      const first = tokenOf(await one.claim(key));
      await one.settle(key, {
        token: first,
        outcome: { kind: 'unknown', firstAttemptAgoMs: 9_000, lastAttemptAgoMs: 2_000 },
      });
      const second = tokenOf(await one.claim(key));
      await one.settle(key, { token: second, outcome: { kind: 'released' } });

      expect(await other.claim(key)).toMatchObject({ kind: 'claimed', doubt: null });
    });

    it('lets nobody but the holder release a claim, and anybody state that it was sent', async () => {
      const token = tokenOf(await one.claim(key));

      await other.settle(key, { token: 'another', outcome: { kind: 'released' } });
      const whileHeld = await other.claim(key);
      await other.settle(key, { token: 'another', outcome: { kind: 'sent', messageSid } });
      await one.settle(key, { token, outcome: { kind: 'released' } });
      const afterwards = await one.claim(key);

      expect(whileHeld).toEqual({ kind: 'pending' });
      expect(afterwards).toMatchObject({ kind: 'sent', messageSid });
    });

    it('wakes who waits for an outcome', async () => {
      const token = tokenOf(await one.claim(key));
      const waiting = [one, other].map((ledger) => ledger.waitForOutcome(key, { timeoutMs: 15_000 }));
      await one.settle(key, { token, outcome: { kind: 'sent', messageSid } });

      await Promise.all(waiting);

      expect(await other.claim(key)).toMatchObject({ kind: 'sent' });
    });

    it('lets nobody wait longer than wanted, or for what nobody holds', async () => {
      await one.waitForOutcome(key, { timeoutMs: 15_000 });
      await one.claim(key);
      await Promise.all([one, other].map((ledger) => ledger.waitForOutcome(key, { timeoutMs: 50 })));

      expect(await other.claim(key)).toEqual({ kind: 'pending' });
    });
  });
}
