import { describe, expect, it } from 'vitest';
import { createCursorCodec } from '../../../src/domain/cursor.ts';
import {
  decodeConversationCursor,
  encodeConversationCursor,
  eventScope,
} from '../../../src/domain/event-cursor.ts';
import {
  type ConversationPlace,
  decodeInboxCursor,
  encodeInboxCursor,
  shortNameOf,
} from '../../../src/domain/inbox-cursor.ts';
import { markWindow } from '../../../src/events/timeline-window.ts';

const cursors = createCursorCodec({ keys: () => [Buffer.alloc(32, 1)] });
const boats = `CH${'1'.repeat(32)}`;
const wrecks = `CH${'2'.repeat(32)}`;
const at = { epoch: 'abcdefghijkl', offset: 1_795_448_473_719_787, takenAt: 1_795_448_473_719 };
/** Fingerprints that take all of their bits, at every index. */
const dense = Array.from({ length: 512 }, (_, place) => ({
  index: 10_000 + place,
  fingerprint: 2 ** 48 - 1,
}));

const invalid = expect.objectContaining({ code: 'INVALID_CURSOR' });

describe('the cursor of a conversation', () => {
  it('says what it was made of, with and without a window', () => {
    const whole = { ...at, index: 10_511, window: markWindow(dense, { low: 10_000, top: 10_511 }) };
    const bare = { ...at, index: null, window: null };

    for (const cursor of [whole, bare]) {
      const text = encodeConversationCursor(cursors, boats, cursor);
      expect(decodeConversationCursor(cursors, boats, text)).toEqual(cursor);
    }
  });

  it('is short enough to be read back, however large its window', () => {
    const window = markWindow(dense, { low: 10_000, top: 10_511 });

    const text = encodeConversationCursor(cursors, boats, { ...at, index: 10_511, window });

    expect(text.length).toBeLessThan(600);
  });

  it('is refused by another conversation, by an inbox, and when it is of another version or was changed', () => {
    const text = encodeConversationCursor(cursors, boats, { ...at, index: 1, window: null });
    const scope = eventScope.conversation(boats);
    const future = cursors.encode({ scope, place: [3, 1, at.epoch, at.offset, at.takenAt] });
    const odd = cursors.encode({ scope, place: [2, 'one', at.epoch, at.offset, at.takenAt] });

    expect(() => decodeConversationCursor(cursors, wrecks, text)).toThrow(invalid);
    expect(() => decodeInboxCursor(cursors, 'alice', text)).toThrow(invalid);
    for (const wrong of [future, odd, `A${text.slice(1)}`, text.slice(0, -4), ''])
      expect(() => decodeConversationCursor(cursors, boats, wrong)).toThrow(invalid);
  });
});

describe('the cursor of an inbox', () => {
  const { epoch, offset } = at;
  const place = { epoch, offset, followedSince: at.takenAt, conversations: 2 ** 48 - 1 };
  const window = markWindow(dense.slice(0, 20), { low: 10_000, top: 10_019 });
  const placeAt = (index: number) => ({ index, window, followedSince: at.takenAt });

  it('says where each conversation stands', () => {
    const places = new Map<number, ConversationPlace>([
      [shortNameOf(boats), placeAt(10_019)],
      [shortNameOf(wrecks), { index: -1, window: null, followedSince: at.takenAt }],
      [7, { index: null, window: null, followedSince: at.takenAt + 1 }],
      [2 ** 48 - 1, { index: 2 ** 31, window: null, followedSince: at.takenAt }],
    ]);

    const text = encodeInboxCursor(cursors, 'alice', { ...place, places });

    expect(decodeInboxCursor(cursors, 'alice', text)).toEqual({ ...place, places });
  });

  it('tells of the newest messages of the 32 conversations that changed last, and where 1,000 stand', () => {
    const places = new Map(Array.from({ length: 1_200 }, (_, name) => [name, placeAt(10_019)]));

    const text = encodeInboxCursor(cursors, 'alice', { ...place, places });
    const read = decodeInboxCursor(cursors, 'alice', text).places;

    expect([...read.keys()]).toEqual(Array.from({ length: 1_000 }, (_, ordinal) => 200 + ordinal));
    expect([...read].filter(([, { window: told }]) => told !== null).map(([name]) => name)).toEqual(
      Array.from({ length: 32 }, (_, ordinal) => 1_168 + ordinal),
    );
    expect(text.length).toBeLessThan(18_000);
  });

  it('is refused for another viewer and when it is of another version', () => {
    const text = encodeInboxCursor(cursors, 'alice', { ...place, places: new Map() });
    const future = cursors.encode({
      scope: eventScope.inbox('alice'),
      place: [4, epoch, offset, at.takenAt, null, ''],
    });

    expect(() => decodeInboxCursor(cursors, 'bob', text)).toThrow(invalid);
    expect(() => decodeInboxCursor(cursors, 'alice', future)).toThrow(invalid);
  });
});
