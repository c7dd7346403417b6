import { setMaxListeners } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Clock } from '../clock.ts';
import { GatewayError } from '../errors.ts';
import type { HttpAnswer, HttpHandler, HttpRequest } from '../http-message.ts';
import type { Log } from '../log.ts';
import { answerFault, internalFault, type TransportFault } from './error-answer.ts';
import { listen } from './listen.ts';
import { readBody } from './read-body.ts';

/** One path and who answers it. */
export interface HttpRoute {
  /** Matches exactly this path, as it came, without the query. */
  readonly path: string;
  /**
   * Upper-case methods that reach the handler; others get 405, and OPTIONS gets 204 with `allow`. GET admits HEAD, which the
   * handler sees as GET. @default all of them
   */
  readonly methods?: readonly string[] | undefined;
  /** Bytes a body may have, also unpacked; more gets 413. @default the server's `bodyBytesMax` */
  readonly bodyBytesMax?: number | undefined;
  readonly handler: HttpHandler;
}

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
export interface HttpServerOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** The address to listen at. @default all addresses of the machine */
  readonly host?: string | undefined;
  readonly routes: readonly HttpRoute[];
  /** Answers GET and HEAD of the paths that no route has, such as static files. Security headers are already set. */
  readonly fallback?: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;
  readonly limits?: HttpLimits | undefined;
  readonly clock: Clock;
  readonly log: Log;
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
  const { routes, fallback, limits = {}, clock, log, newRequestId } = options;
  const { bodyBytesMax = 102_400, deadlineMs = 15_000, answerTimeoutMs = 40_000 } = limits;
  const headersTimeoutMs = limits.headersTimeoutMs ?? 10_000;
  const routesByPath = new Map(routes.map((route) => [route.path, route]));
  const sockets = new Set<Duplex>();
  /** Sockets on which a request is running, or which have become something else. */
  const busySockets = new Set<Duplex>();
  let stopping: Promise<void> | undefined;

  const server = createServer({
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
      busySockets.add(socket);
      onUpgrade(request, socket, head);
    });
  server.on('request', (request, response) => {
    const requestId = newRequestId();
    busySockets.add(request.socket);
    response.once('close', () => busySockets.delete(request.socket));
    setStandardHeaders(response, requestId);
    serve(request, response, requestId).catch((error: unknown) => {
      log.error('A request could not be answered', { requestId, error });
      if (response.headersSent) response.destroy();
      else send(response, answerFault(internalFault, requestId));
    });
  });

  const send = (response: ServerResponse, answer: HttpAnswer) => {
    if (response.destroyed) return;
    if (stopping) response.setHeader('connection', 'close');
    write(response, answer);
  };

  const serve = async (request: IncomingMessage, response: ServerResponse, requestId: string) => {
    const target = splitTarget(request.url ?? '');
    const route = target && routesByPath.get(target.path);
    const method = request.method ?? '';
    if (!target) return send(response, answerFault(malformedTarget, requestId));
    if (!route) {
      if (fallback && (method === 'GET' || method === 'HEAD')) return fallback(request, response);
      return send(response, answerFault(unknownPath, requestId));
    }
    const routedMethod = method === 'HEAD' && !route.methods?.includes('HEAD') ? 'GET' : method;
    if (route.methods && !route.methods.includes(routedMethod))
      return send(response, refuseMethod(route.methods, method, requestId));

    const { signal, release } = watch(response);
    try {
      const reading = await readBody(request, { bodyBytesMax: route.bodyBytesMax ?? bodyBytesMax, signal });
      if (!reading.ok) return send(response, answerFault(reading.fault, requestId));
      const answer = await answerInTime(route.handler, {
        method: routedMethod,
        path: target.path,
        search: target.search,
        headers: joinHeaders(request),
        body: reading.body,
        requestId,
        signal,
      });
      send(response, answer);
    } finally {
      release();
    }
  };

  /** The handler's answer, or the one that stands for a handler that failed. Never rejects. */
  const answerOf = async (handler: HttpHandler, request: HttpRequest): Promise<HttpAnswer> => {
    const { requestId, path, signal } = request;
    try {
      return await handler(request);
    } catch (error) {
      // Handlers that stop because nobody waits any more, or because time is up, pass on the signal's reason.
      if (signal.aborted && error === signal.reason) return answerFault(lateFault, requestId);
      log.error('A handler failed', { requestId, path, error });
      return answerFault(internalFault, requestId);
    }
  };

  /** The first of a handler's answer and the end of its time. */
  const answerInTime = (handler: HttpHandler, request: HttpRequest): Promise<HttpAnswer> =>
    new Promise((resolve) => {
      const cancelTimer = clock.setTimer(() => {
        log.error('A handler did not answer in time', { requestId: request.requestId, path: request.path });
        resolve(answerFault(lateFault, request.requestId));
      }, answerTimeoutMs);
      void answerOf(handler, request).then(resolve).finally(cancelTimer);
    });

  /** A signal that aborts when the client hangs up before the answer is out, and at the deadline. */
  const watch = (response: ServerResponse) => {
    const controller = new AbortController();
    // One request may wait for a hundred calls at once, each of which listens until it is done.
    setMaxListeners(0, controller.signal);
    const cancelTimer = clock.setTimer(() => {
      controller.abort(new GatewayError('UPSTREAM_TIMEOUT', 'The request took longer than its deadline.'));
    }, deadlineMs);
    const onClose = () => {
      if (!response.writableFinished) controller.abort(new DOMException('The client hung up.', 'AbortError'));
    };
    response.once('close', onClose);
    const release = () => {
      cancelTimer();
      response.off('close', onClose);
    };
    return { signal: controller.signal, release };
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

function setStandardHeaders(response: ServerResponse, requestId: string): void {
  response.setHeader('x-request-id', requestId);
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('referrer-policy', 'no-referrer');
}

/** Path and query of a request target in origin form (`/path?query`) or absolute form; undefined for anything else. */
function splitTarget(target: string): { readonly path: string; readonly search: string } | undefined {
  const origin = /^https?:\/\/[^/?#]*/i.exec(target)?.[0] ?? '';
  const rest = target.slice(origin.length);
  if (!rest.startsWith('/')) return undefined;
  const queryStart = rest.indexOf('?');
  if (queryStart === -1) return { path: rest, search: '' };
  return { path: rest.slice(0, queryStart), search: rest.slice(queryStart) };
}

/** Every header with all of its values: node's own joining drops repetitions of some, which is no basis to check anything on. */
function joinHeaders(request: IncomingMessage): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (const [name, values] of Object.entries(request.headersDistinct))
    if (values) headers.set(name, values.join(', '));
  return headers;
}

function refuseMethod(methods: readonly string[], method: string, requestId: string): HttpAnswer {
  const allowed = new Set([...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS']);
  const allow = [...allowed].join(', ');
  if (method === 'OPTIONS') return { status: 204, headers: { allow }, body: '' };
  const message = `This path takes ${allow}.`;
  return answerFault({ status: 405, code: 'BAD_USER_INPUT', message, headers: { allow } }, requestId);
}

function write(response: ServerResponse, answer: HttpAnswer): void {
  const { status, headers, body } = answer;
  const hasBody = status !== 204 && status !== 304;
  const length = hasBody ? { 'content-length': String(Buffer.byteLength(body)) } : {};
  response.writeHead(status, { ...headers, ...length });
  response.end(hasBody ? body : undefined);
}

const malformedTarget: TransportFault = {
  status: 400,
  code: 'BAD_USER_INPUT',
  message: 'The target of the request is no path.',
};

const unknownPath: TransportFault = {
  status: 404,
  code: 'NOT_FOUND',
  message: 'There is nothing at this path.',
};

const lateFault: TransportFault = {
  status: 504,
  code: 'UPSTREAM_TIMEOUT',
  message: 'The answer was not ready in time. What the request asked for may still happen.',
};
