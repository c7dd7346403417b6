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
  const { isAllowed, methods, requestHeaders, answerHeaders } = options;
  return async (request) => {
    const origin = request.headers.get('origin');
    const isPreflight = request.method === 'OPTIONS' && request.headers.has('access-control-request-method');
    if (!isPreflight && request.method === 'OPTIONS')
      return { status: 204, headers: { allow: [...methods, 'OPTIONS'].join(', ') }, body: '' };
    if (origin === undefined || !isAllowed({ origin, host: request.headers.get('host') }))
      return isPreflight ? preflightRefusal : varyByOrigin(await handler(request));
    const allowOrigin = { 'access-control-allow-origin': origin, vary: 'origin' };
    if (isPreflight)
      return {
        status: 204,
        headers: {
          ...allowOrigin,
          'access-control-allow-methods': methods.join(', '),
          'access-control-allow-headers': requestHeaders.join(', '),
          'access-control-max-age': '600',
        },
        body: '',
      };
    const answer = varyByOrigin(await handler(request));
    return {
      ...answer,
      headers: {
        ...answer.headers,
        'access-control-allow-origin': origin,
        'access-control-expose-headers': answerHeaders.join(', '),
      },
    };
  };
}

const preflightRefusal: HttpAnswer = { status: 403, headers: { vary: 'origin' }, body: '' };

/** Tells caches that the answer depends on who asks. */
function varyByOrigin({ status, headers, body }: HttpAnswer): HttpAnswer {
  const { vary } = headers;
  return { status, headers: { ...headers, vary: vary ? `${vary}, origin` : 'origin' }, body };
}
