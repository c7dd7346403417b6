import {
  defaultTypeResolver,
  type DocumentNode,
  type FieldNode,
  getArgumentValues,
  getVariableValues,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';
import type { GraphqlContext } from './context.ts';
import {
  collectFields,
  type FieldNodes,
  fragmentsOf,
  usesVariables,
  usesVariablesBelowRoot,
  variesByDirectives,
} from './field-collection.ts';
import { selectsOnlyOwn } from './viewer-dependence.ts';

/** The answer where nothing failed. */
export interface CompiledResult {
  readonly data: Readonly<Record<string, unknown>>;
}

/** What an operation is executed with. */
export interface CompiledRequest {
  /** What the operation's fields are resolved of: nothing for a query, an event for a subscription. */
  readonly rootValue?: unknown;
  readonly contextValue: GraphqlContext;
  /** As the client gave them. */
  readonly variableValues?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Executes an operation as graphql-js does. Null where something failed, or is not as the schema has
 * it: then graphql-js has to tell what the answer is, which is why nothing that is resolved here may change anything.
 */
export type CompiledExecution = (
  request: CompiledRequest,
) => CompiledResult | null | Promise<CompiledResult | null>;

/** What is being executed. */
interface Run {
  readonly contextValue: GraphqlContext;
  readonly variableValues: Readonly<Record<string, unknown>>;
  /** Fields on whose values somebody else has to be asked; none of these rejects. */
  readonly pending: Promise<void>[];
  isGivenUp: boolean;
}

/** Makes of what a resolver returned what the answer shows. */
type Complete = (value: unknown, run: Run) => unknown;

interface CompiledField {
  readonly key: string;
  readonly resolve: (source: unknown, run: Run) => unknown;
  readonly complete: Complete;
}

/**
 * Finds out once what graphql-js finds out for each request and each event: which fields are meant, of which types they are, and with which
 * arguments they are resolved. Of the gateway's own fields alone, whose resolvers are known neither to ask where in the answer they stand
 * nor for variables.
 *
 * @returns null for a mutation, and where variables decide which fields are meant. Arguments of a subscription's root field are left
 * aside: the stream has answered them.
 */
export function compileExecution(of: {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}): CompiledExecution | null {
  const { schema, document, operation } = of;
  const isMutation = operation.operation === OperationTypeNode.MUTATION;
  const root = schema.getRootType(operation.operation);
  if (!root || isMutation || !selectsOnlyOwn(schema, document) || variesByDirectives(document)) return null;
  const asksVariables =
    operation.operation === OperationTypeNode.SUBSCRIPTION
      ? usesVariablesBelowRoot(document, operation)
      : (operation.variableDefinitions ?? []).length > 0;
  const complete = createCompiler({ schema, document, operation }).completeObject(root, [operation]);
  return ({ rootValue = nothing, contextValue, variableValues = {} }) => {
    const { coerced } = asksVariables
      ? getVariableValues(schema, operation.variableDefinitions ?? [], variableValues)
      : { coerced: {} };
    if (!coerced) return null;
    const run: Run = { contextValue, variableValues: coerced, pending: [], isGivenUp: false };
    try {
      const data = complete(rootValue, run) as CompiledResult['data'];
      return run.pending.length === 0 ? { data } : settle(run, data);
    } catch {
      return null;
    }
  };
}

/** The fields of a query are resolved of nothing. */
const nothing = {};

/** Waits for what somebody else was asked for, and for what that asked for in turn. */
async function settle(run: Run, data: CompiledResult['data']): Promise<CompiledResult | null> {
  const { pending } = run;
  for (let settled = 0; settled < pending.length && !run.isGivenUp;) {
    const next = pending.slice(settled);
    settled = pending.length;
    await Promise.all(next);
  }
  return run.isGivenUp ? null : { data };
}

function createCompiler(of: {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}) {
  const { schema, document, operation } = of;
  const fragments = fragmentsOf(document);

  const completeObject = (
    type: GraphQLObjectType,
    parents: FieldNodes | readonly [OperationDefinitionNode],
  ): Complete => {
    // Made when the first such object comes: most of the types that an event can be are never met.
    let fields: readonly CompiledField[] | null = null;
    return (value, run) => {
      if (value === null || value === undefined) return null;
      if (type.isTypeOf) throw new Error(`Whether it is ${type.name} would have to be asked.`);
      fields ??= Array.from(collectFields({ schema, fragments, type, parents }), ([key, nodes]) =>
        compileField(type, key, nodes),
      );
      return executeFields(fields, value, run);
    };
  };

  const compileField = (type: GraphQLObjectType, key: string, nodes: FieldNodes): CompiledField => {
    // To an object it would be its prototype.
    if (key === '__proto__') throw new Error('An answer cannot be made with such a name.');
    const [node] = nodes;
    if (node.name.value === '__typename') return { key, resolve: () => type.name, complete: (name) => name };
    const field = type.getFields()[node.name.value];
    if (!field) throw new Error(`${type.name} has no field ${node.name.value}.`);
    const isOfRoot = type === schema.getSubscriptionType();
    const info: GraphQLResolveInfo = {
      fieldName: field.name,
      fieldNodes: nodes,
      returnType: field.type,
      parentType: type,
      path: { prev: undefined, key, typename: type.name },
      schema,
      fragments,
      rootValue: undefined,
      operation,
      variableValues: {},
    };
    return {
      key,
      resolve: resolverOf(field, isOfRoot ? () => ({}) : argumentsOf(field, node), info),
      complete: completeType(field.type, nodes, info),
    };
  };

  const completeType = (type: GraphQLOutputType, nodes: FieldNodes, info: GraphQLResolveInfo): Complete => {
    if (isNonNullType(type)) return orNothing(completeType(type.ofType, nodes, info));
    if (isListType(type)) return completeList(completeType(type.ofType, nodes, info));
    if (isLeafType(type))
      return (value) => (value === null || value === undefined ? null : present(type.serialize(value)));
    if (isObjectType(type)) return completeObject(type, nodes);
    if (!isAbstractType(type)) throw new Error('A field is of no type that can be answered.');
    const completeByName = new Map<string, Complete>();
    return (value, run) => {
      if (value === null || value === undefined) return null;
      const resolveType = type.resolveType ?? defaultTypeResolver;
      const name = resolveType(value, run.contextValue, info, type);
      if (typeof name !== 'string') throw new Error(`Nobody says what an object of ${type.name} is.`);
      let complete = completeByName.get(name);
      if (!complete) {
        const possible = schema.getType(name);
        if (!isObjectType(possible) || !schema.isSubType(type, possible))
          throw new Error(`${name} is no ${type.name}.`);
        complete = completeObject(possible, nodes);
        completeByName.set(name, complete);
      }
      return complete(value, run);
    };
  };

  return { completeObject };
}

function executeFields(fields: readonly CompiledField[], source: unknown, run: Run): Record<string, unknown> {
  const answer: Record<string, unknown> = {};
  for (const { key, resolve, complete } of fields) {
    const value = orThrow(resolve(source, run));
    answer[key] = isPromise(value) ? later({ value, run, complete, answer, key }) : complete(value, run);
  }
  return answer;
}

function completeList(complete: Complete): Complete {
  return (list, run) => {
    if (list === null || list === undefined) return null;
    if (typeof list !== 'object' || !(Symbol.iterator in list)) throw new Error('A list is none.');
    const answer: unknown[] = [];
    for (const item of list as Iterable<unknown>) {
      const value = orThrow(item);
      const key = answer.length;
      answer.push(isPromise(value) ? later({ value, run, complete, answer, key }) : complete(value, run));
    }
    return answer;
  };
}

/** Puts a value into its place once it is there. @returns what keeps the place until then, so that the order is that of the document */
function later<Key extends string | number>(of: {
  readonly value: PromiseLike<unknown>;
  readonly run: Run;
  readonly complete: Complete;
  readonly answer: Record<Key, unknown>;
  readonly key: Key;
}): null {
  const { value, run, complete, answer, key } = of;
  run.pending.push(
    Promise.resolve(value).then(
      (settled) => {
        try {
          answer[key] = complete(orThrow(settled), run);
        } catch {
          run.isGivenUp = true;
        }
      },
      () => {
        run.isGivenUp = true;
      },
    ),
  );
  return null;
}

/** The same for each run, unless variables are among them. */
function argumentsOf(
  field: Parameters<typeof getArgumentValues>[0],
  node: FieldNode,
): (run: Run) => Record<string, unknown> {
  if (node.arguments?.some(usesVariables))
    return ({ variableValues }) => getArgumentValues(field, node, variableValues);
  const args = getArgumentValues(field, node);
  return () => args;
}

function resolverOf(
  field: GraphQLField<unknown, GraphqlContext>,
  argumentsOfRun: (run: Run) => Record<string, unknown>,
  info: GraphQLResolveInfo,
): CompiledField['resolve'] {
  const { name, resolve } = field;
  if (resolve) return (source, run) => resolve(source, argumentsOfRun(run), run.contextValue, info);
  return (source, run) => {
    const value = (source as Readonly<Record<string, unknown>>)[name];
    return typeof value === 'function'
      ? value.call(source, argumentsOfRun(run), run.contextValue, info)
      : value;
  };
}

function orNothing(complete: Complete): Complete {
  return (value, run) => {
    const completed = complete(value, run);
    if (completed === null) throw new Error('What is never null is null.');
    return completed;
  };
}

/** To return an error is to throw it. */
function orThrow(value: unknown): unknown {
  if (value instanceof Error) throw value;
  return value;
}

/** A leaf that was put into words; none at all is a fault that graphql-js names. */
function present(serialized: unknown): unknown {
  if (serialized === null || serialized === undefined) throw new Error('A value has no words.');
  return serialized;
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
