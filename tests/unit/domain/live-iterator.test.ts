import { describe, expect, it, vi } from 'vitest';
import type { LiveEvent } from '../../../src/domain/live-event.ts';
import { createLiveIterator } from '../../../src/domain/live-iterator.ts';
import { createSubscriberQueue } from '../../../src/events/subscriber-queue.ts';

const eventOf = (name: string): LiveEvent => ({
  kind: 'ConversationRemoved',
  conversationSid: name,
  cursor: name,
  occurredAt: new Date(0),
});

const createIterator = (options: {
  history?: string[];
  final?: string;
  expand?: (item: string) => Promise<LiveEvent[]>;
}) => {
  const queue = createSubscriberQueue<string>({ overflow: () => 'overflow' });
  const iterator = createLiveIterator(
    {
      queue,
      sharing: null,
      expand: options.expand ?? (async (item) => [eventOf(item)]),
      takeFinal: async () => (options.final === undefined ? null : eventOf(options.final)),
    },
    options.history ?? [],
  );
  return { queue, iterator };
};

const namesOf = async (iterator: AsyncIterableIterator<LiveEvent>) => {
  const names: string[] = [];
  for await (const event of iterator) names.push(event.cursor);
  return names;
};

describe('a live stream', () => {
  it('tells history before anything that waits, and what comes in order', async () => {
    const { iterator, queue } = createIterator({ history: ['old 1', 'old 2'] });
    queue.push('new 1');
    queue.push('new 2');
    queue.end();

    expect(await namesOf(iterator)).toEqual(['old 1', 'old 2', 'new 1', 'new 2']);
  });

  it('tells none, one or several events of an item', async () => {
    const { iterator, queue } = createIterator({
      expand: async (item) => item.split(',').filter(Boolean).map(eventOf),
    });
    for (const item of ['a', '', 'b,c']) queue.push(item);
    queue.end();

    expect(await namesOf(iterator)).toEqual(['a', 'b', 'c']);
  });

  it('tells the last event when the queue is dropped, and then ends', async () => {
    let final: string | undefined = 'removed';
    const queue = createSubscriberQueue<string>({ overflow: () => 'overflow' });
    const iterator = createLiveIterator<string>(
      {
        queue,
        sharing: null,
        expand: async (item) => [eventOf(item)],
        async takeFinal() {
          const event = final === undefined ? null : eventOf(final);
          final = undefined;
          return event;
        },
      },
      [],
    );
    queue.push('waits');
    await queue.return();

    expect(await namesOf(iterator)).toEqual(['removed']);
  });

  it('reads nothing for an event before the subscriber asks for it', async () => {
    const expand = vi.fn(async (item: string) => [eventOf(item)]);
    const { iterator, queue } = createIterator({ expand });
    queue.push('a');
    queue.push('b');

    await iterator.next();

    expect(expand).toHaveBeenCalledTimes(1);
  });

  it('ends at once although an event is awaited', async () => {
    const { iterator } = createIterator({});
    const pending = iterator.next();

    await iterator.return?.();

    expect(await pending).toEqual({ done: true, value: undefined });
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  it('tells nothing more once it was ended while an event was being completed', async () => {
    let complete = (_events: LiveEvent[]) => {};
    const { iterator, queue } = createIterator({
      expand: () =>
        new Promise((resolve) => {
          complete = resolve;
        }),
    });
    queue.push('a');
    const pending = iterator.next();
    await Promise.resolve();
    await Promise.resolve();

    const returned = iterator.return?.();
    complete([eventOf('a')]);
    await returned;

    expect(await pending).toEqual({ done: true, value: undefined });
  });
});
