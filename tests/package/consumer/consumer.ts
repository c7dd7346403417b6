/** What somebody who installs the package may write; compiled against the packed tarball, never run. */
import {
  type Conversation,
  createGateway,
  createMessagingService,
  type ErrorCode,
  type Gateway,
  GatewayError,
  type GatewayOptions,
  loadConfig,
  type Message,
  type MessagingService,
  ServiceMock,
  ServiceTwilio,
} from 'twilio-conversations-graphql';
import {
  createCachePolicies,
  createConnectionParams,
  InboxDocument,
  type InboxQuery,
} from 'twilio-conversations-graphql/client';
import { createEmulator, type Emulator } from 'twilio-conversations-graphql/emulator';

const options: GatewayOptions = {
  twilio: { accountSid: 'AC00000000000000000000000000000001', authToken: 'token' },
  publicUrl: 'https://chat.example.com',
  auth: { key: { secret: 'a secret of at least thirty-two bytes' } },
};
export const gateway: Gateway = createGateway(options);
export const gatewayOfEnvironment: Gateway = createGateway(loadConfig(process.env, { mode: 'production' }), {
  extensions: [
    {
      typeDefs: 'extend type Conversation { orderNumber: String }',
      resolvers: { Conversation: { orderNumber: ({ uniqueName }: Conversation) => uniqueName } },
    },
  ],
});

export const services: readonly MessagingService[] = [
  new ServiceTwilio('AC00000000000000000000000000000001', 'token'),
  new ServiceMock(),
  createMessagingService(),
];

export async function runEmulator(): Promise<string> {
  const emulator: Emulator = createEmulator({ port: 0 });
  await emulator.start();
  await emulator.stop();
  return emulator.config.accountSid;
}

export function codeOf(error: unknown): ErrorCode | undefined {
  return error instanceof GatewayError ? error.code : undefined;
}

export const bodyOf = (message: Message): string | null => message.body;

export const policies = createCachePolicies();
export const connectionParams = createConnectionParams({ token: () => 'token' });
export const operationName: string | undefined = InboxDocument.kind;
export const identityOf = (inbox: InboxQuery): string | null | undefined => inbox.viewer?.identity;

// @ts-expect-error a gateway cannot be made without options
createGateway();
