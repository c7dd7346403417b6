/** Payloads as Twilio's documentation shows them, with fictitious sids. */

const hex = (digit: string) => digit.repeat(32);

export const serviceSid = `IS${hex('1')}`;
export const accountSid = `AC${hex('a')}`;

const dates = { date_created: '2026-01-02T03:04:05Z', date_updated: '2026-01-02T03:04:05Z' };

export const conversationPayload = {
  sid: `CH${hex('1')}`,
  account_sid: accountSid,
  chat_service_sid: serviceSid,
  messaging_service_sid: `MG${hex('1')}`,
  friendly_name: 'Support 42',
  unique_name: 'support-42',
  attributes: '{"topic":"feedback"}',
  state: 'active',
  timers: {},
  bindings: {},
  ...dates,
};

export const messagePayload = {
  sid: `IM${hex('1')}`,
  account_sid: accountSid,
  conversation_sid: conversationPayload.sid,
  body: 'Hello',
  media: null,
  author: 'alice',
  participant_sid: `MB${hex('1')}`,
  attributes: '{}',
  index: 9,
  delivery: null,
  content_sid: null,
  ...dates,
};

export const participantPayload = {
  sid: `MB${hex('1')}`,
  account_sid: accountSid,
  conversation_sid: conversationPayload.sid,
  identity: 'alice',
  attributes: '{}',
  messaging_binding: null,
  role_sid: `RL${hex('1')}`,
  last_read_message_index: null,
  last_read_timestamp: null,
  ...dates,
};

export const userPayload = {
  sid: `US${hex('1')}`,
  account_sid: accountSid,
  chat_service_sid: serviceSid,
  role_sid: `RL${hex('2')}`,
  identity: 'alice',
  friendly_name: 'Alice',
  attributes: '{}',
  is_online: null,
  is_notifiable: null,
  ...dates,
};

export const userConversationPayload = {
  account_sid: accountSid,
  chat_service_sid: serviceSid,
  conversation_sid: conversationPayload.sid,
  participant_sid: participantPayload.sid,
  user_sid: userPayload.sid,
  friendly_name: 'Support 42',
  unique_name: 'support-42',
  attributes: '{"topic":"feedback"}',
  conversation_state: 'active',
  timers: {},
  created_by: 'system',
  unread_messages_count: null,
  last_read_message_index: null,
  notification_level: 'default',
  ...dates,
};

export const rolePayload = {
  sid: `RL${hex('1')}`,
  account_sid: accountSid,
  chat_service_sid: serviceSid,
  friendly_name: 'Conversation Role',
  type: 'conversation',
  permissions: ['sendMessage', 'leaveConversation'],
  ...dates,
};

export const serviceConfigurationPayload = {
  chat_service_sid: serviceSid,
  default_conversation_creator_role_sid: `RL${hex('3')}`,
  default_conversation_role_sid: `RL${hex('1')}`,
  default_chat_service_role_sid: `RL${hex('2')}`,
  reachability_enabled: false,
};

export const webhookConfigurationPayload = {
  account_sid: accountSid,
  chat_service_sid: serviceSid,
  method: 'POST',
  filters: ['onMessageAdded'],
  pre_webhook_url: null,
  post_webhook_url: 'https://example.com/webhooks',
};

/** One page of a list in Twilio's envelope. */
export function pagePayload(key: string, rows: readonly unknown[], nextPageUrl: string | null) {
  return {
    meta: { page: 0, page_size: 50, previous_page_url: null, next_page_url: nextPageUrl, key },
    [key]: rows,
  };
}
