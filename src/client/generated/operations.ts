// Generated from schema/*.graphql and operations.graphql by `npm run codegen`. Do not edit.
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { JsonValue } from '../../model.ts';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /**
   * A place in a list: opaque, handed out as `cursor`, `startCursor` and `endCursor`, given back as `after` or `before` of the same
   * list. A cursor that was not handed out by this gateway, or belongs to another list, is refused with INVALID_CURSOR.
   */
  Cursor: { input: string; output: string; }
  /**
   * A moment in UTC, as ISO 8601 text such as `2026-01-02T03:04:05.000Z`. Twilio's REST API keeps whole seconds, its webhooks
   * milliseconds.
   */
  DateTime: { input: string; output: string; }
  /**
   * A place in the stream of events: opaque, handed out as `eventsCursor` by queries and as `cursor` by events, given back as
   * `after` of a subscription, which then goes on from there.
   */
  EventCursor: { input: string; output: string; }
  /** Any JSON value. What is sent as `attributes` must be a JSON object; other JSON that is already stored at Twilio is passed through. */
  JSON: { input: JsonValue; output: JsonValue; }
  /** An absolute URL. */
  URL: { input: string; output: string; }
};

/** Somebody to add: exactly one of `identity` and `messagingBinding`. */
export type AddParticipantInput = {
  /** Data of your own: a JSON object, at most 4 KB as text. */
  readonly attributes?: InputMaybe<Scalars['JSON']['input']>;
  /** Where to add them. */
  readonly conversationId: Scalars['ID']['input'];
  /** The identity of a chat user; at most 256 characters, case-sensitive. */
  readonly identity?: InputMaybe<Scalars['String']['input']>;
  /** The address of somebody outside the chat. */
  readonly messagingBinding?: InputMaybe<MessagingBindingInput>;
  /** Their role (`RL…`); the service's default without one. Service scope only. */
  readonly roleSid?: InputMaybe<Scalars['String']['input']>;
};

/** Narrows a list of conversations. */
export type ConversationFilter = {
  /** Only conversations in this state: ACTIVE, INACTIVE or CLOSED. */
  readonly state?: InputMaybe<ConversationState>;
};

/** How one conversation is named: by exactly one of these. */
export type ConversationLookup =
  /** The `id` of a conversation. */
  { readonly id: Scalars['ID']['input']; readonly sid?: never; readonly uniqueName?: never; }
  |  /** Twilio's identifier, `CH` and 32 hexadecimal digits. */
  { readonly id?: never; readonly sid: Scalars['String']['input']; readonly uniqueName?: never; }
  |  /** Its unique name. */
  { readonly id?: never; readonly sid?: never; readonly uniqueName: Scalars['String']['input']; };

/** The states of a conversation. See https://www.twilio.com/docs/conversations-classic/states-timers */
export type ConversationState =
  /** Open. */
  | 'ACTIVE'
  /** Closed for good. */
  | 'CLOSED'
  /** Open, but quiet: a new message makes it active again. */
  | 'INACTIVE'
  /** Twilio is still adding the first participants. */
  | 'INITIALIZING'
  /** A state that Twilio added since this gateway was written. */
  | 'UNKNOWN';

/** Durations after which a conversation changes state by itself. */
export type ConversationTimersInput = {
  /** Until it closes: an ISO 8601 duration of at least ten minutes, such as `P1D`. */
  readonly closed?: InputMaybe<Scalars['String']['input']>;
  /** Until it becomes inactive: an ISO 8601 duration of at least one minute, such as `PT5M`. */
  readonly inactive?: InputMaybe<Scalars['String']['input']>;
};

/** A conversation to be. */
export type CreateConversationInput = {
  /** Data of your own: a JSON object, at most 16 KB as text. */
  readonly attributes?: InputMaybe<Scalars['JSON']['input']>;
  /** What people see; at most 256 characters. */
  readonly friendlyName?: InputMaybe<Scalars['String']['input']>;
  /** Who takes part, beside the creator; at most 10 with the creator. */
  readonly participants?: InputMaybe<ReadonlyArray<NewParticipantInput>>;
  /** When the state changes by itself. */
  readonly timers?: InputMaybe<ConversationTimersInput>;
  /** A name of your own, unique in the service; at most 256 characters and not of the shape of a sid. */
  readonly uniqueName?: InputMaybe<Scalars['String']['input']>;
};

/** Which conversation to delete. */
export type DeleteConversationInput = {
  /** Which conversation. */
  readonly conversationId: Scalars['ID']['input'];
};

/** Which message to delete. */
export type DeleteMessageInput = {
  /** Which message. */
  readonly messageId: Scalars['ID']['input'];
};

/** For how many of the recipients something holds. */
export type DeliveryAmount =
  /** All of them. */
  | 'ALL'
  /** None of them. */
  | 'NONE'
  /** At least one, but not all. */
  | 'SOME'
  /** A word that Twilio added since this gateway was written. */
  | 'UNKNOWN';

/** The address of a participant outside the chat. */
export type MessagingBindingInput = {
  /** Their address, such as `+15558675310` or `whatsapp:+15558675310`. */
  readonly address: Scalars['String']['input'];
  /** The address of yours that they write to; of the same channel. */
  readonly proxyAddress: Scalars['String']['input'];
};

/** A participant to be: exactly one of `identity` and `messagingBinding`. */
export type NewParticipantInput = {
  /** Data of your own: a JSON object, at most 4 KB as text. */
  readonly attributes?: InputMaybe<Scalars['JSON']['input']>;
  /** The identity of a chat user; at most 256 characters, case-sensitive. */
  readonly identity?: InputMaybe<Scalars['String']['input']>;
  /** The address of somebody outside the chat. */
  readonly messagingBinding?: InputMaybe<MessagingBindingInput>;
};

/** Whether a user is notified of a conversation's messages. */
export type NotificationLevel =
  /** Notified. */
  | 'DEFAULT'
  /** Not notified. */
  | 'MUTED'
  /** A level that Twilio added since this gateway was written. */
  | 'UNKNOWN';

/** Whom to remove. */
export type RemoveParticipantInput = {
  /** Which participant. */
  readonly participantId: Scalars['ID']['input'];
};

/** Why a stream cannot promise that nothing is missing. */
export type ResyncReason =
  /** The cursor is older than the history that is kept. */
  | 'HISTORY_EXCEEDED'
  /** The cursor is of an earlier life of the gateway, whose history is gone. */
  | 'HISTORY_LOST'
  /** The client read more slowly than events came; what was queued is dropped. */
  | 'SLOW_CONSUMER'
  /** What changed could not be read from Twilio. */
  | 'UNREADABLE';

/** A message to be. It needs at least one of `body`, `mediaSid` and `contentSid`. */
export type SendMessageInput = {
  /** Data of your own: a JSON object, at most 4 KB as text with the clientMessageId counted in. */
  readonly attributes?: InputMaybe<Scalars['JSON']['input']>;
  /** Who the message is from. Service scope only; otherwise it is the viewer. */
  readonly author?: InputMaybe<Scalars['String']['input']>;
  /** The text: at most 32 KB as UTF-8 among chat users, 1,600 characters where somebody takes part by SMS or WhatsApp. */
  readonly body?: InputMaybe<Scalars['String']['input']>;
  /** An id of the client's own, 1 to 64 characters, that comes back on the message and its event. */
  readonly clientMessageId?: InputMaybe<Scalars['String']['input']>;
  /** A content template (`HX…`); body and media are then ignored by Twilio. */
  readonly contentSid?: InputMaybe<Scalars['String']['input']>;
  /** The template's variables: a JSON object of texts. */
  readonly contentVariables?: InputMaybe<Scalars['JSON']['input']>;
  /** Where to send it. */
  readonly conversationId: Scalars['ID']['input'];
  /** An uploaded file (`ME…`). */
  readonly mediaSid?: InputMaybe<Scalars['String']['input']>;
};

/** Changes of a conversation; what is left out, or null, stays as it is. */
export type UpdateConversationInput = {
  /** Replaces the attributes: a JSON object, at most 16 KB as text. */
  readonly attributes?: InputMaybe<Scalars['JSON']['input']>;
  /** Which conversation. */
  readonly conversationId: Scalars['ID']['input'];
  /** What people see; at most 256 characters, empty to clear. */
  readonly friendlyName?: InputMaybe<Scalars['String']['input']>;
  /** The new state: ACTIVE, INACTIVE or CLOSED. Closed is final. */
  readonly state?: InputMaybe<ConversationState>;
  /** When the state changes by itself. */
  readonly timers?: InputMaybe<ConversationTimersInput>;
  /** A name of your own, unique in the service; empty to clear. */
  readonly uniqueName?: InputMaybe<Scalars['String']['input']>;
};

/** Changes of a message; what is left out, or null, stays as it is. */
export type UpdateMessageInput = {
  /** Replaces the attributes: a JSON object, at most 4 KB as text. The clientMessageId is kept. */
  readonly attributes?: InputMaybe<Scalars['JSON']['input']>;
  /** The new text. */
  readonly body?: InputMaybe<Scalars['String']['input']>;
  /** Which message. */
  readonly messageId: Scalars['ID']['input'];
};

/** Changes of a participant; what is left out, or null, stays as it is. */
export type UpdateParticipantInput = {
  /** Replaces the attributes: a JSON object, at most 4 KB as text. */
  readonly attributes?: InputMaybe<Scalars['JSON']['input']>;
  /** Which participant. */
  readonly participantId: Scalars['ID']['input'];
  /** The new role (`RL…`). Service scope only. */
  readonly roleSid?: InputMaybe<Scalars['String']['input']>;
};

/** How far the viewer has read. */
export type UpdateReadHorizonInput = {
  /** Whether the horizon may move back. */
  readonly backwards?: Scalars['Boolean']['input'];
  /** Which conversation. */
  readonly conversationId: Scalars['ID']['input'];
  /** The index of the newest message read; an explicit null marks everything unread. Leaving it out is refused with BAD_USER_INPUT. */
  readonly lastReadMessageIndex?: InputMaybe<Scalars['Int']['input']>;
};

/** Changes of a user; what is left out, or null, stays as it is. */
export type UpdateUserInput = {
  /** Replaces the attributes: a JSON object, at most 4 KB as text. */
  readonly attributes?: InputMaybe<Scalars['JSON']['input']>;
  /** What people see; at most 256 characters. */
  readonly friendlyName?: InputMaybe<Scalars['String']['input']>;
  /** Which user; the viewer when left out. */
  readonly userId?: InputMaybe<Scalars['ID']['input']>;
};

/** The codes of refusals in payloads. */
export type UserErrorCode =
  /** The unique name is taken, or the participant is already in the conversation. */
  | 'ALREADY_EXISTS'
  /** A field of the input is not acceptable. */
  | 'BAD_USER_INPUT'
  /** Somebody else changed the same thing at the same time; read again and repeat. */
  | 'CONFLICT'
  /** The conversation is closed for good. */
  | 'CONVERSATION_CLOSED'
  /** Twilio's answer was lost: the change may or may not have happened. */
  | 'DELIVERY_UNKNOWN'
  /** The role does not permit the action. */
  | 'FORBIDDEN'
  /** A limit of Twilio is reached, such as 1,000 participants in a conversation. */
  | 'LIMIT_EXCEEDED'
  /** It does not exist, or the viewer may not know that it does. */
  | 'NOT_FOUND'
  /** Too much at once; `retryAfterMs` tells when to try again. */
  | 'RATE_LIMITED';

/** How one user is named: by exactly one of these. */
export type UserLookup =
  /** The `id` of a user. */
  { readonly id: Scalars['ID']['input']; readonly identity?: never; }
  |  /** The identity, case-sensitive. */
  { readonly id?: never; readonly identity: Scalars['String']['input']; };

/** Somebody to add: exactly one of `identity` and `messagingBinding`. */
export type AddParticipantInput = {
  /** Data of your own: a JSON object, at most 4 KB as text. */
  readonly attributes?: JsonValue | null | undefined;
  /** Where to add them. */
  readonly conversationId: string | number;
  /** The identity of a chat user; at most 256 characters, case-sensitive. */
  readonly identity?: string | null | undefined;
  /** The address of somebody outside the chat. */
  readonly messagingBinding?: MessagingBindingInput | null | undefined;
  /** Their role (`RL…`); the service's default without one. Service scope only. */
  readonly roleSid?: string | null | undefined;
};

/** The states of a conversation. See https://www.twilio.com/docs/conversations-classic/states-timers */
export type ConversationState =
  /** Open. */
  | 'ACTIVE'
  /** Closed for good. */
  | 'CLOSED'
  /** Open, but quiet: a new message makes it active again. */
  | 'INACTIVE'
  /** Twilio is still adding the first participants. */
  | 'INITIALIZING'
  /** A state that Twilio added since this gateway was written. */
  | 'UNKNOWN';

/** Durations after which a conversation changes state by itself. */
export type ConversationTimersInput = {
  /** Until it closes: an ISO 8601 duration of at least ten minutes, such as `P1D`. */
  readonly closed?: string | null | undefined;
  /** Until it becomes inactive: an ISO 8601 duration of at least one minute, such as `PT5M`. */
  readonly inactive?: string | null | undefined;
};

/** A conversation to be. */
export type CreateConversationInput = {
  /** Data of your own: a JSON object, at most 16 KB as text. */
  readonly attributes?: JsonValue | null | undefined;
  /** What people see; at most 256 characters. */
  readonly friendlyName?: string | null | undefined;
  /** Who takes part, beside the creator; at most 10 with the creator. */
  readonly participants?: ReadonlyArray<NewParticipantInput> | null | undefined;
  /** When the state changes by itself. */
  readonly timers?: ConversationTimersInput | null | undefined;
  /** A name of your own, unique in the service; at most 256 characters and not of the shape of a sid. */
  readonly uniqueName?: string | null | undefined;
};

/** Which conversation to delete. */
export type DeleteConversationInput = {
  /** Which conversation. */
  readonly conversationId: string | number;
};

/** Which message to delete. */
export type DeleteMessageInput = {
  /** Which message. */
  readonly messageId: string | number;
};

/** For how many of the recipients something holds. */
export type DeliveryAmount =
  /** All of them. */
  | 'ALL'
  /** None of them. */
  | 'NONE'
  /** At least one, but not all. */
  | 'SOME'
  /** A word that Twilio added since this gateway was written. */
  | 'UNKNOWN';

/** The address of a participant outside the chat. */
export type MessagingBindingInput = {
  /** Their address, such as `+15558675310` or `whatsapp:+15558675310`. */
  readonly address: string;
  /** The address of yours that they write to; of the same channel. */
  readonly proxyAddress: string;
};

/** A participant to be: exactly one of `identity` and `messagingBinding`. */
export type NewParticipantInput = {
  /** Data of your own: a JSON object, at most 4 KB as text. */
  readonly attributes?: JsonValue | null | undefined;
  /** The identity of a chat user; at most 256 characters, case-sensitive. */
  readonly identity?: string | null | undefined;
  /** The address of somebody outside the chat. */
  readonly messagingBinding?: MessagingBindingInput | null | undefined;
};

/** Whether a user is notified of a conversation's messages. */
export type NotificationLevel =
  /** Notified. */
  | 'DEFAULT'
  /** Not notified. */
  | 'MUTED'
  /** A level that Twilio added since this gateway was written. */
  | 'UNKNOWN';

/** Whom to remove. */
export type RemoveParticipantInput = {
  /** Which participant. */
  readonly participantId: string | number;
};

/** Why a stream cannot promise that nothing is missing. */
export type ResyncReason =
  /** The cursor is older than the history that is kept. */
  | 'HISTORY_EXCEEDED'
  /** The cursor is of an earlier life of the gateway, whose history is gone. */
  | 'HISTORY_LOST'
  /** The client read more slowly than events came; what was queued is dropped. */
  | 'SLOW_CONSUMER'
  /** What changed could not be read from Twilio. */
  | 'UNREADABLE';

/** A message to be. It needs at least one of `body`, `mediaSid` and `contentSid`. */
export type SendMessageInput = {
  /** Data of your own: a JSON object, at most 4 KB as text with the clientMessageId counted in. */
  readonly attributes?: JsonValue | null | undefined;
  /** Who the message is from. Service scope only; otherwise it is the viewer. */
  readonly author?: string | null | undefined;
  /** The text: at most 32 KB as UTF-8 among chat users, 1,600 characters where somebody takes part by SMS or WhatsApp. */
  readonly body?: string | null | undefined;
  /** An id of the client's own, 1 to 64 characters, that comes back on the message and its event. */
  readonly clientMessageId?: string | null | undefined;
  /** A content template (`HX…`); body and media are then ignored by Twilio. */
  readonly contentSid?: string | null | undefined;
  /** The template's variables: a JSON object of texts. */
  readonly contentVariables?: JsonValue | null | undefined;
  /** Where to send it. */
  readonly conversationId: string | number;
  /** An uploaded file (`ME…`). */
  readonly mediaSid?: string | null | undefined;
};

/** Changes of a conversation; what is left out, or null, stays as it is. */
export type UpdateConversationInput = {
  /** Replaces the attributes: a JSON object, at most 16 KB as text. */
  readonly attributes?: JsonValue | null | undefined;
  /** Which conversation. */
  readonly conversationId: string | number;
  /** What people see; at most 256 characters, empty to clear. */
  readonly friendlyName?: string | null | undefined;
  /** The new state: ACTIVE, INACTIVE or CLOSED. Closed is final. */
  readonly state?: ConversationState | null | undefined;
  /** When the state changes by itself. */
  readonly timers?: ConversationTimersInput | null | undefined;
  /** A name of your own, unique in the service; empty to clear. */
  readonly uniqueName?: string | null | undefined;
};

/** Changes of a message; what is left out, or null, stays as it is. */
export type UpdateMessageInput = {
  /** Replaces the attributes: a JSON object, at most 4 KB as text. The clientMessageId is kept. */
  readonly attributes?: JsonValue | null | undefined;
  /** The new text. */
  readonly body?: string | null | undefined;
  /** Which message. */
  readonly messageId: string | number;
};

/** Changes of a participant; what is left out, or null, stays as it is. */
export type UpdateParticipantInput = {
  /** Replaces the attributes: a JSON object, at most 4 KB as text. */
  readonly attributes?: JsonValue | null | undefined;
  /** Which participant. */
  readonly participantId: string | number;
  /** The new role (`RL…`). Service scope only. */
  readonly roleSid?: string | null | undefined;
};

/** How far the viewer has read. */
export type UpdateReadHorizonInput = {
  /** Whether the horizon may move back. */
  readonly backwards?: boolean;
  /** Which conversation. */
  readonly conversationId: string | number;
  /** The index of the newest message read; an explicit null marks everything unread. Leaving it out is refused with BAD_USER_INPUT. */
  readonly lastReadMessageIndex?: number | null | undefined;
};

/** Changes of a user; what is left out, or null, stays as it is. */
export type UpdateUserInput = {
  /** Replaces the attributes: a JSON object, at most 4 KB as text. */
  readonly attributes?: JsonValue | null | undefined;
  /** What people see; at most 256 characters. */
  readonly friendlyName?: string | null | undefined;
  /** Which user; the viewer when left out. */
  readonly userId?: string | number | null | undefined;
};

/** The codes of refusals in payloads. */
export type UserErrorCode =
  /** The unique name is taken, or the participant is already in the conversation. */
  | 'ALREADY_EXISTS'
  /** A field of the input is not acceptable. */
  | 'BAD_USER_INPUT'
  /** Somebody else changed the same thing at the same time; read again and repeat. */
  | 'CONFLICT'
  /** The conversation is closed for good. */
  | 'CONVERSATION_CLOSED'
  /** Twilio's answer was lost: the change may or may not have happened. */
  | 'DELIVERY_UNKNOWN'
  /** The role does not permit the action. */
  | 'FORBIDDEN'
  /** A limit of Twilio is reached, such as 1,000 participants in a conversation. */
  | 'LIMIT_EXCEEDED'
  /** It does not exist, or the viewer may not know that it does. */
  | 'NOT_FOUND'
  /** Too much at once; `retryAfterMs` tells when to try again. */
  | 'RATE_LIMITED';

export type MessageFieldsFragment = { readonly id: string, readonly sid: string, readonly index: number, readonly clientMessageId: string | null, readonly author: string | null, readonly body: string | null, readonly attributes: JsonValue, readonly createdAt: string, readonly updatedAt: string, readonly participant: { readonly id: string, readonly sid: string, readonly identity: string | null } | null, readonly media: ReadonlyArray<{ readonly sid: string, readonly filename: string | null, readonly contentType: string, readonly size: number, readonly url: string | null }>, readonly delivery: { readonly total: number, readonly sent: DeliveryAmount, readonly delivered: DeliveryAmount, readonly read: DeliveryAmount, readonly failed: DeliveryAmount, readonly undelivered: DeliveryAmount } | null };

export type ParticipantFieldsFragment = { readonly id: string, readonly sid: string, readonly identity: string | null, readonly displayName: string, readonly attributes: JsonValue, readonly lastReadMessageIndex: number | null, readonly lastReadAt: string | null, readonly messagingBinding: { readonly type: string, readonly address: string | null, readonly proxyAddress: string | null, readonly projectedAddress: string | null } | null, readonly role: { readonly sid: string, readonly friendlyName: string, readonly permissions: ReadonlyArray<string> } | null };

export type ConversationFieldsFragment = { readonly id: string, readonly sid: string, readonly uniqueName: string | null, readonly friendlyName: string | null, readonly state: ConversationState, readonly attributes: JsonValue, readonly createdAt: string, readonly updatedAt: string, readonly timers: { readonly inactiveAt: string | null, readonly closedAt: string | null } };

type Refusal_Conflict_Fragment = { readonly __typename: 'Conflict', readonly code: UserErrorCode, readonly message: string };

type Refusal_ConversationClosed_Fragment = { readonly __typename: 'ConversationClosed', readonly code: UserErrorCode, readonly message: string };

type Refusal_DeliveryUnknown_Fragment = { readonly __typename: 'DeliveryUnknown', readonly code: UserErrorCode, readonly message: string };

type Refusal_Forbidden_Fragment = { readonly __typename: 'Forbidden', readonly code: UserErrorCode, readonly message: string };

type Refusal_InvalidInput_Fragment = { readonly __typename: 'InvalidInput', readonly code: UserErrorCode, readonly message: string };

type Refusal_LimitExceeded_Fragment = { readonly __typename: 'LimitExceeded', readonly code: UserErrorCode, readonly message: string };

type Refusal_NotFound_Fragment = { readonly __typename: 'NotFound', readonly code: UserErrorCode, readonly message: string };

type Refusal_RateLimited_Fragment = { readonly __typename: 'RateLimited', readonly retryAfterMs: number, readonly code: UserErrorCode, readonly message: string };

export type RefusalFragment =
  | Refusal_Conflict_Fragment
  | Refusal_ConversationClosed_Fragment
  | Refusal_DeliveryUnknown_Fragment
  | Refusal_Forbidden_Fragment
  | Refusal_InvalidInput_Fragment
  | Refusal_LimitExceeded_Fragment
  | Refusal_NotFound_Fragment
  | Refusal_RateLimited_Fragment
;

export type InboxQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type InboxQuery = { readonly viewer: { readonly id: string, readonly identity: string | null, readonly friendlyName: string | null, readonly unreadMessagesCount: number | null, readonly eventsCursor: string | null, readonly conversations: { readonly edges: ReadonlyArray<{ readonly cursor: string, readonly unreadMessagesCount: number | null, readonly lastReadMessageIndex: number | null, readonly notificationLevel: NotificationLevel, readonly node: { readonly id: string, readonly sid: string, readonly uniqueName: string | null, readonly friendlyName: string | null, readonly state: ConversationState, readonly attributes: JsonValue, readonly createdAt: string, readonly updatedAt: string, readonly lastMessage: { readonly id: string, readonly sid: string, readonly index: number, readonly clientMessageId: string | null, readonly author: string | null, readonly body: string | null, readonly attributes: JsonValue, readonly createdAt: string, readonly updatedAt: string, readonly participant: { readonly id: string, readonly sid: string, readonly identity: string | null } | null, readonly media: ReadonlyArray<{ readonly sid: string, readonly filename: string | null, readonly contentType: string, readonly size: number, readonly url: string | null }>, readonly delivery: { readonly total: number, readonly sent: DeliveryAmount, readonly delivered: DeliveryAmount, readonly read: DeliveryAmount, readonly failed: DeliveryAmount, readonly undelivered: DeliveryAmount } | null } | null, readonly timers: { readonly inactiveAt: string | null, readonly closedAt: string | null } } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null } | null };

export type ThreadQueryVariables = Exact<{
  id: string | number;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type ThreadQuery = { readonly conversation: { readonly eventsCursor: string, readonly id: string, readonly sid: string, readonly uniqueName: string | null, readonly friendlyName: string | null, readonly state: ConversationState, readonly attributes: JsonValue, readonly createdAt: string, readonly updatedAt: string, readonly viewerCan: { readonly sendMessage: boolean, readonly addParticipant: boolean, readonly removeParticipant: boolean, readonly updateConversation: boolean, readonly deleteConversation: boolean } | null, readonly participants: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly sid: string, readonly identity: string | null, readonly displayName: string, readonly attributes: JsonValue, readonly lastReadMessageIndex: number | null, readonly lastReadAt: string | null, readonly messagingBinding: { readonly type: string, readonly address: string | null, readonly proxyAddress: string | null, readonly projectedAddress: string | null } | null, readonly role: { readonly sid: string, readonly friendlyName: string, readonly permissions: ReadonlyArray<string> } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null, readonly messages: { readonly edges: ReadonlyArray<{ readonly cursor: string, readonly node: { readonly id: string, readonly sid: string, readonly index: number, readonly clientMessageId: string | null, readonly author: string | null, readonly body: string | null, readonly attributes: JsonValue, readonly createdAt: string, readonly updatedAt: string, readonly participant: { readonly id: string, readonly sid: string, readonly identity: string | null } | null, readonly media: ReadonlyArray<{ readonly sid: string, readonly filename: string | null, readonly contentType: string, readonly size: number, readonly url: string | null }>, readonly delivery: { readonly total: number, readonly sent: DeliveryAmount, readonly delivered: DeliveryAmount, readonly read: DeliveryAmount, readonly failed: DeliveryAmount, readonly undelivered: DeliveryAmount } | null } }>, readonly pageInfo: { readonly hasPreviousPage: boolean, readonly startCursor: string | null } } | null, readonly timers: { readonly inactiveAt: string | null, readonly closedAt: string | null } } | null };

export type ConversationByUniqueNameQueryVariables = Exact<{
  uniqueName: string;
}>;


export type ConversationByUniqueNameQuery = { readonly conversation: { readonly id: string, readonly sid: string, readonly uniqueName: string | null, readonly friendlyName: string | null, readonly state: ConversationState, readonly attributes: JsonValue, readonly createdAt: string, readonly updatedAt: string, readonly timers: { readonly inactiveAt: string | null, readonly closedAt: string | null } } | null };

export type ConversationBySidQueryVariables = Exact<{
  sid: string;
}>;


export type ConversationBySidQuery = { readonly conversation: { readonly id: string, readonly sid: string, readonly uniqueName: string | null, readonly friendlyName: string | null, readonly state: ConversationState, readonly attributes: JsonValue, readonly createdAt: string, readonly updatedAt: string, readonly timers: { readonly inactiveAt: string | null, readonly closedAt: string | null } } | null };

export type RefetchQueryVariables = Exact<{
  id: string | number;
}>;


export type RefetchQuery = { readonly node:
    | { readonly __typename: 'Conversation', readonly id: string, readonly sid: string, readonly uniqueName: string | null, readonly friendlyName: string | null, readonly state: ConversationState, readonly attributes: JsonValue, readonly createdAt: string, readonly updatedAt: string, readonly timers: { readonly inactiveAt: string | null, readonly closedAt: string | null } }
    | { readonly __typename: 'Message', readonly id: string, readonly sid: string, readonly index: number, readonly clientMessageId: string | null, readonly author: string | null, readonly body: string | null, readonly attributes: JsonValue, readonly createdAt: string, readonly updatedAt: string, readonly participant: { readonly id: string, readonly sid: string, readonly identity: string | null } | null, readonly media: ReadonlyArray<{ readonly sid: string, readonly filename: string | null, readonly contentType: string, readonly size: number, readonly url: string | null }>, readonly delivery: { readonly total: number, readonly sent: DeliveryAmount, readonly delivered: DeliveryAmount, readonly read: DeliveryAmount, readonly failed: DeliveryAmount, readonly undelivered: DeliveryAmount } | null }
    | { readonly __typename: 'Participant', readonly id: string, readonly sid: string, readonly identity: string | null, readonly displayName: string, readonly attributes: JsonValue, readonly lastReadMessageIndex: number | null, readonly lastReadAt: string | null, readonly messagingBinding: { readonly type: string, readonly address: string | null, readonly proxyAddress: string | null, readonly projectedAddress: string | null } | null, readonly role: { readonly sid: string, readonly friendlyName: string, readonly permissions: ReadonlyArray<string> } | null }
    | { readonly __typename: 'User', readonly identity: string | null, readonly friendlyName: string | null, readonly id: string }
   | null };

export type UserByIdentityQueryVariables = Exact<{
  identity: string;
}>;


export type UserByIdentityQuery = { readonly user: { readonly id: string, readonly sid: string | null, readonly identity: string | null, readonly friendlyName: string | null, readonly attributes: JsonValue | null, readonly isOnline: boolean | null } | null };

export type AllConversationsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  state?: ConversationState | null | undefined;
}>;


export type AllConversationsQuery = { readonly conversations: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly sid: string, readonly uniqueName: string | null, readonly friendlyName: string | null, readonly state: ConversationState, readonly attributes: JsonValue, readonly createdAt: string, readonly updatedAt: string, readonly timers: { readonly inactiveAt: string | null, readonly closedAt: string | null } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null };

export type NestedQueryVariables = Exact<{ [key: string]: never; }>;


export type NestedQuery = { readonly viewer: { readonly conversations: { readonly nodes: ReadonlyArray<{ readonly sid: string, readonly participants: { readonly nodes: ReadonlyArray<{ readonly sid: string, readonly identity: string | null }> } | null, readonly messages: { readonly nodes: ReadonlyArray<{ readonly sid: string, readonly index: number, readonly body: string | null, readonly author: string | null, readonly participant: { readonly sid: string, readonly identity: string | null } | null }> } | null }> } | null } | null };

export type CreateConversationMutationVariables = Exact<{
  input: CreateConversationInput;
}>;


export type CreateConversationMutation = { readonly createConversation: { readonly conversation: { readonly id: string, readonly sid: string, readonly uniqueName: string | null, readonly friendlyName: string | null, readonly state: ConversationState, readonly attributes: JsonValue, readonly createdAt: string, readonly updatedAt: string, readonly timers: { readonly inactiveAt: string | null, readonly closedAt: string | null } } | null, readonly errors: ReadonlyArray<
      | { readonly __typename: 'Conflict', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'DeliveryUnknown', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'Forbidden', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'InvalidInput', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'LimitExceeded', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'RateLimited', readonly retryAfterMs: number, readonly code: UserErrorCode, readonly message: string }
    > } };

export type UpdateConversationMutationVariables = Exact<{
  input: UpdateConversationInput;
}>;


export type UpdateConversationMutation = { readonly updateConversation: { readonly conversation: { readonly id: string, readonly sid: string, readonly uniqueName: string | null, readonly friendlyName: string | null, readonly state: ConversationState, readonly attributes: JsonValue, readonly createdAt: string, readonly updatedAt: string, readonly timers: { readonly inactiveAt: string | null, readonly closedAt: string | null } } | null, readonly errors: ReadonlyArray<
      | { readonly __typename: 'Conflict', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'ConversationClosed', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'DeliveryUnknown', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'Forbidden', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'InvalidInput', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'NotFound', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'RateLimited', readonly retryAfterMs: number, readonly code: UserErrorCode, readonly message: string }
    > } };

export type DeleteConversationMutationVariables = Exact<{
  input: DeleteConversationInput;
}>;


export type DeleteConversationMutation = { readonly deleteConversation: { readonly deletedConversationId: string | null, readonly errors: ReadonlyArray<
      | { readonly __typename: 'Conflict', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'DeliveryUnknown', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'Forbidden', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'InvalidInput', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'NotFound', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'RateLimited', readonly retryAfterMs: number, readonly code: UserErrorCode, readonly message: string }
    > } };

export type AddParticipantMutationVariables = Exact<{
  input: AddParticipantInput;
}>;


export type AddParticipantMutation = { readonly addParticipant: { readonly participant: { readonly id: string, readonly sid: string, readonly identity: string | null, readonly displayName: string, readonly attributes: JsonValue, readonly lastReadMessageIndex: number | null, readonly lastReadAt: string | null, readonly messagingBinding: { readonly type: string, readonly address: string | null, readonly proxyAddress: string | null, readonly projectedAddress: string | null } | null, readonly role: { readonly sid: string, readonly friendlyName: string, readonly permissions: ReadonlyArray<string> } | null } | null, readonly errors: ReadonlyArray<
      | { readonly __typename: 'Conflict', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'ConversationClosed', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'DeliveryUnknown', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'Forbidden', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'InvalidInput', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'LimitExceeded', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'NotFound', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'RateLimited', readonly retryAfterMs: number, readonly code: UserErrorCode, readonly message: string }
    > } };

export type UpdateParticipantMutationVariables = Exact<{
  input: UpdateParticipantInput;
}>;


export type UpdateParticipantMutation = { readonly updateParticipant: { readonly participant: { readonly id: string, readonly sid: string, readonly identity: string | null, readonly displayName: string, readonly attributes: JsonValue, readonly lastReadMessageIndex: number | null, readonly lastReadAt: string | null, readonly messagingBinding: { readonly type: string, readonly address: string | null, readonly proxyAddress: string | null, readonly projectedAddress: string | null } | null, readonly role: { readonly sid: string, readonly friendlyName: string, readonly permissions: ReadonlyArray<string> } | null } | null, readonly errors: ReadonlyArray<
      | { readonly __typename: 'Conflict', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'ConversationClosed', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'DeliveryUnknown', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'Forbidden', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'InvalidInput', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'NotFound', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'RateLimited', readonly retryAfterMs: number, readonly code: UserErrorCode, readonly message: string }
    > } };

export type RemoveParticipantMutationVariables = Exact<{
  input: RemoveParticipantInput;
}>;


export type RemoveParticipantMutation = { readonly removeParticipant: { readonly removedParticipantId: string | null, readonly errors: ReadonlyArray<
      | { readonly __typename: 'Conflict', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'ConversationClosed', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'DeliveryUnknown', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'Forbidden', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'InvalidInput', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'NotFound', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'RateLimited', readonly retryAfterMs: number, readonly code: UserErrorCode, readonly message: string }
    > } };

export type SendMessageMutationVariables = Exact<{
  input: SendMessageInput;
}>;


export type SendMessageMutation = { readonly sendMessage: { readonly message: { readonly id: string, readonly sid: string, readonly index: number, readonly clientMessageId: string | null, readonly author: string | null, readonly body: string | null, readonly attributes: JsonValue, readonly createdAt: string, readonly updatedAt: string, readonly participant: { readonly id: string, readonly sid: string, readonly identity: string | null } | null, readonly media: ReadonlyArray<{ readonly sid: string, readonly filename: string | null, readonly contentType: string, readonly size: number, readonly url: string | null }>, readonly delivery: { readonly total: number, readonly sent: DeliveryAmount, readonly delivered: DeliveryAmount, readonly read: DeliveryAmount, readonly failed: DeliveryAmount, readonly undelivered: DeliveryAmount } | null } | null, readonly errors: ReadonlyArray<
      | { readonly __typename: 'Conflict', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'ConversationClosed', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'DeliveryUnknown', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'Forbidden', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'InvalidInput', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'LimitExceeded', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'NotFound', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'RateLimited', readonly retryAfterMs: number, readonly code: UserErrorCode, readonly message: string }
    > } };

export type UpdateMessageMutationVariables = Exact<{
  input: UpdateMessageInput;
}>;


export type UpdateMessageMutation = { readonly updateMessage: { readonly message: { readonly id: string, readonly sid: string, readonly index: number, readonly clientMessageId: string | null, readonly author: string | null, readonly body: string | null, readonly attributes: JsonValue, readonly createdAt: string, readonly updatedAt: string, readonly participant: { readonly id: string, readonly sid: string, readonly identity: string | null } | null, readonly media: ReadonlyArray<{ readonly sid: string, readonly filename: string | null, readonly contentType: string, readonly size: number, readonly url: string | null }>, readonly delivery: { readonly total: number, readonly sent: DeliveryAmount, readonly delivered: DeliveryAmount, readonly read: DeliveryAmount, readonly failed: DeliveryAmount, readonly undelivered: DeliveryAmount } | null } | null, readonly errors: ReadonlyArray<
      | { readonly __typename: 'Conflict', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'ConversationClosed', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'DeliveryUnknown', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'Forbidden', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'InvalidInput', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'NotFound', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'RateLimited', readonly retryAfterMs: number, readonly code: UserErrorCode, readonly message: string }
    > } };

export type DeleteMessageMutationVariables = Exact<{
  input: DeleteMessageInput;
}>;


export type DeleteMessageMutation = { readonly deleteMessage: { readonly deletedMessageId: string | null, readonly errors: ReadonlyArray<
      | { readonly __typename: 'Conflict', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'ConversationClosed', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'DeliveryUnknown', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'Forbidden', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'InvalidInput', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'NotFound', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'RateLimited', readonly retryAfterMs: number, readonly code: UserErrorCode, readonly message: string }
    > } };

export type MarkReadMutationVariables = Exact<{
  input: UpdateReadHorizonInput;
}>;


export type MarkReadMutation = { readonly updateReadHorizon: { readonly unreadMessagesCount: number | null, readonly participant: { readonly id: string, readonly lastReadMessageIndex: number | null, readonly lastReadAt: string | null } | null, readonly errors: ReadonlyArray<
      | { readonly __typename: 'Conflict', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'ConversationClosed', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'DeliveryUnknown', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'Forbidden', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'InvalidInput', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'NotFound', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'RateLimited', readonly retryAfterMs: number, readonly code: UserErrorCode, readonly message: string }
    > } };

export type UpdateUserMutationVariables = Exact<{
  input: UpdateUserInput;
}>;


export type UpdateUserMutation = { readonly updateUser: { readonly user: { readonly id: string, readonly identity: string | null, readonly friendlyName: string | null, readonly attributes: JsonValue | null } | null, readonly errors: ReadonlyArray<
      | { readonly __typename: 'Conflict', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'DeliveryUnknown', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'Forbidden', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'InvalidInput', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'NotFound', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'RateLimited', readonly retryAfterMs: number, readonly code: UserErrorCode, readonly message: string }
    > } };

export type ConversationEventsSubscriptionVariables = Exact<{
  conversationId: string | number;
  after?: string | null | undefined;
}>;


export type ConversationEventsSubscription = { readonly conversationEvents:
    | { readonly __typename: 'ConversationRemoved', readonly conversationId: string, readonly cursor: string, readonly occurredAt: string }
    | { readonly __typename: 'ConversationUpdated', readonly cursor: string, readonly occurredAt: string, readonly conversation: { readonly id: string, readonly sid: string, readonly uniqueName: string | null, readonly friendlyName: string | null, readonly state: ConversationState, readonly attributes: JsonValue, readonly createdAt: string, readonly updatedAt: string, readonly timers: { readonly inactiveAt: string | null, readonly closedAt: string | null } } }
    | { readonly __typename: 'DeliveryUpdated', readonly cursor: string, readonly occurredAt: string, readonly message: { readonly id: string, readonly sid: string, readonly delivery: { readonly total: number, readonly sent: DeliveryAmount, readonly delivered: DeliveryAmount, readonly read: DeliveryAmount, readonly failed: DeliveryAmount, readonly undelivered: DeliveryAmount } | null } }
    | { readonly __typename: 'MessageAdded', readonly cursor: string, readonly occurredAt: string, readonly message: { readonly id: string, readonly sid: string, readonly index: number, readonly clientMessageId: string | null, readonly author: string | null, readonly body: string | null, readonly attributes: JsonValue, readonly createdAt: string, readonly updatedAt: string, readonly participant: { readonly id: string, readonly sid: string, readonly identity: string | null } | null, readonly media: ReadonlyArray<{ readonly sid: string, readonly filename: string | null, readonly contentType: string, readonly size: number, readonly url: string | null }>, readonly delivery: { readonly total: number, readonly sent: DeliveryAmount, readonly delivered: DeliveryAmount, readonly read: DeliveryAmount, readonly failed: DeliveryAmount, readonly undelivered: DeliveryAmount } | null } }
    | { readonly __typename: 'MessageRemoved', readonly messageId: string, readonly index: number, readonly cursor: string, readonly occurredAt: string }
    | { readonly __typename: 'MessageUpdated', readonly cursor: string, readonly occurredAt: string, readonly message: { readonly id: string, readonly sid: string, readonly index: number, readonly clientMessageId: string | null, readonly author: string | null, readonly body: string | null, readonly attributes: JsonValue, readonly createdAt: string, readonly updatedAt: string, readonly participant: { readonly id: string, readonly sid: string, readonly identity: string | null } | null, readonly media: ReadonlyArray<{ readonly sid: string, readonly filename: string | null, readonly contentType: string, readonly size: number, readonly url: string | null }>, readonly delivery: { readonly total: number, readonly sent: DeliveryAmount, readonly delivered: DeliveryAmount, readonly read: DeliveryAmount, readonly failed: DeliveryAmount, readonly undelivered: DeliveryAmount } | null } }
    | { readonly __typename: 'ParticipantAdded', readonly cursor: string, readonly occurredAt: string, readonly participant: { readonly id: string, readonly sid: string, readonly identity: string | null, readonly displayName: string, readonly attributes: JsonValue, readonly lastReadMessageIndex: number | null, readonly lastReadAt: string | null, readonly messagingBinding: { readonly type: string, readonly address: string | null, readonly proxyAddress: string | null, readonly projectedAddress: string | null } | null, readonly role: { readonly sid: string, readonly friendlyName: string, readonly permissions: ReadonlyArray<string> } | null } }
    | { readonly __typename: 'ParticipantRemoved', readonly participantId: string, readonly identity: string | null, readonly cursor: string, readonly occurredAt: string }
    | { readonly __typename: 'ParticipantUpdated', readonly cursor: string, readonly occurredAt: string, readonly participant: { readonly id: string, readonly sid: string, readonly identity: string | null, readonly displayName: string, readonly attributes: JsonValue, readonly lastReadMessageIndex: number | null, readonly lastReadAt: string | null, readonly messagingBinding: { readonly type: string, readonly address: string | null, readonly proxyAddress: string | null, readonly projectedAddress: string | null } | null, readonly role: { readonly sid: string, readonly friendlyName: string, readonly permissions: ReadonlyArray<string> } | null } }
    | { readonly __typename: 'Resync', readonly reason: ResyncReason, readonly cursor: string, readonly occurredAt: string }
   };

export type InboxEventsSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type InboxEventsSubscription = { readonly inboxEvents:
    | { readonly __typename: 'ConversationAdded', readonly cursor: string, readonly occurredAt: string, readonly edge: { readonly cursor: string, readonly unreadMessagesCount: number | null, readonly node: { readonly id: string, readonly sid: string, readonly uniqueName: string | null, readonly friendlyName: string | null, readonly state: ConversationState, readonly attributes: JsonValue, readonly createdAt: string, readonly updatedAt: string, readonly timers: { readonly inactiveAt: string | null, readonly closedAt: string | null } } } }
    | { readonly __typename: 'ConversationRemoved', readonly conversationId: string, readonly cursor: string, readonly occurredAt: string }
    | { readonly __typename: 'ConversationUpdated', readonly cursor: string, readonly occurredAt: string, readonly conversation: { readonly id: string, readonly sid: string, readonly uniqueName: string | null, readonly friendlyName: string | null, readonly state: ConversationState, readonly attributes: JsonValue, readonly createdAt: string, readonly updatedAt: string, readonly timers: { readonly inactiveAt: string | null, readonly closedAt: string | null } } }
    | { readonly __typename: 'MessageAdded', readonly cursor: string, readonly occurredAt: string, readonly message: { readonly id: string, readonly sid: string, readonly index: number, readonly clientMessageId: string | null, readonly author: string | null, readonly body: string | null, readonly attributes: JsonValue, readonly createdAt: string, readonly updatedAt: string, readonly conversation: { readonly id: string, readonly sid: string } | null, readonly participant: { readonly id: string, readonly sid: string, readonly identity: string | null } | null, readonly media: ReadonlyArray<{ readonly sid: string, readonly filename: string | null, readonly contentType: string, readonly size: number, readonly url: string | null }>, readonly delivery: { readonly total: number, readonly sent: DeliveryAmount, readonly delivered: DeliveryAmount, readonly read: DeliveryAmount, readonly failed: DeliveryAmount, readonly undelivered: DeliveryAmount } | null } }
    | { readonly __typename: 'MessageRemoved', readonly messageId: string, readonly index: number, readonly cursor: string, readonly occurredAt: string }
    | { readonly __typename: 'MessageUpdated', readonly cursor: string, readonly occurredAt: string, readonly message: { readonly id: string, readonly sid: string, readonly index: number, readonly clientMessageId: string | null, readonly author: string | null, readonly body: string | null, readonly attributes: JsonValue, readonly createdAt: string, readonly updatedAt: string, readonly conversation: { readonly id: string, readonly sid: string } | null, readonly participant: { readonly id: string, readonly sid: string, readonly identity: string | null } | null, readonly media: ReadonlyArray<{ readonly sid: string, readonly filename: string | null, readonly contentType: string, readonly size: number, readonly url: string | null }>, readonly delivery: { readonly total: number, readonly sent: DeliveryAmount, readonly delivered: DeliveryAmount, readonly read: DeliveryAmount, readonly failed: DeliveryAmount, readonly undelivered: DeliveryAmount } | null } }
    | { readonly __typename: 'Resync', readonly reason: ResyncReason, readonly cursor: string, readonly occurredAt: string }
    | { readonly __typename: 'UnreadChanged', readonly conversationId: string, readonly unreadMessagesCount: number | null, readonly viewerUnreadMessagesCount: number, readonly cursor: string, readonly occurredAt: string }
   };

export const MessageFieldsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MessageFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Message"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"index"}},{"kind":"Field","name":{"kind":"Name","value":"clientMessageId"}},{"kind":"Field","name":{"kind":"Name","value":"author"}},{"kind":"Field","name":{"kind":"Name","value":"participant"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"identity"}}]}},{"kind":"Field","name":{"kind":"Name","value":"body"}},{"kind":"Field","name":{"kind":"Name","value":"attributes"}},{"kind":"Field","name":{"kind":"Name","value":"media"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"filename"}},{"kind":"Field","name":{"kind":"Name","value":"contentType"}},{"kind":"Field","name":{"kind":"Name","value":"size"}},{"kind":"Field","name":{"kind":"Name","value":"url"}}]}},{"kind":"Field","name":{"kind":"Name","value":"delivery"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"sent"}},{"kind":"Field","name":{"kind":"Name","value":"delivered"}},{"kind":"Field","name":{"kind":"Name","value":"read"}},{"kind":"Field","name":{"kind":"Name","value":"failed"}},{"kind":"Field","name":{"kind":"Name","value":"undelivered"}}]}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}}]} as unknown as DocumentNode<MessageFieldsFragment, unknown>;
export const ParticipantFieldsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ParticipantFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Participant"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"identity"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"messagingBinding"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"address"}},{"kind":"Field","name":{"kind":"Name","value":"proxyAddress"}},{"kind":"Field","name":{"kind":"Name","value":"projectedAddress"}}]}},{"kind":"Field","name":{"kind":"Name","value":"attributes"}},{"kind":"Field","name":{"kind":"Name","value":"lastReadMessageIndex"}},{"kind":"Field","name":{"kind":"Name","value":"lastReadAt"}},{"kind":"Field","name":{"kind":"Name","value":"role"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"friendlyName"}},{"kind":"Field","name":{"kind":"Name","value":"permissions"}}]}}]}}]} as unknown as DocumentNode<ParticipantFieldsFragment, unknown>;
export const ConversationFieldsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ConversationFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Conversation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"uniqueName"}},{"kind":"Field","name":{"kind":"Name","value":"friendlyName"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"attributes"}},{"kind":"Field","name":{"kind":"Name","value":"timers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"inactiveAt"}},{"kind":"Field","name":{"kind":"Name","value":"closedAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}}]} as unknown as DocumentNode<ConversationFieldsFragment, unknown>;
export const RefusalFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RateLimited"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]}}]} as unknown as DocumentNode<RefusalFragment, unknown>;
export const InboxDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Inbox"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}},"defaultValue":{"kind":"IntValue","value":"20"}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Cursor"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"identity"}},{"kind":"Field","name":{"kind":"Name","value":"friendlyName"}},{"kind":"Field","name":{"kind":"Name","value":"unreadMessagesCount"}},{"kind":"Field","name":{"kind":"Name","value":"eventsCursor"}},{"kind":"Field","name":{"kind":"Name","value":"conversations"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"unreadMessagesCount"}},{"kind":"Field","name":{"kind":"Name","value":"lastReadMessageIndex"}},{"kind":"Field","name":{"kind":"Name","value":"notificationLevel"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ConversationFields"}},{"kind":"Field","name":{"kind":"Name","value":"lastMessage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"MessageFields"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MessageFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Message"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"index"}},{"kind":"Field","name":{"kind":"Name","value":"clientMessageId"}},{"kind":"Field","name":{"kind":"Name","value":"author"}},{"kind":"Field","name":{"kind":"Name","value":"participant"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"identity"}}]}},{"kind":"Field","name":{"kind":"Name","value":"body"}},{"kind":"Field","name":{"kind":"Name","value":"attributes"}},{"kind":"Field","name":{"kind":"Name","value":"media"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"filename"}},{"kind":"Field","name":{"kind":"Name","value":"contentType"}},{"kind":"Field","name":{"kind":"Name","value":"size"}},{"kind":"Field","name":{"kind":"Name","value":"url"}}]}},{"kind":"Field","name":{"kind":"Name","value":"delivery"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"sent"}},{"kind":"Field","name":{"kind":"Name","value":"delivered"}},{"kind":"Field","name":{"kind":"Name","value":"read"}},{"kind":"Field","name":{"kind":"Name","value":"failed"}},{"kind":"Field","name":{"kind":"Name","value":"undelivered"}}]}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ConversationFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Conversation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"uniqueName"}},{"kind":"Field","name":{"kind":"Name","value":"friendlyName"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"attributes"}},{"kind":"Field","name":{"kind":"Name","value":"timers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"inactiveAt"}},{"kind":"Field","name":{"kind":"Name","value":"closedAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}}]} as unknown as DocumentNode<InboxQuery, InboxQueryVariables>;
export const ThreadDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Thread"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"last"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}},"defaultValue":{"kind":"IntValue","value":"20"}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"before"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Cursor"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"conversation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"by"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ConversationFields"}},{"kind":"Field","name":{"kind":"Name","value":"eventsCursor"}},{"kind":"Field","name":{"kind":"Name","value":"viewerCan"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sendMessage"}},{"kind":"Field","name":{"kind":"Name","value":"addParticipant"}},{"kind":"Field","name":{"kind":"Name","value":"removeParticipant"}},{"kind":"Field","name":{"kind":"Name","value":"updateConversation"}},{"kind":"Field","name":{"kind":"Name","value":"deleteConversation"}}]}},{"kind":"Field","name":{"kind":"Name","value":"participants"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"50"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ParticipantFields"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"messages"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"last"},"value":{"kind":"Variable","name":{"kind":"Name","value":"last"}}},{"kind":"Argument","name":{"kind":"Name","value":"before"},"value":{"kind":"Variable","name":{"kind":"Name","value":"before"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"MessageFields"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasPreviousPage"}},{"kind":"Field","name":{"kind":"Name","value":"startCursor"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MessageFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Message"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"index"}},{"kind":"Field","name":{"kind":"Name","value":"clientMessageId"}},{"kind":"Field","name":{"kind":"Name","value":"author"}},{"kind":"Field","name":{"kind":"Name","value":"participant"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"identity"}}]}},{"kind":"Field","name":{"kind":"Name","value":"body"}},{"kind":"Field","name":{"kind":"Name","value":"attributes"}},{"kind":"Field","name":{"kind":"Name","value":"media"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"filename"}},{"kind":"Field","name":{"kind":"Name","value":"contentType"}},{"kind":"Field","name":{"kind":"Name","value":"size"}},{"kind":"Field","name":{"kind":"Name","value":"url"}}]}},{"kind":"Field","name":{"kind":"Name","value":"delivery"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"sent"}},{"kind":"Field","name":{"kind":"Name","value":"delivered"}},{"kind":"Field","name":{"kind":"Name","value":"read"}},{"kind":"Field","name":{"kind":"Name","value":"failed"}},{"kind":"Field","name":{"kind":"Name","value":"undelivered"}}]}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ParticipantFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Participant"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"identity"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"messagingBinding"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"address"}},{"kind":"Field","name":{"kind":"Name","value":"proxyAddress"}},{"kind":"Field","name":{"kind":"Name","value":"projectedAddress"}}]}},{"kind":"Field","name":{"kind":"Name","value":"attributes"}},{"kind":"Field","name":{"kind":"Name","value":"lastReadMessageIndex"}},{"kind":"Field","name":{"kind":"Name","value":"lastReadAt"}},{"kind":"Field","name":{"kind":"Name","value":"role"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"friendlyName"}},{"kind":"Field","name":{"kind":"Name","value":"permissions"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ConversationFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Conversation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"uniqueName"}},{"kind":"Field","name":{"kind":"Name","value":"friendlyName"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"attributes"}},{"kind":"Field","name":{"kind":"Name","value":"timers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"inactiveAt"}},{"kind":"Field","name":{"kind":"Name","value":"closedAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}}]} as unknown as DocumentNode<ThreadQuery, ThreadQueryVariables>;
export const ConversationByUniqueNameDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ConversationByUniqueName"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"uniqueName"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"conversation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"by"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"uniqueName"},"value":{"kind":"Variable","name":{"kind":"Name","value":"uniqueName"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ConversationFields"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ConversationFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Conversation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"uniqueName"}},{"kind":"Field","name":{"kind":"Name","value":"friendlyName"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"attributes"}},{"kind":"Field","name":{"kind":"Name","value":"timers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"inactiveAt"}},{"kind":"Field","name":{"kind":"Name","value":"closedAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}}]} as unknown as DocumentNode<ConversationByUniqueNameQuery, ConversationByUniqueNameQueryVariables>;
export const ConversationBySidDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ConversationBySid"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"sid"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"conversation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"by"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"sid"},"value":{"kind":"Variable","name":{"kind":"Name","value":"sid"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ConversationFields"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ConversationFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Conversation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"uniqueName"}},{"kind":"Field","name":{"kind":"Name","value":"friendlyName"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"attributes"}},{"kind":"Field","name":{"kind":"Name","value":"timers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"inactiveAt"}},{"kind":"Field","name":{"kind":"Name","value":"closedAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}}]} as unknown as DocumentNode<ConversationBySidQuery, ConversationBySidQueryVariables>;
export const RefetchDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Refetch"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Conversation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ConversationFields"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Message"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"MessageFields"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Participant"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ParticipantFields"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"identity"}},{"kind":"Field","name":{"kind":"Name","value":"friendlyName"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MessageFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Message"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"index"}},{"kind":"Field","name":{"kind":"Name","value":"clientMessageId"}},{"kind":"Field","name":{"kind":"Name","value":"author"}},{"kind":"Field","name":{"kind":"Name","value":"participant"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"identity"}}]}},{"kind":"Field","name":{"kind":"Name","value":"body"}},{"kind":"Field","name":{"kind":"Name","value":"attributes"}},{"kind":"Field","name":{"kind":"Name","value":"media"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"filename"}},{"kind":"Field","name":{"kind":"Name","value":"contentType"}},{"kind":"Field","name":{"kind":"Name","value":"size"}},{"kind":"Field","name":{"kind":"Name","value":"url"}}]}},{"kind":"Field","name":{"kind":"Name","value":"delivery"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"sent"}},{"kind":"Field","name":{"kind":"Name","value":"delivered"}},{"kind":"Field","name":{"kind":"Name","value":"read"}},{"kind":"Field","name":{"kind":"Name","value":"failed"}},{"kind":"Field","name":{"kind":"Name","value":"undelivered"}}]}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ParticipantFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Participant"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"identity"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"messagingBinding"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"address"}},{"kind":"Field","name":{"kind":"Name","value":"proxyAddress"}},{"kind":"Field","name":{"kind":"Name","value":"projectedAddress"}}]}},{"kind":"Field","name":{"kind":"Name","value":"attributes"}},{"kind":"Field","name":{"kind":"Name","value":"lastReadMessageIndex"}},{"kind":"Field","name":{"kind":"Name","value":"lastReadAt"}},{"kind":"Field","name":{"kind":"Name","value":"role"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"friendlyName"}},{"kind":"Field","name":{"kind":"Name","value":"permissions"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ConversationFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Conversation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"uniqueName"}},{"kind":"Field","name":{"kind":"Name","value":"friendlyName"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"attributes"}},{"kind":"Field","name":{"kind":"Name","value":"timers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"inactiveAt"}},{"kind":"Field","name":{"kind":"Name","value":"closedAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}}]} as unknown as DocumentNode<RefetchQuery, RefetchQueryVariables>;
export const UserByIdentityDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"UserByIdentity"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"identity"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"by"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"identity"},"value":{"kind":"Variable","name":{"kind":"Name","value":"identity"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"identity"}},{"kind":"Field","name":{"kind":"Name","value":"friendlyName"}},{"kind":"Field","name":{"kind":"Name","value":"attributes"}},{"kind":"Field","name":{"kind":"Name","value":"isOnline"}}]}}]}}]} as unknown as DocumentNode<UserByIdentityQuery, UserByIdentityQueryVariables>;
export const AllConversationsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AllConversations"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}},"defaultValue":{"kind":"IntValue","value":"50"}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Cursor"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"state"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ConversationState"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"conversations"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"state"},"value":{"kind":"Variable","name":{"kind":"Name","value":"state"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ConversationFields"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ConversationFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Conversation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"uniqueName"}},{"kind":"Field","name":{"kind":"Name","value":"friendlyName"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"attributes"}},{"kind":"Field","name":{"kind":"Name","value":"timers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"inactiveAt"}},{"kind":"Field","name":{"kind":"Name","value":"closedAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}}]} as unknown as DocumentNode<AllConversationsQuery, AllConversationsQueryVariables>;
export const NestedDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Nested"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"conversations"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"50"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"participants"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"50"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"identity"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"messages"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"last"},"value":{"kind":"IntValue","value":"20"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"index"}},{"kind":"Field","name":{"kind":"Name","value":"body"}},{"kind":"Field","name":{"kind":"Name","value":"author"}},{"kind":"Field","name":{"kind":"Name","value":"participant"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"identity"}}]}}]}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<NestedQuery, NestedQueryVariables>;
export const CreateConversationDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateConversation"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateConversationInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createConversation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"conversation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ConversationFields"}}]}},{"kind":"Field","name":{"kind":"Name","value":"errors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ConversationFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Conversation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"uniqueName"}},{"kind":"Field","name":{"kind":"Name","value":"friendlyName"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"attributes"}},{"kind":"Field","name":{"kind":"Name","value":"timers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"inactiveAt"}},{"kind":"Field","name":{"kind":"Name","value":"closedAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RateLimited"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]}}]} as unknown as DocumentNode<CreateConversationMutation, CreateConversationMutationVariables>;
export const UpdateConversationDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateConversation"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateConversationInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateConversation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"conversation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ConversationFields"}}]}},{"kind":"Field","name":{"kind":"Name","value":"errors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ConversationFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Conversation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"uniqueName"}},{"kind":"Field","name":{"kind":"Name","value":"friendlyName"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"attributes"}},{"kind":"Field","name":{"kind":"Name","value":"timers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"inactiveAt"}},{"kind":"Field","name":{"kind":"Name","value":"closedAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RateLimited"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]}}]} as unknown as DocumentNode<UpdateConversationMutation, UpdateConversationMutationVariables>;
export const DeleteConversationDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteConversation"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteConversationInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteConversation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deletedConversationId"}},{"kind":"Field","name":{"kind":"Name","value":"errors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RateLimited"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]}}]} as unknown as DocumentNode<DeleteConversationMutation, DeleteConversationMutationVariables>;
export const AddParticipantDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"AddParticipant"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"AddParticipantInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"addParticipant"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"participant"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ParticipantFields"}}]}},{"kind":"Field","name":{"kind":"Name","value":"errors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ParticipantFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Participant"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"identity"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"messagingBinding"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"address"}},{"kind":"Field","name":{"kind":"Name","value":"proxyAddress"}},{"kind":"Field","name":{"kind":"Name","value":"projectedAddress"}}]}},{"kind":"Field","name":{"kind":"Name","value":"attributes"}},{"kind":"Field","name":{"kind":"Name","value":"lastReadMessageIndex"}},{"kind":"Field","name":{"kind":"Name","value":"lastReadAt"}},{"kind":"Field","name":{"kind":"Name","value":"role"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"friendlyName"}},{"kind":"Field","name":{"kind":"Name","value":"permissions"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RateLimited"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]}}]} as unknown as DocumentNode<AddParticipantMutation, AddParticipantMutationVariables>;
export const UpdateParticipantDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateParticipant"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateParticipantInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateParticipant"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"participant"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ParticipantFields"}}]}},{"kind":"Field","name":{"kind":"Name","value":"errors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ParticipantFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Participant"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"identity"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"messagingBinding"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"address"}},{"kind":"Field","name":{"kind":"Name","value":"proxyAddress"}},{"kind":"Field","name":{"kind":"Name","value":"projectedAddress"}}]}},{"kind":"Field","name":{"kind":"Name","value":"attributes"}},{"kind":"Field","name":{"kind":"Name","value":"lastReadMessageIndex"}},{"kind":"Field","name":{"kind":"Name","value":"lastReadAt"}},{"kind":"Field","name":{"kind":"Name","value":"role"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"friendlyName"}},{"kind":"Field","name":{"kind":"Name","value":"permissions"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RateLimited"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]}}]} as unknown as DocumentNode<UpdateParticipantMutation, UpdateParticipantMutationVariables>;
export const RemoveParticipantDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RemoveParticipant"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RemoveParticipantInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"removeParticipant"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"removedParticipantId"}},{"kind":"Field","name":{"kind":"Name","value":"errors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RateLimited"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]}}]} as unknown as DocumentNode<RemoveParticipantMutation, RemoveParticipantMutationVariables>;
export const SendMessageDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SendMessage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SendMessageInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sendMessage"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"MessageFields"}}]}},{"kind":"Field","name":{"kind":"Name","value":"errors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MessageFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Message"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"index"}},{"kind":"Field","name":{"kind":"Name","value":"clientMessageId"}},{"kind":"Field","name":{"kind":"Name","value":"author"}},{"kind":"Field","name":{"kind":"Name","value":"participant"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"identity"}}]}},{"kind":"Field","name":{"kind":"Name","value":"body"}},{"kind":"Field","name":{"kind":"Name","value":"attributes"}},{"kind":"Field","name":{"kind":"Name","value":"media"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"filename"}},{"kind":"Field","name":{"kind":"Name","value":"contentType"}},{"kind":"Field","name":{"kind":"Name","value":"size"}},{"kind":"Field","name":{"kind":"Name","value":"url"}}]}},{"kind":"Field","name":{"kind":"Name","value":"delivery"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"sent"}},{"kind":"Field","name":{"kind":"Name","value":"delivered"}},{"kind":"Field","name":{"kind":"Name","value":"read"}},{"kind":"Field","name":{"kind":"Name","value":"failed"}},{"kind":"Field","name":{"kind":"Name","value":"undelivered"}}]}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RateLimited"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]}}]} as unknown as DocumentNode<SendMessageMutation, SendMessageMutationVariables>;
export const UpdateMessageDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateMessage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateMessageInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateMessage"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"MessageFields"}}]}},{"kind":"Field","name":{"kind":"Name","value":"errors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MessageFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Message"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"index"}},{"kind":"Field","name":{"kind":"Name","value":"clientMessageId"}},{"kind":"Field","name":{"kind":"Name","value":"author"}},{"kind":"Field","name":{"kind":"Name","value":"participant"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"identity"}}]}},{"kind":"Field","name":{"kind":"Name","value":"body"}},{"kind":"Field","name":{"kind":"Name","value":"attributes"}},{"kind":"Field","name":{"kind":"Name","value":"media"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"filename"}},{"kind":"Field","name":{"kind":"Name","value":"contentType"}},{"kind":"Field","name":{"kind":"Name","value":"size"}},{"kind":"Field","name":{"kind":"Name","value":"url"}}]}},{"kind":"Field","name":{"kind":"Name","value":"delivery"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"sent"}},{"kind":"Field","name":{"kind":"Name","value":"delivered"}},{"kind":"Field","name":{"kind":"Name","value":"read"}},{"kind":"Field","name":{"kind":"Name","value":"failed"}},{"kind":"Field","name":{"kind":"Name","value":"undelivered"}}]}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RateLimited"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]}}]} as unknown as DocumentNode<UpdateMessageMutation, UpdateMessageMutationVariables>;
export const DeleteMessageDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteMessage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteMessageInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteMessage"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deletedMessageId"}},{"kind":"Field","name":{"kind":"Name","value":"errors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RateLimited"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]}}]} as unknown as DocumentNode<DeleteMessageMutation, DeleteMessageMutationVariables>;
export const MarkReadDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"MarkRead"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateReadHorizonInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateReadHorizon"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"participant"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"lastReadMessageIndex"}},{"kind":"Field","name":{"kind":"Name","value":"lastReadAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"unreadMessagesCount"}},{"kind":"Field","name":{"kind":"Name","value":"errors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RateLimited"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]}}]} as unknown as DocumentNode<MarkReadMutation, MarkReadMutationVariables>;
export const UpdateUserDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateUser"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateUserInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateUser"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"identity"}},{"kind":"Field","name":{"kind":"Name","value":"friendlyName"}},{"kind":"Field","name":{"kind":"Name","value":"attributes"}}]}},{"kind":"Field","name":{"kind":"Name","value":"errors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RateLimited"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]}}]} as unknown as DocumentNode<UpdateUserMutation, UpdateUserMutationVariables>;
export const ConversationEventsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"ConversationEvents"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"conversationId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"EventCursor"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"conversationEvents"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"conversationId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"conversationId"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"occurredAt"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MessageAdded"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"MessageFields"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MessageUpdated"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"MessageFields"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MessageRemoved"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"messageId"}},{"kind":"Field","name":{"kind":"Name","value":"index"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DeliveryUpdated"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"delivery"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"sent"}},{"kind":"Field","name":{"kind":"Name","value":"delivered"}},{"kind":"Field","name":{"kind":"Name","value":"read"}},{"kind":"Field","name":{"kind":"Name","value":"failed"}},{"kind":"Field","name":{"kind":"Name","value":"undelivered"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ParticipantAdded"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"participant"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ParticipantFields"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ParticipantUpdated"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"participant"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ParticipantFields"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ParticipantRemoved"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"participantId"}},{"kind":"Field","name":{"kind":"Name","value":"identity"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ConversationUpdated"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"conversation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ConversationFields"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ConversationRemoved"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"conversationId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Resync"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MessageFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Message"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"index"}},{"kind":"Field","name":{"kind":"Name","value":"clientMessageId"}},{"kind":"Field","name":{"kind":"Name","value":"author"}},{"kind":"Field","name":{"kind":"Name","value":"participant"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"identity"}}]}},{"kind":"Field","name":{"kind":"Name","value":"body"}},{"kind":"Field","name":{"kind":"Name","value":"attributes"}},{"kind":"Field","name":{"kind":"Name","value":"media"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"filename"}},{"kind":"Field","name":{"kind":"Name","value":"contentType"}},{"kind":"Field","name":{"kind":"Name","value":"size"}},{"kind":"Field","name":{"kind":"Name","value":"url"}}]}},{"kind":"Field","name":{"kind":"Name","value":"delivery"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"sent"}},{"kind":"Field","name":{"kind":"Name","value":"delivered"}},{"kind":"Field","name":{"kind":"Name","value":"read"}},{"kind":"Field","name":{"kind":"Name","value":"failed"}},{"kind":"Field","name":{"kind":"Name","value":"undelivered"}}]}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ParticipantFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Participant"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"identity"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"messagingBinding"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"address"}},{"kind":"Field","name":{"kind":"Name","value":"proxyAddress"}},{"kind":"Field","name":{"kind":"Name","value":"projectedAddress"}}]}},{"kind":"Field","name":{"kind":"Name","value":"attributes"}},{"kind":"Field","name":{"kind":"Name","value":"lastReadMessageIndex"}},{"kind":"Field","name":{"kind":"Name","value":"lastReadAt"}},{"kind":"Field","name":{"kind":"Name","value":"role"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"friendlyName"}},{"kind":"Field","name":{"kind":"Name","value":"permissions"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ConversationFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Conversation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"uniqueName"}},{"kind":"Field","name":{"kind":"Name","value":"friendlyName"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"attributes"}},{"kind":"Field","name":{"kind":"Name","value":"timers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"inactiveAt"}},{"kind":"Field","name":{"kind":"Name","value":"closedAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}}]} as unknown as DocumentNode<ConversationEventsSubscription, ConversationEventsSubscriptionVariables>;
export const InboxEventsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"InboxEvents"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"EventCursor"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"inboxEvents"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"occurredAt"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ConversationAdded"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edge"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"unreadMessagesCount"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ConversationFields"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MessageAdded"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"MessageFields"}},{"kind":"Field","name":{"kind":"Name","value":"conversation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sid"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MessageUpdated"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"MessageFields"}},{"kind":"Field","name":{"kind":"Name","value":"conversation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sid"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MessageRemoved"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"messageId"}},{"kind":"Field","name":{"kind":"Name","value":"index"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ConversationUpdated"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"conversation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ConversationFields"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ConversationRemoved"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"conversationId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UnreadChanged"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"conversationId"}},{"kind":"Field","name":{"kind":"Name","value":"unreadMessagesCount"}},{"kind":"Field","name":{"kind":"Name","value":"viewerUnreadMessagesCount"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Resync"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MessageFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Message"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"index"}},{"kind":"Field","name":{"kind":"Name","value":"clientMessageId"}},{"kind":"Field","name":{"kind":"Name","value":"author"}},{"kind":"Field","name":{"kind":"Name","value":"participant"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"identity"}}]}},{"kind":"Field","name":{"kind":"Name","value":"body"}},{"kind":"Field","name":{"kind":"Name","value":"attributes"}},{"kind":"Field","name":{"kind":"Name","value":"media"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"filename"}},{"kind":"Field","name":{"kind":"Name","value":"contentType"}},{"kind":"Field","name":{"kind":"Name","value":"size"}},{"kind":"Field","name":{"kind":"Name","value":"url"}}]}},{"kind":"Field","name":{"kind":"Name","value":"delivery"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"sent"}},{"kind":"Field","name":{"kind":"Name","value":"delivered"}},{"kind":"Field","name":{"kind":"Name","value":"read"}},{"kind":"Field","name":{"kind":"Name","value":"failed"}},{"kind":"Field","name":{"kind":"Name","value":"undelivered"}}]}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ConversationFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Conversation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sid"}},{"kind":"Field","name":{"kind":"Name","value":"uniqueName"}},{"kind":"Field","name":{"kind":"Name","value":"friendlyName"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"attributes"}},{"kind":"Field","name":{"kind":"Name","value":"timers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"inactiveAt"}},{"kind":"Field","name":{"kind":"Name","value":"closedAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}}]} as unknown as DocumentNode<InboxEventsSubscription, InboxEventsSubscriptionVariables>;