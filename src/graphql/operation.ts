import { isDeepStrictEqual } from 'node:util';
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  NoSchemaIntrospectionCustomRule,
  type OperationDefinitionNode,
  parse,
  specifiedRules,
  validate,
  type ValidationRule,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { GatewayError } from '../errors.ts';
import { createOperationScales, type OperationCost } from './operation-cost.ts';
import { SubscriptionRootRule } from './subscription-root.ts';
import { measureShape, type OperationShape } from './operation-shape.ts';
import { createDocumentTrust, type TrustedDocuments } from './trusted-documents.ts';

/** An operation as a client sends it. */
export interface OperationRequest {
  readonly query?: unknown;
  readonly operationName?: unknown;
  readonly variables?: unknown;
  readonly extensions?: unknown;
}

/** A document that may be executed, and the operation of it that was asked for. */
export interface PreparedOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly cost: OperationCost;
}

/** The bounds of one operation. */
export interface OperationLimits {
  /** Lexical tokens of a document. */
  readonly tokensMax: number;
  readonly depthMax: number;
  readonly introspectionDepthMax: number;
  readonly aliasesMax: number;
  readonly directivesMax: number;
  readonly rootFieldsMax: number;
  /** Calls to Twilio that an operation may cause. */
  readonly upstreamCallsMax: number;
}

/** Options of {@link createOperationRules}. */
export interface OperationRulesOptions {
  readonly schema: GraphQLSchema;
  /** Whether the schema itself may be asked for. */
  readonly introspection: boolean;
  readonly limits: OperationLimits;
  /** The only documents that are answered, as they hold now. @default all are */
  readonly trustedDocuments?: (() => TrustedDocuments | undefined) | undefined;
}

/** The same rules for HTTP and WebSocket. */
export interface OperationRules {
  /**
   * Parses, measures, validates and weighs, in this order, so that each step is spared what the one before it refuses. Tells what is wrong
   * with a code each.
   */
  prepare(request: OperationRequest): PreparedOperation | readonly GraphQLError[];
  /** The text of the document that is asked for, be it by its digest alone; or why there is none. */
  readonly textOf: (request: OperationRequest) => string | GraphQLError;
}

/** Documents remembered as parsed, within the limits and valid. */
const documentsMax = 1_000;

/** Rules for one schema. */
export function createOperationRules(options: OperationRulesOptions): OperationRules {
  const { schema, introspection, limits } = options;
  const validationRules: readonly ValidationRule[] = [
    ...specifiedRules,
    SubscriptionRootRule,
    ...(introspection ? [] : [NoSchemaIntrospectionCustomRule]),
  ];
  const documents = new LRUCache<string, DocumentNode>({ max: documentsMax });
  let trusted = options.trustedDocuments?.();
  let trust = createDocumentTrust(trusted);
  const scales = createOperationScales(schema);

  /** What was valid under what was trusted before has to be looked at anew. */
  const currentTrust = () => {
    const current = options.trustedDocuments?.();
    if (current === trusted) return trust;
    // Options that were reloaded for the sake of others say the same with another object.
    const isSame = isDeepStrictEqual(current, trusted);
    trusted = current;
    if (isSame) return trust;
    trust = createDocumentTrust(current);
    documents.clear();
    return trust;
  };

  const textOf = (request: OperationRequest): string | GraphQLError => {
    const { query } = request;
    if (typeof query === 'string' && query !== '') return query;
    if ((query ?? '') !== '' || !isPersistedQuery(request))
      return fault('BAD_REQUEST', 'A request needs a `query`.');
    const { textOf: textOfDigest } = currentTrust();
    // Clients look at the messages of these two.
    if (!textOfDigest) return fault('PERSISTED_QUERY_NOT_SUPPORTED', 'PersistedQueryNotSupported');
    const { persistedQuery } = request.extensions;
    const named = isRecord(persistedQuery) ? persistedQuery : {};
    const sha256Hash = named['sha256Hash'];
    if (named['version'] !== 1 || typeof sha256Hash !== 'string')
      return fault('BAD_REQUEST', 'A persisted query needs `version` 1 and a `sha256Hash`.');
    return textOfDigest(sha256Hash) ?? fault('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound');
  };

  const read = (query: string): DocumentNode | readonly GraphQLError[] => {
    const { isTrusted } = currentTrust();
    const remembered = documents.get(query);
    if (remembered) return remembered;
    if (!isTrusted(query)) return [untrusted()];
    let document: DocumentNode;
    try {
      document = parse(query, { maxTokens: limits.tokensMax });
    } catch (error) {
      if (error instanceof GraphQLError) return [withCode(error, 'GRAPHQL_PARSE_FAILED')];
      throw error;
    }
    for (const definition of document.definitions) {
      if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
      const excess = findExcess(measureShape(document, definition), limits);
      if (excess) return [excess];
    }
    const faults = findFaults(document);
    if (faults.length > 0) return faults.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED'));
    documents.set(query, document);
    return document;
  };

  /** Some of graphql-js' rules throw what they find in the arguments of directives. */
  const findFaults = (document: DocumentNode): readonly GraphQLError[] => {
    try {
      return validate(schema, document, validationRules, { maxErrors: 20 });
    } catch (error) {
      if (error instanceof GraphQLError) return [error];
      throw error;
    }
  };

  return {
    textOf,
    prepare(request) {
      const { operationName, variables } = request;
      const query = textOf(request);
      if (typeof query !== 'string') return [query];
      const document = read(query);
      if (!('kind' in document)) return document;
      const name = typeof operationName === 'string' && operationName !== '' ? operationName : undefined;
      const operation = getOperationAST(document, name);
      if (!operation) {
        return [
          fault(
            'OPERATION_RESOLUTION_FAILURE',
            'The document has no operation of that name, or several without a name.',
          ),
        ];
      }
      const calls = scales.weigh({ document, operation, variables: isRecord(variables) ? variables : {} });
      const callsMax = limits.upstreamCallsMax;
      if (calls > callsMax) return [tooCostly({ calls, callsMax })];
      return { document, operation, cost: { calls, callsMax } };
    },
  };
}

/** Whether a request has the digest of a document, beside its text or in its place. */
export function isPersistedQuery(
  request: OperationRequest,
): request is OperationRequest & { readonly extensions: { readonly persistedQuery: unknown } } {
  return isRecord(request.extensions) && 'persistedQuery' in request.extensions;
}

/** A complaint with a code of its own, for what graphql-js has no words. */
export function fault(code: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}

/** An error of ours as graphql-js carries errors. */
export function carry(error: GatewayError): GraphQLError {
  return new GraphQLError(error.message, { originalError: error });
}

const nouns = {
  depth: 'fields within one another',
  introspectionDepth: 'fields within one another below `__schema`',
  aliases: 'aliases',
  directives: 'directives',
  rootFields: 'fields at its root',
} as const satisfies Record<keyof OperationShape, string>;

function findExcess(shape: OperationShape, limits: OperationLimits): GraphQLError | undefined {
  for (const [measure, noun] of Object.entries(nouns)) {
    const found = shape[measure as keyof OperationShape];
    const limit = `${measure as keyof OperationShape}Max` as const;
    if (found <= limits[limit]) continue;
    return carry(
      new GatewayError(
        'OPERATION_TOO_COMPLEX',
        `The operation has ${found} ${noun}; at most ${limits[limit]} are taken.`,
        { limit: `operation.${limit}` },
      ),
    );
  }
  return undefined;
}

function tooCostly({ calls, callsMax }: OperationCost): GraphQLError {
  const found = Number.isFinite(calls) ? String(calls) : 'too many';
  return carry(
    new GatewayError(
      'OPERATION_TOO_COSTLY',
      `The operation may cause ${found} calls to Twilio; at most ${callsMax} are made for one. Ask for fewer rows, or for less of each.`,
      { limit: 'operation.upstreamCallsMax' },
    ),
  );
}

function untrusted(): GraphQLError {
  return carry(
    new GatewayError(
      'DOCUMENT_NOT_TRUSTED',
      'This gateway answers only documents that it knows; the text has to be one of theirs to the letter.',
    ),
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function withCode(error: GraphQLError, code: string): GraphQLError {
  return new GraphQLError(error.message, {
    ...(error.nodes ? { nodes: error.nodes } : {}),
    ...(error.source ? { source: error.source } : {}),
    ...(error.positions ? { positions: error.positions } : {}),
    extensions: { code },
  });
}
