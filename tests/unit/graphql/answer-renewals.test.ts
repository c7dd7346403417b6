import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createAnswerRenewals } from '../../../src/graphql/answer-renewals.ts';

/** Requests for one answer, each with what became of it: what it was given, or nothing where it has to make its own. */
function setUp() {
  const renewals = createAnswerRenewals<string>();
  const kept: { answer?: string } = {};
  const outcomes: Record<string, string> = {};
  return {
    renewals,
    kept,
    outcomes,
    ask(...requests: readonly string[]) {
      for (const request of requests) {
        void renewals
          .await('key', request, () => kept.answer)
          .then((answer) => (outcomes[request] = answer ?? 'makes its own'));
      }
    },
    async leave(request: string) {
      renewals.leave(request);
      await turn();
    },
  };
}

describe('an answer that held no more', () => {
  it('is made by one request, and given to all who came meanwhile', async () => {
    const { renewals, kept, outcomes, ask, leave } = setUp();
    renewals.begin('key', 'first');
    ask('first', 'second', 'third');
    await turn();
    const meanwhile = { ...outcomes };

    kept.answer = 'anew';
    await leave('first');

    expect(meanwhile).toEqual({ first: 'makes its own' });
    expect(outcomes).toEqual({ first: 'makes its own', second: 'anew', third: 'anew' });
    expect(renewals.size).toBe(0);
  });

  it('is made once more by one of them where it could not be kept at first', async () => {
    const { renewals, kept, outcomes, ask, leave } = setUp();
    renewals.begin('key', 'first');
    ask('second', 'third');

    await leave('first');
    const afterFirst = { ...outcomes };
    kept.answer = 'anew';
    await leave('second');

    expect(afterFirst).toEqual({ second: 'makes its own' });
    expect(outcomes).toEqual({ second: 'makes its own', third: 'anew' });
  });

  it('is made by each where nothing comes of it twice', async () => {
    const { renewals, outcomes, ask, leave } = setUp();
    renewals.begin('key', 'first');
    ask('second', 'third', 'fourth');

    await leave('first');
    await leave('second');

    expect(outcomes).toEqual({
      second: 'makes its own',
      third: 'makes its own',
      fourth: 'makes its own',
    });
    expect(renewals.size).toBe(0);
  });

  it('is waited for by nobody who asks for another one', async () => {
    const { renewals } = setUp();
    renewals.begin('key', 'first');

    expect(await renewals.await('another key', 'second', () => 'answer')).toBeUndefined();
  });
});
