import { describe, expect, it } from 'vitest';
import { createMetrics } from '../../../src/metrics.ts';
import { addUp, countCalls } from '../../chaos/call-counts.ts';

describe('the calls of gateways', () => {
  it('are what each process counted since the first look, added up by priority and reason', async () => {
    const metrics = createMetrics();
    metrics.upstreamCalls.inc({ priority: 'sweep', outcome: 'ok' }, 5);
    const first = await metrics.text();
    metrics.upstreamCalls.inc({ priority: 'sweep', outcome: 'ok' }, 2);
    metrics.upstreamCalls.inc({ priority: 'sweep', outcome: 'failed' });
    metrics.upstreamCalls.inc({ priority: 'userRead', outcome: 'ok' }, 7);
    metrics.timelineReads.inc({ reason: 'backfill' }, 4);
    const last = await metrics.text();

    const counts = addUp([
      { first, last },
      { first: '', last: first },
    ]);

    expect(Object.fromEntries(counts.byPriority)).toEqual({ sweep: 3 + 5, userRead: 7 });
    expect(Object.fromEntries(counts.readsByReason)).toEqual({ backfill: 4 });
  });

  it('are kept of a process that is killed, and of the one that takes its place', async () => {
    const metrics = createMetrics();
    const first = await metrics.text();
    metrics.upstreamCalls.inc({ priority: 'sweep', outcome: 'ok' }, 3);
    const counted = await metrics.text();
    const over = new AbortController();
    // What is answered at each look, and by which process.
    const looks = [
      { pid: 1, text: first },
      { pid: 1, text: counted },
      { pid: 1, text: null },
      { pid: 2, text: counted },
    ];
    const gateway = {
      pid: () => looks[0]?.pid,
      async metrics() {
        const { text } = looks[0] ?? { text: null };
        return text;
      },
    };

    const counting = countCalls([gateway], {
      signal: over.signal,
      async pause() {
        looks.shift();
        if (looks.length === 1) over.abort();
      },
    });

    expect(Object.fromEntries((await counting).byPriority)).toEqual({ sweep: 6 });
  });
});
