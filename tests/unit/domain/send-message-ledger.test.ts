import { describe, expect, it } from 'vitest';
import type { SendLedger } from '../../../src/domain/send-ledger.ts';
import { lost, lostOnTheWay, setUpSender } from './send-setup.ts';

describe('a ledger that does not answer', () => {
  const broken: SendLedger = {
    claim: () => Promise.reject(new Error('unreachable')),
    waitForOutcome: async () => {},
    settle: () => Promise.reject(new Error('unreachable')),
  };

  it('makes a send DELIVERY_UNKNOWN rather than risk a second one', async () => {
    const { twilio, send } = setUpSender({ ledger: broken });

    const { error } = await send('id');

    expect(error).toMatchObject({ code: 'DELIVERY_UNKNOWN', details: { clientMessageId: 'id' } });
    expect(twilio.attemptedAt).toEqual([]);
  });

  it('only at the end does not take the message back', async () => {
    const ledger: SendLedger = {
      ...broken,
      claim: async () => ({
        kind: 'claimed',
        token: '1',
        doubt: null,
        forgotten: new AbortController().signal,
      }),
    };
    const { clock, twilio, send } = setUpSender({ ledger });
    const sending = send('id');
    await clock.advance(1_000);

    expect((await sending).message).toEqual(twilio.messages[0]);
  });
});

describe('a ledger that forgets a claim', () => {
  const setUpForgetful = () => {
    const memory = new AbortController();
    const ledger: SendLedger = {
      claim: async () => ({ kind: 'claimed', token: '1', doubt: null, forgotten: memory.signal }),
      waitForOutcome: async () => {},
      settle: async () => {},
    };
    return { ...setUpSender({ ledger }), forget: () => memory.abort(lost) };
  };

  it('ends what is under way with DELIVERY_UNKNOWN: somebody else may send it now', async () => {
    const { clock, twilio, send, forget } = setUpForgetful();
    twilio.meet([lostOnTheWay]);
    const sending = send('id');
    await clock.advance(50);

    forget();
    await clock.advance(20_000);

    expect((await sending).error).toMatchObject({ code: 'DELIVERY_UNKNOWN' });
    expect(twilio.attemptedAt).toHaveLength(1);
  });

  it('before anything was attempted leaves nothing to be sent', async () => {
    const { clock, twilio, send, forget } = setUpForgetful();
    forget();

    const sending = send('id');
    await clock.advance(20_000);

    expect((await sending).error).toMatchObject({ code: 'DELIVERY_UNKNOWN' });
    expect(twilio.attemptedAt).toEqual([]);
  });
});
