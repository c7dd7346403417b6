import { type ASTVisitor, GraphQLError, Kind, type SelectionSetNode, type ValidationContext } from 'graphql';

/**
 * A validation rule: the root field of a subscription is always there. Where `@skip` or `@include` leave it out, there is nothing to
 * subscribe to, for which graphql-js has no words but a `TypeError`.
 */
export function SubscriptionRootRule(context: ValidationContext): ASTVisitor {
  const findConditions = ({ selections }: SelectionSetNode, seen: ReadonlySet<string>): boolean =>
    selections.some((selection) => {
      const isConditional = selection.directives?.some(({ name }) =>
        ['skip', 'include'].includes(name.value),
      );
      if (isConditional) return true;
      if (selection.kind === Kind.FIELD) return false;
      if (selection.kind === Kind.INLINE_FRAGMENT) return findConditions(selection.selectionSet, seen);
      const name = selection.name.value;
      const fragment = context.getFragment(name);
      return !!fragment && !seen.has(name) && findConditions(fragment.selectionSet, new Set([...seen, name]));
    });

  return {
    OperationDefinition(operation) {
      if (operation.operation === 'subscription' && findConditions(operation.selectionSet, new Set())) {
        context.reportError(
          new GraphQLError('The root field of a subscription can have neither `@skip` nor `@include`.', {
            nodes: operation,
          }),
        );
      }
      return false;
    },
  };
}
