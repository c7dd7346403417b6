import { z } from 'zod';
import { type Limit, limitTable } from './limits.ts';

/** Checks that each bound is a whole number within its own bounds. */
export const limitsSchema = z
  .strictObject(
    mapValues<Readonly<Record<string, Limit>>, z.ZodType>(limitTable, (limits) =>
      z.strictObject(mapValues(limits, (limit) => wholeNumber(limit).optional())).optional(),
    ),
  )
  .optional();

function wholeNumber({ least, most }: Limit) {
  const error = `has to be a whole number from ${least} to ${most}`;
  return z.int().min(least, { error }).max(most, { error });
}

function mapValues<Value, Mapped>(
  record: Readonly<Record<string, Value>>,
  map: (value: Value) => Mapped,
): Record<string, Mapped> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}
