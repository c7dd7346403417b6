import type { Clock } from '../clock.ts';

/** What the watch needs of a WebSocket. */
export interface WatchedSocket {
  readonly bufferedAmount: number;
  ping(): void;
  terminate(): void;
  /** Since when more is unsent than may be. */
  slowSince: number | undefined;
  /** When it was pinged last; at first, when it was opened. */
  pingedAt: number;
  /** Whether nothing came since the last ping. Whoever hears of a pong or a message says that it is not. */
  isMute: boolean;
  /** Whether the watch has given it up. */
  isGivenUp: boolean;
}

/** Options of {@link createSocketWatch}. */
export interface SocketWatchOptions<Socket extends WatchedSocket> {
  /** Unsent bytes that make a socket slow. */
  readonly unsentBytesMax: number;
  /** How long a socket may stay slow, in milliseconds. */
  readonly slowTimeoutMs: number;
  /** Between two pings, in milliseconds. */
  readonly keepAliveMs: number;
  readonly clock: Clock;
  /** Closes a socket that stayed slow for too long. */
  readonly closeSlow: (socket: Socket) => void;
}

/** Finds sockets that no longer read and sockets that are gone without a word. */
export interface SocketWatch<Socket extends WatchedSocket> {
  /** Those that are watched. */
  readonly sockets: ReadonlySet<Socket>;
  add(socket: Socket): void;
  remove(socket: Socket): void;
}

/** How often, in milliseconds, the watch looks. */
export const watchIntervalMs = 1_000;

/**
 * Looks at all sockets once a second, by one timer that runs only while there are any. A socket that answers no ping and sends
 * nothing until the next ping is due is cut off, because nobody is left to take a close frame.
 */
export function createSocketWatch<Socket extends WatchedSocket>(
  options: SocketWatchOptions<Socket>,
): SocketWatch<Socket> {
  const { unsentBytesMax, slowTimeoutMs, keepAliveMs, clock, closeSlow } = options;
  const sockets = new Set<Socket>();
  let cancelTimer: (() => void) | undefined;

  const look = () => {
    for (const socket of sockets) if (!socket.isGivenUp) inspect(socket);
    cancelTimer = sockets.size > 0 ? clock.setTimer(look, watchIntervalMs) : undefined;
  };

  const inspect = (socket: Socket) => {
    const now = clock.now();
    if (socket.bufferedAmount <= unsentBytesMax) socket.slowSince = undefined;
    else socket.slowSince ??= now;
    if (socket.slowSince !== undefined && now - socket.slowSince >= slowTimeoutMs) {
      socket.isGivenUp = true;
      closeSlow(socket);
    } else if (now - socket.pingedAt >= keepAliveMs) {
      if (socket.isMute) {
        socket.terminate();
        return;
      }
      socket.isMute = true;
      socket.pingedAt = now;
      socket.ping();
    }
  };

  return {
    sockets,
    add(socket) {
      sockets.add(socket);
      cancelTimer ??= clock.setTimer(look, watchIntervalMs);
    },
    remove(socket) {
      sockets.delete(socket);
      if (sockets.size > 0) return;
      cancelTimer?.();
      cancelTimer = undefined;
    },
  };
}
