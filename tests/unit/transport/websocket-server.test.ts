import { once } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { createOriginPolicy } from '../../../src/transport/origin-policy.ts';
import { afterwards, connectTo, readAll } from './loopback.ts';
import { closeCode, dial, openSocket, startSockets, subprotocol, upgradeStatus } from './socket-client.ts';

describe('the upgrade', () => {
  it('hands an open socket on with the address and the headers of its request', async () => {
    const { port, accepted, open } = await startSockets();

    const socket = await openSocket(port, { headers: { 'user-agent': 'test' } });

    expect(socket.protocol).toBe(subprotocol);
    expect(accepted[0]?.origin).toMatchObject({
      remoteAddress: '127.0.0.1',
      headers: { 'user-agent': 'test' },
    });
    expect(await open()).toBe(1);
  });

  it('is refused with 404 at another path', async () => {
    const { port, accepted } = await startSockets();

    expect(await upgradeStatus(port, { path: '/other' })).toBe(404);
    expect(await upgradeStatus(port, { path: '/graphql/' })).toBe(404);
    expect(accepted).toEqual([]);
  });

  it('ignores a query, in which no token belongs', async () => {
    const { port } = await startSockets();

    expect(await upgradeStatus(port, { path: '/graphql?x=1' })).toBe(101);
  });

  it.each([[[]], [['graphql-ws']], [['GRAPHQL-TRANSPORT-WS']], [['graphql-transport-ws2']]])(
    'is refused with 400 when the subprotocols offered are %j',
    async (protocols) => {
      const { port } = await startSockets();

      expect(await upgradeStatus(port, { protocols })).toBe(400);
    },
  );

  it('picks its subprotocol among several', async () => {
    const { port } = await startSockets();

    const socket = await openSocket(port, { protocols: ['graphql-ws', subprotocol] });

    expect(socket.protocol).toBe(subprotocol);
  });

  it.each([
    ['no origin, as clients that are no browser send', undefined, 101],
    ['the origin of the gateway itself', 'same', 101],
    ['an origin of the list', 'https://app.example.com', 101],
    ['another origin', 'https://evil.example.com', 403],
    ['an origin that begins like one of the list', 'https://app.example.com.evil.com', 403],
    ['another scheme than in the list', 'http://app.example.com', 403],
    ['the origin null', 'null', 403],
    ['an empty origin', '', 403],
  ])('from %s (%s) gets %i', async (_, origin, status) => {
    const { port } = await startSockets({
      isOriginAllowed: createOriginPolicy(['https://app.example.com', 'null']),
    });
    const headers =
      origin === undefined ? {} : { origin: origin === 'same' ? `http://127.0.0.1:${port}` : origin };

    expect(await upgradeStatus(port, { headers })).toBe(status);
  });

  it('says in words why it is refused', async () => {
    const { port } = await startSockets();
    const socket = await connectTo(port);

    socket.write(
      'GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );

    expect(await readAll(socket)).toMatch(
      /^HTTP\/1\.1 400 [^]*The subprotocol spoken here is graphql-transport-ws/,
    );
  });

  it('speaks no compression', async () => {
    const { port } = await startSockets();

    const socket = await openSocket(port, { perMessageDeflate: true });

    expect(socket.extensions).toBe('');
  });
});

describe('the number of sockets', () => {
  it('is bounded for the instance: one more gets 503 until another closes', async () => {
    const { port, server } = await startSockets({ limits: { socketsMax: 2 } });
    const first = await openSocket(port);
    await openSocket(port);

    const tooMany = await upgradeStatus(port);
    first.close();
    await vi.waitFor(() => expect(server.size).toBe(1));
    const again = await upgradeStatus(port);

    expect([tooMany, again]).toEqual([503, 101]);
  });

  it('is bounded for an address: the 51st gets 429', async () => {
    const { port } = await startSockets();
    await Promise.all(Array.from({ length: 50 }, () => openSocket(port)));

    expect(await upgradeStatus(port)).toBe(429);
  });

  it('is counted by the address behind trusted proxies', async () => {
    const limits = { socketsPerAddressMax: 1 };
    const trusting = await startSockets({ limits, trustedProxies: 1 });
    const trustless = await startSockets({ limits });
    const from = (address: string) => ({ headers: { 'x-forwarded-for': `spoofed, ${address}` } });

    const statuses = [
      await upgradeStatus(trusting.port, from('192.0.2.1')),
      await upgradeStatus(trusting.port, from('192.0.2.2')),
      await upgradeStatus(trusting.port, from('192.0.2.2')),
      await upgradeStatus(trustless.port, from('192.0.2.1')),
      await upgradeStatus(trustless.port, from('192.0.2.2')),
    ];

    expect(statuses).toEqual([101, 101, 429, 101, 429]);
  });

  it('comes back to nothing, in whatever phase sockets die', async () => {
    const { port, server, open, clock } = await startSockets({
      limits: { socketsMax: 100 },
      onSocket(socket, { headers }) {
        if (headers['x-fail'] === 'close') socket.close(4400, 'no');
        if (headers['x-fail'] === 'terminate') socket.terminate();
        if (headers['x-fail'] === 'throw') throw new Error('broken');
      },
    });
    const upgradeOf = (extra: string) =>
      `GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      `Sec-WebSocket-Protocol: ${subprotocol}\r\n${extra}\r\n`;
    const complete = 'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';

    for (let round = 0; round < 5; round++) {
      // Bare connections: gone while the upgrade is on its way, with a bad handshake, right after it, and in mid-frame.
      for (const text of [
        upgradeOf(complete),
        upgradeOf(''),
        upgradeOf('Sec-WebSocket-Version: 99\r\nSec-WebSocket-Key: x\r\n'),
        `${upgradeOf(complete)}\x81`,
      ]) {
        const cut = await connectTo(port);
        cut.write(text, 'latin1', () => cut.destroy());
        const answered = await connectTo(port);
        answered.write(text, 'latin1');
        await once(answered, 'data');
        answered.destroy();
      }
      // Sockets that whoever serves them turns away at once.
      for (const reason of ['close', 'terminate', 'throw']) {
        const refused = dial(port, { headers: { 'x-fail': reason } });
        await closeCode(refused);
      }
      // Sockets that were open, ended politely, brutally, and by a frame that breaks the protocol.
      const [polite, brutal] = [await openSocket(port), await openSocket(port)];
      polite.close();
      brutal.terminate();
    }

    await vi.waitFor(async () => expect([server.size, await open()]).toEqual([0, 0]));
    expect(clock.timersPending).toBe(0);
  });
});

describe('an open socket', () => {
  it('may send 64 KiB in one message and is closed with 1009 for one byte more', async () => {
    const { port, messages } = await startSockets();
    const fits = await openSocket(port);
    const tooLarge = await openSocket(port);

    fits.send('a'.repeat(65_536));
    await vi.waitFor(() => expect(messages).toHaveLength(1));
    tooLarge.send('a'.repeat(65_537));

    expect(await closeCode(tooLarge)).toBe(1009);
    expect(fits.readyState).toBe(fits.OPEN);
    expect(messages).toHaveLength(1);
  });

  it('is closed with 1003 for a binary message', async () => {
    const { port } = await startSockets();
    const socket = await openSocket(port);

    socket.send(Buffer.from('{}'));

    expect(await closeCode(socket)).toBe(1003);
  });

  it('may send 100 messages at once and 20 a second, and is closed with 4429 beyond', async () => {
    const { port, messages, clock } = await startSockets();
    const socket = await openSocket(port);

    for (let count = 0; count < 100; count++) socket.send('burst');
    await vi.waitFor(() => expect(messages).toHaveLength(100));
    clock.advance(1_000);
    for (let count = 0; count < 20; count++) socket.send('refilled');
    await vi.waitFor(() => expect(messages).toHaveLength(120));
    const stateBefore = socket.readyState;
    socket.send('too much');

    expect(stateBefore).toBe(socket.OPEN);
    expect(await closeCode(socket)).toBe(4429);
  });

  it('is not heard any more once it was closed for sending too much', async () => {
    const { port, messages } = await startSockets({ limits: { messagesBurst: 2 } });
    const socket = await openSocket(port);

    for (let count = 0; count < 50; count++) socket.send(`message ${count}`);
    await closeCode(socket);

    expect(messages.length).toBeLessThanOrEqual(3);
  });

  it('is pinged every 12 seconds and cut off when it answers none', async () => {
    const { port, clock } = await startSockets();
    const answering = await openSocket(port);
    const mute = await openSocket(port, { autoPong: false });
    const answeringPings = once(answering, 'ping');
    const mutePings = once(mute, 'ping');

    clock.advance(12_000);
    await Promise.all([answeringPings, mutePings]);
    // The pong has arrived once a message behind it was taken.
    const muteEnd = closeCode(mute);
    await settle(answering);
    clock.advance(12_000);

    expect(await muteEnd).toBe(1006);
    expect(answering.readyState).toBe(answering.OPEN);
  });

  it('is closed with 1013 after more than 1 MiB stayed unsent for 10 seconds', async () => {
    const { port, accepted, clock } = await startSockets();
    const socket = await openSocket(port);
    const served = accepted[0]?.socket;
    socket.pause();
    served?.send('a'.repeat(32_000_000));
    await vi.waitFor(() => expect(served?.bufferedAmount).toBeGreaterThan(1_048_576));

    clock.advance(1_000);
    clock.advance(9_000);
    const stateBefore = served?.readyState;
    clock.advance(1_000);
    const stateAfter = served?.readyState;
    socket.resume();

    expect([stateBefore, stateAfter]).toEqual([served?.OPEN, served?.CLOSING]);
    expect(await closeCode(socket)).toBe(1013);
  });

  it('stays open when it catches up in time', async () => {
    const { port, accepted, clock } = await startSockets();
    const socket = await openSocket(port, { maxPayload: 64_000_000 });
    const served = accepted[0]?.socket;
    socket.pause();
    served?.send('a'.repeat(32_000_000));
    await vi.waitFor(() => expect(served?.bufferedAmount).toBeGreaterThan(1_048_576));

    clock.advance(9_000);
    socket.resume();
    await vi.waitFor(() => expect(served?.bufferedAmount).toBe(0), { timeout: 10_000 });
    clock.advance(2_000);

    expect(served?.readyState).toBe(served?.OPEN);
  });

  it('is cut off when it does not complete a close in time', async () => {
    const { port, server, accepted } = await startSockets({ limits: { closeTimeoutMs: 50 } });
    const socket = await openSocket(port);
    socket.pause();

    accepted[0]?.socket.close(4403, 'expired');

    await vi.waitFor(() => expect(server.size).toBe(0));
  });
});

describe('closeAll', () => {
  it('closes the sockets one by one over the given time and refuses new ones with 503', async () => {
    const { port, server, clock, open } = await startSockets();
    const sockets = [await openSocket(port), await openSocket(port), await openSocket(port)];
    const codes = sockets.map((socket) => closeCode(socket));

    const closed = server.closeAll({ code: 1012, spreadMs: 3_000 });
    const late = await upgradeStatus(port);
    clock.advance(0);
    const first = await codes[0];
    await vi.waitFor(async () => expect(await open()).toBe(2));
    const states = sockets.map(({ readyState }) => readyState === WebSocket.OPEN);
    clock.advance(3_000);
    await closed;

    expect(late).toBe(503);
    expect(first).toBe(1012);
    expect(states).toEqual([false, true, true]);
    expect(await Promise.all(codes)).toEqual([1012, 1012, 1012]);
    await vi.waitFor(() => expect(server.size).toBe(0));
    expect(clock.timersPending).toBe(0);
  });

  it('resolves when the sockets that wait for their turn close by themselves', async () => {
    const { port, server, clock } = await startSockets();
    const sockets = [await openSocket(port), await openSocket(port)];

    const closed = server.closeAll({ code: 1001, spreadMs: 60_000 });
    for (const socket of sockets) socket.terminate();
    await closed;

    expect(clock.timersPending).toBe(0);
  });

  it('resolves at once without sockets', async () => {
    const { server } = await startSockets();

    await expect(server.closeAll({ code: 1012, spreadMs: 5_000 })).resolves.toBeUndefined();
  });

  it('lets the HTTP server stop without cutting anything', async () => {
    const { port, server, http, clock } = await startSockets();
    const socket = await openSocket(port);
    const code = closeCode(socket);
    afterwards(() => clock.advance(60_000));

    await Promise.all([server.closeAll({ code: 1001, spreadMs: 0 }), advanceSoon(clock)]);
    await http.stop({ timeoutMs: 60_000 });

    expect(await code).toBe(1001);
  });
});

/** Resolves when everything that the client sent so far was taken by the server. */
async function settle(socket: Awaited<ReturnType<typeof openSocket>>): Promise<void> {
  socket.ping();
  await once(socket, 'pong');
}

/** Lets timers that are due now run. */
async function advanceSoon(clock: { advance(durationMs: number): void }): Promise<void> {
  await Promise.resolve();
  clock.advance(0);
}
