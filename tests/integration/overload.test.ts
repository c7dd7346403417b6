import { describe, expect, it, vi } from 'vitest';
import WebSocket from 'ws';
import { startChat } from '../testkit/chat.ts';
import { startGateway } from '../testkit/gateway.ts';
import { readMetric } from '../testkit/metric.ts';

/** A chat whose gateway is as late as the test says. */
async function startLateChat() {
  const chat = await startChat();
  await chat.gateway.stop();
  const thread = createThread();
  const gateway = await startGateway(chat.emulator, {
    options: { shedding: { lagTargetMs: 20 } },
    parts: { eventLoopTurns: thread.turns },
  });
  const readiness = async () => (await fetch(`${gateway.origin}/readyz`)).json();
  await expect.poll(readiness).toEqual({ status: 'ready' });
  return {
    ...chat,
    gateway,
    alice: await gateway.as('alice'),
    readiness,
    /** Lets the gateway be so late that it refuses all but the first ones of a turn. */
    async overload() {
      thread.beLate();
      await expect
        .poll(async () => {
          await fetch(`${gateway.origin}/graphql`, { method: 'POST' });
          return readiness();
        })
        .toEqual({ status: 'degraded', degraded: ['load'] });
    },
    endTurn: thread.endTurn,
    async calm() {
      thread.beInTime();
      await expect.poll(readiness, { timeout: 10_000 }).toEqual({ status: 'ready' });
    },
  };
}

/** Turns of a thread that is late or in time, whatever it really does. They end when the test says so. */
function createThread() {
  let elapsedMs = 0;
  const listeners: ((durationMs: number) => void)[] = [];
  return {
    turns: {
      elapsedMs: () => elapsedMs,
      onEnd: (listener: (durationMs: number) => void) => void listeners.push(listener),
    },
    beLate: () => void (elapsedMs = 10_000),
    endTurn() {
      for (const listener of listeners) listener(elapsedMs);
    },
    beInTime() {
      elapsedMs = 0;
      this.endTurn();
    },
  };
}

const query = '{ viewer { identity } }';

describe('a gateway with more to do than it can', () => {
  it('refuses queries with OVERLOADED over HTTP and over WebSocket, and says when to try again', async () => {
    const { alice, overload, endTurn } = await startLateChat();
    await overload();

    const refused = await alice.run(query);
    // The first 16 of a turn are taken: the last of them is the socket.
    endTurn();
    for (let place = 1; place < 16; place++) await alice.run(query);
    const overSocket = await alice.runOverWebSocket(query);

    const fault = {
      extensions: { code: 'OVERLOADED', retryAfterMs: expect.any(Number) },
    };
    expect(refused.errors).toEqual([expect.objectContaining(fault)]);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(overSocket.errors).toEqual([expect.objectContaining(fault)]);
  });

  it('closes new sockets with 1013', async () => {
    const { gateway, overload } = await startLateChat();
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
    });

    expect(code).toBe(1013);
  });

  it('takes every webhook, and answers whether it lives and is ready', async () => {
    const { emulator, gateway, overload, sid } = await startLateChat();
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
    const { alice, overload, calm } = await startLateChat();
    await overload();

    await calm();
    const answers = await Promise.all(Array.from({ length: 20 }, () => alice.run(query)));

    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
  });
});
