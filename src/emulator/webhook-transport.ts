import { Agent as HttpAgent, type ClientRequest, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Clock } from '../clock.ts';
import type { WebhookTarget } from './webhook-sender.ts';
import { webhookSignature } from './webhook-signature.ts';
import { formatQuery } from './wire.ts';

/** What a webhook answered. */
export interface WebhookResponse {
  readonly status: number;
  /** At most 64 KB; longer answers are cut. */
  readonly body: string;
}

/** Sends single signed requests over connections that are kept. */
export interface WebhookTransport {
  /** Resolves with null when the target did not answer in time or the connection broke. Never rejects. */
  send(
    target: WebhookTarget,
    request: { readonly parameters: Readonly<Record<string, string>>; readonly token: string },
  ): Promise<WebhookResponse | null>;
  /** Breaks off every request under way. */
  cancel(): void;
  /** As `cancel`, and closes idle connections. */
  close(): void;
}

const responseBytesMax = 65_536;

/** A transport that signs with the account's auth token. */
export function createWebhookTransport(options: {
  readonly clock: Clock;
  readonly authToken: string;
  /** For the whole exchange, in milliseconds. */
  readonly timeoutMs: number;
}): WebhookTransport {
  const { clock, authToken, timeoutMs } = options;
  let httpAgent = new HttpAgent({ keepAlive: true });
  let httpsAgent = new HttpsAgent({ keepAlive: true });
  const underWay = new Set<ClientRequest>();

  const attempt = (signed: SignedRequest, body: string): Promise<WebhookResponse | 'stale' | null> =>
    new Promise((resolve) => {
      const isSecure = signed.url.protocol === 'https:';
      const request = (isSecure ? httpsRequest : httpRequest)(signed.url, {
        method: signed.method,
        headers: signed.headers,
        agent: isSecure ? httpsAgent : httpAgent,
      });
      underWay.add(request);
      const cancelTimeout = clock.setTimer(() => request.destroy(), timeoutMs);
      const finish = (outcome: WebhookResponse | 'stale' | null) => {
        cancelTimeout();
        underWay.delete(request);
        resolve(outcome);
      };
      request.on('error', (error: NodeJS.ErrnoException) =>
        // The target closed a kept connection just as it was taken up again: nothing was delivered.
        finish(request.reusedSocket && error.code === 'ECONNRESET' ? 'stale' : null),
      );
      request.on('response', (response) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        response.on('data', (chunk: Buffer) => {
          if (bytes < responseBytesMax) chunks.push(chunk);
          bytes += chunk.length;
        });
        response.on('error', () => finish(null));
        response.on('close', () => {
          if (!response.complete) finish(null);
        });
        response.on('end', () => {
          const text = Buffer.concat(chunks).subarray(0, responseBytesMax).toString();
          finish({ status: response.statusCode ?? 0, body: text });
        });
      });
      request.on('close', () => finish(null));
      request.end(body);
    });

  const transport: WebhookTransport = {
    async send(target, request) {
      const { body, ...signed } = sign(authToken, target, request);
      for (;;) {
        const outcome = await attempt(signed, body);
        if (outcome !== 'stale') return outcome;
      }
    },
    cancel() {
      for (const request of underWay) request.destroy();
    },
    close() {
      transport.cancel();
      httpAgent.destroy();
      httpsAgent.destroy();
      httpAgent = new HttpAgent({ keepAlive: true });
      httpsAgent = new HttpsAgent({ keepAlive: true });
    },
  };
  return transport;
}

interface SignedRequest {
  readonly url: URL;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
}

function sign(
  authToken: string,
  target: WebhookTarget,
  request: { readonly parameters: Readonly<Record<string, string>>; readonly token: string },
): SignedRequest & { readonly body: string } {
  const configured = target.url.split('#', 1)[0] ?? '';
  const headers = {
    accept: '*/*',
    'i-twilio-idempotency-token': request.token,
    'user-agent': 'TwilioProxy/1.1',
    'x-home-region': 'us1',
  };
  if (target.method === 'GET') {
    const query = formatQuery(Object.entries(request.parameters));
    // Through URL, so that the text that is signed is exactly the one that is sent.
    const url = new URL(`${configured}${configured.includes('?') ? '&' : '?'}${query}`);
    const signature = webhookSignature(authToken, { url: url.href, parameters: {} });
    return { url, method: 'GET', headers: { ...headers, 'x-twilio-signature': signature }, body: '' };
  }
  const body = new URLSearchParams(request.parameters).toString();
  return {
    url: new URL(configured),
    method: 'POST',
    headers: {
      ...headers,
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      'content-length': String(Buffer.byteLength(body)),
      'x-twilio-signature': webhookSignature(authToken, { url: configured, parameters: request.parameters }),
    },
    body,
  };
}
