import type { ApolloClient, OperationVariables, TypedDocumentNode } from '@apollo/client';

/** Options of {@link followEvents}. */
export interface FollowOptions<Data, Variables extends OperationVariables> {
  readonly client: ApolloClient;
  readonly document: TypedDocumentNode<Data, Variables>;
  readonly variables: Variables;
  readonly onData: (data: Data) => void;
  /** The stream is over: the server completed it, or refused it. Not called after the returned function. */
  readonly onEnd: () => void;
}

/** Follows a subscription until the returned function is called. */
export function followEvents<Data, Variables extends OperationVariables>(
  options: FollowOptions<Data, Variables>,
): () => void {
  const { client, document, variables, onData, onEnd } = options;
  const subscription = client.subscribe({ query: document, variables }).subscribe({
    next: ({ data, error }) => {
      if (data) onData(data);
      if (error) onEnd();
    },
    error: onEnd,
    complete: onEnd,
  });
  return () => subscription.unsubscribe();
}
