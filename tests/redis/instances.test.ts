import { describe, expect, it, vi } from 'vitest';
import { type BusEntry, identityTopic } from '../../src/events/event-bus.ts';
import { startRedisBus } from '../testkit/redis-bus.ts';
import { everyKind } from './compatibility/every-kind.ts';
import { hasRedisServer, startRedisServer } from '../testkit/redis-server.ts';
import { removed, topic } from './heard-events.ts';

describe.skipIf(!hasRedisServer())('instances that share a Redis', () => {
  it('hear of what any of them publishes, all in the same order', async () => {
    const { url } = await startRedisServer();
    const instances = await Promise.all([startRedisBus(url), startRedisBus(url), startRedisBus(url)]);
    const heard = instances.map(({ bus }) => {
      const entries: BusEntry[] = [];
      bus.subscribe(topic, (entry) => entries.push(entry));
      return entries;
    });

    for (let index = 0; index < 300; index++) instances[index % 3]?.bus.publish(removed(index));
    await vi.waitFor(() => expect(heard.map(({ length }) => length)).toEqual([300, 300, 300]));

    expect(heard[1]).toEqual(heard[0]);
    expect(heard[2]).toEqual(heard[0]);
  });

  it('have heard all that another one told, once they are assured of it', async () => {
    const { url } = await startRedisServer();
    const [first, second] = await Promise.all([startRedisBus(url), startRedisBus(url)]);
    const heard: number[] = [];
    second.bus.subscribe(topic, ({ event }) => 'index' in event && heard.push(event.index));
    const missing: number[] = [];

    for (let index = 0; index < 100; index++) {
      const told = new Promise<void>((resolve) => {
        const { end } = first.bus.subscribe(topic, () => {
          end();
          resolve();
        });
      });
      first.bus.publish(removed(index));
      await told;
      if ((await second.bus.assure()) && !heard.includes(index)) missing.push(index);
    }

    expect(missing).toEqual([]);
    expect(heard).toHaveLength(100);
  });

  it('ask Redis once for all who want to be assured at the same time', async () => {
    const { url } = await startRedisServer();
    const { bus, metrics } = await startRedisBus(url, { beatMs: 60_000 });
    const commands = async () =>
      Number(/redis_commands_total\{outcome="ok"\} (\d+)/.exec(await metrics.text())?.[1] ?? 0);
    const before = await commands();

    await Promise.all(Array.from({ length: 1_000 }, async () => bus.assure()));

    expect((await commands()) - before).toBeLessThanOrEqual(2);
  });

  it('read back what another one published, from a position that yet another one handed out', async () => {
    const { url } = await startRedisServer();
    const [first, second, third] = await Promise.all([
      startRedisBus(url),
      startRedisBus(url),
      startRedisBus(url),
    ]);
    const heard: BusEntry[] = [];
    third.bus.subscribe(topic, (entry) => heard.push(entry));
    first.bus.publish(removed(1));
    await vi.waitFor(() => expect(heard).toHaveLength(1));
    const position = third.bus.position();
    first.bus.publish(removed(2));
    await vi.waitFor(() => expect(heard).toHaveLength(2));
    await Promise.all([first.bus.close(), third.bus.close()]);

    expect(await second.bus.entriesAfter(position, new Set([topic]))).toEqual(heard.slice(1));
  });

  it('carry every kind of event whole', async () => {
    const { url } = await startRedisServer();
    const [sender, receiver] = await Promise.all([startRedisBus(url), startRedisBus(url)]);
    const heard: BusEntry[] = [];
    receiver.bus.subscribeAll((entry) => heard.push(entry));

    for (const event of everyKind) sender.bus.publish(event);
    await vi.waitFor(() => expect(heard).toHaveLength(everyKind.length));

    expect(heard.map(({ event }) => event)).toEqual(everyKind);
  });

  it('share nothing with instances of another prefix', async () => {
    const { url } = await startRedisServer();
    const [one, other] = await Promise.all([
      startRedisBus(url, { prefix: 'one' }),
      startRedisBus(url, { prefix: 'other' }),
    ]);
    const heard: BusEntry[] = [];
    const heardByOther: BusEntry[] = [];
    one.bus.subscribe(topic, (entry) => heard.push(entry));
    other.bus.subscribeAll((entry) => heardByOther.push(entry));
    const position = other.bus.position();

    one.bus.publish(removed(1));
    await vi.waitFor(() => expect(heard).toHaveLength(1));
    other.bus.publish(removed(2));
    await vi.waitFor(() => expect(heardByOther).toHaveLength(1));

    expect(heardByOther.map(({ event }) => event)).toEqual([removed(2)]);
    expect(await other.bus.entriesAfter(position, new Set([topic]))).toEqual(heardByOther);
  });

  it('grant a lease to one of them until it is over', async () => {
    const { url } = await startRedisServer();
    const [one, other] = await Promise.all([startRedisBus(url), startRedisBus(url)]);

    const first = await Promise.all([one.bus.lease('sweep', 200), other.bus.lease('sweep', 200)]);
    const different = await other.bus.lease('another sweep', 200);

    expect(first.toSorted()).toEqual([false, true]);
    expect(different).toBe(true);
    const loser = first[0] ? other : one;
    await vi.waitFor(async () => expect(await loser.bus.lease('sweep', 200)).toBe(true));
  });

  it('forget what is older than their history, and say so', async () => {
    const { url } = await startRedisServer();
    const { bus } = await startRedisBus(url, { historyMs: 300 });
    const heard: BusEntry[] = [];
    bus.subscribe(topic, (entry) => heard.push(entry));
    const position = bus.position();
    bus.publish(removed(1));
    await vi.waitFor(() => expect(heard).toHaveLength(1));
    const whole = await bus.entriesAfter(position, new Set([topic]));

    await vi.waitFor(async () => expect(await bus.entriesAfter(position, new Set([topic]))).toBeNull());

    expect(whole).toEqual(heard);
  });

  it('leave nothing behind but the epoch and what expires', async () => {
    const server = await startRedisServer();
    const { bus } = await startRedisBus(server.url, { historyMs: 60_000 });
    bus.subscribe(identityTopic('alice'), () => {});
    for (const event of everyKind) bus.publish(event);
    await bus.lease('sweep', 60_000);

    const keys = await server.command('KEYS', '*');
    const ttls = await Promise.all(
      (keys as string[]).map(async (key) => [key, await server.command('PTTL', key)] as const),
    );

    const forever = ttls.filter(([, ttlMs]) => ttlMs === -1).map(([key]) => key);
    expect(forever).toEqual(['test:epoch']);
    expect(ttls.every(([, ttlMs]) => Number(ttlMs) <= 60_000)).toBe(true);
    expect(JSON.stringify(keys)).not.toContain('alice');
  });

  it('keep a stream within its number of entries', async () => {
    const server = await startRedisServer();
    const { bus } = await startRedisBus(server.url, { historyMax: 10 });
    const heard: BusEntry[] = [];
    bus.subscribe(topic, (entry) => heard.push(entry));

    for (let index = 0; index < 100; index++) bus.publish(removed(index));
    await vi.waitFor(() => expect(heard).toHaveLength(100));

    const [stream = ''] = (await server.command('KEYS', '*:events')) as string[];
    expect(await server.command('XLEN', stream)).toBe(10);
  });
});
