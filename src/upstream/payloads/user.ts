import type { User, UserConversation } from '../../model.ts';
import { conversationFacts, conversationState } from './conversation.ts';
import {
  attributes,
  booleanOrNull,
  lifetime,
  readPayload,
  text,
  textOrNull,
  wholeNumberOrNull,
  wordOf,
} from './payload.ts';

/**
 * A User resource.
 * @throws GatewayError UPSTREAM_INVALID_RESPONSE naming the field that is not in Twilio's format.
 * @see https://www.twilio.com/docs/conversations/api/user-resource
 */
export function parseUser(row: unknown): User {
  const payload = readPayload(row, 'user');
  return {
    sid: text(payload, 'sid'),
    identity: text(payload, 'identity'),
    friendlyName: textOrNull(payload, 'friendly_name'),
    roleSid: textOrNull(payload, 'role_sid'),
    attributes: attributes(payload),
    isOnline: booleanOrNull(payload, 'is_online'),
    isNotifiable: booleanOrNull(payload, 'is_notifiable'),
    ...lifetime(payload),
  };
}

/**
 * A UserConversation resource: the conversation's own fields are in it, so that an inbox needs no second call per row.
 * @throws GatewayError UPSTREAM_INVALID_RESPONSE naming the field that is not in Twilio's format.
 * @see https://www.twilio.com/docs/conversations/api/user-conversation-resource
 */
export function parseUserConversation(row: unknown): UserConversation {
  const payload = readPayload(row, 'user conversation');
  return {
    conversation: {
      sid: text(payload, 'conversation_sid'),
      ...conversationFacts(payload),
      state: conversationState(payload.fields['conversation_state']),
    },
    participantSid: text(payload, 'participant_sid'),
    userSid: text(payload, 'user_sid'),
    unreadMessagesCount: wholeNumberOrNull(payload, 'unread_messages_count'),
    lastReadMessageIndex: wholeNumberOrNull(payload, 'last_read_message_index'),
    notificationLevel: wordOf(['default', 'muted'], payload.fields['notification_level']),
  };
}
