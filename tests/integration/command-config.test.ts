import { createHash, createSecretKey } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { describe, expect, it, onTestFinished } from 'vitest';
import { exitCodes } from '../../src/cli/command.ts';
import { environmentVariables } from '../../src/config/environment.ts';
import { startCommand } from '../testkit/command.ts';
import { startEmulator } from '../testkit/emulator.ts';
import { findFreePort } from '../testkit/free-port.ts';

const complete = {
  TWILIO_ACCOUNT_SID: `AC${'1'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'canary-of-an-auth-token',
  PUBLIC_URL: 'https://chat.example.com',
  AUTH_JWT_SECRET: 'canary-of-a-secret-of-more-than-32-bytes',
};

function temporaryFile(name: string, text: string) {
  const folder = mkdtempSync(join(tmpdir(), 'command-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, name);
  const write = (content: string) => writeFileSync(path, content);
  write(text);
  return { path, write };
}

describe('check-config', () => {
  it('says that a configuration is usable, and starts nothing', async () => {
    const { path } = temporaryFile('gateway.json', '{"port": 5000}');

    const { exitCode, output } = await startCommand(['check-config', '--config', path], complete).result();

    expect(exitCode).toBe(0);
    expect(output).toContain('is usable');
  });

  it('names every fault at once with what was meant, and ends with 78', async () => {
    const { path } = temporaryFile('gateway.json', '{"prot": 5000, "auth": {"isuer": "me"}}');
    const environment = { ...complete, LOG_LEVEL: 'loud', ALLOWED_ORIGIN: 'https://a.example.com' };

    const { exitCode, output } = await startCommand(['check-config', '--config', path], environment).result();

    expect(exitCode).toBe(78);
    for (const hint of ['Did you mean port?', 'Did you mean auth.issuer?', 'LOG_LEVEL', 'ALLOWED_ORIGINS?'])
      expect(output).toContain(hint);
    expect(output).not.toContain('canary');
  });
});

describe('print-config', () => {
  it('prints every option with where it came from, and no secret', async () => {
    const text = await startCommand(['print-config'], complete).result();
    const json = await startCommand(['print-config', '--json'], complete).result();

    for (const { name } of environmentVariables.filter(({ option }) => option !== null))
      expect(text.output).toContain(name);
    expect(text.output).toMatch(/PUBLIC_URL +https:\/\/chat.example.com +PUBLIC_URL/);
    expect(JSON.parse(json.output)).toContainEqual({
      option: 'twilio.authToken',
      variable: 'TWILIO_AUTH_TOKEN',
      value: '(secret)',
      source: 'TWILIO_AUTH_TOKEN',
      isReloadable: true,
    });
    expect(`${text.output}${json.output}`).not.toContain('canary');
  });
});

describe('serve', () => {
  it('takes over a rotated secret on SIGHUP without a restart, and stays as it is when the new one is not usable', async () => {
    const [port, emulatorPort] = [await findFreePort(), await findFreePort()];
    const [oldSecret, newSecret] = ['o'.repeat(32), 'n'.repeat(32)];
    const secret = temporaryFile('secret', `${oldSecret}\n`);
    const run = startCommand(['serve', '--emulator'], {
      PORT: String(port),
      EMULATOR_PORT: String(emulatorPort),
      AUTH_JWT_SECRET_FILE: secret.path,
    });
    await expect.poll(run.output, { timeout: 15_000 }).toContain('Ctrl-C');
    const ask = async (signedWith: string) => {
      const token = await new SignJWT({ sub: 'alice' })
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuer('twilio-conversations-graphql')
        .setAudience('twilio-conversations-graphql')
        .setExpirationTime('1h')
        .sign(createSecretKey(Buffer.from(signedWith)));
      const answer = await fetch(`http://localhost:${port}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: '{"query":"{ viewer { identity } }"}',
      });
      return answer.status;
    };

    expect([await ask(oldSecret), await ask(newSecret)]).toEqual([200, 401]);
    secret.write(newSecret);
    run.child.kill('SIGHUP');
    await expect.poll(run.output, { timeout: 5_000 }).toContain('was reloaded');
    expect([await ask(oldSecret), await ask(newSecret)]).toEqual([401, 200]);
    secret.write('short');
    run.child.kill('SIGHUP');
    await expect.poll(run.output, { timeout: 5_000 }).toContain('Nothing was reloaded');

    expect(await ask(newSecret)).toBe(200);
    expect(run.output()).not.toContain(newSecret);
    run.child.kill('SIGTERM');
    expect(await run.exit).toBe(0);
  });

  it('takes over the documents of a new file on SIGHUP, and keeps those it has where a text is not that of its digest', async () => {
    const [port, emulatorPort] = [await findFreePort(), await findFreePort()];
    const digestOf = (text: string) => createHash('sha256').update(text).digest('hex');
    const byDigest = (text: string) => JSON.stringify({ [digestOf(text)]: text });
    const [before, after] = ['{ viewer { identity } }', '{ viewer { id } }'];
    const documents = temporaryFile('documents.json', byDigest(before));
    const secret = 's'.repeat(32);
    const run = startCommand(['serve', '--emulator'], {
      PORT: String(port),
      EMULATOR_PORT: String(emulatorPort),
      AUTH_JWT_SECRET: secret,
      TRUSTED_DOCUMENTS_FILE: documents.path,
    });
    await expect.poll(run.output, { timeout: 15_000 }).toContain('Ctrl-C');
    const token = await new SignJWT({ sub: 'alice' })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer('twilio-conversations-graphql')
      .setAudience('twilio-conversations-graphql')
      .setExpirationTime('1h')
      .sign(createSecretKey(Buffer.from(secret)));
    const ask = async (text: string) => {
      const persistedQuery = { version: 1, sha256Hash: digestOf(text) };
      const answer = await fetch(`http://localhost:${port}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ extensions: { persistedQuery } }),
      });
      const { errors } = (await answer.json()) as { errors?: [{ extensions: { code: string } }] };
      return errors?.[0].extensions.code ?? 'answered';
    };

    expect([await ask(before), await ask(after)]).toEqual(['answered', 'PERSISTED_QUERY_NOT_FOUND']);
    documents.write(byDigest(after));
    run.child.kill('SIGHUP');
    await expect.poll(run.output, { timeout: 5_000 }).toContain('"applied":["trustedDocuments"]');
    expect([await ask(before), await ask(after)]).toEqual(['PERSISTED_QUERY_NOT_FOUND', 'answered']);
    documents.write(JSON.stringify({ [digestOf(before)]: after }));
    run.child.kill('SIGHUP');
    await expect.poll(run.output, { timeout: 5_000 }).toContain('Nothing was reloaded');

    expect(run.output()).toContain(digestOf(before));
    expect(await ask(after)).toBe('answered');
    run.child.kill('SIGTERM');
    expect(await run.exit).toBe(0);
  });

  it('reads its config file anew on SIGHUP, and logs as much as that says from then on', async () => {
    const [port, emulatorPort] = [await findFreePort(), await findFreePort()];
    const file = temporaryFile('gateway.json', JSON.stringify({ port, logLevel: 'error' }));
    const run = startCommand(['serve', '--emulator', '--config', file.path], {
      EMULATOR_PORT: String(emulatorPort),
    });
    await expect.poll(run.output, { timeout: 15_000 }).toContain('Ctrl-C');

    file.write(JSON.stringify({ port, logLevel: 'info' }));
    run.child.kill('SIGHUP');

    await expect.poll(run.output, { timeout: 5_000 }).toMatch(/"applied":\["logLevel"\]/);
    run.child.kill('SIGTERM');
    expect(await run.exit).toBe(0);
  });

  it('says which port is taken and what to do, in one line', async () => {
    const taken = await startEmulator();
    const environment = { PORT: String(await findFreePort()), EMULATOR_PORT: String(taken.port) };

    const serving = await startCommand(['serve', '--emulator'], environment).result();
    const emulating = await startCommand(['emulator'], environment).result();

    const sentence = `Port ${taken.port} is already in use. Stop the program that uses it, or set EMULATOR_PORT to another one.`;
    for (const { exitCode, output } of [serving, emulating])
      expect([exitCode, output.trim()]).toEqual([exitCodes.configuration, sentence]);
  });

  it('tells every variable in its help', async () => {
    const { output } = await startCommand(['serve', '--help']).result();

    for (const { name, description } of environmentVariables) {
      expect(output).toContain(name);
      expect(output).toContain(description);
    }
  });
});
