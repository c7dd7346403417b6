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
  /** The answer of a request that is sent away; null where it is taken. */
  refuse(request: DoorRequest): HttpAnswer | null;
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
    onSaid(door.refuse({ method, headers, body: Buffer.alloc(0), isWhole: true }));
    return;
  }
  const settle = (answer: HttpAnswer | null) => {
    request.off('readable', onReadable).off('close', onCut);
    onSaid(answer);
  };
  const onReadable = () => {
    const body = request.read() as Buffer | null;
    const answer = door.refuse({
      method,
      headers,
      body: body ?? Buffer.alloc(0),
      // Node knows of the end only after this, also where all came at once.
      isWhole: (body?.length ?? 0) >= Number(headers['content-length'] ?? Number.NaN),
    });
    // What is sent away may say the rest, to which nobody listens; what is taken is read from its beginning.
    if (answer) request.resume();
    else if (body) request.unshift(body);
    settle(answer);
  };
  const onCut = () => settle(null);
  // An error is followed by `close`; without a listener it would end the process.
  request.once('readable', onReadable).once('close', onCut).on('error', ignore);
}

function hasBody(headers: IncomingHttpHeaders): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
}

function ignore(): void {}
