import { ApolloLink, Observable } from '@apollo/client';
import { print } from 'graphql';
import type { Client, FormattedExecutionResult } from 'graphql-ws';

/**
 * Carries subscriptions over the socket. When the socket comes back, graphql-ws sends each operation's payload again: with the
 * cursor of the last event kept in it as `after`, the stream goes on where it stood and misses nothing.
 */
export function createLiveLink(client: Client): ApolloLink {
  return new ApolloLink(
    ({ query, operationName, variables }) =>
      new Observable((observer) => {
        const payload = {
          query: print(query),
          operationName: operationName ?? null,
          variables: { ...variables },
        };
        return client.subscribe(payload, {
          next(result) {
            const cursor = cursorOf(result);
            if (cursor !== undefined) payload.variables['after'] = cursor;
            observer.next(withErrors(result));
          },
          error: (error) => observer.error(asError(error)),
          complete: () => observer.complete(),
        });
      }),
  );
}

type Result = FormattedExecutionResult<Record<string, unknown>, unknown>;

function cursorOf({ data }: Result): string | undefined {
  for (const event of Object.values(data ?? {})) {
    if (
      typeof event === 'object' &&
      event !== null &&
      'cursor' in event &&
      typeof event.cursor === 'string'
    ) {
      return event.cursor;
    }
  }
  return undefined;
}

function withErrors({ data, errors }: Result): ApolloLink.Result {
  return { ...(data !== undefined && { data }), ...(errors && { errors }) };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error('The subscription ended.', { cause: error });
}
