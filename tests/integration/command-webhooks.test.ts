import { describe, expect, it } from 'vitest';
import { neededFilters } from '../../src/cli/webhook-plan.ts';
import { startCommand } from '../testkit/command.ts';
import { startEmulator, type StartedEmulator } from '../testkit/emulator.ts';
import { findFreePort } from '../testkit/free-port.ts';
import { hasRedisServer, startRedisServer } from '../testkit/redis-server.ts';

const tokenSecret = 'the secret with which tokens are signed here';

/** An emulator whose service sends no webhooks, and the environment of a gateway over it. */
async function setUp() {
  const started = await startEmulator();
  const port = await findFreePort();
  const { accountSid, authToken, baseUrl, chatServiceSid } = started.emulator.config;
  const environment = {
    TWILIO_ACCOUNT_SID: accountSid,
    TWILIO_AUTH_TOKEN: authToken,
    TWILIO_CHAT_SERVICE_SID: chatServiceSid,
    TWILIO_BASE_URL: baseUrl,
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    PORT: String(port),
    AUTH_JWT_SECRET: tokenSecret,
  };
  return { started, environment };
}

async function serve(environment: Readonly<Record<string, string>>) {
  const run = startCommand(['serve'], environment);
  await expect.poll(run.output, { timeout: 15_000 }).toContain('listens');
  return run;
}

async function callTwilio({ emulator }: StartedEmulator, path: string, form?: [string, string][]) {
  const { accountSid, authToken, baseUrl, chatServiceSid } = emulator.config;
  const response = await fetch(`${baseUrl}/v1/Services/${chatServiceSid}${path}`, {
    method: form ? 'POST' : 'GET',
    headers: {
      authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`,
      'x-twilio-webhook-enabled': 'true',
    },
    ...(form ? { body: new URLSearchParams(form) } : {}),
  });
  return (await response.json()) as Record<string, unknown>;
}

// Each command is a process of its own, and some tests run several of them.
describe('webhooks', { timeout: 90_000 }, () => {
  it('check shows what is not as needed, apply sets and proves it, and check finds nothing left', async () => {
    const { started, environment } = await setUp();
    await serve(environment);
    await callTwilio(started, '/Configuration/Webhooks', [['Filters', 'onUserUpdated']]);

    const before = await startCommand(['webhooks', 'check'], environment).result();
    const applied = await startCommand(['webhooks', 'apply'], environment).result();
    const after = await startCommand(['webhooks', 'check', '--prove'], environment).result();

    expect(before.exitCode).toBe(1);
    expect(before.output).toContain(`${environment.PUBLIC_URL}/webhooks/twilio`);
    expect(before.output).toContain('onMessageAdded');
    expect(applied.output).toMatch(
      /ok +An event went through Twilio and reached the gateway within \d+ ms\./,
    );
    expect(applied.exitCode).toBe(0);
    expect(after).toMatchObject({ exitCode: 0, output: expect.stringContaining('An event went through') });
    // What somebody else wanted to hear is still sent, and nothing of the proofs is left.
    const configuration = await callTwilio(started, '/Configuration/Webhooks');
    expect(new Set(configuration['filters'] as string[])).toEqual(
      new Set(['onUserUpdated', ...neededFilters]),
    );
    expect((await callTwilio(started, '/Conversations'))['conversations']).toEqual([]);
  });

  it('apply takes webhooks from another address only when that is meant', async () => {
    const { started, environment } = await setUp();
    const elsewhere = 'http://127.0.0.1:9/elsewhere';
    await callTwilio(started, '/Configuration/Webhooks', [['PostWebhookUrl', elsewhere]]);
    const urlNow = async () => (await callTwilio(started, '/Configuration/Webhooks'))['post_webhook_url'];

    const careful = await startCommand(['webhooks', 'apply', '--no-proof'], environment).result();
    const urlBefore = await urlNow();
    const meant = await startCommand(['webhooks', 'apply', '--no-proof', '--replace'], environment).result();

    expect(careful).toMatchObject({ exitCode: 1, output: expect.stringContaining('--replace') });
    expect(urlBefore).toBe(elsewhere);
    expect(meant.exitCode).toBe(0);
    expect(await urlNow()).toBe(`${environment.PUBLIC_URL}/webhooks/twilio`);
  });

  it('says where the proof fails: without a gateway nothing is created, without webhooks nothing is left', async () => {
    const { started, environment } = await setUp();

    const alone = await startCommand(['webhooks', 'apply'], environment).result();
    await serve(environment);
    started.control.setFaults({ dropWebhooks: 1 });
    const lost = await startCommand(['webhooks', 'check', '--prove', '--timeout', '1'], environment).result();

    expect(alone).toMatchObject({ exitCode: 1, output: expect.stringContaining('ECONNREFUSED') });
    expect(lost).toMatchObject({
      exitCode: 1,
      output: expect.stringContaining('no webhook of it reached the gateway within 1 seconds'),
    });
    expect((await callTwilio(started, '/Conversations'))['conversations']).toEqual([]);
  });

  it('watch prints what reaches the gateway, and nothing of its content', async () => {
    const { started, environment } = await setUp();
    await serve(environment);
    await startCommand(['webhooks', 'apply', '--no-proof'], environment).result();
    const watch = startCommand(['webhooks', 'watch'], environment);
    await expect.poll(watch.output, { timeout: 15_000 }).toContain('Waiting for events');

    const { sid } = await callTwilio(started, '/Conversations', [['FriendlyName', 'canary']]);
    await expect
      .poll(watch.output, { timeout: 10_000 })
      .toMatch(new RegExp(`ConversationAdded +${String(sid)}`));
    watch.child.kill('SIGINT');

    expect(await watch.exit).toBe(0);
    expect(watch.output()).not.toContain('canary');
  });

  it('asks what is to be done', async () => {
    const { environment } = await setUp();

    for (const [sentence, ...args] of [
      ['webhooks check, webhooks apply or webhooks watch'],
      ['webhooks check, webhooks apply or webhooks watch', 'dance'],
      ['The argument "twice" is one too many.', 'check', 'twice'],
      ['--timeout has to be a number of seconds from 1 to 300.', 'check', '--timeout', '0'],
    ] as const)
      expect(await startCommand(['webhooks', ...args], environment).result()).toEqual({
        exitCode: 2,
        output: expect.stringContaining(sentence),
      });
  });

  it('says what Twilio refuses, and which command finds out why', async () => {
    const { environment } = await setUp();

    const refused = await startCommand(['webhooks', 'check'], {
      ...environment,
      TWILIO_AUTH_TOKEN: 'not-the-token',
    }).result();

    expect(refused.exitCode).toBe(1);
    expect(refused.output).toMatch(/Twilio refused the gateway's credentials[^]*doctor finds out why/);
    expect(refused.output).not.toContain('not-the-token');
  });
});

describe('doctor', { timeout: 90_000 }, () => {
  it('finds nothing wrong with a gateway that is set up, and shows no secret', async () => {
    const { environment } = await setUp();
    await serve(environment);
    await startCommand(['webhooks', 'apply'], environment).result();

    const { exitCode, output } = await startCommand(['doctor'], environment).result();

    expect(output).not.toMatch(/^(failed|warning)/m);
    expect(exitCode).toBe(0);
    for (const finding of [
      'takes the auth token',
      'The clock is',
      'Conversations Service is',
      'is reached at',
    ])
      expect(output).toContain(finding);
    for (const secret of [environment.TWILIO_AUTH_TOKEN, tokenSecret]) expect(output).not.toContain(secret);
  });

  it('finds everything that is wrong at once, each with what to do', async () => {
    const { environment } = await setUp();

    const { exitCode, output } = await startCommand(['doctor'], {
      ...environment,
      TWILIO_AUTH_TOKEN: 'not-the-token',
      REDIS_URL: `redis://127.0.0.1:${await findFreePort()}`,
    }).result();

    expect(exitCode).toBe(1);
    expect(output).toMatch(/failed +Twilio does not take the auth token/);
    expect(output).toMatch(/warning +The Conversations Service and its webhooks were not looked at/);
    expect(output).toMatch(/failed +Redis at 127\.0\.0\.1:\d+ cannot be used/);
    expect(output).toMatch(/failed +The gateway cannot be reached at http:\S+ ECONNREFUSED/);
    expect(output).toContain('Copy the account sid and the auth token');
    expect(output).not.toContain('not-the-token');
  });

  it('tells a gateway with another auth token from one that is not there', async () => {
    const { environment } = await setUp();
    await serve(environment);

    const { output } = await startCommand(['doctor'], {
      ...environment,
      TWILIO_AUTH_TOKEN: 'another-token',
    }).result();

    expect(output).toContain('not signed with an auth token of this gateway');
  });

  it.skipIf(!hasRedisServer())('reaches Redis, and leaves nothing in it that stays', async () => {
    const { environment } = await setUp();
    const redis = await startRedisServer();

    const { output } = await startCommand(['doctor'], { ...environment, REDIS_URL: redis.url }).result();

    expect(output).toMatch(/ok +Redis at 127\.0\.0\.1:\d+ can be used/);
    const keys = (await redis.command('KEYS', '*')) as string[];
    for (const key of keys) expect(await redis.command('PTTL', key)).not.toBe(-1);
  });
});
