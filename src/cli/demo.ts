import { developmentAccount } from '../config/development.ts';
import { createEmulator, type Emulator } from '../emulator/index.ts';
import type { HttpAnswer, HttpRequest } from '../http-message.ts';
import type { HttpRoute } from '../transport/route-table.ts';
import { fieldsByEventType } from '../webhooks/event-fields.ts';
import { startEmulator } from './start-emulator.ts';
import { developmentTokenTtlSeconds, signDevelopmentToken } from './token.ts';

/** An emulator with people and conversations in it, and what the demo pages ask of the gateway beside GraphQL. */
export interface Demo {
  readonly emulatorOrigin: string;
  /** The identities of the cast. */
  readonly people: readonly string[];
  /** `GET /demo/people` and `POST /demo/token`: on this machine alone, and only over the emulator. */
  readonly routes: readonly HttpRoute[];
  stop(): Promise<void>;
}

/** Starts the emulator, fills it, and lets it send its webhooks to the gateway at `publicUrl`. */
export async function startDemo(options: {
  readonly port: number;
  readonly publicUrl: string;
}): Promise<Demo> {
  const emulator = createEmulator({ port: options.port, ...developmentAccount });
  const { origin } = await startEmulator(emulator, options);
  emulator.seed({ preset: 'demo' });
  await sendWebhooksTo(new URL('/webhooks/twilio', options.publicUrl).href, emulator);
  const people = await listPeople(emulator);
  return {
    emulatorOrigin: origin,
    people: people.map(({ identity }) => identity),
    routes: [
      { path: '/demo/people', methods: ['GET'], handler: async () => jsonAnswer(200, { people }) },
      { path: '/demo/token', methods: ['POST'], handler: (request) => signIn(request) },
    ],
    stop: () => emulator.stop(),
  };
}

interface Person {
  readonly identity: string;
  readonly friendlyName: string;
}

async function sendWebhooksTo(url: string, emulator: Emulator): Promise<void> {
  await callEmulator(emulator, '/Configuration/Webhooks', [
    ['PostWebhookUrl', url],
    ['Method', 'POST'],
    ...Object.keys(fieldsByEventType).map((filter): [string, string] => ['Filters', filter]),
  ]);
}

async function listPeople(emulator: Emulator): Promise<readonly Person[]> {
  const { users } = (await callEmulator(emulator, '/Users')) as {
    users: { identity: string; friendly_name: string | null }[];
  };
  return users.map(({ identity, friendly_name: friendlyName }) => ({
    identity,
    friendlyName: friendlyName ?? identity,
  }));
}

async function callEmulator(emulator: Emulator, path: string, form?: [string, string][]): Promise<unknown> {
  const { accountSid, authToken, baseUrl, chatServiceSid } = emulator.config;
  const response = await fetch(`${baseUrl}/v1/Services/${chatServiceSid}${path}`, {
    method: form ? 'POST' : 'GET',
    headers: { authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}` },
    ...(form ? { body: new URLSearchParams(form) } : {}),
  });
  if (!response.ok) throw new Error(`The emulator refused ${path} with ${response.status}.`);
  return response.json();
}

async function signIn(request: HttpRequest): Promise<HttpAnswer> {
  const identity = readIdentity(request.body.toString('utf8'));
  if (identity === null)
    return jsonAnswer(400, { message: 'The body has to be JSON such as {"identity":"alice"}.' });
  const token = await signDevelopmentToken({ identity, isService: false });
  return jsonAnswer(200, {
    token,
    expiresAt: new Date(Date.now() + developmentTokenTtlSeconds * 1_000).toISOString(),
  });
}

function readIdentity(body: string): string | null {
  try {
    const { identity } = JSON.parse(body) as { identity?: unknown };
    return typeof identity === 'string' && identity !== '' ? identity : null;
  } catch {
    return null;
  }
}

function jsonAnswer(status: number, body: object): HttpAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
    body: JSON.stringify(body),
  };
}
