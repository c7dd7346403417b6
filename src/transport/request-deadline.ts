import { setMaxListeners } from 'node:events';
import type { Clock } from '../clock.ts';
import { GatewayError } from '../errors.ts';
import type { HttpRequest } from '../http-message.ts';

/**
 * The time that a request has. It begins with the object, and `release` has to be called when the request is over.
 *
 * This and {@link TimedRequest} are classes for their getters: an object that has a getter of its own has a shape of its own in V8, which only
 * a collection of everything removes, and until then what the getter sees stays: all of the request.
 */
export class RequestDeadline {
  readonly #listeners = new Set<() => void>();
  readonly #release: () => void;
  #controller: AbortController | undefined;
  #end: { readonly reason: unknown } | undefined;

  constructor({ deadlineMs, clock }: { readonly deadlineMs: number; readonly clock: Clock }) {
    this.#release = clock.setTimer(
      () => this.abort(new GatewayError('UPSTREAM_TIMEOUT', 'The request took longer than its deadline.')),
      deadlineMs,
    );
  }

  /** Aborts when the time is over or the request is given up. Made when it is asked for: most requests are answered without. */
  get signal(): AbortSignal {
    if (this.#controller) return this.#controller.signal;
    this.#controller = new AbortController();
    // One request may wait for a hundred calls at once, each of which listens until it is done.
    setMaxListeners(0, this.#controller.signal);
    if (this.#end) this.#controller.abort(this.#end.reason);
    return this.#controller.signal;
  }

  /** Calls `listener` when that happens, unless it is called off by the returned function. */
  onAbort(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Gives the request up. */
  abort(reason: unknown): void {
    if (this.#end) return;
    this.#end = { reason };
    this.#controller?.abort(reason);
    for (const listener of this.#listeners) listener();
  }

  /** Nothing happens any more when the time is over. */
  release(): void {
    this.#release();
  }
}

/** A request whose signal is its deadline's. */
export class TimedRequest implements HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly search: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
  readonly requestId: string;
  readonly #deadline: RequestDeadline;

  constructor(request: Omit<HttpRequest, 'signal'>, deadline: RequestDeadline) {
    this.method = request.method;
    this.path = request.path;
    this.search = request.search;
    this.headers = request.headers;
    this.body = request.body;
    this.requestId = request.requestId;
    this.#deadline = deadline;
  }

  get signal(): AbortSignal {
    return this.#deadline.signal;
  }
}
