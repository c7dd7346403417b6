import { ApolloServer, type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { type DocumentNode, type GraphQLError, type GraphQLSchema, Kind, parse } from 'graphql';
import type { Viewer } from '../domain/access.ts';
import { errorCodes, GatewayError } from '../errors.ts';
import type { HttpAnswer, HttpHandler, HttpRequest } from '../http-message.ts';
import { currentRequest, type Log, type LoggedRequest, withRequestId } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { AnswerCache, KeptAnswer } from './answer-cache.ts';
import { type CompiledQueries, createCompiledQueries } from './compiled-queries.ts';
import type { CreateContext, GraphqlContext } from './context.ts';
import { answerUnlessKnown, withEntityTag } from './entity-tag.ts';
import { type ErrorFormat, extensionsOf } from './error-format.ts';
import type { OperationWatch } from './operation-watch.ts';
import { fault, type OperationRequest, type OperationRules, type PreparedOperation } from './operation.ts';
import { requireAcceptable } from './acceptable.ts';
import { readJsonBody } from './request-body.ts';
import type { ViewerAllowance } from './viewer-allowance.ts';
import { withTextAlone } from './text-alone.ts';
import { selectsOnlyOwn } from './viewer-dependence.ts';
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
  readonly allowance: ViewerAllowance;
  readonly createContext: CreateContext;
  /** Answers that can be given again; null makes each anew. */
  readonly answers: AnswerCache | null;
  /** Whether queries are executed in the place of graphql-js where they can be. @default true */
  readonly fastPaths?: boolean;
  readonly formatError: ErrorFormat;
  /** Whether only documents are answered that are known beforehand: clients may keep their answers to a GET, and ask whether they hold. */
  readonly areDocumentsTrusted: () => boolean;
  /** Whether the schema may be asked for, and whether complaints may suggest names out of it. */
  readonly introspection: boolean;
  readonly metrics: Metrics;
  readonly watch: OperationWatch;
  readonly log: Log;
}

/** Answers GraphQL over HTTP through Apollo Server, with the rules and errors that the WebSocket path has too. */
export function createGraphqlHttpHandler(options: GraphqlHttpHandlerOptions): GraphqlHttpHandler {
  const {
    schema,
    rules,
    verifier,
    allowance,
    createContext,
    answers,
    fastPaths = true,
    formatError,
    areDocumentsTrusted,
    introspection,
    metrics,
    watch,
    log,
  } = options;
  const compiledQueries = fastPaths ? createCompiledQueries({ schema }) : null;
  /** What Apollo does not hand from one of its steps to the next. */
  const states = new WeakMap<LoggedRequest, RequestState>();
  const currentState = () => {
    const request = currentRequest();
    return request && states.get(request);
  };

  const apollo = new ApolloServer<GraphqlContext>({
    schema,
    introspection,
    hideSchemaDetailsFromClientErrors: !introspection,
    // Apollo neither parses nor validates: it finds every document prepared.
    documentStore: {
      get: async () => currentState()?.prepared?.document ?? refusedDocument,
      set: async () => {},
      delete: async () => true,
    },
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    includeStacktraceInErrorResponses: false,
    nodeEnv: 'production',
    formatError: (_formatted, error) => formatError(error, currentRequest()?.requestId ?? 'unknown'),
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      // It would look at each field, and nothing here says how long it may be kept.
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      createPreparingPlugin({ rules, compiledQueries, formatError, currentState }),
      createCountingPlugin(metrics, watch),
    ],
    logger: { debug() {}, info() {}, warn: (message) => log.warn(String(message)), error() {} },
  });

  const handle = async (request: HttpRequest): Promise<HttpAnswer> => {
    let end = () => {};
    try {
      requireAcceptable(request);
      const authorization = request.headers.get('authorization');
      const viewer = authorization === undefined ? nobody : await verifier.verify(authorization);
      let kept = answers?.find(viewer, request);
      const body = kept ? undefined : readJsonBody(request);
      allowance.start(viewer);
      // What is kept was asked for in the same words, and passed.
      if (authorization === undefined && !kept) requireIntrospection(rules, request, body);
      end = allowance.run(viewer);
      kept ??= await answers?.findRenewed(viewer, request);
      if (kept) return answerUnlessKnown(request, await giveAgain(kept, request));
      const basis = answers?.begin();
      const { requestId, signal } = request;
      const context = createContext({ viewer, requestId, signal, basis });
      const { refusal, ...parts } = withTextAlone(request, { body, textOf: rules.textOf });
      const state: RequestState = { requestId, ...(refusal && { faults: [refusal] }) };
      // Also within another request: an answer may be made anew while that is answered.
      const answer = await withRequestId(requestId, (current) => {
        states.set(current, state);
        return watch.run(() =>
          apollo.executeHTTPGraphQLRequest({
            httpGraphQLRequest: {
              method: request.method,
              headers: toHeaderMap(request),
              ...parts,
            },
            context: async () => context,
          }),
        );
      });
      if (answer.body.kind !== 'complete')
        throw new Error('Apollo answered in parts, which nobody asked for.');
      const plain: HttpAnswer = {
        status: statusOf(answer.status ?? 200, { request, state }),
        headers: { 'cache-control': 'no-store', ...Object.fromEntries(answer.headers) },
        body: answer.body.string,
      };
      const isTagged = areDocumentsTrusted() && request.method === 'GET' && state.hasErrors === false;
      const made = isTagged ? withEntityTag(plain) : plain;
      if (basis && isRepeatable(state))
        answers?.keep(viewer, request, { answer: made, basis, operation: nameOf(state.prepared) });
      return answerUnlessKnown(request, made);
    } catch (error) {
      if (error instanceof GatewayError) {
        metrics.errors.inc({ code: error.code });
        return refuse(error);
      }
      throw error;
    } finally {
      answers?.leave(request);
      end();
    }
  };

  /** For those who look on, an answer that is given again is an operation like any other. */
  const giveAgain = ({ answer, operation }: KeptAnswer, { requestId }: HttpRequest) =>
    watch.run(async () => {
      const end = watch.begin();
      metrics.operations.inc({ transport: 'http', kind: operation.operation, outcome: 'ok' });
      end({ operation, requestId, hasErrors: false });
      return answer;
    });

  /** A mutation has to be done, an error may be over, and what extensions of the graph resolve rests on nobody knows what. */
  const isRepeatable = (state: RequestState): state is RequestState & { prepared: PreparedOperation } =>
    state.prepared?.operation.operation === 'query' &&
    state.hasErrors === false &&
    isOwn(state.prepared.document);
  const ownDocuments = new WeakMap<DocumentNode, boolean>();
  const isOwn = (document: DocumentNode): boolean => {
    const known = ownDocuments.get(document) ?? selectsOnlyOwn(schema, document);
    ownDocuments.set(document, known);
    return known;
  };

  return { handle, start: () => apollo.start(), stop: () => apollo.stop() };
}

/** Who comes without a token: may ask for the schema, where that is on, and for nothing else. */
const nobody: Viewer = { identity: null, isService: false, expiresAt: null };

/** @throws {GatewayError} UNAUTHENTICATED unless the request asks for nothing but the schema. */
function requireIntrospection(rules: OperationRules, request: HttpRequest, body: unknown): void {
  const parts = withTextAlone(request, { body, textOf: rules.textOf });
  const prepared = rules.prepare(
    request.method === 'GET'
      ? Object.fromEntries(new URLSearchParams(parts.search))
      : (parts.body as OperationRequest),
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

/** What belongs to one request. */
interface RequestState {
  readonly requestId: string;
  prepared?: PreparedOperation;
  faults?: readonly GraphQLError[];
  /** Known when the answer is. */
  hasErrors?: boolean;
}

/**
 * A client that asks for `application/json` alone may take any other status for a fault of the transport: whatever is wrong with a request
 * that is well-formed, the specification has it answered with 200 then.
 */
function statusOf(
  status: number,
  { request, state }: { readonly request: HttpRequest; readonly state: RequestState },
): number {
  const accepted = request.headers.get('accept') ?? '';
  const isPlain = accepted.includes('application/json') && !accepted.includes('graphql-response');
  const isWellFormed = state.prepared !== undefined || state.faults !== undefined;
  return status === 400 && isPlain && isWellFormed ? 200 : status;
}

const overWebSocket = fault('BAD_REQUEST', 'A subscription has to be sent over WebSocket.');

/** Stands for a document that is refused, which nobody executes. */
const refusedDocument: DocumentNode = parse('{ __typename }');

/** Has the rules prepare each operation, answers what they refuse, and tells what an operation may have cost. */
function createPreparingPlugin(options: {
  readonly rules: OperationRules;
  readonly compiledQueries: CompiledQueries | null;
  readonly formatError: ErrorFormat;
  readonly currentState: () => RequestState | undefined;
}): ApolloServerPlugin<GraphqlContext> {
  const { rules, compiledQueries, formatError, currentState } = options;
  return {
    async requestDidStart() {
      const state = currentState();
      if (!state) throw new Error('Apollo answers a request outside of the handler.');
      return {
        async didResolveSource({ request }) {
          if (state.faults) return;
          const prepared = rules.prepare(request);
          if (!('operation' in prepared)) state.faults = prepared;
          else if (prepared.operation.operation === 'subscription') state.faults = [overWebSocket];
          else state.prepared = prepared;
        },
        async responseForOperation({ contextValue, request }) {
          const headers = new HeaderMap();
          if (state.faults) {
            const errors = state.faults.map((error) => formatError(error, state.requestId));
            return { http: { status: 400, headers }, body: { kind: 'single', singleResult: { errors } } };
          }
          const { variables: variableValues } = request;
          const singleResult =
            state.prepared &&
            (await compiledQueries?.execute(state.prepared, { contextValue, variableValues }));
          return singleResult ? { http: { headers }, body: { kind: 'single', singleResult } } : null;
        },
        async willSendResponse({ response }) {
          if (!state.prepared || response.body.kind !== 'single') return;
          state.hasErrors = response.body.singleResult.errors !== undefined;
          response.body.singleResult.extensions = { cost: state.prepared.cost };
        },
      };
    },
  };
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

/** Without what the document's other parts would be kept for. */
function nameOf({ operation }: PreparedOperation): KeptAnswer['operation'] {
  return { operation: operation.operation, name: operation.name && { value: operation.name.value } };
}

function toHeaderMap(request: HttpRequest): HeaderMap {
  const headers = new HeaderMap();
  for (const [name, value] of request.headers) headers.set(name, value);
  return headers;
}

/** What is refused before there is an operation. */
function refuse(error: GatewayError): HttpAnswer {
  const { retryAfterMs } = error.details;
  return {
    status: errorCodes[error.code].status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      ...(error.code === 'UNAUTHENTICATED' ? { 'www-authenticate': 'Bearer' } : {}),
      ...(retryAfterMs === undefined ? {} : { 'retry-after': String(Math.ceil(retryAfterMs / 1_000)) }),
    },
    body: JSON.stringify({ errors: [{ message: error.message, extensions: extensionsOf(error) }] }),
  };
}
