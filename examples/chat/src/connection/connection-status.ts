/** How the app stands to the gateway, as a person should see it. */
export type ConnectionPhase = 'connecting' | 'live' | 'reconnecting' | 'offline';

/** The state of the live connection: written by the socket and the browser's own notice of the network, read by the banner. */
export interface ConnectionStatus {
  phase(): ConnectionPhase;
  subscribe(listener: () => void): () => void;
  connected(): void;
  lost(): void;
  /** Runs `listener` each time that the connection is back after it was lost. Returns how to stop that. */
  onReturn(listener: () => void): () => void;
  close(): void;
}

/** The status of a window; `close` lets go of its events. */
export function createConnectionStatus(target: Window): ConnectionStatus {
  const listeners = new Set<() => void>();
  const returnListeners = new Set<() => void>();
  let socket: 'connecting' | 'live' | 'reconnecting' = 'connecting';
  let isOnline = target.navigator.onLine;

  function tell(): void {
    for (const listener of listeners) listener();
  }
  function networkChanged(): void {
    isOnline = target.navigator.onLine;
    tell();
  }
  target.addEventListener('online', networkChanged);
  target.addEventListener('offline', networkChanged);

  return {
    phase: () => (isOnline ? socket : 'offline'),
    subscribe: (listener) => added(listeners, listener),
    connected() {
      const isReturn = socket === 'reconnecting';
      socket = 'live';
      tell();
      if (isReturn) for (const listener of returnListeners) listener();
    },
    lost() {
      if (socket === 'live') socket = 'reconnecting';
      tell();
    },
    onReturn: (listener) => added(returnListeners, listener),
    close() {
      target.removeEventListener('online', networkChanged);
      target.removeEventListener('offline', networkChanged);
    },
  };
}

function added(listeners: Set<() => void>, listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
