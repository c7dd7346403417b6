import { TwilioError, errorTable, type ErrorCode } from './error-table.ts';
import type { ResourceAnswer, ResourceRequest, WriteOrigin } from './exchange.ts';
import type { FaultSource, RequestFaults } from './faults.ts';
import type { Journal, JournalEntry } from './journal.ts';
import { notFound } from './lookup.ts';
import type { PendingTimers } from './pending-timers.ts';
import { type Random, randomHex } from './random.ts';
import { handlerOf, matchRoute } from './router.ts';
import type { WebhookDispatch } from './webhook-dispatch.ts';
import { decodeSegment, errorBody, type Form, parseForm } from './wire.ts';
import type { World } from './world.ts';

/** A request of which everything has been read. */
export interface ApiRequest {
  readonly method: string;
  /** Path and query, as they came. */
  readonly target: string;
  /** Value of a header by its lower-case name. */
  header(name: string): string | undefined;
  /** The body, or null when it was larger than the emulator takes. */
  readonly body: string | null;
}

/** An answer, or null when the connection is to be broken instead. */
export type ApiAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
} | null;

/** Answers requests below `/v1`. */
export interface Api {
  handle(request: ApiRequest): Promise<ApiAnswer>;
  /** Performs a request of the emulator's own, past authentication, faults and pre-action webhooks. Throws `TwilioError`. */
  perform(request: InternalRequest): ResourceAnswer;
  /** As `perform`, but asks the pre-action webhook first. */
  performAsking(request: InternalRequest): Promise<ResourceAnswer>;
}

/** A request that the emulator makes of itself. */
export interface InternalRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Below `/v1`, percent-encoded, such as `/Conversations/CH…/Messages`. */
  readonly path: string;
  readonly form: Form;
  readonly origin: WriteOrigin;
}

const noForm: Form = new Map();

/** The REST API over one world. */
export function createApi(options: {
  readonly world: World;
  readonly dispatch: WebhookDispatch;
  readonly faults: FaultSource;
  readonly journal: Journal & { add(entry: JournalEntry): void };
  readonly random: Random;
  /** Where answers wait that are slow on purpose. */
  readonly latencies: PendingTimers;
  /** The emulator's own origin, for requests that name no host. */
  readonly origin: () => string;
}): Api {
  const { world, dispatch, faults, journal } = options;
  const { clock } = world;
  let inFlight = 0;

  const answerTo = async (request: ApiRequest, drawn: RequestFaults): Promise<ApiAnswer> => {
    const startedAt = clock.now();
    const finish = (answer: { status: number; body: string; headers?: Record<string, string> }) => ({
      ...answer,
      headers: {
        'content-type': 'application/json;charset=utf-8',
        'twilio-request-id': `RQ${randomHex(options.random, 32)}`,
        'twilio-concurrent-requests': String(inFlight),
        'twilio-request-duration': ((clock.now() - startedAt) / 1_000).toFixed(3),
        'x-home-region': 'us1',
        'x-api-domain': 'conversations.twilio.com',
        ...answer.headers,
      },
    });
    const refuse = (error: { code: number; message: string; status: number }) =>
      finish({
        status: error.status,
        body: JSON.stringify(errorBody(error)),
        ...(error.status === 429 && drawn.retryAfterSeconds !== null
          ? { headers: { 'retry-after': String(drawn.retryAfterSeconds) } }
          : {}),
      });

    if (drawn.isDown) return null;
    if (inFlight > drawn.concurrencyMax) return refuse(new TwilioError(20429));
    const decide = async (): Promise<() => ApiAnswer> => {
      if (drawn.failsWithHtml) return () => finish(htmlFailure);
      const { failure } = drawn;
      if (failure !== null) return () => refuse(failureOf(failure));
      try {
        const answer = await answerResource(request, drawn);
        if (drawn.failsAfterWrite && request.method !== 'GET') return () => null;
        const body = answer.body === null ? '' : JSON.stringify(answer.body);
        return () => finish({ status: answer.status, body });
      } catch (error) {
        if (error instanceof TwilioError) return () => refuse(error);
        world.options.log(
          `A request failed inside the emulator: ${error instanceof Error ? error.stack : 'unknown'}`,
        );
        return () => refuse(new TwilioError(20500));
      }
    };
    // A read is of when it was asked for: however many are waited for, each is answered when its time has come. A write happens late.
    const early = request.method === 'GET' && drawn.latencyMs > 0 ? await decide() : null;
    const restMs = drawn.latencyMs - (clock.now() - startedAt);
    if (restMs > 0) {
      const hasElapsed = await options.latencies.wait(restMs);
      if (!hasElapsed) return null;
    }
    const answer = early ?? (await decide());
    return answer();
  };

  const answerResource = async (request: ApiRequest, drawn: RequestFaults): Promise<ResourceAnswer> => {
    requireCredentials(request, world);
    const { pathname, search } = splitTarget(request.target);
    const path = pathname.slice('/v1'.length);
    const match = matchRoute(path.split('/').slice(1).map(decodeSegment));
    if (!match) throw notFound({ path });
    const handler = handlerOf(match.route, request.method);
    if (!handler) throw new TwilioError(20004);
    const isRead = request.method === 'GET';
    const root = `${originOf(request) ?? options.origin()}/v1`;
    const resourceRequest = build({
      match,
      path,
      root,
      query: parseForm(search),
      form: isRead ? noForm : readForm(request),
      origin: {
        source: 'API',
        clientIdentity: null,
        isAnnounced: request.header('x-twilio-webhook-enabled')?.trim().toLowerCase() === 'true',
      },
      readAt: isRead && drawn.staleMs > 0 ? clock.now() - drawn.staleMs : undefined,
      skipsIndex: drawn.skipsIndex,
    });
    return run(handler, resourceRequest);
  };

  const build = (
    parts: Pick<ResourceRequest, 'path' | 'root' | 'query' | 'form' | 'origin' | 'readAt' | 'skipsIndex'> & {
      readonly match: NonNullable<ReturnType<typeof matchRoute>>;
    },
  ): ResourceRequest => {
    const { match, ...rest } = parts;
    const { serviceSid } = match;
    const service = world.store.services.get(serviceSid ?? world.store.configuration.defaultChatServiceSid);
    if (!service) throw notFound(parts);
    return {
      ...rest,
      base: serviceSid === undefined ? parts.root : `${parts.root}/Services/${serviceSid}`,
      accountSid: world.options.accountSid,
      service,
      isServiceScoped: serviceSid !== undefined,
      params: match.params,
    };
  };

  const run = async (
    handler: NonNullable<ReturnType<typeof handlerOf>>,
    request: ResourceRequest,
  ): Promise<ResourceAnswer> => {
    const outcome = handler(request, world);
    if (!('commit' in outcome)) return outcome;
    const before = request.origin.isAnnounced ? outcome.before?.() : undefined;
    if (!before || !dispatch.wants(before, request.origin)) return outcome.commit();
    const replaced = await dispatch.ask(before, request.origin);
    const again = handler({ ...request, form: new Map([...request.form, ...replaced]) }, world);
    return 'commit' in again ? again.commit() : again;
  };

  const internal = (request: InternalRequest) => {
    const match = matchRoute(request.path.split('/').slice(1).map(decodeSegment));
    const handler = match && handlerOf(match.route, request.method);
    if (!match || !handler) throw notFound(request);
    return {
      handler,
      resourceRequest: build({
        match,
        path: request.path,
        root: `${options.origin()}/v1`,
        query: noForm,
        form: request.form,
        origin: request.origin,
        readAt: undefined,
        skipsIndex: false,
      }),
    };
  };

  return {
    async handle(request) {
      inFlight += 1;
      try {
        const answer = await answerTo(request, faults.forRequest());
        journal.add({ method: request.method, path: request.target, status: answer?.status ?? 0 });
        return answer;
      } finally {
        inFlight -= 1;
      }
    },
    perform(request) {
      const { handler, resourceRequest } = internal(request);
      const outcome = handler(resourceRequest, world);
      return 'commit' in outcome ? outcome.commit() : outcome;
    },
    performAsking(request) {
      const { handler, resourceRequest } = internal(request);
      return run(handler, resourceRequest);
    },
  };
}

const htmlFailure = {
  status: 502,
  body: '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>\n',
  headers: { 'content-type': 'text/html' },
};

function failureOf(status: number) {
  const code = 20_000 + status;
  const entry = Object.entries(errorTable).find(([key]) => Number(key) === code);
  return { code, status, message: entry?.[1].message ?? 'Failed on purpose' };
}

function requireCredentials(request: ApiRequest, world: World): void {
  const [scheme, encoded] = (request.header('authorization') ?? '').split(' ', 2);
  if (scheme?.toLowerCase() !== 'basic' || encoded === undefined) throw new TwilioError(20003);
  const [, username, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString()) ?? [];
  const { accountSid, authToken, apiKeys } = world.options;
  const isAccount = username === accountSid && password === authToken;
  if (!isAccount && !apiKeys.some((key) => key.sid === username && key.secret === password)) {
    throw new TwilioError(20003);
  }
}

function splitTarget(target: string): { pathname: string; search: string } {
  const question = target.indexOf('?');
  if (question === -1) return { pathname: target, search: '' };
  return { pathname: target.slice(0, question), search: target.slice(question + 1) };
}

/** URLs in answers lead back to where the request came in, so that a client finds the next page wherever it runs. */
function originOf(request: ApiRequest): string | undefined {
  const host = request.header('host');
  return host !== undefined && /^[\w.:[\]-]{1,255}$/.test(host) ? `http://${host}` : undefined;
}

function readForm(request: ApiRequest): Form {
  if (request.body === null) throw new TwilioError(20413);
  if (request.body === '') return noForm;
  const type = (request.header('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded') throw new TwilioError(20415);
  return parseForm(request.body);
}

/** Codes that the HTTP layer answers by itself, before there is a request. */
export function bareError(code: ErrorCode): { readonly status: number; readonly body: string } {
  const error = new TwilioError(code);
  return { status: error.status, body: JSON.stringify(errorBody(error)) };
}
