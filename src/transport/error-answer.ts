import type { ErrorCode } from '../errors.ts';
import type { HttpAnswer } from '../http-message.ts';

/** What the transport itself has to say against a request, before or instead of its handler. */
export interface TransportFault {
  readonly status: number;
  readonly code: ErrorCode;
  readonly message: string;
  /** Headers beside the content type, with lower-case names. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/**
 * Answers a fault in the shape in which GraphQL answers faults, so that a client reads one format whoever refuses. The
 * request id leads from the answer to the log.
 */
export function answerFault(fault: TransportFault, requestId: string): HttpAnswer {
  const { status, code, message, headers = {} } = fault;
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify({ errors: [{ message, extensions: { code, requestId } }] }),
  };
}

/** What everybody learns of a bug: that there is one, and under which id the log tells more. */
export const internalFault: TransportFault = {
  status: 500,
  code: 'INTERNAL_SERVER_ERROR',
  message: 'The gateway failed to answer this request. The log has the details under the request id.',
};
