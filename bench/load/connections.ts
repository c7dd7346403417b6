/** Connections of HTTP/1.1 that cost as little as can be: the generator shares a machine with what it measures. */
import { connect, type Socket } from 'node:net';

/** What came back. */
export interface PlainAnswer {
  readonly status: number;
  readonly body: string;
}

/** Connections that are kept, and those who wait for one. */
export interface Connections {
  /** Sends a request, already as text, over a connection that is free, as soon as there is one. */
  send(request: string): Promise<PlainAnswer>;
  /** Requests that wait for a connection. */
  readonly queued: number;
  close(): void;
}

interface Asked {
  readonly request: string;
  resolve(answer: PlainAnswer): void;
  reject(error: Error): void;
}

/** Opens `connectionsMax` connections at once. Answers have to tell their length. */
export function createConnections({
  port,
  connectionsMax,
}: {
  port: number;
  connectionsMax: number;
}): Connections {
  const all = new Set<Socket>();
  const free: ((asked: Asked) => void)[] = [];
  let waiting: Asked[] = [];
  let taken = 0;
  let isClosed = false;

  const open = () => {
    const socket = connect(port, '127.0.0.1');
    all.add(socket);
    socket.setNoDelay(true);
    let current: Asked | null = null;
    let received = '';
    const ask = (asked: Asked) => {
      current = asked;
      socket.write(asked.request, 'latin1');
    };
    // One character for each byte, so that lengths agree; what is looked for in answers is ASCII.
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      // What a server says before it closes a connection that asks nothing.
      if (!current) return;
      received += chunk;
      const answer = readAnswer(received);
      if (!answer) return;
      received = '';
      const { resolve } = current;
      current = null;
      const next = waiting[taken];
      if (next) {
        taken += 1;
        if (taken > 10_000) {
          waiting = waiting.slice(taken);
          taken = 0;
        }
        ask(next);
      } else free.push(ask);
      resolve(answer);
    });
    socket
      .on('error', () => {})
      .once('close', () => {
        all.delete(socket);
        const place = free.indexOf(ask);
        if (place >= 0) free.splice(place, 1);
        current?.reject(new Error('The connection was closed.'));
        if (!isClosed) open();
      });
    free.push(ask);
  };
  for (let opened = 0; opened < connectionsMax; opened += 1) open();

  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        const asked = { request, resolve, reject };
        const ask = free.pop();
        if (ask) ask(asked);
        else waiting.push(asked);
      }),
    get queued() {
      return waiting.length - taken;
    },
    close() {
      isClosed = true;
      for (const socket of all) socket.destroy();
    },
  };
}

/** The answer, once it is there as a whole. */
function readAnswer(received: string): PlainAnswer | null {
  const headEnd = received.indexOf('\r\n\r\n');
  if (headEnd < 0) return null;
  // A connection on which nothing was asked for 10 s is answered 408 by the server in words of its own, perhaps just when it is used.
  const length = /^content-length: (\d+)/im.exec(received.slice(0, headEnd))?.[1];
  if (length === undefined) throw new Error(`An answer does not tell its length: ${received.slice(0, 200)}`);
  if (received.length < headEnd + 4 + Number(length)) return null;
  return { status: Number(received.slice(9, 12)), body: received.slice(headEnd + 4) };
}
