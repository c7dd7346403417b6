import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createRandom, mixSeeds, type Random } from '../../src/emulator/random.ts';
import type { OtherShare } from './chaos-options.ts';
import { createChildProcesses } from './child-processes.ts';
import { findFreePort } from './free-port.ts';
import { createGatewayInstance, type GatewayInstance } from './gateway-instance.ts';
import { tokenSecret } from './graphql-endpoint.ts';
import { pause } from './pause.ts';
import { createRedisInstance, isRedisInstalled, type RedisInstance } from './redis-instance.ts';
import { createTcpProxy, type TcpProxy } from './tcp-proxy.ts';
import { openTwilioAccount, type TwilioAccount } from './twilio-account.ts';
import { createWebhookDispatcher, type WebhookDispatcher } from './webhook-dispatcher.ts';

/** Everything that a run consists of but its clients. */
export interface Cluster {
  readonly account: TwilioAccount;
  readonly gateways: readonly GatewayInstance[];
  readonly redis: RedisInstance | null;
  readonly dispatcher: WebhookDispatcher;
  /** The origin of a gateway in service at random, as clients see it. */
  pickOrigin(): string;
  /** Tells the balancer whether clients and webhooks are led to a gateway. All are in service at first. */
  setInService(gateway: GatewayInstance, isInService: boolean): void;
  /** Resolves when every gateway is ready; with the names of those that are not in time. */
  waitUntilReady(timeoutMs: number): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** The built program: what users run. */
export const program = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** Starts the emulator, Redis, the gateways, and the network between them. Everything listens on loopback addresses only. */
export async function startCluster(options: {
  readonly seed: number;
  readonly gateways: number;
  readonly hasRedis: boolean;
  readonly otherProgram: string | null;
  readonly otherShare: OtherShare;
}): Promise<Cluster> {
  if (!existsSync(program)) throw new Error('The program is not built: npm run build');
  if (options.hasRedis && !isRedisInstalled()) {
    throw new Error(
      'redis-server is missing. To get it: apt-get install redis-server. Or run with --no-redis.',
    );
  }
  const children = createChildProcesses();
  const closing: (() => Promise<void>)[] = [];
  const randomOf = (purpose: number): Random => createRandom(mixSeeds(options.seed, purpose));

  const emulator = children.start({
    name: 'emulator',
    file: process.execPath,
    args: [program, 'emulator', '--port', '0'],
  });
  const line = await emulator.waitForLine(/__emulator\/config/, 30_000);
  const account = await openTwilioAccount(/http:\/\/[^/]+/.exec(line)?.[0] ?? '');

  const redis = options.hasRedis ? await createRedisInstance(children) : null;
  await redis?.start();

  const proxyTo = async (targetPort: number, purpose: number): Promise<TcpProxy> => {
    const proxy = await createTcpProxy({ targetPort, random: randomOf(purpose) });
    closing.push(proxy.close);
    return proxy;
  };
  const places = await Promise.all(
    Array.from({ length: options.gateways }, async (_, ordinal) => {
      const port = await findFreePort();
      return {
        port,
        name: `gateway ${ordinal}`,
        proxy: await proxyTo(port, 100 + ordinal),
        redisProxy: redis ? await proxyTo(redis.port, 200 + ordinal) : null,
      };
    }),
  );
  /** Ports of gateways that nobody is led to. */
  const outOfService = new Set<number>();
  const pickPort = (pick: Random) => {
    const ports = places.map(({ proxy }) => proxy.port).filter((port) => !outOfService.has(port));
    return ports[Math.floor(pick() * ports.length)];
  };
  const pickForWebhooks = randomOf(300);
  const dispatcher = await createWebhookDispatcher({ pickPort: () => pickPort(pickForWebhooks) });
  closing.push(dispatcher.close);
  await account.sendWebhooksTo(`${dispatcher.origin}/webhooks/twilio`);

  const { accountSid, authToken, chatServiceSid, baseUrl } = account.config;
  const gateways = places.map((place, ordinal) =>
    createGatewayInstance({
      ...place,
      program: isOther(options.otherShare, ordinal) ? (options.otherProgram ?? program) : program,
      children,
      environment: {
        TWILIO_ACCOUNT_SID: accountSid,
        TWILIO_AUTH_TOKEN: authToken,
        TWILIO_CHAT_SERVICE_SID: chatServiceSid,
        TWILIO_BASE_URL: baseUrl,
        PUBLIC_URL: dispatcher.origin,
        AUTH_JWT_SECRET: tokenSecret,
        HOST: '127.0.0.1',
        TRUST_PROXY: '1',
        LOG_LEVEL: 'warn',
        ...(place.redisProxy && { REDIS_URL: `redis://127.0.0.1:${place.redisProxy.port}` }),
      },
    }),
  );
  for (const gateway of gateways) gateway.start();

  const pickForClients = randomOf(400);
  return {
    account,
    gateways,
    redis,
    dispatcher,
    pickOrigin: () => `http://127.0.0.1:${pickPort(pickForClients)}`,
    setInService({ proxy }, isInService) {
      if (isInService) outOfService.delete(proxy.port);
      else outOfService.add(proxy.port);
    },
    async waitUntilReady(timeoutMs) {
      const giveUpAtMs = performance.now() + timeoutMs;
      for (;;) {
        const answers = await Promise.all(gateways.map((gateway) => gateway.isReady()));
        const unready = gateways.filter((_, place) => !answers[place]).map(({ name }) => name);
        if (unready.length === 0 || performance.now() > giveUpAtMs) return unready;
        await pause(200);
      }
    },
    async close() {
      children.killAll();
      await Promise.all(closing.map((close) => close()));
    },
  };
}

/** Whether a gateway begins with the other version. */
function isOther(share: OtherShare, ordinal: number): boolean {
  return share === 'half' ? ordinal % 2 === 1 : share !== 'rollback';
}
