import { describe, expect, it } from 'vitest';
import { startEmulator } from '../testkit/emulator.ts';
import { sending, startFollower, threadQuery } from '../testkit/follower.ts';
import { findFreePort } from '../testkit/free-port.ts';
import { sendWebhooksTo, signToken } from '../testkit/gateway.ts';
import { startGatewayProcess } from '../testkit/gateway-process.ts';
import { createGraphqlClient } from '../testkit/graphql-client.ts';
import { hasRedisServer, startRedisServer } from '../testkit/redis-server.ts';
import { conversationId } from '../../src/graphql/global-id.ts';

const clientsCount = 20;
describe.skipIf(!hasRedisServer())('a rolling update', () => {
  it('loses and repeats no message of those who were connected to the gateway that ends', async () => {
    const [redis, emulator, port] = await Promise.all([startRedisServer(), startEmulator(), findFreePort()]);
    const identities = Array.from({ length: clientsCount }, (_, place) => `reader-${place}`);
    const { conversations } = emulator.control.seed({
      conversations: [{ participants: ['alice', ...identities].map((identity) => ({ identity })) }],
    });
    const id = conversationId(conversations[0]?.sid ?? '');
    const { config } = emulator.emulator;
    const environment = { REDIS_URL: redis.url, PUBLIC_URL: `http://127.0.0.1:${port}` };
    await sendWebhooksTo(config, `http://127.0.0.1:${port}/webhooks/twilio`);
    const [old, fresh] = await Promise.all([
      startGatewayProcess(config, { environment }),
      startGatewayProcess(config, { environment: { ...environment, PORT: String(port) } }),
    ]);
    let origin = old.origin;
    const followers = await Promise.all(
      identities.map(async (identity) => {
        const token = await signToken(identity);
        const { conversation } = await createGraphqlClient({ origin, token }).data(threadQuery, { id });
        return startFollower({ token, id, after: conversation.eventsCursor, pickOrigin: () => origin });
      }),
    );
    const alice = createGraphqlClient({ origin: fresh.origin, token: await signToken('alice') });
    const sent: string[] = [];
    const send = async () => {
      const body = `number ${sent.length}`;
      const { sendMessage } = await alice.data(sending, {
        input: { conversationId: id, body, clientMessageId: body },
      });
      expect(sendMessage.errors).toEqual([]);
      sent.push(body);
    };

    for (let count = 0; count < 5; count++) await send();
    await expect.poll(() => followers.every((each) => each.added().length === 5)).toBe(true);
    origin = fresh.origin;
    old.send('SIGTERM');
    const ending = { isOver: false };
    const exitCode = old.exited.finally(() => (ending.isOver = true));
    while (!ending.isOver) await send();
    for (let count = 0; count < 5; count++) await send();
    await expect
      .poll(() => followers.every((each) => each.added().length >= sent.length), { timeout: 20_000 })
      .toBe(true);

    expect(await exitCode).toBe(0);
    for (const follower of followers) expect(follower.added()).toEqual(sent);
    expect(new Set(followers.flatMap(({ closes }) => closes.map(({ code }) => code)))).toEqual(
      new Set([1012]),
    );
    // They come back one after the other: messages were told between one close and the next.
    const toldAtClose = new Set(followers.flatMap(({ closes }) => closes.map(({ told }) => told)));
    expect(toldAtClose.size).toBeGreaterThan(3);
  }, 120_000);
});
