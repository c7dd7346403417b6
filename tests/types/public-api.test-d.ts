/** What the types of the package promise; checked by the compiler, with nothing to run. */
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { expectTypeOf } from 'vitest';
import {
  type ConversationEventsSubscription,
  InboxDocument,
  type InboxQuery,
  type InboxQueryVariables,
  SendMessageDocument,
} from '../../src/client/index.ts';
import {
  createGateway,
  createMessagingService,
  type ErrorCode,
  type Gateway,
  type GatewayError,
  type GatewayOptions,
  type GraphqlContext,
  type MessagingMessage,
  type MessagingService,
  type SchemaExtension,
  type ServiceMock,
  type ServiceTwilio,
} from '../../src/index.ts';

// The messaging services are interchangeable.
expectTypeOf<ServiceTwilio>().toExtend<MessagingService>();
expectTypeOf<ServiceMock>().toExtend<MessagingService>();
expectTypeOf(createMessagingService).returns.toEqualTypeOf<MessagingService>();
expectTypeOf<ServiceTwilio['sendMessage']>().returns.resolves.toEqualTypeOf<MessagingMessage>();
expectTypeOf<ConstructorParameters<typeof ServiceTwilio>[0]>().toEqualTypeOf<string | undefined>();
expectTypeOf<ConstructorParameters<typeof ServiceTwilio>[1]>().toEqualTypeOf<string | undefined>();

// A gateway needs options, and exactly one key for tokens.
expectTypeOf(createGateway).returns.toEqualTypeOf<Gateway>();
expectTypeOf<GatewayOptions['auth']['key']>().toEqualTypeOf<
  | { readonly secret: string; readonly secretSecondary?: string | undefined }
  | { readonly publicKey: string; readonly publicKeySecondary?: string | undefined }
  | { readonly jwksUrl: string }
>();
// @ts-expect-error the account at Twilio has no default in code
createGateway({ publicUrl: 'https://chat.example.com', auth: { key: { secret: 'secret' } } });

// A code is one of the documented ones.
expectTypeOf<GatewayError['code']>().toEqualTypeOf<ErrorCode>();
expectTypeOf<'RATE_LIMITED'>().toExtend<ErrorCode>();
expectTypeOf<'SOMETHING_ELSE'>().not.toExtend<ErrorCode>();

// Extensions of the graph get the gateway's context.
const extension: SchemaExtension = {
  typeDefs: 'extend type Query { hello: String }',
  resolvers: {
    Query: {
      hello: (_parent, _args, context) => {
        expectTypeOf(context).toEqualTypeOf<GraphqlContext>();
        return 'hello';
      },
    },
  },
};
expectTypeOf(extension.typeDefs).toBeString();

// Documents carry the types of their answers and variables.
expectTypeOf(InboxDocument).toEqualTypeOf<TypedDocumentNode<InboxQuery, InboxQueryVariables>>();
expectTypeOf(SendMessageDocument).not.toEqualTypeOf<typeof InboxDocument>();
expectTypeOf<NonNullable<InboxQuery['viewer']>['unreadMessagesCount']>().toEqualTypeOf<number | null>();

// Events are told apart by their type name.
type MessageAdded = Extract<
  ConversationEventsSubscription['conversationEvents'],
  { readonly __typename: 'MessageAdded' }
>;
expectTypeOf<MessageAdded['message']['index']>().toBeNumber();
