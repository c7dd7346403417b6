import { closeSync, existsSync, openSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { startEmulator } from '../testkit/emulator.ts';
import { findFreePort } from '../testkit/free-port.ts';
import { startGatewayProcess } from '../testkit/gateway-process.ts';
import { signToken } from '../testkit/gateway.ts';
import { stopWithTest } from '../testkit/stop-with-test.ts';

// Linux has a file for which every disk is full.
describe.skipIf(!existsSync('/dev/full'))('while the disk under the log is full', () => {
  it('a gateway starts, answers, logs in vain, and ends as it should', async () => {
    const emulator = await startEmulator();
    const output = openSync('/dev/full', 'w');
    stopWithTest(() => closeSync(output));
    const gateway = await startGatewayProcess(emulator.emulator.config, {
      output,
      environment: { PORT: String(await findFreePort()), LOG_LEVEL: 'debug' },
    });
    const authorization = `Bearer ${await signToken('alice')}`;
    const ask = async () => {
      const response = await fetch(`${gateway.origin}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization },
        body: '{"query":"{ viewer { identity } }"}',
      });
      return response.json();
    };

    // Each is a line of the log.
    const answers = [];
    for (let asked = 0; asked < 20; asked += 1) answers.push(await ask());
    const forged = { method: 'POST', headers: { 'x-twilio-signature': 'x' }, body: new URLSearchParams() };
    const refused = await fetch(`${gateway.origin}/webhooks/twilio`, forged);
    gateway.send('SIGTERM');

    expect(answers).toEqual(
      Array(20).fill(expect.objectContaining({ data: { viewer: { identity: 'alice' } } })),
    );
    expect(refused.status).toBe(403);
    expect(await gateway.exited).toBe(0);
  }, 60_000);
});
