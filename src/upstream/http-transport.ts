import { createRequire } from 'node:module';
import type { Dispatcher, errors as undiciErrors, Pool as UndiciPool } from 'undici';
import type { Cancellation } from './cancellation.ts';

// undici's pool and what it needs: all of undici, with its fetch, its WebSocket and its mocks, takes thrice as long to load.
const require = createRequire(import.meta.url);
const Pool = require('undici/lib/dispatcher/pool.js') as typeof UndiciPool;
const errors = require('undici/lib/core/errors.js') as typeof undiciErrors;

/** One request as it goes over the wire. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path and query below the base URL. */
  readonly path: string;
  /** Names and values in turn. */
  readonly headers: string[];
  readonly body: string | null;
}

/** One answer as it came over the wire. */
export interface HttpResponse {
  readonly statusCode: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
}

/** How a request failed to get an answer. */
export type TransportFailure =
  /** It never left: no address, no connection, no TLS. */
  | 'notSent'
  /** It may have arrived, the answer was lost. */
  | 'lost'
  /** An answer came that is not HTTP, or larger than the limit. */
  | 'unreadable';

/** A request without an answer. Carries the fault's code and nothing of the request, whose headers hold credentials. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  readonly failure: TransportFailure;
  /** Node's or undici's code, such as `ECONNRESET`. */
  readonly code: string;

  constructor(failure: TransportFailure, code: string) {
    super(`The request to Twilio got no answer: ${code}.`);
    this.failure = failure;
    this.code = code;
  }
}

/** Options of {@link createHttpTransport}. */
export interface HttpTransportOptions {
  /** Where every request goes, whatever host it was made for; a path is put before the request's own. */
  readonly baseUrl: string;
  /** Connections open at once; more requests than that must not be under way. */
  readonly connectionsMax: number;
  /** An answer with a longer body is refused. */
  readonly answerBytesMax: number;
  /** Milliseconds to establish a connection. */
  readonly connectTimeoutMs: number;
}

/** Sends single requests over kept-alive connections: no retry, no redirect, no proxy, no cookie. */
export interface HttpTransport {
  /**
   * Resolves with the whole answer.
   * @throws TransportError when there is none.
   * @throws the reason of the cancellation when it comes first.
   */
  send(request: HttpRequest, cancellation: Cancellation): Promise<HttpResponse>;
  /** Closes the connections; requests under way are cut. */
  close(): Promise<void>;
}

/** Connections idle for longer are closed by us, before Twilio's edge closes them under a request. */
const keepAliveMs = 10_000;

/** A transport on undici's pool. */
export function createHttpTransport(options: HttpTransportOptions): HttpTransport {
  const base = new URL(options.baseUrl);
  const basePath = base.pathname.replace(/\/+$/, '');
  const pool = new Pool(base.origin, {
    connections: options.connectionsMax,
    pipelining: 1,
    allowH2: false,
    keepAliveTimeout: keepAliveMs,
    keepAliveMaxTimeout: keepAliveMs,
    connect: { timeout: options.connectTimeoutMs },
    maxResponseSize: options.answerBytesMax,
    // The caller's signal is the one deadline, so that there is one clock.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return {
    send: ({ method, path, headers, body }, cancellation) =>
      new Promise((resolve, reject) => {
        const receiver = new AnswerReceiver({ cancellation, resolve, reject });
        if (cancellation.reason === undefined)
          pool.dispatch({ method, path: `${basePath}${path}`, headers, body }, receiver);
      }),
    close: () => pool.destroy(),
  };
}

/**
 * Takes one answer as it comes from the connection. undici's own `request` makes a stream of every body, which costs as much again
 * as the rest, and here a body is only ever wanted whole.
 */
class AnswerReceiver implements Dispatcher.DispatchHandler {
  readonly #cancellation: Cancellation;
  readonly #resolve: (response: HttpResponse) => void;
  readonly #reject: (reason: unknown) => void;
  readonly #chunks: Buffer[] = [];
  #connection: Dispatcher.DispatchController | undefined;
  #statusCode = 0;
  #headers: HttpResponse['headers'] = {};

  constructor(options: {
    readonly cancellation: Cancellation;
    readonly resolve: (response: HttpResponse) => void;
    readonly reject: (reason: unknown) => void;
  }) {
    this.#cancellation = options.cancellation;
    this.#resolve = options.resolve;
    this.#reject = options.reject;
    this.#cancellation.onCancel(() => {
      this.#reject(this.#cancellation.reason?.cause);
      this.#connection?.abort(abandonedError);
    });
  }

  onRequestStart(connection: Dispatcher.DispatchController): void {
    this.#connection = connection;
    // It may have been given up while it waited for a connection.
    if (this.#cancellation.reason !== undefined) connection.abort(abandonedError);
  }

  onResponseStart(
    _connection: Dispatcher.DispatchController,
    statusCode: number,
    headers: HttpResponse['headers'],
  ): void {
    // What comes before the answer itself says nothing.
    if (statusCode < 200) return;
    this.#statusCode = statusCode;
    this.#headers = headers;
  }

  onResponseData(_connection: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const [first] = this.#chunks;
    const body = this.#chunks.length === 1 && first !== undefined ? first : Buffer.concat(this.#chunks);
    this.#resolve({ statusCode: this.#statusCode, headers: this.#headers, text: body.toString() });
  }

  onResponseError(_connection: Dispatcher.DispatchController, error: Error): void {
    this.#reject(transportError(error));
  }
}

/** What the connection is told; callers get the reason of the cancellation. */
const abandonedError = new Error('Nobody waits for this answer any more.');

/**
 * Codes that only occur before the first byte. Everything else counts as lost, the closing of the pool included, which cuts
 * requests that are waiting for their answer.
 */
const notSentCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_INVALID_ARG',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

function transportError(error: unknown): TransportError {
  const code = codeOf(error);
  if (notSentCodes.has(code)) return new TransportError('notSent', code);
  if (
    error instanceof errors.HTTPParserError ||
    error instanceof errors.ResponseExceededMaxSizeError ||
    error instanceof errors.HeadersOverflowError
  )
    return new TransportError('unreadable', code);
  return new TransportError('lost', code);
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'UNKNOWN';
  const code: unknown = Reflect.get(error, 'code');
  return typeof code === 'string' ? code : error.name;
}
