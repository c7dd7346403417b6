import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createOperationWatch } from '../../../src/graphql/operation-watch.ts';
import type { LogFields } from '../../../src/log.ts';
import { createMetrics } from '../../../src/metrics.ts';
import { createTracer } from '../../../src/tracing.ts';
import { createManualClock } from '../upstream/manual-clock.ts';

function setUp() {
  const clock = createManualClock();
  const warnings: LogFields[] = [];
  const log = {
    debug() {},
    info() {},
    error() {},
    warn: (_message: string, fields: LogFields = {}) => void warnings.push(fields),
  };
  const metrics = createMetrics();
  const watch = createOperationWatch({ clock, log, metrics, tracer: createTracer() });
  const run = (requestId: string, durationMs: number) =>
    watch.execute({ document: parse('query Slow { viewer }'), requestId }, async () => {
      await clock.advance(durationMs);
      return {};
    });
  return { clock, metrics, run, warnings };
}

describe('a slow operation', () => {
  it('is warned of from 3 seconds on, with its name and the id of its request', async () => {
    const { run, warnings } = setUp();

    await run('quick', 2_999);
    await run('slow', 3_000);

    expect(warnings).toEqual([
      { requestId: 'slow', kind: 'query', name: 'Slow', durationMs: 3_000, slowOperations: 1 },
    ]);
  });

  it('is one of many while everything is slow: one line in 10 seconds tells how many', async () => {
    const { run, warnings } = setUp();

    for (const requestId of ['1', '2', '3', '4', '5']) await run(requestId, 4_000);

    expect(warnings.map(({ requestId, slowOperations }) => [requestId, slowOperations])).toEqual([
      ['1', 1],
      ['4', 3],
    ]);
  });
});
