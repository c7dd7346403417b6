import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startChat } from '../testkit/chat.ts';
import { browserTestTimeout, chromiumRequirement, launchBrowser, visit } from '../testkit/chat-browser.ts';
import { signToken } from '../testkit/gateway.ts';
import { readMetric } from '../testkit/metric.ts';
import { requireOrSkip } from '../testkit/requirements.ts';

describe.skipIf(!requireOrSkip(chromiumRequirement))('the status page', browserTestTimeout, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  it('asks for a token, refuses that of a user, and shows the instances to a service', async () => {
    const { gateway } = await startChat();
    const { page } = await visit({ browser, url: `${gateway.origin}/status` });
    const show = async (token: Promise<string>) => {
      await page.getByLabel('A token of service scope').fill(await token);
      await page.getByRole('button', { name: 'Show' }).click();
    };

    await show(signToken('alice'));
    await page.getByText('This needs a token of service scope.').waitFor();
    await show(signToken(null, { isService: true }));
    await page.getByRole('cell', { name: 'ready' }).waitFor();

    expect(await page.getByText('Nothing that these figures show.').count()).toBe(1);
    expect(await page.title()).toBe('✔ Status');
    expect(page.url()).toBe(`${gateway.origin}/status`);
    expect(await page.evaluate('localStorage.length + sessionStorage.length')).toBe(0);
  });

  it('says by itself what is wrong, while it is open', async () => {
    const { alice, emulator, gateway, id } = await startChat();
    const { page } = await visit({ browser, url: `${gateway.origin}/status` });
    await page.getByLabel('A token of service scope').fill(await signToken(null, { isService: true }));
    await page.keyboard.press('Enter');
    await page.getByText('Nothing that these figures show.').waitFor();

    emulator.emulator.setFaults({ errorRate: 1, status: 503 });
    for (let index = 0; index < 25; index += 1) await alice.run('Thread', { id });

    await page.getByText('Twilio fails: the circuit is open').waitFor();
    expect(await page.title()).toBe('✖ Status');
  });

  it('fits on the screen of a laptop, and says what close codes mean', async () => {
    const { gateway, bob, id } = await startChat();
    const { page } = await visit({ browser, url: `${gateway.origin}/status` });
    await page.setViewportSize({ width: 1_280, height: 800 });
    const events = bob.subscribe('ConversationEvents', { conversationId: id });
    await expect.poll(() => readMetric(gateway.origin, 'subscriptions')).toBe(1);
    await events.stop();
    await page.getByLabel('A token of service scope').fill(await signToken(null, { isService: true }));
    await page.keyboard.press('Enter');

    await page.getByRole('cell', { name: 'the client was done' }).waitFor();

    const clipped = `[...document.querySelectorAll('section')].filter((part) => part.scrollWidth > part.clientWidth).length`;
    expect(await page.evaluate(clipped)).toBe(0);
  });

  it('does not go on to show a good state once nobody answers', async () => {
    const { gateway } = await startChat();
    const { page } = await visit({ browser, url: `${gateway.origin}/status` });
    await page.getByLabel('A token of service scope').fill(await signToken(null, { isService: true }));
    await page.keyboard.press('Enter');
    await page.getByText('Nothing that these figures show.').waitFor();

    await gateway.stop();

    await page.getByText('This page is not answered any more').waitFor();
    expect(await page.getByText('Nothing that these figures show.').count()).toBe(0);
    expect(await page.title()).toBe('✖ Status');
  });
});
