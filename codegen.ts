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
          ConversationConnection: '../connection.ts#ConversationConnection',
          ConversationEdge: '../connection.ts#ConversationEdge',
          MessageConnection: '../connection.ts#MessageConnection',
          MessageEdge: '../connection.ts#MessageEdge',
          ParticipantConnection: '../connection.ts#ParticipantConnection',
          ParticipantEdge: '../connection.ts#ParticipantEdge',
          UserConversationConnection: '../connection.ts#UserConversationConnection',
          UserConversationEdge: '../connection.ts#UserConversationEdge',
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
        'typescript',
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
