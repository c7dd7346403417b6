import { GatewayError } from '../errors.ts';
import { isSid } from '../sid.ts';

/** Twilio's limit for an identity, in characters. */
export const identityCharactersMax = 256;

/** @throws {GatewayError} BAD_USER_INPUT unless Twilio can take `identity` for one (its errors 50204, 50206, 50207). */
export function requireIdentityText(identity: string): void {
  const fault =
    identity === ''
      ? 'must not be empty'
      : identity.length > identityCharactersMax
        ? `has ${identity.length} characters; at most ${identityCharactersMax} are allowed`
        : isSid('user', identity)
          ? 'must not have the shape of a user sid'
          : null;
  if (fault) throw new GatewayError('BAD_USER_INPUT', `\`identity\` ${fault}.`, { field: 'identity' });
}
