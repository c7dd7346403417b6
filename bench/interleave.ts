/** Measures variants by turns, so that what the machine does besides reaches all of them alike. */

/** What one variant was measured at. */
export interface Measurements {
  /** One for each repeat, in the order in which they were taken. */
  readonly values: readonly number[];
  readonly median: number;
  /** Between the quartiles lies half of the values. */
  readonly spread: Spread;
}

/** The quartiles of a set of values. */
export interface Spread {
  readonly low: number;
  readonly high: number;
}

/** What {@link interleave} measured. */
export interface Interleaved<Name extends string> {
  readonly variants: Readonly<Record<Name, Measurements>>;
  /** How many times `base` a variant is: taken within each repeat, where both met the same machine, then the median of those. */
  ratio(name: Name, base: Name): Measurements;
}

/**
 * Measures every variant once in each repeat, and each repeat begins with another one. A first repeat that is not counted lets the
 * compiler and the caches settle.
 */
export async function interleave<Name extends string>(options: {
  /** Each makes one measurement, whatever its unit. */
  readonly variants: Readonly<Record<Name, () => Promise<number>>>;
  /** Counted repeats, at least 1. */
  readonly repeats: number;
  /** Repeats before those. @default 1 */
  readonly warmUps?: number | undefined;
}): Promise<Interleaved<Name>> {
  const { variants, repeats, warmUps = 1 } = options;
  const names = Object.keys(variants) as Name[];
  const values = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round < warmUps + repeats; round += 1) {
    for (let turn = 0; turn < names.length; turn += 1) {
      const name = names[(round + turn) % names.length];
      if (name === undefined) continue;
      const value = await variants[name]();
      if (round >= warmUps) values.get(name)?.push(value);
    }
  }
  const valuesOf = (name: Name) => values.get(name) ?? [];
  return {
    variants: Object.fromEntries(names.map((name) => [name, measurementsOf(valuesOf(name))])) as Record<
      Name,
      Measurements
    >,
    ratio: (name, base) =>
      measurementsOf(valuesOf(name).map((value, repeat) => value / (valuesOf(base)[repeat] ?? Number.NaN))),
  };
}

/** The median and the quartiles of values. */
export function measurementsOf(values: readonly number[]): Measurements {
  const spread = { low: quantile(values, 0.25), high: quantile(values, 0.75) };
  return { values, median: quantile(values, 0.5), spread };
}

/** The value below which `share` of the values lie, between two values in proportion. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}
