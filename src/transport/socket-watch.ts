import type { Clock } from '../clock.ts';

/** What the watch needs of a WebSocket. */
export interface WatchedSocket {
  readonly bufferedAmount: number;
  ping(): void;
  terminate(): void;
  on(event: 'pong' | 'message', listener: () => void): unknown;
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
  /** Watches a socket until the returned function is called. */
  add(socket: Socket): () => void;
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
  const states = new Map<Socket, SocketState>();
  let cancelTimer: (() => void) | undefined;

  const look = () => {
    for (const [socket, state] of states) inspect(socket, state);
    cancelTimer = states.size > 0 ? clock.setTimer(look, watchIntervalMs) : undefined;
  };

  const inspect = (socket: Socket, state: SocketState) => {
    const now = clock.now();
    if (socket.bufferedAmount <= unsentBytesMax) state.slowSince = undefined;
    else state.slowSince ??= now;
    if (state.slowSince !== undefined && now - state.slowSince >= slowTimeoutMs) {
      states.delete(socket);
      closeSlow(socket);
    } else if (now - state.pingedAt >= keepAliveMs) {
      if (state.isMute) {
        socket.terminate();
        return;
      }
      state.isMute = true;
      state.pingedAt = now;
      socket.ping();
    }
  };

  return {
    add(socket) {
      const state: SocketState = { slowSince: undefined, pingedAt: clock.now(), isMute: false };
      const onSign = () => {
        state.isMute = false;
      };
      socket.on('pong', onSign);
      socket.on('message', onSign);
      states.set(socket, state);
      cancelTimer ??= clock.setTimer(look, watchIntervalMs);
      return () => {
        states.delete(socket);
        if (states.size > 0) return;
        cancelTimer?.();
        cancelTimer = undefined;
      };
    },
  };
}

interface SocketState {
  /** Since when more is unsent than may be. */
  slowSince: number | undefined;
  pingedAt: number;
  /** Whether nothing came since the last ping. */
  isMute: boolean;
}
