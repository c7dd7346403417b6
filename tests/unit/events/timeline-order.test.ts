import { describe, expect, it } from 'vitest';
import { settle } from '../upstream/manual-clock.ts';
import {
  added,
  at,
  conversationSid,
  followAfter,
  messageOf,
  messagesOf,
  removed,
  setUpTimelines,
  updated,
} from './timeline-setup.ts';

describe('a new message', () => {
  it('is told at once when it follows the last one, and once when it is repeated', async () => {
    const { bus, told, calls } = await followAfter(4);

    bus.publish(added(messageOf(5)));
    bus.publish(added(messageOf(5)));
    bus.publish(added(messageOf(3)));

    expect(told.said()).toEqual(['added 5']);
    expect(calls).toHaveLength(1);
  });

  it('waits for those before it, which come by themselves within a moment', async () => {
    const { bus, clock, told, calls } = await followAfter(4);

    bus.publish(added(messageOf(6)));
    await clock.advance(200);
    const before = told.said();
    bus.publish(added(messageOf(5)));

    expect(before).toEqual([]);
    expect(told.said()).toEqual(['added 5', 'added 6']);
    expect(calls).toHaveLength(1);
  });

  it('is told after those whose webhooks were lost, which are read', async () => {
    const { bus, clock, told, twilio, counts } = await followAfter(4);
    twilio.messages = messagesOf(0, 8);

    bus.publish(added(messageOf(8)));
    await clock.advance(400);

    expect(told.said()).toEqual(['added 5', 'added 6', 'added 7', 'added 8']);
    expect(counts).toMatchObject({ gaps: 1, repairs: 4, resyncs: 0 });
  });

  it('is told after more than a page of others, read on only when no page can be too old to show them', async () => {
    const { bus, clock, told, twilio, calls } = await followAfter(4);
    twilio.messages = messagesOf(0, 150);

    bus.publish(added(messageOf(150)));
    await clock.advance(1_200);
    const callsBefore = calls.length;
    await clock.advance(300);

    expect(callsBefore).toBe(2);
    expect(calls).toHaveLength(3);
    expect(told.said()).toEqual(messagesOf(5, 150).map(({ index }) => `added ${index}`));
  });

  it('does not wait for an index that Twilio skipped', async () => {
    const { bus, clock, told, twilio } = await followAfter(4);
    twilio.messages = [...messagesOf(0, 4), messageOf(7)];

    bus.publish(added(messageOf(7)));
    await clock.advance(400);
    bus.publish(added(messageOf(8)));

    expect(told.said()).toEqual(['added 7', 'added 8']);
  });

  it('of an index far beyond the others is never told when Twilio does not hold it', async () => {
    const { bus, clock, told, twilio } = await followAfter(4);

    bus.publish(added(messageOf(1_000_004)));
    await clock.advance(5_000);
    twilio.messages = messagesOf(0, 5);
    bus.publish(added(messageOf(5)));
    await clock.advance(5_000);

    expect(told.said()).toEqual(['added 5']);
  });

  it('that Twilio does not hold is taken back by the next sweep, and hides no other of its index', async () => {
    const { bus, clock, told, twilio } = await followAfter(4);

    bus.publish(added(messageOf(5, { sid: `IM${'f'.repeat(32)}` })));
    await clock.advance(20_000);
    twilio.messages = messagesOf(0, 5);
    bus.publish(added(messageOf(5)));

    expect(told.said()).toEqual(['added 5', 'removed 5', 'added 5']);
  });

  it('beyond 300 that were missed is not told one by one', async () => {
    const { bus, clock, told, twilio, counts } = await followAfter(4);
    twilio.messages = messagesOf(0, 400);

    bus.publish(added(messageOf(400)));
    await clock.advance(2_000);
    bus.publish(added(messageOf(401)));

    expect(told.said()).toEqual(['Resync HISTORY_EXCEEDED', 'added 401']);
    expect(counts.resyncs).toBe(1);
  });

  it('that were too many to be told are known to whoever keeps what was read before', async () => {
    const { bus, clock, twilio } = await followAfter(4);
    const heard: number[] = [];
    bus.subscribeAll(({ event }) => heard.push(event.kind === 'MessageAdded' ? event.message.index : -1));
    twilio.messages = messagesOf(0, 400);

    bus.publish(added(messageOf(399)));
    await clock.advance(2_000);

    expect(heard).toEqual([399, 400]);
  });

  it('of our own is told from the answer to the write, and not again when its webhook comes', async () => {
    const { bus, clock, timelines, told, counts } = await followAfter(4);
    const message = messageOf(5);

    timelines.accept({ kind: 'MessageAdded', conversationSid, occurredAt: message.createdAt, message });
    const atOnce = told.said();
    bus.publish(added({ ...message, delivery: undefined }));
    await clock.advance(6_000);

    expect(atOnce).toEqual(['added 5']);
    expect(told.said()).toEqual(['added 5']);
    expect(counts.echoesMissing).toBe(0);
  });

  it('of our own whose webhook does not come within 5 s is counted, and everything is swept sooner', async () => {
    const { clock, timelines, twilio, counts } = await followAfter(4);
    const message = messageOf(5);
    twilio.messages = messagesOf(0, 5);

    timelines.accept({ kind: 'MessageAdded', conversationSid, occurredAt: message.createdAt, message });
    await clock.advance(16_000);
    const readsBefore = counts.reads;
    await clock.advance(20_000);

    expect(counts.echoesMissing).toBe(1);
    expect(counts.reads - readsBefore).toBe(4);
  });
});

describe('a change of a message', () => {
  it('is told when it is newer than what is known, and not when it is older', async () => {
    const { bus, told } = await followAfter(4);

    bus.publish(updated(messageOf(3, { body: 'second', updatedAt: at('09.500') })));
    bus.publish(updated(messageOf(3, { body: 'first', updatedAt: at('08.500') })));

    expect(told.said()).toEqual(['updated 3: second']);
  });

  it('in the same second as what is known proves nothing, and is read a second later', async () => {
    const { bus, clock, told, twilio } = await followAfter(4);
    const known = messageOf(3, { body: 'by REST', updatedAt: at('05') });
    twilio.messages = [...messagesOf(0, 2), known, messageOf(4)];
    bus.publish(updated(known));

    bus.publish(updated(messageOf(3, { body: 'by webhook', updatedAt: at('05.300') })));
    const atOnce = told.said();
    twilio.messages = [...messagesOf(0, 2), { ...known, body: 'the truth' }, messageOf(4)];
    await clock.advance(1_500);

    expect(atOnce).toEqual(['updated 3: by REST']);
    expect(told.said()).toEqual(['updated 3: by REST', 'updated 3: the truth']);
  });

  it('is not taken back by a read that may be older', async () => {
    const { bus, clock, told, twilio } = await followAfter(4);
    const stale = [...twilio.messages];
    const changed = messageOf(4, { body: 'changed', updatedAt: at('09.500') });

    bus.publish(updated(changed));
    bus.publish(added(messageOf(6)));
    twilio.messages = [...stale, messageOf(6)];
    await clock.advance(400);
    const early = told.said();
    twilio.messages = [...messagesOf(0, 3), changed, messageOf(6)];
    await clock.advance(20_000);

    expect(early).toEqual(['updated 4: changed', 'added 6']);
    expect(told.said()).toEqual(early);
  });

  it('of a message that was not told yet is told as the new message that it is', async () => {
    const { bus, clock, told, twilio } = await followAfter(4);
    const changed = messageOf(5, { body: 'changed', updatedAt: at('09') });
    twilio.messages = [...messagesOf(0, 4), changed];

    bus.publish(updated(changed));
    await clock.advance(400);

    expect(told.said()).toEqual(['added 5']);
  });

  it('of a message older than all that is remembered is passed on, and does not go back', async () => {
    const { bus, told } = await followAfter(449);

    bus.publish(updated(messageOf(2, { body: 'changed', updatedAt: at('09.500') })));
    bus.publish(updated(messageOf(2, { body: 'before', updatedAt: at('08.500') })));

    expect(told.said()).toEqual(['updated 2: changed']);
  });
});

describe('a removal', () => {
  it('is told once, and the message does not come back by a late webhook or an old read', async () => {
    const { bus, clock, told, twilio } = await followAfter(4);

    bus.publish(removed(messageOf(4)));
    bus.publish(removed(messageOf(4)));
    bus.publish(added(messageOf(4)));
    bus.publish(updated(messageOf(4, { body: 'late', updatedAt: at('09.500') })));
    bus.publish(added(messageOf(6)));
    twilio.messages = [...messagesOf(0, 4), messageOf(6)];
    await clock.advance(1_000);

    expect(told.said()).toEqual(['removed 4', 'added 6']);
  });

  it('that Twilio does not know of is taken back in the end', async () => {
    const { bus, clock, told } = await followAfter(4);

    bus.publish(removed(messageOf(3)));
    await clock.advance(40_000);

    expect(told.said()).toEqual(['removed 3', 'updated 3: message 3']);
  });

  it('of our own is told from the answer to the write', async () => {
    const { timelines, told } = await followAfter(4);
    const { sid: messageSid, index } = messageOf(4);

    timelines.accept({
      kind: 'MessageRemoved',
      conversationSid,
      occurredAt: new Date(0),
      messageSid,
      index,
    });

    expect(told.said()).toEqual(['removed 4']);
  });

  it('of a message that was never told is told too, once: a query may have shown it', async () => {
    const { bus, clock, told, twilio } = await followAfter(4);

    bus.publish(removed(messageOf(5)));
    bus.publish(removed(messageOf(5)));
    twilio.messages = [...messagesOf(0, 4), messageOf(6)];
    bus.publish(added(messageOf(6)));
    await clock.advance(2_000);

    expect(told.said()).toEqual(['removed 5', 'added 6']);
  });
});

describe('timelines', () => {
  it('serve all subscribers of a conversation from one', async () => {
    const { bus, calls, follow, told, timelines } = await followAfter(4);
    const other = await follow();

    bus.publish(added(messageOf(5)));

    expect(told.said()).toEqual(['added 5']);
    expect(other.said()).toEqual(['added 5']);
    expect(told.steps[0]).toBe(other.steps[0]);
    expect(calls).toHaveLength(1);
    expect(timelines.live).toBe(1);
  });

  it('keep a conversation for a while after the last subscriber left, and then let go of everything', async () => {
    const { clock, told, timelines } = await followAfter(4);

    told.subscription.end();
    await clock.advance(29_000);
    const kept = timelines.live;
    await clock.advance(2_000);

    expect(kept).toBe(1);
    expect(timelines.live).toBe(0);
    expect(clock.timersPending()).toBe(0);
  });

  it('let go of every timer and tell nobody anything after they were closed', async () => {
    const { bus, clock, told, timelines } = await followAfter(4);
    bus.publish(added(messageOf(6)));

    timelines.close();
    bus.publish(added(messageOf(5)));
    await clock.advance(60_000);

    expect(told.said()).toEqual([]);
    expect(clock.timersPending()).toBe(0);
  });

  it('read nothing for a patient subscriber before something happens, and then tell it in order', async () => {
    const { bus, clock, calls, follow, twilio } = setUpTimelines();
    twilio.messages = messagesOf(0, 4);
    const told = await follow(null, { isPatient: true });
    const callsBefore = calls.length;
    twilio.messages = messagesOf(0, 5);

    bus.publish(added(messageOf(5)));
    await clock.advance(0);
    bus.publish(added(messageOf(6)));
    await settle();

    expect(callsBefore).toBe(0);
    expect(told.said()).toEqual(['added 5', 'added 6']);
  });
});
