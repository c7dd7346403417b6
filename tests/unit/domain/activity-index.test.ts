import { describe, expect, it } from 'vitest';
import { type ActivityIndex, createActivityIndex } from '../../../src/domain/activity-index.ts';
import type { ConversationsApi } from '../../../src/upstream/conversations-api.ts';
import { messageOf } from '../events/timeline-setup.ts';
import { createManualClock } from '../upstream/manual-clock.ts';

const conversationSid = 'CH1';
const newest = (createdAt: string) => messageOf(3, { createdAt: new Date(createdAt) });

function hear(activity: ActivityIndex, createdAt: string): void {
  const message = newest(createdAt);
  activity.note({ kind: 'MessageAdded', conversationSid, occurredAt: message.createdAt, message });
}

async function read(activity: ActivityIndex, createdAt: string): Promise<void> {
  const api: Pick<ConversationsApi, 'listMessages'> = {
    listMessages: async () => ({ items: [newest(createdAt)], nextPageToken: null }),
  };
  await activity.watch(api as ConversationsApi).listMessages({ conversationSid, order: 'desc' });
}

describe('when something was last said', () => {
  it.each(['before', 'after'])(
    'is told to the millisecond by a webhook, also %s a read that knows the second only',
    async (order) => {
      const activity = createActivityIndex({ clock: createManualClock() });

      if (order === 'after') await read(activity, '2026-01-01T00:00:12.000Z');
      hear(activity, '2026-01-01T00:00:12.345Z');
      if (order === 'before') await read(activity, '2026-01-01T00:00:12.000Z');

      expect(activity.lastMessageAt(conversationSid)).toBe(Date.parse('2026-01-01T00:00:12.345Z'));
    },
  );

  it('stays doubtful when what was removed is told of once more', () => {
    const activity = createActivityIndex({ clock: createManualClock() });
    hear(activity, '2026-01-01T00:00:12.345Z');
    const { sid: messageSid, index, createdAt: occurredAt } = newest('2026-01-01T00:00:13.000Z');
    activity.note({ kind: 'MessageRemoved', conversationSid, occurredAt, messageSid, index });

    hear(activity, '2026-01-01T00:00:12.345Z');

    expect(activity.isDoubtful(conversationSid)).toBe(true);
  });
});
