import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { loadRedisClient, openRedisSession } from '../../src/redis/redis-session.ts';
import { hasRedisServer, startRedisServer } from '../testkit/redis-server.ts';
import { eventually } from './heard-events.ts';

describe.skipIf(!hasRedisServer())('a session with Redis that was not open in time', () => {
  it.each([0, 1, 2, 4])('leaves no connection behind, and hears nothing, after %i ms', async (timeoutMs) => {
    const server = await startRedisServer();
    const client = await loadRedisClient();
    const heard: string[] = [];
    const attempts = Array.from({ length: 40 }, () =>
      openRedisSession(client, {
        url: server.url,
        channels: ['news'],
        onMessage: (message) => heard.push(message),
        onLost: () => {},
        timeoutMs,
        clock: systemClock,
      }).then(
        (session) => session.end(),
        () => {},
      ),
    );
    await Promise.all(attempts);

    // The one connection is that of who asks.
    await eventually(async () =>
      expect(
        String(await server.command('CLIENT', 'LIST'))
          .trim()
          .split('\n'),
      ).toHaveLength(1),
    );
    await server.command('PUBLISH', 'news', 'told');

    expect(heard).toEqual([]);
  });
});
