import twilio from 'twilio';
import { GatewayError } from '../errors.ts';
import type { HttpClient } from './http-client.ts';

/** The account, and what proves the right to act for it. */
export interface TwilioCredentials {
  /** `AC…` */
  readonly accountSid: string;
  /** May be left out where an API key is given. */
  readonly authToken?: string | undefined;
  /** `SK…`; used in place of the auth token together with its secret. */
  readonly apiKeySid?: string | undefined;
  readonly apiKeySecret?: string | undefined;
}

/** The SDK's accessor of version 1 of Conversations. */
export type ConversationsV1 = twilio.Twilio['conversations']['v1'];

/** The SDK's accessor of one Conversations Service. */
export type ServiceContext = ReturnType<ConversationsV1['services']>;

/**
 * The official SDK over `httpClient`.
 * @throws GatewayError CONFIGURATION_INVALID when the credentials are not complete.
 */
export function createTwilioClient(credentials: TwilioCredentials, httpClient: HttpClient): ConversationsV1 {
  const { username, password } = basicCredentials(credentials);
  const client = twilio(username, password, {
    accountSid: credentials.accountSid,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the SDK calls nothing of the class it names but `request`
    httpClient: httpClient as twilio.RequestClient,
    userAgentExtensions: ['twilio-conversations-graphql'],
  });
  return client.conversations.v1;
}

function basicCredentials(credentials: TwilioCredentials): {
  readonly username: string;
  readonly password: string;
} {
  const { accountSid, authToken, apiKeySid, apiKeySecret } = credentials;
  if (!accountSid.startsWith('AC'))
    throw new GatewayError('CONFIGURATION_INVALID', 'The account sid is missing or does not begin with AC.');
  if (apiKeySid && apiKeySecret) return { username: apiKeySid, password: apiKeySecret };
  if (authToken) return { username: accountSid, password: authToken };
  throw new GatewayError(
    'CONFIGURATION_INVALID',
    'Twilio needs an auth token, or an API key sid with its secret.',
  );
}
