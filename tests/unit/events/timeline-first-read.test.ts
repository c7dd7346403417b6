import { describe, expect, it } from 'vitest';
import { type BusSubscription, conversationTopic, type EventBus } from '../../../src/events/event-bus.ts';
import { createEventTrail } from '../../../src/events/event-trail.ts';
import { createMemoryBus } from '../../../src/events/memory-bus.ts';
import { silentLog } from '../../../src/log.ts';
import type { Message } from '../../../src/model.ts';
import { createManualClock } from '../upstream/manual-clock.ts';
import { added, conversationSid, messageOf, messagesOf, setUpTimelines, updated } from './timeline-setup.ts';

/** A conversation of which everybody hears by the bus, and that nobody follows yet. */
function setUpHeard(bus: EventBus = createMemoryBus({ log: silentLog })) {
  const clock = createManualClock();
  const trail = createEventTrail({ bus, clock, tracer: { traceparent: () => undefined } });
  const setup = setUpTimelines({ bus, clock, trail });
  const now = new Date(clock.wallTime());
  const longAgo = new Date(clock.wallTime() - 120_000);
  const older = messagesOf(0, 3).map((message) => ({ ...message, createdAt: longAgo, updatedAt: longAgo }));
  const published: string[] = [];
  return {
    ...setup,
    clock,
    published,
    /** A message of this very moment, as the newest of five. */
    write(changes: Partial<Message> = {}): Message {
      const message = messageOf(4, { createdAt: now, updatedAt: now, ...changes });
      setup.twilio.messages = [...older, message];
      return message;
    },
    async followFirst() {
      bus.subscribe(conversationTopic(conversationSid), ({ event }) => published.push(event.kind));
      const told = await setup.follow();
      await clock.advance(0);
      return told;
    },
  };
}

describe('the first read of a conversation', () => {
  it('tells all instances of a message that nobody told of, as of a change', async () => {
    const { write, followFirst, published } = setUpHeard();
    write();

    const told = await followFirst();

    expect(published).toEqual(['MessageUpdated']);
    expect(told.said()).toEqual([]);
  });

  it('tells nobody of a message whose webhook was heard before: what is kept of it is as new', async () => {
    const { bus, write, followFirst, published } = setUpHeard();
    bus.publish(added(write()));

    await followFirst();

    expect(published).toEqual([]);
  });

  it('tells of a change that nobody told of, though the message itself was heard of', async () => {
    const { bus, clock, write, followFirst, published } = setUpHeard();
    bus.publish(added(write()));
    write({ body: 'changed', updatedAt: new Date(clock.wallTime() + 5_000) });

    await followFirst();

    expect(published).toEqual(['MessageUpdated']);
  });

  it('tells nobody of a change that was heard of, whose date a webhook tells finer than a read', async () => {
    const { bus, clock, write, followFirst, published } = setUpHeard();
    const second = Math.floor(clock.wallTime() / 1_000) * 1_000 + 5_000;
    bus.publish(updated(write({ body: 'changed', updatedAt: new Date(second + 321) })));
    write({ body: 'changed', updatedAt: new Date(second) });

    await followFirst();

    expect(published).toEqual([]);
  });

  it('does not count on what was heard before others may have been deaf', async () => {
    let gap = () => {};
    const bus = createMemoryBus({ log: silentLog });
    const onGap = (listener: () => void): BusSubscription => {
      gap = listener;
      return { ready: Promise.resolve(), end() {} };
    };
    const { clock, write, followFirst, published } = setUpHeard({ ...bus, onGap });
    bus.publish(added(write()));
    await clock.advance(1);
    gap();

    await followFirst();

    expect(published).toEqual(['MessageUpdated']);
  });

  it('does not count on what was heard while nobody knows whether others hear it', async () => {
    const bus = createMemoryBus({ log: silentLog });
    const { write, followFirst, published } = setUpHeard({
      ...bus,
      heardUntil: () => Number.NEGATIVE_INFINITY,
    });
    bus.publish(added(write()));

    await followFirst();

    expect(published).toEqual(['MessageUpdated']);
  });
});
