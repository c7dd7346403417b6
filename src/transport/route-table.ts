import type { Clock } from '../clock.ts';
import type { HttpAnswer, HttpHandler, HttpRequest } from '../http-message.ts';
import type { Log } from '../log.ts';
import type { Door } from './door.ts';
import { answerFault, internalFault, type TransportFault } from './error-answer.ts';
import { RequestDeadline, TimedRequest } from './request-deadline.ts';

/** One path and who answers it. */
export interface HttpRoute {
  /** Matches exactly this path, as it came, without the query. */
  readonly path: string;
  /**
   * Upper-case methods that reach the handler; others get 405, and OPTIONS gets 204 with `allow`. GET admits HEAD, which the
   * handler sees as GET. @default all of them
   */
  readonly methods?: readonly string[] | undefined;
  /** Bytes a body may have, also unpacked; more gets 413. @default the server's `bodyBytesMax` */
  readonly bodyBytesMax?: number | undefined;
  readonly handler: HttpHandler;
  /** Asked before a request is read. @default every request is taken */
  readonly door?: Door | undefined;
}

/** Options of {@link createRouteTable}. */
export interface RouteTableOptions {
  readonly routes: readonly HttpRoute[];
  /** After this time, in milliseconds, a request's signal aborts. @default 15_000 */
  readonly deadlineMs?: number | undefined;
  /**
   * After this time, in milliseconds, a request is answered with 504 although its handler, deaf to the signal or busy with a
   * write that outlasts the deadline, has not finished. @default 40_000
   */
  readonly answerTimeoutMs?: number | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

/** What a table says of a request by its method and path. */
export type RouteMatch =
  | { readonly kind: 'route'; readonly route: HttpRoute; readonly method: string }
  | { readonly kind: 'refused'; readonly route: HttpRoute; readonly answer: HttpAnswer };

/** Finds who answers a request, and sees to it that it is answered in time. */
export interface RouteTable {
  /** @returns undefined where no route has the path */
  find(request: {
    readonly method: string;
    readonly path: string;
    readonly requestId: string;
  }): RouteMatch | undefined;
  /** The time that a request has, from now on; it has to be released when the request is over. */
  deadline(): RequestDeadline;
  /** The handler's answer, or one that stands for a handler that failed or took too long. Never rejects. */
  answer(
    route: HttpRoute,
    request: Omit<HttpRequest, 'signal'>,
    deadline: RequestDeadline,
  ): Promise<HttpAnswer>;
}

/** The routes of a server, by their paths. */
export function createRouteTable(options: RouteTableOptions): RouteTable {
  const { routes, deadlineMs = 15_000, answerTimeoutMs = 40_000, clock, log } = options;
  const routesByPath = new Map(routes.map((route) => [route.path, route]));

  const answerOf = async (handler: HttpHandler, request: HttpRequest): Promise<HttpAnswer> => {
    try {
      return await handler(request);
    } catch (error) {
      const { requestId, path, signal } = request;
      // Handlers that stop because nobody waits any more, or because time is up, pass on the signal's reason.
      if (signal.aborted && error === signal.reason) return answerFault(lateFault, requestId);
      log.error('A handler failed', { requestId, path, error });
      return answerFault(internalFault, requestId);
    }
  };

  return {
    find({ method, path, requestId }) {
      const route = routesByPath.get(path);
      if (route === undefined) return undefined;
      const routedMethod = method === 'HEAD' && !route.methods?.includes('HEAD') ? 'GET' : method;
      if (route.methods && !route.methods.includes(routedMethod))
        return { kind: 'refused', route, answer: refuseMethod(route.methods, method, requestId) };
      return { kind: 'route', route, method: routedMethod };
    },
    deadline: () => new RequestDeadline({ deadlineMs, clock }),
    answer: (route, request, deadline) =>
      new Promise((resolve) => {
        const cancelTimer = clock.setTimer(() => {
          log.error('A handler did not answer in time', { requestId: request.requestId, path: request.path });
          resolve(answerFault(lateFault, request.requestId));
        }, answerTimeoutMs);
        void answerOf(route.handler, new TimedRequest(request, deadline)).then((answer) => {
          cancelTimer();
          resolve(answer);
        });
      }),
  };
}

function refuseMethod(methods: readonly string[], method: string, requestId: string): HttpAnswer {
  const allowed = new Set([...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS']);
  const allow = [...allowed].join(', ');
  if (method === 'OPTIONS') return { status: 204, headers: { allow }, body: '' };
  const message = `This path takes ${allow}.`;
  return answerFault({ status: 405, code: 'BAD_USER_INPUT', message, headers: { allow } }, requestId);
}

const lateFault: TransportFault = {
  status: 504,
  code: 'UPSTREAM_TIMEOUT',
  message: 'The answer was not ready in time. What the request asked for may still happen.',
};

/** What a path without a route is answered with. */
export const unknownPath: TransportFault = {
  status: 404,
  code: 'NOT_FOUND',
  message: 'There is nothing at this path.',
};

/** What a request target that is no path is answered with. */
export const malformedTarget: TransportFault = {
  status: 400,
  code: 'BAD_USER_INPUT',
  message: 'The target of the request is no path.',
};

/** Path and query of a request target in origin form (`/path?query`) or absolute form; undefined for anything else. */
export function splitTarget(target: string): { readonly path: string; readonly search: string } | undefined {
  const origin = /^https?:\/\/[^/?#]*/i.exec(target)?.[0] ?? '';
  const rest = target.slice(origin.length);
  if (!rest.startsWith('/')) return undefined;
  const queryStart = rest.indexOf('?');
  if (queryStart === -1) return { path: rest, search: '' };
  return { path: rest.slice(0, queryStart), search: rest.slice(queryStart) };
}
