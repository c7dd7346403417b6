import {
  type ASTNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getDirectiveValues,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  isAbstractType,
  Kind,
  type NamedTypeNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';

/** All that a document says of one field of an answer; at least one, since the field is there. */
export type FieldNodes = readonly [FieldNode, ...FieldNode[]];

/** The fragments of a document by name. */
export type Fragments = Readonly<Record<string, FragmentDefinitionNode>>;

/** Where fields are looked for. */
export interface FieldCollection {
  readonly schema: GraphQLSchema;
  readonly fragments: Fragments;
  /** What the object turned out to be. */
  readonly type: GraphQLObjectType;
  /** What the fields are selected of: an operation, or all that the document says of the field that holds the object. */
  readonly parents: readonly (OperationDefinitionNode | FieldNode)[];
}

/** As graphql-js takes them: without a prototype, since a fragment may have any name. */
export function fragmentsOf(document: DocumentNode): Fragments {
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null);
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  return fragments;
}

/** The fields of an object by the names they have in the answer, in its order, as the specification collects them. Without variables. */
export function collectFields(collection: FieldCollection): ReadonlyMap<string, FieldNodes> {
  const { schema, fragments, type, parents } = collection;
  const fields = new Map<string, [FieldNode, ...FieldNode[]]>();
  const visited = new Set<string>();

  const isOf = (condition: NamedTypeNode | undefined): boolean => {
    if (!condition) return true;
    const wanted = schema.getType(condition.name.value);
    return wanted === type || (isAbstractType(wanted) && schema.isSubType(wanted, type));
  };
  const collect = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (!isIncluded(selection)) continue;
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value;
        const known = fields.get(key);
        if (known) known.push(selection);
        else fields.set(key, [selection]);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        if (isOf(selection.typeCondition)) collect(selection.selectionSet);
      } else {
        const name = selection.name.value;
        if (visited.has(name)) continue;
        visited.add(name);
        const fragment = fragments[name];
        if (fragment && isOf(fragment.typeCondition)) collect(fragment.selectionSet);
      }
    }
  };

  for (const { selectionSet } of parents) if (selectionSet) collect(selectionSet);
  return fields;
}

/** Whether variables decide which fields are meant. */
export function variesByDirectives(document: DocumentNode): boolean {
  let varies = false;
  visit(document, {
    Directive(directive) {
      varies ||= usesVariables(directive);
    },
  });
  return varies;
}

/** Whether variables say anything but how the fields of an operation's root are asked for. */
export function usesVariablesBelowRoot(document: DocumentNode, operation: OperationDefinitionNode): boolean {
  const fragments = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
  return (
    fragments.some(usesVariables) ||
    operation.selectionSet.selections.some(
      (selection) =>
        selection.directives?.some(usesVariables) ||
        ('selectionSet' in selection && selection.selectionSet && usesVariables(selection.selectionSet)),
    )
  );
}

/** Whether variables are used anywhere in the node. */
export function usesVariables(node: ASTNode): boolean {
  let isUsing = false;
  visit(node, {
    VariableDefinition: () => false,
    Variable() {
      isUsing = true;
    },
  });
  return isUsing;
}

function isIncluded(selection: SelectionNode): boolean {
  if (!selection.directives || selection.directives.length === 0) return true;
  return (
    getDirectiveValues(GraphQLSkipDirective, selection)?.['if'] !== true &&
    getDirectiveValues(GraphQLIncludeDirective, selection)?.['if'] !== false
  );
}
