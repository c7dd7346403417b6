import type { Duplex } from 'node:stream';

/**
 * Refuses what came on a connection and is no request within the limits, as node does by itself where nobody listens, and closes it. Nothing
 * can be said where an answer is under way already.
 * @returns the status that was answered; null where nothing was
 */
export function refuseConnection(
  error: Error,
  { socket, isAnswering }: { readonly socket: Duplex; readonly isAnswering: boolean },
): number | null {
  const status = statusOf(error);
  const canAnswer = socket.writable && !isAnswering && status !== null;
  if (canAnswer)
    socket.write(
      `HTTP/1.1 ${status} ${phrases[status] ?? ''}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
    );
  socket.destroy(error);
  return canAnswer ? status : null;
}

const phrases: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  413: 'Payload Too Large',
  431: 'Request Header Fields Too Large',
};

/** Null where the client is gone. */
function statusOf(error: Error): number | null {
  switch ('code' in error ? error.code : undefined) {
    case 'ECONNRESET':
    case 'EPIPE':
      return null;
    case 'HPE_HEADER_OVERFLOW':
      return 431;
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return 413;
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return 408;
    default:
      return 400;
  }
}
