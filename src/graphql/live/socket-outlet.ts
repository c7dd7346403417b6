import type { Duplex } from 'node:stream';

/** Text messages that go to many sockets, alike but for their beginning. */
export interface PreparedMessages {
  /** Sends them in one write, each behind `head`. */
  sendTo(connection: Duplex, head: Buffer): void;
}

/** Makes messages ready for all sockets at once; `tails` are what follows the head in each. */
export type PrepareMessages = (tails: readonly Buffer[]) => PreparedMessages;

/** What is asked of a WebSocket. */
interface OpenOrNot {
  readonly readyState: number;
  readonly OPEN: number;
}

/** The way out to one client for what is prepared for many, past the one frame at a time of its other messages. */
export class SocketOutlet {
  readonly #socket: OpenOrNot;
  readonly #connection: Duplex;
  #waiting: (() => void)[] | null = null;

  constructor(socket: OpenOrNot, connection: Duplex) {
    this.#socket = socket;
    this.#connection = connection;
  }

  /** Whether the client takes less than it is sent: what comes has to wait for `onceEmpty`. */
  get isFull(): boolean {
    return this.#connection.writableNeedDrain;
  }

  /** Sends unless the socket is closing. */
  send(messages: PreparedMessages, head: Buffer): void {
    if (this.#socket.readyState === this.#socket.OPEN) messages.sendTo(this.#connection, head);
  }

  /** Called when a subscription that rests has something to tell by itself. Nothing to do where none ever rests. */
  wake(): void {}

  /** Calls back once everything has left; never where the socket dies before. To be asked only while it is full. */
  onceEmpty(listener: () => void): void {
    if (this.#waiting) {
      this.#waiting.push(listener);
      return;
    }
    this.#waiting = [listener];
    this.#connection.once('drain', () => {
      const waiting = this.#waiting ?? [];
      this.#waiting = null;
      for (const tell of waiting) tell();
    });
  }
}
