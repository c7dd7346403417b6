/**
 * The question: what does a webhook cost from its bytes to the answer, in CPU, while 5,000 subscribers follow other conversations? Against
 * its signature verified and its form read strictly, without which nobody could do anything with it; against one HMAC and URLSearchParams,
 * which is less than anybody may do; and against a gateway without subscribers.
 */
import { createHmac } from 'node:crypto';
import type * as clockModule from '../src/clock.ts';
import type * as activityModule from '../src/domain/activity-index.ts';
import { webhookSignature } from '../src/emulator/webhook-signature.ts';
import type * as trailModule from '../src/events/event-trail.ts';
import type * as busModule from '../src/events/memory-bus.ts';
import type * as timelinesModule from '../src/events/timelines.ts';
import type { HttpRequest } from '../src/http-message.ts';
import { silentLog } from '../src/log.ts';
import type * as metricsModule from '../src/metrics.ts';
import type * as tracingModule from '../src/tracing.ts';
import type { ConversationsApi } from '../src/upstream/conversations-api.ts';
import type * as cacheModule from '../src/upstream/response-cache.ts';
import type * as parseEventModule from '../src/webhooks/parse-event.ts';
import type * as parseFormModule from '../src/webhooks/parse-form.ts';
import type * as receiverModule from '../src/webhooks/receiver.ts';
import type * as signatureModule from '../src/webhooks/signature.ts';
import type * as publishModule from '../src/webhooks/traced-publish.ts';
import { importBuilt } from './built.ts';
import { cpuMs } from './child-process.ts';
import { interleave } from './interleave.ts';
import { ratioOf, writeResults } from './results.ts';

const { systemClock: clock } = await importBuilt<typeof clockModule>('clock.ts');
const { createActivityIndex } = await importBuilt<typeof activityModule>('domain/activity-index.ts');
const { createEventTrail } = await importBuilt<typeof trailModule>('events/event-trail.ts');
const { createMemoryBus } = await importBuilt<typeof busModule>('events/memory-bus.ts');
const { createTimelines } = await importBuilt<typeof timelinesModule>('events/timelines.ts');
const { createMetrics } = await importBuilt<typeof metricsModule>('metrics.ts');
const { createTracer } = await importBuilt<typeof tracingModule>('tracing.ts');
const { createCachedApi } = await importBuilt<typeof cacheModule>('upstream/response-cache.ts');
const { parseEvent } = await importBuilt<typeof parseEventModule>('webhooks/parse-event.ts');
const { parseForm } = await importBuilt<typeof parseFormModule>('webhooks/parse-form.ts');
const { createSignatureVerifier } = await importBuilt<typeof signatureModule>('webhooks/signature.ts');
const { createWebhookReceiver } = await importBuilt<typeof receiverModule>('webhooks/receiver.ts');
const { createTracedPublish } = await importBuilt<typeof publishModule>('webhooks/traced-publish.ts');

const repeats = Number(process.argv[2] ?? 9);
const webhooks = 2_000;
const subscribers = 5_000;
const command = 'npm run bench:webhook-intake';

const sid = (prefix: string, at: number) => `${prefix}${at.toString(16).padStart(32, '0')}`;
const authToken = 'the auth token of an account, 32';
const publicUrl = 'https://chat.example.com/webhooks/twilio';
const accountSid = sid('AC', 1);
const chatServiceSid = sid('IS', 1);

/** The parts of a gateway that a webhook meets, with subscribers in conversations of which none comes. */
async function createIntake(subscriberCount: number) {
  const metrics = createMetrics();
  const tracer = createTracer();
  const bus = createMemoryBus({ log: silentLog });
  const api = {
    listMessages: async () => ({ items: [], nextPageToken: null }),
  } as unknown as ConversationsApi;
  const cachedApi = createCachedApi({ api, clock, isFedByEvents: true });
  const activity = createActivityIndex({ clock });
  bus.subscribeAll(({ event }) => {
    cachedApi.invalidate(event);
    activity.note(event);
  });
  const trail = createEventTrail({ bus, clock, tracer });
  const receive = createWebhookReceiver({
    publicUrl,
    authTokens: [authToken],
    accountSid,
    chatServiceSid: () => chatServiceSid,
    publish: createTracedPublish({ publish: bus.publish, trail, tracer }),
    confirm() {
      throw new Error('None of these webhooks is ambiguous.');
    },
    clock,
    log: silentLog,
    metrics,
  });
  const timelines = createTimelines({ api, bus, clock, random: Math.random, log: silentLog, metrics });
  const subscriptions = Array.from({ length: subscriberCount }, (_, place) =>
    timelines.subscribe({ conversationSid: sid('CH', 1_000 + place), after: null, taker: { take() {} } }),
  );
  for (const { ready } of subscriptions) await ready;
  return { receive, close: () => timelines.close() };
}

let sent = 0;
const neverAborted = new AbortController().signal;

/** Webhooks of which none was sent before. */
function drawWebhooks(): readonly HttpRequest[] {
  return Array.from({ length: webhooks }, (): HttpRequest => {
    sent += 1;
    const date = new Date().toISOString();
    const parameters = {
      AccountSid: accountSid,
      Attributes: '{}',
      Author: `user-${sent % 50}`,
      Body: 'The parcel left the warehouse this morning and should be with you tomorrow.',
      ChatServiceSid: chatServiceSid,
      ClientIdentity: `user-${sent % 50}`,
      ConversationSid: sid('CH', sent % 100),
      DateCreated: date,
      EventType: 'onMessageAdded',
      Index: String(Math.floor(sent / 100)),
      MessageSid: sid('IM', sent),
      ParticipantSid: sid('MB', sent % 50),
      RetryCount: '0',
      Source: 'API',
    };
    return {
      method: 'POST',
      path: '/webhooks/twilio',
      search: '',
      headers: new Map([
        ['content-type', 'application/x-www-form-urlencoded; charset=UTF-8'],
        ['x-twilio-signature', webhookSignature(authToken, { url: publicUrl, parameters })],
      ]),
      body: Buffer.from(new URLSearchParams(parameters).toString()),
      requestId: String(sent),
      signal: neverAborted,
    };
  });
}

/** The least that has to be done with a webhook. */
function verifyAndParse({ headers, body }: HttpRequest): URLSearchParams {
  const form = new URLSearchParams(body.toString());
  const signed = [...form]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => name + value)
    .join('');
  const expected = createHmac('sha1', authToken)
    .update(publicUrl + signed)
    .digest('base64');
  if (expected !== headers.get('x-twilio-signature')) throw new Error('A webhook is forged.');
  return form;
}

const verifier = createSignatureVerifier({ publicUrl, authTokens: [authToken] });

/** What the receiver does before it has an event: the signature by constant time, and every field by its table. */
function verifyAndRead({ headers, body }: HttpRequest): void {
  const form = parseForm(body, { parametersMax: 100 });
  if (!form.ok) throw new Error(form.reason);
  const { parameters } = form;
  const signature = headers.get('x-twilio-signature') ?? '';
  if (!verifier.isSigned({ signature, parameters })) throw new Error('A webhook is forged.');
  const reading = parseEvent(new Map(parameters.map(({ name, value }) => [name, value])));
  if (reading.outcome !== 'event') throw new Error(`A webhook is ${reading.outcome}.`);
}

/** Milliseconds of CPU of taking webhooks as they come, a few at a time. */
async function cpuOf(take: (request: HttpRequest) => unknown): Promise<number> {
  const requests = drawWebhooks();
  const startedAt = cpuMs();
  for (const [place, request] of requests.entries()) {
    await take(request);
    if (place % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return cpuMs() - startedAt;
}

async function takeBy(
  receive: (request: HttpRequest) => Promise<{ readonly status: number }>,
  request: HttpRequest,
) {
  const { status } = await receive(request);
  if (status !== 200) throw new Error(`A webhook was answered with ${status}.`);
}

// The clock's timers let a process end; this one waits for its answer.
const hold = setInterval(() => {}, 60_000);
const busy = await createIntake(subscribers);
const idle = await createIntake(0);
const measured = await interleave({
  repeats,
  warmUps: 3,
  variants: {
    least: () => cpuOf(verifyAndParse),
    strict: () => cpuOf(verifyAndRead),
    busy: () => cpuOf((request) => takeBy(busy.receive, request)),
    idle: () => cpuOf((request) => takeBy(idle.receive, request)),
  },
});
clearInterval(hold);
busy.close();
idle.close();

const crowd = `${subscribers.toLocaleString('en')} subscribers elsewhere`;
writeResults('Webhook intake', [
  {
    question: `CPU of a webhook with ${crowd}, against its HMAC and its fields read strictly`,
    target: '≤ 2 ×',
    ...ratioOf(measured.ratio('busy', 'strict')),
    command,
  },
  {
    question: 'the same, against one HMAC and URLSearchParams',
    target: '',
    ...ratioOf(measured.ratio('busy', 'least')),
    command,
  },
  {
    question: 'the same, against a gateway without subscribers',
    target: '≤ 1.1 ×',
    ...ratioOf(measured.ratio('busy', 'idle')),
    command,
  },
]);
