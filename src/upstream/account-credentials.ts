import { GatewayError } from '../errors.ts';

/** The account, and what proves the right to act for it. */
export interface TwilioCredentials {
  /** `AC…` */
  readonly accountSid: string;
  /** May be left out where an API key is given. */
  readonly authToken?: string | undefined;
  /** The other auth token while tokens are rotated: tried where Twilio does not take the first one. */
  readonly authTokenSecondary?: string | undefined;
  /** `SK…`; used in place of the auth tokens together with its secret. */
  readonly apiKeySid?: string | undefined;
  readonly apiKeySecret?: string | undefined;
}

/** The credentials of the requests to Twilio, which may change while the gateway runs. */
export interface AccountCredentials {
  /** Values of the `authorization` header to try in turn, the one that Twilio took last first; never empty. */
  authorizations(): readonly string[];
  /** Tells which of them Twilio took, so that it is the first from now on. */
  prefer(authorization: string): void;
  /**
   * Replaces them for every later request.
   * @throws GatewayError CONFIGURATION_INVALID when they are not complete.
   */
  replace(credentials: TwilioCredentials): void;
}

/** @throws GatewayError CONFIGURATION_INVALID when the credentials are not complete. */
export function createAccountCredentials(credentials: TwilioCredentials): AccountCredentials {
  let authorizations = authorizationsOf(credentials);
  return {
    authorizations: () => authorizations,
    prefer(authorization) {
      if (!authorizations.includes(authorization)) return;
      authorizations = [authorization, ...authorizations.filter((other) => other !== authorization)];
    },
    replace(next) {
      authorizations = authorizationsOf(next);
    },
  };
}

function authorizationsOf(credentials: TwilioCredentials): readonly string[] {
  const { accountSid, authToken, authTokenSecondary, apiKeySid, apiKeySecret } = credentials;
  if (!accountSid.startsWith('AC'))
    throw new GatewayError('CONFIGURATION_INVALID', 'The account sid is missing or does not begin with AC.');
  if (apiKeySid && apiKeySecret) return [basic(apiKeySid, apiKeySecret)];
  const tokens = [authToken, authTokenSecondary].filter((token) => token !== undefined && token !== '');
  if (tokens.length > 0) return tokens.map((token) => basic(accountSid, String(token)));
  throw new GatewayError(
    'CONFIGURATION_INVALID',
    'Twilio needs an auth token, or an API key sid with its secret.',
  );
}

function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
