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
 * Operations over the whole schema, most of which can be answered: nested connections, aliases, fragments, variables and directives.
 * @param isWanted whether a field may be asked for
 */
export function randomDocuments(options: {
  readonly schema: GraphQLSchema;
  readonly known: KnownThings;
  readonly isWanted: (type: string, field: string) => boolean;
  /**
   * Whether documents also hold several parts of one selection that overlap, fragments of interfaces, directives on parts, and variables
   * with a default that are left out.
   * @default false
   */
  readonly isIntricate?: boolean | undefined;
  /** Subscriptions follow the conversation of the variable `conversation` from that of the variable `after` on. @default query */
  readonly operation?: 'query' | 'subscription' | undefined;
}): fc.Arbitrary<RandomDocument> {
  // The generator is stateful: what it drew is the document.
  return fc.gen().map((draw) => compose(draw, options));
}

type Draw = fc.GeneratorValue;

/** Parts of a document that overlap others of their selection: each repeats what is in it. */
const mergedMax = 6;
/** Levels of objects below the root; a document may have ten levels of fields. */
const levelsMax = 6;

function compose(
  draw: Draw,
  {
    schema,
    known,
    isWanted,
    isIntricate = false,
    operation = 'query',
  }: Parameters<typeof randomDocuments>[0],
): RandomDocument {
  const chance = (one: number) => draw(fc.integer, { min: 1, max: one }) === 1;
  const pick = <Item>(items: readonly Item[]): Item => {
    const item = items[draw(fc.nat, { max: items.length - 1 })];
    if (item === undefined) throw new Error('There is nothing to pick from.');
    return item;
  };
  const fragments: string[] = [];
  let aliases = 0;
  let merged = 0;

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
    if (isIntricate) parts.push(...intricacies(type, parts));
    const selection = `{ ${parts.join(' ')} }`;
    if (level === 0 || !chance(6)) return selection;
    if (chance(2)) return `{ ... on ${type.name} ${selection} }`;
    fragments.push(`fragment Part${fragments.length} on ${type.name} ${selection}`);
    return `{ ...Part${fragments.length - 1} }`;
  };

  /** What is merged with the other parts of a selection. */
  const intricacies = (type: GraphQLObjectType, parts: readonly string[]): readonly string[] => {
    const more: string[] = [];
    if (merged >= mergedMax) return more;
    const directive = () => (chance(5) ? pick([' @include(if: $maybe)', ' @skip(if: $maybe)']) : '');
    if (chance(4)) more.push(`... on ${type.name}${directive()} { ${pick(parts)} }`);
    if (chance(6)) more.push(`...${directive()} { __typename ${pick(parts)} }`);
    const [face] = type.getInterfaces();
    if (face?.name === 'Node' && chance(3)) more.push(`... on Node${directive()} { id sameId: id }`);
    if (chance(8)) {
      fragments.push(`fragment Part${fragments.length} on ${type.name} { __typename ${pick(parts)} }`);
      more.push(`...Part${fragments.length - 1}${directive()}`);
    }
    merged += more.length;
    return more;
  };

  const innerOf = (field: GraphQLField<unknown, unknown>, level: number): string => {
    const named = getNamedType(field.type);
    if (isObjectType(named)) return selectionOf(named, level + 1);
    if (!isInterfaceType(named)) return '';
    const possible = schema.getPossibleTypes(named);
    const parts = possible.map((each) => `... on ${each.name} ${selectionOf(each, level + 1)}`);
    // Two types of one interface may ask for the same field otherwise, which is a conflict.
    return `{ __typename ${isIntricate && chance(2) ? 'id ' : ''}${pick(parts)} }`;
  };

  const eventsSelection = (): string => {
    const event = schema.getType('ConversationEvent');
    const types = isInterfaceType(event) ? schema.getPossibleTypes(event) : [];
    const parts = types.flatMap((type) =>
      chance(3) ? [] : [`... on ${type.name} ${selectionOf(type, levelsMax - 3)}`],
    );
    return `{ conversationEvents(conversationId: $conversation, after: $after) { __typename ${parts.join(' ')} } }`;
  };

  const root = schema.getQueryType();
  if (!root) throw new Error('The schema has no queries.');
  const selection = operation === 'query' ? selectionOf(root, 0) : eventsSelection();
  const text = [selection, ...usedFragments(selection, fragments)].join(' ');
  const variables: readonly (readonly [string, string, unknown])[] = [
    ['conversation', 'ID!', known.ids[0]],
    ['after', 'EventCursor', null],
    ['id', 'ID!', pick(known.ids)],
    ['sid', 'String!', pick(known.sids)],
    ['rows', 'Int!', draw(fc.integer, { min: 1, max: 4 })],
    ['yes', 'Boolean!', draw(fc.boolean)],
  ];
  const used = variables.filter(([name]) => new RegExp(`\\$${name}\\b`).test(text));
  const maybe = text.includes('$maybe') ? [`$maybe: Boolean! = ${draw(fc.boolean)}`] : [];
  const definitions = [...used.map(([name, type]) => `$${name}: ${type}`), ...maybe].join(', ');
  return {
    query: `${operation} Random${definitions === '' ? '' : `(${definitions})`} ${text}`,
    variables: Object.fromEntries(used.map(([name, , value]) => [name, value])),
  };
}

/** Of what was made, a part may have been left out with fragments that only it spread. */
function usedFragments(selection: string, fragments: readonly string[]): readonly string[] {
  const used = new Set<string>();
  const waiting = [selection];
  for (let text = waiting.pop(); text !== undefined; text = waiting.pop()) {
    for (const [, place] of text.matchAll(/\.\.\.Part(\d+)\b/g)) {
      const fragment = fragments[Number(place)];
      if (fragment === undefined || used.has(fragment)) continue;
      used.add(fragment);
      waiting.push(fragment);
    }
  }
  return fragments.filter((fragment) => used.has(fragment));
}

function hasFields(field: GraphQLField<unknown, unknown>): boolean {
  const named = getNamedType(field.type);
  return isObjectType(named) || isInterfaceType(named);
}
