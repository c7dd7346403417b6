import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ServerOptions, type WebSocket, WebSocketServer as UpgradeServer } from 'ws';
import { type Clock, sleep } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { createRateAllowance } from '../rate-allowance.ts';
import { clientAddress } from './client-address.ts';
import type { OriginPolicy } from './origin-policy.ts';
import { ServedSocket, type SocketKeeper } from './served-socket.ts';
import { createSocketSlots, type SocketSlot } from './socket-slots.ts';
import { createSocketWatch } from './socket-watch.ts';

/** The bounds of the WebSocket server. */
export interface WebSocketLimits {
  /** Sockets at once; further upgrades get 503. @default 10_000 */
  readonly socketsMax?: number | undefined;
  /** Sockets at once from one address; further upgrades get 429. @default 50 */
  readonly socketsPerAddressMax?: number | undefined;
  /** Sockets at once of which nobody has said yet whose they are; further upgrades get 503. @default 500 */
  readonly unauthenticatedSocketsMax?: number | undefined;
  /** Sockets at once of one viewer; see {@link SocketOrigin.identify}. @default 10 */
  readonly socketsPerViewerMax?: number | undefined;
  /** Bytes of one message; a larger one closes the socket with 1009. @default 65_536 */
  readonly messageBytesMax?: number | undefined;
  /** Fragments of one message; more close the socket with 1008. @default 16 */
  readonly fragmentsMax?: number | undefined;
  /** Pieces in which the bytes of one frame may arrive; more close the socket with 1008. @default 1_024 */
  readonly bufferedChunksMax?: number | undefined;
  /** Messages a second that a socket may send for ever; beyond that it is closed with 4429. @default 20 */
  readonly messagesPerSecond?: number | undefined;
  /** Messages that a socket may send at once. @default 100 */
  readonly messagesBurst?: number | undefined;
  /** Unsent bytes that make a socket slow. @default 1_048_576 */
  readonly unsentBytesMax?: number | undefined;
  /** How long a socket may stay slow, in milliseconds, until it is closed with 1013. @default 10_000 */
  readonly slowTimeoutMs?: number | undefined;
  /** Between two pings, in milliseconds; a socket that stays mute until the next one is cut off. @default 12_000 */
  readonly keepAliveMs?: number | undefined;
  /** How long a client may take to complete a close, in milliseconds; then it is cut off. @default 5_000 */
  readonly closeTimeoutMs?: number | undefined;
}

/** What is known of a socket from the request that became it. */
export interface SocketOrigin {
  /** The address of the client, behind the trusted proxies. */
  readonly remoteAddress: string;
  /** The headers of the upgrade request. */
  readonly headers: IncomingMessage['headers'];
  /** What the socket's frames are written to: for whole frames that were made elsewhere, while the socket is open. */
  readonly connection: Duplex;
  /**
   * Says whose the socket is, once that is known; null for nobody who is counted. False when the viewer has as many as may be open: then
   * the socket is closed with 1013, after which clients try again later.
   */
  identify(viewer: string | null): boolean;
}

/** Options of {@link createWebSocketServer}. */
export interface WebSocketServerOptions {
  /** The path at which sockets are opened. */
  readonly path: string;
  /** The one subprotocol spoken, such as `graphql-transport-ws`; upgrades that do not offer it get 400. */
  readonly subprotocol: string;
  /** Whose pages may open sockets; asked before each upgrade. */
  readonly isOriginAllowed: OriginPolicy;
  /** Proxies in front that append to `X-Forwarded-For`. @default 0 */
  readonly trustedProxies?: number | undefined;
  readonly limits?: WebSocketLimits | undefined;
  /** Takes an open socket. It has to attach its listeners before it returns, and may close the socket at any time. */
  readonly onSocket: (socket: WebSocket, origin: SocketOrigin) => void;
  readonly clock: Clock;
  readonly metrics: Pick<Metrics, 'sockets' | 'socketCloses' | 'socketRefusals'>;
  readonly log: Log;
}

/** Turns upgrade requests into sockets and keeps an eye on them. */
export interface WebSocketServer {
  /** Takes an upgrade request from the HTTP server. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /**
   * Refuses further upgrades with 503 and closes every socket, evenly spread over `spreadMs`, so that not all clients come back
   * in the same instant. Resolves when all are closed.
   */
  closeAll(options: {
    /** 1012: the service restarts. 1001: it goes away. After either graphql-ws clients come back. */
    readonly code: 1001 | 1012;
    readonly spreadMs: number;
  }): Promise<void>;
  /** Sockets that are open or opening. */
  readonly size: number;
}

/**
 * Decides before the upgrade who may open a socket, and bounds what an open one may do. No compression: it costs memory per
 * socket and lets small frames unpack to large ones. The pings are WebSocket's own and sent here: whoever serves the sockets
 * needs no second keep-alive.
 */
export function createWebSocketServer(options: WebSocketServerOptions): WebSocketServer {
  const { path, subprotocol, isOriginAllowed, trustedProxies = 0, limits = {} } = options;
  const { onSocket, clock, metrics, log } = options;
  const slots = createSocketSlots({
    socketsMax: limits.socketsMax ?? 10_000,
    socketsPerAddressMax: limits.socketsPerAddressMax ?? 50,
    unauthenticatedSocketsMax: limits.unauthenticatedSocketsMax ?? 500,
    socketsPerViewerMax: limits.socketsPerViewerMax ?? 10,
  });
  const watch = createSocketWatch<ServedSocket>({
    unsentBytesMax: limits.unsentBytesMax ?? 1_048_576,
    slowTimeoutMs: limits.slowTimeoutMs ?? 10_000,
    keepAliveMs: limits.keepAliveMs ?? 12_000,
    clock,
    closeSlow: (socket) => socket.dismiss(1013, 'The client reads too slowly'),
  });
  let isClosing = false;

  const upgradeOptions: ServerOptions<typeof ServedSocket> & { readonly closeTimeout: number } = {
    noServer: true,
    WebSocket: ServedSocket,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: limits.messageBytesMax ?? 65_536,
    maxFragments: limits.fragmentsMax ?? 16,
    maxBufferedChunks: limits.bufferedChunksMax ?? 1_024,
    closeTimeout: limits.closeTimeoutMs ?? 5_000,
    handleProtocols: () => subprotocol,
  };
  const upgradeServer = new UpgradeServer(upgradeOptions);

  const refusalOf = (request: IncomingMessage): Refusal | undefined => {
    const { origin, host } = request.headers;
    const [requestPath] = (request.url ?? '').split('?', 1);
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
    if (requestPath !== path) return { status: 404, reason: 'There is no WebSocket at this path.' };
    if (isClosing) return { status: 503, reason: 'The gateway is shutting down.' };
    if (!isOriginAllowed({ origin, host }))
      return { status: 403, reason: 'This origin may not open sockets.' };
    if (!offered.includes(subprotocol))
      return { status: 400, reason: `The subprotocol spoken here is ${subprotocol}.` };
    return undefined;
  };

  const rateOptions = {
    perSecond: limits.messagesPerSecond ?? 20,
    burst: limits.messagesBurst ?? 100,
    clock,
  };
  const keeper: SocketKeeper = {
    createRate: () => createRateAllowance(rateOptions),
    now: clock.now,
    onError: (error) => log.debug('A socket broke', { error }),
    onClose(socket, code) {
      watch.remove(socket);
      metrics.sockets.dec();
      metrics.socketCloses.inc({ code: closeCodeLabel(code) });
    },
  };
  const open = (socket: ServedSocket, origin: SocketOrigin) => {
    metrics.sockets.inc();
    socket.serve(keeper);
    watch.add(socket);
    try {
      onSocket(socket, origin);
    } catch (error) {
      log.error('A socket could not be served', { error });
      socket.dismiss(1011, 'Internal server error');
    }
  };

  const refuse = (socket: Duplex, refusal: Refusal) => {
    metrics.socketRefusals.inc({ status: String(refusal.status) });
    refuseUpgrade(socket, refusal);
  };

  return {
    handleUpgrade(request, socket, head) {
      // Without a listener a connection that breaks before it is upgraded would end the process.
      socket.on('error', ignore);
      const refusal = refusalOf(request);
      if (refusal) return refuse(socket, refusal);
      const forwardedFor = request.headersDistinct['x-forwarded-for']?.join(',');
      const peerAddress = request.socket.remoteAddress;
      const remoteAddress = clientAddress({ peerAddress, forwardedFor }, trustedProxies);
      const slot = slots.take(remoteAddress);
      if ('refusal' in slot) return refuse(socket, slot.refusal);
      if (socket.destroyed) slot.release();
      else releaseWith(socket, slot);
      upgradeServer.handleUpgrade(request, socket, head, (opened) => {
        // From here on `ws` listens.
        socket.off('error', ignore);
        open(opened, {
          remoteAddress,
          headers: request.headers,
          connection: socket,
          identify: identifier(opened, slot),
        });
      });
    },

    async closeAll({ code, spreadMs }) {
      isClosing = true;
      const reason = code === 1012 ? 'The service restarts' : 'The service goes away';
      const closings = [...watch.sockets].map(async (socket, place, { length }) => {
        const closed = new AbortController();
        const onClosed = new Promise<void>((resolve) =>
          socket.once('close', () => {
            closed.abort();
            resolve();
          }),
        );
        // Rejects when the socket closes by itself, and then there is nothing left to close.
        await sleep(clock, (spreadMs * place) / length, closed.signal).catch(ignore);
        socket.dismiss(code, reason);
        await onClosed;
      });
      await Promise.all(closings);
    },

    get size() {
      return slots.size;
    },
  };
}

/** An upgrade that does not happen. */
interface Refusal {
  readonly status: 400 | 403 | 404 | 429 | 503;
  readonly reason: string;
}

const statusTexts = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  429: 'Too Many Requests',
  503: 'Service Unavailable',
} as const;

/** Codes of WebSocket itself and of what is spoken over it; a client may close with any other, and each would be a series. */
const closeCodes: ReadonlySet<number> = new Set([
  1000, 1001, 1002, 1003, 1005, 1006, 1007, 1008, 1009, 1011, 1012, 1013, 4000, 4004, 4005, 4205, 4400, 4401,
  4403, 4406, 4408, 4409, 4429, 4499, 4500, 4504,
]);

function closeCodeLabel(code: number): string {
  return closeCodes.has(code) ? String(code) : 'other';
}

function refuseUpgrade(socket: Duplex, { status, reason }: Refusal): void {
  const body = `${reason}\n`;
  const head = [
    `HTTP/1.1 ${status} ${statusTexts[status]}`,
    'connection: close',
    'content-type: text/plain; charset=utf-8',
    'x-content-type-options: nosniff',
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  socket.once('finish', () => socket.destroy());
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/**
 * The connection's own end frees the slot: it comes exactly once, in whatever phase and way the socket dies. A function of its own, so that
 * what listens does not keep the request with its headers.
 */
function releaseWith(connection: Duplex, slot: SocketSlot): void {
  connection.on('close', () => slot.release());
}

/** As {@link SocketOrigin.identify}; of its own for the same reason. */
function identifier(socket: ServedSocket, slot: SocketSlot): (viewer: string | null) => boolean {
  return (viewer) => {
    const isWithin = slot.identify(viewer);
    if (!isWithin) socket.dismiss(1013, 'The viewer has too many sockets open');
    return isWithin;
  };
}

function ignore(): void {}
