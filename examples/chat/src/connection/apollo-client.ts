import {
  ApolloClient,
  ApolloLink,
  CombinedGraphQLErrors,
  HttpLink,
  InMemoryCache,
  ServerError,
} from '@apollo/client';
import { SetContextLink } from '@apollo/client/link/context';
import { ErrorLink } from '@apollo/client/link/error';
import { OperationTypeNode } from 'graphql';
import type { Client } from 'graphql-ws';
import { createCachePolicies } from 'twilio-conversations-graphql/client';
import type { Session } from '../session/session.ts';
import { createLiveLink } from './live-link.ts';

/** Options of {@link createApolloClient}. */
export interface ApolloClientOptions {
  readonly session: Session;
  readonly socket: Client;
}

/** Queries and mutations over HTTP, subscriptions over the socket, one cache for all that the server said. */
export function createApolloClient({ session, socket }: ApolloClientOptions): ApolloClient {
  const http = ApolloLink.from([
    new ErrorLink(({ error }) => {
      if (isUnauthenticated(error)) session.refused();
    }),
    new SetContextLink(async ({ headers }) => ({
      headers: { ...headers, authorization: `Bearer ${await session.token()}` },
    })),
    new HttpLink({ uri: '/graphql' }),
  ]);
  return new ApolloClient({
    cache: new InMemoryCache(createCachePolicies()),
    link: ApolloLink.split(
      ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
      createLiveLink(socket),
      http,
    ),
  });
}

function isUnauthenticated(error: unknown): boolean {
  if (CombinedGraphQLErrors.is(error)) {
    return error.errors.some(({ extensions }) => extensions?.['code'] === 'UNAUTHENTICATED');
  }
  return ServerError.is(error) && error.statusCode === 401;
}
