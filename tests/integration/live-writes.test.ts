import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { createLiveWrites } from '../../src/domain/live-writes.ts';
import type { MessageEvent } from '../../src/events/timeline-step.ts';
import { createCachedApi } from '../../src/upstream/response-cache.ts';
import { setUpUpstream } from './upstream-setup.ts';

/** Writes whose events are collected, over an account with one message. */
async function setUp(known: { readonly index: number | null }) {
  const { upstream, api, conversationSid, requests } = await setUpUpstream();
  const { sid, index } = await api.createMessage(conversationSid, { body: 'hello' });
  upstream.control.clearJournal();
  const told: MessageEvent[] = [];
  const writes = createLiveWrites({
    api: createCachedApi({ api, clock: systemClock, isFedByEvents: true }),
    timelines: { accept: (event) => void told.push(event), indexOf: () => known.index },
    publishOnce: async () => {},
    clock: systemClock,
  });
  return { api, writes, key: { conversationSid, sid }, index, told, requests };
}

describe('the removal of a message', () => {
  it('is told with the place that the timeline knows, for one call', async () => {
    const { writes, key, told, requests } = await setUp({ index: 7 });

    await writes.deleteMessage(key);

    expect(told).toMatchObject([{ kind: 'MessageRemoved', messageSid: key.sid, index: 7 }]);
    expect(requests()).toHaveLength(1);
  });

  it('is told where no timeline knows it: somebody may follow it elsewhere', async () => {
    const { writes, key, index, told } = await setUp({ index: null });

    await writes.deleteMessage(key);

    expect(told).toMatchObject([{ kind: 'MessageRemoved', messageSid: key.sid, index }]);
  });

  it('is told when it turns out to be done already: the answer to an earlier attempt may have been lost', async () => {
    const { api, writes, key, told } = await setUp({ index: 7 });
    await api.deleteMessage(key);

    await expect(writes.deleteMessage(key)).rejects.toMatchObject({ code: 'NOT_FOUND' });

    expect(told).toMatchObject([{ kind: 'MessageRemoved', messageSid: key.sid }]);
  });

  it('is not told of what never was', async () => {
    const { writes, key, told } = await setUp({ index: null });

    await expect(writes.deleteMessage({ ...key, sid: `IM${'0'.repeat(32)}` })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });

    expect(told).toEqual([]);
  });
});
