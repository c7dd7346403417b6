import type { FormattedExecutionResult, GraphQLError, GraphQLSchema } from 'graphql';
import { CloseCode, makeServer, type Context, type Server, type SubscribePayload } from 'graphql-ws';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { createAlarms } from '../alarms.ts';
import type { Clock } from '../clock.ts';
import type { DeliveryWatch } from '../domain/live-delivery.ts';
import { GatewayError } from '../errors.ts';
import type { EventBus } from '../events/event-bus.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Admission } from './admission.ts';
import type { CreateContext, GraphqlContext } from './context.ts';
import type { ErrorFormat } from './error-format.ts';
import { GraphqlSocket, type SocketServices, type SpokenProtocol } from './graphql-socket.ts';
import { createSharedExecution } from './live/shared-execution.ts';
import type { PrepareMessages } from './live/socket-outlet.ts';
import { SubscriptionRun, type SubscriptionServices } from './live/subscription-run.ts';
import type { OperationWatch } from './operation-watch.ts';
import { carry, fault, type OperationRules } from './operation.ts';
import { createSocketRests } from './socket-rests.ts';
import { prepareSocketRun, type SocketRun } from './socket-run.ts';
import type { ViewerAllowance } from './viewer-allowance.ts';
import type { ViewerVerifier } from './viewer.ts';
import { askForOperation } from './with-admission.ts';

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
  /** Events that wait for one who is told together with others. */
  readonly queuedEventsMax: number;
  /** After this time, in milliseconds, a query or mutation gives up what it waits for. */
  readonly deadlineMs: number;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly watch: OperationWatch;
  readonly log: Log;
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
  const subscriptionServices: SubscriptionServices = { schema, createContext, shared, metrics };

  const prepare = (
    context: Context<ConnectionParams, GraphqlSocket>,
    id: string,
    payload: SubscribePayload,
  ) => {
    const { extra } = context;
    const { socket, viewer } = extra;
    const rested = extra.claim(id);
    if (rested) return rested;
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
    const requestId = newRequestId();
    const resumeAfter = resumeCursorOf(extra.resume, id);
    const variables = payload.variables ?? {};
    if (kind === 'subscription')
      return new SubscriptionRun(
        {
          id,
          document,
          operation,
          variables,
          viewer,
          requestId: flat(requestId),
          resumeAfter,
          socket: extra,
        },
        subscriptionServices,
      );
    const begin = () =>
      prepareSocketRun({
        args: { schema, document, operationName: operation.name?.value, variableValues: variables },
        cost: prepared.cost,
        viewer,
        allowance,
        assure: options.assure,
        createContext: (signal) => createContext({ viewer, requestId, resumeAfter, signal }),
        closed: extra.closing,
        deadlineMs,
        clock,
      });
    const asked = askForOperation(admission, kind);
    return asked ? asked.then((refusal) => refusal ?? begin()) : begin();
  };

  /** What is refused by throwing is answered like all else that is wrong. */
  const prepareOrRefuse: typeof prepare = (context, id, payload) => {
    try {
      const prepared = prepare(context, id, payload);
      return prepared instanceof Promise ? prepared.catch(carryFault) : prepared;
    } catch (error) {
      return carryFault(error);
    }
  };

  const server = makeServer<ConnectionParams, GraphqlSocket>({
    // Each socket has an alarm for it: a timer would outlast the wait.
    connectionInitWaitTimeout: 0,
    async onConnect(context) {
      const { extra } = context;
      if (extra.viewer) return true;
      extra.initialised();
      extra.resume = context.connectionParams?.['resume'];
      try {
        const viewer = await verifier.verify(authorizationOf(context.connectionParams));
        return extra.identified(viewer, clock.wallTime());
      } catch (error) {
        if (!(error instanceof GatewayError)) throw error;
        extra.socket.close(CloseCode.Forbidden, closeReason(`${error.code}: ${error.message}`));
        return false;
      }
    },
    onSubscribe: (context, id, payload) => prepareOrRefuse(context, id, payload),
    // Arguments come back as they were prepared.
    execute: (args) =>
      watch.execute({ ...args, requestId: requestIdOf(args.contextValue) }, () => (args as SocketRun).run()),
    subscribe: (args) => (args as SubscriptionRun).open(),
    onOperation(_context, _id, _payload, args, result) {
      const isSubscription = args instanceof SubscriptionRun;
      if (isSubscription && args.isResuming) return;
      const kind = isSubscription ? 'subscription' : 'other';
      metrics.operations.inc({ transport: 'websocket', kind, outcome: hasErrors(result) ? 'error' : 'ok' });
    },
    onNext: (_context, _id, _payload, args, result) =>
      result.errors ? formatResult(result, requestIdOf(args.contextValue)) : undefined,
    onError: (_context, _id, _payload, errors) => errors.map((error) => formatError(error, newRequestId())),
  });
  const socketServices: SocketServices = {
    speak: (socket) => speak(server, socket),
    alarms: createAlarms({ clock }),
    rests: createSocketRests({ clock }),
    initTimeoutMs,
    onInitTimeout: ({ socket }) =>
      socket.close(CloseCode.ConnectionInitialisationTimeout, 'Connection initialisation timeout'),
    onExpiry: ({ socket }) => socket.close(CloseCode.Forbidden, 'UNAUTHENTICATED: the token has expired'),
    onFailure({ socket }, error) {
      if (isWrongDirection(error)) {
        socket.close(CloseCode.BadRequest, 'Invalid message received');
        return;
      }
      log.error('A socket failed unexpectedly.', { error });
      socket.close(CloseCode.InternalServerError, 'Internal server error');
    },
    onEndFailure: (error) => log.error('A socket failed to close.', { error }),
  };

  return (socket, { connection, identify }) => {
    const client = new GraphqlSocket({ socket, connection, identify }, socketServices);
    listen(socket, client);
  };

  function formatResult(
    { errors, ...result }: { readonly errors?: readonly GraphQLError[] | undefined },
    requestId: string,
  ): FormattedExecutionResult {
    return errors ? { ...result, errors: errors.map((error) => formatError(error, requestId)) } : result;
  }
}

function carryFault(error: unknown): readonly GraphQLError[] {
  if (error instanceof GatewayError) return [carry(error)];
  throw error;
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

/** A reconnecting client renews this part of connection_init while the variables of its operations stay old: so it wins over them. */
function resumeCursorOf(resume: unknown, operationId: string): string | undefined {
  if (typeof resume !== 'object' || resume === null) return undefined;
  const cursor: unknown = Object.hasOwn(resume, operationId) ? Reflect.get(resume, operationId) : undefined;
  return typeof cursor === 'string' ? cursor : undefined;
}

/** Ids are put together of many pieces that all stay; what is kept as long as a subscription runs is to be one. */
function flat(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}

/** A function of its own, so that what listens keeps the client and nothing else. */
function listen(socket: WebSocket, client: GraphqlSocket): void {
  socket.on('message', (data) => client.take((data as Buffer).toString('utf8')));
  socket.on('close', (code, reason) => client.closed(code, String(reason)));
}

/** Has graphql-ws begin to speak with a client. */
function speak(server: Server<GraphqlSocket>, client: GraphqlSocket): SpokenProtocol {
  let take: SpokenProtocol['take'] = async () => {};
  const end = server.opened(
    {
      protocol: client.socket.protocol,
      send: (message) => client.sendText(message),
      close: (code, reason) => client.socket.close(code, reason),
      onMessage(taking) {
        take = taking;
      },
    },
    client,
  );
  return { take, end };
}

/** The protocol of WebSocket leaves 123 bytes for a reason. */
function closeReason(text: string): string {
  return Buffer.from(text).subarray(0, 120).toString();
}

/** graphql-ws takes a client's message of a type that only servers send for a bug of its own. */
function isWrongDirection(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Unexpected message of type');
}

function hasErrors(result: unknown): boolean {
  return typeof result === 'object' && result !== null && 'errors' in result;
}

function requestIdOf(contextValue: unknown): string {
  return (contextValue as Pick<GraphqlContext, 'requestId'>).requestId;
}
