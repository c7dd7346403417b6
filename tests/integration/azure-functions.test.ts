import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { type HttpFunction, registerGateway } from '../../examples/azure-functions/src/register-gateway.ts';
import { createGateway } from '../../src/gateway.ts';
import { silentLog } from '../../src/log.ts';
import { startEmulator } from '../testkit/emulator.ts';
import { fastPaths, startGateway, tokenSecret } from '../testkit/gateway.ts';
import { createGraphqlClient } from '../testkit/graphql-client.ts';
import { hasRedisServer, startRedisServer } from '../testkit/redis-server.ts';
import { stopWithTest } from '../testkit/stop-with-test.ts';

const inbox = '{ viewer { identity conversations { nodes { id friendlyName } } } }';

/** Calls functions as the host of Azure Functions does: by their routes, with requests of the Fetch standard. */
async function startHost(functions: readonly HttpFunction[]): Promise<string> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://functions.example.com');
    const called = functions.find(
      ({ route, methods }) =>
        `/${route}` === url.pathname && methods.some((method) => method === request.method),
    );
    if (called === undefined) return void response.writeHead(404).end();
    const headers = new Headers();
    for (const [name, values] of Object.entries(request.headersDistinct))
      for (const value of values ?? []) headers.append(name, value);
    void called
      .handler({
        method: request.method ?? 'GET',
        url: url.href,
        headers,
        body: request.method === 'POST' ? Readable.toWeb(request) : null,
      })
      .then((answer) => response.writeHead(answer.status, answer.headers).end(answer.body));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  stopWithTest(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Queries, mutations and webhooks in functions, and beside them a gateway for sockets, as docs/deployment.md has them. */
async function setUp(options: { readonly redisUrl?: string } = {}) {
  const emulator = await startEmulator();
  emulator.control.seed({ preset: 'demo' });
  const { accountSid, authToken, baseUrl, chatServiceSid } = emulator.emulator.config;
  const functions: HttpFunction[] = [];
  const origin = await startHost(functions);
  const sockets = await startGateway(emulator, { options: { ...options, publicUrl: origin } });
  const gateway = createGateway(
    {
      twilio: { accountSid, authToken, baseUrl, chatServiceSid },
      publicUrl: origin,
      auth: { key: { secret: tokenSecret } },
      fastPaths,
      ...options,
    },
    { log: silentLog },
  );
  let terminate = async () => {};
  registerGateway(
    {
      http: (_name, registered) => void functions.push(registered),
      hook: {
        appTerminate(handler) {
          terminate = handler;
        },
      },
    },
    gateway,
  );
  stopWithTest(() => terminate());
  const alice = await sockets.as('alice');
  return {
    functions,
    origin,
    alice,
    /** Alice, who asks the functions. */
    caller: createGraphqlClient({ origin, token: alice.token }),
    /** Posts a message at Twilio past every gateway. */
    async postAtTwilio(conversationSid: string, body: string) {
      const response = await fetch(
        `${baseUrl}/v1/Services/${chatServiceSid}/Conversations/${conversationSid}/Messages`,
        {
          method: 'POST',
          headers: {
            authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`,
            'x-twilio-webhook-enabled': 'true',
          },
          body: new URLSearchParams({ Author: 'system', Body: body }),
        },
      );
      if (!response.ok) throw new Error(`The emulator refused the message: ${await response.text()}`);
    },
  };
}

describe('the gateway as functions', () => {
  it('answers queries like a gateway that listens, from the first call on', async () => {
    const { alice, caller } = await setUp();

    expect(await caller.data(inbox)).toEqual(await alice.data(inbox));
  });

  it('refuses whoever has no token, and webhooks without a signature', async () => {
    const { origin } = await setUp();

    const query = await createGraphqlClient({ origin, token: 'none' }).run(inbox);
    const webhook = await fetch(`${origin}/webhooks/twilio`, {
      method: 'POST',
      body: new URLSearchParams({ EventType: 'onMessageAdded' }),
    });

    expect(query.status).toBe(401);
    expect(webhook.status).toBe(403);
  });

  it('has the routes of the gateway, leaves the checks to it, and tells when it is ready', async () => {
    const { functions, origin } = await setUp();

    expect(functions.map(({ route, authLevel }) => [route, authLevel])).toEqual([
      ['graphql', 'anonymous'],
      ['webhooks/twilio', 'anonymous'],
      ['readyz', 'anonymous'],
    ]);
    await expect.poll(async () => (await fetch(`${origin}/readyz`)).status).toBe(200);
  });

  it.skipIf(!hasRedisServer())(
    'tells subscribers at the socket nodes, through Redis, what it sent and what its webhooks told it',
    async () => {
      const { url } = await startRedisServer();
      const { alice, caller, postAtTwilio } = await setUp({ redisUrl: url });
      const { viewer } = await alice.data('{ viewer { conversations { nodes { id sid state } } } }');
      const { id, sid } = viewer.conversations.nodes.find(
        ({ state }: { readonly state: string }) => state === 'ACTIVE',
      );
      const { conversation } = await alice.data('Thread', { id });
      const live = alice.subscribe('ConversationEvents', {
        conversationId: id,
        after: conversation.eventsCursor,
      });
      const isMessage = (body: string) => (event: { message?: { body: string } }) =>
        event.message?.body === body;

      await caller.data('SendMessage', {
        input: { conversationId: id, body: 'by a function', clientMessageId: 'by-a-function' },
      });
      await live.waitFor(isMessage('by a function'));
      await postAtTwilio(sid, 'by webhook');

      expect((await live.waitFor(isMessage('by webhook'))).message.author).toBe('system');
    },
  );
});
