import type { MessagingBinding, Participant } from '../../model.ts';
import {
  attributes,
  dateOrNull,
  lifetime,
  nestedOrNull,
  type Payload,
  readPayload,
  text,
  textOrNull,
  wholeNumberOrNull,
} from './payload.ts';

/**
 * A Participant resource.
 * @throws GatewayError UPSTREAM_INVALID_RESPONSE naming the field that is not in Twilio's format.
 * @see https://www.twilio.com/docs/conversations/api/conversation-participant-resource
 */
export function parseParticipant(row: unknown): Participant {
  const payload = readPayload(row, 'participant');
  return {
    sid: text(payload, 'sid'),
    conversationSid: text(payload, 'conversation_sid'),
    identity: textOrNull(payload, 'identity'),
    messagingBinding: parseMessagingBinding(payload),
    roleSid: textOrNull(payload, 'role_sid'),
    attributes: attributes(payload),
    lastReadMessageIndex: wholeNumberOrNull(payload, 'last_read_message_index'),
    lastReadAt: dateOrNull(payload, 'last_read_timestamp'),
    ...lifetime(payload),
  };
}

/** Keys that do not apply to a kind of binding are absent (official OpenAPI file, examples of the resource). */
function parseMessagingBinding(payload: Payload): MessagingBinding | null {
  const binding = nestedOrNull(payload, 'messaging_binding');
  if (binding === null) return null;
  return {
    type: textOrNull(binding, 'type')?.toLowerCase() ?? 'unknown',
    address: textOrNull(binding, 'address'),
    proxyAddress: textOrNull(binding, 'proxy_address'),
    projectedAddress: textOrNull(binding, 'projected_address'),
  };
}
