import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Measures how late the process's one thread is with what is ready to run. */
export interface LoopLag {
  /**
   * The median since the last reading, in milliseconds: high where the thread is late all the time, and near 0 where it was once, for
   * collecting garbage or a large answer.
   */
  read(): number;
  start(): void;
  stop(): void;
}

/** How often is measured, in milliseconds. */
const resolutionMs = 10;

/** The runtime's own measure, which runs no JavaScript. */
export function createLoopLag(): LoopLag {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  return {
    read() {
      // Nanoseconds from one measurement to the next, of which the resolution was meant to be.
      const lagMs = histogram.count === 0 ? 0 : histogram.percentile(50) / 1e6 - resolutionMs;
      histogram.reset();
      return Math.max(0, lagMs);
    },
    start: () => void histogram.enable(),
    stop: () => void histogram.disable(),
  };
}
