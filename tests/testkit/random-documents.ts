import fc from 'fast-check';
import {
  getNamedType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
} from 'graphql';

/** Values that exist, for what documents ask by. */
export interface KnownThings {
  readonly ids: readonly string[];
  readonly sids: readonly string[];
  readonly identities: readonly string[];
}

/** A document with its variables. */
export interface RandomDocument {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * Queries over the whole schema, most of which can be answered: nested connections, aliases, fragments, variables and directives.
 * @param isWanted whether a field may be asked for
 */
export function randomDocuments(options: {
  readonly schema: GraphQLSchema;
  readonly known: KnownThings;
  readonly isWanted: (type: string, field: string) => boolean;
}): fc.Arbitrary<RandomDocument> {
  // The generator is stateful: what it drew is the document.
  return fc.gen().map((draw) => compose(draw, options));
}

type Draw = fc.GeneratorValue;

/** Levels of objects below the root; a document may have ten levels of fields. */
const levelsMax = 6;

function compose(
  draw: Draw,
  { schema, known, isWanted }: Parameters<typeof randomDocuments>[0],
): RandomDocument {
  const chance = (one: number) => draw(fc.integer, { min: 1, max: one }) === 1;
  const pick = <Item>(items: readonly Item[]): Item => {
    const item = items[draw(fc.nat, { max: items.length - 1 })];
    if (item === undefined) throw new Error('There is nothing to pick from.');
    return item;
  };
  const fragments: string[] = [];
  let aliases = 0;

  const argumentsOf = (type: GraphQLObjectType, field: GraphQLField<unknown, unknown>): string => {
    const rows = () => (chance(3) ? '$rows' : String(draw(fc.integer, { min: 1, max: 4 })));
    switch (`${type.name}.${field.name}`) {
      case 'Query.node':
        return `(id: ${chance(2) ? '$id' : JSON.stringify(pick(known.ids))})`;
      case 'Query.conversation':
        return chance(2) ? '(by: { sid: $sid })' : `(by: { sid: ${JSON.stringify(pick(known.sids))} })`;
      case 'Query.user':
        return `(by: { identity: ${JSON.stringify(pick(known.identities))} })`;
      case 'Conversation.messages':
        return `(${pick(['first', 'last'])}: ${rows()})`;
      default:
        return field.args.some(({ name }) => name === 'first') ? `(first: ${rows()})` : '';
    }
  };

  const selectionOf = (type: GraphQLObjectType, level: number): string => {
    const fields = Object.values(type.getFields()).filter(
      (field) => isWanted(type.name, field.name) && (level < levelsMax || !hasFields(field)),
    );
    if (fields.length === 0) return '{ __typename }';
    const chosen = new Set(
      Array.from({ length: draw(fc.integer, { min: 1, max: level === 0 ? 2 : 4 }) }, () => pick(fields)),
    );
    const parts = Array.from(chosen, (field) => {
      aliases += 1;
      const alias = aliases < 12 && chance(6) ? `alias${aliases}: ` : '';
      const directive = chance(10)
        ? pick([' @include(if: $yes)', ' @skip(if: $yes)', ' @skip(if: false)'])
        : '';
      return `${alias}${field.name}${argumentsOf(type, field)}${directive} ${innerOf(field, level)}`;
    });
    if (chance(5)) parts.push('__typename');
    const selection = `{ ${parts.join(' ')} }`;
    if (level === 0 || !chance(6)) return selection;
    if (chance(2)) return `{ ... on ${type.name} ${selection} }`;
    fragments.push(`fragment Part${fragments.length} on ${type.name} ${selection}`);
    return `{ ...Part${fragments.length - 1} }`;
  };

  const innerOf = (field: GraphQLField<unknown, unknown>, level: number): string => {
    const named = getNamedType(field.type);
    if (isObjectType(named)) return selectionOf(named, level + 1);
    if (!isInterfaceType(named)) return '';
    const possible = schema.getPossibleTypes(named);
    const parts = possible.map((each) => `... on ${each.name} ${selectionOf(each, level + 1)}`);
    // Two types of one interface may ask for the same field otherwise, which is a conflict.
    return `{ __typename ${pick(parts)} }`;
  };

  const root = schema.getQueryType();
  if (!root) throw new Error('The schema has no queries.');
  const selection = selectionOf(root, 0);
  const text = [selection, ...fragments].join(' ');
  const variables: readonly (readonly [string, string, unknown])[] = [
    ['id', 'ID!', pick(known.ids)],
    ['sid', 'String!', pick(known.sids)],
    ['rows', 'Int!', draw(fc.integer, { min: 1, max: 4 })],
    ['yes', 'Boolean!', draw(fc.boolean)],
  ];
  const used = variables.filter(([name]) => new RegExp(`\\$${name}\\b`).test(text));
  const definitions = used.map(([name, type]) => `$${name}: ${type}`).join(', ');
  return {
    query: `query Random${definitions === '' ? '' : `(${definitions})`} ${text}`,
    variables: Object.fromEntries(used.map(([name, , value]) => [name, value])),
  };
}

function hasFields(field: GraphQLField<unknown, unknown>): boolean {
  const named = getNamedType(field.type);
  return isObjectType(named) || isInterfaceType(named);
}
