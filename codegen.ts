import type { CodegenConfig } from '@graphql-codegen/cli';

const scalars = {
  DateTime: { input: 'string', output: 'Date' },
  JSON: { input: 'JsonValue', output: 'JsonValue' },
  URL: 'string',
  Cursor: 'string',
  EventCursor: 'string',
};

/** What comes out of the schema: run `npm run codegen` after changing `schema/` or an operation; CI fails on stale output. */
const config: CodegenConfig = {
  schema: ['schema/*.graphql'],
  generates: {
    // The whole schema in one file: what the gateway loads, what the package exports, what reviews compare.
    'schema/generated/schema.graphql': {
      plugins: ['schema-ast'],
      config: { includeDirectives: true, includeIntrospectionTypesDefinitions: false, sort: true },
    },
    // The resolvers' types. Mappers say what a parent really is, so that a resolver returns a model and not a tree.
    'src/graphql/generated/resolver-types.ts': {
      plugins: [
        { add: { content: '// Generated from schema/*.graphql by `npm run codegen`. Do not edit.' } },
        'typescript',
        'typescript-resolvers',
      ],
      config: {
        useTypeImports: true,
        enumsAsTypes: true,
        avoidOptionals: { field: true, object: true, inputValue: false, defaultValue: false },
        immutableTypes: true,
        importExtension: '.ts',
        emitLegacyCommonJSImports: false,
        contextType: '../context.ts#GraphqlContext',
        scalars: {
          ...scalars,
          JSON: { input: '../../model.ts#JsonValue', output: '../../model.ts#JsonValue' },
        },
        mapperTypeSuffix: 'Model',
        mappers: {
          Conversation: '../../model.ts#Conversation',
          ConversationTimers: '../../model.ts#Timers',
          DeliverySummary: '../../model.ts#DeliverySummary',
          Media: '../../model.ts#Media',
          Message: '../../model.ts#Message',
          MessagingBinding: '../../model.ts#MessagingBinding',
          Participant: '../../model.ts#Participant',
          Role: '../../model.ts#Role',
          User: '../../domain/user.ts#UserView',
          MessageAdded: '../../domain/live-event.ts#MessageAddedEvent',
          MessageUpdated: '../../domain/live-event.ts#MessageUpdatedEvent',
          MessageRemoved: '../../domain/live-event.ts#MessageRemovedEvent',
          DeliveryUpdated: '../../domain/live-event.ts#DeliveryUpdatedEvent',
          ParticipantAdded: '../../domain/live-event.ts#ParticipantAddedEvent',
          ParticipantUpdated: '../../domain/live-event.ts#ParticipantUpdatedEvent',
          ParticipantRemoved: '../../domain/live-event.ts#ParticipantRemovedEvent',
          ConversationAdded: '../../domain/live-event.ts#ConversationAddedEvent',
          ConversationUpdated: '../../domain/live-event.ts#ConversationUpdatedEvent',
          ConversationRemoved: '../../domain/live-event.ts#ConversationRemovedEvent',
          UnreadChanged: '../../domain/live-event.ts#UnreadChangedEvent',
          Resync: '../../domain/live-event.ts#ResyncEvent',
          Conflict: '../refusal.ts#Refusal',
          ConversationClosed: '../refusal.ts#Refusal',
          DeliveryUnknown: '../refusal.ts#Refusal',
          Forbidden: '../refusal.ts#Refusal',
          InvalidInput: '../refusal.ts#Refusal',
          LimitExceeded: '../refusal.ts#Refusal',
          NotFound: '../refusal.ts#Refusal',
          RateLimited: '../refusal.ts#Refusal',
          PageInfo: '../../domain/connection.ts#AnyConnection',
          UpdateReadHorizonPayload: '../resolvers/participant.ts#ReadHorizonPayload',
          ConversationConnection: '../../domain/connection.ts#ConversationConnection',
          ConversationEdge: '../../domain/connection.ts#ConversationEdge',
          MessageConnection: '../../domain/connection.ts#MessageConnection',
          MessageEdge: '../../domain/connection.ts#MessageEdge',
          ParticipantConnection: '../../domain/connection.ts#ParticipantConnection',
          ParticipantEdge: '../../domain/connection.ts#ParticipantEdge',
          UserConversationConnection: '../../domain/connection.ts#UserConversationConnection',
          UserConversationEdge: '../../domain/connection.ts#UserConversationEdge',
        },
      },
    },
    // The operations that the package offers to clients, typed.
    'src/client/generated/operations.ts': {
      documents: ['src/client/operations.graphql'],
      plugins: [
        {
          add: {
            content:
              '// Generated from schema/*.graphql and operations.graphql by `npm run codegen`. Do not edit.',
          },
        },
        'typescript-operations',
        'typed-document-node',
      ],
      config: {
        useTypeImports: true,
        enumsAsTypes: true,
        avoidOptionals: { field: true, object: true, inputValue: false, defaultValue: false },
        immutableTypes: true,
        onlyOperationTypes: true,
        emitLegacyCommonJSImports: false,
        documentMode: 'documentNode',
        scalars: {
          DateTime: 'string',
          JSON: { input: '../../model.ts#JsonValue', output: '../../model.ts#JsonValue' },
          URL: 'string',
          Cursor: 'string',
          EventCursor: 'string',
        },
      },
    },
  },
};

export default config;
