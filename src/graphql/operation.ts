import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  NoSchemaIntrospectionCustomRule,
  type OperationDefinitionNode,
  parse,
  specifiedRules,
  validate,
  type ValidationRule,
} from 'graphql';
import { LRUCache } from 'lru-cache';

/** An operation as a client sends it. */
export interface OperationRequest {
  readonly query?: unknown;
  readonly operationName?: unknown;
}

/** A document that may be executed, and the operation of it that was asked for. */
export interface PreparedOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

/** The same rules for HTTP and WebSocket. */
export interface OperationRules {
  /** Beyond graphql-js' own. */
  readonly validationRules: readonly ValidationRule[];
  /** What is passed to graphql-js' parser. */
  readonly parseOptions: { readonly maxTokens: number };
  /** Parses and validates, or tells what is wrong with a code each. */
  prepare(request: OperationRequest): PreparedOperation | readonly GraphQLError[];
}

/** Tokens of the largest document accepted. */
const tokensMax = 1_000;

/** Documents remembered as parsed and valid. */
const documentsMax = 1_000;

/** Rules for one schema. Whether the schema itself may be asked for is one of them. */
export function createOperationRules(options: {
  readonly schema: GraphQLSchema;
  readonly introspection: boolean;
}): OperationRules {
  const { schema, introspection } = options;
  const validationRules = introspection ? [] : [NoSchemaIntrospectionCustomRule];
  const parseOptions = { maxTokens: tokensMax };
  const documents = new LRUCache<string, DocumentNode>({ max: documentsMax });

  const read = (query: string): DocumentNode | readonly GraphQLError[] => {
    const remembered = documents.get(query);
    if (remembered) return remembered;
    let document: DocumentNode;
    try {
      document = parse(query, parseOptions);
    } catch (error) {
      if (error instanceof GraphQLError) return [withCode(error, 'GRAPHQL_PARSE_FAILED')];
      throw error;
    }
    const faults = validate(schema, document, [...specifiedRules, ...validationRules], { maxErrors: 20 });
    if (faults.length > 0) return faults.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED'));
    documents.set(query, document);
    return document;
  };

  return {
    validationRules,
    parseOptions,
    prepare({ query, operationName }) {
      if (typeof query !== 'string' || query === '')
        return [fault('BAD_REQUEST', 'A request needs a `query`.')];
      const document = read(query);
      if (!('kind' in document)) return document;
      const name = typeof operationName === 'string' && operationName !== '' ? operationName : undefined;
      const operation = getOperationAST(document, name);
      if (operation) return { document, operation };
      return [
        fault(
          'OPERATION_RESOLUTION_FAILURE',
          'The document has no operation of that name, or several without a name.',
        ),
      ];
    },
  };
}

/** A complaint with a code of its own, for what graphql-js has no words. */
export function fault(code: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}

function withCode(error: GraphQLError, code: string): GraphQLError {
  return new GraphQLError(error.message, {
    ...(error.nodes ? { nodes: error.nodes } : {}),
    ...(error.source ? { source: error.source } : {}),
    ...(error.positions ? { positions: error.positions } : {}),
    extensions: { code },
  });
}
