import { describe, expect, it } from 'vitest';
import { createUnreadCounts } from '../../../src/domain/unread-counts.ts';
import type { Message, UserConversation } from '../../../src/model.ts';

const date = new Date(0);
/** When the rows were read; what happens `later` is not in them. */
const read = { startedAt: 1_000, endedAt: 1_100 };
const later = new Date(1_101);

const rowOf = (
  sid: string,
  unreadMessagesCount: number | null,
  lastReadMessageIndex: number | null,
): UserConversation => ({
  conversation: {
    sid,
    uniqueName: null,
    friendlyName: null,
    state: 'active',
    attributes: {},
    timers: { inactiveAt: null, closedAt: null },
    createdAt: date,
    updatedAt: date,
  },
  participantSid: 'MB1',
  userSid: 'US1',
  unreadMessagesCount,
  lastReadMessageIndex,
  notificationLevel: 'default',
});

const messageOf = (conversationSid: string, index: number): Message => ({
  sid: `IM${index}`,
  conversationSid,
  index,
  author: 'bob',
  participantSid: null,
  body: 'hello',
  attributes: {},
  media: [],
  contentSid: null,
  delivery: null,
  createdAt: date,
  updatedAt: date,
});

describe('unread counts', () => {
  it('grow with each message above the horizon, and the total with them', () => {
    const counts = createUnreadCounts([rowOf('CH1', 2, 4), rowOf('CH2', 1, 0)], read);

    expect(counts.count(messageOf('CH1', 7), later)).toBe('added');

    expect(counts.of('CH1')).toBe(3);
    expect(counts.of('CH2')).toBe(1);
    expect(counts.total()).toBe(4);
  });

  it('do not count what is below the horizon or was never opened', () => {
    const counts = createUnreadCounts([rowOf('CH1', 0, 7), rowOf('CH2', null, null)], read);

    expect(counts.count(messageOf('CH1', 7), later)).toBe('uncounted');
    expect(counts.count(messageOf('CH2', 0), later)).toBe('uncounted');
    expect(counts.count(messageOf('CH3', 0), later)).toBe('uncounted');

    expect(counts.of('CH1')).toBe(0);
    expect(counts.of('CH2')).toBeNull();
    expect(counts.total()).toBe(0);
  });

  it('hold what was written before they were read, and cannot tell of what was written meanwhile', () => {
    const counts = createUnreadCounts([rowOf('CH1', 2, 4)], read);

    expect(counts.count(messageOf('CH1', 6), new Date(999))).toBe('included');
    expect(counts.count(messageOf('CH1', 7), new Date(1_050))).toBe('uncertain');

    expect(counts.of('CH1')).toBe(2);
  });

  it('follow a row that was read again', () => {
    const counts = createUnreadCounts([rowOf('CH1', 5, 0), rowOf('CH2', 1, 0)], read);

    counts.set(rowOf('CH1', 0, 9), read);

    expect(counts.of('CH1')).toBe(0);
    expect(counts.total()).toBe(1);
    expect(counts.isAbove('CH1', 9)).toBe(false);
    expect(counts.isAbove('CH1', 10)).toBe(true);
  });

  it('lose a conversation that was left', () => {
    const counts = createUnreadCounts([rowOf('CH1', 5, 0), rowOf('CH2', 1, 0)], read);

    counts.remove('CH1');

    expect(counts.total()).toBe(1);
    expect(counts.sids()).toEqual(['CH2']);
  });
});
