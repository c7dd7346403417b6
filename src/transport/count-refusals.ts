import type { Metrics } from '../metrics.ts';
import { createTally, type Tally } from '../tally.ts';
import type { HttpRoute } from './route-table.ts';

/** What is counted stands with the requests that reached a handler. */
export type RefusalMetrics = Pick<Metrics, 'httpRequests' | 'onCollect'>;

/** The route of a request for which there is none, or that was not understood as far as its path. */
const noRoute = 'none';

/** Counts requests that are refused before a handler sees them. What handlers answer is counted by `observeRoute`. */
export function createRefusalCounter(
  metrics: RefusalMetrics | undefined,
): (status: number, route?: HttpRoute) => void {
  if (!metrics) return () => {};
  const tallies = new Map<string, Tally<number>>();
  return (status, refusing) => {
    const route = refusing?.path ?? noRoute;
    let tally = tallies.get(route);
    if (!tally) {
      const tell = (word: number, count: number) =>
        metrics.httpRequests.inc({ route, status: String(word) }, count);
      tally = createTally<number>({ metrics, tell });
      tallies.set(route, tally);
    }
    tally(status);
  };
}
