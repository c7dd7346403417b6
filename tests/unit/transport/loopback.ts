import { once } from 'node:events';
import { Agent, type IncomingHttpHeaders, type IncomingMessage, request as httpRequest } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach } from 'vitest';
import { silentLog } from '../../../src/log.ts';
import { systemClock } from '../../../src/clock.ts';
import {
  createHttpServer,
  type HttpServer,
  type HttpServerOptions,
} from '../../../src/transport/http-server.ts';

const cleanups: (() => Promise<void> | void)[] = [];

/** Runs after the test at hand, the last one first. */
export function afterwards(cleanup: () => Promise<void> | void): void {
  cleanups.push(cleanup);
}

afterEach(async () => {
  for (let cleanup = cleanups.pop(); cleanup; cleanup = cleanups.pop()) await cleanup();
});

/** A server at a free port of the loopback interface, stopped after the test. */
export async function startHttp(
  options: Partial<HttpServerOptions>,
): Promise<{ readonly server: HttpServer; readonly port: number }> {
  let requests = 0;
  const server = createHttpServer({
    port: 0,
    host: '127.0.0.1',
    routes: [],
    clock: systemClock,
    log: silentLog,
    newRequestId: () => `request-${++requests}`,
    ...options,
  });
  const { port } = await server.start();
  afterwards(() => server.stop({ timeoutMs: 0 }));
  return { server, port };
}

/** An answer as it came over the wire. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Sends one request over a connection of its own. */
export async function send(options: {
  readonly port: number;
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string | Buffer;
}): Promise<WireAnswer> {
  const { port, path = '/', method = 'GET', headers = {}, body } = options;
  const agent = new Agent({ keepAlive: true });
  afterwards(() => agent.destroy());
  const request = httpRequest({ host: '127.0.0.1', port, path, method, headers: { ...headers }, agent });
  request.end(body);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    // Stays attached: a server may close on a client that still sends after the answer.
    request.once('response', resolve).on('error', reject);
  });
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    body: Buffer.concat(chunks).toString(),
  };
}

/** A bare connection, destroyed after the test. */
export async function connectTo(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  afterwards(() => void socket.destroy());
  await once(socket, 'connect');
  return socket;
}

/** Everything that comes over a connection until its end. */
export async function readAll(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  if (!socket.closed) await once(socket, 'close');
  return Buffer.concat(chunks).toString();
}

/** A promise and what settles it. */
export function deferred<Value = void>() {
  const settle: { resolve?: (value: Value) => void } = {};
  const promise = new Promise<Value>((resolve) => {
    settle.resolve = resolve;
  });
  return { promise, resolve: (value: Value) => settle.resolve?.(value) };
}
