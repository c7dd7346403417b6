import { describe, expect, it } from 'vitest';
import { createSendOrder } from '../../../src/domain/send-order.ts';
import { createSendQueue, type SendQueueOptions, type SendTurn } from '../../../src/domain/send-queue.ts';
import { createManualClock, settle } from '../upstream/manual-clock.ts';

function setUp(options: Omit<SendQueueOptions, 'clock'> = {}) {
  const clock = createManualClock();
  const queue = createSendQueue({ clock, ...options });
  const turns: { readonly author: string; readonly turn: SendTurn }[] = [];
  /** The refusal, or none. */
  const enter = async (author: string, withinMs = 30_000): Promise<unknown> => {
    try {
      const turn = await queue.enter({ conversationSid: 'CH1', author, deadlineAt: clock.now() + withinMs });
      turns.push({ author, turn });
      return undefined;
    } catch (error) {
      return error;
    }
  };
  const started = () => turns.map(({ author }) => author);
  return { clock, queue, enter, turns, started };
}

describe('a queue of sends', () => {
  it('lets ten authors of a conversation send side by side, and the eleventh after one of them', async () => {
    const { enter, turns, started } = setUp();
    for (let number = 1; number <= 11; number += 1) void enter(`author ${number}`);
    await settle();
    const before = started().length;

    turns[4]?.turn.leave();
    await settle();

    expect([before, started().at(-1)]).toEqual([10, 'author 11']);
  });

  it('lets an author send one after the other while others pass', async () => {
    const { enter, turns, started } = setUp();
    for (const author of ['alice', 'alice', 'bob']) void enter(author);
    await settle();
    const before = started();

    turns[0]?.turn.leave();
    await settle();

    expect([before, started()]).toEqual([
      ['alice', 'bob'],
      ['alice', 'bob', 'alice'],
    ]);
  });

  it('takes a hundred who wait, and refuses the next with the time that the others need', async () => {
    const { enter } = setUp({ parallelMax: 1 });
    for (let number = 0; number <= 100; number += 1) void enter(`author ${number}`, 60_000);
    await settle();

    const refused = await enter('late', 60_000);

    expect(refused).toMatchObject({ code: 'RATE_LIMITED', details: { retryAfterMs: 101 * 300 } });
  });

  it('refuses at the deadline who still waits then, and leaves no timer behind', async () => {
    const { clock, enter, turns } = setUp();
    void enter('alice');
    await settle();
    const waiting = enter('alice', 2_000);
    await clock.advance(2_000);

    expect(await waiting).toMatchObject({ code: 'RATE_LIMITED' });
    turns[0]?.turn.leave();
    expect(clock.timersPending()).toBe(0);
  });

  it('refuses at once who would have to wait for a doubt longer than there is time', async () => {
    const { clock, enter, turns } = setUp();
    void enter('alice');
    await settle();
    turns[0]?.turn.holdOthers(clock.now() + 8_000);

    const refused = await enter('bob', 8_000);

    expect(refused).toMatchObject({ code: 'RATE_LIMITED', details: { retryAfterMs: 8_000 } });
  });
});

describe('the order of sends', () => {
  it('lets the second go on when the first has left, also where the second left first', async () => {
    const order = createSendOrder();
    const [first, second, third] = [order.join('alice'), order.join('alice'), order.join('alice')];
    let isThirdOn = false;
    void third.turn.then(() => {
      isThirdOn = true;
    });

    second.leave();
    await settle();
    const before = isThirdOn;
    first.leave();
    await settle();

    expect([before, isThirdOn]).toEqual([false, true]);
  });

  it('has a hundred places for one author', () => {
    const order = createSendOrder();
    const places = Array.from({ length: 100 }, () => order.join('alice'));

    expect(() => order.join('alice')).toThrow(expect.objectContaining({ code: 'RATE_LIMITED' }));

    places[0]?.leave();
    expect(() => order.join('alice')).not.toThrow();
  });
});
