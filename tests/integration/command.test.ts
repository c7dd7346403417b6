import { describe, expect, it } from 'vitest';
import { findFreePort } from '../testkit/free-port.ts';
import { startCommand as start } from '../testkit/command.ts';

const credentials = {
  TWILIO_ACCOUNT_SID: `AC${'1'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'canary-of-an-auth-token',
};

describe('serve', () => {
  it('stops without configuration, naming everything that is missing and how to try the emulator', async () => {
    const { exitCode, output } = await start(['serve']).result();

    expect(exitCode).toBe(78);
    for (const name of ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'PUBLIC_URL', 'AUTH_JWT_SECRET']) {
      expect(output).toContain(name);
    }
    expect(output).toContain('serve --emulator');
    expect(output).not.toMatch(/^\s+at /m);
  });

  it('names the auth token as missing also where REST has an API key', async () => {
    const { output } = await start(['serve'], {
      TWILIO_ACCOUNT_SID: credentials.TWILIO_ACCOUNT_SID,
      TWILIO_API_KEY_SID: `SK${'2'.repeat(32)}`,
      TWILIO_API_KEY_SECRET: 'canary-of-an-api-key',
      PUBLIC_URL: 'https://chat.example.com',
      AUTH_JWT_SECRET: 'x'.repeat(32),
    }).result();

    expect(output).toContain('TWILIO_AUTH_TOKEN');
    expect(output).not.toContain('PUBLIC_URL');
    expect(output).not.toContain('canary');
  });

  it('refuses the development secret beside the credentials of an account', async () => {
    const { developmentSecret } = await import('../../src/config/development.ts');

    const { exitCode, output } = await start(['serve'], {
      ...credentials,
      PUBLIC_URL: 'https://chat.example.com',
      AUTH_JWT_SECRET: developmentSecret,
    }).result();

    expect(exitCode).toBe(78);
    expect(output).toContain('AUTH_JWT_SECRET');
    expect(output).not.toContain('canary');
  });

  it('runs a whole chat over the emulator, tells where, and stops when it is asked to', async () => {
    const [port, emulatorPort] = [await findFreePort(), await findFreePort()];
    const origin = `http://localhost:${port}`;
    const run = start(['serve', '--emulator'], { PORT: String(port), EMULATOR_PORT: String(emulatorPort) });
    await expect.poll(run.output, { timeout: 15_000 }).toContain('Ctrl-C');

    const people = (await (await fetch(`${origin}/demo/people`)).json()) as {
      people: { identity: string }[];
    };
    const signIn = await fetch(`${origin}/demo/token`, {
      method: 'POST',
      body: JSON.stringify(people.people[0]),
    });
    const { token } = (await signIn.json()) as { token: string };
    const answer = await fetch(`${origin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query: '{ viewer { identity conversations { nodes { friendlyName } } } }' }),
    });
    const { data } = (await answer.json()) as {
      data: { viewer: { identity: string; conversations: { nodes: object[] } } };
    };
    run.child.kill('SIGTERM');

    expect(data.viewer.identity).toBe(people.people[0]?.identity);
    expect(data.viewer.conversations.nodes.length).toBeGreaterThan(0);
    expect(run.output()).toContain(`${origin}/graphiql`);
    expect(await run.exit).toBe(0);
  });

  it('says in one sentence that a port is taken', async () => {
    const port = await findFreePort();
    const ports = { PORT: String(port), EMULATOR_PORT: String(await findFreePort()) };
    const first = start(['serve', '--emulator'], ports);
    await expect.poll(first.output, { timeout: 15_000 }).toContain('Ctrl-C');

    const second = await start(['serve', '--emulator'], {
      ...ports,
      EMULATOR_PORT: String(await findFreePort()),
    }).result();

    expect(second.exitCode).toBe(78);
    expect(second.output).toContain(String(port));
    expect(second.output).not.toMatch(/^\s+at /m);
  });
});

describe('token', () => {
  it('prints a token for an identity, and one with service scope', async () => {
    const claimsOf = (token: string): unknown =>
      JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

    const alice = await start(['token', 'alice']).result();
    const service = await start(['token', '--service']).result();

    expect(claimsOf(alice.output)).toMatchObject({ sub: 'alice' });
    expect(claimsOf(alice.output)).not.toHaveProperty('scope');
    expect(claimsOf(service.output)).toMatchObject({ scope: 'service' });
  });

  it('refuses to work beside the credentials of an account', async () => {
    const { exitCode, output } = await start(['token', 'alice'], credentials).result();

    expect(exitCode).toBe(78);
    expect(output).toContain('development secret');
    expect(output).not.toContain('canary');
  });

  it('asks for an identity', async () => {
    expect(await start(['token']).result()).toMatchObject({
      exitCode: 2,
      output: expect.stringContaining('token alice'),
    });
  });
});

describe('the command', () => {
  it('tells its version and its commands, and what is wrong with a call', async () => {
    const version = await start(['--version']).result();
    const help = await start(['--help']).result();
    const unknown = await start(['dance']).result();
    const option = await start(['serve', '--faster']).result();

    expect(version).toEqual({ exitCode: 0, output: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
    for (const name of ['serve', 'emulator', 'token', 'check-config', 'print-config', 'print-schema'])
      expect(help.output).toContain(name);
    expect(unknown).toMatchObject({ exitCode: 2, output: expect.stringContaining('"dance"') });
    expect(option).toMatchObject({ exitCode: 2, output: expect.stringContaining('--faster') });
  });

  it('ends without a word when nobody reads its results any more', async () => {
    const nowhere = `http://127.0.0.1:${await findFreePort()}`;
    const run = start(['doctor'], {
      ...credentials,
      TWILIO_BASE_URL: nowhere,
      PUBLIC_URL: nowhere,
      AUTH_JWT_SECRET: 'x'.repeat(32),
    });
    run.child.stdout.destroy();

    expect(await run.exit).toBe(1);
    expect(run.output()).not.toMatch(/EPIPE|^\s+at /m);
  });

  it('prints the schema', async () => {
    const { output } = await start(['print-schema']).result();

    expect(output).toContain('type Subscription');
  });

  it('runs the emulator alone until it is asked to stop', async () => {
    const run = start(['emulator', '--port', '0', '--demo']);
    await expect.poll(run.output, { timeout: 15_000 }).toContain('__emulator/config');
    const address = /http:\S+__emulator\/config/.exec(run.output())?.[0] ?? '';

    const config = await (await fetch(address)).json();
    run.child.kill('SIGINT');

    expect(Object.keys(config as object).toSorted()).toEqual([
      'accountSid',
      'authToken',
      'baseUrl',
      'chatServiceSid',
    ]);
    expect(await run.exit).toBe(0);
  });
});
