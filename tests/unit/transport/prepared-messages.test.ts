import { once } from 'node:events';
import { Duplex } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { prepareMessages } from '../../../src/transport/prepared-messages.ts';
import { openSocket, startSockets } from './socket-client.ts';

/** A client, and the connection that leads to it. */
async function startClient() {
  const { port, accepted } = await startSockets();
  const socket = await openSocket(port);
  const received: string[] = [];
  socket.on('message', (data: Buffer) => received.push(data.toString()));
  const connection = accepted[0]?.origin.connection;
  if (!connection) throw new Error('No socket was accepted.');
  const came = async (expected: number) => {
    while (received.length < expected) await once(socket, 'message');
  };
  return { connection, received, came };
}

const [head1, head2, longHead] = ['{"id":"1",', '{"id":"2",', '{"id":"a longer one",'].map((text) =>
  Buffer.from(text),
) as [Buffer, Buffer, Buffer];

describe('prepared messages', () => {
  it.each([0, 1, 100, 115, 116, 125, 126, 65_525, 65_526, 65_536, 200_000])(
    'reach a client whole behind its own head with %i bytes after it',
    async (bytes) => {
      const client = await startClient();
      const tail = 'é'.repeat(Math.floor(bytes / 2)) + 'x'.repeat(bytes % 2);

      prepareMessages([Buffer.from(tail)]).sendTo(client.connection, head1);
      await client.came(1);

      expect(client.received).toEqual([head1.toString() + tail]);
    },
  );

  it('come one by one although they are written at once, to each client behind its head', async () => {
    const clients = await Promise.all(
      [head1, head2, longHead].map(async (head) => ({ head, ...(await startClient()) })),
    );
    const messages = prepareMessages([Buffer.from('one'), Buffer.from('two')]);

    for (const { connection, head } of clients) messages.sendTo(connection, head);
    await Promise.all(clients.map(({ came }) => came(2)));

    expect(clients.map(({ received }) => received)).toEqual(
      [head1, head2, longHead].map((head) => [`${head.toString()}one`, `${head.toString()}two`]),
    );
  });

  it('do not change for a client that takes them late', async () => {
    const [late, next] = [await startClient(), await startClient()];
    const messages = prepareMessages([Buffer.alloc(20_000_000, 'x'), Buffer.from('last')]);

    // More than the kernel takes at once: most of it waits while the next client's head is put in its place.
    messages.sendTo(late.connection, head1);
    messages.sendTo(next.connection, head2);
    await Promise.all([late.came(2), next.came(2)]);

    expect([late.received[1], next.received[1]]).toEqual(['{"id":"1",last', '{"id":"2",last']);
  });

  it('are copied for a connection that keeps what it was given', () => {
    const kept: Buffer[] = [];
    const connection = new Duplex({
      write(chunk: Buffer, _encoding, done) {
        kept.push(chunk);
        done();
      },
    });
    const messages = prepareMessages([Buffer.from('tail')]);

    messages.sendTo(connection, head1);
    messages.sendTo(connection, head2);

    expect(kept.map((chunk) => chunk.subarray(2).toString())).toEqual(['{"id":"1",tail', '{"id":"2",tail']);
  });
});
