import type { GraphQLResolveInfo, GraphQLSchema } from 'graphql';
import type { GraphqlContext } from '../../src/graphql/context.ts';
import type { SchemaExtension } from '../../src/graphql/schema.ts';

/** The name of the field that captures. */
export const capturingField = 'capturedContext';

/** What graphql-js needs to execute by itself what a gateway would. */
export interface Captured {
  readonly schema: GraphQLSchema;
  readonly contextValue: GraphqlContext;
}

/** An extension of the graph whose one field hands out the schema of its gateway and the context of the request that asks for it. */
export function createContextCapture(): {
  readonly extension: SchemaExtension;
  /** What the last request that asked had; each is handed out once. */
  take(): Captured;
} {
  let captured: Captured | undefined;
  const resolve = (_parent: never, _args: never, contextValue: GraphqlContext, info: never): boolean => {
    captured = { schema: (info as GraphQLResolveInfo).schema, contextValue };
    return true;
  };
  return {
    extension: {
      typeDefs: `extend type Query { ${capturingField}: Boolean! }`,
      resolvers: { Query: { [capturingField]: resolve } },
    },
    take() {
      const taken = captured;
      captured = undefined;
      if (!taken) throw new Error(`Nobody asked for ${capturingField}.`);
      return taken;
    },
  };
}
