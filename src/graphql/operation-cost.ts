import {
  type ArgumentNode,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  getNullableType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { pageRowsMax } from '../domain/connection.ts';

/** What an operation may cause at Twilio. */
export interface OperationCost {
  /** Calls, counted as if no cache held anything; for a subscription, those of its start and of one event. */
  readonly calls: number;
  /** The most that an operation may cause here. */
  readonly callsMax: number;
}

/** An operation to be weighed. */
export interface WeighedOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** As the client sent them; what does not fit its type counts as if it were as large as it may be. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/** A list of which no argument tells the length counts as long as the longest page; so does a page that asks for more, and is refused. */
const assumedRows = pageRowsMax;

/** Fields that are looked at before an operation counts as too costly, whatever it asks for. */
const fieldsLookedAtMax = 20_000;

/** Operations remembered with their weight, each for so many pages asked for. */
const weightsPerOperationMax = 32;

/**
 * Weighs operations by the directive `@cost` of the schema. What is asked for beneath a page counts once for each row asked for; of the
 * types that a field may turn out to be, the costliest counts.
 */
export function createOperationScales(schema: GraphQLSchema): {
  weigh(weighed: WeighedOperation): number;
} {
  const costs = readCosts(schema);
  const weights = new WeakMap<OperationDefinitionNode, Map<string, number>>();
  return {
    weigh(weighed) {
      let known = weights.get(weighed.operation);
      if (!known) {
        known = new Map();
        weights.set(weighed.operation, known);
      }
      const variables = weightyVariables(weighed);
      const key = JSON.stringify(variables);
      let weight = known.get(key);
      if (weight === undefined) {
        weight = weighOnce(weighed, { schema, costs, variables: new Map(variables) });
        if (known.size >= weightsPerOperationMax) known.clear();
        known.set(key, weight);
      }
      return weight;
    },
  };
}

/** One `@cost` of a field. */
interface Cost {
  readonly calls: number;
  readonly rowsPerCall: number | null;
  readonly resource: string | null;
  readonly oncePer: string | null;
}

type Costs = ReadonlyMap<GraphQLField<unknown, unknown>, readonly Cost[]>;

function readCosts(schema: GraphQLSchema): Costs {
  const costs = new Map<GraphQLField<unknown, unknown>, readonly Cost[]>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const directives = (field.astNode?.directives ?? []).filter(({ name }) => name.value === 'cost');
      if (directives.length > 0) costs.set(field, directives.map(toCost));
    }
  }
  return costs;
}

function toCost(directive: DirectiveNode): Cost {
  const value = (name: string) =>
    directive.arguments?.find((argument) => argument.name.value === name)?.value;
  const number = (node: ValueNode | undefined) => (node?.kind === Kind.INT ? Number(node.value) : null);
  const text = (node: ValueNode | undefined) => (node?.kind === Kind.STRING ? node.value : null);
  return {
    calls: number(value('calls')) ?? 1,
    rowsPerCall: number(value('rowsPerCall')),
    resource: text(value('resource')),
    oncePer: text(value('oncePer')),
  };
}

/** The values that decide about weight: numbers of rows, and conditions. */
function weightyVariables({ operation, variables }: WeighedOperation): readonly [string, unknown][] {
  const weighty: [string, unknown][] = [];
  for (const { variable, type, defaultValue } of operation.variableDefinitions ?? []) {
    const named = type.kind === Kind.NON_NULL_TYPE ? type.type : type;
    if (named.kind !== Kind.NAMED_TYPE || !['Int', 'Boolean'].includes(named.name.value)) continue;
    const name = variable.name.value;
    const given = Object.hasOwn(variables, name) ? variables[name] : literal(defaultValue);
    weighty.push([name, typeof given === 'number' || typeof given === 'boolean' ? given : null]);
  }
  return weighty;
}

function literal(node: ValueNode | undefined): unknown {
  if (node?.kind === Kind.INT) return Number(node.value);
  return node?.kind === Kind.BOOLEAN ? node.value : null;
}

/** An object that is asked for, how often it occurs, and what everything beneath it has in common. */
interface Place {
  readonly type: GraphQLObjectType;
  readonly times: number;
  /** The most calls for each shared resource. */
  readonly shared: Map<string, number>;
  readonly parent: Place | null;
}

interface Weighing {
  readonly schema: GraphQLSchema;
  readonly costs: Costs;
  readonly variables: ReadonlyMap<string, unknown>;
}

function weighOnce({ document, operation }: WeighedOperation, weighing: Weighing): number {
  const { schema, costs, variables } = weighing;
  const fragments = fragmentsOf(document);
  let looks = 0;

  /** The weight of what is asked for of one object, beneath `parent`. */
  const weighObject = (
    type: GraphQLObjectType,
    selectionSets: readonly SelectionSetNode[],
    at: { readonly times: number; readonly rows: number | null; readonly parent: Place | null },
  ): number => {
    const place: Place = { type, times: at.times, shared: new Map(), parent: at.parent };
    let weight = 0;
    for (const nodes of collect(type, selectionSets).values()) {
      looks += 1;
      if (looks > fieldsLookedAtMax) return Infinity;
      const [first] = nodes as [FieldNode];
      const field = type.getFields()[first.name.value];
      if (field) weight += weighField(field, nodes, { place, rows: at.rows });
    }
    for (const calls of place.shared.values()) weight += calls * place.times;
    return weight;
  };

  const weighField = (
    field: GraphQLField<unknown, unknown>,
    nodes: readonly FieldNode[],
    at: { readonly place: Place; readonly rows: number | null },
  ): number => {
    const [{ arguments: given = [] }] = nodes as [FieldNode];
    const { place } = at;
    const page = readPage(field, given, variables);
    let weight = 0;
    for (const cost of costs.get(field) ?? []) {
      const pages = cost.rowsPerCall === null ? 1 : Math.ceil((page.rows ?? assumedRows) / cost.rowsPerCall);
      const calls = cost.calls * (pages + (page.isWithin && cost.rowsPerCall !== null ? 1 : 0));
      if (cost.resource === null || page.isWithin) weight += calls * place.times;
      else share(cost.resource, calls, sharingPlace(place, cost.oncePer));
    }
    const type = getNamedType(field.type);
    const selectionSets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    if (!isCompositeType(type) || selectionSets.length === 0) return weight;
    const isList = isListType(getNullableType(field.type));
    const times = isList ? place.times * (at.rows ?? page.rows ?? assumedRows) : place.times;
    const beneath = { times, rows: isList ? null : page.rows, parent: place };
    const types = isAbstractType(type) ? schema.getPossibleTypes(type) : [type];
    return weight + weighCostliest(types, selectionSets, beneath);
  };

  /** What the types share with places above is counted with each of them, for whichever it will be. */
  const weighCostliest = (
    types: readonly GraphQLObjectType[],
    selectionSets: readonly SelectionSetNode[],
    at: Parameters<typeof weighObject>[2],
  ): number => Math.max(0, ...types.map((type) => weighObject(type, selectionSets, at)));

  /** The fields of one object, those of one response name together, as execution has them. */
  const collect = (type: GraphQLObjectType, selectionSets: readonly SelectionSetNode[]) => {
    const fields = new Map<string, FieldNode[]>();
    const spread = new Set<string>();
    const walk = ({ selections }: SelectionSetNode): void => {
      for (const selection of selections) {
        if (isLeftOut(selection.directives ?? [], variables)) continue;
        if (selection.kind === Kind.FIELD) {
          const name = selection.alias?.value ?? selection.name.value;
          const nodes = fields.get(name);
          if (nodes) nodes.push(selection);
          else fields.set(name, [selection]);
        } else if (selection.kind === Kind.INLINE_FRAGMENT) {
          if (applies(selection.typeCondition?.name.value, type)) walk(selection.selectionSet);
        } else {
          const fragment = fragments.get(selection.name.value);
          if (!fragment || spread.has(selection.name.value)) continue;
          spread.add(selection.name.value);
          if (applies(fragment.typeCondition.name.value, type)) walk(fragment.selectionSet);
        }
      }
    };
    for (const selectionSet of selectionSets) walk(selectionSet);
    return fields;
  };

  const applies = (condition: string | undefined, type: GraphQLObjectType): boolean => {
    if (condition === undefined || condition === type.name) return true;
    const conditionType = schema.getType(condition);
    return isAbstractType(conditionType) && schema.isSubType(conditionType, type);
  };

  const root = schema.getRootType(operation.operation);
  if (!root) return 0;
  const weight = weighObject(root, [operation.selectionSet], { times: 1, rows: null, parent: null });
  return looks > fieldsLookedAtMax ? Infinity : weight;
}

/** The nearest object of a type at or above a place; the root where there is none. */
function sharingPlace(from: Place, type: string | null): Place {
  let place = from;
  while (place.parent && place.type.name !== type) place = place.parent;
  return place;
}

function share(resource: string, calls: number, place: Place): void {
  place.shared.set(resource, Math.max(place.shared.get(resource) ?? 0, calls));
}

/** How many rows are asked for, and whether from a cursor on: those may lie over the edge of one of Twilio's pages. */
function readPage(
  field: GraphQLField<unknown, unknown>,
  given: readonly ArgumentNode[],
  variables: ReadonlyMap<string, unknown>,
): { readonly rows: number | null; readonly isWithin: boolean } {
  const rowsOf = (name: string): number | null => {
    const argument = field.args.find((each) => each.name === name);
    if (!argument) return null;
    const node = given.find((each) => each.name.value === name)?.value;
    const value = node ? valueOf(node, variables) : argument.defaultValue;
    return typeof value === 'number' ? Math.min(Math.max(0, value), pageRowsMax) : null;
  };
  const cursor = given.find(({ name, value }) => isCursor(name.value) && value.kind !== Kind.NULL);
  return { rows: rowsOf('first') ?? rowsOf('last'), isWithin: cursor !== undefined };
}

function isCursor(argument: string): boolean {
  return argument === 'after' || argument === 'before';
}

function valueOf(node: ValueNode, variables: ReadonlyMap<string, unknown>): unknown {
  return node.kind === Kind.VARIABLE ? variables.get(node.name.value) : literal(node);
}

function isLeftOut(directives: readonly DirectiveNode[], variables: ReadonlyMap<string, unknown>): boolean {
  return directives.some(({ name, arguments: given = [] }) => {
    const node = given.find((argument) => argument.name.value === 'if')?.value;
    if (!node) return false;
    const condition = valueOf(node, variables);
    return (name.value === 'skip' && condition === true) || (name.value === 'include' && condition === false);
  });
}

function fragmentsOf(document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  return fragments;
}
