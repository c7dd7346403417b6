import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { type StartedEmulator, startEmulator } from '../../testkit/emulator.ts';
import { createRestClient } from './rest-client.ts';

const basic = (username: string, password: string) => `Basic ${btoa(`${username}:${password}`)}`;

const credentialsOf = ({ emulator }: StartedEmulator) =>
  basic(emulator.config.accountSid, emulator.config.authToken);

async function post(started: StartedEmulator, init: { readonly type?: string; readonly body: string }) {
  const response = await fetch(`${started.origin}/v1/Conversations`, {
    method: 'POST',
    headers: {
      authorization: credentialsOf(started),
      'content-type': init.type ?? 'application/x-www-form-urlencoded',
    },
    body: init.body,
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** Sends bytes as they are and resolves with everything that comes back. */
function sendRaw({ port }: StartedEmulator, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    let received = '';
    socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
    socket.on('close', () => resolve(received));
    socket.on('error', reject);
  });
}

describe('credentials', () => {
  it.each([
    ['none', undefined],
    ['another scheme', 'Bearer token'],
    ['a wrong token', basic('AC00000000000000000000000000000001', 'wrong')],
    ['another account', basic('AC00000000000000000000000000000002', 'emulator-auth-token')],
    ['an unknown API key', basic('SK00000000000000000000000000000002', 'secret')],
    ['no colon', `Basic ${btoa('nobody')}`],
    ['nothing after the scheme', 'Basic'],
  ])('of %s are refused with 401', async (_, authorization) => {
    const { origin } = await startEmulator({
      apiKeys: [{ sid: 'SK00000000000000000000000000000001', secret: 'secret' }],
    });

    const response = await fetch(`${origin}/v1/Conversations`, {
      headers: authorization === undefined ? {} : { authorization },
    });

    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({
      code: 20003,
      message: 'Authenticate',
      more_info: 'https://www.twilio.com/docs/errors/20003',
      status: 401,
    });
  });

  it('of an API key are accepted, also with a colon in the secret', async () => {
    const apiKeys = [{ sid: 'SK00000000000000000000000000000001', secret: 'a:b' }];
    const { origin } = await startEmulator({ apiKeys });

    const response = await fetch(`${origin}/v1/Conversations`, {
      headers: { authorization: basic('SK00000000000000000000000000000001', 'a:b') },
    });

    expect(response.status).toBe(200);
  });
});

describe('every answer', () => {
  it('carries the headers of Twilio', async () => {
    const rest = createRestClient(await startEmulator());

    const { headers } = await rest.get('/Conversations');

    expect(headers.get('content-type')).toBe('application/json;charset=utf-8');
    expect(headers.get('twilio-request-id')).toMatch(/^RQ[\da-f]{32}$/);
    expect(headers.get('twilio-concurrent-requests')).toBe('1');
    expect(headers.get('twilio-request-duration')).toMatch(/^\d+\.\d{3}$/);
  });
});

describe('a request', () => {
  it.each([
    '/Nothing',
    '/Conversations/',
    '/Conversations/CH1/Export',
    '/Services/IS1/Configuration/More',
    '',
  ])('for %s is answered with 404 and the path without its version', async (path) => {
    const rest = createRestClient(await startEmulator());

    const answer = await rest.get(`${path}?a=b`);

    expect(answer).toMatchObject({
      status: 404,
      body: { code: 20404, message: `The requested resource ${path} was not found` },
    });
  });

  it('for a service that does not exist is answered with 404', async () => {
    const rest = createRestClient(await startEmulator());
    const path = `/Services/IS${'9'.repeat(32)}/Conversations`;

    const answer = await rest.get(path);

    expect(answer.body['message']).toBe(`The requested resource ${path} was not found`);
  });

  it.each(['PUT', 'PATCH', 'DELETE', 'OPTIONS'])('with %s is answered with 405', async (method) => {
    const started = await startEmulator();

    const response = await fetch(`${started.origin}/v1/Conversations`, {
      method,
      headers: { authorization: credentialsOf(started) },
    });

    expect(response.status).toBe(405);
    expect(await response.json()).toMatchObject({ code: 20004 });
  });

  it.each([
    ['application/json', '{"FriendlyName":"x"}'],
    ['text/plain', 'FriendlyName=x'],
    ['multipart/form-data; boundary=x', '--x--'],
  ])('with a body of type %s is answered with 415', async (type, body) => {
    const answer = await post(await startEmulator(), { type, body });

    expect(answer).toMatchObject({ status: 415, body: { code: 20415 } });
  });

  it.each(['FriendlyName=%', 'FriendlyName=%zz', '%ff=1', 'FriendlyName=%c3%28'])(
    'with malformed percent-encoding (%s) is answered with 400',
    async (body) => {
      const answer = await post(await startEmulator(), { body });

      expect(answer).toMatchObject({ status: 400, body: { code: 20001 } });
    },
  );

  it('with malformed percent-encoding in its path or query is answered with 400', async () => {
    const rest = createRestClient(await startEmulator());

    const inPath = await rest.get('/Conversations/%E0%A4%A');
    const inQuery = await rest.get('/Conversations?State=%E0%A4%A');

    expect([inPath.status, inQuery.status]).toEqual([400, 400]);
  });

  it('with unknown parameters is answered as if they were not there', async () => {
    const answer = await post(await startEmulator(), { body: 'FriendlyName=x&Colour=red&&=&x' });

    expect(answer).toMatchObject({ status: 201, body: { friendly_name: 'x' } });
  });

  it('with more than 1,000 parameters is answered with 400', async () => {
    const answer = await post(await startEmulator(), { body: 'a=1&'.repeat(1_001) });

    expect(answer.status).toBe(400);
  });

  it('takes 256 KB of body, and 413 is the answer to more', async () => {
    const started = await startEmulator();

    const atTheBound = await post(started, { body: `X=${'x'.repeat(262_142)}` });
    const beyond = await post(started, { body: `X=${'x'.repeat(262_143)}` });

    expect(atTheBound.status).toBe(201);
    expect(beyond).toMatchObject({ status: 413, body: { code: 20413 } });
  });

  it('that never ends is cut off with 408', async () => {
    const started = await startEmulator({ requestTimeoutMs: 50 });

    const answer = await sendRaw(
      started,
      'POST /v1/Conversations HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nabc',
    );

    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain('"code":20408');
  });

  it('that is no HTTP is answered with 400, and with headers too large with 431', async () => {
    const started = await startEmulator();

    const garbage = await sendRaw(started, 'hello\r\n\r\n');
    const large = await sendRaw(started, `GET / HTTP/1.1\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`);

    expect(garbage).toMatch(/^HTTP\/1\.1 400 /);
    expect(large).toMatch(/^HTTP\/1\.1 431 /);
  });

  it('for a participant or user takes an encoded identity', async () => {
    const rest = createRestClient(await startEmulator());
    const identity = 'ä b/c#d?e+f@example.com';
    const sid = await rest.create('/Conversations');
    await rest.create(`/Conversations/${sid}/Participants`, { Identity: identity });

    const user = await rest.get(`/Users/${encodeURIComponent(identity)}`);
    const participant = await rest.get(`/Conversations/${sid}/Participants/${encodeURIComponent(identity)}`);

    expect(user.body['identity']).toBe(identity);
    expect(participant.body['identity']).toBe(identity);
  });
});

describe('an emulator', () => {
  it('stops with requests, webhooks and timers under way, and may be stopped twice', async () => {
    const started = await startEmulator();
    started.control.setFaults({ latencyMs: 120_000 });
    const requesting = fetch(`${started.origin}/v1/Conversations`).catch((error: unknown) => error);
    const reached = fetch(`${started.origin}/__emulator/config`);
    await reached;

    await started.stop();
    await started.stop();

    expect(await requesting).toBeInstanceOf(TypeError);
    await expect(fetch(started.origin)).rejects.toThrow(TypeError);
  });

  it('starts again with what it had', async () => {
    const started = await startEmulator();
    started.control.seed({ conversations: [{ uniqueName: 'one' }] });
    await started.stop();

    const { origin } = await started.emulator.start();

    const rest = createRestClient({ ...started, origin });
    expect((await rest.get('/Conversations/one')).status).toBe(200);
  });

  it('answers the same address to every start', async () => {
    const started = await startEmulator();

    const again = await started.emulator.start();

    expect(again).toEqual({ origin: started.origin, port: started.port });
  });

  it('rejects its start when the port is taken', async () => {
    const { port } = await startEmulator();

    const starting = startEmulator({ port });

    await expect(starting).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
