import type { WebhookConfiguration } from '../upstream/conversations-api.ts';
import { fieldsByEventType } from '../webhooks/event-fields.ts';

/** One thing that is not as the gateway needs it. */
export interface WebhookDifference {
  readonly setting: 'Method' | 'PostWebhookUrl' | 'Filters';
  /** As it is, in words. */
  readonly is: string;
  /** As it has to be, in words. */
  readonly needed: string;
}

/** What the webhook configuration of a service has to become, and why. */
export interface WebhookPlan {
  /** Empty where nothing has to change. */
  readonly differences: readonly WebhookDifference[];
  /** The webhooks go to another address now, which would hear of nothing any more. */
  readonly takesFrom: string | null;
  /** Every filter that is to be set: those that the gateway needs, and those that are there for others. */
  readonly filters: readonly string[];
  readonly postWebhookUrl: string;
}

/** Where the webhooks of a gateway go. */
export function webhookUrlOf(publicUrl: string): string {
  return new URL('/webhooks/twilio', publicUrl).href;
}

/**
 * The events without which clients would miss something. Changes of users are not among them: nothing of a conversation depends on
 * them, and being online changes often.
 */
export const neededFilters: readonly string[] = Object.keys(fieldsByEventType).filter(
  (kind) => !kind.startsWith('onUser'),
);

/** Compares what a service does with what the gateway at `publicUrl` needs. Filters beyond that are left alone. */
export function planWebhooks(configuration: WebhookConfiguration, publicUrl: string): WebhookPlan {
  const { method, filters, postWebhookUrl } = configuration;
  const url = webhookUrlOf(publicUrl);
  const present = filters ?? [];
  const missing = neededFilters.filter((filter) => !present.includes(filter));
  const differences: WebhookDifference[] = [];
  if (postWebhookUrl !== url)
    differences.push({ setting: 'PostWebhookUrl', is: postWebhookUrl || 'not set', needed: url });
  if (method !== 'POST') differences.push({ setting: 'Method', is: method ?? 'not set', needed: 'POST' });
  if (missing.length > 0)
    differences.push({
      setting: 'Filters',
      is: present.join(', ') || 'none',
      needed: present.length === 0 ? missing.join(', ') : `${missing.join(', ')} besides`,
    });
  return {
    differences,
    takesFrom:
      postWebhookUrl !== null && postWebhookUrl !== '' && postWebhookUrl !== url ? postWebhookUrl : null,
    filters: [...present, ...missing],
    postWebhookUrl: url,
  };
}
