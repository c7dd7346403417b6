import { expect } from 'vitest';
import { conversationId } from '../../src/graphql/global-id.ts';
import { startEmulator } from '../testkit/emulator.ts';
import { sending, startFollower, threadQuery } from '../testkit/follower.ts';
import { findFreePort } from '../testkit/free-port.ts';
import { sendWebhooksTo, signToken } from '../testkit/gateway.ts';
import { startGatewayProcess } from '../testkit/gateway-process.ts';
import { createGraphqlClient } from '../testkit/graphql-client.ts';
import { startRedisServer } from '../testkit/redis-server.ts';

/** Two gateways on one Redis, the first of which ends while messages are sent through the other. */
export async function startReplacedGateway(options: {
  /** Clients that follow one conversation, at the first gateway to begin with. */
  readonly followersCount: number;
  /** Flags of Node's own for the first gateway. */
  readonly nodeOptions?: readonly string[];
}) {
  const { followersCount, nodeOptions = [] } = options;
  const [redis, emulator, port] = await Promise.all([startRedisServer(), startEmulator(), findFreePort()]);
  const identities = Array.from({ length: followersCount }, (_, place) => `reader-${place}`);
  const { conversations } = emulator.control.seed({
    conversations: [{ participants: ['alice', ...identities].map((identity) => ({ identity })) }],
  });
  const id = conversationId(conversations[0]?.sid ?? '');
  const { config } = emulator.emulator;
  const environment = { REDIS_URL: redis.url, PUBLIC_URL: `http://127.0.0.1:${port}` };
  await sendWebhooksTo(config, `http://127.0.0.1:${port}/webhooks/twilio`);
  const [first, other] = await Promise.all([
    startGatewayProcess(config, { environment, nodeOptions }),
    startGatewayProcess(config, { environment: { ...environment, PORT: String(port) } }),
  ]);
  const balancer = { origin: first.origin };
  const followers = await Promise.all(
    identities.map(async (identity) => {
      const token = await signToken(identity);
      const client = createGraphqlClient({ origin: first.origin, token });
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
  const sendSeveral = async (count: number) => {
    for (let each = 0; each < count; each++) await send();
  };

  return {
    followers,
    /** The texts that were sent, in order. */
    sent,
    /**
     * Sends before the signal, until the first gateway has ended, and after that; resolves with its exit code once all followers, which the
     * balancer leads to the other gateway by then, have as many messages as were sent.
     */
    async end(signal: NodeJS.Signals): Promise<number | null> {
      await sendSeveral(5);
      await expect.poll(() => followers.every((each) => each.added().length === 5)).toBe(true);
      balancer.origin = other.origin;
      first.send(signal);
      const ending = { isOver: false };
      const exitCode = first.exited.finally(() => (ending.isOver = true));
      while (!ending.isOver) await send();
      await sendSeveral(5);
      await expect
        .poll(() => followers.every((each) => each.added().length >= sent.length), { timeout: 20_000 })
        .toBe(true);
      return exitCode;
    },
    /** The codes with which sockets were closed. */
    closeCodes: () => new Set(followers.flatMap(({ closes }) => closes.map(({ code }) => code))),
  };
}
