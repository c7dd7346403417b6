import { TwilioError } from './error-table.ts';
import type { WriteOrigin } from './exchange.ts';
import type { ResolvedOptions } from './options.ts';
import type { ScopedWebhookRecord, WebhookConfiguration } from './records.ts';
import type { Store } from './store.ts';
import type { PreEvent, WebhookEvent, WebhookParameters } from './webhook-events.ts';
import type { WebhookSender, WebhookTarget } from './webhook-sender.ts';
import type { Form } from './wire.ts';

/** Decides who hears of what. */
export interface WebhookDispatch {
  /** Tells the account's or service's webhook, and the conversation's own, if they want the event. */
  announce(event: () => WebhookEvent, origin: WriteOrigin | null): void;
  /** Tells one of a conversation's own webhooks of something that lies in the past. */
  replay(webhook: ScopedWebhookRecord, event: WebhookEvent): void;
  /** Whether a pre-action webhook wants to be asked. */
  wants(event: PreEvent, origin: WriteOrigin): boolean;
  /**
   * Asks the pre-action webhook and returns the parameters it replaced; none when it agreed, failed to answer in time, or said
   * something that is not JSON.
   * @throws {TwilioError} 50056 when it answered with a status of 400 or more.
   */
  ask(event: PreEvent, origin: WriteOrigin): Promise<Form>;
}

/** The webhooks of one account. */
export function createWebhookDispatch(options: {
  readonly store: Store;
  readonly sender: WebhookSender;
  readonly settings: ResolvedOptions;
}): WebhookDispatch {
  const { store, sender, settings } = options;

  const configurationOf = (serviceSid: string): WebhookConfiguration => {
    const own = store.services.get(serviceSid)?.contents.webhookConfiguration;
    const hasOwn = own !== undefined && (own.preWebhookUrl !== null || own.postWebhookUrl !== null);
    return hasOwn && settings.assumptions.serviceWebhooksReplaceAccount ? own : store.webhookConfiguration;
  };
  // Where a service's webhooks do not replace the account's, both hear of an event.
  const configurationsOf = (serviceSid: string): readonly WebhookConfiguration[] => {
    const own = store.services.get(serviceSid)?.contents.webhookConfiguration;
    if (settings.assumptions.serviceWebhooksReplaceAccount || !own) return [configurationOf(serviceSid)];
    return [store.webhookConfiguration, own];
  };

  const complete = (
    event: { readonly type: string; readonly parameters: WebhookParameters; readonly hasSource?: boolean },
    origin: WriteOrigin | null,
  ): Record<string, string> => {
    const parameters: Record<string, string> = { AccountSid: settings.accountSid, EventType: event.type };
    if (origin && event.hasSource !== false) {
      parameters['Source'] = origin.source;
      if (origin.clientIdentity !== null) parameters['ClientIdentity'] = origin.clientIdentity;
    }
    for (const [name, value] of Object.entries(event.parameters)) {
      if (value !== undefined) parameters[name] = value;
    }
    return parameters;
  };

  return {
    announce(describe, origin) {
      if (origin && !origin.isAnnounced) return;
      const event = describe();
      const targets: WebhookTarget[] = [];
      for (const configuration of configurationsOf(event.serviceSid)) {
        const { postWebhookUrl, target } = configuration;
        // The target "flex" stays inside Twilio.
        if (postWebhookUrl === null || target === 'flex') continue;
        if (configuration.filters?.includes(event.type)) {
          targets.push({ url: postWebhookUrl, method: configuration.method ?? 'POST' });
        }
      }
      for (const webhook of event.conversation?.contents.webhooks.rows ?? []) {
        if (webhook.url !== null && hears(webhook, event)) targets.push(scopedTarget(webhook, webhook.url));
      }
      if (targets.length === 0) return;
      const parameters = complete(event, origin);
      for (const target of targets) sender.send(target, parameters);
    },
    replay(webhook, event) {
      if (webhook.url === null || !hears(webhook, event)) return;
      const origin: WriteOrigin = { source: 'API', clientIdentity: null, isAnnounced: true };
      sender.send(scopedTarget(webhook, webhook.url), complete(event, origin));
    },
    wants(event, origin) {
      if (origin.source === 'API' && !settings.assumptions.preWebhooksOverRest) return false;
      const { preWebhookUrl, filters, target } = configurationOf(event.serviceSid);
      return preWebhookUrl !== null && target !== 'flex' && (filters?.includes(event.type) ?? false);
    },
    async ask(event, origin) {
      const { preWebhookUrl, method } = configurationOf(event.serviceSid);
      if (preWebhookUrl === null) return new Map();
      const target: WebhookTarget = { url: preWebhookUrl, method: method ?? 'POST' };
      const response = await sender.ask(target, complete(event, origin));
      if (response && response.status >= 400) throw new TwilioError(50056);
      return response?.status === 200 ? replacements(event, response.body) : new Map();
    },
  };
}

function hears(webhook: ScopedWebhookRecord, event: WebhookEvent): boolean {
  if (webhook.target === 'webhook') return webhook.filters.includes(event.type);
  if (webhook.target === 'trigger' && event.messageBody !== null) {
    const body = event.messageBody.toLowerCase();
    return webhook.triggers.some((keyword) => body.includes(keyword.toLowerCase()));
  }
  // Studio flows are Twilio's own machinery.
  return false;
}

function scopedTarget(webhook: ScopedWebhookRecord, url: string): WebhookTarget {
  return { url, method: webhook.method === 'get' ? 'GET' : 'POST' };
}

function replacements(event: PreEvent, body: string): Form {
  const form = new Map<string, readonly string[]>();
  let answer: unknown;
  try {
    answer = JSON.parse(body);
  } catch {
    return form;
  }
  if (typeof answer !== 'object' || answer === null) return form;
  for (const [key, value] of Object.entries(answer)) {
    const parameter = event.modifiable[key];
    if (parameter !== undefined && typeof value === 'string') form.set(parameter, [value]);
  }
  return form;
}
