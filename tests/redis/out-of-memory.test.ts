import { describe, expect, it } from 'vitest';
import { hasRedisServer } from '../testkit/redis-server.ts';
import { startReplacedGateway } from './replaced-gateway.ts';

/** On SIGUSR2 the process keeps more and more, until the limit of its heap ends it. */
const leak = `data:text/javascript,${encodeURIComponent(
  `const kept = []; process.on('SIGUSR2', () => setInterval(() => kept.push(Array.from({ length: 100_000 }, () => ({}))), 1));`,
)}`;

describe.skipIf(!hasRedisServer())('an instance that runs out of memory', () => {
  it('ends at once, and its clients go on elsewhere, with every message once and in order', async () => {
    const { closeCodes, end, followers, sent } = await startReplacedGateway({
      followersCount: 10,
      nodeOptions: ['--max-old-space-size=160', '--import', leak],
    });

    const exitCode = await end('SIGUSR2');

    // It was no orderly end: nobody was told, and the process says so.
    expect(exitCode).not.toBe(0);
    expect(closeCodes()).toEqual(new Set([1006]));
    for (const follower of followers) expect(follower.added()).toEqual(sent);
  }, 120_000);
});
