import { type ExecutionArgs, getOperationAST } from 'graphql';
import type { Clock } from '../clock.ts';
import type { Log, LogFields } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Tracer } from '../tracing.ts';

/** What is told of an operation. */
export interface WatchedOperation {
  readonly operation: string;
  readonly name?: { readonly value: string } | undefined;
}

/** What became of an operation. */
export interface OperationOutcome {
  /** Undefined where the document has none that could be run. */
  readonly operation: WatchedOperation | undefined;
  readonly requestId: string;
  readonly hasErrors: boolean;
}

/** Looks on while queries and mutations run. */
export interface OperationWatch {
  /** Runs an operation as a step of the trace. */
  run<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Begins to time an operation; the returned function is told how it ended. */
  begin(): (outcome: OperationOutcome) => void;
  /** Runs, times and traces an operation that is executed here. */
  execute<Result extends { readonly errors?: readonly unknown[] }>(
    request: Pick<ExecutionArgs, 'document' | 'operationName'> & { readonly requestId: string },
    execute: () => Result | Promise<Result>,
  ): Promise<Result>;
}

/** An operation that takes longer than this, in milliseconds, is worth a warning. */
const slowOperationMs = 3_000;

/** While Twilio is slow everything is: one warning in this time, in milliseconds, tells how many there would have been. */
const slowWarningIntervalMs = 10_000;

/** Names of operations are the client's, and as long as it likes. */
const nameCharactersMax = 100;

/** Times operations, warns of slow ones, and names their steps in traces. */
export function createOperationWatch(options: {
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'operationSeconds'>;
  readonly tracer: Tracer;
}): OperationWatch {
  const { clock, log, metrics, tracer } = options;
  let warnedAt = Number.NEGATIVE_INFINITY;
  let slowSince = 0;

  const warnSlow = (fields: LogFields) => {
    slowSince += 1;
    if (clock.now() - warnedAt < slowWarningIntervalMs) return;
    log.warn('An operation was slow', { ...fields, slowOperations: slowSince });
    warnedAt = clock.now();
    slowSince = 0;
  };

  const begin = (): ((outcome: OperationOutcome) => void) => {
    const startedAt = clock.now();
    return ({ operation, requestId, hasErrors }) => {
      const durationMs = clock.now() - startedAt;
      const kind = operation?.operation ?? 'unknown';
      const name = operation?.name?.value.slice(0, nameCharactersMax);
      metrics.operationSeconds.observe({ kind }, durationMs / 1_000);
      log.debug('An operation was answered', { requestId, kind, name, durationMs, hasErrors });
      if (durationMs >= slowOperationMs) warnSlow({ requestId, kind, name, durationMs });
      const span = tracer.active();
      span.rename(name === undefined ? kind : `${kind} ${name}`);
      span.set({
        'graphql.operation.type': kind,
        'graphql.operation.name': name,
        'graphql.has_errors': hasErrors,
      });
    };
  };
  const run = <Result>(work: () => Promise<Result>) => tracer.run({ name: 'operation' }, work);

  return {
    run,
    begin,
    execute: ({ document, operationName, requestId }, execute) =>
      run(async () => {
        const end = begin();
        const result = await execute();
        const operation = getOperationAST(document, operationName) ?? undefined;
        end({ operation, requestId, hasErrors: result.errors !== undefined });
        return result;
      }),
  };
}
