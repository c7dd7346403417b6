import { GraphQLError, type OperationTypeNode } from 'graphql';
import { errorCodes, GatewayError } from '../errors.ts';
import type { Admission, Importance, Refusal } from './admission.ts';

const message = 'The gateway has more to do than it can. Nothing was done.';

/** How important a request is, before anything of it is parsed. */
export function importanceOf({
  body,
  isReadable,
}: {
  readonly body: Buffer;
  /** Whether all of it is here, and not packed. */
  readonly isReadable: boolean;
}): Importance {
  // A query that has the word somewhere, or may have it, passes as a mutation: that does no harm, and reading it would be work.
  return !isReadable || body.includes(mutationWord) || isDigestAlone(body) ? 'high' : 'low';
}

// As bytes: else they would be made of the words for each request.
const mutationWord = Buffer.from('mutation');
const digestWord = Buffer.from('persistedQuery');
const textWord = Buffer.from('"query":');

/** Whether a document is named by its digest, which may be a mutation's. */
function isDigestAlone(body: Buffer): boolean {
  return body.includes(digestWord) && !body.includes(textWord);
}

/**
 * What is answered over HTTP to a request that is refused. It is put together without an error, whose trace of calls would cost more than all
 * else, and of parts that were written before.
 */
export function answerRefusal({ retryAfterMs }: Refusal) {
  return {
    status: errorCodes.OVERLOADED.status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'retry-after': String(Math.ceil(retryAfterMs / 1_000)),
    },
    body: `${refusalHead}${retryAfterMs}}}]}`,
  };
}

const refusalHead = `{"errors":[{"message":${JSON.stringify(message)},"extensions":{"code":"OVERLOADED","retryAfterMs":`;

/** Closes new sockets there is no room for with 1013 (try again later), after which graphql-ws clients come back by themselves. */
export function withSocketAdmission<
  Socket extends { close(code: number, reason: string): void },
  Rest extends readonly unknown[],
>(
  handler: (socket: Socket, ...rest: Rest) => void,
  { admission }: { readonly admission: Admission },
): (socket: Socket, ...rest: Rest) => void {
  return (socket, ...rest) => {
    if (admission.refuseNow()) socket.close(1013, `OVERLOADED: ${message}`);
    else handler(socket, ...rest);
  };
}

/**
 * Null where an operation over a socket is taken at once, and else why it is refused, or null, once that is known. A subscription does not ask:
 * clients do not repeat it by themselves, and what it costs comes with the events, not with it. Where there is too much, sockets are refused
 * before.
 */
export function askForOperation(
  admission: Admission,
  kind: Exclude<`${OperationTypeNode}`, 'subscription'>,
): Promise<readonly GraphQLError[] | null> | null {
  if (!admission.isCrowded()) return null;
  return new Promise((resolve) => {
    admission.ask(kind === 'query' ? 'low' : 'high', (refusal) =>
      resolve(
        refusal && [
          new GraphQLError(message, { originalError: new GatewayError('OVERLOADED', message, refusal) }),
        ],
      ),
    );
  });
}
