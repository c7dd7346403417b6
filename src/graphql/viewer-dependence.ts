import {
  type DocumentNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  isObjectType,
  Kind,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/** What of the graph depends on who asks: what is executed once for several viewers must not. */
export const viewerDependentDirective = 'viewerDependent';

/** The key under which a field's own `extensions` keep it. */
const dependsKey = 'dependsOnViewer';

/** Resolvers by type and field that somebody else has put over the gateway's own. */
type Overrides = Readonly<Record<string, object>>;

/**
 * Notes on each field of the schema whether it depends on the viewer: as its directive says, or, without one, where it or its resolver
 * is not the gateway's own.
 */
export function noteViewerDependence(
  schema: GraphQLSchema,
  own: { readonly typeDefs: string; readonly overrides: readonly Overrides[] },
): void {
  const ownFields = fieldsOf(parse(own.typeDefs));
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
      field.extensions = { ...field.extensions, [dependsKey]: saysDepends(field) ?? !isOwn };
    }
  }
}

/**
 * Whether anything that the document selects depends on the viewer, in whichever operation or fragment, under whatever name, and also
 * where a variable leaves it out this time.
 */
export function dependsOnViewer(schema: GraphQLSchema, document: DocumentNode): boolean {
  const types = new TypeInfo(schema);
  let depends = false;
  visit(
    document,
    visitWithTypeInfo(types, {
      Field({ name }) {
        const parent = types.getParentType();
        if (name.value === '__typename' || depends) return;
        const objects = isAbstractType(parent) ? schema.getPossibleTypes(parent) : parent ? [parent] : [];
        depends ||=
          objects.length === 0 || objects.some((type) => !isObjectType(type) || isMarked(type, name.value));
      },
    }),
  );
  return depends;
}

/** What nobody has noted counts as dependent. */
function isMarked(type: GraphQLObjectType, fieldName: string): boolean {
  return type.getFields()[fieldName]?.extensions[dependsKey] !== false;
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
