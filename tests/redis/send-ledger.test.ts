import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import type { SendKey } from '../../src/domain/send-ledger.ts';
import { createRedisSendLedger } from '../../src/redis/redis-send-ledger.ts';
import { startRedisConnection } from '../testkit/redis-connection.ts';
import { hasRedisServer, startRedisServer } from '../testkit/redis-server.ts';

const key: SendKey = { conversationSid: `CH${'1'.repeat(32)}`, author: 'alice', clientMessageId: 'one' };
const messageSid = `IM${'1'.repeat(32)}`;

/** Two instances, of which claims of the first one last for `leaseMs`. */
async function startLedgers(ofFirst: { readonly leaseMs: number }) {
  const server = await startRedisServer();
  const start = async ({ leaseMs }: { readonly leaseMs: number }) => {
    const { connection } = await startRedisConnection(server.url);
    return { connection, ledger: createRedisSendLedger({ connection, clock: systemClock, leaseMs }) };
  };
  return { server, one: await start(ofFirst), other: await start({ leaseMs: 60_000 }) };
}

describe.skipIf(!hasRedisServer())('an instance that dies while it sends', () => {
  it('holds the id until its lease is over, and leaves a doubt to the next', async () => {
    const { one, other } = await startLedgers({ leaseMs: 1_000 });
    await one.ledger.claim(key);
    await one.connection.close();

    const tooEarly = await other.ledger.claim(key);
    await other.ledger.waitForOutcome(key, { timeoutMs: 10_000 });
    const inTime = await other.ledger.claim(key);

    expect(tooEarly).toEqual({ kind: 'pending' });
    expect(inTime).toMatchObject({ kind: 'claimed' });
    const doubt = inTime.kind === 'claimed' ? inTime.doubt : null;
    expect(doubt?.firstAttemptAgoMs).toBeGreaterThanOrEqual(1_000);
    expect(doubt?.lastAttemptAgoMs).toBeLessThan(doubt?.firstAttemptAgoMs ?? 0);
  });

  it('and was only slow can still state that it has sent, and nothing else', async () => {
    const { one, other } = await startLedgers({ leaseMs: 100 });
    const slow = await one.ledger.claim(key);
    const token = slow.kind === 'claimed' ? slow.token : '';
    await other.ledger.waitForOutcome(key, { timeoutMs: 10_000 });
    await other.ledger.claim(key);

    await one.ledger.settle(key, { token, outcome: { kind: 'released' } });
    const afterRelease = await one.ledger.claim(key);
    await one.ledger.settle(key, { token, outcome: { kind: 'sent', messageSid } });
    const afterSent = await other.ledger.claim(key);

    expect(afterRelease).toEqual({ kind: 'pending' });
    expect(afterSent).toMatchObject({ kind: 'sent', messageSid });
  });

  it('keeps what became of an id for a day, and no longer', async () => {
    const { server, one } = await startLedgers({ leaseMs: 60_000 });
    const claim = await one.ledger.claim(key);
    const token = claim.kind === 'claimed' ? claim.token : '';
    await one.ledger.settle(key, { token, outcome: { kind: 'sent', messageSid } });

    const [name = ''] = (await server.command('KEYS', '*:send')) as string[];
    const ttlMs = Number(await server.command('PTTL', name));

    expect(ttlMs).toBeGreaterThan(24 * 3_600_000 - 60_000);
    expect(ttlMs).toBeLessThanOrEqual(24 * 3_600_000);
  });
});
