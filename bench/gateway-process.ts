/** A gateway as a process of its own; each start is a new one, which has learnt nothing and kept nothing. */
import { Pool } from 'undici';
import type * as clockModule from '../src/clock.ts';
import type * as gatewayModule from '../src/gateway.ts';
import type { Gateway } from '../src/gateway-surface.ts';
import { silentLog } from '../src/log.ts';
import type * as metricsModule from '../src/metrics.ts';
import type * as twilioApiModule from '../src/upstream/twilio-api.ts';
import type { UpstreamLimits } from '../src/upstream/upstream-connection.ts';
import { importBuilt } from './built.ts';
import { cpuMs, serveParent } from './child-process.ts';
import { nestedSeed } from './nested.ts';
import { sampleSelfTime } from './self-time.mjs';
import { tokenSecret } from './token-secret.ts';

const { createGateway } = await importBuilt<typeof gatewayModule>('gateway.ts');
const { createMetrics } = await importBuilt<typeof metricsModule>('metrics.ts');
const { systemClock } = await importBuilt<typeof clockModule>('clock.ts');
const { createTwilioApi } = await importBuilt<typeof twilioApiModule>('upstream/twilio-api.ts');

let gateway: Gateway | undefined;
let endSampling: Awaited<ReturnType<typeof sampleSelfTime>> | undefined;

interface TwilioAccount {
  readonly accountSid: string;
  readonly authToken: string;
  readonly baseUrl: string;
  readonly chatServiceSid: string;
}

/** What the process is steered with. */
export const gatewayActions = {
  async start(twilio: TwilioAccount) {
    await gateway?.stop();
    gateway = createGateway(
      {
        port: 0,
        host: '127.0.0.1',
        publicUrl: 'http://127.0.0.1',
        twilio,
        auth: { key: { secret: tokenSecret } },
      },
      { log: silentLog },
    );
    const { port } = await gateway.start();
    return port;
  },
  /** Makes the calls of Nested without any GraphQL, over a way to Twilio that has learnt nothing; how long they took, in milliseconds. */
  async nestedCalls(request: {
    readonly twilio: TwilioAccount;
    readonly identity: string;
    readonly limits: UpstreamLimits;
  }) {
    const { twilio, identity, limits } = request;
    const api = createTwilioApi({
      ...twilio,
      limits,
      clock: systemClock,
      random: Math.random,
      log: silentLog,
      metrics: createMetrics(),
    });
    const startedAt = performance.now();
    const { items } = await api.listUserConversations({ identity, pageSize: 50 });
    await Promise.all(
      items.flatMap(({ conversation: { sid: conversationSid } }) => [
        api.listParticipants({ conversationSid, pageSize: 50 }),
        api.listMessages({ conversationSid, order: 'desc', pageSize: nestedSeed.messages }),
      ]),
    );
    const wallMs = performance.now() - startedAt;
    await api.close();
    return wallMs;
  },
  /**
   * The same calls by undici and JSON.parse, over connections that have to be opened too: the two round trips, and what this machine
   * needs for them at least; in milliseconds.
   */
  async bareCalls({ twilio, identity }: { readonly twilio: TwilioAccount; readonly identity: string }) {
    const { accountSid, authToken, baseUrl, chatServiceSid } = twilio;
    const pool = new Pool(baseUrl, { connections: 200, pipelining: 1 });
    const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
    const ask = async (path: string): Promise<unknown> => {
      const response = await pool.request({
        method: 'GET',
        path: `/v1/Services/${chatServiceSid}${path}`,
        headers: { accept: 'application/json', authorization },
      });
      return JSON.parse(await response.body.text());
    };
    const startedAt = performance.now();
    const { conversations } = (await ask(`/Users/${identity}/Conversations?PageSize=50`)) as {
      readonly conversations: readonly { readonly conversation_sid: string }[];
    };
    await Promise.all(
      conversations.flatMap(({ conversation_sid: sid }) => [
        ask(`/Conversations/${sid}/Participants?PageSize=50`),
        ask(`/Conversations/${sid}/Messages?Order=desc&PageSize=${nestedSeed.messages}`),
      ]),
    );
    const wallMs = performance.now() - startedAt;
    await pool.destroy();
    return wallMs;
  },
  /** Begins to look where the CPU goes. */
  async sample() {
    endSampling = await sampleSelfTime();
  },
  /** Where it went. */
  sampled: () => endSampling?.(),
  /** Milliseconds of CPU since the process began. */
  cpuMs: () => cpuMs(),
  stop: () => gateway?.stop(),
};

serveParent(gatewayActions);
