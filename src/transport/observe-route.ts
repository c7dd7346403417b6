import type { Clock } from '../clock.ts';
import type { HttpAnswer, HttpHandler, HttpRequest } from '../http-message.ts';
import { type Log, withRequestId } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Tracer } from '../tracing.ts';
import type { HttpRoute } from './route-table.ts';

/** A client that hung up before its answer; not a status of HTTP, but what proxies log for it. */
const hungUp = 499;

/**
 * The same route, whose requests are counted, timed and traced, and whose log lines bear the request's id. A `traceparent` that comes
 * with a request becomes a link and not the parent: whoever sends it decides neither on our sampling nor on what our traces consist of.
 */
export function observeRoute(
  route: HttpRoute,
  options: {
    readonly clock: Clock;
    readonly log: Log;
    readonly metrics: Pick<Metrics, 'httpRequests' | 'httpSeconds'>;
    readonly tracer: Tracer;
  },
): HttpRoute {
  const { clock, log, metrics, tracer } = options;

  const answer = (request: HttpRequest): Promise<HttpAnswer> => {
    const { method, requestId } = request;
    const startedAt = clock.now();
    const end = (status: number) => {
      const durationMs = clock.now() - startedAt;
      metrics.httpRequests.inc({ route: route.path, status: String(status) });
      metrics.httpSeconds.observe({ route: route.path }, durationMs / 1_000);
      log.debug('A request was answered', { route: route.path, method, status, durationMs });
    };
    return tracer.run(
      {
        name: `${method} ${route.path}`,
        kind: 'server',
        attributes: { 'http.request.method': method, 'http.route': route.path, 'request.id': requestId },
        link: request.headers.get('traceparent'),
      },
      async (span) => {
        try {
          const answered = await route.handler(request);
          span.set({ 'http.response.status_code': answered.status });
          end(answered.status);
          return answered;
        } catch (error) {
          end(request.signal.aborted ? hungUp : 500);
          throw error;
        }
      },
    );
  };
  const handler: HttpHandler = (request) => withRequestId(request.requestId, () => answer(request));
  return { ...route, handler };
}
