import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Measures how late the process's one thread is with what is ready to run. One for all who ask. */
export interface EventLoopLag {
  /** Since the last reading, in milliseconds: the average over the times that the thread came round. */
  read(): number;
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
  let readAt = performance.now();
  /** What the histogram had counted at the last reading; negative where it was emptied since. */
  let countAtReading = 0;
  return {
    read() {
      // What the histogram holds cannot be averaged: where the thread did not come round at all, it holds nothing.
      const now = performance.now();
      const lagMs = (now - readAt) / Math.max(1, histogram.count - countAtReading) - resolutionMs;
      readAt = now;
      countAtReading = histogram.count;
      return Math.max(0, lagMs);
    },
    quantiles() {
      if (histogram.count === 0) return null;
      const seen = {
        p50Ms: latenessOf(histogram.percentile(50)),
        p99Ms: latenessOf(histogram.percentile(99)),
        maxMs: latenessOf(histogram.max),
      };
      countAtReading -= histogram.count;
      histogram.reset();
      return seen;
    },
    start() {
      readAt = performance.now();
      countAtReading = histogram.count;
      histogram.enable();
    },
    stop: () => void histogram.disable(),
  };
}
