import WebSocket from 'ws';
import { stopWithTest } from './stop-with-test.ts';

/** A socket that speaks graphql-transport-ws by hand, for what a well-behaved client never does. */
export interface RawSocket {
  send(message: object | string): void;
  /** Resolves with the next message of the type that was not handed out yet. */
  next(type: string): Promise<Record<string, unknown>>;
  /** Resolves with the code when the socket closes. */
  readonly closed: Promise<number>;
  close(): void;
  /** Ends the connection without a word, as a network would. */
  cut(): void;
  /** What came and was not asked for. */
  unread(): readonly Record<string, unknown>[];
}

const patienceMs = 10_000;

/** Opens a socket to the gateway at `origin`. */
export async function openSocket(origin: string): Promise<RawSocket> {
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const messages: Record<string, unknown>[] = [];
  const waiting = new Set<() => void>();
  socket.on('message', (data) => {
    messages.push(JSON.parse((data as Buffer).toString('utf8')) as Record<string, unknown>);
    for (const check of waiting) check();
  });
  const closed = new Promise<number>((resolve) => {
    socket.once('close', resolve);
  });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  stopWithTest(() => socket.terminate());

  return {
    send: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    closed,
    close: () => socket.close(),
    cut: () => socket.terminate(),
    unread: () => [...messages],
    next: (type) =>
      new Promise((resolve, reject) => {
        const check = () => {
          const at = messages.findIndex((message) => message['type'] === type);
          const [found] = at === -1 ? [] : messages.splice(at, 1);
          if (!found) return;
          clearTimeout(timer);
          waiting.delete(check);
          resolve(found);
        };
        const timer = setTimeout(() => {
          waiting.delete(check);
          reject(new Error(`No message of type ${type} came; waiting are ${JSON.stringify(messages)}`));
        }, patienceMs);
        waiting.add(check);
        check();
      }),
  };
}

/** The code with which the gateway closes a socket that was opened with this payload of connection_init. */
export async function closeCodeOf(origin: string, payload: Record<string, unknown>): Promise<number> {
  const socket = await openSocket(origin);
  socket.send({ type: 'connection_init', payload });
  return socket.closed;
}
