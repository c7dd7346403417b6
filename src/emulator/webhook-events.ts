import type {
  ConversationRecord,
  ConversationState,
  MessageRecord,
  ParticipantRecord,
  ReceiptRecord,
  UserRecord,
} from './records.ts';
import { webhookDate } from './wire.ts';

/** Events that ask before something happens. */
export const preEventTypes = [
  'onMessageAdd',
  'onMessageUpdate',
  'onMessageRemove',
  'onConversationAdd',
  'onConversationUpdate',
  'onConversationRemove',
  'onParticipantAdd',
  'onParticipantUpdate',
  'onParticipantRemove',
  'onUserUpdate',
] as const;

/** Events that tell what has happened. */
export const postEventTypes = [
  'onMessageAdded',
  'onMessageUpdated',
  'onMessageRemoved',
  'onConversationAdded',
  'onConversationUpdated',
  'onConversationRemoved',
  'onConversationStateUpdated',
  'onParticipantAdded',
  'onParticipantUpdated',
  'onParticipantRemoved',
  'onDeliveryUpdated',
  'onUserAdded',
  'onUserUpdated',
] as const;

/** Twilio's name of a pre-action event. */
export type PreEventType = (typeof preEventTypes)[number];
/** Twilio's name of a post-action event. */
export type PostEventType = (typeof postEventTypes)[number];

/** Parameters of a webhook; what is undefined is left out. */
export type WebhookParameters = Readonly<Record<string, string | undefined>>;

/** Something that happened. */
export interface WebhookEvent {
  readonly type: PostEventType;
  readonly serviceSid: string;
  /** The conversation whose own webhooks hear of it; null for users. */
  readonly conversation: ConversationRecord | null;
  readonly parameters: WebhookParameters;
  /** Whether the payload names its source; deliveries and changes of state do not. */
  readonly hasSource: boolean;
  /** What triggers look for keywords in. */
  readonly messageBody: string | null;
}

/** Something about to happen. */
export interface PreEvent {
  readonly type: PreEventType;
  readonly serviceSid: string;
  readonly parameters: WebhookParameters;
  /** JSON keys that the webhook may replace, with the parameters of the request they stand for. */
  readonly modifiable: Readonly<Record<string, string>>;
}

/** How a conversation came to another state. */
export interface StateChange {
  readonly from: ConversationState;
  readonly to: ConversationState;
  readonly reason: 'API' | 'TIMER' | 'EVENT';
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** What the conversation will be, or is: shared by the events before and after. */
type ConversationDraft = Pick<
  ConversationRecord,
  'serviceSid' | 'messagingServiceSid' | 'friendlyName' | 'uniqueName' | 'attributes' | 'state'
>;

const conversationFields = (draft: ConversationDraft): WebhookParameters => ({
  ChatServiceSid: draft.serviceSid,
  MessagingServiceSid: draft.messagingServiceSid ?? undefined,
  FriendlyName: draft.friendlyName ?? undefined,
  UniqueName: draft.uniqueName ?? undefined,
  Attributes: draft.attributes,
  State: draft.state,
});

const dates = (row: { readonly dateCreated: number; readonly dateUpdated: number }): WebhookParameters => ({
  DateCreated: webhookDate(row.dateCreated),
  DateUpdated: webhookDate(row.dateUpdated),
});

/** Asks about a conversation that is to be created, changed or deleted. */
export function conversationPreEvent(
  type: 'onConversationAdd' | 'onConversationUpdate' | 'onConversationRemove',
  draft: ConversationDraft,
  existing?: ConversationRecord,
): PreEvent {
  return {
    type,
    serviceSid: draft.serviceSid,
    parameters: {
      ...conversationFields(draft),
      ...(existing ? { ConversationSid: existing.sid, ...dates(existing) } : {}),
    },
    modifiable: type === 'onConversationRemove' ? {} : { friendly_name: 'FriendlyName' },
  };
}

/** Tells of a conversation that was created, changed or deleted. */
export function conversationEvent(
  type: 'onConversationAdded' | 'onConversationUpdated' | 'onConversationRemoved',
  record: ConversationRecord,
  removedAt?: number,
): WebhookEvent {
  return {
    type,
    serviceSid: record.serviceSid,
    conversation: record,
    parameters: {
      ...conversationFields(record),
      ConversationSid: record.sid,
      ...dates(record),
      DateRemoved: removedAt === undefined ? undefined : webhookDate(removedAt),
    },
    hasSource: true,
    messageBody: null,
  };
}

/** Tells of a conversation's new state. */
export function stateUpdatedEvent(record: ConversationRecord, change: StateChange): WebhookEvent {
  return {
    type: 'onConversationStateUpdated',
    serviceSid: record.serviceSid,
    conversation: record,
    parameters: {
      ConversationSid: record.sid,
      ChatServiceSid: record.serviceSid,
      MessagingServiceSid: record.messagingServiceSid ?? undefined,
      StateUpdated: webhookDate(change.at),
      StateFrom: change.from,
      StateTo: change.to,
      Reason: change.reason,
    },
    hasSource: false,
    messageBody: null,
  };
}

type MessageDraft = Pick<MessageRecord, 'author' | 'body' | 'attributes' | 'participantSid'>;

const messageFields = (conversation: ConversationRecord, draft: MessageDraft): WebhookParameters => ({
  ConversationSid: conversation.sid,
  Body: draft.body ?? undefined,
  Author: draft.author,
  Attributes: draft.attributes,
  ParticipantSid: draft.participantSid ?? undefined,
});

/** Asks about a message that is to be created, changed or deleted. */
export function messagePreEvent(
  type: 'onMessageAdd' | 'onMessageUpdate' | 'onMessageRemove',
  conversation: ConversationRecord,
  message: { readonly draft: MessageDraft; readonly existing?: MessageRecord },
): PreEvent {
  const { draft, existing } = message;
  return {
    type,
    serviceSid: conversation.serviceSid,
    parameters: {
      ...messageFields(conversation, draft),
      ...(existing ? { MessageSid: existing.sid, Index: String(existing.index), ...dates(existing) } : {}),
    },
    modifiable:
      type === 'onMessageRemove' ? {} : { body: 'Body', author: 'Author', attributes: 'Attributes' },
  };
}

/** Tells of a message that was created, changed or deleted. */
export function messageEvent(
  type: 'onMessageAdded' | 'onMessageUpdated' | 'onMessageRemoved',
  conversation: ConversationRecord,
  message: { readonly record: MessageRecord; readonly removedAt?: number },
): WebhookEvent {
  const { record, removedAt } = message;
  const isNew = type === 'onMessageAdded';
  return {
    type,
    serviceSid: conversation.serviceSid,
    conversation,
    parameters: {
      ...messageFields(conversation, record),
      MessageSid: record.sid,
      Index: String(record.index),
      ChatServiceSid: isNew ? conversation.serviceSid : undefined,
      MessagingServiceSid: isNew ? (conversation.messagingServiceSid ?? undefined) : undefined,
      DateCreated: webhookDate(record.dateCreated),
      DateUpdated: isNew ? undefined : webhookDate(record.dateUpdated),
      DateRemoved: removedAt === undefined ? undefined : webhookDate(removedAt),
    },
    hasSource: true,
    messageBody: isNew ? record.body : null,
  };
}

type ParticipantDraft = Pick<ParticipantRecord, 'identity' | 'roleSid' | 'attributes' | 'messagingBinding'>;

const participantFields = (conversationSid: string, draft: ParticipantDraft): WebhookParameters => ({
  ConversationSid: conversationSid,
  Identity: draft.identity ?? undefined,
  RoleSid: draft.roleSid ?? undefined,
  Attributes: draft.attributes,
  'MessagingBinding.Type': draft.messagingBinding?.type.toUpperCase() ?? 'CHAT',
  'MessagingBinding.Address': draft.messagingBinding?.address ?? undefined,
  'MessagingBinding.ProxyAddress': draft.messagingBinding?.proxyAddress ?? undefined,
  'MessagingBinding.ProjectedAddress': draft.messagingBinding?.projectedAddress ?? undefined,
});

/** Asks about a participant that is to be added, changed or removed. */
export function participantPreEvent(
  type: 'onParticipantAdd' | 'onParticipantUpdate' | 'onParticipantRemove',
  conversation: ConversationRecord,
  participant: { readonly draft: ParticipantDraft; readonly existing?: ParticipantRecord },
): PreEvent {
  const { draft, existing } = participant;
  return {
    type,
    serviceSid: conversation.serviceSid,
    parameters: {
      ...participantFields(conversation.sid, draft),
      ...(existing ? { ParticipantSid: existing.sid, ...dates(existing) } : {}),
    },
    modifiable: {},
  };
}

/** Tells of a participant that was added, changed or removed. */
export function participantEvent(
  type: 'onParticipantAdded' | 'onParticipantUpdated' | 'onParticipantRemoved',
  conversation: ConversationRecord,
  participant: { readonly record: ParticipantRecord; readonly removedAt?: number },
): WebhookEvent {
  const { record, removedAt } = participant;
  const horizon = type === 'onParticipantUpdated' ? record.lastReadMessageIndex : null;
  return {
    type,
    serviceSid: conversation.serviceSid,
    conversation,
    parameters: {
      ...participantFields(conversation.sid, record),
      ParticipantSid: record.sid,
      DateCreated: webhookDate(record.dateCreated),
      DateUpdated: type === 'onParticipantAdded' ? undefined : webhookDate(record.dateUpdated),
      DateRemoved: removedAt === undefined ? undefined : webhookDate(removedAt),
      LastReadMessageIndex: horizon === null ? undefined : String(horizon),
    },
    hasSource: true,
    messageBody: null,
  };
}

/** Tells of a delivery receipt that was created or changed. */
export function deliveryEvent(conversation: ConversationRecord, receipt: ReceiptRecord): WebhookEvent {
  return {
    type: 'onDeliveryUpdated',
    serviceSid: conversation.serviceSid,
    conversation,
    parameters: {
      ConversationSid: conversation.sid,
      ChatServiceSid: conversation.serviceSid,
      MessageSid: receipt.messageSid,
      DeliveryReceiptSid: receipt.sid,
      ChannelMessageSid: receipt.channelMessageSid,
      ParticipantSid: receipt.participantSid,
      Status: receipt.status,
      ErrorCode: receipt.errorCode === 0 ? undefined : String(receipt.errorCode),
      ...dates(receipt),
    },
    hasSource: false,
    messageBody: null,
  };
}

const userFields = (user: UserRecord): WebhookParameters => ({
  ChatServiceSid: user.serviceSid,
  UserSid: user.sid,
  Identity: user.identity,
  RoleSid: user.roleSid,
  Attributes: user.attributes,
  FriendlyName: user.friendlyName ?? undefined,
});

/** Asks about a user that is to be changed. */
export function userPreEvent(draft: UserRecord): PreEvent {
  return {
    type: 'onUserUpdate',
    serviceSid: draft.serviceSid,
    parameters: { ...userFields(draft), DateUpdated: webhookDate(draft.dateUpdated) },
    modifiable: {},
  };
}

/** Tells of a user that was created or changed. */
export function userEvent(type: 'onUserAdded' | 'onUserUpdated', user: UserRecord): WebhookEvent {
  const isUpdate = type === 'onUserUpdated';
  return {
    type,
    serviceSid: user.serviceSid,
    conversation: null,
    parameters: {
      ...userFields(user),
      DateCreated: webhookDate(user.dateCreated),
      DateUpdated: isUpdate ? webhookDate(user.dateUpdated) : undefined,
      isOnline: isUpdate ? String(user.isOnline ?? false) : undefined,
      isNotifiable: isUpdate ? String(user.isNotifiable ?? false) : undefined,
    },
    hasSource: true,
    messageBody: null,
  };
}
