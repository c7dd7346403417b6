/**
 * Many WebSocket clients in a process of their own, over bare sockets so that they cost little: they shake hands, subscribe, answer
 * pings and count what comes. Steered by messages of the process that started them.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';

/** Opens sockets, one subscription each or more. */
export interface OpenRequest {
  readonly kind: 'open';
  readonly port: number;
  readonly sockets: readonly {
    readonly token: string;
    readonly subscriptions: readonly { readonly query: string; readonly variables: object }[];
  }[];
}

/** Asks for a report once so many messages came since the last one. */
export interface ExpectRequest {
  readonly kind: 'expect';
  readonly messages: number;
}

/** What the clients tell. */
export type ClientsReport =
  | { readonly kind: 'opened' }
  /** When messages came, by the machine's monotonic clock in milliseconds, and the text of the first one. */
  | { readonly kind: 'came'; readonly p99At: number; readonly lastAt: number; readonly text: string };

/** At the address `127.0.0.1` a server admits 50 sockets: each of these proxies speaks for 40. */
const socketsPerAddress = 40;

let expected = 0;
let arrivals: number[] = [];
let text = '';
/** Sockets opened so far. */
let opened = 0;

function now(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

function tell(report: ClientsReport): void {
  process.send?.(report);
}

function came(payload: Buffer): void {
  if (arrivals.length === 0) text = payload.toString();
  arrivals.push(now());
  if (arrivals.length !== expected) return;
  const p99At = arrivals[Math.ceil(arrivals.length * 0.99) - 1] ?? 0;
  const lastAt = arrivals.at(-1) ?? 0;
  arrivals = [];
  tell({ kind: 'came', p99At, lastAt, text });
}

function frame(opcode: number, payload: Buffer): Buffer {
  const mask = randomBytes(4);
  const start =
    payload.length < 126
      ? Buffer.from([0x80 | opcode, 0x80 | payload.length])
      : Buffer.from([0x80 | opcode, 0x80 | 126, payload.length >> 8, payload.length & 255]);
  return Buffer.concat([start, mask, payload.map((byte, place) => byte ^ (mask[place % 4] ?? 0))]);
}

const opcodes = { text: 1, close: 8, ping: 9, pong: 10 };

function open(port: number, place: number, wanted: OpenRequest['sockets'][number]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      const address = Math.floor(place / socketsPerAddress);
      socket.write(
        [
          'GET /graphql HTTP/1.1',
          `host: 127.0.0.1:${port}`,
          'connection: Upgrade',
          'upgrade: websocket',
          'sec-websocket-version: 13',
          'sec-websocket-protocol: graphql-transport-ws',
          `sec-websocket-key: ${randomBytes(16).toString('base64')}`,
          `x-forwarded-for: 10.${process.pid & 255}.${(address >> 8) & 255}.${address & 255}`,
          '\r\n',
        ].join('\r\n'),
      );
    });
    socket.setNoDelay(true);
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('The server closed a socket.')));
    readFrames(socket, {
      onUpgraded: () =>
        sendText(socket, { type: 'connection_init', payload: { authorization: wanted.token } }),
      onText(payload) {
        if (!payload.includes('"connection_ack"')) {
          came(payload);
          return;
        }
        for (const subscription of wanted.subscriptions)
          sendText(socket, { id: randomUUID(), type: 'subscribe', payload: subscription });
        resolve();
      },
    });
  });
}

function sendText(socket: Socket, message: object): void {
  socket.write(frame(opcodes.text, Buffer.from(JSON.stringify(message))));
}

function readFrames(
  socket: Socket,
  handlers: { readonly onUpgraded: () => void; readonly onText: (payload: Buffer) => void },
): void {
  let isUpgraded = false;
  let rest: Buffer = Buffer.alloc(0);
  socket.on('data', (data) => {
    rest = rest.length === 0 ? data : Buffer.concat([rest, data]);
    if (!isUpgraded) {
      const end = rest.indexOf('\r\n\r\n');
      if (end === -1) return;
      if (!rest.subarray(0, 12).equals(Buffer.from('HTTP/1.1 101'))) throw new Error(rest.toString());
      isUpgraded = true;
      rest = rest.subarray(end + 4);
      handlers.onUpgraded();
    }
    for (;;) {
      if (rest.length < 2) return;
      const short = (rest[1] ?? 0) & 127;
      const start = short < 126 ? 2 : short === 126 ? 4 : 10;
      if (rest.length < start) return;
      const length = short < 126 ? short : short === 126 ? rest.readUInt16BE(2) : rest.readUIntBE(4, 6);
      if (rest.length < start + length) return;
      const opcode = (rest[0] ?? 0) & 15;
      const payload = rest.subarray(start, start + length);
      rest = rest.subarray(start + length);
      if (opcode === opcodes.ping) socket.write(frame(opcodes.pong, payload));
      if (opcode === opcodes.close) throw new Error(`A socket was closed: ${payload.subarray(2).toString()}`);
      if (opcode === opcodes.text) handlers.onText(payload);
    }
  });
}

async function openAll({ port, sockets }: OpenRequest): Promise<void> {
  const together = 50;
  for (let place = 0; place < sockets.length; place += together) {
    const some = sockets.slice(place, place + together);
    await Promise.all(some.map((wanted) => open(port, opened++, wanted)));
  }
  tell({ kind: 'opened' });
}

process.on('message', (request: OpenRequest | ExpectRequest) => {
  if (request.kind === 'expect') expected = request.messages;
  else void openAll(request);
});
process.on('disconnect', () => process.exit());
