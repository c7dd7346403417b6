import type { Metrics } from '../metrics.ts';
import type { HttpRoute } from './route-table.ts';

/** What is counted stands with the requests that reached a handler. */
export type RefusalMetrics = Pick<Metrics, 'httpRequests'>;

/** The route of a request for which there is none, or that was not understood as far as its path. */
const noRoute = 'none';

/** Counts requests that are refused before a handler sees them. What handlers answer is counted by `observeRoute`. */
export function createRefusalCounter(
  metrics: RefusalMetrics | undefined,
): (status: number, route?: HttpRoute) => void {
  return (status, route) =>
    metrics?.httpRequests.inc({ route: route?.path ?? noRoute, status: String(status) });
}
