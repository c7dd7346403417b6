import type { PageInfoResolvers } from '../generated/resolver-types.ts';

/** Where a page stands, from the page itself. */
export const pageInfo: PageInfoResolvers = {
  startCursor: ({ edges }) => edges[0]?.cursor ?? null,
  endCursor: ({ edges }) => edges.at(-1)?.cursor ?? null,
};
