import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A webhook as it came in. */
export interface ReceivedWebhook {
  readonly method: string;
  /** The full URL, with the query exactly as it was sent. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly parameters: Readonly<Record<string, string>>;
}

/** What the listener answers. `hang` never answers. */
export type WebhookReply = { readonly status: number; readonly body?: string } | 'hang';

/** Takes webhooks of an emulator. */
export interface WebhookListener {
  readonly origin: string;
  readonly received: readonly ReceivedWebhook[];
  /** Decides on the answer to each webhook; 204 until it is set. */
  reply: (webhook: ReceivedWebhook) => WebhookReply;
  /** Answers the webhooks that hang. */
  answerHanging(reply: Exclude<WebhookReply, 'hang'>): void;
  /** Closes the connections that no request is using. */
  closeIdleConnections(): void;
  /** Event types in the order they came. */
  eventTypes(): readonly string[];
  /** Resolves with the first `count` webhooks once they have come. */
  waitFor(count: number): Promise<readonly ReceivedWebhook[]>;
}

/** Listens on a free port until the test is over. */
export async function startWebhookListener(): Promise<WebhookListener> {
  const received: ReceivedWebhook[] = [];
  const hanging: ServerResponse[] = [];
  let waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const url = `${listener.origin}${request.url}`;
      const text = request.method === 'GET' ? new URL(url).search : Buffer.concat(chunks).toString();
      const webhook: ReceivedWebhook = {
        method: request.method ?? '',
        url,
        headers: request.headers,
        parameters: Object.fromEntries(new URLSearchParams(text)),
      };
      received.push(webhook);
      const due = waiting.filter(({ count }) => count <= received.length);
      waiting = waiting.filter((waiter) => !due.includes(waiter));
      for (const { resolve } of due) resolve();
      const reply = listener.reply(webhook);
      if (reply === 'hang') hanging.push(response);
      else response.writeHead(reply.status).end(reply.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  const { port } = server.address() as AddressInfo;
  const listener: WebhookListener = {
    origin: `http://127.0.0.1:${port}`,
    received,
    reply: () => ({ status: 204 }),
    answerHanging({ status, body }) {
      for (const response of hanging.splice(0)) response.writeHead(status).end(body);
    },
    closeIdleConnections: () => server.closeIdleConnections(),
    eventTypes: () => received.map(({ parameters }) => parameters['EventType'] ?? ''),
    async waitFor(count) {
      if (received.length < count) {
        await new Promise<void>((resolve) => waiting.push({ count, resolve }));
      }
      return received.slice(0, count);
    },
  };
  return listener;
}
