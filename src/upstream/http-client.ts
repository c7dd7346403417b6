import type { AccountCredentials } from './account-credentials.ts';
import type { Cancellation } from './cancellation.ts';
import {
  type CallContext,
  type CallKind,
  currentCallContext,
  type HttpAnswer,
  isSuccess,
} from './call-context.ts';
import type { Metrics } from '../metrics.ts';
import type { Tracer } from '../tracing.ts';
import type { HttpRequest, HttpResponse, HttpTransport } from './http-transport.ts';
import type { ResilientCall } from './resilient-call.ts';
import { traceCall } from './traced-call.ts';

/** What the SDK asks its HTTP client for, as far as it matters here: its own timeouts and redirects do not. */
export interface SdkRequest {
  readonly method: string;
  readonly uri: string;
  readonly headers?: Readonly<Record<string, unknown>>;
  /** The query. */
  readonly params?: object;
  /** The form. */
  readonly data?: object;
}

/** The part of the SDK's `RequestClient` that the SDK calls. */
export interface HttpClient {
  /**
   * Makes the request and resolves with its final answer; the SDK turns refusals into exceptions. A success of a call that has a
   * context goes to that alone.
   * @throws what {@link ResilientCall} throws.
   */
  request(request: SdkRequest): Promise<HttpAnswer>;
}

/** Options of {@link createHttpClient}. */
export interface HttpClientOptions {
  readonly transport: HttpTransport;
  readonly call: ResilientCall;
  readonly credentials: AccountCredentials;
  readonly metrics: Pick<Metrics, 'upstreamAttempts'>;
  readonly tracer: Tracer;
}

/**
 * The HTTP client that the SDK is given in place of its own, which costs two to three times the CPU, ignores `Retry-After` and
 * repeats what must not be repeated. The host of a request is the transport's business, so an answer cannot lead it elsewhere.
 *
 * Where Twilio does not take the credentials and there are others, which is so while an auth token is rotated, the request is sent
 * again with those: nothing was done the first time.
 */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { transport, call, credentials, metrics, tracer } = options;

  const attempt = async (request: HttpRequest, context: CallContext, cancellation: Cancellation) => {
    const { priority } = context;
    try {
      const answer = readAnswer(await transport.send(request, cancellation));
      metrics.upstreamAttempts.inc({ priority, answer: answerLabel(answer.statusCode) });
      return answer;
    } catch (error) {
      metrics.upstreamAttempts.inc({ priority, answer: 'none' });
      throw error;
    }
  };
  const send = async (
    request: HttpRequest,
    context: CallContext,
    cancellation: Cancellation,
  ): Promise<HttpAnswer> => {
    let refusal: HttpAnswer | undefined;
    for (const authorization of credentials.authorizations()) {
      const headers = { ...request.headers, authorization };
      const answer = await attempt({ ...request, headers }, context, cancellation);
      if (answer.statusCode !== 401) {
        if (refusal !== undefined) credentials.prefer(authorization);
        return answer;
      }
      refusal ??= answer;
    }
    if (refusal === undefined) throw new Error('There are no credentials to send a request with.');
    return refusal;
  };

  return {
    async request(sdkRequest) {
      const request = encodeRequest(sdkRequest);
      const own = currentCallContext();
      const context = own ?? contextOf(request.method);
      const answer = await traceCall({ tracer, request, context }, (noteAttempt) =>
        call(context, (cancellation) => {
          noteAttempt();
          return send(request, context, cancellation);
        }),
      );
      if (own === undefined) return answer;
      context.onAnswer(answer);
      // What the SDK would make of a success is left aside: it makes it of every row, and nobody waits for it.
      return isSuccess(answer, context.kind) ? unsettled() : answer;
    },
  };
}

/** A promise of which nothing comes; it goes with whoever waits for it. */
function unsettled(): Promise<never> {
  return new Promise(() => {});
}

function answerLabel(statusCode: number): string {
  return statusCode === 429 ? '429' : `${Math.floor(statusCode / 100)}xx`;
}

/** For requests of the SDK that were not made through `withCallContext`: a POST may be a creation, the least repeatable. */
function contextOf(method: HttpRequest['method']): CallContext {
  const kinds: Partial<Record<HttpRequest['method'], CallKind>> = { GET: 'read', DELETE: 'delete' };
  const kind = kinds[method] ?? 'create';
  return { kind, priority: kind === 'read' ? 'userRead' : 'userWrite', signal: undefined, onAnswer() {} };
}

function encodeRequest(request: SdkRequest): HttpRequest {
  const { pathname, search } = new URL(request.uri);
  const query = encodeForm(request.params);
  const method = methodOf(request.method);
  const body = method === 'POST' ? encodeForm(request.data) : null;
  return {
    method,
    path: `${pathname}${query === '' ? search : `?${query}`}`,
    headers: headersOf(request),
    body,
  };
}

function methodOf(method: string): HttpRequest['method'] {
  const upper = method.toUpperCase();
  if (upper !== 'GET' && upper !== 'POST' && upper !== 'DELETE')
    throw new Error(`Twilio Conversations has no ${upper} requests.`);
  return upper;
}

function headersOf(request: SdkRequest): Record<string, string> {
  const headers: Record<string, string> = { accept: 'application/json' };
  for (const name in request.headers) headers[name.toLowerCase()] = String(request.headers[name]);
  return headers;
}

/** A form as the SDK's own client writes it: arrays repeat their key, null is an empty value, undefined is left out. */
function encodeForm(fields: object | undefined): string {
  if (fields === undefined) return '';
  const form = new URLSearchParams();
  for (const [key, value] of Object.entries(fields)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined) form.append(key, formText(item));
    }
  }
  // A space as %20 means the same in a body and in a query, a plus does not.
  return form.toString().replaceAll('+', '%20');
}

function formText(value: unknown): string {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new TypeError('A form takes texts, numbers, truth values and nulls.');
}

function readAnswer(response: HttpResponse): HttpAnswer {
  const { statusCode, headers, text } = response;
  return { statusCode, headers, body: looksLikeJson(response) ? parseJson(text) : text };
}

function looksLikeJson({ headers, text }: HttpResponse): boolean {
  return String(headers['content-type'] ?? '').includes('json') || /^\s*[[{]/.test(text);
}

/** The text itself where it is no JSON after all: the SDK then fails on it, and the answer counts as invalid. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
