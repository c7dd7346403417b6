import { expect, it } from 'vitest';
import { createMetrics } from '../../../src/metrics.ts';
import { createCallTally } from '../../../src/upstream/call-tally.ts';

it('tells the metrics what came, and each call once however often they are read', async () => {
  const metrics = createMetrics();
  const count = createCallTally<'2xx' | '429'>({
    metrics,
    tell: ({ priority, word: answer }, calls) => metrics.upstreamAttempts.inc({ priority, answer }, calls),
  });
  const read = async () =>
    Object.fromEntries(
      [...(await metrics.numbers())].filter(([name]) => name.startsWith('upstream_attempts')),
    );

  count('userRead', '2xx');
  count('userRead', '2xx');
  count('sweep', '429');
  await read();
  count('userRead', '2xx');

  expect(await read()).toEqual({
    'upstream_attempts_total{priority="userRead",answer="2xx"}': 3,
    'upstream_attempts_total{priority="sweep",answer="429"}': 1,
  });
});
