/**
 * An HTTP request and its answer without sockets: what the transport hands to the parts that answer, so that these can be run
 * and tested without a server.
 */

/** A request whose body has been read within its limit. */
export interface HttpRequest {
  /** Upper case, such as `POST`. */
  readonly method: string;
  /** Without the query, percent-encoded as it came, such as `/graphql`. */
  readonly path: string;
  /** With its question mark, exactly as it came; empty without a query. */
  readonly search: string;
  /** Lower-case names; repeated headers joined with `, `. */
  readonly headers: ReadonlyMap<string, string>;
  /** Unpacked when it came compressed. */
  readonly body: Buffer;
  /** Names the request in answers and logs. */
  readonly requestId: string;
  /** Aborts when the client hangs up or the request's deadline has passed. */
  readonly signal: AbortSignal;
}

/** The answer to a request. */
export interface HttpAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** Answers a request; a rejection is a bug and becomes a bare 500 with the request id. */
export type HttpHandler = (request: HttpRequest) => Promise<HttpAnswer>;

/**
 * A request that somebody else's server took: a `Request` as browsers and servers know it, or what has its shape, such as the
 * `HttpRequest` of Azure Functions.
 */
export interface IncomingRequest {
  readonly method: string;
  /** Absolute, or a path with its query. */
  readonly url: string;
  readonly headers: { forEach(callback: (value: string, name: string) => void): void };
  readonly body: AsyncIterable<Uint8Array> | null;
  /** Aborts when the client hangs up. */
  readonly signal?: AbortSignal | undefined;
}
