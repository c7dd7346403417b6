import { type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql';

/**
 * Whether a field's selection asks for nothing but `names` (and `__typename`), through all fragments. What a directive may leave out
 * counts as asked for.
 */
export function selectsOnly(info: GraphQLResolveInfo, names: ReadonlySet<string>): boolean {
  const isWithin = (selections: SelectionSetNode): boolean =>
    selections.selections.every((selection) => {
      switch (selection.kind) {
        case Kind.FIELD:
          return selection.name.value === '__typename' || names.has(selection.name.value);
        case Kind.INLINE_FRAGMENT:
          return isWithin(selection.selectionSet);
        case Kind.FRAGMENT_SPREAD: {
          const fragment = info.fragments[selection.name.value];
          return fragment !== undefined && isWithin(fragment.selectionSet);
        }
      }
    });
  return info.fieldNodes.every(({ selectionSet }) => selectionSet !== undefined && isWithin(selectionSet));
}
