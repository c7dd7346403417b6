import type { EmulatorOptions } from '../../../src/emulator/index.ts';
import { type StartedEmulator, startEmulator } from '../../testkit/emulator.ts';
import { createRestClient, type RestClient } from './rest-client.ts';
import { startWebhookListener, type WebhookListener } from './webhook-listener.ts';

/** Every event that tells what has happened. */
export const postEvents = [
  'onConversationAdded',
  'onConversationUpdated',
  'onConversationRemoved',
  'onConversationStateUpdated',
  'onMessageAdded',
  'onMessageUpdated',
  'onMessageRemoved',
  'onParticipantAdded',
  'onParticipantUpdated',
  'onParticipantRemoved',
  'onDeliveryUpdated',
  'onUserAdded',
  'onUserUpdated',
];

/** Every event that asks before something happens. */
export const preEvents = [
  'onConversationAdd',
  'onConversationUpdate',
  'onConversationRemove',
  'onMessageAdd',
  'onMessageUpdate',
  'onMessageRemove',
  'onParticipantAdd',
  'onParticipantUpdate',
  'onParticipantRemove',
  'onUserUpdate',
];

/** Makes a write be heard by webhooks. */
export const announced = { isAnnounced: true } as const;

/** An emulator whose account sends webhooks to a listener. */
export interface WebhookSetup {
  readonly started: StartedEmulator;
  readonly rest: RestClient;
  readonly listener: WebhookListener;
}

/** Starts both; without `hooks` the account tells of every post-action event by POST. */
export async function startWithWebhooks(
  options: EmulatorOptions = {},
  hooks: Readonly<Record<string, string | readonly string[]>> | null = null,
): Promise<WebhookSetup> {
  const started = await startEmulator(options);
  const listener = await startWebhookListener();
  const rest = createRestClient(started);
  await rest.post('/Configuration/Webhooks', {
    PostWebhookUrl: `${listener.origin}/post`,
    Filters: postEvents,
    ...hooks,
  });
  return { started, rest, listener };
}
