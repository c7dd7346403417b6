import type { Clock } from '../clock.ts';

/** A socket that may rest. */
export interface RestingSocket {
  /** Whether nothing came since it was looked at last. Whatever comes says that it is not. */
  isQuiet: boolean;
  /** Lets it rest. @returns false where it cannot now */
  rest(): boolean;
}

/** Lets sockets rest that are quiet. */
export interface SocketRests {
  /** Looks at it from now on, until it rests. */
  add(socket: RestingSocket): void;
  remove(socket: RestingSocket): void;
}

/** How often it is looked, in milliseconds: who was quiet from one time to the next may rest. */
export const restLookMs = 1_000;

/** Looks at no socket yet; by one timer, that runs only while there are any that do not rest. */
export function createSocketRests({ clock }: { readonly clock: Clock }): SocketRests {
  const restless = new Set<RestingSocket>();
  let cancelTimer: (() => void) | null = null;

  const look = () => {
    for (const socket of restless) {
      if (socket.isQuiet && socket.rest()) restless.delete(socket);
      socket.isQuiet = true;
    }
    cancelTimer = restless.size > 0 ? clock.setTimer(look, restLookMs) : null;
  };

  return {
    add(socket) {
      restless.add(socket);
      cancelTimer ??= clock.setTimer(look, restLookMs);
    },
    remove(socket) {
      restless.delete(socket);
      if (restless.size > 0) return;
      cancelTimer?.();
      cancelTimer = null;
    },
  };
}
