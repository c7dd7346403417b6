import { describe, expect, it, vi } from 'vitest';
import { startChat } from '../testkit/chat.ts';
import { findFreePort } from '../testkit/free-port.ts';
import { signToken } from '../testkit/gateway.ts';
import { readMetric, readMetrics } from '../testkit/metric.ts';
import { readReports } from '../testkit/status.ts';

const authorized = async (token: Promise<string>) => ({
  headers: { authorization: `Bearer ${await token}` },
});
const asService = () => authorized(signToken(null, { isService: true }));
const asUser = () => authorized(signToken('alice'));

describe('what is for operators', () => {
  it.each(['/metrics', '/status.json'])('%s needs a token of service scope in its header', async (path) => {
    const { gateway } = await startChat();
    const token = await signToken(null, { isService: true });
    const address = `${gateway.origin}${path}`;

    const answers = await Promise.all([
      fetch(address),
      fetch(`${address}?token=${token}&authorization=Bearer ${token}`),
      fetch(address, await authorized(signToken(null, { isService: true, ttlSeconds: -60 }))),
      fetch(address, await asUser()),
      fetch(address, await asService()),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 403, 200]);
    expect(answers[0]?.headers.get('www-authenticate')).toBe('Bearer');
  });

  it('the page itself needs none, loads from nowhere else, and cannot be framed', async () => {
    const { gateway } = await startChat();

    const page = await fetch(`${gateway.origin}/status`);
    const text = await page.text();
    const paths = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path);
    const parts = await Promise.all(paths.map((path) => fetch(`${gateway.origin}${path}`)));

    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(text).not.toMatch(/<script(?![^>]*src)|<style|style=| on\w+=|https?:/);
    expect(parts.map(({ status }) => status)).toEqual(paths.map(() => 200));
  });

  it('moves to a port of its own, where the metrics are open and health is told too', async () => {
    const statusPort = await findFreePort();
    const { gateway } = await startChat({ gateway: { statusPort } });
    const beside = `http://127.0.0.1:${statusPort}`;
    const statusOf = async (address: string) => (await fetch(address)).status;
    await vi.waitFor(async () => expect(await statusOf(`${beside}/readyz`)).toBe(200));

    const [first, second] = await Promise.all(
      [gateway.origin, beside].map((origin) =>
        Promise.all(
          ['/healthz', '/readyz', '/metrics', '/status', '/status.json'].map((path) =>
            statusOf(`${origin}${path}`),
          ),
        ),
      ),
    );

    expect(first).toEqual([200, 200, 404, 404, 404]);
    expect(second).toEqual([200, 200, 200, 200, 401]);
    await gateway.stop();
    await expect(fetch(`${beside}/healthz`)).rejects.toThrow('fetch failed');
  });
});

describe('the report of an instance', () => {
  it('tells what it did in the last minute, and names neither sids nor identities nor texts', async () => {
    const { alice, bob, gateway, id } = await startChat();
    const { conversation } = await bob.data('Thread', { id });
    const events = bob.subscribe('ConversationEvents', {
      conversationId: id,
      after: conversation.eventsCursor,
    });
    const send = async (body: string) => {
      await alice.data('SendMessage', { input: { conversationId: id, body } });
      await events.waitFor((event) => event.message?.body === body);
    };
    await send('first');
    await send('second');
    await alice.run('query { nothing }');

    const { answeredBy, instances } = await vi.waitFor(async () => {
      const reports = await readReports(gateway.origin);
      expect(reports.instances[0]?.webhooks.echoes.total).toBe(2);
      return reports;
    });

    expect(instances).toHaveLength(1);
    expect(instances[0]).toMatchObject({
      instanceId: answeredBy,
      status: 'ready',
      redis: 'none',
      sockets: { open: 1, subscriptions: 1, liveConversations: 1 },
      twilio: {
        breaker: 'closed',
        rateLimited: { total: 0 },
        requestsPerMinuteMax: null,
        callsByPriority: { userWrite: { lastMinute: 2 } },
      },
      webhooks: { accepted: { lastMinute: expect.any(Number) }, echoesMissing: { total: 0 } },
      errors: [{ code: 'GRAPHQL_VALIDATION_FAILED', total: 1, lastMinute: 1 }],
    });
    expect(instances[0]?.delivery.events.total).toBeGreaterThanOrEqual(1);
    expect(JSON.stringify(instances)).not.toMatch(/[A-Z]{2}[0-9a-f]{32}|alice|bob|first|second/);
  });

  it('says what is left of the bound of requests', async () => {
    const { gateway } = await startChat({ gateway: { upstream: { requestsPerHour: 6_000 } } });

    const { instances } = await readReports(gateway.origin);

    expect(instances[0]?.twilio.requestsPerMinuteMax).toBe(100);
    expect(instances[0]?.twilio.requests.lastMinute).toBeGreaterThan(0);
  });
});

describe('an instance that reloads its bound of requests', () => {
  it('tells the one that holds now', async () => {
    const { gateway } = await startChat({ gateway: { upstream: { requestsPerHour: 6_000 } } });

    gateway.reload({ upstream: { requestsPerHour: 12_000 } });

    const { instances } = await readReports(gateway.origin);
    expect(instances[0]?.twilio.requestsPerMinuteMax).toBe(200);
  });
});

describe('the port of its own', () => {
  it('has the limits of HTTP too', async () => {
    const statusPort = await findFreePort();
    await startChat({ gateway: { statusPort, limits: { http: { headerBytesMax: 4_096 } } } });
    const ask = async (characters: number) => {
      const headers = { 'x-long': 'a'.repeat(characters) };
      return (await fetch(`http://127.0.0.1:${statusPort}/healthz`, { headers })).status;
    };

    expect([await ask(3_000), await ask(5_000)]).toEqual([200, 431]);
  });
});

describe('the metrics', () => {
  it('count requests by route, and never by a path that a client made up', async () => {
    const { gateway } = await startChat();
    await fetch(`${gateway.origin}/made/up/by/a/client`);
    await fetch(`${gateway.origin}/healthz`);

    const text = await readMetrics(gateway.origin);

    expect(text).toMatch(/http_requests_total\{route="\/healthz",status="200"\} [1-9]/);
    expect(text).not.toContain('made/up');
  });

  it('count what is refused before a handler sees it, by its route where it has one', async () => {
    const { gateway } = await startChat({ gateway: { limits: { http: { headerBytesMax: 4_096 } } } });
    const { origin } = gateway;
    const graphql = `${origin}/graphql`;
    await fetch(`${origin}/made/up/by/a/client`);
    await fetch(graphql, { method: 'DELETE' });
    await fetch(graphql, { method: 'POST', body: 'a'.repeat(200_000) });
    await fetch(graphql, { headers: { 'x-long': 'a'.repeat(5_000) } });

    const text = await readMetrics(origin);

    const counted = [...text.matchAll(/http_requests_total\{(.*)\} (\d+)/g)].map(([, labels]) => labels);
    expect(counted).toEqual(
      expect.arrayContaining([
        'route="none",status="404"',
        'route="none",status="431"',
        'route="/graphql",status="405"',
        'route="/graphql",status="413"',
      ]),
    );
  });

  it('count closed sockets by code, and refused ones by status', async () => {
    const { bob, gateway, id } = await startChat();
    const events = bob.subscribe('ConversationEvents', { conversationId: id });
    await vi.waitFor(async () => expect(await readMetric(gateway.origin, 'subscriptions')).toBe(1));
    const refused = await fetch(`${gateway.origin}/graphql`, {
      headers: { connection: 'upgrade', upgrade: 'websocket' },
    }).catch(() => null);

    await events.stop();

    await vi.waitFor(async () =>
      expect(await readMetric(gateway.origin, 'socket_closes_total{code="1000"}')).toBe(1),
    );
    expect(refused?.status ?? 401).toBe(401);
  });

  it('count requests to Twilio by what came back, and tell when the circuit opens', async () => {
    const { alice, emulator, gateway, id } = await startChat();
    emulator.emulator.setFaults({ errorRate: 1, status: 503 });

    for (let index = 0; index < 25; index += 1) await alice.run('Thread', { id });

    const { origin } = gateway;
    expect(
      await readMetric(origin, 'upstream_attempts_total{priority="userRead",answer="5xx"}'),
    ).toBeGreaterThan(0);
    expect(await readMetric(origin, 'upstream_breaker')).toBe(2);
    expect(await readMetric(origin, 'upstream_breaker_opened_total')).toBe(1);
    expect(await readMetric(origin, 'errors_total{code="UPSTREAM_UNAVAILABLE"}')).toBeGreaterThan(0);
  });
});
