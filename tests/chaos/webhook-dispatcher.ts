import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands where Twilio sends webhooks, as a balancer in front of all gateways does. */
export interface WebhookDispatcher {
  /** The gateways' public URL, over which webhooks are signed. */
  readonly origin: string;
  /** Webhooks answered by a gateway, and those that none answered: like Twilio, the dispatcher does not try again. */
  counts(): { readonly answered: number; readonly unanswered: number };
  close(): Promise<void>;
}

/** How long a gateway may take, in milliseconds. */
const timeoutMs = 5_000;

/** Hands each webhook unchanged to the port that is picked, whether or not anybody listens there. */
export async function createWebhookDispatcher({
  pickPort,
}: {
  readonly pickPort: () => number | undefined;
}): Promise<WebhookDispatcher> {
  let answered = 0;
  let unanswered = 0;
  const server = createServer((incoming, outgoing) => {
    const onward = request(
      {
        host: '127.0.0.1',
        port: pickPort(),
        path: incoming.url,
        method: incoming.method,
        headers: headersOf(incoming),
        timeout: timeoutMs,
      },
      (answer) => {
        answered += 1;
        outgoing.writeHead(answer.statusCode ?? 502);
        answer.pipe(outgoing);
        answer.on('error', () => outgoing.destroy());
      },
    );
    onward.on('timeout', () => onward.destroy(new Error('The gateway did not answer in time.')));
    onward.on('error', () => {
      unanswered += 1;
      if (outgoing.headersSent) outgoing.destroy();
      else outgoing.writeHead(502).end();
    });
    incoming.pipe(onward);
    incoming.on('error', () => onward.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    counts: () => ({ answered, unanswered }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** All but those that belong to the connection. */
function headersOf({ headers }: IncomingMessage): Record<string, string | string[] | undefined> {
  const { connection: _connection, host: _host, 'keep-alive': _keepAlive, ...kept } = headers;
  return kept;
}
