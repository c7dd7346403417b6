import { createClient, type Client } from 'graphql-ws';
import { createConnectionParams } from 'twilio-conversations-graphql/client';
import type { Session } from '../session/session.ts';
import type { ConnectionStatus } from './connection-status.ts';

const pingEveryMs = 12_000;
const pongWithinMs = 5_000;
const retryMaxMs = 10_000;

/** Close codes of the gateway that are about the token: 4401 not accepted, 4403 ended. */
const tokenCloseCodes: readonly number[] = [4401, 4403];

/** Options of {@link createLiveSocket}. */
export interface LiveSocketOptions {
  readonly session: Session;
  readonly status: ConnectionStatus;
}

/** The socket of all subscriptions: comes back by itself, at once when the network does. */
export function createLiveSocket({ session, status }: LiveSocketOptions): { client: Client; close(): void } {
  let pongTimer: ReturnType<typeof setTimeout> | undefined;

  const client = createClient({
    url: () => new URL('/graphql', location.href.replace(/^http/, 'ws')).href,
    connectionParams: createConnectionParams({ token: () => session.token() }),
    lazyCloseTimeout: 3_000,
    keepAlive: pingEveryMs,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => session.state().token !== null,
    retryWait: (retries) => untilRetry(retries),
    on: {
      connected: () => status.connected(),
      closed(event) {
        clearTimeout(pongTimer);
        status.lost();
        if (isTokenClose(event)) session.refused();
      },
      ping(received) {
        // A socket whose peer is gone can look open for minutes: no answer in time means that it is dead.
        if (!received) pongTimer = setTimeout(() => client.terminate(), pongWithinMs);
      },
      pong(received) {
        if (received) clearTimeout(pongTimer);
      },
    },
  });

  const terminate = () => client.terminate();
  window.addEventListener('offline', terminate);

  return {
    client,
    close() {
      window.removeEventListener('offline', terminate);
      clearTimeout(pongTimer);
      client.terminate();
      void client.dispose();
    },
  };
}

/** Waits longer each time, but no longer than until the network or the person comes back. */
function untilRetry(retries: number): Promise<void> {
  const delayMs = Math.min(retryMaxMs, 400 * 2 ** retries) * (0.5 + Math.random() / 2);
  return new Promise((resolve) => {
    const timer = navigator.onLine ? setTimeout(finish, delayMs) : undefined;
    function finish(): void {
      clearTimeout(timer);
      window.removeEventListener('online', finish);
      document.removeEventListener('visibilitychange', finishWhenVisible);
      resolve();
    }
    function finishWhenVisible(): void {
      if (document.visibilityState === 'visible' && navigator.onLine) finish();
    }
    window.addEventListener('online', finish);
    document.addEventListener('visibilitychange', finishWhenVisible);
  });
}

function isTokenClose(event: unknown): boolean {
  return (
    typeof event === 'object' &&
    event !== null &&
    'code' in event &&
    typeof event.code === 'number' &&
    tokenCloseCodes.includes(event.code)
  );
}
