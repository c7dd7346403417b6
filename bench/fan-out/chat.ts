import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { createEmulator, type Emulator } from '../../src/emulator/index.ts';
import { conversationId } from '../../src/graphql/global-id.ts';
import { gatewayEnvironment } from '../gateway-environment.ts';
import { bearerOf } from '../bearer.ts';
import { type ServerProcess, startServer } from './processes.ts';

/** A gateway over an emulator, and webhooks that are sent when the benchmark says so. */
export interface BenchChat {
  readonly gateway: ServerProcess;
  /** The ids of the conversations, of which the first one is the busy one. */
  readonly conversationIds: readonly string[];
  tokenOf(identity: string): Promise<string>;
  /** Posts messages into the busy conversation, untold; returns what Twilio would send. */
  post(messages: number): Promise<readonly Buffer[]>;
  stop(): Promise<void>;
}

/** As many as Twilio lets into one conversation: a viewer has at most 10 sockets. */
export const identities = Array.from({ length: 1_000 }, (_, place) => `user-${place + 1}`);

/** Starts both; the gateway is the built command. */
export async function startChat(
  options: {
    readonly conversations?: number;
    readonly environment?: Readonly<Record<string, string>>;
  } = {},
): Promise<BenchChat> {
  const emulator = createEmulator({ port: 0 });
  await emulator.start();
  const participants = identities.map((identity) => ({ identity }));
  const { conversations } = emulator.seed({
    conversations: [
      { participants, messages: [{ author: 'user-1', body: 'first' }] },
      ...Array.from({ length: (options.conversations ?? 1) - 1 }, () => ({
        participants: participants.slice(0, 1),
        messages: [{ author: 'user-1', body: 'first' }],
      })),
    ],
  });
  const webhooks = await catchWebhooks();
  await configureWebhooks(emulator.config, webhooks.url);
  const sids = conversations.map(({ sid }) => sid);
  const busySid = sids[0] ?? '';
  const gateway = await startServer('dist/main.js', {
    args: ['serve'],
    environment: {
      ...gatewayEnvironment(emulator.config),
      PUBLIC_URL: new URL(webhooks.url).origin,
      TRUST_PROXY: '1',
      ...options.environment,
    },
  });
  return {
    gateway,
    conversationIds: sids.map(conversationId),
    tokenOf: bearerOf,
    async post(messages) {
      const caught = webhooks.next(messages);
      for (let count = 0; count < messages; count += 1) {
        const body = `A message of the length that people write, more or less. ${'x'.repeat(count % 7)}`;
        await emulator.act({ type: 'message', conversationSid: busySid, author: 'user-1', body });
      }
      return caught;
    },
    async stop() {
      gateway.stop();
      webhooks.close();
      await emulator.stop();
    },
  };
}

/** Takes the webhooks of the emulator, so that they can be sent on when the benchmark says so, signatures and all. */
async function catchWebhooks() {
  const path = '/webhooks/twilio';
  let caught: { readonly index: number; readonly request: Buffer }[] = [];
  let tell = () => {};
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      response.end();
      const index = Number(new URLSearchParams(body).get('Index'));
      caught.push({ index, request: requestOf(path, String(request.headers['x-twilio-signature']), body) });
      tell();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${path}`,
    /** In the order of their messages. */
    async next(count: number): Promise<readonly Buffer[]> {
      while (caught.length < count) {
        await new Promise<void>((resolve) => {
          tell = resolve;
        });
      }
      const webhooks = caught.toSorted((one, other) => one.index - other.index);
      caught = [];
      return webhooks.map(({ request }) => request);
    },
    close: () => void server.close(),
  };
}

function requestOf(path: string, signature: string, body: string): Buffer {
  return Buffer.from(
    [
      `POST ${path} HTTP/1.1`,
      'host: 127.0.0.1',
      'content-type: application/x-www-form-urlencoded',
      `x-twilio-signature: ${signature}`,
      `content-length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n'),
  );
}

async function configureWebhooks(config: Emulator['config'], url: string): Promise<void> {
  const { accountSid, authToken, baseUrl, chatServiceSid } = config;
  const response = await fetch(`${baseUrl}/v1/Services/${chatServiceSid}/Configuration/Webhooks`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}` },
    body: new URLSearchParams({ PostWebhookUrl: url, Method: 'POST', Filters: 'onMessageAdded' }),
  });
  if (!response.ok) throw new Error(`The emulator refused the webhooks: ${await response.text()}`);
}

/** A connection over which webhooks reach a server, those of one call within one turn of its event loop. */
export function createHook(port: number): {
  /** Opens it anew where the server has closed it, as servers do while the others are measured. To be awaited before `send`. */
  ready(): Promise<void>;
  send(requests: readonly Buffer[]): number;
  end(): void;
} {
  const open = () => {
    const opened = connect(port, '127.0.0.1');
    opened.setNoDelay(true);
    opened.on('data', (answer) => {
      if (!answer.toString().startsWith('HTTP/1.1 2'))
        throw new Error(`A webhook was refused: ${answer.toString()}`);
    });
    return opened;
  };
  let socket = open();
  return {
    async ready() {
      if (socket.writable) return;
      socket.destroy();
      socket = open();
      await once(socket, 'connect');
    },
    send(requests) {
      const at = Number(process.hrtime.bigint()) / 1e6;
      socket.write(Buffer.concat(requests));
      return at;
    },
    end: () => void socket.destroy(),
  };
}
