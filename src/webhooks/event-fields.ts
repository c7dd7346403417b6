import {
  address,
  type AnyFormField,
  attributes,
  channelSid,
  conversationState,
  date,
  flag,
  type FormField,
  integer,
  lowerCaseWord,
  media,
  required,
  sid,
  source,
  text,
  upperCaseWord,
} from './form-field.ts';

/** The parameters of one kind of event by name. */
export type EventFields = Readonly<Record<string, AnyFormField>>;

/** The values that a form of these fields was read into; undefined where an optional one did not come. */
export type EventValues<Fields extends EventFields> = {
  readonly [Name in keyof Fields]: Fields[Name] extends FormField<infer Value, infer IsRequired>
    ? IsRequired extends true
      ? Value
      : Value | undefined
    : never;
};

/**
 * What every webhook may carry. `ChatServiceSid` and `RetryCount` are in every capture of these years and in no promise of
 * Twilio's; captures of 2021 lack the former.
 */
const everyEvent = {
  AccountSid: required(sid('account')),
  ChatServiceSid: sid('service'),
  ClientIdentity: text,
  EventType: required(text),
  MessagingServiceSid: sid('messagingService'),
  RetryCount: integer,
  Source: source,
} as const satisfies EventFields;

const conversation = {
  ...everyEvent,
  Attributes: attributes,
  ConversationSid: required(sid('conversation')),
  DateCreated: date,
  DateUpdated: date,
  FriendlyName: text,
  'MessagingBinding.Address': address,
  'MessagingBinding.AuthorAddress': address,
  'MessagingBinding.ProjectedAddress': address,
  'MessagingBinding.ProxyAddress': address,
  State: conversationState,
  UniqueName: text,
} as const satisfies EventFields;

const message = {
  ...everyEvent,
  Attributes: attributes,
  Author: text,
  Body: text,
  ConversationSid: required(sid('conversation')),
  DateCreated: date,
  DateUpdated: date,
  Index: required(integer),
  Media: media,
  MessageSid: required(sid('message')),
  ParticipantSid: sid('participant'),
} as const satisfies EventFields;

const participant = {
  ...everyEvent,
  Attributes: attributes,
  ConversationSid: required(sid('conversation')),
  DateCreated: date,
  DateUpdated: date,
  Identity: text,
  LastReadMessageIndex: integer,
  'MessagingBinding.Address': address,
  'MessagingBinding.ProjectedAddress': address,
  'MessagingBinding.ProxyAddress': address,
  'MessagingBinding.Type': upperCaseWord,
  ParticipantSid: required(sid('participant')),
  RoleSid: sid('role'),
} as const satisfies EventFields;

const user = {
  ...everyEvent,
  Attributes: attributes,
  DateCreated: date,
  DateUpdated: date,
  FriendlyName: text,
  Identity: required(text),
  RoleSid: sid('role'),
  UserSid: required(sid('user')),
  isNotifiable: flag,
  isOnline: flag,
} as const satisfies EventFields;

/**
 * The parameters of every post-action event of Twilio Conversations, by its name on the wire. A parameter that is in no table is
 * tolerated, because Twilio adds some over time; one that is in the table has to be what the table says. Required is what the
 * gateway cannot do without: a removal is believed without the author of what was removed.
 * See https://www.twilio.com/docs/conversations-classic/conversations-webhooks
 */
export const fieldsByEventType = {
  onMessageAdded: { ...message, Author: required(text), DateCreated: required(date) },
  onMessageUpdated: {
    ...message,
    Author: required(text),
    DateCreated: required(date),
    DateUpdated: required(date),
  },
  onMessageRemoved: { ...message, DateRemoved: required(date) },
  onConversationAdded: {
    ...conversation,
    DateCreated: required(date),
    State: required(conversationState),
  },
  onConversationUpdated: {
    ...conversation,
    DateCreated: required(date),
    DateUpdated: required(date),
    State: required(conversationState),
  },
  onConversationRemoved: { ...conversation, DateRemoved: required(date) },
  onConversationStateUpdated: {
    ...everyEvent,
    ConversationSid: required(sid('conversation')),
    Reason: upperCaseWord,
    StateFrom: conversationState,
    StateTo: required(conversationState),
    StateUpdated: required(date),
  },
  onParticipantAdded: { ...participant, DateCreated: required(date) },
  onParticipantUpdated: { ...participant, DateUpdated: required(date) },
  onParticipantRemoved: { ...participant, DateRemoved: required(date) },
  onDeliveryUpdated: {
    ...everyEvent,
    ChannelMessageSid: channelSid,
    ConversationSid: required(sid('conversation')),
    DateCreated: date,
    DateUpdated: required(date),
    DeliveryReceiptSid: required(sid('deliveryReceipt')),
    ErrorCode: integer,
    MessageSid: required(sid('message')),
    ParticipantSid: sid('participant'),
    Status: lowerCaseWord,
  },
  onUserAdded: { ...user, DateCreated: required(date) },
  onUserUpdated: { ...user, DateUpdated: required(date) },
} as const satisfies Readonly<Record<string, EventFields>>;

/** The name of a post-action event on the wire. */
export type EventType = keyof typeof fieldsByEventType;

/** Whether the name is that of a post-action event that the gateway understands. */
export function isEventType(name: string): name is EventType {
  return Object.hasOwn(fieldsByEventType, name);
}

/**
 * The events that Twilio sends before it acts, and waits for. The gateway has no say in them; an empty 200 lets the action pass
 * unchanged.
 */
export const preActionEventTypes: ReadonlySet<string> = new Set([
  'onConversationAdd',
  'onConversationRemove',
  'onConversationUpdate',
  'onMessageAdd',
  'onMessageRemove',
  'onMessageUpdate',
  'onParticipantAdd',
  'onParticipantRemove',
  'onParticipantUpdate',
  'onUserUpdate',
]);
