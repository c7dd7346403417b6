import { describe, expect, it } from 'vitest';
import { createGateway } from '../../src/gateway.ts';
import { silentLog } from '../../src/log.ts';
import { startEmulator } from '../testkit/emulator.ts';
import { fastPaths, signToken, tokenSecret } from '../testkit/gateway.ts';
import { stopWithTest } from '../testkit/stop-with-test.ts';

describe('a gateway that is only handed requests', () => {
  it('watches itself, tells the status page, and refuses what it has no room for', async () => {
    const { emulator } = await startEmulator();
    const { accountSid, authToken, baseUrl, chatServiceSid } = emulator.config;
    const lagMs = 7;
    const gateway = createGateway(
      {
        publicUrl: 'http://127.0.0.1',
        twilio: { accountSid, authToken, baseUrl, chatServiceSid },
        auth: { key: { secret: tokenSecret } },
        fastPaths,
        limits: { http: { bodyBytesMax: 1_024 } },
        shedding: { lagTargetMs: 1 },
      },
      {
        log: silentLog,
        eventLoopLag: {
          quantiles: () => ({ p50Ms: lagMs, p99Ms: lagMs, maxMs: lagMs }),
          start() {},
          stop() {},
        },
      },
    );
    stopWithTest(() => gateway.stop());
    const authorization = `Bearer ${await signToken(null, { isService: true })}`;
    const ask = async (path: string, init: RequestInit = {}) => {
      const headers = { authorization, 'content-type': 'application/json' };
      const { status, body } = await gateway.handle(
        new Request(`http://127.0.0.1${path}`, { headers, ...init }),
      );
      return { status, text: body };
    };
    const metrics = async () => (await ask('/metrics')).text;

    expect((await ask('/healthz')).status).toBe(200);
    await expect.poll(metrics).toContain('event_loop_lag_seconds{quantile="0.99"} 0.007');
    expect((await ask('/graphql', { method: 'POST', body: 'a'.repeat(2_000) })).status).toBe(413);
    expect(await metrics()).toContain('http_requests_total{route="/graphql",status="413"} 1');
    const init = { method: 'POST', body: '{"query":"{ viewer { identity } }"}' };
    const statuses = async () => {
      const answers = await Promise.all(Array.from({ length: 300 }, () => ask('/graphql', init)));
      return answers.map(({ status }) => status);
    };
    await expect.poll(statuses, { timeout: 10_000 }).toContain(503);
    expect((await ask('/readyz')).text).toContain('"degraded":["load"]');
  });
});
