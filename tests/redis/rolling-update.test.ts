import { describe, expect, it } from 'vitest';
import { hasRedisServer } from '../testkit/redis-server.ts';
import { startReplacedGateway } from './replaced-gateway.ts';

describe.skipIf(!hasRedisServer())('a rolling update', () => {
  it('loses and repeats no message of those who were connected to the gateway that ends', async () => {
    const { closeCodes, end, followers, sent } = await startReplacedGateway({ followersCount: 20 });

    const exitCode = await end('SIGTERM');

    expect(exitCode).toBe(0);
    for (const follower of followers) expect(follower.added()).toEqual(sent);
    expect(closeCodes()).toEqual(new Set([1012]));
    // They come back one after the other: messages were told between one close and the next.
    const toldAtClose = new Set(followers.flatMap(({ closes }) => closes.map(({ told }) => told)));
    expect(toldAtClose.size).toBeGreaterThan(3);
  }, 120_000);
});
