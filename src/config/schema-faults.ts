import { z } from 'zod';
import { type Fault, missing, type OptionNaming, valueAt } from './faults.ts';
import { nearestName } from './nearest-name.ts';

/** Puts what zod found into sentences. Its own messages are replaced where they speak of types. */
export function faultsOf(
  error: z.ZodError,
  context: { readonly options: unknown; readonly schema: z.ZodObject; readonly naming: OptionNaming },
): readonly Fault[] {
  const { options, schema, naming } = context;
  return error.issues.flatMap((issue): readonly Fault[] => {
    const path = issue.path.filter((step) => typeof step === 'string');
    const label = naming.labelOf(path.join('.'));
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => unknownOption([...path, key], { naming, names: namesAt(schema, path) }));
    if (issue.code === 'invalid_type' && valueAt(options, issue.path) === undefined)
      return [missing(label, naming.describe(path.join('.')))];
    return [{ sentence: `${label} ${predicateOf(issue)}.`, isMissing: false }];
  });
}

const typeNames: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a whole number',
  object: 'an object',
  string: 'text',
};

function predicateOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return `has to be ${typeNames[issue.expected] ?? 'of another type'}`;
  if (issue.code === 'invalid_value') return `has to be one of ${issue.values.join(', ')}`;
  return issue.message;
}

function unknownOption(
  path: readonly string[],
  { naming, names }: { readonly naming: OptionNaming; readonly names: readonly string[] },
): Fault {
  const nearest = nearestName(path.at(-1) ?? '', names);
  const hint = nearest === undefined ? '' : ` Did you mean ${[...path.slice(0, -1), nearest].join('.')}?`;
  return { sentence: `${naming.labelOf(path.join('.'))} is no option.${hint}`, isMissing: false };
}

/** The names that an object of the schema knows. */
function namesAt(schema: z.ZodObject, path: readonly string[]): readonly string[] {
  let inner: unknown = schema;
  for (const step of path) {
    inner = unwrap(inner);
    inner = inner instanceof z.ZodObject ? inner.shape[step] : undefined;
  }
  inner = unwrap(inner);
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
}

function unwrap(schema: unknown): unknown {
  if (schema instanceof z.ZodPipe) return unwrap(schema.in);
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodPrefault) return unwrap(schema.unwrap());
  return schema;
}
