import { describe, expect, it } from 'vitest';
import type { CallPriority } from '../../../src/upstream/conversations-api.ts';
import {
  createRateLimiter,
  type RateLimiter,
  type RateLimiterOptions,
  type Slot,
} from '../../../src/upstream/rate-limiter.ts';
import { createManualClock, settle } from './manual-clock.ts';

const accepted = { verdict: 'accepted' } as const;
const refused = { verdict: 'refused' } as const;

function setUp(options: Omit<RateLimiterOptions, 'clock'> = {}) {
  const clock = createManualClock();
  const limiter = createRateLimiter({ clock, ...options });
  const acquire = (
    priority: CallPriority = 'userRead',
    more: { signal?: AbortSignal; withinMs?: number } = {},
  ) =>
    limiter.acquire({ priority, deadlineAt: clock.now() + (more.withinMs ?? 60_000), signal: more.signal });
  const acquireAll = (count: number) => Promise.all(Array.from({ length: count }, () => acquire()));
  return { clock, limiter, acquire, acquireAll };
}

/** Queues callers of the given priorities, then serves them one at a time, and tells the order in which they were let go. */
async function orderOfService(priorities: readonly CallPriority[]): Promise<CallPriority[]> {
  const { acquire } = setUp({ concurrencyStart: 1, concurrencyMax: 1 });
  const order: CallPriority[] = [];
  const first = await acquire();
  const served = priorities.map(async (priority) => {
    const slot = await acquire(priority);
    order.push(priority);
    slot.release(accepted);
  });
  await settle();
  first.release(accepted);
  await Promise.all(served);
  return order;
}

describe('a slot at once', () => {
  const request = { priority: 'userWrite', deadlineAt: Number.POSITIVE_INFINITY } as const;

  it('is there while fewer calls are under way than may be', () => {
    const { limiter } = setUp({ concurrencyStart: 2 });

    const slots = [1, 2, 3].map(() => limiter.acquireNow(request));

    expect(slots.map((slot) => slot !== undefined)).toEqual([true, true, false]);
    expect(limiter.inFlight()).toBe(2);
  });

  it.each([
    {
      where: 'after a refusal that asked for a pause',
      prepare: (limiter: RateLimiter) => limiter.pause(1_000),
    },
    { where: 'at the end', prepare: (limiter: RateLimiter) => limiter.close() },
  ])('is not there $where', ({ prepare }) => {
    const { limiter } = setUp();

    prepare(limiter);

    expect(limiter.acquireNow(request)).toBeUndefined();
  });

  it('is not there for who gave up', () => {
    const { limiter } = setUp();

    expect(limiter.acquireNow({ ...request, signal: AbortSignal.abort() })).toBeUndefined();
  });
});

describe('whose turn it is', () => {
  it('lets a user write pass a user read, a backfill and a sweep, in this order', async () => {
    const order = await orderOfService(['sweep', 'backfill', 'userRead', 'userWrite']);

    expect(order).toEqual(['userWrite', 'userRead', 'backfill', 'sweep']);
  });

  it('serves callers of one priority in the order they came', async () => {
    const { acquire } = setUp({ concurrencyStart: 1, concurrencyMax: 1 });
    const order: number[] = [];
    const first = await acquire();
    const served = [1, 2, 3].map(async (number) => {
      const slot = await acquire();
      order.push(number);
      slot.release(accepted);
    });
    await settle();

    first.release(accepted);
    await Promise.all(served);

    expect(order).toEqual([1, 2, 3]);
  });

  it('gives every tenth turn to whoever has waited longest, so that a sweep passes a stream of writes', async () => {
    const writes = Array.from({ length: 30 }, (): CallPriority => 'userWrite');

    const order = await orderOfService(['sweep', ...writes]);

    expect(order.indexOf('sweep')).toBeLessThan(10);
  });
});

describe('how many calls are under way', () => {
  it('starts with 100 and makes the next one wait', async () => {
    const { acquire, acquireAll } = setUp();
    const slots = await acquireAll(100);
    let isThrough = false;
    const next = acquire().then((slot) => {
      isThrough = true;
      return slot;
    });
    await settle();

    expect(isThrough).toBe(false);

    slots[0]?.release(accepted);
    await next;
  });

  it('halves when Twilio refuses a call', async () => {
    const { limiter, acquireAll } = setUp();
    const [slot] = await acquireAll(100);

    slot?.release(refused);

    expect(limiter.concurrencyLimit()).toBe(50);
  });

  it('comes down to what was accepted when most of a burst is refused', async () => {
    const { limiter, acquireAll } = setUp();
    const slots = await acquireAll(50);

    for (const slot of slots.slice(5)) slot.release(refused);

    expect(limiter.concurrencyLimit()).toBe(5);
  });

  it('goes at once to what was accepted beside a refused call, where the refusal tells it', async () => {
    const { limiter, acquireAll } = setUp();
    const slots = await acquireAll(100);

    for (const slot of slots.slice(30)) slot.release({ verdict: 'refused', concurrentRequests: 31 });

    expect(limiter.concurrencyLimit()).toBe(30);
  });

  it('goes below the account-wide figure by what other processes have under way', async () => {
    const { limiter, acquireAll } = setUp();
    const slots = await acquireAll(50);

    for (const slot of slots.slice(15)) slot.release({ verdict: 'refused', concurrentRequests: 31 });

    expect(limiter.concurrencyLimit()).toBe(15);
  });

  it('takes a call that Twilio still counts though it has answered it for its own', async () => {
    const { limiter, acquireAll } = setUp({ concurrencyStart: 30 });
    const [slot] = await acquireAll(30);

    slot?.release({ verdict: 'refused', concurrentRequests: 31 });

    expect(limiter.concurrencyLimit()).toBe(30);
  });

  it('halves where most of what the account has under way is not its own', async () => {
    const { limiter, acquireAll } = setUp();
    const [slot] = await acquireAll(10);

    slot?.release({ verdict: 'refused', concurrentRequests: 31 });

    expect(limiter.concurrencyLimit()).toBe(5);
  });

  it('never goes below one', async () => {
    const { limiter, acquire } = setUp();
    for (let count = 0; count < 5; count += 1) (await acquire()).release(refused);

    expect(limiter.concurrencyLimit()).toBe(1);
  });

  it('climbs back by one for every round of accepted calls, up to its maximum', async () => {
    const { limiter, acquireAll } = setUp({ concurrencyMax: 12 });
    const burst = await acquireAll(12);
    burst[0]?.release(refused);
    for (const slot of burst) slot.release(accepted);
    const lowest = limiter.concurrencyLimit();

    await acceptRound(acquireAll, lowest);
    const afterOneRound = limiter.concurrencyLimit();
    for (let round = 0; round < 20; round += 1) await acceptRound(acquireAll, limiter.concurrencyLimit());

    expect({ lowest, afterOneRound, highest: limiter.concurrencyLimit() }).toEqual({
      lowest: 6,
      afterOneRound: 7,
      highest: 12,
    });
  });

  it('does not climb while few calls are made, which prove nothing', async () => {
    const { limiter, acquire } = setUp({ concurrencyStart: 10 });
    for (let count = 0; count < 100; count += 1) (await acquire()).release(accepted);

    expect(limiter.concurrencyLimit()).toBe(10);
  });

  it('stays below the account-wide figure at which Twilio refused, for half a minute', async () => {
    const { clock, limiter, acquireAll } = setUp({ concurrencyStart: 10 });
    const burst = await acquireAll(10);
    burst[0]?.release({ verdict: 'refused', concurrentRequests: 20 });
    for (const slot of burst) slot.release(accepted);
    const lowest = limiter.concurrencyLimit();
    const nearTheEdge = { verdict: 'accepted', concurrentRequests: 19 } as const;

    for (const slot of await acquireAll(lowest)) slot.release(nearTheEdge);
    const duringMemory = limiter.concurrencyLimit();
    await clock.advance(30_000);
    for (let round = 0; round < 3; round += 1) {
      const slots = await acquireAll(limiter.concurrencyLimit());
      for (const slot of slots) slot.release(nearTheEdge);
    }

    expect(duringMemory).toBe(lowest);
    expect(limiter.concurrencyLimit()).toBeGreaterThan(lowest);
  });

  it('counts a slot that is released twice once', async () => {
    const { acquire } = setUp({ concurrencyStart: 1, concurrencyMax: 1 });
    const slot = await acquire();
    slot.release(accepted);
    slot.release(accepted);
    await acquire();
    let isThrough = false;
    void acquire().then(() => {
      isThrough = true;
    });

    await settle();

    expect(isThrough).toBe(false);
  });
});

describe('who cannot wait', () => {
  it('frees the place of a caller who gives up, and rejects with the reason', async () => {
    const { clock, acquire } = setUp({ concurrencyStart: 1, concurrencyMax: 1, queueMax: 1 });
    const slot = await acquire();
    const controller = new AbortController();
    const reason = new Error('gone');
    const waiting = acquire('userRead', { signal: controller.signal });
    const outcome = expect(waiting).rejects.toBe(reason);
    await settle();

    controller.abort(reason);
    await outcome;
    const next = acquire();
    await settle();
    slot.release(accepted);

    await expect(next).resolves.toBeDefined();
    expect(clock.timersPending()).toBe(0);
  });

  it('refuses a caller who gave up before', async () => {
    const { acquire } = setUp();
    const reason = new Error('gone');

    await expect(acquire('userRead', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it('refuses at once whose wait would outlast the deadline, and tells when to come back', async () => {
    const { limiter, acquire } = setUp();
    limiter.pause(20_000);

    const outcome = acquire('userRead', { withinMs: 14_000 });

    await expect(outcome).rejects.toMatchObject({ code: 'RATE_LIMITED', details: { retryAfterMs: 20_000 } });
  });

  it('refuses at the deadline who still waits then', async () => {
    const { clock, acquire } = setUp({ concurrencyStart: 1, concurrencyMax: 1 });
    await acquire();
    const waiting = acquire('userRead', { withinMs: 5_000 });
    const outcome = expect(waiting).rejects.toMatchObject({ code: 'RATE_LIMITED' });

    await clock.advance(5_000);

    await outcome;
  });

  it('holds 1,000 waiting callers and refuses the next one', async () => {
    const { acquire, acquireAll } = setUp();
    await acquireAll(100);
    for (let count = 0; count < 1_000; count += 1) acquire().catch(() => {});
    await settle();

    await expect(acquire()).rejects.toMatchObject({ code: 'OVERLOADED' });
  });

  it('makes room in a full queue for a more important caller at the cost of the least important one', async () => {
    const { acquire } = setUp({ concurrencyStart: 1, concurrencyMax: 1, queueMax: 2 });
    const slot = await acquire();
    const sweep = expect(acquire('sweep')).rejects.toMatchObject({ code: 'OVERLOADED' });
    const backfill = acquire('backfill');
    await settle();

    const write = acquire('userWrite');
    await sweep;
    slot.release(accepted);
    (await write).release(accepted);

    await expect(backfill).resolves.toBeDefined();
  });
});

describe('a pause', () => {
  it('holds everybody back until it is over', async () => {
    const { clock, limiter, acquire } = setUp();
    limiter.pause(2_000);
    const slots: Slot[] = [];
    const waiting = [acquire('userWrite'), acquire('sweep')].map(async (slot) => slots.push(await slot));

    await clock.advance(1_999);
    const before = slots.length;
    await clock.advance(1);
    await Promise.all(waiting);

    expect([before, slots.length]).toEqual([0, 2]);
  });

  it('ends also where timers fire a little before the clock says so', async () => {
    const manual = createManualClock();
    const clock = {
      now: () => manual.now(),
      wallTime: () => manual.now(),
      setTimer: (callback: () => void, delayMs: number) =>
        manual.setTimer(callback, delayMs > 1 ? delayMs - 1 : delayMs),
    };
    const limiter = createRateLimiter({ clock });
    limiter.pause(2_000);
    const waiting = limiter.acquire({ priority: 'userRead', deadlineAt: clock.now() + 15_000 });
    const outcome = expect(waiting).resolves.toBeDefined();

    await manual.advance(15_000);

    await outcome;
  });

  it('is cut to a minute, whatever the header says', async () => {
    const { clock, limiter, acquire } = setUp();
    limiter.pause(86_400_000);

    await clock.advance(60_000);

    await expect(acquire()).resolves.toBeDefined();
  });
});

describe('the end', () => {
  it('refuses whoever waits and leaves no timer behind', async () => {
    const { clock, limiter, acquire } = setUp({ concurrencyStart: 1, concurrencyMax: 1 });
    await acquire();
    limiter.pause(1_000);
    const outcome = expect(acquire()).rejects.toMatchObject({ code: 'NOT_STARTED' });
    await settle();

    limiter.close();

    await outcome;
    expect(clock.timersPending()).toBe(0);
  });
});

async function acceptRound(acquireAll: (count: number) => Promise<Slot[]>, count: number): Promise<void> {
  const slots = await acquireAll(count);
  for (const slot of slots) slot.release(accepted);
}
