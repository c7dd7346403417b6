import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
  'the chat, with two people in two browsers',
  browserTestTimeout,
  () => {
    let server: ChatServer;
    let browser: Browser;

    beforeAll(async () => {
      [server, browser] = await Promise.all([startChatServer(), launchBrowser()]);
    });
    afterAll(async () => {
      await browser?.close();
      await server?.stop();
    });

    const chatAs = (identity: string) => visitChat({ browser, url: server.origin, identity });

    it('shows a message to the other at once, and counts it as unread until it is seen', async () => {
      const name = await conversationOf(server, ['alice', 'bob'], { messages: ['Hello'], readBy: ['bob'] });
      const [alice, bob] = await Promise.all([chatAs('alice'), chatAs('bob')]);
      await alice.openConversation(name);

      await alice.send('Are you there?');
      await bob.row(name).getByText('1 unread').waitFor();
      await bob.row(name).getByText('Are you there?').waitFor();
      await bob.openConversation(name);

      await bob.bubble('Are you there?').waitFor();
      await bob.row(name).getByText('1 unread').waitFor({ state: 'detached' });
      await alice.messages.getByText('Seen by', { exact: false }).waitFor();
      await bob.send('Yes, I am');
      await alice.bubble('Yes, I am').waitFor();
      expect(await alice.bubble('Are you there?').count()).toBe(1);
      expect(await bob.bubble('Yes, I am').count()).toBe(1);
    });

    it('changes and removes a message in front of the other', async () => {
      const name = await conversationOf(server, ['alice', 'bob']);
      const [alice, bob] = await Promise.all([chatAs('alice'), chatAs('bob')]);
      await Promise.all([alice.openConversation(name), bob.openConversation(name)]);
      await alice.send('Tomorow');
      await bob.bubble('Tomorow').waitFor();

      await alice.choose('Tomorow', 'Edit');
      await alice.page.getByLabel('Edit message').fill('Tomorrow');
      await alice.page.keyboard.press('Enter');
      await bob.bubble('Tomorrow').waitFor();
      expect(await bob.bubble('Tomorow').count()).toBe(0);

      await alice.choose('Tomorrow', 'Delete');
      await alice.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
      await bob.bubble('Tomorrow').waitFor({ state: 'detached' });
      await alice.bubble('Tomorrow').waitFor({ state: 'detached' });
    });

    it('shows a message while it is on its way, and once when its answer comes before its event', async () => {
      const name = await conversationOf(server, ['alice', 'bob']);
      const alice = await chatAs('alice');
      await alice.openConversation(name);
      await server.setFaults({ latencyMs: 700, delayWebhooksMs: 1_500 });

      await alice.send('Slow post');
      await alice.messages.getByText('Sending…').waitFor();
      const counts = await countWhile(
        () => alice.bubble('Slow post').count(),
        () => alice.messages.getByText('Sending…').waitFor({ state: 'detached' }),
      );
      await server.setFaults({});
      await alice.send('Next');
      await alice.bubble('Next').waitFor();

      expect(new Set(counts)).toEqual(new Set([1]));
      expect(await alice.bubble('Slow post').count()).toBe(1);
    });

    it('shows a message once when its event comes before its answer', async () => {
      const name = await conversationOf(server, ['alice', 'bob']);
      const alice = await chatAs('alice');
      await alice.openConversation(name);
      const answers = await holdAnswers(alice.page, 'SendMessage');

      await alice.send('Early bird');
      await alice.messages.getByText('Sending…').waitFor();
      await alice.messages.getByText('Sending…').waitFor({ state: 'detached' });
      const countBefore = await alice.bubble('Early bird').count();
      await answers.release();
      await alice.send('Next');
      await alice.bubble('Next').waitFor();

      expect(countBefore).toBe(1);
      expect(await alice.bubble('Early bird').count()).toBe(1);
    });

    it('pages back to the first message and keeps in place what is being read', async () => {
      const bodies = Array.from({ length: 45 }, (_, place) => `Line ${place + 1}.`);
      const name = await conversationOf(server, ['alice', 'bob'], { messages: bodies });
      const alice = await chatAs('alice');
      await alice.openConversation(name);
      await alice.bubble('Line 45.').waitFor();
      expect(await alice.bubble('Line 25.').count()).toBe(0);

      await alice.messages.evaluate((element) => element.scrollTo({ top: 200 }));
      const before = await alice.bubble('Line 27.').boundingBox();
      // Not a click: that would scroll to the button first.
      await alice.messages.getByRole('button', { name: 'Earlier messages' }).dispatchEvent('click');
      await alice.bubble('Line 10.').waitFor({ state: 'attached' });
      const after = await alice.bubble('Line 27.').boundingBox();
      expect(Math.abs((after?.y ?? 0) - (before?.y ?? 1_000))).toBeLessThan(4);

      await expect
        .poll(async () => {
          await alice.messages.evaluate((element) => element.scrollTo({ top: 0 }));
          return alice.bubble('Line 1.').count();
        }, patience)
        .toBe(1);
      expect(await alice.messages.getByText(/^Line \d+\.$/).count()).toBe(45);
      expect(await alice.messages.getByRole('button', { name: 'Earlier messages' }).count()).toBe(0);
    });

    it('lets somebody start a conversation by keyboard, and the other find it', async () => {
      const [alice, bob] = await Promise.all([chatAs('alice'), chatAs('bob')]);
      const name = uniqueName('Picnic');

      await alice.page.getByRole('button', { name: 'New conversation' }).first().focus();
      await alice.page.keyboard.press('Enter');
      const dialog = alice.page.getByRole('dialog', { name: 'New conversation' });
      await dialog.getByRole('textbox', { name: /^Name/ }).fill(name);
      await dialog.getByLabel('Find by name or identity').fill('bob');
      await alice.page.keyboard.press('Enter');
      await dialog.getByRole('button', { name: 'Create' }).press('Enter');
      await dialog.waitFor({ state: 'detached' });
      await alice.send('Who brings the blanket?');

      await bob.row(name).getByText('Who brings the blanket?').waitFor();
      await bob.row(name).focus();
      await bob.page.keyboard.press('Enter');
      await bob.bubble('Who brings the blanket?').waitFor();
      expect(await alice.inbox.getByRole('link', { name }).count()).toBe(1);
      expect(await bob.inbox.getByRole('link', { name }).count()).toBe(1);
    });

    it('closes a dialog with Escape and gives the focus back', async () => {
      const alice = await chatAs('alice');
      const button = alice.page.getByRole('button', { name: 'New conversation' }).first();

      await button.press('Enter');
      await alice.page.getByRole('dialog').waitFor();
      await alice.page.keyboard.press('Escape');

      await alice.page.getByRole('dialog').waitFor({ state: 'detached' });
      expect(await button.and(alice.page.locator(':focus')).count()).toBe(1);
    });

    it('adds a member live, and takes the conversation from who is removed', async () => {
      const name = await conversationOf(server, ['alice', 'bob'], { messages: ['Come in'] });
      const [alice, carol] = await Promise.all([chatAs('alice'), chatAs('carol')]);
      await alice.openConversation(name);
      await alice.page.getByRole('button', { name: 'Members', exact: true }).click();

      await alice.page.getByRole('button', { name: 'Add people' }).click();
      const dialog = alice.page.getByRole('dialog', { name: 'Add people' });
      await dialog.getByLabel('Find by name or identity').fill('carol');
      await dialog.getByRole('checkbox').check({ force: true });
      await dialog.getByRole('button', { name: 'Add' }).click();
      await carol.openConversation(name);
      await carol.bubble('Come in').waitFor();

      await alice.page.getByRole('button', { name: /Remove Carol/i }).click();
      await alice.page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
      await carol.page.getByText('You are no longer part of that conversation.').waitFor();
      expect(await carol.row(name).count()).toBe(0);
    });

    it('renames a conversation in both inboxes', async () => {
      const name = await conversationOf(server, ['alice', 'bob']);
      const renamed = uniqueName('Renamed');
      const [alice, bob] = await Promise.all([chatAs('alice'), chatAs('bob')]);
      await alice.openConversation(name);

      await alice.page.getByRole('button', { name: 'Conversation menu' }).click();
      await alice.page.getByRole('menuitem', { name: 'Rename' }).click();
      await alice.page.getByRole('textbox', { name: 'Name' }).fill(renamed);
      await alice.page.keyboard.press('Enter');

      await alice.row(renamed).waitFor();
      await bob.row(renamed).waitFor();
      expect(await bob.row(name).count()).toBe(0);
    });

    it('lets a closed conversation be read, and says why nobody can write in it', async () => {
      const name = await conversationOf(server, ['alice', 'bob'], { messages: ['The end'] });
      const alice = await chatAs('alice');
      await alice.openConversation(name);
      await alice.page.getByLabel('Message', { exact: true }).waitFor();

      await close(server, name);

      await alice.page.getByText('This conversation is closed.').waitFor();
      await alice.bubble('The end').waitFor();
      expect(await alice.page.getByLabel('Message', { exact: true }).count()).toBe(0);
    });

    it('signs out for good', async () => {
      const alice = await chatAs('alice');

      await alice.page.getByRole('button', { name: 'Sign out' }).click();
      await alice.page.getByText('Who would you like to be?').waitFor();
      await alice.page.reload();

      await alice.page.getByText('Who would you like to be?').waitFor();
      expect(await alice.page.evaluate('sessionStorage.length')).toBe(0);
    });
  },
);

interface ConversationOptions {
  readonly messages?: readonly string[];
  readonly readBy?: readonly string[];
}

/** Makes a conversation of these people, the first of whom writes, and returns its name. */
async function conversationOf(
  server: ChatServer,
  [creator = 'alice', ...others]: readonly string[],
  { messages = [], readBy = [] }: ConversationOptions = {},
): Promise<string> {
  const friendlyName = uniqueName('Boats');
  const client = await server.as(creator);
  const participants = others.map((identity) => ({ identity }));
  const { createConversation } = await client.data('CreateConversation', {
    input: { friendlyName, participants },
  });
  const conversationId = createConversation.conversation.id;
  let lastReadMessageIndex = null;
  for (const body of messages) {
    const { sendMessage } = await client.data('SendMessage', { input: { conversationId, body } });
    lastReadMessageIndex = sendMessage.message.index;
  }
  for (const identity of readBy) {
    const reader = await server.as(identity);
    await reader.data('MarkRead', { input: { conversationId, lastReadMessageIndex } });
  }
  return friendlyName;
}

/** Closes a conversation past the chat, which has no button for it. */
async function close(server: ChatServer, friendlyName: string): Promise<void> {
  const client = await server.as('alice');
  const { viewer } = await client.data('Inbox', { first: 100 });
  const edge = viewer.conversations.edges.find(
    ({ node }: { node: { friendlyName: string | null } }) => node.friendlyName === friendlyName,
  );
  await client.data('UpdateConversation', { input: { conversationId: edge.node.id, state: 'CLOSED' } });
}

/** Keeps the answers to an operation from the page until they are released. */
async function holdAnswers(page: Page, operationName: string): Promise<{ release(): Promise<void> }> {
  let release: () => void = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route('**/graphql', async (route) => {
    const isMeant = route.request().postData()?.includes(`"${operationName}"`);
    const response = await route.fetch();
    if (isMeant) await released;
    await route.fulfill({ response });
  });
  return {
    async release() {
      const answered = page.waitForResponse((response) => response.url().endsWith('/graphql'));
      release();
      await answered;
    },
  };
}

let namesGiven = 0;

/** Tests share the server, and tell their conversations apart by name. */
function uniqueName(word: string): string {
  namesGiven += 1;
  return `${word} ${namesGiven}`;
}

/** Counts again and again until `isOver` resolves. */
async function countWhile(
  count: () => Promise<number>,
  isOver: () => Promise<unknown>,
): Promise<readonly number[]> {
  const counts = [await count()];
  const progress = { isOver: false };
  const end = isOver().then(() => {
    progress.isOver = true;
  });
  while (!progress.isOver) counts.push(await count());
  await end;
  return counts;
}
