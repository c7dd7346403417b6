import { type Client, createClient } from 'graphql-ws';
import WebSocket from 'ws';
import type { Random } from '../../src/emulator/random.ts';
import { createConnectionParams } from '../../src/client/connection.ts';
import { signToken } from './graphql-endpoint.ts';
import { pause } from './pause.ts';

/** An event as it comes on the wire; which of the fields it has depends on its type. */
export interface WireEvent {
  readonly __typename: string;
  readonly cursor: string;
  readonly message?: {
    readonly id: string;
    readonly sid: string;
    readonly index: number;
    readonly body: string | null;
    readonly clientMessageId: string | null;
  };
  readonly index?: number;
  readonly conversationId?: string;
  readonly identity?: string | null;
  readonly reason?: string;
  readonly edge?: { readonly node: { readonly sid: string } };
}

/** What a stream tells its follower. */
export interface StreamListener {
  /** Every frame of the operation, also one that comes when it should be over. */
  event(event: WireEvent): void;
  /** The server ended the stream, or refused it with these codes. */
  ended(codes: readonly string[]): void;
}

/** A stream that runs until it is stopped or ends. */
export interface LiveStream {
  stop(): void;
}

/** One socket for all streams of one client. It comes back by itself, each time to another gateway, and streams go on where they stood. */
export interface LiveSocket {
  follow(
    request: {
      readonly document: string;
      readonly variables: Readonly<Record<string, unknown>>;
      /** Where to go on. */
      readonly after: string;
    },
    listener: StreamListener,
  ): LiveStream;
  /** Connections made so far. */
  connections(): number;
  close(): void;
}

/** Between two pings, in milliseconds. */
const pingEveryMs = 4_000;
/** A server that does not answer a ping for so long is taken for dead, in milliseconds. */
const pongWithinMs = 4_000;
/** Seconds that a token holds: short, so that expiry is one of the things that happen. */
const tokenSeconds = { min: 45, max: 120 };

/** Connects when the first stream starts. */
export function createLiveSocket({
  identity,
  address,
  pickOrigin,
  random,
  onConnected,
}: {
  readonly identity: string;
  /** Where the client seems to be. */
  readonly address: string;
  readonly pickOrigin: () => string;
  readonly random: Random;
  /** Told of each connection with the origin that it leads to. */
  readonly onConnected: (origin: string) => void;
}): LiveSocket {
  /** The last cursor of each running operation. */
  const cursors = new Map<string, string>();
  /** What was said last instead of an event, by operation. */
  const refusals = new Map<string, readonly string[]>();
  const listeners = new Map<string, StreamListener>();
  const operationIds = new WeakMap<object, string>();
  let operations = 0;
  let connections = 0;
  let isClosed = false;
  let pongTimer: NodeJS.Timeout | undefined;
  let current: WebSocket | undefined;
  let origin = '';

  class AddressedWebSocket extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols, { headers: { 'x-forwarded-for': address }, handshakeTimeout: 5_000 });
    }
  }

  const client: Client = createClient({
    url() {
      origin = pickOrigin();
      return `${origin.replace('http', 'ws')}/graphql`;
    },
    webSocketImpl: AddressedWebSocket,
    connectionParams: createConnectionParams({
      token: () =>
        signToken(identity, tokenSeconds.min + Math.floor(random() * (tokenSeconds.max - tokenSeconds.min))),
      resume: () => Object.fromEntries(cursors),
    }),
    connectionAckWaitTimeout: 8_000,
    keepAlive: pingEveryMs,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => !isClosed,
    retryWait: () => pause(100 + random() * 900),
    generateID: (payload) => operationIds.get(payload) ?? '',
    on: {
      opened(socket) {
        current = socket instanceof WebSocket ? socket : undefined;
      },
      connected() {
        connections += 1;
        onConnected(origin);
      },
      closed: () => clearTimeout(pongTimer),
      ping(isReceived) {
        // The socket itself: `client.terminate()` only begins to close it, and what a network that wakes up again still brings
        // would then arrive after the next connection said where to go on.
        if (!isReceived) pongTimer = setTimeout(() => current?.terminate(), pongWithinMs);
      },
      pong(isReceived) {
        if (isReceived) clearTimeout(pongTimer);
      },
      message(message) {
        if (message.type !== 'next') return;
        // A stream that is refused from the start is one answer with errors.
        if (message.payload.errors) refusals.set(message.id, codesOf(message.payload.errors));
        const [event] = Object.values(message.payload.data ?? {}) as (WireEvent | null)[];
        if (!event) return;
        // An operation that is over stays listed: what still comes for it is a fault to be logged.
        if (cursors.has(message.id)) cursors.set(message.id, event.cursor);
        listeners.get(message.id)?.event(event);
      },
    },
  });

  return {
    connections: () => connections,
    follow({ document, variables, after }, listener) {
      operations += 1;
      const id = `operation-${operations}`;
      const payload = { query: document, variables: { ...variables, after } };
      operationIds.set(payload, id);
      cursors.set(id, after);
      listeners.set(id, listener);
      const end = (codes: readonly string[]) => {
        const refusal = refusals.get(id) ?? [];
        refusals.delete(id);
        if (cursors.delete(id) && !isClosed) listener.ended([...refusal, ...codes]);
      };
      const stop = client.subscribe(payload, {
        // Frames are taken from the wire above, before the client sorts them.
        next: () => {},
        error: (error) => end(codesOf(error)),
        complete: () => end([]),
      });
      return {
        stop() {
          cursors.delete(id);
          refusals.delete(id);
          stop();
        },
      };
    },
    close() {
      isClosed = true;
      clearTimeout(pongTimer);
      client.terminate();
      // It rejects where a connection was just being made and failed.
      void Promise.resolve(client.dispose()).catch(() => undefined);
    },
  };
}

function codesOf(error: unknown): readonly string[] {
  if (!Array.isArray(error)) return ['CLOSED'];
  return error.map((one: { extensions?: { code?: string } }) => one.extensions?.code ?? 'none');
}
