import type { GatewayEvent } from '../conversation-event.ts';
import type { Conversation, JsonValue, Message, MessagingBinding, Participant } from '../model.ts';
import { checkFields } from './check-fields.ts';
import {
  type EventFields,
  type EventType,
  type EventValues,
  fieldsByEventType,
  isEventType,
  preActionEventTypes,
} from './event-fields.ts';

/** What a signed form of ours turned out to be. */
export type EventReading =
  /** A post-action event. */
  | {
      readonly outcome: 'event';
      readonly event: GatewayEvent;
      readonly unknownFields: number;
      /** Whether another form, and so another event, could have the same signature. */
      readonly isAmbiguous: boolean;
    }
  /** A question that Twilio asks before it acts; the gateway has no say in it. */
  | { readonly outcome: 'preAction' }
  /** An event that Twilio added since. */
  | { readonly outcome: 'unknown' }
  /** Not what Twilio documents; the reason names the field and holds no value. */
  | { readonly outcome: 'malformed'; readonly reason: string };

/** Reads a form, repeated names excluded, as the event it tells of. */
export function parseEvent(form: ReadonlyMap<string, string>): EventReading {
  const eventType = form.get('EventType');
  if (eventType === undefined || eventType === '')
    return { outcome: 'malformed', reason: 'EventType is missing.' };
  if (preActionEventTypes.has(eventType)) return { outcome: 'preAction' };
  if (!isEventType(eventType)) return { outcome: 'unknown' };
  return readers[eventType](form);
}

type Reader = (form: ReadonlyMap<string, string>) => EventReading;

/** An event, or the reason why a form that satisfies its table is none. */
type Outcome = GatewayEvent | { readonly reason: string };

function reader<Fields extends EventFields>(
  fields: Fields,
  toEvent: (values: EventValues<Fields>) => Outcome,
): Reader {
  return (form) => {
    const reading = checkFields(form, fields);
    if (!reading.ok) return { outcome: 'malformed', reason: reading.reason };
    const result = toEvent(reading.values);
    if ('reason' in result) return { outcome: 'malformed', reason: result.reason };
    const { unknownFields, isAmbiguous } = reading;
    return { outcome: 'event', event: result, unknownFields, isAmbiguous };
  };
}

const readers: Readonly<Record<EventType, Reader>> = {
  onMessageAdded: reader(fieldsByEventType.onMessageAdded, (values) => {
    const message = toMessage(values);
    if (!message) return { reason: noContent };
    return { kind: 'MessageAdded', ...head(values, values.DateCreated), message };
  }),
  onMessageUpdated: reader(fieldsByEventType.onMessageUpdated, (values) => {
    const message = toMessage(values);
    if (!message) return { reason: noContent };
    return { kind: 'MessageUpdated', ...head(values, values.DateUpdated), message };
  }),
  onMessageRemoved: reader(fieldsByEventType.onMessageRemoved, (values) => ({
    kind: 'MessageRemoved',
    ...head(values, values.DateRemoved),
    messageSid: values.MessageSid,
    index: values.Index,
  })),
  onConversationAdded: reader(fieldsByEventType.onConversationAdded, (values) => ({
    kind: 'ConversationAdded',
    ...head(values, values.DateCreated),
    conversation: toConversation(values),
  })),
  onConversationUpdated: reader(fieldsByEventType.onConversationUpdated, (values) => ({
    kind: 'ConversationUpdated',
    ...head(values, values.DateUpdated),
    conversation: toConversation(values),
    state: values.State,
  })),
  onConversationRemoved: reader(fieldsByEventType.onConversationRemoved, (values) => ({
    kind: 'ConversationRemoved',
    ...head(values, values.DateRemoved),
  })),
  onConversationStateUpdated: reader(fieldsByEventType.onConversationStateUpdated, (values) => ({
    kind: 'ConversationUpdated',
    ...head(values, values.StateUpdated),
    conversation: null,
    state: values.StateTo,
  })),
  onParticipantAdded: reader(fieldsByEventType.onParticipantAdded, (values) => ({
    kind: 'ParticipantAdded',
    ...head(values, values.DateCreated),
    participant: toParticipant(values),
  })),
  onParticipantUpdated: reader(fieldsByEventType.onParticipantUpdated, (values) => ({
    kind: 'ParticipantUpdated',
    ...head(values, values.DateUpdated),
    participantSid: values.ParticipantSid,
    identity: textOrNull(values.Identity),
    roleSid: values.RoleSid,
    lastReadMessageIndex: values.LastReadMessageIndex,
  })),
  onParticipantRemoved: reader(fieldsByEventType.onParticipantRemoved, (values) => ({
    kind: 'ParticipantRemoved',
    ...head(values, values.DateRemoved),
    participantSid: values.ParticipantSid,
    identity: textOrNull(values.Identity),
  })),
  onDeliveryUpdated: reader(fieldsByEventType.onDeliveryUpdated, (values) => ({
    kind: 'DeliveryUpdated',
    ...head(values, values.DateUpdated),
    messageSid: values.MessageSid,
  })),
  onUserAdded: reader(fieldsByEventType.onUserAdded, (values) =>
    toUserChanged(values.Identity, values.DateCreated),
  ),
  onUserUpdated: reader(fieldsByEventType.onUserUpdated, (values) =>
    toUserChanged(values.Identity, values.DateUpdated),
  ),
};

const noContent = 'Body and Media are both missing.';

function head(values: { readonly ConversationSid: string }, occurredAt: Date) {
  return { conversationSid: values.ConversationSid, occurredAt };
}

type MessageValues = EventValues<typeof fieldsByEventType.onMessageAdded>;

/** Undefined without any content: a neighbour may then have swallowed the body, which has no form to recognise it by. */
function toMessage(values: MessageValues): Message | undefined {
  const media = values.Media ?? [];
  if (values.Body === undefined && media.length === 0) return undefined;
  return {
    sid: values.MessageSid,
    conversationSid: values.ConversationSid,
    index: values.Index,
    author: textOrNull(values.Author),
    participantSid: values.ParticipantSid ?? null,
    body: media.length > 0 ? textOrNull(values.Body) : (values.Body ?? null),
    attributes: attributesOf(values),
    media,
    contentSid: null,
    delivery: undefined,
    createdAt: values.DateCreated,
    updatedAt: values.DateUpdated ?? values.DateCreated,
  };
}

/** The timers of a conversation are in no webhook: they read as not running, and have to be read over REST where they matter. */
function toConversation(values: EventValues<typeof fieldsByEventType.onConversationAdded>): Conversation {
  return {
    sid: values.ConversationSid,
    uniqueName: textOrNull(values.UniqueName),
    friendlyName: textOrNull(values.FriendlyName),
    state: values.State,
    attributes: attributesOf(values),
    timers: { inactiveAt: null, closedAt: null },
    createdAt: values.DateCreated,
    updatedAt: values.DateUpdated ?? values.DateCreated,
  };
}

function toParticipant(values: EventValues<typeof fieldsByEventType.onParticipantAdded>): Participant {
  return {
    sid: values.ParticipantSid,
    conversationSid: values.ConversationSid,
    identity: textOrNull(values.Identity),
    messagingBinding: toMessagingBinding(values),
    roleSid: values.RoleSid ?? null,
    attributes: attributesOf(values),
    lastReadMessageIndex: values.LastReadMessageIndex ?? null,
    lastReadAt: null,
    createdAt: values.DateCreated,
    updatedAt: values.DateUpdated ?? values.DateCreated,
  };
}

/**
 * Webhooks give chat users a binding of type `CHAT` without addresses where REST gives none, and write the type in capitals
 * where REST does not: both are brought to REST's reading.
 */
function toMessagingBinding(
  values: EventValues<typeof fieldsByEventType.onParticipantAdded>,
): MessagingBinding | null {
  const addresses = {
    address: textOrNull(values['MessagingBinding.Address']),
    proxyAddress: textOrNull(values['MessagingBinding.ProxyAddress']),
    projectedAddress: textOrNull(values['MessagingBinding.ProjectedAddress']),
  };
  const hasAddress = Object.values(addresses).some((address) => address !== null);
  const type = values['MessagingBinding.Type']?.toLowerCase();
  if (!hasAddress && (type === undefined || type === 'chat')) return null;
  return { type: type ?? 'unknown', ...addresses };
}

function toUserChanged(identity: string, occurredAt: Date): Outcome {
  if (identity === '') return { reason: 'Identity is empty.' };
  return { kind: 'UserChanged', identity, occurredAt };
}

/** Unset attributes are an empty object; `null` is JSON that somebody wrote. */
function attributesOf(values: { readonly Attributes: JsonValue | undefined }): JsonValue {
  return values.Attributes === undefined ? {} : values.Attributes;
}

function textOrNull(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : text;
}
