import {
  getNamedType,
  getNullableType,
  type GraphQLArgument,
  type GraphQLInputType,
  type GraphQLObjectType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isObjectType,
  isUnionType,
  type OperationTypeNode,
} from 'graphql';
import { createSchema } from '../../src/graphql/schema.ts';
import type { Source } from './source.ts';

const schema = createSchema();

/** Values that an argument may take beside those made up, such as ids that exist. */
export interface KnownValues {
  readonly ids: readonly string[];
  readonly sids: readonly string[];
  readonly cursors: readonly string[];
}

/** A document that fits the schema, for the most part. */
export function makeDocument(source: Source, kind: OperationTypeNode, known: KnownValues): string {
  const root = schema.getRootType(kind);
  if (!root) throw new Error(`The schema has no ${kind}.`);
  return `${kind} ${makeSelection(source, root, { known, levels: 4 })}`;
}

interface Making {
  readonly known: KnownValues;
  readonly levels: number;
}

function makeSelection(source: Source, type: GraphQLObjectType, making: Making): string {
  const fields = Object.values(type.getFields());
  // The same field with other arguments would be a conflict, and nothing but that.
  const chosen = new Set(Array.from({ length: 1 + source.number(4) }, () => source.pick(fields)));
  const parts = [...chosen].map((field) => {
    const alias = source.once(12) ? `a${source.number(9)}: ` : '';
    const directive = source.once(15) ? ` @include(if: ${source.once(2)})` : '';
    const given = field.args.filter((argument) => isNeeded(argument) || source.once(2));
    const inArguments = given.map(
      ({ name, type: argumentType }) => `${name}: ${makeValue(source, argumentType, making)}`,
    );
    const named = getNamedType(field.type);
    const inner = makeInner(source, named, making);
    return `${alias}${field.name}${inArguments.length > 0 ? `(${inArguments.join(', ')})` : ''}${directive} ${inner}`;
  });
  if (source.once(6)) parts.push('__typename');
  return `{ ${parts.join(' ')} }`;
}

function makeInner(source: Source, type: ReturnType<typeof getNamedType>, making: Making): string {
  const inner = { ...making, levels: making.levels - 1 };
  const isComposite = isObjectType(type) || isInterfaceType(type) || isUnionType(type);
  if (!isComposite) return '';
  if (making.levels === 0) return '{ __typename }';
  if (isObjectType(type)) return makeSelection(source, type, inner);
  const possible = source.pick(schema.getPossibleTypes(type));
  return `{ __typename ... on ${possible.name} ${makeSelection(source, possible, inner)} }`;
}

function isNeeded({ type, defaultValue }: GraphQLArgument): boolean {
  return getNullableType(type) !== type && defaultValue === undefined;
}

function makeValue(source: Source, type: GraphQLInputType, making: Making): string {
  const nullable = getNullableType(type);
  if (source.once(25)) return JSON.stringify(source.text());
  if (nullable === type && source.once(8)) return 'null';
  if (isListType(nullable))
    return `[${Array.from({ length: source.number(3) }, () => makeValue(source, nullable.ofType, making)).join(', ')}]`;
  if (isEnumType(nullable)) return source.pick(nullable.getValues()).name;
  if (isInputObjectType(nullable)) {
    const fields = Object.values(nullable.getFields());
    const chosen = nullable.isOneOf
      ? [source.pick(fields)]
      : fields.filter((field) => getNullableType(field.type) !== field.type || source.once(2));
    return `{ ${chosen.map((field) => `${field.name}: ${makeValue(source, field.type, making)}`).join(', ')} }`;
  }
  const { ids, sids, cursors } = making.known;
  switch (getNamedType(type).name) {
    case 'Int':
      return String(source.pick([0, 1, 5, 50, 100, 101, -1, 2 ** 31 - 1]));
    case 'Boolean':
      return String(source.once(2));
    case 'ID':
      return JSON.stringify(source.once(6) ? source.mutate(source.pick(ids)) : source.pick(ids));
    case 'Cursor':
    case 'EventCursor':
      return JSON.stringify(source.once(3) ? source.mutate(source.pick(cursors)) : source.pick(cursors));
    case 'JSON':
      return '{ k: "v" }';
    default:
      return JSON.stringify(source.once(3) ? source.pick(sids) : source.text());
  }
}
