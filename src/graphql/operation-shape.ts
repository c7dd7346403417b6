import {
  type DirectiveNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** How much of each there is in an operation, its fragments spread out. */
export interface OperationShape {
  /** Fields within one another. */
  readonly depth: number;
  /** The same below `__schema` and `__type`, which count for this alone. */
  readonly introspectionDepth: number;
  readonly aliases: number;
  readonly directives: number;
  /** A plain `__typename` is none. */
  readonly rootFields: number;
}

/**
 * Measures an operation by its text alone, before it is validated: validation is what too large a document would keep busy. Each
 * fragment is measured once, however often it is spread, and one that spreads itself counts as nothing where it does.
 */
export function measureShape(document: DocumentNode, operation: OperationDefinitionNode): OperationShape {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const measured = new Map<string, OperationShape>();
  const isMeasuring = new Set<string>();

  const measureSelections = ({ selections }: SelectionSetNode): OperationShape =>
    selections.reduce((sum, selection) => add(sum, measureSelection(selection)), nothing);

  const measureSelection = (selection: SelectionNode): OperationShape => {
    const directives = selection.directives?.length ?? 0;
    if (selection.kind === Kind.FRAGMENT_SPREAD)
      return add({ ...nothing, directives }, measureFragment(selection.name.value));
    if (selection.kind === Kind.INLINE_FRAGMENT)
      return add({ ...nothing, directives }, measureSelections(selection.selectionSet));

    const { name, alias, selectionSet } = selection;
    const inner = selectionSet ? measureSelections(selectionSet) : nothing;
    const isIntrospection = name.value === '__schema' || name.value === '__type';
    return {
      depth: isIntrospection ? 0 : inner.depth + 1,
      introspectionDepth: Math.max(inner.introspectionDepth, isIntrospection ? inner.depth + 1 : 0),
      aliases: inner.aliases + (alias ? 1 : 0),
      directives: inner.directives + directives,
      rootFields: name.value === '__typename' && !alias ? 0 : 1,
    };
  };

  const measureFragment = (name: string): OperationShape => {
    const known = measured.get(name);
    if (known) return known;
    const fragment = fragments.get(name);
    if (!fragment || isMeasuring.has(name)) return nothing;
    isMeasuring.add(name);
    const directives = fragment.directives?.length ?? 0;
    const shape = add({ ...nothing, directives }, measureSelections(fragment.selectionSet));
    isMeasuring.delete(name);
    measured.set(name, shape);
    return shape;
  };

  const variables = operation.variableDefinitions ?? [];
  const directives = [operation, ...variables].flatMap(
    (node): readonly DirectiveNode[] => node.directives ?? [],
  );
  return add({ ...nothing, directives: directives.length }, measureSelections(operation.selectionSet));
}

const nothing: OperationShape = { depth: 0, introspectionDepth: 0, aliases: 0, directives: 0, rootFields: 0 };

/** Two selections side by side. */
function add(one: OperationShape, other: OperationShape): OperationShape {
  return {
    depth: Math.max(one.depth, other.depth),
    introspectionDepth: Math.max(one.introspectionDepth, other.introspectionDepth),
    aliases: one.aliases + other.aliases,
    directives: one.directives + other.directives,
    rootFields: one.rootFields + other.rootFields,
  };
}
