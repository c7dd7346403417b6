import { createSourceEventStream, execute, type ExecutionArgs, type ExecutionResult } from 'graphql';
import type { GraphqlContext } from '../context.ts';

/** What a subscription is executed with. */
export interface SubscriptionArgs extends Omit<ExecutionArgs, 'contextValue'> {
  readonly contextValue: GraphqlContext;
  /** Makes a context for each event: the memory of one event must not answer for the next. */
  readonly createEventContext: () => GraphqlContext;
}

/**
 * Runs a subscription: graphql-js opens the source, and each of its events is executed on its own. Unlike graphql-js' `subscribe`,
 * every event gets a fresh context, and ending the iteration never waits for an event that may not come.
 */
export async function executeSubscription(
  args: SubscriptionArgs,
): Promise<AsyncIterableIterator<ExecutionResult, undefined, undefined> | ExecutionResult> {
  const { createEventContext, ...executionArgs } = args;
  const source = await createSourceEventStream(executionArgs);
  if (!isAsyncIterable(source)) return source;
  const events = source[Symbol.asyncIterator]();
  return createResults(events, (event) =>
    execute({ ...executionArgs, rootValue: event, contextValue: createEventContext() }),
  );
}

function createResults(
  events: AsyncIterator<unknown>,
  executeEvent: (event: unknown) => ExecutionResult | Promise<ExecutionResult>,
): AsyncIterableIterator<ExecutionResult, undefined, undefined> {
  const end = async (): Promise<IteratorResult<ExecutionResult, undefined>> => {
    await events.return?.();
    return { done: true, value: undefined };
  };
  return {
    async next() {
      const event = await events.next();
      if (event.done) return { done: true, value: undefined };
      return { done: false, value: await executeEvent(event.value) };
    },
    return: end,
    async throw(error) {
      await end();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

function isAsyncIterable(value: object): value is AsyncIterable<unknown> {
  return Symbol.asyncIterator in value;
}
