import { createRequire } from 'node:module';
import type domainModule from 'twilio/lib/base/Domain.js';
import type versionModule from 'twilio/lib/base/Version.js';
import { ConfigurationListInstance } from 'twilio/lib/rest/conversations/v1/configuration.js';
import { ServiceListInstance } from 'twilio/lib/rest/conversations/v1/service.js';
import type ConversationsDomain from 'twilio/lib/rest/ConversationsBase.js';
import type { HttpClient } from './http-client.ts';

const require = createRequire(import.meta.url);
const { default: Domain } = require('twilio/lib/base/Domain.js') as typeof domainModule;
const { default: Version } = require('twilio/lib/base/Version.js') as typeof versionModule;

/** What is used of the SDK's accessor of version 1 of Conversations. */
export type ConversationsV1 = Pick<Version1, 'configuration' | 'services'>;

type Version1 = ConversationsDomain['v1'];

/** The SDK's accessor of one Conversations Service. */
export type ServiceContext = ReturnType<ConversationsV1['services']>;

/**
 * The official SDK over `httpClient`, which authenticates the requests: the SDK is told no credentials.
 *
 * Of the SDK these are the resources of Conversations that are within a service, and the account's configuration: what they ask for, how
 * it is written, and what becomes of a refusal. Each hands its request to its version, and there `httpClient` takes it. On its way through
 * the SDK's client a request becomes a URL, is taken apart, put together and taken apart again, which costs as much as undici needs to send
 * it; and to import that client is to import axios, and what the SDK has for telephone calls.
 */
export function createTwilioClient(httpClient: HttpClient): ConversationsV1 {
  const domain = new Domain(noClient, 'https://conversations.twilio.com');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- of the version, resources take only what sends their requests
  const version = new Version(domain, 'v1') as Version1;
  version.request = (request) => httpClient.request(request);
  return { configuration: ConfigurationListInstance(version), services: ServiceListInstance(version) };
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a domain has its client for the requests that are taken here
const noClient = undefined as unknown as ConstructorParameters<typeof Domain>[0];

/** Who sends the requests, in the SDK's own words and with ours behind them, where the SDK would put them. */
export function userAgent(): string {
  const { version } = require('twilio/package.json') as { readonly version: string };
  const { platform, arch, version: nodeVersion } = process;
  return `twilio-node/${version} (${platform} ${arch}) node/${nodeVersion} twilio-conversations-graphql`;
}
