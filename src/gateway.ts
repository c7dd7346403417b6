import { randomUUID } from 'node:crypto';
import { systemClock } from './clock.ts';
import type { GatewayOptions } from './config/options.ts';
import type { Gateway, GatewayParts } from './gateway-surface.ts';
import { resolveOptions } from './config/options.ts';
import { createDeliveryWatch } from './domain/live-delivery.ts';
import { planReload } from './config/plan-reload.ts';
import { createActivityIndex } from './domain/activity-index.ts';
import { createActivityWarming } from './domain/activity-warming.ts';
import { createDomain, type DomainOptions } from './domain/domain.ts';
import { createInboxWalks } from './domain/inbox-walks.ts';
import { createLiveWrites } from './domain/live-writes.ts';
import { createMembershipSweeper } from './domain/membership-sweeper.ts';
import { createReadHorizonAdvancer } from './domain/read-horizon.ts';
import { createMessageSender } from './domain/send-message.ts';
import { createEngines } from './engines.ts';
import { createEventConfirmer } from './events/event-confirmer.ts';
import { createEventLoopLag } from './event-loop-lag.ts';
import { createEventLoopTurns } from './event-loop-turns.ts';
import { drawEpoch } from './events/epoch.ts';
import { createEventTrail } from './events/event-trail.ts';
import { createTimelines } from './events/timelines.ts';
import { createAdmission } from './graphql/admission.ts';
import { createAnswerCache } from './graphql/answer-cache.ts';
import type { CreateContext, GraphqlContext } from './graphql/context.ts';
import { createErrorFormat } from './graphql/error-format.ts';
import { createGraphqlHttpHandler } from './graphql/http-handler.ts';
import { createOperationRules } from './graphql/operation.ts';
import { createSchema } from './graphql/schema.ts';
import { createViewerAllowance } from './graphql/viewer-allowance.ts';
import { createGraphqlWebSocketHandler } from './graphql/websocket-handler.ts';
import { withSocketAdmission } from './graphql/with-admission.ts';
import { createGraphqlRoute } from './graphql-route.ts';
import { createLog } from './log.ts';
import { createMetrics } from './metrics.ts';
import { createReloadableParts } from './reloadable-parts.ts';
import { createOperationWatch } from './graphql/operation-watch.ts';
import { forServiceScope } from './graphql/service-scope.ts';
import { traceResolvers } from './graphql/traced-schema.ts';
import { createOperationalRoutes } from './status/operational-routes.ts';
import { createStatus } from './status/status.ts';
import { createTracer } from './tracing.ts';
import { createDirectRequests } from './transport/direct-requests.ts';
import { drain } from './transport/drain.ts';
import { createHttpServer } from './transport/http-server.ts';
import { prepareMessages } from './transport/prepared-messages.ts';
import { plainAnswer } from './transport/plain-answer.ts';
import { observeRoute } from './transport/observe-route.ts';
import { createReadiness } from './transport/readiness.ts';
import type { HttpRoute } from './transport/route-table.ts';
import { createWebSocketServer } from './transport/websocket-server.ts';
import { createRequestApi } from './upstream/request-loaders.ts';
import { createCachedApi } from './upstream/response-cache.ts';
import { reachTwilio } from './upstream/reach-twilio.ts';
import { requestsPerMinuteMaxOf } from './upstream/pacing-rules.ts';
import { createTwilioApi } from './upstream/twilio-api.ts';
import { upstreamLimitsOf } from './upstream/upstream-limits.ts';
import { createPublishOnce } from './webhooks/publish-once.ts';
import { createTracedPublish } from './webhooks/traced-publish.ts';
import { createWebhookReceipts, withReceipts } from './webhooks/receipts.ts';

const paths = { graphql: '/graphql', webhooks: '/webhooks/twilio' } as const;

/**
 * Builds every part of a gateway and connects them; nothing listens before `start`.
 * @throws {GatewayError} CONFIGURATION_INVALID naming everything that is wrong with the options.
 */
export function createGateway(given: GatewayOptions, parts: GatewayParts = {}): Gateway {
  const options = resolveOptions(given);
  /** The options as they were reloaded last. */
  let current = options;
  const { limits } = options;
  const { queuedEventsMax } = limits.webSocket;
  const { clock = systemClock, random = Math.random, createAnswerBasis: createBasis } = parts;
  const ownLog = createLog({ level: options.logLevel });
  const log = parts.log ?? ownLog;
  const metrics = createMetrics();
  const tracer = createTracer();
  const readiness = createReadiness();
  const newRequestId = randomUUID;
  /** Learnt from Twilio where it is not configured. */
  let { chatServiceSid } = options.twilio;

  // What instances share, where there are several.
  const engines = createEngines({
    redisUrl: options.redisUrl,
    twilio: options.twilio,
    webhooksRememberedMs: limits.webhook.rememberedMs,
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
    limits: upstreamLimitsOf(limits.upstream),
    sharedBudget: engines.budget,
    clock,
    random,
    log,
    metrics,
    tracer,
  });
  const cachedApi = createCachedApi({ api: twilio, clock, isFedByEvents: true, heardUntil: bus.heardUntil });
  const activity = createActivityIndex({ clock });
  const api = activity.watch(cachedApi);
  const readHorizon = createReadHorizonAdvancer({ api, bus, clock, log });

  const sender = createMessageSender({
    ledger: engines.ledger,
    api,
    uncachedApi: twilio,
    waitingMax: limits.upstream.sendsWaitingMax,
    clock,
    log,
  });

  // Events: to the cache first, so that who hears of a change reads what is new.
  bus.subscribeAll(({ event }) => {
    cachedApi.invalidate(event);
    activity.note(event);
  });
  bus.onGap(() => {
    cachedApi.clear();
    activity.doubt();
  });
  const trail = createEventTrail({ bus, clock, tracer });
  const confirmer = createEventConfirmer({ api, bus, clock, log });
  const reloadable = createReloadableParts({
    options,
    receiver: {
      publicUrl: new URL(paths.webhooks, options.publicUrl).href,
      accountSid: options.twilio.accountSid,
      chatServiceSid: () => chatServiceSid,
      deduplicator: engines.deduplicator,
      publish: createTracedPublish({ publish: bus.publish, trail, tracer }),
      confirm: confirmer.confirm,
      clock,
      log,
      metrics,
    },
    chatServiceSid: async () => (await api.getServiceConfiguration()).chatServiceSid,
    readHorizon,
    clock,
  });
  const { cursors, isOriginAllowed, membershipSweepPace, sweepPace, verifier } = reloadable;
  const receipts = createWebhookReceipts({ authTokens: reloadable.authTokens, clock });
  bus.subscribeAll(({ event }) => receipts.note(event));

  // Messages in order, and none missing: from webhooks, from reads, and from what writes of our own answer.
  const timelines = createTimelines({ api, bus, clock, random, log, metrics, sweepPace, trail });
  const memberships = createMembershipSweeper({
    api,
    bus,
    clock,
    random,
    log,
    metrics,
    pace: membershipSweepPace,
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

  const warming = createActivityWarming({ api, activity, clock, log });
  const walks = createInboxWalks({ clock, epoch: drawEpoch(random) });

  // Domain and graph: one domain for each request and its viewer.
  const delivery = createDeliveryWatch({ trail, clock, metrics, tracer });
  const domainOptions: Omit<DomainOptions, 'readHorizon'> = {
    live: { api, bus, timelines, memberships, cursors, clock, log, metrics, queuedEventsMax },
    inboxOrder: { activity, warming, walks },
    sender,
    newClientMessageId: randomUUID,
    delivery,
  };
  const createContext: CreateContext = ({ requestId, resumeAfter, ...request }): GraphqlContext => {
    const { signal, basis } = request;
    const position = bus.position();
    const changesOf = cachedApi.watchConversations();
    const requestApi = createRequestApi({ api: liveApi, signal, basis });
    const domain = createDomain(
      { ...domainOptions, readHorizon: reloadable.readHorizon() },
      { ...request, api: requestApi, position, changesOf },
    );
    return { requestId, resumeAfter, domain };
  };
  const schema = traceResolvers(createSchema(parts.extensions), tracer);
  const answers = options.fastPaths ? createAnswerCache({ clock, createBasis, metrics }) : null;
  const graphql = {
    schema,
    rules: createOperationRules({
      schema,
      introspection: options.introspection,
      limits: limits.operation,
      trustedDocuments: () => current.trustedDocuments,
    }),
    allowance: createViewerAllowance({ ...limits.viewer, clock }),
    verifier,
    createContext,
    answers,
    areDocumentsTrusted: () => current.trustedDocuments !== undefined,
    formatError: createErrorFormat({ suggestions: options.introspection, log, metrics }),
    watch: createOperationWatch({ clock, log, metrics, tracer }),
    introspection: options.introspection,
    fastPaths: options.fastPaths,
    newRequestId,
    clock,
    metrics,
    log,
  };
  const http = createGraphqlHttpHandler(graphql);

  // What there is no room for is refused before it costs anything. Webhooks are not: what is not taken is lost.
  const eventLoopLag = parts.eventLoopLag ?? createEventLoopLag();
  const admission = createAdmission({
    lagTargetMs: options.shedding.lagTargetMs,
    turns: createEventLoopTurns(),
    onChange: (isRefusing) => (isRefusing ? readiness.degrade('load') : readiness.restore('load')),
    clock,
    random,
  });

  // Transport: bytes and sockets.
  const sockets = createWebSocketServer({
    path: paths.graphql,
    subprotocol: 'graphql-transport-ws',
    isOriginAllowed,
    trustedProxies: options.trustedProxies,
    onSocket: withSocketAdmission(
      createGraphqlWebSocketHandler({
        ...graphql,
        ...limits.webSocket,
        admission,
        assure: bus.assure,
        delivery,
        deadlineMs: limits.operation.deadlineMs,
        allowAllOperations: options.webSocketAllOperations,
        prepareMessages,
      }),
      { admission },
    ),
    limits: { ...limits.webSocket, socketsPerViewerMax: limits.viewer.socketsMax },
    clock,
    metrics,
    log,
  });
  const status = createStatus({
    presence: engines.presence,
    metrics,
    readiness,
    eventLoopLag,
    requestsPerMinuteMax: () => requestsPerMinuteMaxOf(current.upstream),
    clock,
    log,
  });
  const operational = createOperationalRoutes({
    readiness,
    metrics,
    status,
    plainAnswer,
    forServiceScope: (handler) => forServiceScope(handler, graphql.verifier),
    hasOwnPort: options.statusPort !== undefined,
  });
  const observe = (plain: readonly HttpRoute[]) =>
    plain.map((route) => observeRoute(route, { clock, log, metrics, tracer }));
  const routes = observe([
    createGraphqlRoute({
      path: paths.graphql,
      handler: http.handle,
      bus,
      admission,
      isOriginAllowed,
      metrics,
    }),
    {
      path: paths.webhooks,
      bodyBytesMax: limits.webhook.bodyBytesMax,
      handler: withReceipts(reloadable.receive, receipts),
    },
    ...operational.health,
    ...(options.statusPort === undefined ? operational.status : []),
    ...(parts.routes ?? []),
  ]);
  const httpLimits = { ...limits.http, deadlineMs: limits.operation.deadlineMs };
  const serverOptions = { host: options.host, limits: httpLimits, newRequestId, clock, log, metrics };
  const directRequests = createDirectRequests({ ...serverOptions, routes });
  const server = createHttpServer({
    ...serverOptions,
    port: options.port,
    routes,
    fallback: parts.fallback,
    onUpgrade: sockets.handleUpgrade,
  });
  const statusServer =
    options.statusPort === undefined
      ? null
      : createHttpServer({
          ...serverOptions,
          port: options.statusPort,
          portVariable: 'STATUS_PORT',
          routes: observe([...operational.health, ...operational.status]),
        });

  const stopping = new AbortController();
  const askTwilio = async (signal: AbortSignal): Promise<void> => {
    await twilio.ready({ signal });
    chatServiceSid ??= (await api.getServiceConfiguration({ signal })).chatServiceSid;
  };

  let connecting: Promise<void> | undefined;
  /** Starts what answering needs, once. */
  const connect = (): Promise<void> =>
    (connecting ??= (async () => {
      await engines.start();
      await http.start();
    })());
  let isAtWork = false;
  /** Starts what goes on by itself from then on, once. */
  const beginWork = () => {
    if (isAtWork) return;
    isAtWork = true;
    eventLoopLag.start();
    status.start();
    admission.start();
    const { signal } = stopping;
    void reachTwilio({ ask: askTwilio, onReached: readiness.markReady, signal, clock, log });
  };

  return {
    async start() {
      await connect();
      const { port } = await server.start();
      const statusAddress = await statusServer?.start().catch(async (error: unknown) => {
        await server.stop({ timeoutMs: 0 });
        throw error;
      });
      beginWork();
      return { port, statusPort: statusAddress?.port ?? null };
    },
    async handle(request) {
      await connect();
      beginWork();
      return directRequests(request);
    },
    reload(wanted) {
      const { options: next, ...result } = planReload(current, resolveOptions(wanted));
      if (result.applied.length > 0) {
        reloadable.replace(next);
        answers?.clear();
        twilio.reconfigure({ credentials: next.twilio, pacing: next.upstream });
        ownLog.setLevel(next.logLevel);
        current = next;
      }
      log.info('The configuration was reloaded', { ...result });
      return result;
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
      admission.stop();
      eventLoopLag.stop();
      sender.close();
      await http.stop();
      await readHorizon.flush();
      memberships.close();
      confirmer.close();
      warming.close();
      timelines.close();
      trail.close();
      await twilio.close();
      await status.stop();
      await statusServer?.stop({ timeoutMs: 0 });
      await engines.close();
    },
  };
}
