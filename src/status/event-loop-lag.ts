import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Metrics } from '../metrics.ts';

/** Watches how late the event loop runs callbacks. */
export interface EventLoopLag {
  start(): void;
  /** Sets the metrics by what was seen since the last time. */
  sample(): void;
  stop(): void;
}

/** How often the loop is looked at, in milliseconds: what is measured holds this time as well. */
const resolutionMs = 20;

const nanosecondsPerMillisecond = 1e6;

/** Not started yet. */
export function createEventLoopLag(metrics: Pick<Metrics, 'eventLoopLagSeconds'>): EventLoopLag {
  const delays = monitorEventLoopDelay({ resolution: resolutionMs });
  const secondsOf = (nanoseconds: number) =>
    Math.max(0, nanoseconds / nanosecondsPerMillisecond - resolutionMs) / 1_000;
  return {
    start: () => void delays.enable(),
    sample() {
      if (delays.count === 0) return;
      metrics.eventLoopLagSeconds.set({ quantile: '0.5' }, secondsOf(delays.percentile(50)));
      metrics.eventLoopLagSeconds.set({ quantile: '0.99' }, secondsOf(delays.percentile(99)));
      metrics.eventLoopLagSeconds.set({ quantile: 'max' }, secondsOf(delays.max));
      delays.reset();
    },
    stop: () => void delays.disable(),
  };
}
