import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContext, type Locator, type Page } from 'playwright-core';
import { onTestFailed, onTestFinished } from 'vitest';

const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

/** What {@link requireOrSkip} is asked for before a browser is launched. */
export const chromiumRequirement = {
  name: `Chromium (${executablePath})`,
  isPresent: existsSync(executablePath),
  install: 'apt-get install --no-install-recommends chromium fonts-liberation',
};

/** How long a page may take on a busy machine: for polls; a locator waits as long by itself. */
export const patience = { timeout: 15_000, interval: 50 };

/** For `describe`: several pages in a row, on a busy machine. */
export const browserTestTimeout = { timeout: 60_000 };

/** Debian's Chromium, without anything that would ask the network, and usable as root. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** Somebody at a browser of their own. */
export interface Visitor {
  readonly context: BrowserContext;
  readonly page: Page;
}

/** Options of {@link visit} and {@link visitChat}. */
export interface VisitOptions {
  readonly browser: Browser;
  readonly url: string;
  /** What is done with the context before the page is opened. */
  readonly prepare?: (context: BrowserContext) => Promise<void>;
  /** Whether a request may be refused with 400, which Chromium logs. @default false */
  readonly mayBeRefused?: boolean;
}

/**
 * Opens a page in a context of its own and closes it with the test. What the page logs as an error is an error of the test: a
 * script that throws, a file that is missing, something that the content security policy stopped.
 */
export async function visit({ browser, url, prepare, mayBeRefused = false }: VisitOptions): Promise<Visitor> {
  const context = await browser.newContext({
    viewport: { width: 1100, height: 720 },
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(patience.timeout);
  await prepare?.(context);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    const text = message.text();
    const isExpected = isNetworkNote(text) || (mayBeRefused && text.includes('a status of 400'));
    if (message.type() === 'error' && !isExpected) faults.push(text);
  });
  onTestFailed(async () => {
    if (!page.isClosed()) console.error(await page.locator('body').ariaSnapshot());
  });
  onTestFinished(async () => {
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await context.close();
    if (faults.length > 0) throw new Error(`The page logged errors:\n${faults.join('\n')}`);
  });
  await page.goto(url);
  return { context, page };
}

/** Chromium itself logs each request and socket that fails or is refused: that is what some tests are about. */
function isNetworkNote(text: string): boolean {
  return (
    text.includes('net::ERR_') || text.includes('WebSocket connection') || text.includes('a status of 403')
  );
}

/** Somebody signed in to the chat, and what they see and do there, in the words of the screen. */
export interface ChatVisitor extends Visitor {
  readonly inbox: Locator;
  readonly messages: Locator;
  /** The row of a conversation in the inbox. */
  row(conversationName: string): Locator;
  /** The bubbles with exactly this text. */
  bubble(text: string): Locator;
  openConversation(conversationName: string): Promise<void>;
  send(text: string): Promise<void>;
  /** Opens the menu of one's own message and chooses an item. */
  choose(text: string, item: 'Edit' | 'Delete'): Promise<void>;
}

/** Opens the chat and signs in. */
export async function visitChat(options: VisitOptions & { readonly identity: string }): Promise<ChatVisitor> {
  const { context, page } = await visit(options);
  await page.getByRole('button', { name: 'Sign in as' }).filter({ hasText: options.identity }).click();
  const inbox = page.getByRole('navigation', { name: 'Conversations' });
  await inbox.getByText('Sign out').waitFor();
  const messages = page.getByRole('group', { name: 'Messages' });
  const row = (conversationName: string) => inbox.getByRole('link', { name: conversationName });
  const bubble = (text: string) => messages.getByText(text, { exact: true });
  return {
    context,
    page,
    inbox,
    messages,
    row,
    bubble,
    async openConversation(conversationName) {
      await row(conversationName).click();
      await page.getByRole('heading', { name: conversationName }).waitFor();
    },
    async send(text) {
      await page.getByLabel('Message', { exact: true }).fill(text);
      await page.keyboard.press('Enter');
    },
    async choose(text, item) {
      const message = messages.getByRole('listitem').filter({ has: page.getByText(text, { exact: true }) });
      await message.getByRole('button', { name: 'Message menu' }).click();
      await message.getByRole('menuitem', { name: item }).click();
    },
  };
}
