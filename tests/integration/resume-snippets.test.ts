import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Client as UrqlClient } from '@urql/core';
import type { Client } from 'graphql-ws';
import { afterAll, describe, expect, it, vi } from 'vitest';
import WebSocket from 'ws';
import { startChat } from '../testkit/chat.ts';
import { signToken } from '../testkit/gateway.ts';
import { stopWithTest } from '../testkit/stop-with-test.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const document = readFileSync(join(root, 'docs/subscriptions.md'), 'utf8');

/** Within the repository, so that the snippets find the packages that they import, this one among them. */
const coverage = join(root, 'coverage');
mkdirSync(coverage, { recursive: true });
const folder = mkdtempSync(join(coverage, 'snippets-'));
for (const [, name = '', code = ''] of document.matchAll(/<!-- snippet: (\S+) -->\n```js\n(.*?)```/gs))
  writeFileSync(join(folder, name), code);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// The snippets are what they are: plain JavaScript, without types.
// oxlint-disable-next-line typescript/no-explicit-any
const load = (name: string): Promise<any> =>
  import(/* @vite-ignore */ pathToFileURL(join(folder, name)).href);

/** Everything that a snippet needs to reach a gateway, and how to cut it off. */
async function startConnection() {
  const chat = await startChat();
  const sockets: WebSocket[] = [];
  class RecordedWebSocket extends WebSocket {
    constructor(address: string | URL, protocols?: string | string[]) {
      super(address, protocols);
      sockets.push(this);
    }
  }
  const token = await signToken('bob');
  return {
    ...chat,
    connection: {
      url: `${chat.gateway.origin.replace('http', 'ws')}/graphql`,
      token: async () => token,
      webSocketImpl: RecordedWebSocket,
    },
    token,
    /** As a network does it. */
    async cut() {
      await vi.waitFor(() => expect(sockets.at(-1)?.readyState).toBe(WebSocket.OPEN));
      sockets.at(-1)?.terminate();
    },
    send: (body: string) => chat.alice.data('SendMessage', { input: { conversationId: chat.id, body } }),
    sockets,
  };
}

const whole = ['Ahoy', 'Ahoy, Alice', 'before', 'meanwhile', 'after'];

describe('the snippets of docs/subscriptions.md', () => {
  it('go on after a cut with bare graphql-ws, each message once', async () => {
    const { bob, connection, cut, id, send, sockets } = await startConnection();
    const { followConversation } = await load('follow-with-graphql-ws.mjs');
    const shown: string[][] = [];
    const bodies = () => shown.at(-1) ?? [];

    const stop = await followConversation({
      ...connection,
      conversationId: id,
      query: (text: string, variables: Record<string, unknown>) => bob.data(text, variables),
      onMessages: (messages: readonly { body: string }[]) => shown.push(messages.map(({ body }) => body)),
    });
    stopWithTest(stop);
    await send('before');
    await vi.waitFor(() => expect(bodies()).toEqual(whole.slice(0, 3)));
    await cut();
    await send('meanwhile');
    await vi.waitFor(() => expect(bodies()).toEqual(whole.slice(0, 4)), 5_000);
    await send('after');
    await vi.waitFor(() => expect(bodies()).toEqual(whole));

    expect(sockets).toHaveLength(2);
  });

  it('go on after a cut with Apollo Client, each message once', async () => {
    const { connection, cut, gateway, id, send, sockets, token } = await startConnection();
    const { createApolloClient, followThread, threadQuery } = await load('follow-with-apollo.mjs');
    const { client, socket } = createApolloClient({
      ...connection,
      httpUrl: `${gateway.origin}/graphql`,
      headers: { authorization: `Bearer ${token}` },
    });
    const bodies = () =>
      client
        .readQuery({ query: threadQuery, variables: { id } })
        .conversation.messages.edges.map(({ node }: { node: { body: string } }) => node.body);

    const stop = await followThread(client, id);
    stopWithTest(async () => {
      stop();
      client.stop();
      await socket.dispose();
    });
    await send('before');
    await vi.waitFor(() => expect(bodies()).toEqual(whole.slice(0, 3)));
    await cut();
    await send('meanwhile');
    await vi.waitFor(() => expect(bodies()).toEqual(whole.slice(0, 4)), 5_000);
    await send('after');
    await vi.waitFor(() => expect(bodies()).toEqual(whole));

    expect(sockets).toHaveLength(2);
  });

  it('go on after a cut with urql, each message once', async () => {
    const { connection, cut, gateway, id, send, sockets, token } = await startConnection();
    const { createUrqlClient, followThread } = await load('follow-with-urql.mjs');
    const { client, socket }: { client: UrqlClient; socket: Client } = createUrqlClient({
      ...connection,
      httpUrl: `${gateway.origin}/graphql`,
      headers: () => ({ authorization: `Bearer ${token}` }),
    });
    const shown: string[][] = [];
    const bodies = () => shown.at(-1) ?? [];

    const stop = await followThread(client, id, (messages: readonly { body: string }[]) =>
      shown.push(messages.map(({ body }) => body)),
    );
    stopWithTest(async () => {
      stop();
      await socket.dispose();
    });
    await send('before');
    await vi.waitFor(() => expect(bodies()).toEqual(whole.slice(0, 3)));
    await cut();
    await send('meanwhile');
    await vi.waitFor(() => expect(bodies()).toEqual(whole.slice(0, 4)), 5_000);
    await send('after');
    await vi.waitFor(() => expect(bodies()).toEqual(whole));

    expect(sockets).toHaveLength(2);
  });
});
