import type { Clock } from '../clock.ts';
import type { MetricNumbers } from '../metrics.ts';
import type { Count, Durations } from './instance-report.ts';

/** What the metrics say now, and what they said a minute ago. */
export interface MetricWindow {
  /** The sum of a metric's series that have all of these labels. */
  value(name: string, labels?: Readonly<Record<string, string>>): number;
  count(name: string, labels?: Readonly<Record<string, string>>): Count;
  /** A count for each value of a label. */
  countsBy(name: string, label: string): Readonly<Record<string, Count>>;
  /** Of a histogram. */
  durations(name: string): Durations;
  /** When a count was last seen to grow, in milliseconds since the epoch; null before that. */
  grewAt(name: string, labels: Readonly<Record<string, string>>): number | null;
}

/** Keeps samples of the metrics for a minute. */
export interface MetricWindows {
  /** Takes a sample; to be called every few seconds. */
  sample(): Promise<void>;
  /** The metrics as they are now, beside the sample of a minute ago. */
  read(): Promise<MetricWindow>;
}

const windowMs = 60_000;

/** No sample was taken yet: until a minute is over, the window begins with the process. */
export function createMetricWindows(options: {
  readonly numbers: () => Promise<MetricNumbers>;
  readonly clock: Clock;
}): MetricWindows {
  const { numbers, clock } = options;
  let samples: { readonly at: number; readonly numbers: MetricNumbers }[] = [
    { at: clock.now(), numbers: new Map() },
  ];
  const grown = new Map<string, number>();

  const noteGrowth = (now: MetricNumbers) => {
    const before = samples.at(-1)?.numbers;
    for (const [series, value] of now) if (value > (before?.get(series) ?? 0)) grown.set(series, clock.now());
  };

  return {
    async sample() {
      const now = await numbers();
      noteGrowth(now);
      samples.push({ at: clock.now(), numbers: now });
      const firstOfWindow = samples.findLastIndex(({ at }) => clock.now() - at >= windowMs);
      if (firstOfWindow > 0) samples = samples.slice(firstOfWindow);
    },
    async read() {
      const now = await numbers();
      noteGrowth(now);
      return createWindow({ now, before: samples[0]?.numbers ?? new Map(), grown });
    },
  };
}

function createWindow(options: {
  readonly now: MetricNumbers;
  readonly before: MetricNumbers;
  readonly grown: ReadonlyMap<string, number>;
}): MetricWindow {
  const { now, before, grown } = options;
  const count: MetricWindow['count'] = (name, labels = {}) => {
    const total = sumOf(now, name, labels);
    return { total, lastMinute: total - sumOf(before, name, labels) };
  };
  return {
    value: (name, labels = {}) => sumOf(now, name, labels),
    count,
    countsBy(name, label) {
      const values = new Set(
        [...now.keys()].filter((series) => isOf(series, name, {})).map((series) => labelOf(series, label)),
      );
      return Object.fromEntries(
        [...values].toSorted().map((value) => [value, count(name, { [label]: value })]),
      );
    },
    durations(name) {
      const total = count(`${name}_count`).lastMinute;
      const buckets = [...now.keys()]
        .filter((series) => isOf(series, `${name}_bucket`, {}))
        .map((series) => labelOf(series, 'le'));
      const bounds = [...new Set(buckets)].map(Number).filter(Number.isFinite);
      const quantile = (share: number) => {
        if (total <= 0) return null;
        const reached = (bound: number) =>
          count(`${name}_bucket`, { le: String(bound) }).lastMinute >= total * share;
        const bound = bounds.toSorted((one, other) => one - other).find(reached);
        return (bound ?? Math.max(...bounds)) * 1_000;
      };
      return { p50Ms: quantile(0.5), p99Ms: quantile(0.99) };
    },
    grewAt(name, labels) {
      const times = [...grown].filter(([series]) => isOf(series, name, labels)).map(([, at]) => at);
      return times.length > 0 ? Math.max(...times) : null;
    },
  };
}

function sumOf(numbers: MetricNumbers, name: string, labels: Readonly<Record<string, string>>): number {
  let sum = 0;
  for (const [series, value] of numbers) if (isOf(series, name, labels)) sum += value;
  return sum;
}

function isOf(series: string, name: string, labels: Readonly<Record<string, string>>): boolean {
  const isNamed = series.startsWith(name) && (series.length === name.length || series[name.length] === '{');
  if (!isNamed) return false;
  for (const label in labels) if (labelOf(series, label) !== labels[label]) return false;
  return true;
}

function labelOf(series: string, label: string): string {
  const start = series.indexOf(`${label}="`);
  if (start === -1) return '';
  const from = start + label.length + 2;
  return series.slice(from, series.indexOf('"', from));
}
