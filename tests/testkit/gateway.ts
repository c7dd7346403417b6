import { createSecretKey } from 'node:crypto';
import { SignJWT } from 'jose';
import { createGateway } from '../../src/gateway.ts';
import type { GatewayParts, ReloadResult } from '../../src/gateway-surface.ts';
import type { GatewayOptions } from '../../src/config/options.ts';
import type { Emulator } from '../../src/emulator/index.ts';
import { silentLog } from '../../src/log.ts';
import { fieldsByEventType } from '../../src/webhooks/event-fields.ts';
import type { StartedEmulator } from './emulator.ts';
import { findFreePort } from './free-port.ts';
import { createGraphqlClient, type GraphqlClient } from './graphql-client.ts';
import { watchSecrets } from './secret-watch.ts';
import { stopWithTest } from './stop-with-test.ts';

/** The secret with which tests sign tokens. */
export const tokenSecret = 'the secret with which the tests sign tokens';

/** Whether gateways of tests take fast paths, unless a test says so itself: the project `plain` has them take none. */
export const fastPaths = process.env['FAST_PATHS'] !== 'false';

/** Tests act for a few viewers, and in more haste than people are. */
const hastyViewer = { operationsAtOnceMax: 1_000, operationsPerSecond: 10_000, operationsBurst: 10_000 };

/** A gateway over an emulator, and clients of it. */
export interface TestGateway {
  readonly origin: string;
  /** A client that acts for a viewer; with null, without a token. */
  as(identity: string | null, options?: TokenOptions): Promise<GraphqlClient>;
  /** As `fetch`, without a socket: the gateway is handed the request. */
  send(url: string, init: RequestInit): Promise<Response>;
  /** Has it take over these options, as on SIGHUP; all others stay as they were at the start. */
  reload(changes: Partial<GatewayOptions>): ReloadResult;
  stop(): Promise<void>;
}

/** How a token is made. */
export interface TokenOptions {
  readonly isService?: boolean;
  /** @default 3_600 */
  readonly ttlSeconds?: number;
}

/**
 * Starts a gateway whose Twilio is the emulator, with webhooks coming back to its public URL; stops it when the test is over. Of several
 * over one emulator the last one gets the webhooks, unless they have a public URL in common.
 */
export async function startGateway(
  { emulator }: Pick<StartedEmulator, 'emulator'>,
  options: {
    readonly options?: Partial<GatewayOptions>;
    readonly parts?: GatewayParts;
    readonly port?: number;
  } = {},
): Promise<TestGateway> {
  const port = options.port ?? (await findFreePort());
  const origin = `http://127.0.0.1:${port}`;
  const { accountSid, authToken, baseUrl, chatServiceSid } = emulator.config;
  const publicUrl = options.options?.publicUrl ?? origin;
  await sendWebhooksTo(emulator.config, `${publicUrl}/webhooks/twilio`);
  const gatewayOptions: GatewayOptions = {
    port,
    host: '127.0.0.1',
    publicUrl,
    twilio: { accountSid, authToken, baseUrl, chatServiceSid },
    auth: { key: { secret: tokenSecret } },
    introspection: true,
    webSocketAllOperations: true,
    fastPaths,
    // A machine that runs many tests at once is late, and none of them is about that.
    shedding: { lagTargetMs: 0 },
    ...options.options,
    limits: {
      ...options.options?.limits,
      viewer: { ...hastyViewer, ...options.options?.limits?.viewer },
    },
  };
  const log = options.parts?.log ?? silentLog;
  const watch = watchSecrets(gatewayOptions, { port, log });
  const gateway = createGateway(gatewayOptions, { ...options.parts, log: watch.log });
  await gateway.start();
  const stopWatched = async () => {
    watch.look(await readMetrics(origin), 'the metrics');
    await gateway.stop();
    watch.stop();
  };
  let stopped: Promise<void> | undefined;
  const stop = () => (stopped ??= stopWatched());
  stopWithTest(stop);
  return {
    origin,
    stop,
    async send(url, init) {
      const { status, headers, body } = await gateway.handle(new Request(url, init));
      return new Response(typeof body === 'string' ? body : new Uint8Array(body), { status, headers });
    },
    reload: (changes) => gateway.reload({ ...gatewayOptions, ...changes }),
    async as(identity, tokenOptions) {
      const token =
        identity === null && !tokenOptions?.isService ? null : await signToken(identity, tokenOptions);
      if (token !== null) watch.add(token);
      return createGraphqlClient({ origin, token });
    },
  };
}

/** All metrics as text; nothing where a test has made the gateway unable to answer. */
async function readMetrics(origin: string): Promise<string> {
  const headers = { authorization: `Bearer ${await signToken(null, { isService: true })}` };
  const signal = AbortSignal.timeout(2_000);
  const answer = await fetch(`${origin}/metrics`, { headers, signal }).catch(() => null);
  return answer ? answer.text() : '';
}

/** Configures the emulator's service as an operator configures Twilio's. */
export async function sendWebhooksTo(config: Emulator['config'], url: string): Promise<void> {
  const form = new URLSearchParams([
    ['PostWebhookUrl', url],
    ['Method', 'POST'],
    ...Object.keys(fieldsByEventType).map((filter): [string, string] => ['Filters', filter]),
  ]);
  const response = await fetch(
    `${config.baseUrl}/v1/Services/${config.chatServiceSid}/Configuration/Webhooks`,
    {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${config.accountSid}:${config.authToken}`).toString('base64')}`,
      },
      body: form,
    },
  );
  if (!response.ok) throw new Error(`The emulator refused the webhooks: ${await response.text()}`);
}

/** A token as an application's own server would sign it. */
export function signToken(
  identity: string | null,
  { isService = false, ttlSeconds = 3_600 }: TokenOptions = {},
): Promise<string> {
  const now = Math.floor(Date.now() / 1_000);
  return new SignJWT({
    ...(identity === null ? {} : { sub: identity }),
    ...(isService ? { scope: 'service' } : {}),
    iss: 'twilio-conversations-graphql',
    aud: 'twilio-conversations-graphql',
    exp: now + ttlSeconds,
  })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(createSecretKey(Buffer.from(tokenSecret)));
}
