import twilio from 'twilio';
import type { HttpClient } from './http-client.ts';

/** The SDK's accessor of version 1 of Conversations. */
export type ConversationsV1 = twilio.Twilio['conversations']['v1'];

/** The SDK's accessor of one Conversations Service. */
export type ServiceContext = ReturnType<ConversationsV1['services']>;

/** The official SDK over `httpClient`, which authenticates the requests: the SDK is told no credentials. */
export function createTwilioClient(accountSid: string, httpClient: HttpClient): ConversationsV1 {
  const client = twilio(accountSid, noPassword, {
    accountSid,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the SDK calls nothing of the class it names but `request`
    httpClient: httpClient as twilio.RequestClient,
    userAgentExtensions: ['twilio-conversations-graphql'],
  });
  return client.conversations.v1;
}

/** The SDK insists on one, and puts it where `httpClient` does not look. */
const noPassword = 'unused';
