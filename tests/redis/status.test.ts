import { expect, it, describe, vi } from 'vitest';
import { createRedisPresence } from '../../src/redis/redis-presence.ts';
import { startGateways } from '../testkit/gateways.ts';
import { startRedisConnection } from '../testkit/redis-connection.ts';
import { hasRedisServer, startRedisServer } from '../testkit/redis-server.ts';
import { readReports } from '../testkit/status.ts';

describe.skipIf(!hasRedisServer())('instances that share a Redis', () => {
  it('show all of themselves at each, and those no more that were stopped', async () => {
    const { gateways } = await startGateways();
    const [first, second, third] = gateways;
    const seenAt = async (origin: string) => {
      const { instances } = await readReports(origin);
      return instances.map(({ instanceId }) => instanceId).toSorted();
    };
    await vi.waitFor(async () => expect(await seenAt(first.origin)).toHaveLength(3));
    const all = await seenAt(first.origin);

    expect(await seenAt(second.origin)).toEqual(all);
    await third.stop();
    expect(await seenAt(first.origin)).toHaveLength(2);
    expect(await seenAt(second.origin)).toEqual(await seenAt(first.origin));
  });

  it('show themselves alone, and say so, while Redis is away', async () => {
    const { gateways, redis } = await startGateways();
    const [first] = gateways;
    await redis.kill();

    const answer = await vi.waitFor(async () => {
      const reports = await readReports(first.origin);
      expect(reports.instances[0]?.redis).toBe('unwell');
      return reports;
    });

    expect(answer.isComplete).toBe(false);
    expect(answer.instances.map(({ degraded }) => degraded)).toEqual([['redis']]);
  });

  it('forget an instance that died, after its time', async () => {
    const server = await startRedisServer();
    const [first, second] = await Promise.all([
      startRedisConnection(server.url),
      startRedisConnection(server.url),
    ]);
    const [own, other] = [createRedisPresence(first.connection), createRedisPresence(second.connection)];
    await own.tell('lives', 60_000);
    await other.tell('dies', 200);
    expect((await own.readAll())?.toSorted()).toEqual(['dies', 'lives']);

    await vi.waitFor(async () => expect(await own.readAll()).toEqual(['lives']));
    await own.tell('still lives', 60_000);

    expect(await server.command('HLEN', await keyOf(server, 'reports'))).toBe(1);
  });

  it('count what they cannot read', async () => {
    const { gateways, redis } = await startGateways();
    const [first] = gateways;
    await vi.waitFor(async () => expect((await readReports(first.origin)).instances).toHaveLength(3));
    await redis.command('HSET', await keyOf(redis, 'reports'), 'newer', '{"format":2}');
    await redis.command('ZADD', await keyOf(redis, 'presence'), String(Date.now() + 60_000), 'newer');

    const { instances, unreadable } = await readReports(first.origin);

    expect([instances.length, unreadable]).toEqual([3, 1]);
  });
});

async function keyOf(server: { command(...args: readonly string[]): Promise<unknown> }, kind: string) {
  const keys = (await server.command('KEYS', `*:${kind}`)) as readonly string[];
  return keys[0] ?? '';
}
