import { defaultFieldResolver, type GraphQLFieldResolver, type GraphQLSchema } from 'graphql';
import type { Tracer } from '../tracing.ts';

/**
 * Makes each field of `Query` and `Mutation` a step of the trace, so that calls to Twilio are seen under what asked for them. Fields
 * below them are not: a page of fifty conversations would be hundreds of steps.
 */
export function traceResolvers(schema: GraphQLSchema, tracer: Tracer): GraphQLSchema {
  for (const type of [schema.getQueryType(), schema.getMutationType()]) {
    if (!type) continue;
    for (const field of Object.values(type.getFields())) {
      const resolve: GraphQLFieldResolver<unknown, unknown> = field.resolve ?? defaultFieldResolver;
      const name = `${type.name}.${field.name}`;
      field.resolve = (...args) => tracer.run({ name }, async (): Promise<unknown> => resolve(...args));
    }
  }
  return schema;
}
