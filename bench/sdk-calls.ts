/**
 * The question: what does a call to Twilio cost through everything that stands between (the SDK, limiter, pacer, retries, breaker,
 * parsing), in CPU, against undici asking for the same and parsing the JSON? What would the SDK cost by itself, with an HTTP client that
 * does nothing but send, by the shortest way that undici has? And does a burst of 50 open connections that a pool of that size would not
 * have open already?
 */
import twilio from 'twilio';
import { Pool } from 'undici';
import type * as clockModule from '../src/clock.ts';
import { silentLog } from '../src/log.ts';
import type * as metricsModule from '../src/metrics.ts';
import type * as twilioApiModule from '../src/upstream/twilio-api.ts';
import { importBuilt } from './built.ts';
import type { cannedUpstreamActions } from './canned-upstream-process.ts';
import { cpuMs, startChild } from './child-process.ts';
import { interleave } from './interleave.ts';
import { ratioOf, writeResults } from './results.ts';

const repeats = Number(process.argv[2] ?? 9);
const calls = 1_000;
const inFlight = 40;
const command = 'npm run bench:sdk-calls';

const { systemClock } = await importBuilt<typeof clockModule>('clock.ts');
const { createMetrics } = await importBuilt<typeof metricsModule>('metrics.ts');
const { createTwilioApi } = await importBuilt<typeof twilioApiModule>('upstream/twilio-api.ts');
const upstream = await startChild<typeof cannedUpstreamActions>('canned-upstream-process.ts');
const { accountSid, chatServiceSid, conversationSid, baseUrl } = await upstream.config();
const api = createTwilioApi({
  accountSid,
  authToken: 'a token',
  chatServiceSid,
  baseUrl,
  clock: systemClock,
  random: Math.random,
  log: silentLog,
  metrics: createMetrics(),
});
const pool = new Pool(baseUrl, { connections: 200, pipelining: 1 });
const sdkPool = new Pool(baseUrl, { connections: 200, pipelining: 1 });
const authorization = `Basic ${Buffer.from(`${accountSid}:a token`).toString('base64')}`;
const conversationPath = `/v1/Services/${chatServiceSid}/Conversations/${conversationSid}`;

/** The least that a program has to do for the answer. */
async function ask(path: string): Promise<unknown> {
  const response = await pool.request({
    method: 'GET',
    path,
    headers: { accept: 'application/json', authorization },
  });
  return JSON.parse(await response.body.text());
}

/** The SDK's own objects over an HTTP client that sends and nothing else. */
const sdk = twilio(accountSid, 'a token', {
  accountSid,
  httpClient: { request: sendForSdk } as unknown as twilio.RequestClient,
}).conversations.v1.services(chatServiceSid);

function sendForSdk(request: { uri: string; headers: Record<string, string>; params?: object }) {
  const { pathname, search } = new URL(request.uri);
  const query =
    request.params === undefined
      ? search
      : `?${new URLSearchParams(Object.entries(request.params)).toString()}`;
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let statusCode = 0;
    sdkPool.dispatch(
      { method: 'GET', path: `${pathname}${query}`, headers: { ...request.headers, authorization } },
      {
        onRequestStart() {},
        onResponseStart(_controller, status) {
          statusCode = status;
        },
        onResponseData: (_controller, chunk) => void chunks.push(chunk),
        onResponseEnd: () => resolve({ statusCode, headers: {}, body: Buffer.concat(chunks).toString() }),
        onResponseError: (_controller, error) => reject(error),
      },
    );
  });
}

/** Milliseconds of CPU of so many calls, some of them under way at once. */
async function cpuOf(call: () => Promise<unknown>): Promise<number> {
  const startedAt = cpuMs();
  let left = calls;
  const caller = async () => {
    while (left > 0) {
      left -= 1;
      await call();
    }
  };
  await Promise.all(Array.from({ length: inFlight }, caller));
  return cpuMs() - startedAt;
}

// The clock's timers let a process end; this one waits for its answer.
const hold = setInterval(() => {}, 60_000);
const measured = await interleave({
  repeats,
  warmUps: 3,
  variants: {
    rawFetch: () => cpuOf(() => ask(conversationPath)),
    rawList: () => cpuOf(() => ask(`${conversationPath}/Messages?Order=desc&PageSize=50`)),
    fetch: () => cpuOf(() => api.getConversation(conversationSid)),
    list: () => cpuOf(() => api.listMessages({ conversationSid, order: 'desc', pageSize: 50 })),
    sdkFetch: () => cpuOf(() => sdk.conversations(conversationSid).fetch()),
    sdkList: () =>
      cpuOf(() => sdk.conversations(conversationSid).messages.page({ order: 'desc', pageSize: 50 })),
  },
});
await upstream.takeConnections();
await Promise.all(Array.from({ length: 50 }, () => api.getConversation(conversationSid)));
await upstream.takeConnections();
await Promise.all(Array.from({ length: 50 }, () => api.getConversation(conversationSid)));
const opened = await upstream.takeConnections();
clearInterval(hold);

writeResults('Calls to Twilio', [
  {
    question: 'CPU of a fetch through the SDK and all that guards it, against undici and JSON.parse',
    target: '≤ 1.25 ×',
    ...ratioOf(measured.ratio('fetch', 'rawFetch')),
    command,
  },
  {
    question: 'the same of a list of 50',
    target: '≤ 1.85 ×, stretch 1.5 ×',
    ...ratioOf(measured.ratio('list', 'rawList')),
    command,
  },
  {
    question: 'a fetch of the SDK alone, as it is meant to be used',
    target: '',
    ...ratioOf(measured.ratio('sdkFetch', 'rawFetch')),
    command,
  },
  {
    question: 'a list of 50 of the SDK alone',
    target: '',
    ...ratioOf(measured.ratio('sdkList', 'rawList')),
    command,
  },
  {
    question: 'connections opened by a burst of 50, where 50 are open',
    target: '0',
    measured: String(opened),
    spread: '',
    command,
  },
]);
await api.close();
await pool.close();
await sdkPool.close();
await upstream.end();
