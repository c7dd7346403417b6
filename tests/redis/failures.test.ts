import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import type { ConversationEvent } from '../../src/conversation-event.ts';
import type { Log, LogFields } from '../../src/log.ts';
import { createRedisDeduplicator } from '../../src/redis/redis-deduplicator.ts';
import { createRedisSendLedger } from '../../src/redis/redis-send-ledger.ts';
import { startRedisBus } from '../testkit/redis-bus.ts';
import { hasRedisServer, startRedisServer } from '../testkit/redis-server.ts';
import { startTcpProxy } from '../testkit/tcp-proxy.ts';
import { lobby, occurredAt } from './compatibility/every-kind.ts';
import { collect, countGaps, eventually, quick, removed, topics } from './heard-events.ts';

const left: ConversationEvent = {
  kind: 'ParticipantRemoved',
  conversationSid: lobby,
  occurredAt,
  participantSid: `MB${'1'.repeat(32)}`,
  identity: 'alice',
};

describe.skipIf(!hasRedisServer())('a Redis that goes away', () => {
  it('leaves the listeners of an instance what that instance publishes, at once and in order', async () => {
    const server = await startRedisServer();
    const { bus, connection, metrics } = await startRedisBus(server.url, quick);
    const { entries, indexes } = collect(bus);
    bus.publish(removed(1));
    await eventually(() => expect(indexes()).toEqual([1]));
    await server.kill();
    await eventually(() => expect(connection.health).toMatchObject({ status: 'degraded', isUsable: false }));

    for (const index of [2, 3, 4]) bus.publish(removed(index));

    expect(indexes()).toEqual([1, 2, 3, 4]);
    const offsets = entries.map(({ offset }) => offset);
    expect(offsets).toEqual([...new Set(offsets)].toSorted((one, other) => one - other));
    expect(await metrics.text()).toMatch(/events_kept_local_total 3\n/);
    expect(await metrics.text()).toMatch(/redis_up 0\n/);
  });

  it('hands out once what was under way when it went', async () => {
    const server = await startRedisServer();
    const { bus, connection } = await startRedisBus(server.url, quick);
    const { indexes } = collect(bus);
    const all = Array.from({ length: 200 }, (_, index) => index);

    for (const index of all.slice(0, 100)) bus.publish(removed(index));
    await server.kill();
    for (const index of all.slice(100)) bus.publish(removed(index));
    await eventually(() => expect(indexes().length).toBeGreaterThanOrEqual(200));
    await server.start();
    await eventually(() => expect(connection.health.status).toBe('ok'));

    expect(indexes()).toEqual(all);
  });

  it('comes back by itself, with a new epoch and word of a gap', async () => {
    const server = await startRedisServer();
    const [one, other] = await Promise.all([
      startRedisBus(server.url, quick),
      startRedisBus(server.url, quick),
    ]);
    const gaps = [countGaps(one.bus), countGaps(other.bus)];
    const before = one.bus.position();
    await server.kill();
    await eventually(() => expect(one.connection.health.status).toBe('degraded'));
    const whileAway = await one.bus.entriesAfter(before, topics);
    await server.start();
    await eventually(() => {
      expect(one.connection.health.status).toBe('ok');
      expect(other.connection.health.status).toBe('ok');
      expect(gaps.map((count) => count())).toEqual([1, 1]);
    });
    const { indexes } = collect(other.bus);
    one.bus.publish(removed(1));
    await eventually(() => expect(indexes()).toEqual([1]));

    expect(whileAway).toBeNull();
    expect(one.bus.position().epoch).not.toBe(before.epoch);
    expect(other.bus.position().epoch).toBe(one.bus.position().epoch);
    expect(await one.bus.entriesAfter(before, topics)).toBeNull();
  });

  it('begins its new epoch, for who asks, not before it has told of the gap: what is held is of the old one', async () => {
    const server = await startRedisServer();
    const { bus, connection } = await startRedisBus(server.url, quick);
    const before = bus.position();
    const atGap: string[] = [];
    bus.onGap(() => atGap.push(bus.position().epoch));
    const seen = new Set<string>();
    const watching = setInterval(() => seen.add(`${bus.position().epoch} ${atGap.length}`), 0);

    await server.kill();
    await eventually(() => expect(connection.health.status).toBe('degraded'));
    await server.start();
    await eventually(() => expect(connection.health.status).toBe('ok'));
    const { epoch } = bus.position();
    await eventually(() => expect([...seen]).toContain(`${epoch} 1`));
    clearInterval(watching);

    expect(atGap).toEqual([before.epoch]);
    expect([...seen].toSorted()).toEqual([`${before.epoch} 0`, `${epoch} 1`].toSorted());
  });

  it('lets nobody believe to have heard everything until it is back', async () => {
    const server = await startRedisServer();
    const { bus, connection } = await startRedisBus(server.url, quick);
    await eventually(() => expect(Date.now() - bus.heardUntil()).toBeLessThan(1_000));

    await server.kill();
    await eventually(() => expect(connection.health.status).toBe('degraded'));
    const whileAway = [await bus.assure(), bus.heardUntil()];
    await server.start();
    await eventually(() => expect(Date.now() - bus.heardUntil()).toBeLessThan(1_000));

    expect(whileAway).toEqual([false, Number.NEGATIVE_INFINITY]);
    // Nobody is kept waiting for it, so on a busy machine it may take a second question.
    await eventually(async () => expect(await bus.assure()).toBe(true));
  });

  it('is not trusted with what it kept on disk, of which the newest may be missing', async () => {
    const server = await startRedisServer({ settings: { appendonly: 'yes', appendfsync: 'everysec' } });
    const { bus, connection } = await startRedisBus(server.url, quick);
    const { indexes } = collect(bus);
    const before = bus.position();
    bus.publish(removed(1));
    await eventually(() => expect(indexes()).toEqual([1]));

    await server.stop();
    await server.start();
    await eventually(() => expect(connection.health.status).toBe('ok'));

    expect(await server.command('XLEN', await firstStream(server))).toBe(1);
    expect(await bus.entriesAfter(before, topics)).toBeNull();
  });

  it('makes no history seem whole that has a hole, at other instances neither', async () => {
    const server = await startRedisServer();
    const proxy = await startTcpProxy(server.port);
    const cutOff = await startRedisBus(`redis://127.0.0.1:${proxy.port}`, quick);
    const connected = await startRedisBus(server.url, quick);
    const gaps = countGaps(connected.bus);
    const before = connected.bus.position();
    proxy.cut();
    await eventually(() => expect(cutOff.connection.health.status).toBe('degraded'));
    cutOff.bus.publish(removed(1));
    proxy.mend();
    await eventually(() => expect(cutOff.connection.health.status).toBe('ok'));

    await eventually(() => expect(gaps()).toBe(1));

    expect(await connected.bus.entriesAfter(before, topics)).toBeNull();
    expect(connected.bus.position().epoch).toBe(cutOff.bus.position().epoch);
  });

  it('tells others late who left, as an instance told itself alone, and tells nobody twice', async () => {
    const server = await startRedisServer();
    const proxy = await startTcpProxy(server.port);
    const cutOff = await startRedisBus(`redis://127.0.0.1:${proxy.port}`, quick);
    const connected = await startRedisBus(server.url, quick);
    const [own, other] = [collect(cutOff.bus), collect(connected.bus)];
    proxy.cut();
    await eventually(() => expect(cutOff.connection.health).toMatchObject({ isUsable: false }));
    cutOff.bus.publish(removed(1));
    cutOff.bus.publish(left);
    proxy.mend();

    await eventually(() => expect(other.entries).toHaveLength(1));
    cutOff.bus.publish(removed(2));
    await eventually(() => expect(own.entries.length).toBeGreaterThanOrEqual(3));
    await eventually(() => expect(other.entries).toHaveLength(2));

    expect(other.entries.map(({ event }) => event)).toEqual([left, removed(2)]);
    expect(own.entries.map(({ event }) => event)).toEqual([removed(1), left, removed(2)]);
  });

  it('keeps its history whole where an instance was away that published nothing', async () => {
    const server = await startRedisServer();
    const proxy = await startTcpProxy(server.port);
    const away = await startRedisBus(`redis://127.0.0.1:${proxy.port}`, quick);
    const connected = await startRedisBus(server.url, quick);
    const gaps = [countGaps(away.bus), countGaps(connected.bus)];
    const before = away.bus.position();
    proxy.cut();
    await eventually(() => expect(away.connection.health.status).toBe('degraded'));
    const { entries } = collect(connected.bus);
    connected.bus.publish(removed(1));
    await eventually(() => expect(entries).toHaveLength(1));
    proxy.mend();
    await eventually(() => expect(away.connection.health.status).toBe('ok'));

    expect(await away.bus.entriesAfter(before, topics)).toEqual(entries);
    expect(gaps.map((count) => count())).toEqual([1, 0]);
  });

  it('that was emptied makes no history seem whole', async () => {
    const server = await startRedisServer();
    const { bus } = await startRedisBus(server.url, quick);
    const { indexes } = collect(bus);
    const before = bus.position();
    bus.publish(removed(1));
    await eventually(() => expect(indexes()).toEqual([1]));

    await server.command('FLUSHALL');
    bus.publish(removed(2));
    await eventually(() => expect(indexes()).toEqual([1, 2]));

    expect(await bus.entriesAfter(before, topics)).toBeNull();
  });

  it('is not needed to start, and is found later', async () => {
    const server = await startRedisServer();
    await server.kill();
    const { bus, connection } = await startRedisBus(server.url, quick);
    const { indexes } = collect(bus);
    bus.publish(removed(1));
    const early = bus.position();

    const atFirst = connection.health;
    await server.start();
    await eventually(() => expect(connection.health.status).toBe('ok'));
    bus.publish(removed(2));
    await eventually(() => expect(indexes()).toEqual([1, 2]));

    expect(atFirst).toEqual({ status: 'degraded', isUsable: false, code: 'ECONNREFUSED' });
    expect(await bus.entriesAfter(early, topics)).toBeNull();
  });
});

describe.skipIf(!hasRedisServer())('a Redis that takes no writes', () => {
  it('because it is full still carries events, and says that it is not well', async () => {
    const server = await startRedisServer({ settings: { 'maxmemory-policy': 'noeviction' } });
    const [one, other] = await Promise.all([
      startRedisBus(server.url, quick),
      startRedisBus(server.url, quick),
    ]);
    const { indexes } = collect(other.bus);
    const before = other.bus.position();
    await server.command('CONFIG', 'SET', 'maxmemory', '1');
    await eventually(() =>
      expect(one.connection.health).toEqual({ status: 'degraded', isUsable: true, code: 'OOM' }),
    );

    for (const index of [1, 2, 3]) one.bus.publish(removed(index));
    await eventually(() => expect(indexes()).toEqual([1, 2, 3]));
    const whileFull = await other.bus.entriesAfter(before, topics);
    const options = { connection: one.connection, clock: systemClock };
    const claim = createRedisSendLedger(options).claim({
      conversationSid: lobby,
      author: 'alice',
      clientMessageId: 'one',
    });
    await expect(claim).rejects.toMatchObject({ code: 'OOM', isAmbiguous: false });
    expect(await createRedisDeduplicator(options).isFirst('delivery')).toBe(true);
    expect(await one.bus.lease('sweep', 1_000)).toBe(true);

    await server.command('CONFIG', 'SET', 'maxmemory', '0');
    await eventually(() => expect(one.connection.health.status).toBe('ok'));
    await eventually(() => expect(other.bus.position().epoch).not.toBe(before.epoch));
    expect(whileFull).toBeNull();
    const anew = other.bus.position();
    one.bus.publish(removed(4));
    await eventually(() => expect(indexes()).toEqual([1, 2, 3, 4]));
    expect(await other.bus.entriesAfter(anew, topics)).toHaveLength(1);
  });

  it('because it is a replica still carries events, and says that it is not well', async () => {
    const primary = await startRedisServer();
    const replica = await startRedisServer();
    const [one, other] = await Promise.all([
      startRedisBus(replica.url, quick),
      startRedisBus(replica.url, quick),
    ]);
    const { indexes } = collect(other.bus);
    await replica.command('REPLICAOF', '127.0.0.1', String(primary.port));
    await eventually(() =>
      expect(one.connection.health).toEqual({ status: 'degraded', isUsable: true, code: 'READONLY' }),
    );

    one.bus.publish(removed(1));
    await eventually(() => expect(indexes()).toEqual([1]));
    await replica.command('REPLICAOF', 'NO', 'ONE');
    await eventually(() => expect(one.connection.health.status).toBe('ok'));
    one.bus.publish(removed(2));

    await eventually(() => expect(indexes()).toEqual([1, 2]));
  });
});

describe.skipIf(!hasRedisServer())('a Redis with another password', () => {
  it('is not used, and neither the password nor the address is told', async () => {
    const server = await startRedisServer({ password: 'right-password' });
    const logged: [string, LogFields | undefined][] = [];
    const write = (message: string, fields?: LogFields) => void logged.push([message, fields]);
    const log: Log = { debug: write, info: write, warn: write, error: write };

    const { bus, connection } = await startRedisBus(`redis://:wrong-password@127.0.0.1:${server.port}`, {
      ...quick,
      log,
    });
    const { indexes } = collect(bus);
    bus.publish(removed(1));

    expect(connection.health).toEqual({ status: 'degraded', isUsable: false, code: 'WRONGPASS' });
    expect(indexes()).toEqual([1]);
    expect(logged).toEqual([[expect.any(String), { reason: 'WRONGPASS' }]]);
    expect(JSON.stringify(logged)).not.toMatch(/wrong-password|127\.0\.0\.1/);
  });

  it('is used once it has the right one', async () => {
    const server = await startRedisServer({ password: 'p@ss word' });
    const { connection } = await startRedisBus(
      `redis://:${encodeURIComponent('p@ss word')}@127.0.0.1:${server.port}`,
      quick,
    );

    expect(connection.health.status).toBe('ok');
  });
});

async function firstStream(server: Awaited<ReturnType<typeof startRedisServer>>): Promise<string> {
  const [key = ''] = (await server.command('KEYS', '*:events')) as string[];
  return key;
}
