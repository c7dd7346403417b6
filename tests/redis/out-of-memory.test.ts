import { describe, expect, it } from 'vitest';
import { conversationId } from '../../src/graphql/global-id.ts';
import { startEmulator } from '../testkit/emulator.ts';
import { sending, startFollower, threadQuery } from '../testkit/follower.ts';
import { findFreePort } from '../testkit/free-port.ts';
import { sendWebhooksTo, signToken } from '../testkit/gateway.ts';
import { startGatewayProcess } from '../testkit/gateway-process.ts';
import { createGraphqlClient } from '../testkit/graphql-client.ts';
import { hasRedisServer, startRedisServer } from '../testkit/redis-server.ts';

const followersCount = 10;

/** On SIGUSR2 the process keeps more and more, until the limit of its heap ends it. */
const leak = `data:text/javascript,${encodeURIComponent(
  `const kept = []; process.on('SIGUSR2', () => setInterval(() => kept.push(Array.from({ length: 100_000 }, () => ({}))), 1));`,
)}`;

describe.skipIf(!hasRedisServer())('an instance that runs out of memory', () => {
  it('ends at once, and its clients go on elsewhere, with every message once and in order', async () => {
    const [redis, emulator, port] = await Promise.all([startRedisServer(), startEmulator(), findFreePort()]);
    const identities = Array.from({ length: followersCount }, (_, place) => `reader-${place}`);
    const { conversations } = emulator.control.seed({
      conversations: [{ participants: ['alice', ...identities].map((identity) => ({ identity })) }],
    });
    const id = conversationId(conversations[0]?.sid ?? '');
    const { config } = emulator.emulator;
    const environment = { REDIS_URL: redis.url, PUBLIC_URL: `http://127.0.0.1:${port}` };
    await sendWebhooksTo(config, `http://127.0.0.1:${port}/webhooks/twilio`);
    const [small, other] = await Promise.all([
      startGatewayProcess(config, {
        environment,
        nodeOptions: ['--max-old-space-size=160', '--import', leak],
      }),
      startGatewayProcess(config, { environment: { ...environment, PORT: String(port) } }),
    ]);
    const balancer = { origin: small.origin };
    const followers = await Promise.all(
      identities.map(async (identity) => {
        const token = await signToken(identity);
        const client = createGraphqlClient({ origin: small.origin, token });
        const { conversation } = await client.data(threadQuery, { id });
        return startFollower({
          token,
          id,
          after: conversation.eventsCursor,
          pickOrigin: () => balancer.origin,
        });
      }),
    );
    const alice = createGraphqlClient({ origin: other.origin, token: await signToken('alice') });
    const sent: string[] = [];
    const send = async () => {
      const body = `number ${sent.length}`;
      const { sendMessage } = await alice.data(sending, {
        input: { conversationId: id, body, clientMessageId: body },
      });
      expect(sendMessage.errors).toEqual([]);
      sent.push(body);
    };

    for (let count = 0; count < 3; count++) await send();
    await expect.poll(() => followers.every((each) => each.added().length === 3)).toBe(true);
    balancer.origin = other.origin;
    small.send('SIGUSR2');
    const ending = { isOver: false };
    const exitCode = small.exited.finally(() => (ending.isOver = true));
    while (!ending.isOver) await send();
    for (let count = 0; count < 3; count++) await send();
    await expect
      .poll(() => followers.every((each) => each.added().length >= sent.length), { timeout: 20_000 })
      .toBe(true);

    // It was no orderly end: nobody was told, and the process says so.
    expect(await exitCode).not.toBe(0);
    expect(new Set(followers.flatMap(({ closes }) => closes.map(({ code }) => code)))).toEqual(
      new Set([1006]),
    );
    for (const follower of followers) expect(follower.added()).toEqual(sent);
  }, 120_000);
});
