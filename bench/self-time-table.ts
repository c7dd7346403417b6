/** Where the CPU of a process went, by `self-time.mjs`. */
export interface SelfTime {
  /** Milliseconds in which it was not idle. */
  readonly totalMs: number;
  /** By how much time was spent in them; `(program)` is native code, such as writing to sockets. */
  readonly functions: readonly { readonly place: string; readonly share: number }[];
}

/** Those who take most, as a table for `docs/performance.md`. */
export function selfTimeTable({ totalMs, functions }: SelfTime, rowsMax = 25): string {
  return [
    `Of ${totalMs.toFixed(0)} ms:`,
    '',
    '| self time | function |',
    '| --: | --- |',
    ...functions
      .slice(0, rowsMax)
      .map(({ place, share }) => `| ${(100 * share).toFixed(1)} % | \`${place}\` |`),
  ].join('\n');
}

/** Several as one. */
export function sumOf(selfTimes: readonly SelfTime[]): SelfTime {
  const spentMs = new Map<string, number>();
  for (const { totalMs, functions } of selfTimes)
    for (const { place, share } of functions) spentMs.set(place, (spentMs.get(place) ?? 0) + share * totalMs);
  const totalMs = selfTimes.reduce((sum, each) => sum + each.totalMs, 0);
  const functions = Array.from(spentMs, ([place, spent]) => ({ place, share: spent / totalMs }));
  return { totalMs, functions: functions.toSorted((one, other) => other.share - one.share) };
}
