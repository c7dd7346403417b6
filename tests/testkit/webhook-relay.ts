import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { stopWithTest } from './stop-with-test.ts';

/** A webhook as it came from the network, with its signature. */
export interface RecordedWebhook {
  readonly signature: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Stands between Twilio and a gateway at the public URL, and keeps what passes. Stops with the test that started it. */
export async function startWebhookRelay() {
  const webhooks: RecordedWebhook[] = [];
  const relay = { target: '', isLosing: false };
  const take = async (request: IncomingMessage): Promise<number> => {
    const body = await text(request);
    const signature = String(request.headers['x-twilio-signature']);
    webhooks.push({ signature, parameters: Object.fromEntries(new URLSearchParams(body)) });
    return relay.isLosing ? 200 : (await post({ signature, body })).status;
  };
  const server = createServer((request, response) => {
    take(request).then(
      (status) => response.writeHead(status).end(),
      () => response.writeHead(502).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  stopWithTest(() => new Promise((resolve) => server.close(resolve)));

  const post = (request: { readonly signature: string; readonly body: string; readonly search?: string }) =>
    fetch(`${relay.target}/webhooks/twilio${request.search ?? ''}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
        'x-twilio-signature': request.signature,
      },
      body: request.body,
    });

  return {
    origin: `http://127.0.0.1:${port}`,
    /** Everything that came so far. */
    webhooks,
    /** Where the gateway listens; to be set before the first webhook. */
    leadTo(origin: string) {
      relay.target = origin;
    },
    /** From now on webhooks are kept and not handed on, or handed on again. */
    lose(isLosing: boolean) {
      relay.isLosing = isLosing;
    },
    /** Sends the gateway a request of the test's own. */
    post,
  };
}
