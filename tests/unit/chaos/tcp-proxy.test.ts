import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createTcpProxy, fairWeather } from '../../chaos/tcp-proxy.ts';

/** A server that sends back what it gets, behind a proxy, and a client of it. */
async function start({ random = () => 0.9 }: { readonly random?: () => number } = {}) {
  const server = createServer((socket) => socket.on('error', () => {}).pipe(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy = await createTcpProxy({ targetPort: (server.address() as AddressInfo).port, random });
  const open = async (): Promise<Client> => {
    const socket = connect(proxy.port, '127.0.0.1').on('error', () => {});
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    const client = { socket, closed, text: '' };
    socket.on('data', (chunk: Buffer) => {
      client.text += chunk.toString();
    });
    await Promise.race([once(socket, 'connect').catch(() => undefined), closed]);
    onTestFinished(() => void socket.destroy());
    return client;
  };
  onTestFinished(async () => {
    await proxy.close();
    server.close();
  });
  return { proxy, open };
}

interface Client {
  readonly socket: Socket;
  readonly closed: Promise<void>;
  text: string;
}

describe('createTcpProxy', () => {
  it('passes everything on in order, also where it holds each chunk for another time', async () => {
    let draws = 0;
    const { proxy, open } = await start({ random: () => ((draws += 1) % 3) / 3 });
    proxy.setWeather({ ...fairWeather, delayMs: 10 });
    const client = await open();
    const expected = Array.from({ length: 200 }, (_, line) => `line ${line}\n`).join('');

    for (const line of expected.match(/.*\n/g) ?? []) client.socket.write(line);

    await expect.poll(() => client.text).toBe(expected);
  });

  it('holds everything while it is silent, and loses nothing', async () => {
    const { proxy, open } = await start();
    const client = await open();
    client.socket.write('before ');
    await expect.poll(() => client.text).toBe('before ');
    proxy.setWeather({ ...fairWeather, isSilent: true });
    client.socket.write('meanwhile ');
    const second = await open();
    second.socket.write('second');

    proxy.setWeather(fairWeather);

    await expect.poll(() => client.text).toBe('before meanwhile ');
    await expect.poll(() => second.text).toBe('second');
  });

  it('breaks connections at once', async () => {
    const { proxy, open } = await start({ random: () => 0.9 });
    const client = await open();
    client.socket.write('before');
    await expect.poll(() => client.text).toBe('before');

    proxy.cut();

    await expect(client.closed).resolves.toBeUndefined();
  });

  it('breaks connections in the middle of a chunk', async () => {
    const { proxy, open } = await start({ random: () => 0.4 });
    const client = await open();
    client.socket.write('before');
    await expect.poll(() => client.text).toBe('before');
    proxy.cut();

    client.socket.write('0123456789');

    await client.closed;
    expect(client.text).not.toContain('9');
  });

  it('lets nobody in while it is cut off', async () => {
    const { proxy, open } = await start();
    proxy.setWeather({ ...fairWeather, isCut: true });

    const client = await open();

    await client.closed;
    expect(client.text).toBe('');
  });

  it('passes on that one side has nothing more to say', async () => {
    const { open } = await start();
    const client = await open();

    client.socket.end('last words');

    await client.closed;
    expect(client.text).toBe('last words');
  });
});
