import { GraphQLError, type OperationTypeNode } from 'graphql';
import { errorCodes, type GatewayError } from '../errors.ts';
import type { HttpAnswer, HttpHandler } from '../http-message.ts';
import type { Metrics } from '../metrics.ts';
import type { Admission } from './admission.ts';
import { extensionsOf } from './error-format.ts';

/** Options of {@link withAdmission}. */
export interface WithAdmissionOptions {
  readonly admission: Admission;
  /** Below so many requests at once nothing is refused: where the process is late nevertheless, they are not why. @default 16 */
  readonly runningMin?: number | undefined;
  readonly metrics: Pick<Metrics, 'operations'>;
}

/** Answers with 503 what there is no room for, before anything of it is looked at but whether it may be a mutation. */
export function withAdmission(handler: HttpHandler, options: WithAdmissionOptions): HttpHandler {
  const { admission, runningMin = 16, metrics } = options;
  let running = 0;
  const run: HttpHandler = async (request) => {
    running += 1;
    try {
      return await handler(request);
    } finally {
      running -= 1;
    }
  };
  return (request) => {
    if (running < runningMin) return run(request);
    // A query that has the word somewhere passes as one: that does no harm, and reading it would be work.
    const refusal = admission.refuse(request.body.includes('mutation') ? 'high' : 'low');
    if (!refusal) return run(request);
    metrics.operations.inc({ transport: 'http', kind: 'unknown', outcome: 'refused' });
    return Promise.resolve(answerRefusal(refusal));
  };
}

function answerRefusal(refusal: GatewayError): HttpAnswer {
  const { retryAfterMs = 0 } = refusal.details;
  return {
    status: errorCodes[refusal.code].status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'retry-after': String(Math.ceil(retryAfterMs / 1_000)),
    },
    body: JSON.stringify({ errors: [{ message: refusal.message, extensions: extensionsOf(refusal) }] }),
  };
}

/** Closes new sockets there is no room for with 1013 (try again later), after which graphql-ws clients come back by themselves. */
export function withSocketAdmission<
  Socket extends { close(code: number, reason: string): void },
  Rest extends readonly unknown[],
>(
  handler: (socket: Socket, ...rest: Rest) => void,
  { admission }: { readonly admission: Admission },
): (socket: Socket, ...rest: Rest) => void {
  return (socket, ...rest) => {
    const refusal = admission.refuse('low');
    if (refusal) socket.close(1013, `${refusal.code}: ${refusal.message}`);
    else handler(socket, ...rest);
  };
}

/**
 * Why an operation over a socket is refused, or null. A subscription never is: clients do not repeat it by themselves, and what it costs
 * comes with the events, not with it. Where there is too much, sockets are refused before.
 */
export function refuseOperation(
  admission: Admission,
  kind: `${OperationTypeNode}`,
): readonly GraphQLError[] | null {
  if (kind === 'subscription') return null;
  const refusal = admission.refuse(kind === 'query' ? 'low' : 'high');
  return refusal && [new GraphQLError(refusal.message, { originalError: refusal })];
}
