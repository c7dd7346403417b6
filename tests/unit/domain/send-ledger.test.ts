import { describe, expect, it } from 'vitest';
import {
  createMemorySendLedger,
  type MemorySendLedgerOptions,
} from '../../../src/domain/memory-send-ledger.ts';
import type { SendKey } from '../../../src/domain/send-ledger.ts';
import { watchWarnings } from '../../testkit/process-warnings.ts';
import { createManualClock } from '../upstream/manual-clock.ts';

const key: SendKey = { conversationSid: 'CH1', author: 'alice', clientMessageId: 'id' };
const sent = { kind: 'sent', messageSid: 'IM1' } as const;

function setUp(options: Omit<MemorySendLedgerOptions, 'clock'> = {}) {
  const clock = createManualClock();
  const ledger = createMemorySendLedger({ clock, ...options });
  /** Claims, and gives up the test unless it succeeds. */
  const hold = async (which: SendKey = key) => {
    const claim = await ledger.claim(which);
    if (claim.kind !== 'claimed') throw new Error(`The claim met ${claim.kind}.`);
    return claim;
  };
  return { clock, ledger, hold };
}

describe('a ledger of sends in memory', () => {
  it('gives a key to one claimant', async () => {
    const { ledger } = setUp();

    const [first, second] = [await ledger.claim(key), await ledger.claim(key)];

    expect([first, second]).toMatchObject([{ kind: 'claimed', doubt: null }, { kind: 'pending' }]);
  });

  it('tells later claimants what was sent, and how long ago', async () => {
    const { clock, ledger, hold } = setUp();
    const { token } = await hold();
    await ledger.settle(key, { token, outcome: sent });
    await clock.advance(5_000);

    expect(await ledger.claim(key)).toEqual({ ...sent, sentAgoMs: 5_000 });
  });

  it('lets as many sends as there are listen for being forgotten, without a warning of a leak', async () => {
    const { hold } = setUp();
    const warnings = watchWarnings();

    for (let place = 0; place < 50; place += 1) {
      const { forgotten } = await hold({ ...key, clientMessageId: `id ${place}` });
      forgotten.addEventListener('abort', () => {});
    }

    expect(await warnings()).toEqual([]);
  });

  it('hands a doubt on, aged', async () => {
    const { clock, ledger, hold } = setUp();
    const { token } = await hold();
    const outcome = { kind: 'unknown', firstAttemptAgoMs: 9_000, lastAttemptAgoMs: 3_000 } as const;
    await ledger.settle(key, { token, outcome });
    await clock.advance(1_000);

    const { doubt } = await hold();

    expect(doubt).toEqual({ firstAttemptAgoMs: 10_000, lastAttemptAgoMs: 4_000 });
  });

  it('frees a released key', async () => {
    const { ledger, hold } = setUp();
    const { token } = await hold();

    await ledger.settle(key, { token, outcome: { kind: 'released' } });

    expect((await hold()).doubt).toBeNull();
  });

  it('takes a holder that is silent for 45 s for dead, and its claim for an attempt', async () => {
    const { clock, ledger, hold } = setUp();
    await hold();
    await clock.advance(44_999);
    const before = await ledger.claim(key);
    await clock.advance(1);

    const { doubt } = await hold();

    expect(before.kind).toBe('pending');
    expect(doubt).toEqual({ firstAttemptAgoMs: 45_000, lastAttemptAgoMs: 0 });
  });

  it('believes a late holder that the message was sent, and nothing else', async () => {
    const { clock, ledger, hold } = setUp();
    const late = await hold();
    await clock.advance(45_000);
    await hold();

    await ledger.settle(key, { token: late.token, outcome: { kind: 'released' } });
    const afterRelease = await ledger.claim(key);
    await ledger.settle(key, { token: late.token, outcome: sent });
    const afterSent = await ledger.claim(key);

    expect([afterRelease.kind, afterSent.kind]).toEqual(['pending', 'sent']);
  });

  it('never forgets what was sent for what somebody else believes', async () => {
    const { clock, ledger, hold } = setUp();
    const late = await hold();
    await clock.advance(45_000);
    const holder = await hold();
    await ledger.settle(key, { token: late.token, outcome: sent });

    await ledger.settle(key, { token: holder.token, outcome: { kind: 'released' } });

    expect((await ledger.claim(key)).kind).toBe('sent');
  });

  it('wakes those who wait when the holder settles, and no later than they asked for', async () => {
    const { clock, ledger, hold } = setUp();
    const { token } = await hold();
    const woken: string[] = [];
    void ledger.waitForOutcome(key, { timeoutMs: 1_000 }).then(() => woken.push('impatient'));
    void ledger.waitForOutcome(key, { timeoutMs: 9_000 }).then(() => woken.push('patient'));
    await clock.advance(1_000);
    const atTimeout = [...woken];

    await ledger.settle(key, { token, outcome: sent });
    await clock.advance(0);

    expect([atTimeout, woken]).toEqual([['impatient'], ['impatient', 'patient']]);
    expect(clock.timersPending()).toBe(0);
  });

  it('does not make anybody wait for a key that nobody holds', async () => {
    const { ledger } = setUp();

    await expect(ledger.waitForOutcome(key, { timeoutMs: 60_000 })).resolves.toBeUndefined();
  });

  it('forgets the oldest outcome at its bound', async () => {
    const { ledger, hold } = setUp({ outcomesMax: 2 });
    const keys = ['1', '2', '3'].map((clientMessageId) => ({ ...key, clientMessageId }));
    for (const each of keys) await ledger.settle(each, { token: (await hold(each)).token, outcome: sent });

    const claims = [];
    for (const each of keys.toReversed()) claims.push((await ledger.claim(each)).kind);

    expect(claims).toEqual(['sent', 'sent', 'claimed']);
  });

  it('refuses more claims at once than its bound', async () => {
    const { ledger, hold } = setUp({ claimsMax: 1 });
    await hold();

    await expect(ledger.claim({ ...key, author: 'bob' })).rejects.toMatchObject({ code: 'OVERLOADED' });
  });
});
