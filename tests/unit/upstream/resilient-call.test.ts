import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../../src/errors.ts';
import type { CallKind } from '../../../src/upstream/call-context.ts';
import {
  answer,
  brokenConnection,
  finish,
  type Meeting,
  refusedConnection,
  setUpCall,
} from './resilient-call-setup.ts';

const failures = {
  'a 429': answer(429, { code: 20429 }),
  'a refused connection': refusedConnection,
  'a broken connection': brokenConnection,
  silence: 'silence',
  'a 500': answer(500, { code: 20500 }),
  'a 503': answer(503, { code: 20503 }),
  'an HTML 502': answer(502, { html: true }),
  'a concurrent modification': answer(409, { code: 50391 }),
  'a 404': answer(404, { code: 20404 }),
  'a 400': answer(400, { code: 50304 }),
  'a 401': answer(401, { code: 20003 }),
  'a taken name': answer(409, { code: 50353 }),
} satisfies Record<string, Meeting>;

type FailureName = keyof typeof failures;

const always: readonly FailureName[] = ['a 429', 'a refused connection', 'a concurrent modification'];
const harmlessTwice: readonly FailureName[] = [
  'a broken connection',
  'silence',
  'a 500',
  'a 503',
  'an HTML 502',
];
const never: readonly FailureName[] = ['a 404', 'a 400', 'a 401', 'a taken name'];
const kinds: readonly CallKind[] = ['read', 'create', 'update', 'delete'];

describe('which failure is tried again', () => {
  it.each(kinds.flatMap((kind) => always.map((failure) => ({ kind, failure }))))(
    'repeats a $kind after $failure: nothing was done',
    async ({ kind, failure }) => {
      const { clock, start } = setUpCall();

      const { sentAt, outcome } = start(kind, [failures[failure], answer(200)]);

      expect(await finish(clock, outcome)).toMatchObject({ answer: { statusCode: 200 } });
      expect(sentAt).toHaveLength(2);
    },
  );

  it.each(
    (['read', 'update', 'delete'] as const).flatMap((kind) =>
      harmlessTwice.map((failure) => ({ kind, failure })),
    ),
  )('repeats a $kind after $failure: done twice it is the same', async ({ kind, failure }) => {
    const { clock, start } = setUpCall();

    const { sentAt, outcome } = start(kind, [failures[failure], answer(200)]);

    expect(await finish(clock, outcome)).toMatchObject({ answer: { statusCode: 200 } });
    expect(sentAt).toHaveLength(2);
  });

  it.each(harmlessTwice)('never repeats a create after %s: it may have landed', async (failure) => {
    const { clock, start } = setUpCall();

    const { sentAt, outcome } = start('create', [failures[failure], answer(201)]);
    await finish(clock, outcome);

    expect(sentAt).toHaveLength(1);
  });

  it.each(kinds.flatMap((kind) => never.map((failure) => ({ kind, failure }))))(
    'takes $failure to a $kind for the answer',
    async ({ kind, failure }) => {
      const { clock, start } = setUpCall();

      const { sentAt, outcome } = start(kind, [failures[failure]]);

      expect(await finish(clock, outcome)).toMatchObject({ answer: failures[failure] });
      expect(sentAt).toHaveLength(1);
    },
  );
});

describe('what is left when trying again is over', () => {
  it.each([
    { kind: 'read', failure: 'a broken connection', code: 'UPSTREAM_UNAVAILABLE' },
    { kind: 'read', failure: 'silence', code: 'UPSTREAM_TIMEOUT' },
    { kind: 'read', failure: 'a refused connection', code: 'UPSTREAM_UNAVAILABLE' },
    { kind: 'read', failure: 'a 429', code: 'RATE_LIMITED' },
    { kind: 'read', failure: 'a 500', code: 'UPSTREAM_UNAVAILABLE' },
    { kind: 'read', failure: 'an HTML 502', code: 'UPSTREAM_UNAVAILABLE' },
    { kind: 'create', failure: 'a broken connection', code: 'DELIVERY_UNKNOWN' },
    { kind: 'create', failure: 'silence', code: 'DELIVERY_UNKNOWN' },
    { kind: 'create', failure: 'an HTML 502', code: 'DELIVERY_UNKNOWN' },
    { kind: 'create', failure: 'a refused connection', code: 'UPSTREAM_UNAVAILABLE' },
    { kind: 'create', failure: 'a 429', code: 'RATE_LIMITED' },
    { kind: 'create', failure: 'a 500', code: 'DELIVERY_UNKNOWN' },
    { kind: 'create', failure: 'a concurrent modification', code: 'CONFLICT' },
    { kind: 'update', failure: 'silence', code: 'DELIVERY_UNKNOWN' },
    { kind: 'update', failure: 'a 500', code: 'UPSTREAM_UNAVAILABLE' },
    { kind: 'delete', failure: 'a broken connection', code: 'DELIVERY_UNKNOWN' },
  ] as const)('tells $code when $failure is all that a $kind ever meets', async ({ kind, failure, code }) => {
    const { clock, start } = setUpCall();

    const { outcome } = start(kind, [failures[failure]]);

    expect(await finish(clock, outcome)).toMatchObject({ error: { code } });
  });

  it('tells DELIVERY_UNKNOWN when an update was lost once, whatever refuses it afterwards', async () => {
    const { clock, start } = setUpCall();

    const { outcome } = start('update', [brokenConnection, answer(429)]);

    expect(await finish(clock, outcome)).toMatchObject({ error: { code: 'DELIVERY_UNKNOWN' } });
  });

  it('counts a removal as done that was lost and then finds nothing', async () => {
    const { clock, start } = setUpCall();

    const { outcome } = start('delete', [brokenConnection, answer(404)]);

    expect(await finish(clock, outcome)).toMatchObject({ answer: { statusCode: 204 } });
  });

  it('leaves a removal that finds nothing at the first attempt a 404', async () => {
    const { clock, start } = setUpCall();

    const { outcome } = start('delete', [answer(429), answer(404)]);

    expect(await finish(clock, outcome)).toMatchObject({ answer: { statusCode: 404 } });
  });

  it('tries a concurrent modification twice more and no more', async () => {
    const { clock, start } = setUpCall();

    const { sentAt, outcome } = start('update', [failures['a concurrent modification']]);
    await finish(clock, outcome);

    expect(sentAt).toHaveLength(3);
  });
});

describe('the time between attempts', () => {
  it('is drawn from 0 to 200 ms, then 400, then 800, and a read has no fourth retry', async () => {
    const { clock, start } = setUpCall({ random: () => 0.999_999 });

    const { sentAt, outcome } = start('read', [failures['a 500']]);
    await finish(clock, outcome);

    expect(gaps(sentAt)).toEqual([199, 399, 799]);
  });

  it('can be nothing at all, so that callers who failed together spread over the whole span', async () => {
    const { clock, start } = setUpCall({ random: () => 0 });

    const { sentAt, outcome } = start('read', [failures['a 500']]);
    await finish(clock, outcome);

    expect(gaps(sentAt)).toEqual([0, 0, 0]);
  });

  it('is the time of a Retry-After to the millisecond, without jitter', async () => {
    const { clock, start } = setUpCall({ random: () => 0.999 });

    const { sentAt, outcome } = start('read', [
      answer(429, { headers: { 'retry-after': '3' } }),
      answer(200),
    ]);
    await finish(clock, outcome);

    expect(gaps(sentAt)).toEqual([3_000]);
  });

  it('holds everybody back where a 429 names a Retry-After', async () => {
    const { clock, start } = setUpCall();
    const limited = start('create', [answer(429, { headers: { 'retry-after': '3' } }), answer(201)]);
    await clock.advance(0);

    const other = start('read', [answer(200)]);
    const [refusedAt = 0] = limited.sentAt;
    await finish(clock, other.outcome);

    expect(other.sentAt).toEqual([refusedAt + 3_000]);
  });
});

describe('the deadline', () => {
  it('gives one attempt of a read 5 s and the whole of it 14 s', async () => {
    const { clock, start } = setUpCall({ random: () => 0 });
    const startedAt = clock.now();
    let endedAt = 0;

    const { sentAt, outcome } = start('read', ['silence']);
    void outcome.then(() => {
      endedAt = clock.now();
    });
    await finish(clock, outcome);

    expect(sentAt.map((at) => at - startedAt)).toEqual([0, 5_000, 10_000]);
    expect(endedAt - startedAt).toBe(14_000);
  });

  it('gives a creation 4 s to be answered', async () => {
    const { clock, start } = setUpCall();
    const { outcome } = start('create', ['silence']);
    let isOver = false;
    void outcome.then(() => {
      isOver = true;
    });

    await clock.advance(3_999);
    const isOverBefore = isOver;
    await clock.advance(1);

    expect([isOverBefore, isOver]).toEqual([false, true]);
  });

  it('of the caller holds where it is the earlier one', async () => {
    const { clock, start } = setUpCall();
    const startedAt = clock.now();
    let endedAt = 0;

    const { outcome } = start('create', ['silence'], { deadlineAt: startedAt + 1_500 });
    void outcome.then(() => {
      endedAt = clock.now();
    });
    await finish(clock, outcome);

    expect(endedAt - startedAt).toBe(1_500);
    expect(await outcome).toMatchObject({ error: { code: 'DELIVERY_UNKNOWN' } });
  });

  it('refuses at once with the time to come back when a Retry-After ends beyond it', async () => {
    const { clock, start } = setUpCall();

    const { sentAt, outcome } = start('read', [answer(429, { headers: { 'retry-after': '20' } })]);
    await clock.advance(0);

    await expect(outcome).resolves.toMatchObject({
      error: { code: 'RATE_LIMITED', details: { retryAfterMs: 20_000, twilioCode: 429 } },
    });
    expect(sentAt).toHaveLength(1);
  });
});

describe('a caller who gives up', () => {
  it.each([
    { while: 'an attempt is under way', meetings: ['silence'] as const },
    { while: 'it waits for the next attempt', meetings: [failures['a 500']] as const },
  ])('ends the call while $while, with its own reason, and frees slot and timers', async ({ meetings }) => {
    const { clock, start, limiter } = setUpCall({ random: () => 0.9 });
    const controller = new AbortController();
    const reason = new Error('closed the tab');
    const { sentAt, outcome } = start('read', meetings, { signal: controller.signal });
    await clock.advance(10);

    controller.abort(reason);

    expect(await outcome).toEqual({ error: reason });
    expect(sentAt).toHaveLength(1);
    expect(clock.timersPending()).toBe(0);
    limiter.close();
  });
});

describe('the end', () => {
  it.each([
    { kind: 'read', meeting: failures['a 500'], code: 'NOT_STARTED' },
    { kind: 'update', meeting: brokenConnection, code: 'DELIVERY_UNKNOWN' },
  ] as const)(
    'of everything ends a $kind that waits for its next attempt with $code',
    async ({ kind, meeting, code }) => {
      const { clock, start, close } = setUpCall({ random: () => 0.9 });
      const { outcome } = start(kind, [meeting]);
      await clock.advance(10);

      close(new GatewayError('NOT_STARTED', 'closed'));

      expect(await outcome).toMatchObject({ error: { code } });
      expect(clock.timersPending()).toBe(0);
    },
  );
});

describe('a Twilio that is down', () => {
  it('is asked no more after 20 failed calls, and told so at once', async () => {
    const { clock, start } = setUpCall();
    for (let count = 0; count < 20; count += 1)
      await finish(clock, start('create', [failures['a 500']]).outcome);

    const { sentAt, outcome } = start('read', [answer(200)]);

    expect(await outcome).toMatchObject({ error: { code: 'UPSTREAM_UNAVAILABLE' } });
    expect(sentAt).toHaveLength(0);
  });

  it('is not asked again and again: retries are a tenth of the calls once the reserve of ten is used', async () => {
    const { clock, start } = setUpCall();
    let sent = 0;
    // Every failure is followed by successes, so that the breaker stays closed and only the budget counts.
    for (let count = 0; count < 100; count += 1) {
      const failing = start('read', [failures['a 500']]);
      await finish(clock, failing.outcome);
      sent += failing.sentAt.length;
      await finish(clock, start('create', [answer(201)]).outcome);
      await finish(clock, start('create', [answer(201)]).outcome);
    }

    // 10 in reserve and a tenth of 300 calls.
    expect(sent - 100).toBeGreaterThanOrEqual(35);
    expect(sent - 100).toBeLessThanOrEqual(40);
  });
});

function gaps(sentAt: readonly number[]): number[] {
  return sentAt.slice(1).map((at, index) => at - (sentAt[index] ?? 0));
}

describe('the ceiling of writes', () => {
  it('counts every attempt: thirty a second go to a conversation, repetitions among them', async () => {
    const { clock, start } = setUpCall();
    const writesTo = { scope: 'conversation', conversation: 'CH1', isNewMessage: false } as const;
    const refusedOnce = [answer(429), answer(200)];

    const calls = Array.from({ length: 20 }, () => start('update', refusedOnce, { writesTo }));
    for (const { outcome } of calls) await finish(clock, outcome);

    const sentAt = calls.flatMap((call) => call.sentAt).toSorted((one, other) => one - other);
    expect(sentAt).toHaveLength(40);
    expect((sentAt[30] ?? 0) - (sentAt[0] ?? 0)).toBe(1_000);
  });

  it('is not that of reads', async () => {
    const { clock, start } = setUpCall();

    const calls = Array.from({ length: 40 }, () => start('read', [answer(200)]));
    for (const { outcome } of calls) await finish(clock, outcome);

    expect(new Set(calls.flatMap(({ sentAt }) => sentAt)).size).toBe(1);
  });
});

describe('a refused call while others of our own fill what Twilio takes', () => {
  it('goes as soon as one of them has its answer, without a pause of its own', async () => {
    const { clock, limiter, start } = setUpCall();
    const deadlineAt = clock.now() + 10_000;
    const others = await Promise.all(
      Array.from({ length: 30 }, () => limiter.acquire({ priority: 'userRead', deadlineAt })),
    );
    const startedAt = clock.now();
    const refusal = answer(429, { headers: { 'twilio-concurrent-requests': '31' } });

    const { sentAt, outcome } = start('read', [refusal, answer(200)]);
    await clock.advance(1_000);
    const sentWhileFull = sentAt.length;
    others[0]?.release({ verdict: 'accepted' });
    await outcome;

    expect(sentWhileFull).toBe(1);
    expect(sentAt.map((at) => at - startedAt)).toEqual([0, 1_000]);
  });
});
