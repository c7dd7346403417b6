import { describe, expect, it } from 'vitest';
import { createCachedApi } from '../../src/upstream/response-cache.ts';
import { createManualClock } from '../unit/upstream/manual-clock.ts';
import { setUpUpstream } from './upstream-setup.ts';

const setUpKept = async () => ({ ...(await setUpUpstream()), clock: createManualClock() });

describe('messages that are kept', () => {
  const newest = (conversationSid: string, pageSize: number) =>
    ({ conversationSid, order: 'desc', pageSize }) as const;

  it('that a read finds and nobody told of put an end to all that was read before', async () => {
    const { api, clock, conversationSid } = await setUpKept();
    const cached = createCachedApi({ api, clock, isFedByEvents: true });
    await cached.listMessages(newest(conversationSid, 20));
    const { sid } = await api.createMessage(conversationSid, { body: 'its webhook is lost' });

    await cached.listMessages(newest(conversationSid, 100), { fresh: true });
    const again = await cached.listMessages(newest(conversationSid, 20));

    expect(again.items[0]?.sid).toBe(sid);
  });

  it('that were told of already put an end to nothing more', async () => {
    const { api, clock, conversationSid, requests } = await setUpKept();
    const cached = createCachedApi({ api, clock, isFedByEvents: true });
    await cached.listMessages(newest(conversationSid, 20));
    const message = await api.createMessage(conversationSid, { body: 'told' });
    cached.invalidate({ kind: 'MessageAdded', conversationSid, occurredAt: new Date(), message });
    await clock.advance(2_000);
    await cached.listMessages(newest(conversationSid, 20));

    await cached.listMessages(newest(conversationSid, 100), { fresh: true });
    const before = requests().length;
    await cached.listMessages(newest(conversationSid, 20));

    expect(requests()).toHaveLength(before);
  });

  it('answer for a moment only while nobody says that nothing changed', async () => {
    const { api, clock, conversationSid, requests } = await setUpKept();
    let heardUntil = clock.now();
    const cached = createCachedApi({ api, clock, isFedByEvents: true, heardUntil: () => heardUntil });
    const read = async () => {
      const before = requests().length;
      await cached.listMessages(newest(conversationSid, 20));
      return requests().length - before;
    };

    const first = await read();
    await clock.advance(3_000);
    const soon = await read();
    await clock.advance(1);
    heardUntil = clock.now();
    const assured = await read();
    await clock.advance(3_001);
    const silent = await read();

    expect([first, soon, assured, silent]).toEqual([1, 0, 0, 1]);
  });
});
