import { describe, expect, it } from 'vitest';
import { createSubscriberQueue } from '../../../src/events/subscriber-queue.ts';

function setUp(itemsMax?: number) {
  const ends: number[] = [];
  let overflows = 0;
  const queue = createSubscriberQueue<string>({
    ...(itemsMax === undefined ? {} : { itemsMax }),
    overflow: () => `resync ${++overflows}`,
    onEnd: () => ends.push(1),
  });
  return { queue, endings: () => ends.length, overflows: () => overflows };
}

const yielded = (value: string) => ({ done: false, value });
const done = { done: true, value: undefined };

describe('createSubscriberQueue', () => {
  it('hands out items in the order in which they were pushed', async () => {
    const { queue } = setUp();
    queue.push('a');
    queue.push('b');
    queue.end();

    const seen = [];
    for await (const item of queue) seen.push(item);

    expect(seen).toEqual(['a', 'b']);
  });

  it('resolves steps that wait, the first one first', async () => {
    const { queue } = setUp();
    const steps = [queue.next(), queue.next()];

    queue.push('a');
    queue.push('b');

    expect(await Promise.all(steps)).toEqual([yielded('a'), yielded('b')]);
    expect(queue.size).toBe(0);
  });

  it('keeps 256 items, and replaces all of them by one overflow item at the next', async () => {
    const { queue, overflows } = setUp();
    for (let number = 0; number < 256; number++) queue.push(`item ${number}`);
    const sizeAtBound = queue.size;

    queue.push('one more');

    expect([sizeAtBound, queue.size, overflows()]).toEqual([256, 1, 0]);
    expect(await queue.next()).toEqual(yielded('resync 1'));
    expect([queue.size, overflows()]).toEqual([0, 1]);
  });

  it('drops what comes while the overflow item waits and goes on once it is taken', async () => {
    const { queue } = setUp(1);
    for (const item of ['a', 'b', 'c']) queue.push(item);

    const first = await queue.next();
    queue.push('d');
    const second = await queue.next();
    for (const item of ['e', 'f']) queue.push(item);
    const third = await queue.next();

    expect([first, second, third]).toEqual([yielded('resync 1'), yielded('d'), yielded('resync 2')]);
  });

  it('delivers what waits before it is done after end, and drops later items', async () => {
    const { queue, endings } = setUp();
    queue.push('a');

    queue.end();
    queue.push('b');

    expect(endings()).toBe(1);
    expect([await queue.next(), await queue.next(), await queue.next()]).toEqual([yielded('a'), done, done]);
  });

  it('ends steps that wait', async () => {
    const { queue } = setUp();
    const steps = [queue.next(), queue.next()];

    queue.end();

    expect(await Promise.all(steps)).toEqual([done, done]);
  });

  it('drops what waits and rejects the next step once when it fails', async () => {
    const { queue, endings } = setUp();
    queue.push('a');

    queue.fail(new Error('gone'));

    expect(endings()).toBe(1);
    await expect(queue.next()).rejects.toThrow('gone');
    expect(await queue.next()).toEqual(done);
  });

  it('rejects the first waiting step and ends the others when it fails', async () => {
    const { queue } = setUp();
    const [first, second] = [queue.next(), queue.next()];

    queue.fail(new Error('gone'));

    await expect(first).rejects.toThrow('gone');
    expect(await second).toEqual(done);
    expect(await queue.next()).toEqual(done);
  });

  it('returns at once although a step waits', async () => {
    const { queue, endings } = setUp();
    const step = queue.next();

    const returned = await queue.return();

    expect([returned, await step]).toEqual([done, done]);
    expect(endings()).toBe(1);
  });

  it('drops everything that waits when the subscriber is done', async () => {
    const { queue } = setUp(1);
    queue.push('a');
    queue.push('b');

    await queue.return();

    expect(queue.size).toBe(0);
    expect(await queue.next()).toEqual(done);
  });

  it('rejects with the error that is thrown into it and ends', async () => {
    const { queue, endings } = setUp();
    const step = queue.next();

    await expect(queue.throw(new Error('stop'))).rejects.toThrow('stop');

    expect(await step).toEqual(done);
    expect(endings()).toBe(1);
  });

  it('tells of its end once, however often and in whatever way it ends', async () => {
    const { queue, endings } = setUp();

    queue.end();
    queue.fail(new Error('late'));
    await queue.return();
    await queue.throw(new Error('later')).catch(() => {});
    queue.end();

    expect(endings()).toBe(1);
  });

  it('ends when a loop over it breaks off', async () => {
    const { queue, endings } = setUp();
    queue.push('a');
    queue.push('b');

    for await (const item of queue) if (item === 'a') break;

    expect(endings()).toBe(1);
    expect(queue.size).toBe(0);
  });
});
