import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import type { Random } from '../../src/emulator/random.ts';

/** How a proxy treats what passes through it. */
export interface Weather {
  /** Mean time that a chunk is held, in milliseconds; each is held for half to one and a half of it. */
  readonly delayMs: number;
  /** Nothing passes, and nothing is closed either. */
  readonly isSilent: boolean;
  /** New connections are broken at once. */
  readonly isCut: boolean;
}

/** Everything passes at once. */
export const fairWeather: Weather = { delayMs: 0, isSilent: false, isCut: false };

/** Stands between a client and a server, and is the network between them. */
export interface TcpProxy {
  readonly port: number;
  setWeather(weather: Weather): void;
  /** Breaks every connection: half of them now, the others in the middle of the next chunk that passes. */
  cut(): void;
  close(): Promise<void>;
}

/** Bytes that may be held in one direction of one connection; beyond it the sender has to wait. */
const heldBytesMax = 1_048_576;

/** Listens on a free loopback port and passes everything on to `targetPort`. */
export async function createTcpProxy({
  targetPort,
  random,
}: {
  readonly targetPort: number;
  readonly random: Random;
}): Promise<TcpProxy> {
  let weather = fairWeather;
  const links = new Set<Link>();

  const server = createServer({ allowHalfOpen: true }, (client) => {
    if (weather.isCut) {
      client.resetAndDestroy();
      return;
    }
    const upstream = connect({ port: targetPort, host: '127.0.0.1', allowHalfOpen: true });
    const link = createLink({ client, upstream, weather: () => weather, random });
    links.add(link);
    void link.closed.then(() => links.delete(link));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });

  return {
    port: (server.address() as AddressInfo).port,
    setWeather(next) {
      weather = next;
      for (const link of links) link.weatherChanged();
    },
    cut() {
      for (const link of links) link.cut({ inMidChunk: random() < 0.5 });
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const link of links) link.cut({ inMidChunk: false });
      await closed;
    },
  };
}

/** One connection with its two directions. */
interface Link {
  readonly closed: Promise<void>;
  weatherChanged(): void;
  cut(how: { readonly inMidChunk: boolean }): void;
}

function createLink(options: {
  readonly client: Socket;
  readonly upstream: Socket;
  readonly weather: () => Weather;
  readonly random: Random;
}): Link {
  const { client, upstream, random } = options;
  const sockets = [client, upstream];
  let isDoomed = false;
  const cutNow = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  const pass = (target: Socket, chunk: Buffer) => {
    if (!isDoomed) return target.write(chunk);
    // The peer gets a part of a frame, and then nothing.
    target.write(chunk.subarray(0, Math.floor(random() * chunk.length)), cutNow);
    return true;
  };
  const directions = [
    createDirection({ ...options, from: client, to: upstream, pass }),
    createDirection({ ...options, from: upstream, to: client, pass }),
  ];
  const closed = Promise.all(
    sockets.map((socket, place) => {
      socket.on('error', cutNow);
      return new Promise<void>((resolve) => {
        socket.once('close', (hadError) => {
          directions[place]?.stop();
          if (hadError) cutNow();
          resolve();
        });
      });
    }),
  ).then(() => undefined);

  return {
    closed,
    weatherChanged() {
      for (const direction of directions) direction.advance();
    },
    cut({ inMidChunk }) {
      if (inMidChunk) isDoomed = true;
      else cutNow();
    },
  };
}

interface Direction {
  /** Passes on whatever is due. */
  advance(): void;
  stop(): void;
}

function createDirection(options: {
  readonly from: Socket;
  readonly to: Socket;
  readonly pass: (target: Socket, chunk: Buffer) => boolean;
  readonly weather: () => Weather;
  readonly random: Random;
}): Direction {
  const { from, to, pass, weather, random } = options;
  const held: { readonly chunk: Buffer; readonly dueAtMs: number }[] = [];
  let heldBytes = 0;
  let isEnding = false;
  let timer: NodeJS.Timeout | undefined;

  const advance = () => {
    clearTimeout(timer);
    if (weather().isSilent || to.destroyed) return;
    for (let next = held[0]; next; next = held[0]) {
      const waitMs = next.dueAtMs - performance.now();
      if (waitMs > 0) {
        timer = setTimeout(advance, waitMs);
        return;
      }
      held.shift();
      heldBytes -= next.chunk.length;
      pass(to, next.chunk);
    }
    if (heldBytes < heldBytesMax) from.resume();
    if (isEnding) to.end();
  };

  from.on('data', (chunk: Buffer) => {
    const { delayMs } = weather();
    const waitMs = delayMs === 0 ? 0 : delayMs * (0.5 + random());
    // Never before what came earlier: TCP keeps the order.
    const dueAtMs = Math.max(performance.now() + waitMs, held.at(-1)?.dueAtMs ?? 0);
    held.push({ chunk, dueAtMs });
    heldBytes += chunk.length;
    if (heldBytes >= heldBytesMax || to.writableNeedDrain) from.pause();
    advance();
  });
  to.on('drain', advance);
  from.once('end', () => {
    isEnding = true;
    advance();
  });

  return {
    advance,
    stop() {
      clearTimeout(timer);
      held.length = 0;
      if (!to.destroyed) to.destroy();
    },
  };
}
