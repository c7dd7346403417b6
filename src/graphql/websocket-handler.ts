import {
  type ExecutionResult,
  type FormattedExecutionResult,
  type GraphQLError,
  type GraphQLSchema,
} from 'graphql';
import { CloseCode, makeServer, type Context, type SubscribePayload } from 'graphql-ws';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Clock } from '../clock.ts';
import type { Viewer } from '../domain/access.ts';
import type { DeliveryWatch } from '../domain/live-delivery.ts';
import { GatewayError } from '../errors.ts';
import type { EventBus } from '../events/event-bus.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Admission } from './admission.ts';
import type { CreateContext, GraphqlContext } from './context.ts';
import type { ErrorFormat } from './error-format.ts';
import { executeSubscription, type SubscriptionArgs } from './live/execute-subscription.ts';
import { createSharedExecution } from './live/shared-execution.ts';
import { type PrepareMessages, SocketOutlet } from './live/socket-outlet.ts';
import type { OperationWatch } from './operation-watch.ts';
import { carry, fault, type OperationRules } from './operation.ts';
import { prepareSocketRun, type SocketRun } from './socket-run.ts';
import type { ViewerAllowance } from './viewer-allowance.ts';
import type { ViewerVerifier } from './viewer.ts';
import { refuseOperation } from './with-admission.ts';

/**
 * Serves one socket after its upgrade, until it closes. `connection` is what its frames are written to; `identify` counts it as a
 * viewer's, and closes it where they have too many.
 */
export type SocketHandler = (
  socket: WebSocket,
  origin: { readonly connection: Duplex; readonly identify: (viewer: string | null) => boolean },
) => void;

/** Options of {@link createGraphqlWebSocketHandler}. */
export interface GraphqlWebSocketHandlerOptions {
  readonly schema: GraphQLSchema;
  readonly rules: OperationRules;
  readonly verifier: ViewerVerifier;
  readonly allowance: ViewerAllowance;
  readonly createContext: CreateContext;
  readonly formatError: ErrorFormat;
  readonly admission: Admission;
  readonly delivery: Pick<DeliveryWatch, 'begin'>;
  /** See `withAssurance`. */
  readonly assure: EventBus['assure'];
  readonly newRequestId: () => string;
  /** Whether queries and mutations may be sent over a socket too. @default false */
  readonly allowAllOperations?: boolean;
  /** Whether subscriptions that ask the same are executed together. Off, each is served alone; what clients get is the same. @default true */
  readonly fastPaths?: boolean;
  /** Makes messages ready for many sockets at once. */
  readonly prepareMessages: PrepareMessages;
  /** Until connection_init has to come, in milliseconds. */
  readonly initTimeoutMs: number;
  /** Operations that may run on one socket; the next one is refused. */
  readonly operationsMax: number;
  /** Characters of an operation's id. */
  readonly operationIdCharactersMax: number;
  /** After this time, in milliseconds, a query or mutation gives up what it waits for. */
  readonly deadlineMs: number;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly watch: OperationWatch;
  readonly log: Log;
}

/** What belongs to one socket. */
interface SocketState {
  readonly socket: WebSocket;
  readonly outlet: SocketOutlet;
  readonly identify: (viewer: string | null) => boolean;
  /** Ends what runs when the socket closes. */
  readonly closing: AbortController;
  viewer: Viewer | null;
  cancelExpiry: () => void;
}

/** This many operations above the limit are refused politely; then the socket is closed as abusive. */
const operationsTolerated = 10;

/**
 * Answers the graphql-transport-ws protocol, spoken by graphql-ws, with the rules and errors that the HTTP path has too. The token
 * comes in connection_init; when it runs out the socket closes with 4403, after which clients come back with a new one.
 */
export function createGraphqlWebSocketHandler(options: GraphqlWebSocketHandlerOptions): SocketHandler {
  const { schema, rules, verifier, allowance, createContext, formatError, newRequestId } = options;
  const { admission, clock, metrics, watch, log, allowAllOperations = false } = options;
  const { initTimeoutMs, operationsMax, operationIdCharactersMax, deadlineMs } = options;
  const shared = (options.fastPaths ?? true) ? createSharedExecution({ ...options, formatResult }) : null;

  const prepare = (
    context: Context<ConnectionParams, SocketState>,
    id: string,
    payload: SubscribePayload,
  ) => {
    const { socket, outlet, closing, viewer } = context.extra;
    if (!viewer) return [fault('UNAUTHENTICATED', 'This socket has no viewer.')];
    const running = Object.keys(context.subscriptions).length;
    if (running > operationsMax + operationsTolerated) {
      socket.close(4429, 'Too many operations');
    }
    if (running > operationsMax) {
      return [fault('RATE_LIMITED', `A socket can run ${operationsMax} operations at once.`)];
    }
    if (id.length > operationIdCharactersMax) {
      return [fault('BAD_USER_INPUT', `An operation id can have ${operationIdCharactersMax} characters.`)];
    }
    allowance.start(viewer);
    const prepared = rules.prepare(payload);
    if (!('document' in prepared)) return prepared;
    const { document, operation } = prepared;
    // graphql-ws keeps the payload as long as the subscription runs: one text for all who ask the same.
    Object.assign(payload, { query: document.loc?.source.body });
    const kind = operation.operation;
    if (kind !== 'subscription' && !allowAllOperations) {
      return [
        fault(
          'BAD_REQUEST',
          `A ${kind} has to be sent over HTTP; this gateway takes only subscriptions over WebSocket.`,
        ),
      ];
    }
    const refusal = refuseOperation(admission, kind);
    if (refusal) return refusal;
    const requestId = newRequestId();
    const request = { viewer, requestId, resumeAfter: resumeCursorOf(context.connectionParams, id) };
    const variables = payload.variables ?? {};
    const args = {
      schema,
      document,
      operationName: operation.name?.value,
      variableValues: variables,
    };
    if (kind !== 'subscription') {
      return prepareSocketRun({
        args,
        cost: prepared.cost,
        viewer,
        allowance,
        assure: options.assure,
        createContext: (signal) => createContext({ ...request, signal }),
        closed: closing.signal,
        deadlineMs,
        clock,
      });
    }
    const { isService } = viewer;
    const subscription: SubscriptionArgs = {
      ...args,
      // graphql-ws keeps the arguments as long as the subscription runs: a context is too large for that.
      contextValue: { requestId },
      createSubscriptionContext: () => createContext(request),
      follow:
        shared &&
        ((sharing) =>
          shared.follow({ document, operation, variables, isService, operationId: id, outlet }, sharing)),
    };
    return subscription;
  };

  /** What is refused by throwing is answered like all else that is wrong. */
  const prepareOrRefuse: typeof prepare = (context, id, payload) => {
    try {
      return prepare(context, id, payload);
    } catch (error) {
      if (error instanceof GatewayError) return [carry(error)];
      throw error;
    }
  };

  const server = makeServer<ConnectionParams, SocketState>({
    connectionInitWaitTimeout: initTimeoutMs,
    async onConnect(context) {
      const { extra } = context;
      try {
        extra.viewer = await verifier.verify(authorizationOf(context.connectionParams));
      } catch (error) {
        if (!(error instanceof GatewayError)) throw error;
        extra.socket.close(CloseCode.Forbidden, closeReason(`${error.code}: ${error.message}`));
        return false;
      }
      const { expiresAt, identity, isService } = extra.viewer;
      if (!extra.identify(isService ? null : identity)) return false;
      if (expiresAt) extra.cancelExpiry = closeAt(expiresAt, extra.socket, clock);
      return true;
    },
    // The arguments carry one thing more than graphql-ws' type names; they come back in `subscribe` as they are.
    onSubscribe: (context, id, payload) => prepareOrRefuse(context, id, payload),
    execute: (args) =>
      watch.execute({ ...args, requestId: requestIdOf(args.contextValue) }, () => (args as SocketRun).run()),
    subscribe: async (args) => counted(await executeSubscription(args as SubscriptionArgs), metrics),
    onOperation(_context, _id, _payload, args, result) {
      const kind = isSubscription(args) ? 'subscription' : 'other';
      metrics.operations.inc({ transport: 'websocket', kind, outcome: hasErrors(result) ? 'error' : 'ok' });
    },
    onNext: (_context, _id, _payload, args, result) =>
      result.errors ? formatResult(result, requestIdOf(args.contextValue)) : undefined,
    onError: (_context, _id, _payload, errors) => errors.map((error) => formatError(error, newRequestId())),
  });

  return (socket, { connection, identify }) => {
    const outlet = new SocketOutlet(socket, connection);
    const closing = new AbortController();
    const state: SocketState = { socket, outlet, identify, closing, viewer: null, cancelExpiry() {} };
    const closed = server.opened(
      {
        protocol: socket.protocol,
        send: (data) => send(socket, data),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (take) =>
          socket.on('message', (data) => {
            take((data as Buffer).toString('utf8')).catch((error: unknown) => {
              if (isWrongDirection(error)) {
                socket.close(CloseCode.BadRequest, 'Invalid message received');
                return;
              }
              log.error('A socket failed unexpectedly.', { error });
              socket.close(CloseCode.InternalServerError, 'Internal server error');
            });
          }),
      },
      state,
    );
    socket.once('close', (code, reason) => {
      state.cancelExpiry();
      closing.abort(new DOMException('The socket closed.', 'AbortError'));
      closed(code, String(reason)).catch((error: unknown) =>
        log.error('A socket failed to close.', { error }),
      );
    });
  };

  function formatResult(
    { errors, ...result }: { readonly errors?: readonly GraphQLError[] | undefined },
    requestId: string,
  ): FormattedExecutionResult {
    return errors ? { ...result, errors: errors.map((error) => formatError(error, requestId)) } : result;
  }
}

/** What clients send in connection_init. */
type ConnectionParams = Record<string, unknown>;

function authorizationOf(params: ConnectionParams | undefined): string {
  const authorization = params?.['authorization'] ?? params?.['Authorization'];
  if (typeof authorization === 'string') return authorization;
  throw new GatewayError(
    'UNAUTHENTICATED',
    'connection_init needs a payload {"authorization": "Bearer <token>"}.',
  );
}

/** A reconnecting client renews this payload while the variables of its operations stay old: so it wins over them. */
function resumeCursorOf(params: ConnectionParams | undefined, operationId: string): string | undefined {
  const resume = params?.['resume'];
  if (typeof resume !== 'object' || resume === null) return undefined;
  const cursor: unknown = Object.hasOwn(resume, operationId) ? Reflect.get(resume, operationId) : undefined;
  return typeof cursor === 'string' ? cursor : undefined;
}

const timerMsMax = 2_147_483_647;

function closeAt(expiresAt: Date, socket: WebSocket, clock: Clock): () => void {
  const delayMs = Math.min(Math.max(expiresAt.getTime() - clock.wallTime(), 0), timerMsMax);
  return clock.setTimer(
    () => socket.close(CloseCode.Forbidden, 'UNAUTHENTICATED: the token has expired'),
    delayMs,
  );
}

/** The protocol of WebSocket leaves 123 bytes for a reason. */
function closeReason(text: string): string {
  return Buffer.from(text).subarray(0, 120).toString();
}

/** Resolves when the frame has left, so that graphql-ws never runs ahead of a slow socket; a socket that is gone takes nothing. */
function send(socket: WebSocket, data: string): Promise<void> {
  return new Promise((resolve) => {
    if (socket.readyState !== socket.OPEN) resolve();
    else socket.send(data, () => resolve());
  });
}

/** graphql-ws takes a client's message of a type that only servers send for a bug of its own. */
function isWrongDirection(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Unexpected message of type');
}

function isSubscription(args: object): boolean {
  return 'createSubscriptionContext' in args;
}

function hasErrors(result: unknown): boolean {
  return typeof result === 'object' && result !== null && 'errors' in result;
}

type Results = Awaited<ReturnType<typeof executeSubscription>>;

function isStream(results: Results): results is Extract<Results, AsyncIterable<unknown>> {
  return Symbol.asyncIterator in results;
}

/** Counts a running subscription until it ends, in whichever way. */
function counted(results: Results, metrics: Metrics): Results {
  if (!isStream(results)) return results;
  let isRunning = true;
  metrics.subscriptions.inc();
  const end = () => {
    if (isRunning) metrics.subscriptions.dec();
    isRunning = false;
  };
  return {
    async next() {
      const result = await results.next();
      if (result.done) end();
      return result;
    },
    async return() {
      end();
      await results.return?.();
      return { done: true, value: undefined };
    },
    async throw(error) {
      end();
      await results.return?.();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  } satisfies AsyncIterableIterator<ExecutionResult, undefined, undefined>;
}

function requestIdOf(contextValue: unknown): string {
  return (contextValue as Pick<GraphqlContext, 'requestId'>).requestId;
}
