import { readdir, readFile } from 'node:fs/promises';

/** What a process holds at one moment. */
export interface ResourceSample {
  /** Since the process started, in minutes. */
  readonly atMinutes: number;
  readonly residentBytes: number;
  /** Open files, sockets and the like. */
  readonly handles: number;
}

/** How what a process holds changes with time. */
export interface ResourceTrend {
  readonly residentBytesPerMinute: number;
  readonly handlesPerMinute: number;
}

/** Looks at a process through /proc; null where that cannot be read. */
export async function sampleResources(pid: number, atMinutes: number): Promise<ResourceSample | null> {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    const kilobytes = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]);
    const handles = (await readdir(`/proc/${pid}/fd`)).length;
    return { atMinutes, residentBytes: kilobytes * 1_024, handles };
  } catch {
    return null;
  }
}

/** The least samples that make a trend. */
const samplesMin = 5;

/** The slopes of the straight lines that fit best; null for too few samples. What comes while a process warms up is left out. */
export function trendOf(
  samples: readonly ResourceSample[],
  { warmUpMinutes }: { readonly warmUpMinutes: number },
): ResourceTrend | null {
  const warm = samples.filter(({ atMinutes }) => atMinutes >= warmUpMinutes);
  if (warm.length < samplesMin) return null;
  return {
    residentBytesPerMinute: slope(warm.map(({ atMinutes, residentBytes }) => [atMinutes, residentBytes])),
    handlesPerMinute: slope(warm.map(({ atMinutes, handles }) => [atMinutes, handles])),
  };
}

/** By least squares. */
function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (place: 0 | 1) => points.reduce((sum, point) => sum + point[place], 0) / points.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const above = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const below = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  return below === 0 ? 0 : above / below;
}
