import { GraphQLError, GraphQLScalarType, Kind, type ValueNode, valueFromASTUntyped } from 'graphql';

/** `DateTime`: a `Date` inside, ISO 8601 text with milliseconds outside. */
export const dateTimeScalar = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  serialize(value) {
    if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString();
    throw new GraphQLError('A DateTime has to be a valid Date.');
  },
  parseValue: parseDateTime,
  parseLiteral: (node) => parseDateTime(requireText(node, 'DateTime')),
});

/** Objects and lists within one another that are taken; far more would leave no room on the stack of whoever writes them as text. */
const jsonLevelsMax = 100;

/** `JSON`: any JSON value, as it is. */
export const jsonScalar = new GraphQLScalarType<unknown, unknown>({
  name: 'JSON',
  serialize: (value) => value,
  parseValue: requireShallow,
  parseLiteral: (node, variables) => requireShallow(valueFromASTUntyped(node, variables)),
});

/** `URL`: an absolute URL as text. */
export const urlScalar = new GraphQLScalarType<string, string>({
  name: 'URL',
  serialize: String,
  parseValue: (value) => requireUrl(value),
  parseLiteral: (node) => requireUrl(requireText(node, 'URL')),
});

/** `Cursor`: opaque text; the list it is given to checks it. */
export const cursorScalar = createOpaqueScalar('Cursor');

/** `EventCursor`: opaque text; the stream it is given to checks it. */
export const eventCursorScalar = createOpaqueScalar('EventCursor');

function createOpaqueScalar(name: string): GraphQLScalarType<string, string> {
  return new GraphQLScalarType<string, string>({
    name,
    serialize: String,
    parseValue(value) {
      if (typeof value === 'string') return value;
      throw new GraphQLError(`A ${name} is the text that the gateway handed out.`);
    },
    parseLiteral: (node) => requireText(node, name),
  });
}

function requireShallow(value: unknown): unknown {
  if (isShallow(value, jsonLevelsMax)) return value;
  throw new GraphQLError(`JSON can have ${jsonLevelsMax} objects and lists within one another.`);
}

function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((inner) => isShallow(inner, levels - 1));
}

function requireText(node: ValueNode, name: string): string {
  if (node.kind === Kind.STRING) return node.value;
  throw new GraphQLError(`A ${name} has to be written as a string.`, { nodes: node });
}

const isoDateTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

function parseDateTime(value: unknown): Date {
  const date = typeof value === 'string' && isoDateTime.test(value) ? new Date(value) : null;
  if (date && !Number.isNaN(date.getTime())) return date;
  throw new GraphQLError('A DateTime has to be ISO 8601 text such as 2026-01-02T03:04:05.000Z.');
}

function requireUrl(value: unknown): string {
  if (typeof value === 'string' && URL.canParse(value)) return value;
  throw new GraphQLError('A URL has to be absolute.');
}
