import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumRequirement, launchBrowser, visit } from '../testkit/chat-browser.ts';
import { startChatServer, type ChatServer } from '../testkit/chat-server.ts';
import { requireOrSkip } from '../testkit/requirements.ts';

describe.skipIf(!requireOrSkip(chromiumRequirement))('GraphiQL', () => {
  let server: ChatServer;
  let browser: Browser;

  beforeAll(async () => {
    [server, browser] = await Promise.all([startChatServer(), launchBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  it('runs a query as the person chosen, without asking any other host', async () => {
    const hosts = new Set<string>();
    const { page } = await visit({
      browser,
      url: `${server.origin}/graphiql/`,
      prepare: async (context) => {
        context.on('request', (request) => {
          const url = new URL(request.url());
          if (url.protocol !== 'data:' && url.protocol !== 'blob:') hosts.add(url.origin);
        });
      },
    });

    await page.getByLabel('Run as').selectOption('bob');
    await page.getByRole('button', { name: /Execute query/ }).click();

    await page.locator('.graphiql-response').getByText('"bob"').first().waitFor();
    expect([...hosts]).toEqual([server.origin]);
  });

  it('runs a subscription and shows what happens', async () => {
    const { page } = await visit({ browser, url: `${server.origin}/graphiql/` });
    const client = await server.as('alice');
    const { createConversation } = await client.data('CreateConversation', {
      input: { friendlyName: 'Seen in GraphiQL' },
    });

    await page.getByLabel('Run as').selectOption('alice');
    await page.getByRole('tab', { name: 'InboxEvents' }).click();
    await page.getByRole('button', { name: /Execute query/ }).click();
    await page.getByRole('button', { name: /Stop query/ }).waitFor();

    // The subscription stands a little after the button says so.
    await expect
      .poll(
        async () => {
          await client.data('SendMessage', {
            input: { conversationId: createConversation.conversation.id, body: 'Hello, IDE' },
          });
          return page.locator('.graphiql-response').innerText();
        },
        { timeout: 15_000, interval: 500 },
      )
      .toContain('inboxEvents');
  });
});
