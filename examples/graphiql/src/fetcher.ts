import { createGraphiQLFetcher, type Fetcher } from '@graphiql/toolkit';

/**
 * Queries and mutations over HTTP, subscriptions over graphql-ws. What the headers editor holds is sent either way: as HTTP
 * headers, or as the payload of `connection_init`, where the gateway reads `authorization`.
 */
export function createFetcher(): Fetcher {
  const fetcher = createGraphiQLFetcher({
    url: '/graphql',
    subscriptionUrl: new URL('/graphql', location.href.replace(/^http/, 'ws')).href,
    enableIncrementalDelivery: false,
  });
  return (params, options) => fetcher(params, { ...options, headers: lowerCased(options?.headers) });
}

/** HTTP does not mind the case of a header's name, the payload of a socket does. */
function lowerCased(headers: Readonly<Record<string, string>> | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
}
