import type { AccountCredentials } from './account-credentials.ts';
import { createCallTally } from './call-tally.ts';
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

/** A request as the SDK's resources make it: of what else they say, such as timeouts of their own, nothing matters here. */
export interface SdkRequest {
  readonly method?: string | undefined;
  /** The path below the version. */
  readonly uri?: string | undefined;
  readonly headers?: Readonly<Record<string, unknown>> | undefined;
  /** The query. */
  readonly params?: object | undefined;
  /** The form. */
  readonly data?: object | undefined;
}

/** What the SDK hands its requests to. */
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
  /** What the requests say of who sends them. */
  readonly userAgent: string;
  readonly metrics: Pick<Metrics, 'upstreamAttempts' | 'onCollect'>;
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
  const { transport, call, credentials, userAgent, metrics, tracer } = options;
  const countAttempt = createCallTally<AnswerWord>({
    metrics,
    tell: ({ priority, word: answer }, count) => metrics.upstreamAttempts.inc({ priority, answer }, count),
  });

  const send = async (
    { method, path, headers: named, body }: HttpRequest,
    { priority }: CallContext,
    cancellation: Cancellation,
  ): Promise<HttpAnswer> => {
    let refusal: HttpAnswer | undefined;
    for (const authorization of credentials.authorizations()) {
      const headers = [...named, 'authorization', authorization];
      let answer: HttpAnswer;
      try {
        answer = readAnswer(await transport.send({ method, path, headers, body }, cancellation));
      } catch (error) {
        countAttempt(priority, 'none');
        throw error;
      }
      countAttempt(priority, wordOf(answer.statusCode));
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
      const request = encodeRequest(sdkRequest, userAgent);
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

/** What came back, in the words of the metric. */
type AnswerWord = '2xx' | '3xx' | '4xx' | '429' | '5xx' | 'none';

function wordOf(statusCode: number): AnswerWord {
  if (statusCode < 300) return '2xx';
  if (statusCode < 400) return '3xx';
  if (statusCode === 429) return '429';
  return statusCode < 500 ? '4xx' : '5xx';
}

/** For requests of the SDK that were not made through `withCallContext`: a POST may be a creation, the least repeatable. */
function contextOf(method: HttpRequest['method']): CallContext {
  const kinds: Partial<Record<HttpRequest['method'], CallKind>> = { GET: 'read', DELETE: 'delete' };
  const kind = kinds[method] ?? 'create';
  return { kind, priority: kind === 'read' ? 'userRead' : 'userWrite', signal: undefined, onAnswer() {} };
}

function encodeRequest(
  { method: name = '', uri = '', headers, params, data }: SdkRequest,
  userAgent: string,
): HttpRequest {
  const method = methodOf(name);
  const query = encodeForm(params);
  return {
    method,
    path: query === '' ? `/v1${uri}` : `/v1${uri}?${query}`,
    headers: headerList(headers, userAgent),
    body: method === 'POST' ? encodeForm(data) : null,
  };
}

function methodOf(method: string): HttpRequest['method'] {
  const upper = method.toUpperCase();
  if (upper !== 'GET' && upper !== 'POST' && upper !== 'DELETE')
    throw new Error(`Twilio Conversations has no ${upper} requests.`);
  return upper;
}

function headerList(headers: SdkRequest['headers'], userAgent: string): string[] {
  const list = ['user-agent', userAgent];
  for (const name in headers) list.push(name, String(headers[name]));
  return list;
}

/** A form as the SDK's own client writes it: arrays repeat their key, null is an empty value, undefined is left out. */
function encodeForm(fields: object | undefined): string {
  let form = '';
  const append = (key: string, value: unknown) => {
    if (value === undefined) return;
    // A space as %20 means the same in a body and in a query, a plus does not.
    const pair = `${key}=${encodeText(formText(value))}`;
    form = form === '' ? pair : `${form}&${pair}`;
  };
  for (const [key, value] of Object.entries(fields ?? {})) {
    if (Array.isArray(value)) for (const item of value) append(key, item);
    else append(key, value);
  }
  return form;
}

function formText(value: unknown): string {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new TypeError('A form takes texts, numbers, truth values and nulls.');
}

/** Half a surrogate pair has no UTF-8: what cannot be read stands in its place. */
function encodeText(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    return encodeURIComponent(Buffer.from(text).toString());
  }
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
