import {
  type DocumentNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  isObjectType,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/** What of the graph depends on who asks: what is executed once for several viewers must not. */
export const viewerDependentDirective = 'viewerDependent';

/** The key under which a field's own `extensions` keep it. */
const dependsKey = 'dependsOnViewer';

/** The key under which they keep whether a field and its resolver are the gateway's own. */
const ownKey = 'isOwn';

/** Resolvers by type and field that somebody else has put over the gateway's own. */
type Overrides = Readonly<Record<string, object>>;

/**
 * Notes on each field of the schema whether it and its resolver are the gateway's own, and whether it depends on the viewer: as its
 * directive says, or, without one, where it is not.
 */
export function noteViewerDependence(
  schema: GraphQLSchema,
  own: { readonly document: DocumentNode; readonly overrides: readonly Overrides[] },
): void {
  const ownFields = fieldsOf(own.document);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    const isTypeOverridden = own.overrides.some((resolvers) =>
      Object.keys(resolvers[type.name] ?? {}).some((name) => name.startsWith('__')),
    );
    for (const field of Object.values(type.getFields())) {
      const isOwn =
        ownFields.has(`${type.name}.${field.name}`) &&
        !isTypeOverridden &&
        !own.overrides.some((resolvers) => field.name in (resolvers[type.name] ?? {}));
      field.extensions = {
        ...field.extensions,
        [dependsKey]: saysDepends(field) ?? !isOwn,
        [ownKey]: isOwn,
      };
    }
  }
}

/**
 * Whether anything that the document selects depends on the viewer, in whichever operation or fragment, under whatever name, and also
 * where a variable leaves it out this time.
 */
export function dependsOnViewer(schema: GraphQLSchema, document: DocumentNode): boolean {
  // What nobody has noted counts as dependent.
  return selectsAny(schema, document, (field) => field?.extensions[dependsKey] !== false);
}

/** Whether everything that the document selects, in whichever operation or fragment, is resolved by the gateway itself. */
export function selectsOnlyOwn(schema: GraphQLSchema, document: DocumentNode): boolean {
  return !selectsAny(
    schema,
    document,
    (field, fieldName, type) =>
      field?.extensions[ownKey] !== true && !fieldName.startsWith('__') && !type.name.startsWith('__'),
  );
}

/** Whether the document selects any such field, of whichever type an object may turn out to be; `__typename` is none. */
function selectsAny(
  schema: GraphQLSchema,
  document: DocumentNode,
  isSuch: (
    field: GraphQLField<unknown, unknown> | undefined,
    fieldName: string,
    type: GraphQLObjectType,
  ) => boolean,
): boolean {
  const types = new TypeInfo(schema);
  let found = false;
  visit(
    document,
    visitWithTypeInfo(types, {
      Field({ name }) {
        const parent = types.getParentType();
        if (name.value === '__typename' || found) return;
        const objects = isAbstractType(parent) ? schema.getPossibleTypes(parent) : parent ? [parent] : [];
        found ||=
          objects.length === 0 ||
          objects.some(
            (type) => !isObjectType(type) || isSuch(type.getFields()[name.value], name.value, type),
          );
      },
    }),
  );
  return found;
}

function saysDepends(field: GraphQLField<unknown, unknown>): boolean | null {
  const directive = field.astNode?.directives?.find(({ name }) => name.value === viewerDependentDirective);
  if (!directive) return null;
  const condition = directive.arguments?.find(({ name }) => name.value === 'if')?.value;
  return condition?.kind !== Kind.BOOLEAN || condition.value;
}

function fieldsOf(document: DocumentNode): ReadonlySet<string> {
  return new Set(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.OBJECT_TYPE_EXTENSION
        ? (definition.fields ?? []).map((field) => `${definition.name.value}.${field.name.value}`)
        : [],
    ),
  );
}
