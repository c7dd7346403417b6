/** The public surface of the package: what a back end imports. */
export { createGateway } from './gateway.ts';
export type { Gateway, GatewayParts, ReloadResult } from './gateway-surface.ts';
export type { LimitsOptions } from './config/limits.ts';
export type { AuthOptions, GatewayOptions, TokenKey, TwilioOptions } from './config/options.ts';
export { loadConfig, type LoadConfigOptions } from './config/load-config.ts';
export { type ErrorCode, errorCodes, type ErrorDetails, GatewayError } from './errors.ts';
export type { GraphqlContext } from './graphql/context.ts';
export type { ResolverMap, SchemaExtension } from './graphql/schema.ts';
export type { HttpAnswer, HttpHandler, HttpRequest, IncomingRequest } from './http-message.ts';
export { createLog, type Log, type LogFields, type LogLevel } from './log.ts';
export { createMessagingService } from './messaging/create-messaging-service.ts';
export type {
  ListOptions,
  MessagingConversation,
  MessagingMessage,
  MessagingService,
} from './messaging/messaging-service.ts';
export type { MessagingOptions } from './messaging/messaging-options.ts';
export { ServiceMock, type ServiceMockOptions } from './messaging/service-mock.ts';
export { ServiceTwilio, type ServiceTwilioOptions } from './messaging/service-twilio.ts';
export type * from './model.ts';
