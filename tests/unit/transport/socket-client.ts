import { once } from 'node:events';
import { WebSocket, type ClientOptions } from 'ws';
import { silentLog } from '../../../src/log.ts';
import { createMetrics } from '../../../src/metrics.ts';
import {
  createWebSocketServer,
  type SocketOrigin,
  type WebSocketServerOptions,
} from '../../../src/transport/websocket-server.ts';
import { createOriginPolicy } from '../../../src/transport/origin-policy.ts';
import { createFakeClock } from './fake-clock.ts';
import { afterwards, startHttp } from './loopback.ts';

/** The subprotocol that the server under test speaks. */
export const subprotocol = 'graphql-transport-ws';

/** A WebSocket server at a free port, with what it handed on. */
export async function startSockets(changes: Partial<WebSocketServerOptions> = {}) {
  const clock = createFakeClock();
  const metrics = createMetrics();
  const accepted: { readonly socket: WebSocket; readonly origin: SocketOrigin }[] = [];
  const messages: string[] = [];
  const server = createWebSocketServer({
    path: '/graphql',
    subprotocol,
    isOriginAllowed: createOriginPolicy([]),
    clock,
    metrics,
    log: silentLog,
    onSocket(socket, origin) {
      accepted.push({ socket, origin });
      socket.on('message', (data: Buffer) => messages.push(data.toString()));
    },
    ...changes,
  });
  const { port, server: http } = await startHttp({
    onUpgrade: (request, socket, head) => server.handleUpgrade(request, socket, head),
  });
  const open = async () => {
    const { values } = await metrics.sockets.get();
    return values[0]?.value ?? 0;
  };
  return { server, http, port, clock, accepted, messages, open };
}

/** Begins to open a socket; it is torn down after the test. */
export function dial(
  port: number,
  options: ClientOptions & { readonly path?: string; readonly protocols?: readonly string[] } = {},
): WebSocket {
  const { path = '/graphql', protocols = [subprotocol], ...clientOptions } = options;
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, [...protocols], clientOptions);
  socket.on('error', () => {});
  afterwards(() => socket.terminate());
  return socket;
}

/** Opens a socket. */
export async function openSocket(port: number, options: Parameters<typeof dial>[1] = {}): Promise<WebSocket> {
  const socket = dial(port, options);
  await once(socket, 'open');
  return socket;
}

/** The status with which an upgrade is refused, or 101. */
export async function upgradeStatus(
  port: number,
  options: Parameters<typeof dial>[1] = {},
): Promise<number | undefined> {
  const socket = dial(port, options);
  return new Promise((resolve) => {
    socket.once('open', () => resolve(101));
    socket.once('unexpected-response', (request, response) => {
      request.on('error', () => {});
      response.resume();
      resolve(response.statusCode);
    });
  });
}

/** The code with which a socket closes. */
export async function closeCode(socket: WebSocket): Promise<number> {
  return new Promise((resolve) => socket.once('close', (code) => resolve(code)));
}
