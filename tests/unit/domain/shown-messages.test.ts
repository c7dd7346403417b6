import { describe, expect, it } from 'vitest';
import { sleep, systemClock } from '../../../src/clock.ts';
import type { Messages } from '../../../src/domain/message.ts';
import { recordShownMessages } from '../../../src/domain/shown-messages.ts';
import { highestIndexOf } from '../../../src/events/timeline-window.ts';
import type { Message } from '../../../src/model.ts';

const at = { epoch: 'e', offset: 7, takenAt: 1_795_000_000_000 };

const messageAt = (index: number): Message => ({
  sid: `IM${index}`,
  conversationSid: 'CH1',
  index,
  author: 'alice',
  participantSid: null,
  body: 'Ahoy',
  attributes: {},
  media: [],
  contentSid: null,
  delivery: null,
  createdAt: new Date(0),
  updatedAt: new Date(0),
});

/** A request whose last messages are read by `last`. */
function record(last: (conversationSid: string) => Promise<Message | null>) {
  return recordShownMessages({ last } as Partial<Messages> as Messages, { at });
}

describe('the cursors of all that a request shows', () => {
  it('tell of messages that are asked for only when the rows above them are there', async () => {
    const shown = record(async () => messageAt(4));
    const rows = sleep(systemClock, 5).then(() => ['CH1', 'CH2']);

    const cursors = shown.cursors();
    const reading = shown.whileReading(rows).then((sids) => Promise.all(sids.map(shown.messages.last)));
    await reading;

    expect([...(await cursors)].map(([sid, { index }]) => [sid, index])).toEqual([
      ['CH1', 4],
      ['CH2', 4],
    ]);
  });

  it('say of each which message was shown, and where the stream stood before', async () => {
    const shown = record(async () => messageAt(4));
    await shown.messages.last('CH1');

    const cursor = (await shown.cursors()).get('CH1');

    expect(cursor).toMatchObject({ ...at, index: 4 });
    expect(cursor?.window && highestIndexOf(cursor.window)).toBe(4);
  });

  it('leave out what could not be read', async () => {
    const shown = record(async (sid) => {
      if (sid === 'CH1') throw new Error('Not there.');
      return null;
    });
    const asked = ['CH1', 'CH2'].map((sid) => shown.messages.last(sid));
    await Promise.allSettled(asked);

    const cursors = await shown.cursors();

    expect([...cursors].map(([sid, { index }]) => [sid, index])).toEqual([['CH2', -1]]);
  });
});
