import { describe, expect, it, onTestFinished, vi } from 'vitest';
import WebSocket from 'ws';
import { startChat } from '../testkit/chat.ts';
import { signToken, startGateway } from '../testkit/gateway.ts';
import { readMetric } from '../testkit/metric.ts';
import { openSocket } from '../testkit/raw-socket.ts';

/** A chat whose gateway has at once too much to do, since it is to let nobody wait for more than a millisecond. */
async function startFloodedChat() {
  const chat = await startChat();
  await chat.gateway.stop();
  const gateway = await startGateway(chat.emulator, { options: { shedding: { lagTargetMs: 1 } } });
  const readiness = async () => (await fetch(`${gateway.origin}/readyz`)).json();
  await expect.poll(readiness).toEqual({ status: 'ready' });
  const flooding = new AbortController();
  const flood = async () => {
    while (!flooding.signal.aborted)
      await (await fetch(`${gateway.origin}/graphql`, { method: 'POST' })).text();
  };
  let floods: Promise<void>[] = [];
  const calm = async () => {
    flooding.abort();
    await Promise.all(floods);
  };
  onTestFinished(calm);
  return {
    ...chat,
    gateway,
    alice: await gateway.as('alice'),
    readiness,
    /** Asks for more than can be done, until the test is over or calms down. */
    async overload() {
      floods = Array.from({ length: 100 }, flood);
      await expect.poll(readiness, patience).toEqual({ status: 'degraded', degraded: ['load'] });
    },
    async calm() {
      await calm();
      await expect.poll(readiness, { timeout: 10_000 }).toEqual({ status: 'ready' });
    },
  };
}

const query = '{ viewer { identity } }';
const patience = { timeout: 10_000, interval: 60 };

describe('a gateway with more to do than it can', () => {
  it('refuses queries with OVERLOADED over HTTP and over WebSocket, and says when to try again', async () => {
    const { gateway, alice, overload } = await startFloodedChat();
    const socket = await openSocket(gateway.origin);
    const authorization = `Bearer ${await signToken('alice')}`;
    socket.send({ type: 'connection_init', payload: { authorization } });
    await socket.next('connection_ack');
    await overload();
    const fault = {
      extensions: { code: 'OVERLOADED', retryAfterMs: expect.any(Number) as unknown },
    };

    // Whoever has luck is taken: the next one tries.
    const refused = await vi.waitFor(async () => {
      const answer = await alice.run(query);
      expect(answer.errors).toEqual([expect.objectContaining(fault)]);
      return answer;
    }, patience);
    let asked = 0;
    const overSocket = await vi.waitFor(() => {
      socket.send({ type: 'subscribe', id: `${(asked += 1)}`, payload: { query } });
      const error = socket.unread().find(({ type }) => type === 'error');
      expect(error).toBeDefined();
      return error;
    }, patience);

    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(overSocket?.['payload']).toEqual([expect.objectContaining(fault)]);
  });

  it('closes new sockets with 1013', async () => {
    const { gateway, overload } = await startFloodedChat();
    await overload();

    const code = await vi.waitFor(async () => {
      const socket = new WebSocket(`${gateway.origin.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
      const closed = await new Promise((resolve) => {
        socket.once('close', resolve);
        // Whoever gets in is not closed: the next one tries.
        socket.once('message', () => resolve('taken'));
        socket.once('open', () => socket.send('{"type":"ping"}'));
      });
      socket.terminate();
      expect(closed).toBe(1013);
      return closed;
    }, patience);

    expect(code).toBe(1013);
  });

  it('takes every webhook, and answers whether it lives and is ready', async () => {
    const { emulator, gateway, overload, sid } = await startFloodedChat();
    await overload();

    const { accountSid, authToken, baseUrl, chatServiceSid } = emulator.emulator.config;
    for (let index = 0; index < 20; index++) {
      await fetch(`${baseUrl}/v1/Services/${chatServiceSid}/Conversations/${sid}/Messages`, {
        method: 'POST',
        headers: {
          authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`,
          'x-twilio-webhook-enabled': 'true',
        },
        body: new URLSearchParams({ Author: 'bob', Body: `number ${index}` }),
      });
    }
    const [health, ready] = await Promise.all(
      ['healthz', 'readyz'].map(async (path) => (await fetch(`${gateway.origin}/${path}`)).status),
    );

    await expect
      .poll(() => readMetric(gateway.origin, 'webhooks_total{outcome="accepted"}'))
      .toBeGreaterThanOrEqual(20);
    expect([health, ready]).toEqual([200, 200]);
  });

  it('takes everything again within seconds of when it is over', async () => {
    const { alice, overload, calm } = await startFloodedChat();
    await overload();

    await calm();
    const answers = await Promise.all(Array.from({ length: 20 }, () => alice.run(query)));

    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
  });
});
