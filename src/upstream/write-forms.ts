import type { JsonValue } from '../model.ts';
import type {
  ConversationChanges,
  MessageChanges,
  NewMessage,
  NewParticipant,
  ParticipantChanges,
  UserChanges,
} from './conversations-api.ts';
import { withoutUndefined } from './without-undefined.ts';

/** The SDK's parameters for what may be set on a conversation. */
export function conversationForm(changes: ConversationChanges) {
  const { friendlyName, uniqueName, state, timers } = changes;
  return withoutUndefined({
    friendlyName,
    uniqueName,
    attributes: jsonText(changes.attributes),
    state,
    'timers.inactive': timers?.inactive,
    'timers.closed': timers?.closed,
  });
}

/** The SDK's parameters for a message, new or changed. */
export function messageForm(message: NewMessage & MessageChanges) {
  const { author, body, mediaSid, contentSid, contentVariables } = message;
  return withoutUndefined({
    author,
    body,
    attributes: jsonText(message.attributes),
    mediaSid,
    contentSid,
    contentVariables,
  });
}

/** The SDK's parameters for a new participant. */
export function newParticipantForm(participant: NewParticipant) {
  const { identity, messagingBinding, roleSid } = participant;
  return withoutUndefined({
    identity,
    'messagingBinding.address': messagingBinding?.address,
    'messagingBinding.proxyAddress': messagingBinding?.proxyAddress,
    'messagingBinding.projectedAddress': messagingBinding?.projectedAddress,
    attributes: jsonText(participant.attributes),
    roleSid,
  });
}

/**
 * A participant as the ConversationWithParticipants resource takes it: JSON in snake case, one text each.
 * @see https://www.twilio.com/docs/conversations/api/conversation-with-participants-resource
 */
export function newParticipantJson(participant: NewParticipant): string {
  const { identity, messagingBinding, roleSid } = participant;
  // JSON.stringify leaves undefined properties out.
  return JSON.stringify({
    identity,
    messaging_binding: messagingBinding && {
      address: messagingBinding.address,
      proxy_address: messagingBinding.proxyAddress,
      projected_address: messagingBinding.projectedAddress,
    },
    attributes: jsonText(participant.attributes),
    role_sid: roleSid,
  });
}

/** The SDK's parameters for what may be set on a participant. */
export function participantForm(changes: ParticipantChanges) {
  const { attributes, roleSid, lastReadMessageIndex } = changes;
  return {
    ...withoutUndefined({ attributes: jsonText(attributes), roleSid }),
    ...(lastReadMessageIndex !== undefined && { lastReadMessageIndex: horizon(lastReadMessageIndex) }),
  };
}

/** The SDK's parameters for what may be set on a user. */
export function userForm(changes: UserChanges) {
  return withoutUndefined({ friendlyName: changes.friendlyName, attributes: jsonText(changes.attributes) });
}

function horizon(index: number | null): number {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the SDK sends null as an empty value, which unsets it, though its types know numbers only
  return index as number;
}

function jsonText(value: JsonValue | undefined): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}
