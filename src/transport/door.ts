import { type IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { HttpAnswer } from '../http-message.ts';

/** What a door is shown of a request. */
export interface DoorRequest {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  /** The body as it came, or its beginning where it comes in pieces; empty where there is none. */
  readonly body: Buffer;
  /** Whether this is known to be all of the body: where its length was not told, it is not. */
  readonly isWhole: boolean;
}

/**
 * Stands before a route and sends requests away that there is no room for. A request that is sent away costs time too, which those that
 * are taken wait for: so nothing is done for it before, and the body is looked at only where that decides.
 */
export interface Door {
  /** Whether the next request may be sent away. It is asked for each, and has to be quick. */
  isCrowded(): boolean;
  /** Says once, perhaps later, what a request is answered that is sent away, and null where it is taken. */
  ask(request: DoorRequest, onSaid: (refusal: HttpAnswer | null) => void): void;
}

/** A request of which the beginning of the body can be looked at while it stays unread. */
export class PeekableRequest extends IncomingMessage {
  #onBody: ((beginning: Buffer) => void) | null = null;

  /** Tells once, as soon as the body begins. That is quicker than to read it and to put it back. */
  peek(onBody: (beginning: Buffer) => void): void {
    this.#onBody = onBody;
  }

  /** What node calls with each piece of the body as it comes, and with null at its end. */
  override push(piece: Buffer | null): boolean {
    const isMoreWelcome = super.push(piece);
    const onBody = this.#onBody;
    this.#onBody = null;
    onBody?.(piece ?? nothing);
    return isMoreWelcome;
  }
}

/**
 * Hands over what the door says as soon as the body begins, which stays unread. A request that is cut off is taken: reading it tells. There is
 * no promise in it, which would take longer than the answer.
 */
export function knock(
  door: Door,
  request: PeekableRequest,
  onSaid: (refusal: HttpAnswer | null) => void,
): void {
  const { method = '', headers } = request;
  if (!hasBody(headers)) {
    door.ask({ method, headers, body: nothing, isWhole: true }, onSaid);
    return;
  }
  const onCut = () => onSaid(null);
  request.once('close', onCut);
  request.peek((body) => {
    request.off('close', onCut);
    const isWhole = body.length >= Number(headers['content-length'] ?? Number.NaN);
    door.ask({ method, headers, body, isWhole }, (refusal) => {
      // What is sent away may say the rest, to which nobody listens.
      if (refusal) request.resume();
      onSaid(refusal);
    });
  });
}

const nothing = Buffer.alloc(0);

function hasBody(headers: IncomingHttpHeaders): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
}
