import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import { type BusEntry, topicsOf } from '../../../src/events/event-bus.ts';
import { createRedisDeduplicator } from '../../../src/redis/redis-deduplicator.ts';
import { createRedisSendLedger } from '../../../src/redis/redis-send-ledger.ts';
import { createRedisSharedBudget } from '../../../src/redis/redis-shared-budget.ts';
import { startRedisBus } from '../../testkit/redis-bus.ts';
import { startRedisConnection } from '../../testkit/redis-connection.ts';
import { hasRedisServer, startRedisServer } from '../../testkit/redis-server.ts';
import { everyKind, lobby } from './every-kind.ts';
import { missingFields } from './missing-fields.ts';
import {
  heldLease,
  type RecordedWrites,
  recordWrites,
  sends,
  sentSid,
  spentBudget,
  takenDelivery,
} from './record-writes.ts';
import { replayWrites } from './replay-writes.ts';

const folder = new URL('../fixtures/', import.meta.url);
const versions = readdirSync(folder).map((file) => ({
  version: file.replace('.json', ''),
  written: JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as RecordedWrites,
}));
const topics = new Set(everyKind.flatMap((event) => topicsOf(event)));

/** A Redis in which the other version was before. */
async function startAfter(written: RecordedWrites) {
  const server = await startRedisServer();
  await replayWrites(server, written);
  return server;
}

/** Where the history that the other version wrote begins, and its epoch. */
function beginningOf(written: RecordedWrites) {
  const values = Object.entries(written.keys);
  const streams = values.filter(([, { type }]) => type === 'stream').map(([, { value }]) => value);
  const befores = (streams as [string, string[]][][]).map(([first]) => Number(first?.[1][1]));
  const [, epoch] = values.find(([key]) => key.endsWith(':epoch')) ?? [];
  const fields = epoch?.value as Readonly<Record<string, string>>;
  return { epoch: fields['epoch'] ?? '', offset: Math.max(...befores) };
}

describe.skipIf(!hasRedisServer()).each(versions)('a Redis that $version writes too', ({ written }) => {
  it('gives its history back, from a cursor that the other version handed out', async () => {
    const { url } = await startAfter(written);
    const { bus } = await startRedisBus(url);

    const entries = await bus.entriesAfter(beginningOf(written), topics);

    expect(bus.position().epoch).toBe(beginningOf(written).epoch);
    expect(entries?.map(({ event }) => event)).toEqual(everyKind);
  });

  it('passes on every event that the other version publishes', async () => {
    const { command, url } = await startRedisServer();
    const { bus } = await startRedisBus(url);
    const heard: BusEntry[] = [];
    bus.subscribeAll((entry) => heard.push(entry));

    for (const message of written.messages) await command('PUBLISH', 'test:events', message);
    await vi.waitFor(() => expect(heard).toHaveLength(everyKind.length));

    expect(heard.map(({ event }) => event)).toEqual(everyKind);
  });

  it('lets nothing be sent again that the other version sent, sends, or may have sent', async () => {
    const { url } = await startAfter(written);
    const { connection } = await startRedisConnection(url);
    const ledger = createRedisSendLedger({ connection, clock: systemClock });
    // What is held was recorded long ago, and a lease ends: so its state is all that can be asked for.
    const claims = await Promise.all([ledger.claim(sends.sent), ledger.claim(sends.unknown)]);
    const held = await ledger.claim(sends.held);

    expect(claims).toMatchObject([
      { kind: 'sent', messageSid: sentSid },
      { kind: 'claimed', doubt: { lastAttemptAgoMs: expect.any(Number) } },
    ]);
    const isKnown = held.kind === 'pending' || (held.kind === 'claimed' && held.doubt !== null);
    expect(isKnown).toBe(true);
  });

  it('remembers the webhooks that the other version took, and the leases it holds', async () => {
    const { url } = await startAfter(written);
    const { connection } = await startRedisConnection(url);
    const { bus } = await startRedisBus(url);
    const deduplicator = createRedisDeduplicator({ connection, clock: systemClock });

    expect(await deduplicator.isFirst(takenDelivery)).toBe(false);
    expect(await bus.lease(heldLease, 1_000)).toBe(false);
  });

  it('counts what the other version spent of a budget', async () => {
    const server = await startAfter(written);
    const [key = ''] = Object.keys(written.keys).filter((name) => name.endsWith(':budget'));
    const [member = ''] = (await server.command('ZRANGE', key, '0', '0')) as string[];
    // It was spent long ago: as if it had been just now.
    await server.command('ZADD', key, String(Date.now() * 1_000), member);
    const { connection } = await startRedisConnection(server.url);

    const taken = await createRedisSharedBudget({ connection, clock: systemClock }).take(spentBudget);

    expect(taken).toMatchObject({ isGranted: false });
  });

  it('holds everything that the other version needs, as it needs it', async () => {
    const { url } = await startRedisServer();

    const now = await recordWrites(url);

    expect(missingFields(written.keys, now.keys)).toEqual([]);
    expect(missingFields(written.messages, now.messages)).toEqual([]);
  });
});

describe.skipIf(!hasRedisServer())('what a later version may write', () => {
  const [known] = everyKind;
  const later = {
    kind: {
      v: 1,
      id: 'later:1',
      event: { kind: 'TypingStarted', conversationSid: lobby, occurredAt: known.occurredAt },
    },
    format: { v: 2, id: 'later:2', event: known },
    field: {
      v: 1,
      id: 'later:3',
      shard: 7,
      event: { ...known, message: { ...known.message, isPinned: true } },
    },
  };

  it.each(['kind', 'format'] as const)(
    'of another %s is passed over, and told as a gap, after which what was read is read anew',
    async (what) => {
      const { command, url } = await startRedisServer();
      const { bus } = await startRedisBus(url);
      const heard: BusEntry[] = [];
      let gaps = 0;
      bus.subscribeAll((entry) => heard.push(entry));
      bus.onGap(() => void (gaps += 1));

      await command('PUBLISH', 'test:events', `+${Date.now()}000 ${JSON.stringify(later[what])}`);
      bus.publish(known);
      await vi.waitFor(() => expect(heard).toHaveLength(1));

      expect([heard[0]?.event, gaps]).toEqual([known, 1]);
    },
  );

  it('as fields that are not known is read without them', async () => {
    const { command, url } = await startRedisServer();
    const { bus } = await startRedisBus(url);
    const heard: BusEntry[] = [];
    bus.subscribeAll((entry) => heard.push(entry));

    await command('PUBLISH', 'test:events', `+${Date.now()}000 ${JSON.stringify(later.field)}`);
    await vi.waitFor(() => expect(heard).toHaveLength(1));

    expect(heard[0]?.event).toEqual(known);
  });

  it('into a history makes that history unreadable, so that Twilio is read', async () => {
    const { command, url } = await startRedisServer();
    const { bus } = await startRedisBus(url);
    const position = bus.position();
    bus.publish(known);
    await vi.waitFor(async () => expect(await bus.entriesAfter(position, topics)).toHaveLength(1));
    const [stream = ''] = (await command('KEYS', '*:events')) as string[];

    await command('XADD', stream, '*', 'before', '0', 'event', JSON.stringify(later.kind));

    expect(await bus.entriesAfter(position, topics)).toBeNull();
  });
});
