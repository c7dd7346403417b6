import type { GraphQLSchema, OperationDefinitionNode } from 'graphql';
import {
  type CompiledExecution,
  type CompiledRequest,
  type CompiledResult,
  compileExecution,
} from './compiled-execution.ts';
import type { PreparedOperation } from './operation.ts';

/** Executes queries as graphql-js does, and finds out once for each document what it has them do. */
export interface CompiledQueries {
  /** Null for what is no query, where something failed, and whatever else only graphql-js answers. */
  execute(
    prepared: PreparedOperation,
    request: Pick<CompiledRequest, 'contextValue' | 'variableValues'>,
  ): CompiledResult | null | Promise<CompiledResult | null>;
}

/** For the documents of one schema; what is found out of one goes with it. */
export function createCompiledQueries({ schema }: { readonly schema: GraphQLSchema }): CompiledQueries {
  const executions = new WeakMap<OperationDefinitionNode, CompiledExecution | 'none'>();

  const executionOf = ({ document, operation }: PreparedOperation): CompiledExecution | 'none' => {
    const known = executions.get(operation);
    if (known) return known;
    const isQuery = operation.operation === 'query';
    const made = (isQuery && compileExecution({ schema, document, operation })) || 'none';
    executions.set(operation, made);
    return made;
  };

  return {
    execute(prepared, request) {
      const execution = executionOf(prepared);
      return execution === 'none' ? null : execution(request);
    },
  };
}
