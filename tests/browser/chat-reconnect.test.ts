import type { Browser, WebSocketRoute } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  browserTestTimeout,
  chromiumRequirement,
  launchBrowser,
  patience,
  visitChat,
} from '../testkit/chat-browser.ts';
import { startChatServer, type ChatServer } from '../testkit/chat-server.ts';
import { requireOrSkip } from '../testkit/requirements.ts';

describe.skipIf(!requireOrSkip(chromiumRequirement))(
  'the chat, when the connection is lost',
  browserTestTimeout,
  () => {
    let server: ChatServer;
    let browser: Browser;
    let conversationsMade = 0;

    beforeAll(async () => {
      [server, browser] = await Promise.all([startChatServer(), launchBrowser()]);
    });
    afterAll(async () => {
      await browser?.close();
      await server?.stop();
    });

    it('shows what was written meanwhile once when the network is back, and sends what waited', async () => {
      const { name, client, conversationId } = await conversation('Offline');
      const bob = await visitChat({ browser, url: server.origin, identity: 'bob' });
      await bob.openConversation(name);
      await bob.bubble('Before').waitFor();

      await bob.context.setOffline(true);
      await bob.page.getByText('You are offline.').waitFor();
      await bob.send('From the tunnel');
      await bob.messages.getByText('It goes out when the connection is back').waitFor();
      await client.data('SendMessage', { input: { conversationId, body: 'Meanwhile one' } });
      await client.data('SendMessage', { input: { conversationId, body: 'Meanwhile two' } });
      await bob.context.setOffline(false);

      await bob.bubble('Meanwhile two').waitFor();
      await bob.messages.getByText('It goes out').waitFor({ state: 'detached' });
      await bob.page.getByText('You are offline.').waitFor({ state: 'detached' });
      for (const text of ['Before', 'Meanwhile one', 'Meanwhile two', 'From the tunnel']) {
        expect(await bob.bubble(text).count()).toBe(1);
      }
      const { conversation: thread } = await client.data('Thread', { id: conversationId });
      const bodies = thread.messages.edges.map(({ node }: { node: { body: string } }) => node.body);
      expect(bodies.filter((body: string) => body === 'From the tunnel')).toHaveLength(1);
    });

    it('goes on where it stood when the gateway cut the socket', async () => {
      const { name, client, conversationId } = await conversation('Cut');
      const sockets = new LiveSockets();
      const bob = await visitChat({
        browser,
        url: server.origin,
        identity: 'bob',
        prepare: (context) => context.routeWebSocket('**/graphql', (socket) => sockets.take(socket)),
      });
      await bob.openConversation(name);
      await client.data('SendMessage', { input: { conversationId, body: 'Live' } });
      await bob.bubble('Live').waitFor();
      // The conversation's stream and the inbox's, each in its own time.
      await expect.poll(() => sockets.timesTold('Live'), patience).toBe(2);

      sockets.refuse();
      await sockets.closeAll(1012);
      await bob.page.getByText('Reconnecting…').waitFor();
      await client.data('SendMessage', { input: { conversationId, body: 'Meanwhile' } });
      const cursors = sockets.takeCursors();
      sockets.admit();

      await bob.bubble('Meanwhile').waitFor();
      await client.data('SendMessage', { input: { conversationId, body: 'Live again' } });
      await bob.bubble('Live again').waitFor();
      // From the events that were seen, not from where the page began.
      expect(cursors).toHaveLength(2);
      expect(sockets.takeCursors().filter((cursor) => !cursors.includes(cursor))).toHaveLength(2);
      for (const text of ['Before', 'Live', 'Meanwhile', 'Live again']) {
        expect(await bob.bubble(text).count()).toBe(1);
      }
    });

    it('reads anew what it shows when the gateway starts anew and knows nothing of before', async () => {
      const mortal = await startChatServer();
      const alice = await visitChat({ browser, url: mortal.origin, identity: 'alice' });
      const demoConversation = await alice.inbox.getByRole('link').first().innerText();
      await alice.inbox.getByRole('link').first().click();
      await alice.page.getByLabel('Message', { exact: true }).waitFor();

      await mortal.stop();
      await alice.page.getByText('Reconnecting…').waitFor();
      const reborn = await startChatServer({ port: mortal.port });
      onTestFinished(() => reborn.stop());

      await alice.page.getByText('You are no longer part of that conversation.').waitFor();
      const [name = ''] = demoConversation.split('\n').filter((line) => line.length > 3);
      await alice.openConversation(name);
      await alice.send('Still here');
      await alice.bubble('Still here').waitFor();
      expect(await alice.inbox.getByRole('link', { name }).count()).toBe(1);
    });

    it('leads back to the sign-in with a sentence when the token is not accepted any more', async () => {
      const sockets = new LiveSockets();
      const bob = await visitChat({
        browser,
        url: server.origin,
        identity: 'bob',
        prepare: (context) => context.routeWebSocket('**/graphql', (socket) => sockets.take(socket)),
      });
      await expect.poll(() => sockets.opened, patience).toBeGreaterThan(0);

      await sockets.closeAll(4401);

      await bob.page.getByText('Your sign-in has ended. Please sign in again.').waitFor();
      await bob.page
        .getByRole('button', { name: /^Sign in as/ })
        .first()
        .waitFor();
    });

    it('says that a message was not sent, and sends it when asked again', async () => {
      const { name, client, conversationId } = await conversation('Refused');
      const bob = await visitChat({ browser, url: server.origin, identity: 'bob' });
      await bob.openConversation(name);
      await bob.page.route('**/graphql', (route) => route.abort());

      await bob.send('Try me');
      await bob.messages.getByText('Not sent yet').waitFor();
      await bob.page.unroute('**/graphql');
      await bob.messages.getByRole('button', { name: 'Retry' }).click();

      await bob.messages.getByText('Not sent yet').waitFor({ state: 'detached' });
      await expect
        .poll(
          async () =>
            (await client.data('Thread', { id: conversationId })).conversation.messages.edges.length,
          patience,
        )
        .toBe(2);
      expect(await bob.bubble('Try me').count()).toBe(1);
    });

    /** A conversation of Alice and Bob in which something was said. */
    async function conversation(title: string) {
      // A second try finds the conversation of the first one beside its own.
      conversationsMade += 1;
      const friendlyName = `${title} ${conversationsMade}`;
      const client = await server.as('alice');
      const { createConversation } = await client.data('CreateConversation', {
        input: { friendlyName, participants: [{ identity: 'bob' }] },
      });
      const conversationId: string = createConversation.conversation.id;
      await client.data('SendMessage', { input: { conversationId, body: 'Before' } });
      return { name: friendlyName, client, conversationId };
    }
  },
);

/** A message of graphql-transport-ws as the chat sends it. */
interface ClientMessage {
  readonly type: string;
  readonly payload: { readonly variables: { readonly after: string } };
}

/** The sockets between a page and the gateway, to be cut by a test. */
class LiveSockets {
  /** How many have reached the gateway so far. */
  opened = 0;
  readonly #open = new Set<WebSocketRoute>();
  readonly #told: string[] = [];
  #cursors: string[] = [];
  #isRefusing = false;

  take(socket: WebSocketRoute): void {
    if (this.#isRefusing) {
      void socket.close({ code: 1013 });
      return;
    }
    const gateway = socket.connectToServer();
    socket.onMessage((message) => {
      const { type, payload } = JSON.parse(message.toString('utf8')) as ClientMessage;
      if (type === 'subscribe') this.#cursors.push(payload.variables.after);
      gateway.send(message);
    });
    gateway.onMessage((message) => {
      this.#told.push(message.toString('utf8'));
      socket.send(message);
    });
    this.#open.add(socket);
    this.opened += 1;
  }

  /** From now on no socket reaches the gateway. */
  refuse(): void {
    this.#isRefusing = true;
  }

  admit(): void {
    this.#isRefusing = false;
  }

  /** The cursors from which subscriptions were asked to go on since the last call. */
  takeCursors(): readonly string[] {
    const cursors = this.#cursors;
    this.#cursors = [];
    return cursors;
  }

  /** In how many messages the gateway has told of a text. */
  timesTold(body: string): number {
    return this.#told.filter((message) => message.includes(`"body":${JSON.stringify(body)}`)).length;
  }

  async closeAll(code: number): Promise<void> {
    const open = [...this.#open];
    this.#open.clear();
    await Promise.all(open.map((socket) => socket.close({ code })));
  }
}
