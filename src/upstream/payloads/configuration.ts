import type { ServiceConfiguration, WebhookConfiguration } from '../conversations-api.ts';
import { readPayload, text, textOrNull, textsOrNull, wordOf } from './payload.ts';

/**
 * The account's configuration, of which the gateway needs the default service.
 * @throws GatewayError UPSTREAM_INVALID_RESPONSE when it names none.
 * @see https://www.twilio.com/docs/conversations/api/configuration-resource
 */
export function parseDefaultChatServiceSid(body: unknown): string {
  return text(readPayload(body, 'configuration'), 'default_chat_service_sid');
}

/**
 * The configuration of a service.
 * @throws GatewayError UPSTREAM_INVALID_RESPONSE naming the field that is not in Twilio's format.
 * @see https://www.twilio.com/docs/conversations/api/service-configuration-resource
 */
export function parseServiceConfiguration(body: unknown): ServiceConfiguration {
  const payload = readPayload(body, 'service configuration');
  return {
    chatServiceSid: text(payload, 'chat_service_sid'),
    defaultConversationCreatorRoleSid: text(payload, 'default_conversation_creator_role_sid'),
    defaultConversationRoleSid: text(payload, 'default_conversation_role_sid'),
    defaultChatServiceRoleSid: text(payload, 'default_chat_service_role_sid'),
  };
}

/**
 * The webhook configuration of a service; everything in it is null until it is first set.
 * @throws GatewayError UPSTREAM_INVALID_RESPONSE naming the field that is not in Twilio's format.
 * @see https://www.twilio.com/docs/conversations/api/webhook-configuration-resource
 */
export function parseWebhookConfiguration(body: unknown): WebhookConfiguration {
  const payload = readPayload(body, 'webhook configuration');
  const method = wordOf(['GET', 'POST'], textOrNull(payload, 'method')?.toUpperCase());
  return {
    method: method === 'unknown' ? null : method,
    filters: textsOrNull(payload, 'filters'),
    preWebhookUrl: textOrNull(payload, 'pre_webhook_url'),
    postWebhookUrl: textOrNull(payload, 'post_webhook_url'),
  };
}
