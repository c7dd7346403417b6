import { hkdfSync, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Clock, sleep, systemClock } from './clock.ts';
import type { GatewayOptions } from './config/options.ts';
import { resolveOptions } from './config/options.ts';
import { createCursorCodec } from './domain/cursor.ts';
import { createDomain, type DomainOptions } from './domain/domain.ts';
import { createLiveWrites } from './domain/live-writes.ts';
import { createReadHorizonAdvancer, stillReadHorizon } from './domain/read-horizon.ts';
import { createMessageSender } from './domain/send-message.ts';
import { createEngines } from './engines.ts';
import { createSweepPace } from './events/sweep-pace.ts';
import { createTimelines } from './events/timelines.ts';
import type { CreateContext, GraphqlContext } from './graphql/context.ts';
import { createErrorFormat } from './graphql/error-format.ts';
import { createGraphqlHttpHandler } from './graphql/http-handler.ts';
import { createOperationRules } from './graphql/operation.ts';
import { createSchema, type SchemaExtension } from './graphql/schema.ts';
import { createViewerAllowance } from './graphql/viewer-allowance.ts';
import { createViewerVerifier } from './graphql/viewer.ts';
import { createGraphqlWebSocketHandler } from './graphql/websocket-handler.ts';
import { createLog, type Log } from './log.ts';
import { createMetrics } from './metrics.ts';
import { withCrossOrigin } from './transport/cross-origin.ts';
import { drain } from './transport/drain.ts';
import { createHttpServer, type HttpRoute } from './transport/http-server.ts';
import { createOriginPolicy } from './transport/origin-policy.ts';
import { createReadiness } from './transport/readiness.ts';
import { createWebSocketServer } from './transport/websocket-server.ts';
import { createRequestApi } from './upstream/request-loaders.ts';
import { createCachedApi } from './upstream/response-cache.ts';
import { sweepsPerSecondOf } from './upstream/pacing-rules.ts';
import { createTwilioApi } from './upstream/twilio-api.ts';
import { createWebhookReceiver, webhookBodyBytesMax } from './webhooks/receiver.ts';

/** What a user may hand in beside the options: extensions of the graph, and the parts that tests replace. */
export interface GatewayParts {
  /** Types and resolvers of your own. */
  readonly extensions?: readonly SchemaExtension[] | undefined;
  /** Further routes beside the gateway's own. */
  readonly routes?: readonly HttpRoute[] | undefined;
  /** Answers GET and HEAD of all other paths, such as static files. */
  readonly fallback?: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;
  readonly log?: Log | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: (() => number) | undefined;
}

/** A gateway in this process. */
export interface Gateway {
  /**
   * Listens, and reaches for Twilio in the background: `/readyz` tells when it was reached.
   * @throws {GatewayError} CONFIGURATION_INVALID when the port is taken, or Redis is wanted and its package missing.
   */
  start(): Promise<{ readonly port: number }>;
  /** Stops in reverse order, within `totalMs`: unready, sockets, requests, what is left to write, connections. */
  stop(options?: {
    readonly noticeMs?: number;
    readonly spreadMs?: number;
    readonly totalMs?: number;
  }): Promise<void>;
}

const paths = {
  graphql: '/graphql',
  webhooks: '/webhooks/twilio',
  health: '/healthz',
  ready: '/readyz',
  metrics: '/metrics',
} as const;

/** Twilio is asked again after this long while it cannot be reached at the start. */
const readyRetryMs = 2_000;

/**
 * Builds every part of a gateway and connects them; nothing listens before `start`.
 * @throws {GatewayError} CONFIGURATION_INVALID naming everything that is wrong with the options.
 */
export function createGateway(given: GatewayOptions, parts: GatewayParts = {}): Gateway {
  const options = resolveOptions(given);
  const { limits } = options;
  const { clock = systemClock, random = Math.random } = parts;
  const log = parts.log ?? createLog({ level: options.logLevel });
  const metrics = createMetrics();
  const readiness = createReadiness();
  const newRequestId = randomUUID;
  const { accountSid, authToken, authTokenSecondary, apiKeySid, apiKeySecret } = options.twilio;
  /** Learnt from Twilio where it is not configured. */
  let { chatServiceSid } = options.twilio;

  // What instances share, where there are several.
  const engines = createEngines({
    redisUrl: options.redisUrl,
    twilio: options.twilio,
    onHealth: (isWell) => (isWell ? readiness.restore('redis') : readiness.degrade('redis')),
    clock,
    random,
    log,
    metrics,
  });
  const { bus } = engines;

  // Upstream: Twilio behind one cache, which everything reads through.
  const twilio = createTwilioApi({
    ...options.twilio,
    pacing: options.upstream,
    sharedBudget: engines.budget,
    clock,
    random,
    log,
    metrics,
  });
  const api = createCachedApi({ api: twilio, clock });
  const readHorizon = options.advanceReadHorizonOnSend
    ? createReadHorizonAdvancer({ api, clock, log })
    : stillReadHorizon;

  const sender = createMessageSender({
    ledger: engines.ledger,
    api,
    uncachedApi: twilio,
    clock,
    log,
  });

  // Events: to the cache first, so that who hears of a change reads what is new.
  bus.subscribeAll(({ event }) => api.invalidate(event));
  bus.onGap(() => api.clear());
  const receive = createWebhookReceiver({
    publicUrl: new URL(paths.webhooks, options.publicUrl).href,
    authTokens: [authToken, authTokenSecondary].filter((token) => token !== undefined),
    accountSid,
    chatServiceSid: () => chatServiceSid,
    deduplicator: engines.deduplicator,
    publish: bus.publish,
    clock,
    log,
    metrics,
  });

  // Messages in order, and none missing: from webhooks, from reads, and from what writes of our own answer.
  const sweepPace = createSweepPace({ callsPerSecond: sweepsPerSecondOf(options.upstream) });
  const timelines = createTimelines({ api, bus, clock, random, log, metrics, sweepPace });
  const liveApi = createLiveWrites({ api, timelines, clock });

  // Domain and graph: one domain for each request and its viewer.
  const cursors = createCursorCodec({ key: deriveKey(authToken, 'cursors') });
  const domainOptions: DomainOptions = {
    api,
    bus,
    timelines,
    cursors,
    readHorizon,
    sender,
    newClientMessageId: randomUUID,
    clock,
    log,
    metrics,
  };
  const createContext: CreateContext = ({ viewer, requestId, signal, resumeAfter }): GraphqlContext => {
    const position = bus.position();
    const requestApi = createRequestApi({ api: liveApi, signal });
    const domain = createDomain(domainOptions, { viewer, api: requestApi, position, signal });
    return { requestId, resumeAfter, domain };
  };
  const schema = createSchema(parts.extensions);
  const graphql = {
    schema,
    rules: createOperationRules({
      schema,
      introspection: options.introspection,
      limits: limits.operation,
      trustedDocuments: options.trustedDocuments,
    }),
    allowance: createViewerAllowance({ ...limits.viewer, clock }),
    verifier: createViewerVerifier({
      ...options.auth,
      twilioAccessTokens:
        options.auth.twilioAccessTokens && apiKeySid !== undefined && apiKeySecret !== undefined
          ? {
              accountSid,
              apiKeySid,
              apiKeySecret,
              chatServiceSid: async () => (await api.getServiceConfiguration()).chatServiceSid,
            }
          : null,
      clock,
    }),
    createContext,
    formatError: createErrorFormat({ suggestions: options.introspection, log }),
    introspection: options.introspection,
    newRequestId,
    clock,
    metrics,
    log,
  };
  const http = createGraphqlHttpHandler(graphql);

  // Transport: bytes and sockets.
  const sockets = createWebSocketServer({
    path: paths.graphql,
    subprotocol: 'graphql-transport-ws',
    allowedOrigins: options.allowedOrigins,
    trustedProxies: options.trustedProxies,
    onSocket: createGraphqlWebSocketHandler({
      ...graphql,
      ...limits.webSocket,
      deadlineMs: limits.operation.deadlineMs,
      allowAllOperations: options.webSocketAllOperations,
    }),
    limits: { ...limits.webSocket, socketsPerViewerMax: limits.viewer.socketsMax },
    clock,
    metrics,
    log,
  });
  const server = createHttpServer({
    port: options.port,
    host: options.host,
    routes: [
      {
        path: paths.graphql,
        methods: ['GET', 'POST', 'OPTIONS'],
        handler: withCrossOrigin(http.handle, {
          isAllowed: createOriginPolicy(options.allowedOrigins),
          methods: ['GET', 'POST'],
          requestHeaders: ['authorization', 'content-type', 'apollo-require-preflight'],
          answerHeaders: ['x-request-id', 'retry-after'],
        }),
      },
      { path: paths.webhooks, bodyBytesMax: webhookBodyBytesMax, handler: receive },
      { path: paths.health, methods: ['GET'], handler: async () => plainAnswer('ok\n') },
      { path: paths.ready, methods: ['GET'], handler: async () => readiness.answer() },
      { path: paths.metrics, methods: ['GET'], handler: async () => plainAnswer(await metrics.text()) },
      ...(parts.routes ?? []),
    ],
    fallback: parts.fallback,
    onUpgrade: sockets.handleUpgrade,
    limits: { ...limits.http, deadlineMs: limits.operation.deadlineMs },
    newRequestId,
    clock,
    log,
  });

  const stopping = new AbortController();
  const reachTwilio = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await twilio.ready({ signal: stopping.signal });
        chatServiceSid ??= (await api.getServiceConfiguration({ signal: stopping.signal })).chatServiceSid;
        readiness.markReady();
        return;
      } catch (error) {
        log.warn('Twilio cannot be reached yet.', { error });
        await sleep(clock, readyRetryMs, stopping.signal).catch(() => undefined);
      }
    }
  };

  return {
    async start() {
      await engines.start();
      await http.start();
      const address = await server.start();
      void reachTwilio();
      return address;
    },
    async stop({ noticeMs = 0, spreadMs = 0, totalMs = 30_000 } = {}) {
      stopping.abort();
      await drain({
        readiness,
        closeSockets: (how) => sockets.closeAll({ code: 1012, ...how }),
        finishRequests: (how) => server.stop(how),
        noticeMs,
        spreadMs,
        totalMs,
        clock,
        log,
      });
      sender.close();
      await http.stop();
      await readHorizon.flush();
      timelines.close();
      await twilio.close();
      await engines.close();
    },
  };
}

/** Keys of the gateway's own come from the one secret that all instances share; each purpose gets another. */
function deriveKey(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, 'twilio-conversations-graphql', purpose, 32));
}

function plainAnswer(body: string) {
  return {
    status: 200,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
    body,
  };
}
