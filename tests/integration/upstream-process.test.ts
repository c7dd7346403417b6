import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { setUpUpstream } from './upstream-setup.ts';

const script = fileURLToPath(new URL('upstream-short-script.ts', import.meta.url));

it('lets a short script live until its call is answered, also while it only waits to try again, and then end', async () => {
  const { upstream, conversationSid } = await setUpUpstream();
  const { accountSid, authToken, baseUrl } = upstream.emulator.config;
  upstream.control.setFaults({ errorRate: 1, status: 429, retryAfterSeconds: 1 });

  const run = promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', script, baseUrl, accountSid, authToken, conversationSid],
    { timeout: 15_000 },
  );
  await expect.poll(() => upstream.control.journal().length, { timeout: 10_000 }).toBe(1);
  upstream.control.setFaults({});

  await expect(run).resolves.toMatchObject({ stdout: conversationSid });
});
