import type { HttpAnswer, HttpHandler } from '../http-message.ts';
import type { OriginPolicy } from './origin-policy.ts';

/** Options of {@link withCrossOrigin}. */
export interface CrossOriginOptions {
  readonly isAllowed: OriginPolicy;
  /** Methods that other origins may use. */
  readonly methods: readonly string[];
  /** Lower-case request headers that other origins may send. */
  readonly requestHeaders: readonly string[];
  /** Lower-case answer headers that other origins may read. */
  readonly answerHeaders: readonly string[];
}

/**
 * Lets pages of the allowed origins use a handler from a browser (CORS): answers their preflight requests and marks the
 * answers. Credentials such as cookies are not admitted, because viewers come with a bearer token. Requests of other origins
 * reach the handler too; it is their browser that keeps the answer from them. The route has to admit OPTIONS.
 */
export function withCrossOrigin(handler: HttpHandler, options: CrossOriginOptions): HttpHandler {
  const { isAllowed, methods, requestHeaders } = options;
  const headersFor = createCrossOriginHeaders(options);
  return async (request) => {
    const origin = request.headers.get('origin');
    const isPreflight = request.method === 'OPTIONS' && request.headers.has('access-control-request-method');
    if (!isPreflight && request.method === 'OPTIONS')
      return { status: 204, headers: { allow: [...methods, 'OPTIONS'].join(', ') }, body: '' };
    const host = request.headers.get('host');
    if (isPreflight && (origin === undefined || !isAllowed({ origin, host }))) return preflightRefusal;
    if (isPreflight)
      return {
        status: 204,
        headers: {
          'access-control-allow-origin': origin ?? '',
          vary: 'origin',
          'access-control-allow-methods': methods.join(', '),
          'access-control-allow-headers': requestHeaders.join(', '),
          'access-control-max-age': '600',
        },
        body: '',
      };
    const { status, headers, body } = await handler(request);
    return { status, headers: { ...headers, ...headersFor({ origin, host, vary: headers['vary'] }) }, body };
  };
}

/** What the answer to a request says of other origins, for those who answer without {@link withCrossOrigin}. */
export function createCrossOriginHeaders({
  isAllowed,
  answerHeaders,
}: Pick<CrossOriginOptions, 'isAllowed' | 'answerHeaders'>): (request: {
  readonly origin: string | undefined;
  readonly host: string | undefined;
  /** What the answer depends on besides. */
  readonly vary?: string | undefined;
}) => Readonly<Record<string, string>> {
  const exposed = answerHeaders.join(', ');
  return ({ origin, host, vary: others }) => {
    // Caches are told in any case that the answer depends on who asks.
    const vary = others ? `${others}, origin` : 'origin';
    if (origin === undefined || !isAllowed({ origin, host })) return { vary };
    return { vary, 'access-control-allow-origin': origin, 'access-control-expose-headers': exposed };
  };
}

const preflightRefusal: HttpAnswer = { status: 403, headers: { vary: 'origin' }, body: '' };
