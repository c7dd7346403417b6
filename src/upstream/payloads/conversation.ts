import type { Conversation, ConversationState, Timers } from '../../model.ts';
import {
  attributes,
  dateOrNull,
  lifetime,
  nestedOrNull,
  type Payload,
  readPayload,
  text,
  textOrNull,
  wordOf,
} from './payload.ts';

/**
 * A Conversation resource.
 * @throws GatewayError UPSTREAM_INVALID_RESPONSE naming the field that is not in Twilio's format.
 * @see https://www.twilio.com/docs/conversations/api/conversation-resource
 */
export function parseConversation(row: unknown): Conversation {
  const payload = readPayload(row, 'conversation');
  return {
    sid: text(payload, 'sid'),
    ...conversationFacts(payload),
    state: conversationState(payload.fields['state']),
  };
}

/** What a Conversation and a UserConversation resource tell in the same words. */
export function conversationFacts(payload: Payload): Omit<Conversation, 'sid' | 'state'> {
  return {
    uniqueName: textOrNull(payload, 'unique_name'),
    friendlyName: textOrNull(payload, 'friendly_name'),
    attributes: attributes(payload),
    timers: parseTimers(payload),
    ...lifetime(payload),
  };
}

/** The state by Twilio's word for it. */
export function conversationState(word: unknown): ConversationState {
  return wordOf(['initializing', 'active', 'inactive', 'closed'], word);
}

function parseTimers(payload: Payload): Timers {
  const timers = nestedOrNull(payload, 'timers');
  if (timers === null) return { inactiveAt: null, closedAt: null };
  return { inactiveAt: dateOrNull(timers, 'date_inactive'), closedAt: dateOrNull(timers, 'date_closed') };
}
