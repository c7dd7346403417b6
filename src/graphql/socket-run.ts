import { execute, type ExecutionArgs, type ExecutionResult } from 'graphql';
import { setMaxListeners } from 'node:events';
import type { Clock } from '../clock.ts';
import type { Viewer } from '../domain/access.ts';
import type { EventBus } from '../events/event-bus.ts';
import { GatewayError } from '../errors.ts';
import type { GraphqlContext } from './context.ts';
import type { OperationCost } from './operation-cost.ts';
import type { ViewerAllowance } from './viewer-allowance.ts';

/** A query or mutation that came over a socket, ready to run. */
export interface SocketRun extends ExecutionArgs {
  /** Runs it, once. Never rejects for what an operation can do. */
  readonly run: () => Promise<ExecutionResult>;
}

/** Options of {@link prepareSocketRun}. */
export interface SocketRunOptions {
  readonly args: Omit<ExecutionArgs, 'contextValue'>;
  readonly cost: OperationCost;
  readonly viewer: Viewer;
  readonly allowance: ViewerAllowance;
  /** Makes the context, whose calls end with the signal. */
  readonly createContext: (signal: AbortSignal) => GraphqlContext;
  /** See `withAssurance`. */
  readonly assure: EventBus['assure'];
  /** Aborts when the socket closes: then nobody waits for the answer any more. */
  readonly closed: AbortSignal;
  /** After this time, in milliseconds, what the operation waits for is given up. */
  readonly deadlineMs: number;
  readonly clock: Clock;
}

/**
 * Gives a query or mutation over a socket what HTTP gives one: a place among the viewer's running operations, a deadline, and the cost in
 * its answer.
 *
 * @throws {GatewayError} RATE_LIMITED when too many of the viewer's operations run.
 */
export function prepareSocketRun(options: SocketRunOptions): SocketRun {
  const { args, cost, viewer, allowance, assure, createContext, closed, deadlineMs, clock } = options;
  const end = allowance.run(viewer);
  const late = new AbortController();
  const signal = AbortSignal.any([late.signal, closed]);
  // One operation may wait for a hundred calls at once, each of which listens until it is done.
  setMaxListeners(0, signal);
  const cancelTimer = clock.setTimer(
    () => late.abort(new GatewayError('UPSTREAM_TIMEOUT', 'The operation took longer than its deadline.')),
    deadlineMs,
  );
  const runArgs: ExecutionArgs = { ...args, contextValue: createContext(signal) };
  return {
    ...runArgs,
    async run() {
      try {
        await assure();
        return { ...(await execute(runArgs)), extensions: { cost } };
      } finally {
        cancelTimer();
        end();
      }
    },
  };
}
