import { createSourceEventStream, execute, type ExecutionArgs, type ExecutionResult } from 'graphql';
import type { LiveSharing } from '../../domain/live-sharing.ts';
import type { GraphqlContext } from '../context.ts';

/** What a subscription is executed with. */
export interface SubscriptionArgs extends ExecutionArgs {
  /** Makes the context of the source, and one for each event: the memory of one event must not answer for the next. */
  readonly createSubscriptionContext: () => GraphqlContext;
  /** Takes over from a stream that can be followed together with others; null where each is to be served alone. */
  readonly follow: ((sharing: LiveSharing) => void) | null;
}

/**
 * Runs a subscription: graphql-js opens the source, and each of its events is executed on its own. Unlike graphql-js' `subscribe`,
 * every event gets a fresh context, and ending the iteration never waits for an event that may not come. What somebody takes over does
 * not come out of it.
 */
export async function executeSubscription(
  args: SubscriptionArgs,
): Promise<AsyncIterableIterator<ExecutionResult, undefined, undefined> | ExecutionResult> {
  const { createSubscriptionContext, follow, ...executionArgs } = args;
  const source = await createSourceEventStream({
    ...executionArgs,
    contextValue: createSubscriptionContext(),
  });
  if (!isAsyncIterable(source)) return source;
  const sharing = sharingOf(source);
  if (sharing) follow?.(sharing);
  const events = source[Symbol.asyncIterator]();
  return createResults(events, (event) =>
    execute({ ...executionArgs, rootValue: event, contextValue: createSubscriptionContext() }),
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

/** Streams of other fields than the gateway's own have none. */
function sharingOf(source: object): LiveSharing | null {
  return 'sharing' in source ? (source.sharing as LiveSharing | null) : null;
}
