import type { ApolloClient } from '@apollo/client';
import { createContext, useContext } from 'react';
import { createApolloClient } from './connection/apollo-client.ts';
import { createConnectionStatus, type ConnectionStatus } from './connection/connection-status.ts';
import { createLiveSocket } from './connection/live-socket.ts';
import { createOutbox, type Outbox } from './outbox/outbox.ts';
import { hasLanded, postMessage } from './outbox/post-message.ts';
import type { Session } from './session/session.ts';

const resumeEveryMs = 10_000;

/** What belongs to one sign-in, from the first query to the sign-out. */
export interface Workspace {
  readonly session: Session;
  readonly client: ApolloClient;
  readonly status: ConnectionStatus;
  readonly outbox: Outbox;
  close(): void;
}

/** Opens what a sign-in needs; `close` ends all of it. */
export function createWorkspace(session: Session): Workspace {
  const status = createConnectionStatus(window);
  const socket = createLiveSocket({ session, status });
  const client = createApolloClient({ session, socket: socket.client });
  const outbox = createOutbox({
    post: (message) => postMessage(client, message),
    hasLanded: (message) => hasLanded(client, message),
    isOnline: () => navigator.onLine,
    newId: randomId,
    now: () => Date.now(),
  });
  const stopResuming = status.onReturn(() => outbox.resume());
  // What could not be posted although the socket stands: the gateway may have been busy.
  const resumeTimer = setInterval(() => {
    if (status.phase() === 'live') outbox.resume();
  }, resumeEveryMs);
  return {
    session,
    client,
    status,
    outbox,
    close() {
      clearInterval(resumeTimer);
      stopResuming();
      socket.close();
      status.close();
      client.stop();
    },
  };
}

/** 128 random bits. Not `crypto.randomUUID`, which is missing on plain http beyond localhost. */
function randomId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}

/** Hands the workspace to the screen. */
export const WorkspaceContext = createContext<Workspace | null>(null);

/** The sign-in that the component stands in. */
export function useWorkspace(): Workspace {
  const workspace = useContext(WorkspaceContext);
  if (!workspace) throw new Error('Only inside a WorkspaceContext.');
  return workspace;
}
