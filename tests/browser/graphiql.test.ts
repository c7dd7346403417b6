import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  browserTestTimeout,
  chromiumRequirement,
  launchBrowser,
  patience,
  visit,
} from '../testkit/chat-browser.ts';
import { startChatServer, type ChatServer } from '../testkit/chat-server.ts';
import { requireOrSkip } from '../testkit/requirements.ts';

describe.skipIf(!requireOrSkip(chromiumRequirement))('GraphiQL', browserTestTimeout, () => {
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

    await runUntil(page, 'Bob Brandt');
    expect([...hosts]).toEqual([server.origin]);
  });

  it('runs a subscription and shows what happens', async () => {
    // Run too early, GraphiQL takes a subscription for a query and sends it over HTTP.
    const { page } = await visit({ browser, url: `${server.origin}/graphiql/`, mayBeRefused: true });
    const client = await server.as('alice');
    const { createConversation } = await client.data('CreateConversation', {
      input: { friendlyName: 'Seen in GraphiQL' },
    });

    await page.getByLabel('Run as').selectOption('alice');
    await page.getByRole('tab', { name: 'InboxEvents' }).click();

    await runUntil(page, 'inboxEvents', () =>
      client.data('SendMessage', {
        input: { conversationId: createConversation.conversation.id, body: 'Hello, IDE' },
      }),
    );
    expect(await page.getByRole('button', { name: /Stop query/ }).count()).toBe(1);
  });
});

/**
 * Runs what the tab holds until the answer has `text` in it. Again and again, because GraphiQL shows its button before its editors
 * are loaded and a little before it has understood a tab that was just chosen.
 */
async function runUntil(page: Page, text: string, meanwhile: () => Promise<unknown> = async () => undefined) {
  const execute = page.getByRole('button', { name: /Execute query/ });
  await expect
    .poll(
      async () => {
        // Monaco writes its spaces as no-break spaces.
        const answer = (await page.locator('.graphiql-response').innerText()).replaceAll('\u00a0', ' ');
        if (!answer.includes(text) && (await execute.isVisible())) await execute.click();
        await meanwhile();
        return answer;
      },
      { ...patience, interval: 500 },
    )
    .toContain(text);
}
