import { WebSocket } from 'ws';
import type { RateAllowance } from '../rate-allowance.ts';
import type { WatchedSocket } from './socket-watch.ts';

/** Who answers for sockets: the same for all of them. */
export interface SocketKeeper {
  /** What a socket may send. */
  createRate(): RateAllowance;
  readonly now: () => number;
  readonly onError: (error: Error) => void;
  readonly onClose: (socket: ServedSocket, code: number) => void;
}

/**
 * A socket, and what is counted of it. A class with listeners that all have in common, because there are ten thousand of them: what one
 * of them keeps is kept ten thousand times.
 */
export class ServedSocket extends WebSocket implements WatchedSocket {
  #keeper: SocketKeeper | null = null;
  #rate: RateAllowance | null = null;
  slowSince: number | undefined = undefined;
  pingedAt = 0;
  isMute = false;
  isGivenUp = false;

  /** Begins to count, before anybody else listens. */
  serve(keeper: SocketKeeper): void {
    this.#keeper = keeper;
    this.#rate = keeper.createRate();
    this.pingedAt = keeper.now();
    this.on('error', keeper.onError);
    this.on('close', tellClosed);
    // The message that breaks the rule still reaches who listens later, the next one does not.
    this.on('message', countMessage);
    // The frames that keep a socket alive cost as much as messages do, and nobody needs as many.
    this.on('ping', countPing);
    this.on('pong', countPong);
  }

  /** Begins a close, from which on nobody hears of further messages: a client that ignores the close would go on sending. */
  dismiss(code: number, reason: string): void {
    for (const frame of ['message', 'ping', 'pong']) this.removeAllListeners(frame);
    this.close(code, reason);
  }

  /** Something came. */
  count(frame: 'message' | 'ping' | 'pong', isBinary = false): void {
    if (frame !== 'ping') this.isMute = false;
    if (isBinary) this.dismiss(1003, 'Messages are text');
    else if (!this.#rate?.take())
      this.dismiss(4429, frame === 'message' ? 'Too many messages' : 'Too many pings');
  }

  /** It is closed. */
  closed(code: number): void {
    this.#keeper?.onClose(this, code);
  }
}

function countMessage(this: WebSocket, _data: unknown, isBinary: boolean): void {
  if (this instanceof ServedSocket) this.count('message', isBinary);
}

function countPing(this: WebSocket): void {
  if (this instanceof ServedSocket) this.count('ping');
}

function countPong(this: WebSocket): void {
  if (this instanceof ServedSocket) this.count('pong');
}

function tellClosed(this: WebSocket, code: number): void {
  if (this instanceof ServedSocket) this.closed(code);
}
