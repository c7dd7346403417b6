import { GatewayError } from '../errors.ts';

/** Most pages that are read to find the place of a cursor whose page Twilio does not know any more. */
export const walkPagesMax = 100;

/**
 * Whether Twilio refused a page for its token, where nothing else of the request came from outside: for how long it knows a token is nowhere
 * promised, and neither is how it refuses one. What is gone altogether is refused again without a token.
 */
export function isRefusedToken(error: unknown): boolean {
  return error instanceof GatewayError && refusalCodes.has(error.code);
}

const refusalCodes: ReadonlySet<string> = new Set([
  'BAD_USER_INPUT',
  'CONFLICT',
  'NOT_FOUND',
  'UPSTREAM_REFUSED',
]);
