import { describe, expect, it } from 'vitest';
import { createMetrics } from '../../../src/metrics.ts';
import { createMetricWindows } from '../../../src/status/metric-window.ts';
import { createManualClock } from '../upstream/manual-clock.ts';

function setUp() {
  const clock = createManualClock();
  const metrics = createMetrics();
  const windows = createMetricWindows({ numbers: metrics.numbers, clock });
  /** Samples every 5 seconds, as an instance does. */
  const pass = async (seconds: number) => {
    for (let second = 0; second < seconds; second += 5) {
      await clock.advance(5_000);
      await windows.sample();
    }
  };
  return { clock, metrics, windows, pass };
}

describe('the figures of the last minute', () => {
  it('are all there is while the instance is younger than that', async () => {
    const { metrics, windows } = setUp();
    metrics.webhooks.inc({ outcome: 'accepted' }, 3);

    const window = await windows.read();

    expect(window.count('webhooks_total')).toEqual({ total: 3, lastMinute: 3 });
  });

  it('leave out what was before, which stays in the total', async () => {
    const { metrics, windows, pass } = setUp();
    metrics.webhooks.inc({ outcome: 'accepted' }, 3);
    await pass(65);
    metrics.webhooks.inc({ outcome: 'accepted' }, 2);
    metrics.webhooks.inc({ outcome: 'forged' });

    const window = await windows.read();

    expect(window.count('webhooks_total')).toEqual({ total: 6, lastMinute: 3 });
    expect(window.countsBy('webhooks_total', 'outcome')).toEqual({
      accepted: { total: 5, lastMinute: 2 },
      forged: { total: 1, lastMinute: 1 },
    });
  });

  it('tell how long things took, and nothing where nothing happened', async () => {
    const { metrics, windows, pass } = setUp();
    metrics.webhookEchoSeconds.observe(60);
    await pass(65);
    const quiet = (await windows.read()).durations('webhook_echo_seconds');
    for (let count = 0; count < 98; count += 1) metrics.webhookEchoSeconds.observe(0.2);
    metrics.webhookEchoSeconds.observe(4);
    metrics.webhookEchoSeconds.observe(4);

    const busy = (await windows.read()).durations('webhook_echo_seconds');

    expect(quiet).toEqual({ p50Ms: null, p99Ms: null });
    expect(busy).toEqual({ p50Ms: 250, p99Ms: 5_000 });
  });

  it('tell when something last happened', async () => {
    const { clock, metrics, windows, pass } = setUp();
    metrics.errors.inc({ code: 'NOT_FOUND' });
    await windows.sample();
    const happenedAt = clock.now();
    await pass(120);

    const window = await windows.read();

    expect(window.grewAt('errors_total', { code: 'NOT_FOUND' })).toBe(happenedAt);
    expect(window.grewAt('errors_total', { code: 'FORBIDDEN' })).toBeNull();
  });
});
