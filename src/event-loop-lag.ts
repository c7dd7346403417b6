import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Measures how late the process's one thread is with what is ready to run. */
export interface EventLoopLag {
  /** Since the last time, in milliseconds, over the times that the thread came round; null where it did not. */
  quantiles(): { readonly p50Ms: number; readonly p99Ms: number; readonly maxMs: number } | null;
  start(): void;
  stop(): void;
}

/** How often is measured where nothing is late, in milliseconds: what the runtime records holds this time as well. */
const resolutionMs = 10;

const nanosecondsPerMillisecond = 1e6;

/** The runtime's own measure, which runs no JavaScript. */
export function createEventLoopLag(): EventLoopLag {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  const latenessOf = (nanoseconds: number) =>
    Math.max(0, nanoseconds / nanosecondsPerMillisecond - resolutionMs);

  return {
    quantiles() {
      if (histogram.count === 0) return null;
      const seen = {
        p50Ms: latenessOf(histogram.percentile(50)),
        p99Ms: latenessOf(histogram.percentile(99)),
        maxMs: latenessOf(histogram.max),
      };
      histogram.reset();
      return seen;
    },
    start: () => void histogram.enable(),
    stop: () => void histogram.disable(),
  };
}
