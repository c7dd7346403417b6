import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../../src/errors.ts';
import type { EventBus } from '../../../src/events/event-bus.ts';
import { createMemoryBus } from '../../../src/events/memory-bus.ts';
import { silentLog } from '../../../src/log.ts';
import {
  added,
  at,
  conversationSid,
  followAfter,
  messageOf,
  messagesOf,
  setUpTimelines,
} from './timeline-setup.ts';
describe('a sweep', () => {
  it('finds what no webhook told of, tells it, and publishes it for the other instances', async () => {
    const { bus, clock, told, twilio } = await followAfter(4);
    const published: string[] = [];
    bus.subscribeAll(({ event }) => published.push(event.kind));
    twilio.messages = [
      ...messagesOf(0, 1),
      messageOf(3, { body: 'changed', updatedAt: at('09') }),
      ...messagesOf(4, 5),
    ];

    await clock.advance(20_000);

    expect(told.said()).toEqual(['updated 3: changed', 'removed 2', 'added 5']);
    expect(published).toEqual(['MessageUpdated', 'MessageRemoved', 'MessageAdded']);
  });

  it('finds that a conversation was deleted', async () => {
    const { clock, told, twilio } = await followAfter(4);
    twilio.failure = new GatewayError('NOT_FOUND', 'There is no such conversation.');

    await clock.advance(25_000);

    expect(told.said()).toEqual(['ConversationRemoved']);
  });

  it('is left to the instance that has the lease, but not for ever', async () => {
    const bus = createMemoryBus({ log: silentLog });
    const { clock, calls } = await followAfter(4, { bus: { ...bus, lease: async () => false } });

    await clock.advance(45_000);
    const callsBefore = calls.length;
    await clock.advance(45_000);

    expect(callsBefore).toBe(1);
    expect(calls.length).toBe(2);
  });

  it('goes with the least priority and asks Twilio itself', async () => {
    const { clock, calls } = await followAfter(4);

    await clock.advance(16_000);

    expect(calls.map(([request, call]) => [request.order, call?.priority, call?.fresh])).toEqual([
      ['desc', 'backfill', true],
      ['desc', 'sweep', true],
    ]);
  });
});

describe('a first read', () => {
  const publishedKinds = (bus: Pick<EventBus, 'subscribeAll'>) => {
    const kinds: string[] = [];
    bus.subscribeAll(({ event }) => kinds.push(event.kind));
    return kinds;
  };

  it('publishes a change of the newest message where something is so new that a cache may lack it', async () => {
    const setup = setUpTimelines();
    const kinds = publishedKinds(setup.bus);
    const now = new Date(setup.clock.now());
    setup.twilio.messages = [...messagesOf(0, 3), messageOf(4, { createdAt: now, updatedAt: now })];

    await setup.follow();

    expect(kinds).toEqual(['MessageUpdated']);
  });

  it('publishes nothing where all is older than whatever a cache may keep', async () => {
    const setup = setUpTimelines();
    const kinds = publishedKinds(setup.bus);
    await setup.clock.advance(Math.max(0, messageOf(0).createdAt.getTime() + 70_000 - setup.clock.now()));
    setup.twilio.messages = messagesOf(0, 4);

    await setup.follow();

    expect(kinds).toEqual([]);
  });
});

describe('an upstream that refuses', () => {
  it('is asked again after as long as it says, and nothing is lost', async () => {
    const { bus, clock, told, twilio, calls } = await followAfter(4);
    twilio.messages = messagesOf(0, 6);
    twilio.failure = new GatewayError('RATE_LIMITED', 'Too many calls.', { retryAfterMs: 3_000 });

    bus.publish(added(messageOf(6)));
    await clock.advance(3_000);
    const refused = calls.length;
    twilio.failure = null;
    await clock.advance(1_000);

    expect(refused).toBe(2);
    expect(told.said()).toEqual(['added 5', 'added 6']);
  });

  it('does not hold up what passes through', async () => {
    const { bus, told, twilio } = await followAfter(4);
    twilio.failure = new GatewayError('UPSTREAM_UNAVAILABLE', 'Down.');

    bus.publish(added(messageOf(6)));
    bus.publish({
      kind: 'DeliveryUpdated',
      conversationSid,
      occurredAt: at('09'),
      messageSid: messageOf(4).sid,
    });

    expect(told.said()).toEqual(['DeliveryUpdated']);
  });
});
