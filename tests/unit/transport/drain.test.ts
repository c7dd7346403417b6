import { describe, expect, it, vi } from 'vitest';
import { silentLog } from '../../../src/log.ts';
import { drain, type DrainOptions } from '../../../src/transport/drain.ts';
import { createFakeClock } from './fake-clock.ts';

/** Drains with steps that note when they begin, in milliseconds from the start. */
function setUp(changes: Partial<DrainOptions> = {}) {
  const clock = createFakeClock(0);
  const steps: string[] = [];
  const note = (step: string) => void steps.push(`${clock.now()} ${step}`);
  const drained = drain({
    readiness: { drain: () => note('unready') },
    closeSockets: async ({ spreadMs }) => note(`sockets over ${spreadMs}`),
    finishRequests: async ({ timeoutMs }) => note(`requests within ${timeoutMs}`),
    clock,
    log: silentLog,
    ...changes,
  });
  return { clock, steps, drained };
}

const forEver = () => new Promise<void>(() => {});

describe('drain', () => {
  it('is unready at once, waits, closes sockets, then finishes requests', async () => {
    const { clock, steps, drained } = setUp();
    const atOnce = [...steps];

    clock.advance(4_999);
    const beforeNotice = [...steps];
    clock.advance(1);
    await drained;

    expect([atOnce, beforeNotice]).toEqual([['0 unready'], ['0 unready']]);
    expect(steps).toEqual(['0 unready', '5000 sockets over 5000', '5000 requests within 24500']);
    expect(clock.timersPending).toBe(0);
  });

  it('does not begin with the requests before the sockets are closed', async () => {
    const closing: { done?: () => void } = {};
    const { clock, steps, drained } = setUp({
      noticeMs: 0,
      closeSockets: () =>
        new Promise((resolve) => {
          closing.done = resolve;
        }),
    });
    clock.advance(0);
    await vi.waitFor(() => expect(closing.done).toBeDefined());
    const whileClosing = [...steps];

    closing.done?.();
    await drained;

    expect(whileClosing).toEqual(['0 unready']);
    expect(steps).toEqual(['0 unready', '0 requests within 29500']);
  });

  it('ends after its total time whatever the steps do', async () => {
    const { clock, drained } = setUp({ closeSockets: forEver, finishRequests: forEver, noticeMs: 0 });
    clock.advance(0);
    await vi.waitFor(() => expect(clock.timersPending).toBe(1));

    clock.advance(30_000);
    await vi.waitFor(() => expect(clock.timersPending).toBe(1));
    clock.advance(0);
    await drained;

    expect(clock.now()).toBe(30_000);
  });

  it('takes the next step when one fails', async () => {
    const { clock, steps, drained } = setUp({
      noticeMs: 0,
      closeSockets: async () => {
        throw new Error('broken');
      },
    });

    clock.advance(0);
    await drained;

    expect(steps).toEqual(['0 unready', '0 requests within 29500']);
  });

  it('shortens what does not fit into a short total', async () => {
    const { clock, steps, drained } = setUp({ totalMs: 1_000 });

    clock.advance(1_000);
    await drained;

    expect(steps).toEqual(['0 unready', '1000 sockets over 0', '1000 requests within 0']);
  });
});
