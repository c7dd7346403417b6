import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Clock } from '../clock.ts';
import type { HttpAnswer } from '../http-message.ts';
import type { Log } from '../log.ts';
import { refuseConnection } from './client-error.ts';
import { createRefusalCounter, type RefusalMetrics } from './count-refusals.ts';
import { knock, PeekableRequest } from './door.ts';
import { answerFault, internalFault } from './error-answer.ts';
import { listen, type ListenAddress } from './listen.ts';
import { readBody } from './read-body.ts';
import {
  createRouteTable,
  type HttpRoute,
  malformedTarget,
  type RouteMatch,
  splitTarget,
  unknownPath,
} from './route-table.ts';

/** The bounds of the HTTP server. */
export interface HttpLimits {
  /** Bytes a body may have, also unpacked, unless its route says otherwise. @default 102_400 */
  readonly bodyBytesMax?: number | undefined;
  /** Bytes of all headers of a request together; more gets 431. @default 16_384 */
  readonly headerBytesMax?: number | undefined;
  /** Within this time, in milliseconds, the headers have to be complete. @default 10_000 */
  readonly headersTimeoutMs?: number | undefined;
  /** Within this time, in milliseconds, a request has to be complete. @default 30_000 */
  readonly requestTimeoutMs?: number | undefined;
  /** After this time, in milliseconds, a request's signal aborts. @default 15_000 */
  readonly deadlineMs?: number | undefined;
  /**
   * After this time, in milliseconds, a request is answered with 504 although its handler, deaf to the signal or busy with a
   * write that outlasts the deadline, has not finished. @default 40_000
   */
  readonly answerTimeoutMs?: number | undefined;
  /** How long, in milliseconds, an idle connection is kept: longer than common balancers keep theirs. @default 65_000 */
  readonly keepAliveTimeoutMs?: number | undefined;
  /** Connections at once, WebSockets included; further ones are closed as they come. @default 12_000 */
  readonly connectionsMax?: number | undefined;
}

/** Options of {@link createHttpServer}. */
export interface HttpServerOptions extends ListenAddress {
  readonly routes: readonly HttpRoute[];
  /** Answers GET and HEAD of the paths that no route has, such as static files. Security headers are already set. */
  readonly fallback?: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;
  readonly limits?: HttpLimits | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** Where requests are counted that no handler sees. @default nowhere */
  readonly metrics?: RefusalMetrics | undefined;
  /** Takes connections that ask to become something else; without it the question is ignored. */
  readonly onUpgrade?: ((request: IncomingMessage, socket: Duplex, head: Buffer) => void) | undefined;
  /** Names a request in answers and logs. An id that a client sends is not taken over, because logs are believed. */
  readonly newRequestId: () => string;
}

/** A server of HTTP/1.1. */
export interface HttpServer {
  /**
   * Resolves when connections are accepted, with the port they are accepted at.
   * @throws GatewayError `CONFIGURATION_INVALID` when the address cannot be had.
   */
  start(): Promise<{ readonly port: number }>;
  /**
   * Accepts no more connections, lets running requests finish, and closes whatever is still open after `timeoutMs`. Resolves
   * when everything is closed. Can be called at any time and more than once.
   */
  stop(options: { readonly timeoutMs: number }): Promise<void>;
}

/**
 * Takes requests from the network, within limits, hands them to handlers as plain values, and sends their answers. Every
 * answer carries `x-request-id`. A handler that rejects has a bug: the client gets a bare 500 and the log gets the error.
 */
export function createHttpServer(options: HttpServerOptions): HttpServer {
  const { fallback, limits = {}, clock, log, newRequestId } = options;
  const { bodyBytesMax = 102_400 } = limits;
  const headersTimeoutMs = limits.headersTimeoutMs ?? 10_000;
  const routes = createRouteTable({ ...limits, routes: options.routes, clock, log });
  const sockets = new Set<Duplex>();
  /** Sockets on which a request is running, with its answer, or which have become something else. */
  const busySockets = new Map<Duplex, ServerResponse | null>();
  const countRefusal = createRefusalCounter(options.metrics);
  let stopping: Promise<void> | undefined;

  const server = createServer({
    IncomingMessage: PeekableRequest,
    maxHeaderSize: limits.headerBytesMax ?? 16_384,
    headersTimeout: headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs ?? 30_000,
    keepAliveTimeout: limits.keepAliveTimeoutMs ?? 65_000,
    // How often node looks for late requests: its own 30 s would treble the shortest timeout.
    connectionsCheckingInterval: Math.max(50, Math.min(5_000, headersTimeoutMs / 2)),
  });
  server.maxConnections = limits.connectionsMax ?? 12_000;
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => {
      sockets.delete(socket);
      busySockets.delete(socket);
    });
  });
  const { onUpgrade } = options;
  if (onUpgrade)
    server.on('upgrade', (request, socket, head) => {
      busySockets.set(socket, null);
      onUpgrade(request, socket, head);
    });
  server.on('clientError', (error, socket) => {
    const isAnswering = busySockets.get(socket)?.headersSent ?? false;
    const status = refuseConnection(error, { socket, isAnswering });
    if (status !== null) countRefusal(status);
  });
  server.on('request', (request, response) => {
    const requestId = newRequestId();
    busySockets.set(request.socket, response);
    response.once('close', () => busySockets.delete(request.socket));
    const attempt: Attempt = (act) => {
      try {
        act();
      } catch (error) {
        fail(error, response, requestId);
      }
    };
    attempt(() => receive({ request, response, requestId, attempt }));
  });

  const fail = (error: unknown, response: ServerResponse, requestId: string) => {
    log.error('A request could not be answered', { requestId, error });
    if (response.headersSent) response.destroy();
    else send(response, answerFault(internalFault, requestId), requestId);
  };

  const send = (response: ServerResponse, answer: HttpAnswer, requestId: string) => {
    if (response.destroyed) return;
    const headers = standardHeaders(requestId);
    if (stopping) headers.push('connection', 'close');
    write(response, answer, headers);
  };

  /** Refuses at once, without a promise, what is not to be read. */
  const receive = ({ request, response, requestId, attempt }: Received) => {
    const refuse = (answer: HttpAnswer, route?: HttpRoute) => {
      countRefusal(answer.status, route);
      send(response, answer, requestId);
    };
    const target = splitTarget(request.url ?? '');
    const method = request.method ?? '';
    if (!target) return refuse(answerFault(malformedTarget, requestId));
    const match = routes.find({ method, path: target.path, requestId });
    if (!match) {
      if (!fallback || (method !== 'GET' && method !== 'HEAD'))
        return refuse(answerFault(unknownPath, requestId));
      setHeaders(response, standardHeaders(requestId));
      return fallback(request, response);
    }
    if (match.kind === 'refused') return refuse(match.answer, match.route);

    const { route } = match;
    const take = () => {
      serve({ request, response, requestId, target, match, refuse }).catch((error: unknown) =>
        fail(error, response, requestId),
      );
    };
    if (!route.door?.isCrowded()) return take();
    knock(route.door, request, (refusal) => {
      if (refusal) attempt(() => refuse(refusal, route));
      else take();
    });
  };

  const serve = async ({ request, response, requestId, target, match, refuse }: Taken) => {
    const { route } = match;
    const deadline = routes.deadline();
    const onClose = () => {
      if (!response.writableFinished) deadline.abort(new DOMException('The client hung up.', 'AbortError'));
    };
    response.once('close', onClose);
    try {
      const headers = joinHeaders(request);
      const reading = await readBody(request, {
        bodyBytesMax: route.bodyBytesMax ?? bodyBytesMax,
        encoding: headers.get('content-encoding'),
        onAbort: (listener) => deadline.onAbort(listener),
      });
      if (!reading.ok) return refuse(answerFault(reading.fault, requestId), route);
      const { method } = match;
      const { body } = reading;
      const answer = await routes.answer(route, { ...target, method, headers, body, requestId }, deadline);
      send(response, answer, requestId);
    } finally {
      deadline.release();
      response.off('close', onClose);
    }
  };

  const stop = async (timeoutMs: number) => {
    if (!server.listening) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    // Node's own notion of idle leaves out connections that never asked anything.
    for (const socket of sockets) if (!busySockets.has(socket)) socket.destroy();
    const cancelTimer = clock.setTimer(() => {
      if (sockets.size > 0) log.warn('Connections were cut at shutdown', { connections: sockets.size });
      for (const socket of sockets) socket.destroy();
    }, timeoutMs);
    await closed;
    cancelTimer();
  };

  return {
    start: () => listen(server, options),
    stop({ timeoutMs }) {
      stopping ??= stop(timeoutMs);
      return stopping;
    },
  };
}

/** Does something that belongs to one request, of which a bug is to end no more than that. */
type Attempt = (act: () => void) => void;

/** A request, before anything is known of it. */
interface Received {
  readonly request: PeekableRequest;
  readonly response: ServerResponse;
  readonly requestId: string;
  readonly attempt: Attempt;
}

/** A request that is not refused before it is read. */
interface Taken extends Omit<Received, 'attempt'> {
  readonly target: NonNullable<ReturnType<typeof splitTarget>>;
  readonly match: Extract<RouteMatch, { kind: 'route' }>;
  readonly refuse: (answer: HttpAnswer, route: HttpRoute) => void;
}

/** Names and values by turns, as node writes them fastest. */
function standardHeaders(requestId: string): string[] {
  return ['x-request-id', requestId, 'x-content-type-options', 'nosniff', 'referrer-policy', 'no-referrer'];
}

function setHeaders(response: ServerResponse, headers: readonly string[]): void {
  for (let place = 0; place + 1 < headers.length; place += 2)
    response.setHeader(headers[place] ?? '', headers[place + 1] ?? '');
}

/** Every header with all of its values: node's own joining drops repetitions of some, which is no basis to check anything on. */
function joinHeaders(request: IncomingMessage): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  const { rawHeaders } = request;
  for (let place = 0; place + 1 < rawHeaders.length; place += 2) {
    const name = (rawHeaders[place] ?? '').toLowerCase();
    const value = rawHeaders[place + 1] ?? '';
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return headers;
}

/** @param all the headers so far, to which those of the answer are added */
function write(response: ServerResponse, { status, headers, body }: HttpAnswer, all: string[]): void {
  for (const name in headers) all.push(name, headers[name] ?? '');
  const hasBody = status !== 204 && status !== 304;
  if (hasBody) all.push('content-length', String(Buffer.byteLength(body)));
  response.writeHead(status, all);
  response.end(hasBody ? body : undefined);
}
