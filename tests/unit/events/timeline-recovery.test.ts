import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../../src/errors.ts';
import { cursorAfterReading } from '../../../src/events/timeline-cursor.ts';
import { createMemoryBus } from '../../../src/events/memory-bus.ts';
import type { TimelineCursor } from '../../../src/events/timeline-step.ts';
import { silentLog } from '../../../src/log.ts';
import type { Message } from '../../../src/model.ts';
import {
  added,
  conversationSid,
  messageOf,
  messagesOf,
  removed,
  setUpTimelines,
  updated,
} from './timeline-setup.ts';

type Setup = ReturnType<typeof setUpTimelines>;

/** What somebody finds who comes back with a cursor. */
interface RecoveryCase {
  readonly name: string;
  /** Messages when the cursor was taken. @default 0 to 9 */
  readonly before?: readonly Message[];
  /** Changes the cursor that a query of `before` gives. */
  readonly cursor?: (cursor: TimelineCursor) => TimelineCursor;
  /** What happens until the client is back. */
  readonly meanwhile?: (setup: Setup) => void;
  readonly expected: readonly string[];
}

const changed = messageOf(3, { body: 'changed', updatedAt: new Date('2026-01-02T12:00:09Z') });
const withChanged = messagesOf(0, 9).map((message) => (message.index === 3 ? changed : message));
const without = (index: number) => messagesOf(0, 9).filter((message) => message.index !== index);
const otherLife = (cursor: TimelineCursor): TimelineCursor => ({ ...cursor, epoch: 'another life' });
/** From after all messages that were there. */
const unknownIndex = (cursor: TimelineCursor): TimelineCursor => ({
  ...cursor,
  index: null,
  window: null,
  takenAt: messageOf(0).createdAt.getTime() + 1_000,
});
const forgotten = (cursor: TimelineCursor): TimelineCursor => ({ ...cursor, offset: -1 });
const ahead = (cursor: TimelineCursor): TimelineCursor => ({ ...cursor, offset: cursor.offset + 1_000 });

const cases: readonly RecoveryCase[] = [
  { name: 'an empty conversation', before: [], expected: [] },
  {
    name: 'the first messages of an empty conversation',
    before: [],
    meanwhile: ({ twilio }) => void (twilio.messages = messagesOf(0, 1)),
    expected: ['added 0', 'added 1'],
  },
  { name: 'the same position', expected: [] },
  {
    name: 'messages whose webhooks came',
    meanwhile({ bus, twilio }) {
      twilio.messages = messagesOf(0, 11);
      for (const message of messagesOf(10, 11)) bus.publish(added(message));
    },
    expected: ['added 10', 'added 11'],
  },
  {
    name: 'messages whose webhooks were lost',
    meanwhile: ({ twilio }) => void (twilio.messages = messagesOf(0, 11)),
    expected: ['added 10', 'added 11'],
  },
  {
    name: 'an edit whose webhook came',
    meanwhile({ bus, twilio }) {
      twilio.messages = withChanged;
      bus.publish(updated(changed));
    },
    // The window tells in which sixteen messages something changed, and not which of them it was.
    expected: [
      ...messagesOf(0, 2).map(({ index }) => `updated ${index}: message ${index}`),
      'updated 3: changed',
      ...messagesOf(4, 9).map(({ index }) => `updated ${index}: message ${index}`),
    ],
  },
  {
    name: 'a removal whose webhook came',
    meanwhile({ bus, twilio }) {
      twilio.messages = without(9);
      bus.publish(removed(messageOf(9)));
    },
    expected: ['removed 9', ...messagesOf(0, 8).map(({ index }) => `updated ${index}: message ${index}`)],
  },
  {
    name: 'a removal that nobody told of and nobody can name',
    meanwhile: ({ twilio }) => void (twilio.messages = without(4)),
    expected: ['Resync HISTORY_LOST'],
  },
  { name: 'another life of the bus, and nothing missed', cursor: otherLife, expected: [] },
  {
    name: 'another life of the bus, and new messages',
    cursor: otherLife,
    meanwhile: ({ twilio }) => void (twilio.messages = messagesOf(0, 10)),
    expected: ['added 10'],
  },
  {
    name: 'another life of the bus, and a cursor that knows no index',
    cursor: (cursor) => otherLife(unknownIndex(cursor)),
    expected: ['Resync HISTORY_LOST'],
  },
  {
    name: 'an edit in another life of the bus',
    cursor: otherLife,
    meanwhile: ({ twilio }) => void (twilio.messages = withChanged),
    expected: [
      ...messagesOf(0, 2).map(({ index }) => `updated ${index}: message ${index}`),
      'updated 3: changed',
      ...messagesOf(4, 9).map(({ index }) => `updated ${index}: message ${index}`),
    ],
  },
  {
    name: 'a history that no longer reaches back, and new messages',
    cursor: forgotten,
    meanwhile: ({ twilio }) => void (twilio.messages = messagesOf(0, 10)),
    expected: ['added 10'],
  },
  {
    name: 'a history that no longer reaches back, and a cursor that knows no index',
    cursor: (cursor) => forgotten(unknownIndex(cursor)),
    expected: ['Resync HISTORY_EXCEEDED'],
  },
  {
    name: 'a place that the bus has not come to yet, and new messages',
    cursor: ahead,
    meanwhile: ({ twilio }) => void (twilio.messages = messagesOf(0, 10)),
    expected: ['added 10'],
  },
  {
    name: 'the deletion of the conversation, which the bus told',
    meanwhile({ bus, twilio }) {
      twilio.failure = new GatewayError('NOT_FOUND', 'There is no such conversation.');
      bus.publish({ kind: 'ConversationRemoved', conversationSid, occurredAt: new Date(0) });
    },
    expected: ['ConversationRemoved'],
  },
  {
    name: 'the deletion of the conversation, and nobody told',
    meanwhile: ({ twilio }) =>
      void (twilio.failure = new GatewayError('NOT_FOUND', 'There is no such conversation.')),
    expected: ['ConversationRemoved'],
  },
  {
    name: 'a cursor that knows no index, by what the bus told since',
    cursor: unknownIndex,
    meanwhile({ bus, twilio }) {
      twilio.messages = [...withChanged, messageOf(10)];
      bus.publish(updated(changed));
      bus.publish(added(messageOf(10)));
    },
    expected: ['updated 3: changed', 'added 10'],
  },
  {
    name: 'an edit of a message older than the window, by what the bus told',
    before: messagesOf(0, 399),
    meanwhile({ bus }) {
      bus.publish(updated(changed));
    },
    expected: ['updated 3: changed'],
  },
  {
    name: '300 messages',
    meanwhile: ({ twilio }) => void (twilio.messages = messagesOf(0, 309)),
    expected: messagesOf(10, 309).map(({ index }) => `added ${index}`),
  },
  {
    name: 'more than 300 messages',
    meanwhile: ({ twilio }) => void (twilio.messages = messagesOf(0, 310)),
    expected: ['Resync HISTORY_EXCEEDED'],
  },
  {
    name: 'a tail that is gone, by what the bus told',
    meanwhile({ bus, twilio }) {
      twilio.messages = messagesOf(0, 7);
      for (const message of messagesOf(8, 9)) bus.publish(removed(message));
    },
    expected: [
      'removed 8',
      'removed 9',
      ...messagesOf(0, 7).map(({ index }) => `updated ${index}: message ${index}`),
    ],
  },
  {
    name: 'a tail that is gone, and nobody told',
    meanwhile: ({ twilio }) => void (twilio.messages = messagesOf(0, 7)),
    expected: ['Resync HISTORY_LOST'],
  },
];

/** Word of everything went to all instances. */
const allTold = { find: () => ({ heardAt: 0, traceparent: undefined, deliveriesTraced: 0 }) };

describe('somebody who comes back', () => {
  it.each(cases)('after $name', async ({ before = messagesOf(0, 9), cursor, meanwhile, expected }) => {
    const setup = setUpTimelines({ trail: allTold });
    setup.twilio.messages = [...before];
    const query = setup.query();

    meanwhile?.(setup);
    const told = await setup.follow(cursor?.(query) ?? query);
    await setup.clock.advance(3_000);

    expect(told.said()).toEqual(expected);
  });

  it('with a message that Twilio does not list yet finds it there at the third look', async () => {
    const { clock, calls, follow, query, twilio } = setUpTimelines();
    twilio.messages = messagesOf(0, 9);
    const cursor = query();
    twilio.messages = messagesOf(0, 8);

    const told = await follow(cursor);
    await clock.advance(700);
    twilio.messages = messagesOf(0, 9);
    await clock.advance(700);

    expect(told.said()).toEqual([]);
    expect(calls).toHaveLength(3);
  });

  it('is not told again of a message that was told and removed, where its removal was not heard of', async () => {
    const [one, other] = [setUpTimelines(), setUpTimelines()];
    other.twilio.messages = messagesOf(0, 10);
    await other.follow();
    one.twilio.messages = messagesOf(0, 9);
    const told = await one.follow(one.query());
    one.bus.publish(added(messageOf(10)));
    await one.clock.advance(20_000);

    const again = await other.follow(told.cursor());
    other.twilio.messages = messagesOf(0, 9);
    await other.clock.advance(20_000);

    expect(told.said()).toEqual(['added 10', 'removed 10']);
    expect(again.said()).not.toContain('added 10');
    expect(again.said().at(-1)).toBe('removed 10');
  });

  it('from a query that knew of a removal is not told of the message again, where its removal was not heard of', async () => {
    const { calls, clock, follow, twilio } = setUpTimelines();
    twilio.messages = messagesOf(0, 10);
    await follow();
    twilio.messages = messagesOf(0, 9);
    await clock.advance(5_000);
    const known = calls.length;
    const takenAt = messageOf(10).createdAt.getTime() + 1_000;

    const told = await follow(
      cursorAfterReading(
        { epoch: 'another', offset: 0, takenAt },
        { messages: messagesOf(0, 9), isComplete: true },
      ),
    );
    await clock.advance(1_000);

    expect(told.said()).toEqual([]);
    expect(calls.length - known).toBe(1);
  });

  it('does not wait for a message that it knows to be removed', async () => {
    const [one, other] = [setUpTimelines(), setUpTimelines()];
    for (const { twilio } of [one, other]) twilio.messages = messagesOf(0, 9);
    const told = await one.follow(one.query());
    one.bus.publish(added(messageOf(10)));
    await one.clock.advance(20_000);

    const again = await other.follow(told.cursor());
    await other.clock.advance(5_000);
    const reads = other.calls.length;
    other.twilio.messages = [...messagesOf(0, 9), messageOf(11)];
    other.bus.publish(added(messageOf(11)));
    await other.clock.advance(1_000);

    expect(reads).toBe(1);
    expect(again.said()).toEqual(['added 11']);
  });

  it('is told what comes while it joins, once and in order', async () => {
    const { bus, clock, follow, query, twilio } = setUpTimelines();
    twilio.messages = messagesOf(0, 9);
    const cursor = query();
    let release = () => {};
    twilio.hold = new Promise((resolve) => {
      release = resolve;
    });

    const told = await follow(cursor);
    bus.publish(added(messageOf(10)));
    bus.publish(added(messageOf(11)));
    release();
    await clock.advance(0);
    bus.publish(added(messageOf(12)));

    expect(told.said()).toEqual(['added 10', 'added 11', 'added 12']);
  });

  it('from any step finds exactly what followed it', async () => {
    const { bus, clock, follow, query, twilio } = setUpTimelines();
    twilio.messages = messagesOf(0, 9);
    const told = await follow(query());
    for (const message of messagesOf(10, 14)) {
      twilio.messages.push(message);
      bus.publish(added(message));
    }
    await clock.advance(0);

    for (const [place, { cursor }] of told.steps.entries()) {
      const again = await follow(cursor);
      expect(again.said()).toEqual(told.said().slice(place + 1));
    }
  });

  it('at another instance, whose bus lived through it all, finds the same as at the first', async () => {
    const bus = createMemoryBus({ log: silentLog });
    const [one, other] = [setUpTimelines({ bus }), setUpTimelines({ bus })];
    one.twilio.messages = messagesOf(0, 9);
    const told = await one.follow(one.query());
    bus.publish(added(messageOf(10)));
    bus.publish(updated(changed));
    other.twilio.messages = [...withChanged, messageOf(10)];

    const atOther = await other.follow(told.cursor());
    bus.publish(added(messageOf(11)));

    expect(told.said()).toEqual(['added 10', 'updated 3: changed', 'added 11']);
    expect(atOther.said()).toEqual(['added 11']);
  });

  it('after it was told an older version by an instance that knew no other, and left amid it, is told the newer one', async () => {
    const bus = createMemoryBus({ log: silentLog });
    const [one, other] = [setUpTimelines({ bus }), setUpTimelines({ bus })];
    one.twilio.messages = messagesOf(0, 9);
    const told = await one.follow(one.query());
    bus.publish(updated(changed));
    other.twilio.messages = messagesOf(0, 9);
    const older = await other.follow({ ...told.cursor(), offset: bus.position().offset });
    expect(older.said()).toContain('updated 3: message 3');
    const amid = older.steps[older.said().indexOf('updated 3: message 3')]?.cursor;

    const again = amid && (await one.follow(amid));

    expect(again?.said()).toContain('updated 3: changed');
  });
});
