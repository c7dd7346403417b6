import { errorCodes, GatewayError } from '../errors.ts';
import type { HttpHandler } from '../http-message.ts';
import type { ViewerVerifier } from './viewer.ts';

/**
 * The same handler for who comes with a token of service scope, in the header `authorization` and nowhere else: addresses are logged,
 * kept and sent on as referrers.
 */
export function forServiceScope(handler: HttpHandler, verifier: ViewerVerifier): HttpHandler {
  return async (request) => {
    try {
      const authorization = request.headers.get('authorization');
      if (authorization === undefined)
        throw new GatewayError(
          'UNAUTHENTICATED',
          'This needs a token of service scope: send the header `authorization: Bearer <token>`.',
        );
      const { isService } = await verifier.verify(authorization);
      if (!isService) throw new GatewayError('FORBIDDEN', 'This needs a token of service scope.');
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      const { code, message } = error;
      return {
        status: errorCodes[code].status,
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'cache-control': 'no-store',
          ...(code === 'UNAUTHENTICATED' ? { 'www-authenticate': 'Bearer' } : {}),
        },
        body: JSON.stringify({ errors: [{ message, extensions: { code } }] }),
      };
    }
    return handler(request);
  };
}
