import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { GatewayOptions } from '../../src/config/options.ts';
import { startChat } from './chat.ts';
import { startGateway } from './gateway.ts';
import { startRedisServer } from './redis-server.ts';
import { stopWithTest } from './stop-with-test.ts';

/** Three gateways on one Redis, over an emulator with a conversation of Alice and Bob. The third one gets the webhooks. */
export async function startGateways(options: { readonly gateway?: Partial<GatewayOptions> } = {}) {
  const redis = await startRedisServer();
  const gatewayOptions = { ...options.gateway, redisUrl: redis.url };
  const chat = await startChat({ gateway: gatewayOptions });
  const second = await startGateway(chat.emulator, { options: gatewayOptions });
  const third = await startGateway(chat.emulator, { options: gatewayOptions });
  return { ...chat, redis, gateways: [chat.gateway, second, third] as const };
}

/** Starts what hands every request to all of several servers, as a mistaken load balancer does. */
export async function startFanOut(): Promise<{
  readonly origin: string;
  /** Where requests go from now on. */
  sendTo(origins: readonly string[]): void;
  /** Requests that all of the servers have answered. */
  answered(): number;
}> {
  let origins: readonly string[] = [];
  let answered = 0;
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const { host: _host, 'content-length': _length, connection: _connection, ...headers } = request.headers;
      const answers = await Promise.all(
        origins.map((origin) =>
          fetch(`${origin}${request.url}`, {
            method: request.method ?? 'GET',
            headers: Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]),
            body: Buffer.concat(chunks),
          }),
        ),
      );
      answered += 1;
      response.writeHead(Math.max(200, ...answers.map(({ status }) => status))).end();
    })().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stopWithTest(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    sendTo(to) {
      origins = to;
    },
    answered: () => answered,
  };
}
