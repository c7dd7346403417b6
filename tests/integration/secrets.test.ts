import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createLog, silentLog } from '../../src/log.ts';
import { startChat } from '../testkit/chat.ts';
import { startEmulator } from '../testkit/emulator.ts';
import { findFreePort } from '../testkit/free-port.ts';
import { startGateway, tokenSecret } from '../testkit/gateway.ts';
import { requireNoSecretIn } from '../testkit/secret-output.ts';
import { watchSecrets } from '../testkit/secret-watch.ts';

/** A credential that is used nowhere else: where it turns up, it came from here. */
const canary = () => `canary${randomBytes(13).toString('hex')}`;

describe('the credentials of a gateway', () => {
  it('come out nowhere, whatever fails: refused, unreachable, mute or broken Twilio, forged webhooks, bad tokens', async () => {
    const lines: string[] = [];
    const log = createLog({ level: 'debug', destination: { write: (line) => void lines.push(line) } });
    const emulator = await startEmulator();
    const authTokenSecondary = canary();
    const { accountSid, authToken, baseUrl, chatServiceSid } = emulator.emulator.config;
    emulator.control.seed({
      conversations: [{ uniqueName: 'boats', participants: [{ identity: 'alice' }] }],
    });
    const gateway = await startGateway(emulator, {
      options: { twilio: { accountSid, authToken, authTokenSecondary, baseUrl, chatServiceSid } },
      parts: { log },
    });
    const alice = await gateway.as('alice');
    const ask = async () =>
      JSON.stringify(await alice.run('{ conversation(by: { uniqueName: "boats" }) { sid } }'));
    const answers: string[] = [await ask()];
    const others = 'query ($name: String!) { conversation(by: { uniqueName: $name }) { sid } }';

    for (const faults of [{ errorRate: 1, status: 503 }, { html: 1 }, { down: true }, { latencyMs: 6_000 }]) {
      emulator.control.setFaults(faults);
      answers.push(JSON.stringify(await alice.run(others, { name: JSON.stringify(faults) })));
    }
    emulator.control.setFaults({});
    const forged = await fetch(`${gateway.origin}/webhooks/twilio`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': authToken },
      body: 'EventType=onMessageAdded',
    });
    const strange = await fetch(`${gateway.origin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${alice.token}x` },
      body: '{}',
    });
    const mistaken = await startGateway(emulator, {
      options: { twilio: { accountSid, authToken: authTokenSecondary, baseUrl, chatServiceSid } },
      parts: { log },
    });
    const refused = await mistaken.as('alice');
    answers.push(JSON.stringify(await refused.run(others, { name: 'boats' })));
    await emulator.stop();
    answers.push(await ask(), await forged.text(), await strange.text());
    await gateway.stop();

    const everything = [...answers, ...lines].join('\n');
    expect(lines.length).toBeGreaterThan(0);
    for (const secret of [authToken, authTokenSecondary, tokenSecret, alice.token ?? '']) {
      expect(everything).not.toContain(secret);
      expect(everything).not.toContain(Buffer.from(`${accountSid}:${secret}`).toString('base64'));
    }
  });
});

describe('the watch over secrets', () => {
  const options = {
    twilio: { accountSid: `AC${'1'.repeat(32)}`, authToken: 'a canary of thirty-two letters..' },
    publicUrl: 'http://127.0.0.1',
    auth: {
      key: {
        secret: 'another canary, for signing tokens',
        secretSecondary: 'a third canary, of the next secret',
      },
    },
  };

  it.each<[string, (watch: ReturnType<typeof watchSecrets>) => void]>([
    ['in a log line', ({ log }) => log.debug('It is a canary of thirty-two letters..')],
    [
      'in a field of a log line',
      ({ log }) => log.error('No.', { headers: { authorization: 'another canary, for signing tokens' } }),
    ],
    ['in an error', ({ log }) => log.warn('No.', { error: new Error('a canary of thirty-two letters..') })],
    [
      'as Basic authentication',
      ({ log }) =>
        log.info(Buffer.from(`${options.twilio.accountSid}:${options.twilio.authToken}`).toString('base64')),
    ],
    ['of a rotation', ({ log }) => log.info('a third canary, of the next secret')],
    ['in what else is looked at', ({ look }) => look('x another canary, for signing tokens x', 'here')],
  ])('finds one %s', (_where, leak) => {
    const watch = watchSecrets(options, { port: 1, log: silentLog });

    leak(watch);

    expect(() => watch.stop()).toThrow('Secrets came out');
  });

  it('finds one in an answer, also where it lies over the edge of two writes', async () => {
    const port = await findFreePort();
    const watch = watchSecrets(options, { port, log: silentLog });
    const server = createServer((socket) => {
      socket.once('data', () => {
        socket.write('It is a canary of ');
        socket.end('thirty-two letters..');
      });
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));

    const client = connect(port, '127.0.0.1').resume();
    client.write('?');
    await once(client, 'close');
    server.close();

    expect(() => watch.stop()).toThrow('Secrets came out of the gateway in:\nan answer');
  });

  it('finds one in what a process writes, and names the variable and not the value', () => {
    const environment = { AUTH_JWT_SECRET: 'a canary', REDIS_URL: 'redis://:p%40ss@127.0.0.1', PORT: '4000' };
    const look = (output: string) => () => requireNoSecretIn(output, environment);

    expect(look('It is a canary.')).toThrow(/came out of the process: AUTH_JWT_SECRET$/);
    expect(look('The password is p@ss.')).toThrow(/came out of the process: REDIS_URL$/);
    expect(look('It listens at port 4000, and uses 127.0.0.1.')).not.toThrow();
  });

  it('is silent where nothing comes out', async () => {
    const chat = await startChat();
    await chat.alice.data('{ viewer { identity } }');

    await expect(chat.gateway.stop()).resolves.toBeUndefined();
  });
});
