import { expect, it } from 'vitest';
import { startChat } from '../testkit/chat.ts';
import { fastPaths } from '../testkit/gateway.ts';
import { readMetric } from '../testkit/metric.ts';

// Runs in the project `plain` alone: were the switch lost on its way, the whole project would prove nothing.
it('takes no fast path in any test of this run', async () => {
  const { alice, gateway, id } = await startChat();

  for (let asked = 0; asked < 5; asked += 1) await alice.data('Thread', { id });

  expect(fastPaths).toBe(false);
  for (const outcome of ['hit', 'miss'])
    expect(await readMetric(gateway.origin, `answer_cache_total{outcome="${outcome}"}`)).toBe(0);
});
