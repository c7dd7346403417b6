/** The parts of a gateway that a webhook meets, and webhooks for them. */
import type * as clockModule from '../../src/clock.ts';
import type * as activityModule from '../../src/domain/activity-index.ts';
import { webhookSignature } from '../../src/emulator/webhook-signature.ts';
import type * as trailModule from '../../src/events/event-trail.ts';
import type * as busModule from '../../src/events/memory-bus.ts';
import type * as timelinesModule from '../../src/events/timelines.ts';
import type { HttpRequest } from '../../src/http-message.ts';
import { silentLog } from '../../src/log.ts';
import type * as metricsModule from '../../src/metrics.ts';
import type * as tracingModule from '../../src/tracing.ts';
import type { ConversationsApi } from '../../src/upstream/conversations-api.ts';
import type * as cacheModule from '../../src/upstream/response-cache.ts';
import type * as receiverModule from '../../src/webhooks/receiver.ts';
import type * as publishModule from '../../src/webhooks/traced-publish.ts';
import { importBuilt } from '../built.ts';
import { cpuMs } from '../child-process.ts';

const { systemClock: clock } = await importBuilt<typeof clockModule>('clock.ts');
const { createActivityIndex } = await importBuilt<typeof activityModule>('domain/activity-index.ts');
const { createEventTrail } = await importBuilt<typeof trailModule>('events/event-trail.ts');
const { createMemoryBus } = await importBuilt<typeof busModule>('events/memory-bus.ts');
const { createTimelines } = await importBuilt<typeof timelinesModule>('events/timelines.ts');
const { createMetrics } = await importBuilt<typeof metricsModule>('metrics.ts');
const { createTracer } = await importBuilt<typeof tracingModule>('tracing.ts');
const { createCachedApi } = await importBuilt<typeof cacheModule>('upstream/response-cache.ts');
const { createWebhookReceiver } = await importBuilt<typeof receiverModule>('webhooks/receiver.ts');
const { createTracedPublish } = await importBuilt<typeof publishModule>('webhooks/traced-publish.ts');

/** Webhooks of one measurement. */
export const webhooks = 2_000;
const sid = (prefix: string, at: number) => `${prefix}${at.toString(16).padStart(32, '0')}`;
/** Signs them. */
export const authToken = 'the auth token of an account, 32';
/** Where they are sent. */
export const publicUrl = 'https://chat.example.com/webhooks/twilio';
const accountSid = sid('AC', 1);
const chatServiceSid = sid('IS', 1);

/** The parts of a gateway that a webhook meets, with subscribers in conversations of which none comes. */
export async function createIntake(subscriberCount: number) {
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
  return {
    /** Takes one as a gateway does. */
    async take(request: HttpRequest): Promise<void> {
      const { status } = await receive(request);
      if (status !== 200) throw new Error(`A webhook was answered with ${status}.`);
    },
    close: () => timelines.close(),
  };
}

let sent = 0;
const neverAborted = new AbortController().signal;

/** Webhooks of which none was sent before. */
export function drawWebhooks(): readonly HttpRequest[] {
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

/** Milliseconds of CPU of taking webhooks as they come, a few at a time. */
export async function cpuOf(
  take: (request: HttpRequest) => unknown,
  requests = drawWebhooks(),
): Promise<number> {
  const startedAt = cpuMs();
  for (const [place, request] of requests.entries()) {
    await take(request);
    if (place % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return cpuMs() - startedAt;
}
