import { hkdfSync, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Clock, sleep, systemClock } from './clock.ts';
import type { GatewayOptions } from './config/options.ts';
import { resolveOptions } from './config/options.ts';
import type { GatewayEvent } from './conversation-event.ts';
import { createCursorCodec } from './domain/cursor.ts';
import { createDomain, type DomainOptions } from './domain/domain.ts';
import { createDeliveryWatch } from './domain/live-delivery.ts';
import { createLiveWrites } from './domain/live-writes.ts';
import { createMembershipSweeper } from './domain/membership-sweeper.ts';
import { createReadHorizonAdvancer, stillReadHorizon } from './domain/read-horizon.ts';
import { createMessageSender } from './domain/send-message.ts';
import { createEngines } from './engines.ts';
import { createEventConfirmer } from './events/event-confirmer.ts';
import { createEventTrail, trailNameOf } from './events/event-trail.ts';
import { createSweepPace } from './events/sweep-pace.ts';
import { createTimelines } from './events/timelines.ts';
import type { CreateContext, GraphqlContext } from './graphql/context.ts';
import { createErrorFormat } from './graphql/error-format.ts';
import { createGraphqlHttpHandler } from './graphql/http-handler.ts';
import { createOperationWatch } from './graphql/operation-watch.ts';
import { createOperationRules } from './graphql/operation.ts';
import { createSchema, type SchemaExtension } from './graphql/schema.ts';
import { forServiceScope } from './graphql/service-scope.ts';
import { traceResolvers } from './graphql/traced-schema.ts';
import { createViewerVerifier } from './graphql/viewer.ts';
import { createGraphqlWebSocketHandler } from './graphql/websocket-handler.ts';
import type { HttpHandler } from './http-message.ts';
import { createLog, type Log } from './log.ts';
import { createMetrics } from './metrics.ts';
import { createStatus } from './status/status.ts';
import { createTracer } from './tracing.ts';
import { withCrossOrigin } from './transport/cross-origin.ts';
import { drain } from './transport/drain.ts';
import { createHttpServer, type HttpRoute } from './transport/http-server.ts';
import { observeRoute } from './transport/observe-route.ts';
import { createOriginPolicy } from './transport/origin-policy.ts';
import { createReadiness } from './transport/readiness.ts';
import { createWebSocketServer } from './transport/websocket-server.ts';
import { createRequestApi } from './upstream/request-loaders.ts';
import { createCachedApi } from './upstream/response-cache.ts';
import { requestsPerMinuteMaxOf, sweepsPerSecondOf } from './upstream/pacing-rules.ts';
import { createTwilioApi } from './upstream/twilio-api.ts';
import { createPublishOnce } from './webhooks/publish-once.ts';
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
  start(): Promise<{ readonly port: number; readonly statusPort: number | null }>;
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
  status: '/status.json',
} as const;

/** A removal of which no webhook told is noticed within about this, in milliseconds. */
const membershipSweepMs = 60_000;

/** Of the calls that sweeps may make: the rest goes to messages. */
const membershipSweepShare = 0.2;

/** Twilio is asked again after this long while it cannot be reached at the start. */
const readyRetryMs = 2_000;

/**
 * Builds every part of a gateway and connects them; nothing listens before `start`.
 * @throws {GatewayError} CONFIGURATION_INVALID naming everything that is wrong with the options.
 */
export function createGateway(given: GatewayOptions, parts: GatewayParts = {}): Gateway {
  const options = resolveOptions(given);
  const { clock = systemClock, random = Math.random } = parts;
  const log = parts.log ?? createLog({ level: options.logLevel });
  const metrics = createMetrics();
  const tracer = createTracer();
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
    tracer,
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
    tracer,
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
  const trail = createEventTrail({ bus, clock, tracer });
  const publishWebhook = (event: GatewayEvent) => {
    const step = tracer.active();
    step.set({ 'webhook.event': event.kind });
    step.link(trail.find(trailNameOf(event))?.traceparent);
    bus.publish(event);
  };
  const confirmer = createEventConfirmer({ api, bus, clock, log });
  const receive = createWebhookReceiver({
    publicUrl: new URL(paths.webhooks, options.publicUrl).href,
    authTokens: [authToken, authTokenSecondary].filter((token) => token !== undefined),
    accountSid,
    chatServiceSid: () => chatServiceSid,
    deduplicator: engines.deduplicator,
    publish: publishWebhook,
    confirm: confirmer.confirm,
    clock,
    log,
    metrics,
  });

  // Messages in order, and none missing: from webhooks, from reads, and from what writes of our own answer.
  const sweepsPerSecond = sweepsPerSecondOf(options.upstream);
  const sweepPace = createSweepPace({ callsPerSecond: sweepsPerSecond * (1 - membershipSweepShare) });
  const timelines = createTimelines({ api, bus, clock, random, log, metrics, sweepPace });
  const memberships = createMembershipSweeper({
    api,
    bus,
    clock,
    random,
    log,
    metrics,
    pace: createSweepPace({
      intervalMinMs: membershipSweepMs,
      callsPerSecond: sweepsPerSecond * membershipSweepShare,
    }),
  });
  metrics.onCollect(() => {
    metrics.liveConversations.set(timelines.live);
    metrics.sendsWaiting.set(sender.waiting);
  });
  const liveApi = createLiveWrites({
    api,
    timelines,
    publishOnce: createPublishOnce({ deduplicator: engines.deduplicator, publish: bus.publish }),
    clock,
  });

  // Domain and graph: one domain for each request and its viewer.
  const cursors = createCursorCodec({ key: deriveKey(authToken, 'cursors') });
  const domainOptions: DomainOptions = {
    api,
    bus,
    timelines,
    memberships,
    cursors,
    readHorizon,
    sender,
    newClientMessageId: randomUUID,
    clock,
    log,
    metrics,
    delivery: createDeliveryWatch({ trail, clock, metrics, tracer }),
  };
  const createContext: CreateContext = ({ viewer, requestId, signal, resumeAfter }): GraphqlContext => {
    const position = bus.position();
    const requestApi = createRequestApi({ api: liveApi, signal });
    const domain = createDomain(domainOptions, { viewer, api: requestApi, position, signal });
    return { requestId, resumeAfter, domain };
  };
  const schema = traceResolvers(createSchema(parts.extensions), tracer);
  const graphql = {
    schema,
    rules: createOperationRules({ schema, introspection: options.introspection }),
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
    formatError: createErrorFormat({ log, metrics }),
    watch: createOperationWatch({ clock, log, metrics, tracer }),
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
      allowAllOperations: options.webSocketAllOperations,
    }),
    clock,
    metrics,
    log,
  });
  const status = createStatus({
    presence: engines.presence,
    metrics,
    readiness,
    requestsPerMinuteMax: requestsPerMinuteMaxOf(options.upstream),
    clock,
    log,
  });
  const needsToken = options.statusPort === undefined;
  const toMetrics: HttpHandler = async () => plainAnswer(await metrics.text());
  const healthRoutes = [
    getRoute(paths.health, async () => plainAnswer('ok\n')),
    getRoute(paths.ready, async () => readiness.answer()),
  ];
  const statusRoutes = [
    getRoute(paths.metrics, needsToken ? forServiceScope(toMetrics, graphql.verifier) : toMetrics),
    ...Object.entries(status.page).map(([path, handler]) => getRoute(path, handler)),
    getRoute(paths.status, forServiceScope(status.reports, graphql.verifier)),
  ];
  const serverOptions = { host: options.host, newRequestId, clock, log };
  const observe = (routes: readonly HttpRoute[]) =>
    routes.map((route) => observeRoute(route, { clock, log, metrics, tracer }));
  const server = createHttpServer({
    ...serverOptions,
    port: options.port,
    routes: observe([
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
      ...healthRoutes,
      ...(options.statusPort === undefined ? statusRoutes : []),
      ...(parts.routes ?? []),
    ]),
    fallback: parts.fallback,
    onUpgrade: sockets.handleUpgrade,
  });
  const statusServer =
    options.statusPort === undefined
      ? null
      : createHttpServer({
          ...serverOptions,
          port: options.statusPort,
          routes: observe([...healthRoutes, ...statusRoutes]),
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
      const { port } = await server.start();
      const statusAddress = await statusServer?.start().catch(async (error: unknown) => {
        await server.stop({ timeoutMs: 0 });
        throw error;
      });
      status.start();
      void reachTwilio();
      return { port, statusPort: statusAddress?.port ?? null };
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
      memberships.close();
      confirmer.close();
      timelines.close();
      trail.close();
      await twilio.close();
      await status.stop();
      await statusServer?.stop({ timeoutMs: 0 });
      await engines.close();
    },
  };
}

/** Keys of the gateway's own come from the one secret that all instances share; each purpose gets another. */
function deriveKey(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, 'twilio-conversations-graphql', purpose, 32));
}

function getRoute(path: string, handler: HttpHandler): HttpRoute {
  return { path, methods: ['GET'], handler };
}

function plainAnswer(body: string) {
  return {
    status: 200,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
    body,
  };
}
