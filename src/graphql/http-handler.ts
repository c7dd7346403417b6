import { AsyncLocalStorage } from 'node:async_hooks';
import { ApolloServer, type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { type GraphQLSchema, Kind } from 'graphql';
import type { Viewer } from '../domain/access.ts';
import { errorCodes, GatewayError } from '../errors.ts';
import type { HttpAnswer, HttpHandler, HttpRequest } from '../http-message.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { CreateContext, GraphqlContext } from './context.ts';
import { type ErrorFormat, extensionsOf } from './error-format.ts';
import type { OperationWatch } from './operation-watch.ts';
import type { OperationRequest, OperationRules } from './operation.ts';
import type { ViewerVerifier } from './viewer.ts';

/** The endpoint for queries and mutations. */
export interface GraphqlHttpHandler {
  readonly handle: HttpHandler;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Options of {@link createGraphqlHttpHandler}. */
export interface GraphqlHttpHandlerOptions {
  readonly schema: GraphQLSchema;
  readonly rules: OperationRules;
  readonly verifier: ViewerVerifier;
  readonly createContext: CreateContext;
  readonly formatError: ErrorFormat;
  /** Whether the schema may be asked for, and whether complaints may suggest names out of it. */
  readonly introspection: boolean;
  readonly metrics: Metrics;
  readonly watch: OperationWatch;
  readonly log: Log;
}

/** Answers GraphQL over HTTP through Apollo Server, with the rules and errors that the WebSocket path has too. */
export function createGraphqlHttpHandler(options: GraphqlHttpHandlerOptions): GraphqlHttpHandler {
  const { schema, rules, verifier, createContext, formatError, introspection, metrics, watch, log } = options;
  /** Apollo formats errors without telling of which request they are. */
  const requestIds = new AsyncLocalStorage<string>();

  const apollo = new ApolloServer<GraphqlContext>({
    schema,
    introspection,
    hideSchemaDetailsFromClientErrors: !introspection,
    validationRules: [...rules.validationRules],
    parseOptions: rules.parseOptions,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    includeStacktraceInErrorResponses: false,
    nodeEnv: 'production',
    formatError: (_formatted, error) => formatError(error, requestIds.getStore() ?? 'unknown'),
    plugins: [ApolloServerPluginLandingPageDisabled(), createCountingPlugin(metrics, watch)],
    logger: { debug() {}, info() {}, warn: (message) => log.warn(String(message)), error() {} },
  });

  const handle = async (request: HttpRequest): Promise<HttpAnswer> => {
    try {
      const authorization = request.headers.get('authorization');
      const body = parseBody(request);
      if (authorization === undefined) requireIntrospection(rules, request, body);
      const viewer = authorization === undefined ? nobody : await verifier.verify(authorization);
      const context = createContext({ viewer, requestId: request.requestId, signal: request.signal });
      const answer = await requestIds.run(request.requestId, () =>
        watch.run(() =>
          apollo.executeHTTPGraphQLRequest({
            httpGraphQLRequest: {
              method: request.method,
              headers: toHeaderMap(request),
              search: request.search,
              body,
            },
            context: async () => context,
          }),
        ),
      );
      if (answer.body.kind !== 'complete')
        throw new Error('Apollo answered in parts, which nobody asked for.');
      return {
        status: answer.status ?? 200,
        headers: { 'cache-control': 'no-store', ...Object.fromEntries(answer.headers) },
        body: answer.body.string,
      };
    } catch (error) {
      if (error instanceof GatewayError) {
        metrics.errors.inc({ code: error.code });
        return refuse(error);
      }
      throw error;
    }
  };

  return { handle, start: () => apollo.start(), stop: () => apollo.stop() };
}

/** Who comes without a token: may ask for the schema, where that is on, and for nothing else. */
const nobody: Viewer = { identity: null, isService: false, expiresAt: null };

/** @throws {GatewayError} UNAUTHENTICATED unless the request asks for nothing but the schema. */
function requireIntrospection(rules: OperationRules, request: HttpRequest, body: unknown): void {
  const prepared = rules.prepare(
    request.method === 'GET'
      ? Object.fromEntries(new URLSearchParams(request.search))
      : (body as OperationRequest),
  );
  // What cannot be prepared is refused by Apollo, with the same faults.
  if (!('operation' in prepared)) return;
  const isIntrospection = prepared.operation.selectionSet.selections.every(
    (selection) => selection.kind === Kind.FIELD && selection.name.value.startsWith('__'),
  );
  if (isIntrospection) return;
  throw new GatewayError(
    'UNAUTHENTICATED',
    'This needs a token: send the header `authorization: Bearer <token>`.',
  );
}

/** Counts operations by what became of them. */
function createCountingPlugin(metrics: Metrics, watch: OperationWatch): ApolloServerPlugin<GraphqlContext> {
  return {
    async requestDidStart({ contextValue: { requestId } }) {
      const end = watch.begin();
      return {
        async willSendResponse({ operation, response }) {
          const isFaulty = response.body.kind === 'single' && response.body.singleResult.errors !== undefined;
          const outcome = isFaulty ? 'error' : 'ok';
          metrics.operations.inc({ transport: 'http', kind: operation?.operation ?? 'unknown', outcome });
          end({ operation, requestId, hasErrors: isFaulty });
        },
      };
    },
  };
}

function parseBody(request: HttpRequest): unknown {
  if (request.method !== 'POST') return {};
  const contentType = request.headers.get('content-type') ?? '';
  if (!/^application\/json\s*(;|$)/i.test(contentType)) {
    throw new GatewayError('BAD_USER_INPUT', 'The body has to be sent as `content-type: application/json`.');
  }
  try {
    return JSON.parse(request.body.toString('utf8'));
  } catch {
    throw new GatewayError('BAD_USER_INPUT', 'The body is not valid JSON.');
  }
}

function toHeaderMap(request: HttpRequest): HeaderMap {
  const headers = new HeaderMap();
  for (const [name, value] of request.headers) headers.set(name, value);
  return headers;
}

/** What is refused before there is an operation. */
function refuse(error: GatewayError): HttpAnswer {
  return {
    status: errorCodes[error.code].status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      ...(error.code === 'UNAUTHENTICATED' ? { 'www-authenticate': 'Bearer' } : {}),
    },
    body: JSON.stringify({ errors: [{ message: error.message, extensions: extensionsOf(error) }] }),
  };
}
