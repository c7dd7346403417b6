import { describe, expect, it, vi } from 'vitest';
import { type Clock, systemClock } from '../../src/clock.ts';
import type { SendClaim, SendKey, SendLedger } from '../../src/domain/send-ledger.ts';
import type { RedisConnection, RedisConnectionOptions } from '../../src/redis/redis-connection.ts';
import { createRedisSendLedger } from '../../src/redis/redis-send-ledger.ts';
import { begun } from '../testkit/begun.ts';
import { startRedisConnection } from '../testkit/redis-connection.ts';
import { hasRedisServer, startRedisServer } from '../testkit/redis-server.ts';
import { startTcpProxy } from '../testkit/tcp-proxy.ts';

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

describe.skipIf(!hasRedisServer())('a claim that Redis does not answer', () => {
  /** Everything that takes seconds in production takes a fraction of one here. */
  const quick = { beatMs: 100, silenceMaxMs: 700, connectTimeoutMs: 500, commandTimeoutMs: 100 };

  /** A ledger on a line to Redis that can be disturbed, and one beside it that cannot. */
  async function startDisturbed({
    clock = systemClock,
    ...options
  }: {
    readonly patienceMs?: number;
    readonly claimsWaitingMax?: number;
    readonly clock?: Clock;
  } = {}) {
    const server = await startRedisServer();
    const line = await startTcpProxy(server.port);
    const startLedger = async (url: string, settings: Partial<RedisConnectionOptions>) => {
      let ledger: SendLedger | undefined;
      const { connection } = await startRedisConnection(url, {
        ...settings,
        use: (used) => {
          ledger = createRedisSendLedger({ connection: used, clock, ...options });
        },
      });
      if (!ledger) throw new Error('The ledger was not built.');
      return { connection, ledger };
    };
    const { ledger: other } = await startLedger(server.url, {});
    return { server, line, other, ...(await startLedger(`redis://127.0.0.1:${line.port}`, quick)) };
  }
  const eventually = (check: () => unknown) => vi.waitFor(check, { timeout: 10_000, interval: 20 });
  const isUnusable = (connection: RedisConnection) =>
    eventually(() => expect(connection.health.isUsable).toBe(false));

  it('is granted when Redis goes on, and once', async () => {
    const { server, connection, ledger, other } = await startDisturbed();
    server.pause();

    const claim = begun(ledger.claim(key));
    await isUnusable(connection);
    server.resume();

    expect(await claim).toMatchObject({ kind: 'claimed' });
    expect(await other.claim(key)).toEqual({ kind: 'pending' });
  });

  it('is granted where Redis granted it and only the answer was lost', async () => {
    const { line, connection, ledger, other } = await startDisturbed();
    line.delay(1_500);

    const claim = begun(ledger.claim(key));
    await isUnusable(connection);
    const meanwhile = await other.claim(key);
    line.cut();
    line.delay(0);
    line.mend();

    expect(meanwhile).toEqual({ kind: 'pending' });
    expect(await claim).toMatchObject({ kind: 'claimed' });
  });

  it('leaves what somebody else has claimed meanwhile to them', async () => {
    const { line, connection, ledger, other } = await startDisturbed();
    line.hold();

    const claim = begun(ledger.claim(key));
    await isUnusable(connection);
    line.cut();
    const meanwhile = await other.claim(key);
    line.release();
    line.mend();

    expect(meanwhile).toMatchObject({ kind: 'claimed' });
    expect(await claim).toEqual({ kind: 'pending' });
  });

  it('stands while Redis is away for a moment, and is forgotten with its memory', async () => {
    const { server, line, connection, ledger } = await startDisturbed();
    const claim = await ledger.claim(key);
    const forgotten = claim.kind === 'claimed' ? claim.forgotten : null;

    line.cut();
    await isUnusable(connection);
    line.mend();
    await eventually(() => expect(connection.health.status).toBe('ok'));
    const afterMoment = forgotten?.aborted;
    await server.kill();
    await server.start();
    await eventually(() => expect(forgotten?.aborted).toBe(true));

    expect(afterMoment).toBe(false);
  });

  it('is rejected when Redis comes back without its memory', async () => {
    const { server, connection, ledger } = await startDisturbed();
    await server.kill();
    const claim = begun(ledger.claim(key));
    const rejected = expect(claim).rejects.toMatchObject({ name: 'RedisError' });
    await server.start();
    await rejected;
    await eventually(() => expect(connection.health.status).toBe('ok'));

    const again = await ledger.claim(key);
    expect(again).toMatchObject({ kind: 'claimed' });
    // Nobody remembers what was sent before: it has to be looked for.
    const doubt = again.kind === 'claimed' ? again.doubt : null;
    expect(doubt?.firstAttemptAgoMs).toBeGreaterThan(45_000);
    expect(doubt?.lastAttemptAgoMs).toBeLessThan(10_000);
  });

  it('is granted by a Redis without its memory only to who is told that it has none', async () => {
    const { server, line, connection, ledger } = await startDisturbed({ patienceMs: 0 });
    await server.kill();
    await isUnusable(connection);
    // So that connecting takes a while.
    line.delay(20);
    await server.start();

    let granted: SendClaim | null = null;
    for (let each = 0; granted === null; each += 1) {
      granted = await ledger.claim({ ...key, clientMessageId: `number ${each}` }).catch(() => null);
      await new Promise<void>((resolve) => setImmediate(resolve));
    }

    const doubt = { lastAttemptAgoMs: expect.toSatisfy((ageMs: number) => ageMs < 10_000) };
    expect(granted).toMatchObject({ kind: 'claimed', doubt });
  });

  it('carries a doubt for as long as a Redis is young that nobody knows from before', async () => {
    let aheadMs = 0;
    const clock = { ...systemClock, now: () => systemClock.now() + aheadMs };
    const { ledger } = await startDisturbed({ clock });

    const young = await ledger.claim(key);
    aheadMs = 61_000;
    const old = await ledger.claim({ ...key, clientMessageId: 'two' });

    // Longer ago than anything can be under way: who looks finds at once what there is.
    const doubt = { lastAttemptAgoMs: expect.toSatisfy((ageMs: number) => ageMs >= 45_000) };
    expect(young).toMatchObject({ kind: 'claimed', doubt });
    expect(old).toMatchObject({ kind: 'claimed', doubt: null });
  });

  it('is rejected when its patience is over, and at once while Redis is away for longer than that', async () => {
    const { line, connection, ledger } = await startDisturbed({ patienceMs: 300 });
    line.hold();

    await expect(ledger.claim(key)).rejects.toMatchObject({ name: 'RedisError' });
    await isUnusable(connection);
    await expect(ledger.claim(key)).rejects.toMatchObject({ code: 'OFFLINE' });
  });

  it('is rejected at once where too many wait', async () => {
    const { server, connection, ledger } = await startDisturbed({ claimsWaitingMax: 1 });
    server.pause();
    const first = begun(ledger.claim(key));
    await isUnusable(connection);

    const second = begun(ledger.claim({ ...key, clientMessageId: 'two' }));
    await expect(second).rejects.toMatchObject({ name: 'RedisError' });
    server.resume();

    expect(await first).toMatchObject({ kind: 'claimed' });
  });
});
