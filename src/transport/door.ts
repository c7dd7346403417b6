import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
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

/**
 * Hands over what the door says as soon as the body begins, which stays unread. A request that is cut off is taken: reading it tells. There is
 * no promise in it, which would take longer than the answer.
 */
export function knock(
  door: Door,
  request: IncomingMessage,
  onSaid: (refusal: HttpAnswer | null) => void,
): void {
  const { method = '', headers } = request;
  if (!hasBody(headers)) {
    door.ask({ method, headers, body: nothing, isWhole: true }, onSaid);
    return;
  }
  const onReadable = () => {
    request.off('close', onCut);
    const body = (request.read() as Buffer | null) ?? nothing;
    // What is taken is read from its beginning.
    if (body.length > 0) request.unshift(body);
    // Node knows of the end only after this, also where all came at once.
    const isWhole = body.length >= Number(headers['content-length'] ?? Number.NaN);
    door.ask({ method, headers, body, isWhole }, (refusal) => {
      // What is sent away may say the rest, to which nobody listens.
      if (refusal) request.resume();
      onSaid(refusal);
    });
  };
  const onCut = () => {
    request.off('readable', onReadable);
    onSaid(null);
  };
  // An error is followed by `close`; without a listener it would end the process.
  request.once('readable', onReadable).once('close', onCut).on('error', ignore);
}

const nothing = Buffer.alloc(0);

function hasBody(headers: IncomingHttpHeaders): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
}

function ignore(): void {}
