import type { Clock } from '../clock.ts';
import type { HttpAnswer, IncomingRequest } from '../http-message.ts';
import type { Log } from '../log.ts';
import { createRefusalCounter, type RefusalMetrics } from './count-refusals.ts';
import { answerFault, type TransportFault } from './error-answer.ts';
import type { HttpLimits } from './http-server.ts';
import {
  createRouteTable,
  type HttpRoute,
  malformedTarget,
  splitTarget,
  unknownPath,
} from './route-table.ts';

/** Options of {@link createDirectRequests}. */
export interface DirectRequestsOptions {
  readonly routes: readonly HttpRoute[];
  /** Those of the HTTP server that hold without a connection. */
  readonly limits?: Pick<HttpLimits, 'bodyBytesMax' | 'deadlineMs' | 'answerTimeoutMs'> | undefined;
  readonly newRequestId: () => string;
  readonly clock: Clock;
  readonly log: Log;
  /** Where requests are counted that no handler sees. @default nowhere */
  readonly metrics?: RefusalMetrics | undefined;
}

/** Answers a request as the HTTP server would. Never rejects. */
export type DirectRequests = (request: IncomingRequest) => Promise<HttpAnswer>;

/**
 * The same routes, limits and answers as those of the HTTP server, for requests that another server took. Compressed bodies are
 * not unpacked but refused.
 */
export function createDirectRequests(options: DirectRequestsOptions): DirectRequests {
  const { limits = {}, newRequestId } = options;
  const { bodyBytesMax = 102_400 } = limits;
  const { clock, log } = options;
  const routes = createRouteTable({ ...limits, routes: options.routes, clock, log });
  const countRefusal = createRefusalCounter(options.metrics);

  const refuse = (answered: HttpAnswer, route?: HttpRoute): HttpAnswer => {
    countRefusal(answered.status, route);
    return answered;
  };

  const answer = async (incoming: IncomingRequest, requestId: string): Promise<HttpAnswer> => {
    const target = splitTarget(incoming.url);
    if (!target) return refuse(answerFault(malformedTarget, requestId));
    const method = incoming.method.toUpperCase();
    const match = routes.find({ method, path: target.path, requestId });
    if (!match) return refuse(answerFault(unknownPath, requestId));
    const { route } = match;
    if (match.kind === 'refused') return refuse(match.answer, route);

    const headers = new Map<string, string>();
    incoming.headers.forEach((value, name) => void headers.set(name.toLowerCase(), value));
    if ((headers.get('content-encoding') ?? 'identity') !== 'identity')
      return refuse(answerFault(compressed, requestId), route);
    const body = await readWithin(incoming, route.bodyBytesMax ?? bodyBytesMax);
    if (body === undefined) return refuse(answerFault(tooLarge, requestId), route);

    const { door } = route;
    if (door?.isCrowded()) {
      const shown = { method, headers: Object.fromEntries(headers), body, isWhole: true };
      const refusal = await new Promise<HttpAnswer | null>((resolve) => door.ask(shown, resolve));
      if (refusal) return refuse(refusal, route);
    }

    const deadline = routes.deadline();
    const onAbort = () => deadline.abort(incoming.signal?.reason);
    incoming.signal?.addEventListener('abort', onAbort, { once: true });
    if (incoming.signal?.aborted) onAbort();
    try {
      return await routes.answer(
        route,
        { ...target, method: match.method, headers, body, requestId },
        deadline,
      );
    } finally {
      deadline.release();
      incoming.signal?.removeEventListener('abort', onAbort);
    }
  };

  return async (incoming) => {
    const requestId = newRequestId();
    const { status, headers, body } = await answer(incoming, requestId).catch(() =>
      refuse(answerFault(unreadable, requestId)),
    );
    return {
      status,
      headers: {
        'x-request-id': requestId,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        ...headers,
      },
      body,
    };
  };
}

/** The whole body, or undefined where it is too long; then the rest of it is not read. */
async function readWithin({ body }: IncomingRequest, bytesMax: number): Promise<Buffer | undefined> {
  if (body === null) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > bytesMax) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const compressed: TransportFault = {
  status: 415,
  code: 'BAD_USER_INPUT',
  message: 'Compressed bodies are not taken here.',
};

const tooLarge: TransportFault = {
  status: 413,
  code: 'PAYLOAD_TOO_LARGE',
  message: 'The body is too large.',
};

const unreadable: TransportFault = {
  status: 400,
  code: 'BAD_USER_INPUT',
  message: 'The body could not be read.',
};
