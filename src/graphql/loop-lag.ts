import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Measures how late the process's one thread is with what is ready to run. */
export interface LoopLag {
  /** Since the last reading, in milliseconds: the average over the times that the thread came round. */
  read(): number;
  start(): void;
  stop(): void;
}

/** How often is measured where nothing is late, in milliseconds. */
const resolutionMs = 10;

/** The runtime's own measure, which runs no JavaScript. */
export function createLoopLag(): LoopLag {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  let readAt = performance.now();
  return {
    read() {
      // What the histogram holds cannot be averaged: where the thread did not come round at all, it holds nothing.
      const now = performance.now();
      const lagMs = (now - readAt) / Math.max(1, histogram.count) - resolutionMs;
      readAt = now;
      histogram.reset();
      return Math.max(0, lagMs);
    },
    start() {
      readAt = performance.now();
      histogram.enable();
    },
    stop: () => void histogram.disable(),
  };
}
