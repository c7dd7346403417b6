// Generated from schema/*.graphql by `npm run codegen`. Do not edit.
import type { JsonValue } from '../../model.ts';
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { Conversation as ConversationModel, Timers as TimersModel, DeliverySummary as DeliverySummaryModel, Media as MediaModel, Message as MessageModel, MessagingBinding as MessagingBindingModel, Participant as ParticipantModel, Role as RoleModel } from '../../model.ts';
import type { UserView as UserViewModel } from '../../domain/user.ts';
import type { MessageAddedEvent as MessageAddedEventModel, MessageUpdatedEvent as MessageUpdatedEventModel, MessageRemovedEvent as MessageRemovedEventModel, DeliveryUpdatedEvent as DeliveryUpdatedEventModel, ParticipantAddedEvent as ParticipantAddedEventModel, ParticipantUpdatedEvent as ParticipantUpdatedEventModel, ParticipantRemovedEvent as ParticipantRemovedEventModel, ConversationAddedEvent as ConversationAddedEventModel, ConversationUpdatedEvent as ConversationUpdatedEventModel, ConversationRemovedEvent as ConversationRemovedEventModel, UnreadChangedEvent as UnreadChangedEventModel, ResyncEvent as ResyncEventModel } from '../../domain/live-event.ts';
import type { Refusal as RefusalModel } from '../refusal.ts';
import type { AnyConnection as AnyConnectionModel, ConversationConnection as ConversationConnectionModel, ConversationEdge as ConversationEdgeModel, MessageConnection as MessageConnectionModel, MessageEdge as MessageEdgeModel, ParticipantConnection as ParticipantConnectionModel, ParticipantEdge as ParticipantEdgeModel, UserConversationConnection as UserConversationConnectionModel, UserConversationEdge as UserConversationEdgeModel } from '../../domain/connection.ts';
import type { ReadHorizonPayload as ReadHorizonPayloadModel } from '../resolvers/participant.ts';
import type { GraphqlContext } from '../context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
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
  DateTime: { input: string; output: Date; }
  /**
   * A place in the stream of events: opaque, handed out as `eventsCursor` by queries and as `cursor` by events, given back as
   * `after` of a subscription, which then goes on from there.
   */
  EventCursor: { input: string; output: string; }
  /**
   * Any JSON value; what is sent has at most 100 objects and lists within one another. What is sent as `attributes` must be a JSON object; other
   * JSON that is already stored at Twilio is passed through.
   */
  JSON: { input: JsonValue; output: JsonValue; }
  /** An absolute URL. */
  URL: { input: string; output: string; }
};

/** Why addParticipant is refused. */
export type AddParticipantError = Conflict | ConversationClosed | DeliveryUnknown | Forbidden | InvalidInput | LimitExceeded | NotFound | RateLimited;

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

/** What addParticipant answers. */
export type AddParticipantPayload = {
  readonly __typename?: 'AddParticipantPayload';
  /** Why it was refused; empty on success. */
  readonly errors: ReadonlyArray<AddParticipantError>;
  /** The new participant; null when refused. */
  readonly participant: Maybe<Participant>;
};

/** Something of that name, or that participant, is already there; or somebody else changed the same thing at the same time. */
export type Conflict = UserError & {
  readonly __typename?: 'Conflict';
  /** ALREADY_EXISTS or CONFLICT. */
  readonly code: UserErrorCode;
  /** What is already there. */
  readonly message: Scalars['String']['output'];
};

/** A conversation of the service (Twilio sid `CH…`). */
export type Conversation = Node & {
  readonly __typename?: 'Conversation';
  /** Data of your own; at most 16 KB as JSON text. */
  readonly attributes: Scalars['JSON']['output'];
  /** When it was created. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Where `conversationEvents(after:)` takes over from this answer, so that nothing falls between the two. */
  readonly eventsCursor: Scalars['EventCursor']['output'];
  /** What people see; at most 256 characters. Null when unset. */
  readonly friendlyName: Maybe<Scalars['String']['output']>;
  /** Opaque id. */
  readonly id: Scalars['ID']['output'];
  /** The newest message, null when there is none. Costs one Twilio call. */
  readonly lastMessage: Maybe<Message>;
  /**
   * The messages by index, oldest first within a page. `last` with `before` pages back from the newest; `first` with `after` pages
   * forward from the oldest. One of `first` and `last` is needed, not both; the maximum is 100. Costs one Twilio call a page.
   */
  readonly messages: Maybe<MessageConnection>;
  /** The participants, in the order of Twilio's list. Costs one Twilio call for each 100. */
  readonly participants: Maybe<ParticipantConnection>;
  /** Twilio's identifier, `CH` and 32 hexadecimal digits. */
  readonly sid: Scalars['String']['output'];
  /** Whether people can write in it. */
  readonly state: ConversationState;
  /** When the state changes by itself. */
  readonly timers: ConversationTimers;
  /** A name of your own, unique in the service; null when unset. */
  readonly uniqueName: Maybe<Scalars['String']['output']>;
  /** When it was last changed; messages do not count. */
  readonly updatedAt: Scalars['DateTime']['output'];
  /** What the viewer's role permits here. Costs at most one Twilio call, none where the participants are asked for too. */
  readonly viewerCan: Maybe<ConversationPermissions>;
};


/** A conversation of the service (Twilio sid `CH…`). */
export type ConversationMessagesArgs = {
  after: InputMaybe<Scalars['Cursor']['input']>;
  before: InputMaybe<Scalars['Cursor']['input']>;
  first: InputMaybe<Scalars['Int']['input']>;
  last: InputMaybe<Scalars['Int']['input']>;
};


/** A conversation of the service (Twilio sid `CH…`). */
export type ConversationParticipantsArgs = {
  after: InputMaybe<Scalars['Cursor']['input']>;
  first?: Scalars['Int']['input'];
};

/** The viewer became a member of a conversation. */
export type ConversationAdded = InboxEvent & {
  readonly __typename?: 'ConversationAdded';
  /** The place in the stream. */
  readonly cursor: Scalars['EventCursor']['output'];
  /** The row of the inbox. */
  readonly edge: UserConversationEdge;
  /** When it happened. */
  readonly occurredAt: Scalars['DateTime']['output'];
};

/** The conversation is closed, which is final (Twilio's error 50377): it can be read and deleted, nothing else. */
export type ConversationClosed = UserError & {
  readonly __typename?: 'ConversationClosed';
  /** Always CONVERSATION_CLOSED. */
  readonly code: UserErrorCode;
  /** That the conversation is closed. */
  readonly message: Scalars['String']['output'];
};

/** A page of conversations. */
export type ConversationConnection = {
  readonly __typename?: 'ConversationConnection';
  /** The rows with their cursors. */
  readonly edges: ReadonlyArray<ConversationEdge>;
  /** The rows. */
  readonly nodes: ReadonlyArray<Conversation>;
  /** Where the page stands. */
  readonly pageInfo: PageInfo;
};

/** A row of a list of conversations. */
export type ConversationEdge = {
  readonly __typename?: 'ConversationEdge';
  /** The place of this row. */
  readonly cursor: Scalars['Cursor']['output'];
  /** The conversation. */
  readonly node: Conversation;
};

/** Something that happened in a conversation. */
export type ConversationEvent = {
  /** The place in the stream: what a client that comes back gives as `after`. */
  readonly cursor: Scalars['EventCursor']['output'];
  /** When it happened, by Twilio's clock. */
  readonly occurredAt: Scalars['DateTime']['output'];
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

/** What the viewer may do in a conversation, by the role of the viewer's participant. Everything is permitted in service scope. */
export type ConversationPermissions = {
  readonly __typename?: 'ConversationPermissions';
  /** Add others (`addParticipant`). */
  readonly addParticipant: Scalars['Boolean']['output'];
  /** Delete it with everything in it (`deleteConversation`). */
  readonly deleteConversation: Scalars['Boolean']['output'];
  /** Remove others (`removeParticipant`). */
  readonly removeParticipant: Scalars['Boolean']['output'];
  /** Send messages (`sendMessage`). */
  readonly sendMessage: Scalars['Boolean']['output'];
  /** Change names and attributes (`editConversationName` and `editConversationAttributes`). */
  readonly updateConversation: Scalars['Boolean']['output'];
};

/** A conversation was deleted or, in `inboxEvents`, the viewer is no longer a member. `conversationEvents` completes after it. */
export type ConversationRemoved = ConversationEvent & InboxEvent & {
  readonly __typename?: 'ConversationRemoved';
  /** The id of the conversation that is gone. */
  readonly conversationId: Scalars['ID']['output'];
  /** The place in the stream. */
  readonly cursor: Scalars['EventCursor']['output'];
  /** When it happened. */
  readonly occurredAt: Scalars['DateTime']['output'];
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

/** When a conversation changes state by itself; null where no timer runs. */
export type ConversationTimers = {
  readonly __typename?: 'ConversationTimers';
  /** When it closes. */
  readonly closedAt: Maybe<Scalars['DateTime']['output']>;
  /** When it becomes inactive. */
  readonly inactiveAt: Maybe<Scalars['DateTime']['output']>;
};

/** Durations after which a conversation changes state by itself. */
export type ConversationTimersInput = {
  /** Until it closes: an ISO 8601 duration of at least ten minutes, such as `P1D`. */
  readonly closed?: InputMaybe<Scalars['String']['input']>;
  /** Until it becomes inactive: an ISO 8601 duration of at least one minute, such as `PT5M`. */
  readonly inactive?: InputMaybe<Scalars['String']['input']>;
};

/** A conversation's name, attributes, state or timers changed. */
export type ConversationUpdated = ConversationEvent & InboxEvent & {
  readonly __typename?: 'ConversationUpdated';
  /** The conversation as it is now. */
  readonly conversation: Conversation;
  /** The place in the stream. */
  readonly cursor: Scalars['EventCursor']['output'];
  /** When it happened. */
  readonly occurredAt: Scalars['DateTime']['output'];
};

/** Why createConversation is refused. */
export type CreateConversationError = Conflict | DeliveryUnknown | Forbidden | InvalidInput | LimitExceeded | RateLimited;

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

/** What createConversation answers. */
export type CreateConversationPayload = {
  readonly __typename?: 'CreateConversationPayload';
  /** The new conversation; null when refused. */
  readonly conversation: Maybe<Conversation>;
  /** Why it was refused; empty on success. */
  readonly errors: ReadonlyArray<CreateConversationError>;
};

/** Why deleteConversation is refused. */
export type DeleteConversationError = Conflict | DeliveryUnknown | Forbidden | InvalidInput | NotFound | RateLimited;

/** Which conversation to delete. */
export type DeleteConversationInput = {
  /** Which conversation. */
  readonly conversationId: Scalars['ID']['input'];
};

/** What deleteConversation answers. */
export type DeleteConversationPayload = {
  readonly __typename?: 'DeleteConversationPayload';
  /** The id of what is gone; null when refused. */
  readonly deletedConversationId: Maybe<Scalars['ID']['output']>;
  /** Why it was refused; empty on success. */
  readonly errors: ReadonlyArray<DeleteConversationError>;
};

/** Why deleteMessage is refused. */
export type DeleteMessageError = Conflict | ConversationClosed | DeliveryUnknown | Forbidden | InvalidInput | NotFound | RateLimited;

/** Which message to delete. */
export type DeleteMessageInput = {
  /** Which message. */
  readonly messageId: Scalars['ID']['input'];
};

/** What deleteMessage answers. */
export type DeleteMessagePayload = {
  readonly __typename?: 'DeleteMessagePayload';
  /** The id of what is gone; null when refused. */
  readonly deletedMessageId: Maybe<Scalars['ID']['output']>;
  /** Why it was refused; empty on success. */
  readonly errors: ReadonlyArray<DeleteMessageError>;
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

/** Delivery of a message over all its recipients outside the chat. */
export type DeliverySummary = {
  readonly __typename?: 'DeliverySummary';
  /** Reached the recipient. */
  readonly delivered: DeliveryAmount;
  /** Could not be sent. */
  readonly failed: DeliveryAmount;
  /** Was read; never told for SMS. */
  readonly read: DeliveryAmount;
  /** Left Twilio. */
  readonly sent: DeliveryAmount;
  /** Recipients outside the chat. */
  readonly total: Scalars['Int']['output'];
  /** Was sent but did not arrive. */
  readonly undelivered: DeliveryAmount;
};

/** Twilio's answer was lost, so that the change may or may not have happened. */
export type DeliveryUnknown = UserError & {
  readonly __typename?: 'DeliveryUnknown';
  /** The id of the message that was to be sent, when it is about one. */
  readonly clientMessageId: Maybe<Scalars['String']['output']>;
  /** Always DELIVERY_UNKNOWN. */
  readonly code: UserErrorCode;
  /** How to find out. */
  readonly message: Scalars['String']['output'];
};

/** The delivery of a message to recipients outside the chat changed. */
export type DeliveryUpdated = ConversationEvent & {
  readonly __typename?: 'DeliveryUpdated';
  /** The place in the stream. */
  readonly cursor: Scalars['EventCursor']['output'];
  /** The message with its delivery as it is now. */
  readonly message: Message;
  /** When it happened. */
  readonly occurredAt: Scalars['DateTime']['output'];
};

/** The role of the viewer does not permit the action. */
export type Forbidden = UserError & {
  readonly __typename?: 'Forbidden';
  /** Always FORBIDDEN. */
  readonly code: UserErrorCode;
  /** Which permission is missing. */
  readonly message: Scalars['String']['output'];
};

/** Something that happened in one of the viewer's conversations. */
export type InboxEvent = {
  /** The place in the stream: what a client that comes back gives as `after`. */
  readonly cursor: Scalars['EventCursor']['output'];
  /** When it happened, by Twilio's clock. */
  readonly occurredAt: Scalars['DateTime']['output'];
};

/** A field of the input is not acceptable. */
export type InvalidInput = UserError & {
  readonly __typename?: 'InvalidInput';
  /** Always BAD_USER_INPUT. */
  readonly code: UserErrorCode;
  /** The field at fault, such as `attributes`; null when it is the input as a whole. */
  readonly field: Maybe<Scalars['String']['output']>;
  /** What was expected and what was got. */
  readonly message: Scalars['String']['output'];
};

/** A limit of Twilio is reached. */
export type LimitExceeded = UserError & {
  readonly __typename?: 'LimitExceeded';
  /** Always LIMIT_EXCEEDED. */
  readonly code: UserErrorCode;
  /** Which limit. */
  readonly message: Scalars['String']['output'];
};

/** A file attached to a message (Twilio sid `ME…`). */
export type Media = {
  readonly __typename?: 'Media';
  /** A media type such as `image/jpeg`. */
  readonly contentType: Scalars['String']['output'];
  /** As it was uploaded; null when unnamed. */
  readonly filename: Maybe<Scalars['String']['output']>;
  /** Twilio's identifier, `ME` and 32 hexadecimal digits. */
  readonly sid: Scalars['String']['output'];
  /** Bytes. */
  readonly size: Scalars['Int']['output'];
  /** Where the content can be fetched; null in this version, which does not serve media. */
  readonly url: Maybe<Scalars['URL']['output']>;
};

/** A message (Twilio sid `IM…`). */
export type Message = Node & {
  readonly __typename?: 'Message';
  /** Data of your own; at most 4 KB as JSON text, the clientMessageId counted in. */
  readonly attributes: Scalars['JSON']['output'];
  /** The identity or address of who wrote it; `system` for messages without an author. Verified only for what this gateway sent. */
  readonly author: Maybe<Scalars['String']['output']>;
  /** The text; null for messages that only carry media. */
  readonly body: Maybe<Scalars['String']['output']>;
  /**
   * The id that the sender's client gave it, so that an optimistic row can be recognised, or that this gateway gave it where the
   * client gave none; null for what was sent past this gateway.
   */
  readonly clientMessageId: Maybe<Scalars['String']['output']>;
  /** The conversation it belongs to. */
  readonly conversation: Maybe<Conversation>;
  /** When it was sent. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Delivery to recipients outside the chat (SMS, WhatsApp, …); null without any. */
  readonly delivery: Maybe<DeliverySummary>;
  /** Opaque id. */
  readonly id: Scalars['ID']['output'];
  /** Its place in the conversation: grows from 0, never repeats, may skip numbers. */
  readonly index: Scalars['Int']['output'];
  /** Attached files. */
  readonly media: ReadonlyArray<Media>;
  /**
   * The author as a participant; null when the author is none. `id`, `sid` and `identity` alone come with the message: they cost
   * nothing, and are told of one who left since, too. Anything more is looked up among the participants, which are read once for all
   * messages: one who left is null then. An author that may be an address (a phone number, an e-mail address) is always looked up.
   */
  readonly participant: Maybe<Participant>;
  /** Twilio's identifier, `IM` and 32 hexadecimal digits. */
  readonly sid: Scalars['String']['output'];
  /** When it was last changed. */
  readonly updatedAt: Scalars['DateTime']['output'];
};

/** A message was posted. */
export type MessageAdded = ConversationEvent & InboxEvent & {
  readonly __typename?: 'MessageAdded';
  /** The place in the stream. */
  readonly cursor: Scalars['EventCursor']['output'];
  /** The message. */
  readonly message: Message;
  /** When it happened. */
  readonly occurredAt: Scalars['DateTime']['output'];
};

/** A page of messages, oldest first. */
export type MessageConnection = {
  readonly __typename?: 'MessageConnection';
  /** The rows with their cursors. */
  readonly edges: ReadonlyArray<MessageEdge>;
  /** The rows. */
  readonly nodes: ReadonlyArray<Message>;
  /** Where the page stands. */
  readonly pageInfo: PageInfo;
};

/** A row of a list of messages. */
export type MessageEdge = {
  readonly __typename?: 'MessageEdge';
  /** The place of this row. */
  readonly cursor: Scalars['Cursor']['output'];
  /** The message. */
  readonly node: Message;
};

/** A message was deleted. */
export type MessageRemoved = ConversationEvent & InboxEvent & {
  readonly __typename?: 'MessageRemoved';
  /** The conversation it was in. */
  readonly conversationId: Scalars['ID']['output'];
  /** The place in the stream. */
  readonly cursor: Scalars['EventCursor']['output'];
  /** Its index, which stays unused. */
  readonly index: Scalars['Int']['output'];
  /** The id of the message that is gone. */
  readonly messageId: Scalars['ID']['output'];
  /** When it happened. */
  readonly occurredAt: Scalars['DateTime']['output'];
};

/** A message's body or attributes changed. */
export type MessageUpdated = ConversationEvent & InboxEvent & {
  readonly __typename?: 'MessageUpdated';
  /** The place in the stream. */
  readonly cursor: Scalars['EventCursor']['output'];
  /** The message as it is now. */
  readonly message: Message;
  /** When it happened. */
  readonly occurredAt: Scalars['DateTime']['output'];
};

/** How a participant outside the chat is reached. */
export type MessagingBinding = {
  readonly __typename?: 'MessagingBinding';
  /** The participant's own address; null for a chat user in a group. */
  readonly address: Maybe<Scalars['String']['output']>;
  /** The address that a chat user shows in a group. */
  readonly projectedAddress: Maybe<Scalars['String']['output']>;
  /** The address of yours that they write to. */
  readonly proxyAddress: Maybe<Scalars['String']['output']>;
  /** The channel, such as `sms`, `whatsapp` or `email`. */
  readonly type: Scalars['String']['output'];
};

/** The address of a participant outside the chat. */
export type MessagingBindingInput = {
  /** Their address, such as `+15558675310` or `whatsapp:+15558675310`. */
  readonly address: Scalars['String']['input'];
  /** The address of yours that they write to; of the same channel. */
  readonly proxyAddress: Scalars['String']['input'];
};

/** What can be changed. Every mutation takes one `input` and lists in `errors` the refusals that a screen has to branch on. */
export type Mutation = {
  readonly __typename?: 'Mutation';
  /** Adds somebody to a conversation. Permission: `addParticipant`; `roleSid` in service scope only. */
  readonly addParticipant: AddParticipantPayload;
  /**
   * Creates a conversation. The viewer becomes a member with the service's creator role; in service scope nobody does. Together
   * with the creator there can be up to 10 participants; naming the creator again is no error. Answers when all are members.
   * Permission: `createConversation` in the viewer's service role.
   */
  readonly createConversation: CreateConversationPayload;
  /** Deletes a conversation with its messages and participants. Permission: `deleteConversation`. */
  readonly deleteConversation: DeleteConversationPayload;
  /** Deletes a message. What went out by SMS is not called back. Permission: `deleteOwnMessage` or `deleteAnyMessage`. */
  readonly deleteMessage: DeleteMessagePayload;
  /** Removes somebody from a conversation, or lets the viewer leave. Permission: `removeParticipant`, or `leaveConversation` for oneself. */
  readonly removeParticipant: RemoveParticipantPayload;
  /**
   * Sends a message as the viewer, once. Permission: `sendMessage`, and `sendMediaMessage` with `mediaSid`. The same
   * `clientMessageId` of the same author again, at the same time or within 24 hours, gives the message that the first one made,
   * whatever else the input says. When the answer of Twilio is lost, the message is looked for before it is sent again; where that
   * does not end within 30 seconds the refusal is `DeliveryUnknown`, and sending the same `clientMessageId` again is safe. Messages of one
   * author keep their order. The sender's read horizon advances to the message shortly after, so that own messages are not unread.
   */
  readonly sendMessage: SendMessagePayload;
  /** Changes a conversation. Permission: `editConversationName` for names, state and timers, `editConversationAttributes` for attributes. */
  readonly updateConversation: UpdateConversationPayload;
  /** Changes a message. Permission: `editOwnMessage` and `editOwnMessageAttributes`, or `editAnyMessage` and `editAnyMessageAttributes`. */
  readonly updateMessage: UpdateMessagePayload;
  /** Changes a participant. Own attributes are free to change; others' need `editAnyParticipantAttributes`; `roleSid` needs service scope. */
  readonly updateParticipant: UpdateParticipantPayload;
  /** Sets how far the viewer has read. It only advances unless `backwards` is set. */
  readonly updateReadHorizon: UpdateReadHorizonPayload;
  /** Changes the viewer, or another user. Permission: `editOwnUserInfo`, or `editAnyUserInfo`, in the viewer's service role. */
  readonly updateUser: UpdateUserPayload;
};


/** What can be changed. Every mutation takes one `input` and lists in `errors` the refusals that a screen has to branch on. */
export type MutationAddParticipantArgs = {
  input: AddParticipantInput;
};


/** What can be changed. Every mutation takes one `input` and lists in `errors` the refusals that a screen has to branch on. */
export type MutationCreateConversationArgs = {
  input: CreateConversationInput;
};


/** What can be changed. Every mutation takes one `input` and lists in `errors` the refusals that a screen has to branch on. */
export type MutationDeleteConversationArgs = {
  input: DeleteConversationInput;
};


/** What can be changed. Every mutation takes one `input` and lists in `errors` the refusals that a screen has to branch on. */
export type MutationDeleteMessageArgs = {
  input: DeleteMessageInput;
};


/** What can be changed. Every mutation takes one `input` and lists in `errors` the refusals that a screen has to branch on. */
export type MutationRemoveParticipantArgs = {
  input: RemoveParticipantInput;
};


/** What can be changed. Every mutation takes one `input` and lists in `errors` the refusals that a screen has to branch on. */
export type MutationSendMessageArgs = {
  input: SendMessageInput;
};


/** What can be changed. Every mutation takes one `input` and lists in `errors` the refusals that a screen has to branch on. */
export type MutationUpdateConversationArgs = {
  input: UpdateConversationInput;
};


/** What can be changed. Every mutation takes one `input` and lists in `errors` the refusals that a screen has to branch on. */
export type MutationUpdateMessageArgs = {
  input: UpdateMessageInput;
};


/** What can be changed. Every mutation takes one `input` and lists in `errors` the refusals that a screen has to branch on. */
export type MutationUpdateParticipantArgs = {
  input: UpdateParticipantInput;
};


/** What can be changed. Every mutation takes one `input` and lists in `errors` the refusals that a screen has to branch on. */
export type MutationUpdateReadHorizonArgs = {
  input: UpdateReadHorizonInput;
};


/** What can be changed. Every mutation takes one `input` and lists in `errors` the refusals that a screen has to branch on. */
export type MutationUpdateUserArgs = {
  input: UpdateUserInput;
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

/** Something with an id that stays the same for its lifetime and can be looked up by `node(id:)`. */
export type Node = {
  /** Opaque and unique over all types. Twilio's own identifier stands beside it as `sid`. */
  readonly id: Scalars['ID']['output'];
};

/** It does not exist, or the viewer may not know that it does. */
export type NotFound = UserError & {
  readonly __typename?: 'NotFound';
  /** Always NOT_FOUND. */
  readonly code: UserErrorCode;
  /** What was looked for. */
  readonly message: Scalars['String']['output'];
};

/** Whether a user is notified of a conversation's messages. */
export type NotificationLevel =
  /** Notified. */
  | 'DEFAULT'
  /** Not notified. */
  | 'MUTED'
  /** A level that Twilio added since this gateway was written. */
  | 'UNKNOWN';

/** Where a page stands in its list. See https://relay.dev/graphql/connections.htm */
export type PageInfo = {
  readonly __typename?: 'PageInfo';
  /** The cursor of the last row; null for an empty page. */
  readonly endCursor: Maybe<Scalars['Cursor']['output']>;
  /** Whether more follows after this page. */
  readonly hasNextPage: Scalars['Boolean']['output'];
  /** Whether more stands before this page. */
  readonly hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the first row; null for an empty page. */
  readonly startCursor: Maybe<Scalars['Cursor']['output']>;
};

/** Somebody in a conversation (Twilio sid `MB…`): a chat user by `identity`, or somebody outside the chat by `messagingBinding`. */
export type Participant = Node & {
  readonly __typename?: 'Participant';
  /** Data of your own; at most 4 KB as JSON text. */
  readonly attributes: Scalars['JSON']['output'];
  /** When they joined. */
  readonly createdAt: Scalars['DateTime']['output'];
  /**
   * A name to show: `displayName` of the participant's attributes, else the user's friendly name where this request already knows
   * it, else the identity, else the address. Costs no Twilio call.
   */
  readonly displayName: Scalars['String']['output'];
  /** Opaque id. */
  readonly id: Scalars['ID']['output'];
  /** The identity of a chat user; null for others. */
  readonly identity: Maybe<Scalars['String']['output']>;
  /** When `lastReadMessageIndex` was set; null until then. */
  readonly lastReadAt: Maybe<Scalars['DateTime']['output']>;
  /** The index of the newest message read; null until it was first set. */
  readonly lastReadMessageIndex: Maybe<Scalars['Int']['output']>;
  /** How somebody outside the chat is reached; null for plain chat users. */
  readonly messagingBinding: Maybe<MessagingBinding>;
  /** The role in this conversation; null without one. Costs one Twilio call for all roles, kept for minutes. */
  readonly role: Maybe<Role>;
  /** Twilio's identifier, `MB` and 32 hexadecimal digits. */
  readonly sid: Scalars['String']['output'];
  /** When the participant was last changed. */
  readonly updatedAt: Scalars['DateTime']['output'];
};

/** Somebody joined or was added. */
export type ParticipantAdded = ConversationEvent & {
  readonly __typename?: 'ParticipantAdded';
  /** The place in the stream. */
  readonly cursor: Scalars['EventCursor']['output'];
  /** When it happened. */
  readonly occurredAt: Scalars['DateTime']['output'];
  /** Who. */
  readonly participant: Participant;
};

/** A page of participants. */
export type ParticipantConnection = {
  readonly __typename?: 'ParticipantConnection';
  /** The rows with their cursors. */
  readonly edges: ReadonlyArray<ParticipantEdge>;
  /** The rows. */
  readonly nodes: ReadonlyArray<Participant>;
  /** Where the page stands. */
  readonly pageInfo: PageInfo;
};

/** A row of a list of participants. */
export type ParticipantEdge = {
  readonly __typename?: 'ParticipantEdge';
  /** The place of this row. */
  readonly cursor: Scalars['Cursor']['output'];
  /** The participant. */
  readonly node: Participant;
};

/** Somebody left or was removed. When it is the viewer, the stream completes. */
export type ParticipantRemoved = ConversationEvent & {
  readonly __typename?: 'ParticipantRemoved';
  /** The place in the stream. */
  readonly cursor: Scalars['EventCursor']['output'];
  /** Their identity; null for somebody outside the chat. */
  readonly identity: Maybe<Scalars['String']['output']>;
  /** When it happened. */
  readonly occurredAt: Scalars['DateTime']['output'];
  /** The id of the participant who is gone. */
  readonly participantId: Scalars['ID']['output'];
};

/** A participant's attributes, role, binding or read horizon changed. */
export type ParticipantUpdated = ConversationEvent & {
  readonly __typename?: 'ParticipantUpdated';
  /** The place in the stream. */
  readonly cursor: Scalars['EventCursor']['output'];
  /** When it happened. */
  readonly occurredAt: Scalars['DateTime']['output'];
  /** The participant as they are now. */
  readonly participant: Participant;
};

/** What can be asked. Every answer shows only what the viewer may see. */
export type Query = {
  readonly __typename?: 'Query';
  /** One conversation. Null, with the error NOT_FOUND, where the viewer is no member or it does not exist. */
  readonly conversation: Maybe<Conversation>;
  /** All conversations of the service, newest first. Service scope only (FORBIDDEN otherwise). */
  readonly conversations: Maybe<ConversationConnection>;
  /** Looks up anything by its id. Null, with the error NOT_FOUND, where the viewer may not see it or it does not exist. */
  readonly node: Maybe<Node>;
  /** A user with whom the viewer shares a conversation, or any user in service scope. Null, with the error NOT_FOUND, otherwise. */
  readonly user: Maybe<User>;
  /** Who asks: the identity of the token. Null in service scope without an identity. */
  readonly viewer: Maybe<User>;
};


/** What can be asked. Every answer shows only what the viewer may see. */
export type QueryConversationArgs = {
  by: ConversationLookup;
};


/** What can be asked. Every answer shows only what the viewer may see. */
export type QueryConversationsArgs = {
  after: InputMaybe<Scalars['Cursor']['input']>;
  filter: InputMaybe<ConversationFilter>;
  first?: Scalars['Int']['input'];
};


/** What can be asked. Every answer shows only what the viewer may see. */
export type QueryNodeArgs = {
  id: Scalars['ID']['input'];
};


/** What can be asked. Every answer shows only what the viewer may see. */
export type QueryUserArgs = {
  by: UserLookup;
};

/** Too much at once. Nothing was done. */
export type RateLimited = UserError & {
  readonly __typename?: 'RateLimited';
  /** Always RATE_LIMITED. */
  readonly code: UserErrorCode;
  /** That it was too much. */
  readonly message: Scalars['String']['output'];
  /** Milliseconds after which trying again makes sense. */
  readonly retryAfterMs: Scalars['Int']['output'];
};

/** Why removeParticipant is refused. */
export type RemoveParticipantError = Conflict | ConversationClosed | DeliveryUnknown | Forbidden | InvalidInput | NotFound | RateLimited;

/** Whom to remove. */
export type RemoveParticipantInput = {
  /** Which participant. */
  readonly participantId: Scalars['ID']['input'];
};

/** What removeParticipant answers. */
export type RemoveParticipantPayload = {
  readonly __typename?: 'RemoveParticipantPayload';
  /** Why it was refused; empty on success. */
  readonly errors: ReadonlyArray<RemoveParticipantError>;
  /** The id of who is gone; null when refused. */
  readonly removedParticipantId: Maybe<Scalars['ID']['output']>;
};

/** Events may be missing here: query again what the screen shows. The stream goes on. */
export type Resync = ConversationEvent & InboxEvent & {
  readonly __typename?: 'Resync';
  /** The place in the stream. */
  readonly cursor: Scalars['EventCursor']['output'];
  /** When it happened. */
  readonly occurredAt: Scalars['DateTime']['output'];
  /** Why. */
  readonly reason: ResyncReason;
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

/** A role of the service (Twilio sid `RL…`) and what it permits. */
export type Role = {
  readonly __typename?: 'Role';
  /** What people see. */
  readonly friendlyName: Scalars['String']['output'];
  /** Twilio's words, such as `sendMessage`. See https://www.twilio.com/docs/conversations/api/role-resource */
  readonly permissions: ReadonlyArray<Scalars['String']['output']>;
  /** Twilio's identifier, `RL` and 32 hexadecimal digits. */
  readonly sid: Scalars['String']['output'];
};

/** Why sendMessage is refused. */
export type SendMessageError = Conflict | ConversationClosed | DeliveryUnknown | Forbidden | InvalidInput | LimitExceeded | NotFound | RateLimited;

/** A message to be. It needs at least one of `body`, `mediaSid` and `contentSid`. */
export type SendMessageInput = {
  /** Data of your own: a JSON object, at most 4 KB as text with the clientMessageId counted in, which takes its length and 22 bytes. */
  readonly attributes?: InputMaybe<Scalars['JSON']['input']>;
  /** Who the message is from. Service scope only; otherwise it is the viewer. */
  readonly author?: InputMaybe<Scalars['String']['input']>;
  /** The text: at most 32 KB as UTF-8 among chat users, 1,600 characters where somebody takes part by SMS or WhatsApp. */
  readonly body?: InputMaybe<Scalars['String']['input']>;
  /**
   * An id of the client's own, 1 to 64 characters and new for each message, that comes back on the message and its event. Without
   * one the gateway makes one of 36 characters.
   */
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

/** What sendMessage answers. */
export type SendMessagePayload = {
  readonly __typename?: 'SendMessagePayload';
  /** Why it was refused; empty on success. */
  readonly errors: ReadonlyArray<SendMessageError>;
  /** The message as Twilio took it; null when refused. */
  readonly message: Maybe<Message>;
};

/** What can be followed live, over the graphql-transport-ws protocol. */
export type Subscription = {
  readonly __typename?: 'Subscription';
  /**
   * What happens in one conversation. Only members can follow it; when the viewer is removed, a last ParticipantRemoved comes and the
   * stream completes. With `after` the stream goes on where the cursor stands; where that is no longer possible, it starts with Resync.
   */
  readonly conversationEvents: ConversationEvent;
  /**
   * What happens in all of the viewer's conversations, and their joining and leaving. With `after` the stream goes on where the cursor
   * stands; where that is no longer possible, it starts with Resync.
   */
  readonly inboxEvents: InboxEvent;
};


/** What can be followed live, over the graphql-transport-ws protocol. */
export type SubscriptionConversationEventsArgs = {
  after: InputMaybe<Scalars['EventCursor']['input']>;
  conversationId: Scalars['ID']['input'];
};


/** What can be followed live, over the graphql-transport-ws protocol. */
export type SubscriptionInboxEventsArgs = {
  after: InputMaybe<Scalars['EventCursor']['input']>;
};

/** The viewer's unread counts changed: a message came, or the viewer's read horizon moved. */
export type UnreadChanged = InboxEvent & {
  readonly __typename?: 'UnreadChanged';
  /** The conversation. */
  readonly conversationId: Scalars['ID']['output'];
  /** The place in the stream. */
  readonly cursor: Scalars['EventCursor']['output'];
  /** When it happened. */
  readonly occurredAt: Scalars['DateTime']['output'];
  /** Messages above the viewer's read horizon there; null while no horizon is set. */
  readonly unreadMessagesCount: Maybe<Scalars['Int']['output']>;
  /** The sum over all of the viewer's conversations that have a read horizon. */
  readonly viewerUnreadMessagesCount: Scalars['Int']['output'];
};

/** Why updateConversation is refused. */
export type UpdateConversationError = Conflict | ConversationClosed | DeliveryUnknown | Forbidden | InvalidInput | NotFound | RateLimited;

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

/** What updateConversation answers. */
export type UpdateConversationPayload = {
  readonly __typename?: 'UpdateConversationPayload';
  /** The conversation as it is now; null when refused. */
  readonly conversation: Maybe<Conversation>;
  /** Why it was refused; empty on success. */
  readonly errors: ReadonlyArray<UpdateConversationError>;
};

/** Why updateMessage is refused. */
export type UpdateMessageError = Conflict | ConversationClosed | DeliveryUnknown | Forbidden | InvalidInput | NotFound | RateLimited;

/** Changes of a message; what is left out, or null, stays as it is. */
export type UpdateMessageInput = {
  /** Replaces the attributes: a JSON object, at most 4 KB as text. The clientMessageId is kept. */
  readonly attributes?: InputMaybe<Scalars['JSON']['input']>;
  /** The new text. */
  readonly body?: InputMaybe<Scalars['String']['input']>;
  /** Which message. */
  readonly messageId: Scalars['ID']['input'];
};

/** What updateMessage answers. */
export type UpdateMessagePayload = {
  readonly __typename?: 'UpdateMessagePayload';
  /** Why it was refused; empty on success. */
  readonly errors: ReadonlyArray<UpdateMessageError>;
  /** The message as it is now; null when refused. */
  readonly message: Maybe<Message>;
};

/** Why updateParticipant is refused. */
export type UpdateParticipantError = Conflict | ConversationClosed | DeliveryUnknown | Forbidden | InvalidInput | NotFound | RateLimited;

/** Changes of a participant; what is left out, or null, stays as it is. */
export type UpdateParticipantInput = {
  /** Replaces the attributes: a JSON object, at most 4 KB as text. */
  readonly attributes?: InputMaybe<Scalars['JSON']['input']>;
  /** Which participant. */
  readonly participantId: Scalars['ID']['input'];
  /** The new role (`RL…`). Service scope only. */
  readonly roleSid?: InputMaybe<Scalars['String']['input']>;
};

/** What updateParticipant answers. */
export type UpdateParticipantPayload = {
  readonly __typename?: 'UpdateParticipantPayload';
  /** Why it was refused; empty on success. */
  readonly errors: ReadonlyArray<UpdateParticipantError>;
  /** The participant as it is now; null when refused. */
  readonly participant: Maybe<Participant>;
};

/** Why updateReadHorizon is refused. */
export type UpdateReadHorizonError = Conflict | ConversationClosed | DeliveryUnknown | Forbidden | InvalidInput | NotFound | RateLimited;

/** How far the viewer has read. */
export type UpdateReadHorizonInput = {
  /** Whether the horizon may move back. */
  readonly backwards?: Scalars['Boolean']['input'];
  /** Which conversation. */
  readonly conversationId: Scalars['ID']['input'];
  /** The index of the newest message read; an explicit null marks everything unread. Leaving it out is refused with BAD_USER_INPUT. */
  readonly lastReadMessageIndex?: InputMaybe<Scalars['Int']['input']>;
};

/** What updateReadHorizon answers. */
export type UpdateReadHorizonPayload = {
  readonly __typename?: 'UpdateReadHorizonPayload';
  /** Why it was refused; empty on success. */
  readonly errors: ReadonlyArray<UpdateReadHorizonError>;
  /** The viewer as a participant, with the horizon as it is now; null when refused. */
  readonly participant: Maybe<Participant>;
  /** Messages above the horizon; null while no horizon is set, as in Twilio, or when refused. May lag by a few seconds. */
  readonly unreadMessagesCount: Maybe<Scalars['Int']['output']>;
};

/** Why updateUser is refused. */
export type UpdateUserError = Conflict | DeliveryUnknown | Forbidden | InvalidInput | NotFound | RateLimited;

/** Changes of a user; what is left out, or null, stays as it is. */
export type UpdateUserInput = {
  /** Replaces the attributes: a JSON object, at most 4 KB as text. */
  readonly attributes?: InputMaybe<Scalars['JSON']['input']>;
  /** What people see; at most 256 characters. */
  readonly friendlyName?: InputMaybe<Scalars['String']['input']>;
  /** Which user; the viewer when left out. */
  readonly userId?: InputMaybe<Scalars['ID']['input']>;
};

/** What updateUser answers. */
export type UpdateUserPayload = {
  readonly __typename?: 'UpdateUserPayload';
  /** Why it was refused; empty on success. */
  readonly errors: ReadonlyArray<UpdateUserError>;
  /** The user as it is now; null when refused. */
  readonly user: Maybe<User>;
};

/**
 * A chat user of the service. What only the viewer may read about themselves is null on other users. A user who never took part in a
 * conversation may be unknown to Twilio: then there is an identity and nothing else.
 */
export type User = Node & {
  readonly __typename?: 'User';
  /** Data of your own; null while Twilio does not know the user. */
  readonly attributes: Maybe<Scalars['JSON']['output']>;
  /**
   * The conversations of the viewer, latest activity first: ordered by their newest message, or by their beginning where nothing was
   * said. Null for other users. Costs one Twilio call for each 50 conversations.
   *
   * When the newest message was written is not in Twilio's list. Where the gateway has not heard of one it goes by when the
   * conversation was changed, and reads the newest messages in the background, at the pace of its sweeps: the order becomes exact, and
   * stays so by webhooks. A first page waits no longer than a second for a long list: what was not read by then follows after the
   * rest.
   *
   * A cursor goes on in the order of the page it came with, whatever happens meanwhile: each conversation that was there is shown once,
   * with its facts of now; those that were left are left out; those that were joined since come at the end. The gateway that gave it remembers that
   * order for an hour after it was last used. Another gateway, or the same one later, goes on by when the conversations were active:
   * none is left out, and what was active since the first page may come a second time; where the order was not exact yet, any may.
   */
  readonly conversations: Maybe<UserConversationConnection>;
  /**
   * Where `inboxEvents(after:)` takes over from this answer, the newest messages included that it shows of each conversation; null for
   * other users than the viewer. Costs what `unreadMessagesCount` costs, and nothing beside it. Where that is null because not all could
   * be read in time, what was joined and left between this answer and the stream is told by the next query only.
   */
  readonly eventsCursor: Maybe<Scalars['EventCursor']['output']>;
  /** What people see; null when unset. */
  readonly friendlyName: Maybe<Scalars['String']['output']>;
  /** Opaque id; derives from the identity, so that it costs no Twilio call. */
  readonly id: Scalars['ID']['output'];
  /** The identity, case-sensitive. Never null; typed like a participant's identity, so that one selection can ask for both. */
  readonly identity: Maybe<Scalars['String']['output']>;
  /** Whether a Twilio client SDK of the user is connected; null where the service does not track it. */
  readonly isOnline: Maybe<Scalars['Boolean']['output']>;
  /** Twilio's identifier, `US` and 32 hexadecimal digits; null while Twilio does not know the user. */
  readonly sid: Maybe<Scalars['String']['output']>;
  /**
   * The sum of the unread counts of all conversations that have a read horizon; null for other users than the viewer. Costs one
   * Twilio call for each 50 conversations. Null also where these could not all be read within a second, as with hundreds of
   * conversations that are read for the first time; `UnreadChanged` of `inboxEvents` tells the sum with the next change.
   */
  readonly unreadMessagesCount: Maybe<Scalars['Int']['output']>;
};


/**
 * A chat user of the service. What only the viewer may read about themselves is null on other users. A user who never took part in a
 * conversation may be unknown to Twilio: then there is an identity and nothing else.
 */
export type UserConversationsArgs = {
  after: InputMaybe<Scalars['Cursor']['input']>;
  first?: Scalars['Int']['input'];
};

/** A page of the viewer's conversations. */
export type UserConversationConnection = {
  readonly __typename?: 'UserConversationConnection';
  /** The rows with their cursors and the viewer's own facts. */
  readonly edges: ReadonlyArray<UserConversationEdge>;
  /** The conversations. */
  readonly nodes: ReadonlyArray<Conversation>;
  /** Where the page stands. */
  readonly pageInfo: PageInfo;
};

/** A conversation as its viewer sees it. */
export type UserConversationEdge = {
  readonly __typename?: 'UserConversationEdge';
  /** The place of this row. */
  readonly cursor: Scalars['Cursor']['output'];
  /** The viewer's read horizon: the index of the newest message read; null until it was first set. */
  readonly lastReadMessageIndex: Maybe<Scalars['Int']['output']>;
  /** The conversation. */
  readonly node: Conversation;
  /** Whether the viewer is notified of new messages. */
  readonly notificationLevel: NotificationLevel;
  /** Messages above the viewer's read horizon; null while no horizon is set, as in Twilio. May lag by a few seconds. */
  readonly unreadMessagesCount: Maybe<Scalars['Int']['output']>;
};

/** Why a mutation was refused. Nothing was changed then, save where the code says that the outcome is unknown. */
export type UserError = {
  /** What went wrong, for programs. */
  readonly code: UserErrorCode;
  /** What went wrong and what to do, as one English sentence for developers. */
  readonly message: Scalars['String']['output'];
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



export type ResolverTypeWrapper<T> = Promise<T> | T;


export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;



/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  AddParticipantError:
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
  ;
  CreateConversationError:
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
  ;
  DeleteConversationError:
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
  ;
  DeleteMessageError:
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
  ;
  RemoveParticipantError:
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
  ;
  SendMessageError:
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
  ;
  UpdateConversationError:
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
  ;
  UpdateMessageError:
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
  ;
  UpdateParticipantError:
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
  ;
  UpdateReadHorizonError:
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
  ;
  UpdateUserError:
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
  ;
};

/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  ConversationEvent:
    | ( ConversationRemovedEventModel )
    | ( ConversationUpdatedEventModel )
    | ( DeliveryUpdatedEventModel )
    | ( MessageAddedEventModel )
    | ( MessageRemovedEventModel )
    | ( MessageUpdatedEventModel )
    | ( ParticipantAddedEventModel )
    | ( ParticipantRemovedEventModel )
    | ( ParticipantUpdatedEventModel )
    | ( ResyncEventModel )
  ;
  InboxEvent:
    | ( ConversationAddedEventModel )
    | ( ConversationRemovedEventModel )
    | ( ConversationUpdatedEventModel )
    | ( MessageAddedEventModel )
    | ( MessageRemovedEventModel )
    | ( MessageUpdatedEventModel )
    | ( ResyncEventModel )
    | ( UnreadChangedEventModel )
  ;
  Node:
    | ( ConversationModel )
    | ( MessageModel )
    | ( ParticipantModel )
    | ( UserViewModel )
  ;
  UserError:
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
    | ( RefusalModel )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  AddParticipantError: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['AddParticipantError']>;
  AddParticipantInput: AddParticipantInput;
  AddParticipantPayload: ResolverTypeWrapper<Omit<AddParticipantPayload, 'errors' | 'participant'> & { errors: ReadonlyArray<ResolversTypes['AddParticipantError']>, participant?: Maybe<ResolversTypes['Participant']> }>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Conflict: ResolverTypeWrapper<RefusalModel>;
  Conversation: ResolverTypeWrapper<ConversationModel>;
  ConversationAdded: ResolverTypeWrapper<ConversationAddedEventModel>;
  ConversationClosed: ResolverTypeWrapper<RefusalModel>;
  ConversationConnection: ResolverTypeWrapper<ConversationConnectionModel>;
  ConversationEdge: ResolverTypeWrapper<ConversationEdgeModel>;
  ConversationEvent: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['ConversationEvent']>;
  ConversationFilter: ConversationFilter;
  ConversationLookup: ConversationLookup;
  ConversationPermissions: ResolverTypeWrapper<ConversationPermissions>;
  ConversationRemoved: ResolverTypeWrapper<ConversationRemovedEventModel>;
  ConversationState: ConversationState;
  ConversationTimers: ResolverTypeWrapper<TimersModel>;
  ConversationTimersInput: ConversationTimersInput;
  ConversationUpdated: ResolverTypeWrapper<ConversationUpdatedEventModel>;
  CreateConversationError: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['CreateConversationError']>;
  CreateConversationInput: CreateConversationInput;
  CreateConversationPayload: ResolverTypeWrapper<Omit<CreateConversationPayload, 'conversation' | 'errors'> & { conversation?: Maybe<ResolversTypes['Conversation']>, errors: ReadonlyArray<ResolversTypes['CreateConversationError']> }>;
  Cursor: ResolverTypeWrapper<Scalars['Cursor']['output']>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  DeleteConversationError: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['DeleteConversationError']>;
  DeleteConversationInput: DeleteConversationInput;
  DeleteConversationPayload: ResolverTypeWrapper<Omit<DeleteConversationPayload, 'errors'> & { errors: ReadonlyArray<ResolversTypes['DeleteConversationError']> }>;
  DeleteMessageError: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['DeleteMessageError']>;
  DeleteMessageInput: DeleteMessageInput;
  DeleteMessagePayload: ResolverTypeWrapper<Omit<DeleteMessagePayload, 'errors'> & { errors: ReadonlyArray<ResolversTypes['DeleteMessageError']> }>;
  DeliveryAmount: DeliveryAmount;
  DeliverySummary: ResolverTypeWrapper<DeliverySummaryModel>;
  DeliveryUnknown: ResolverTypeWrapper<RefusalModel>;
  DeliveryUpdated: ResolverTypeWrapper<DeliveryUpdatedEventModel>;
  EventCursor: ResolverTypeWrapper<Scalars['EventCursor']['output']>;
  Forbidden: ResolverTypeWrapper<RefusalModel>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  InboxEvent: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['InboxEvent']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  InvalidInput: ResolverTypeWrapper<RefusalModel>;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  LimitExceeded: ResolverTypeWrapper<RefusalModel>;
  Media: ResolverTypeWrapper<MediaModel>;
  Message: ResolverTypeWrapper<MessageModel>;
  MessageAdded: ResolverTypeWrapper<MessageAddedEventModel>;
  MessageConnection: ResolverTypeWrapper<MessageConnectionModel>;
  MessageEdge: ResolverTypeWrapper<MessageEdgeModel>;
  MessageRemoved: ResolverTypeWrapper<MessageRemovedEventModel>;
  MessageUpdated: ResolverTypeWrapper<MessageUpdatedEventModel>;
  MessagingBinding: ResolverTypeWrapper<MessagingBindingModel>;
  MessagingBindingInput: MessagingBindingInput;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  NewParticipantInput: NewParticipantInput;
  Node: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Node']>;
  NotFound: ResolverTypeWrapper<RefusalModel>;
  NotificationLevel: NotificationLevel;
  PageInfo: ResolverTypeWrapper<AnyConnectionModel>;
  Participant: ResolverTypeWrapper<ParticipantModel>;
  ParticipantAdded: ResolverTypeWrapper<ParticipantAddedEventModel>;
  ParticipantConnection: ResolverTypeWrapper<ParticipantConnectionModel>;
  ParticipantEdge: ResolverTypeWrapper<ParticipantEdgeModel>;
  ParticipantRemoved: ResolverTypeWrapper<ParticipantRemovedEventModel>;
  ParticipantUpdated: ResolverTypeWrapper<ParticipantUpdatedEventModel>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RateLimited: ResolverTypeWrapper<RefusalModel>;
  RemoveParticipantError: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['RemoveParticipantError']>;
  RemoveParticipantInput: RemoveParticipantInput;
  RemoveParticipantPayload: ResolverTypeWrapper<Omit<RemoveParticipantPayload, 'errors'> & { errors: ReadonlyArray<ResolversTypes['RemoveParticipantError']> }>;
  Resync: ResolverTypeWrapper<ResyncEventModel>;
  ResyncReason: ResyncReason;
  Role: ResolverTypeWrapper<RoleModel>;
  SendMessageError: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['SendMessageError']>;
  SendMessageInput: SendMessageInput;
  SendMessagePayload: ResolverTypeWrapper<Omit<SendMessagePayload, 'errors' | 'message'> & { errors: ReadonlyArray<ResolversTypes['SendMessageError']>, message?: Maybe<ResolversTypes['Message']> }>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  URL: ResolverTypeWrapper<Scalars['URL']['output']>;
  UnreadChanged: ResolverTypeWrapper<UnreadChangedEventModel>;
  UpdateConversationError: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['UpdateConversationError']>;
  UpdateConversationInput: UpdateConversationInput;
  UpdateConversationPayload: ResolverTypeWrapper<Omit<UpdateConversationPayload, 'conversation' | 'errors'> & { conversation?: Maybe<ResolversTypes['Conversation']>, errors: ReadonlyArray<ResolversTypes['UpdateConversationError']> }>;
  UpdateMessageError: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['UpdateMessageError']>;
  UpdateMessageInput: UpdateMessageInput;
  UpdateMessagePayload: ResolverTypeWrapper<Omit<UpdateMessagePayload, 'errors' | 'message'> & { errors: ReadonlyArray<ResolversTypes['UpdateMessageError']>, message?: Maybe<ResolversTypes['Message']> }>;
  UpdateParticipantError: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['UpdateParticipantError']>;
  UpdateParticipantInput: UpdateParticipantInput;
  UpdateParticipantPayload: ResolverTypeWrapper<Omit<UpdateParticipantPayload, 'errors' | 'participant'> & { errors: ReadonlyArray<ResolversTypes['UpdateParticipantError']>, participant?: Maybe<ResolversTypes['Participant']> }>;
  UpdateReadHorizonError: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['UpdateReadHorizonError']>;
  UpdateReadHorizonInput: UpdateReadHorizonInput;
  UpdateReadHorizonPayload: ResolverTypeWrapper<ReadHorizonPayloadModel>;
  UpdateUserError: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['UpdateUserError']>;
  UpdateUserInput: UpdateUserInput;
  UpdateUserPayload: ResolverTypeWrapper<Omit<UpdateUserPayload, 'errors' | 'user'> & { errors: ReadonlyArray<ResolversTypes['UpdateUserError']>, user?: Maybe<ResolversTypes['User']> }>;
  User: ResolverTypeWrapper<UserViewModel>;
  UserConversationConnection: ResolverTypeWrapper<UserConversationConnectionModel>;
  UserConversationEdge: ResolverTypeWrapper<UserConversationEdgeModel>;
  UserError: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['UserError']>;
  UserErrorCode: UserErrorCode;
  UserLookup: UserLookup;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  AddParticipantError: ResolversUnionTypes<ResolversParentTypes>['AddParticipantError'];
  AddParticipantInput: AddParticipantInput;
  AddParticipantPayload: Omit<AddParticipantPayload, 'errors' | 'participant'> & { errors: ReadonlyArray<ResolversParentTypes['AddParticipantError']>, participant?: Maybe<ResolversParentTypes['Participant']> };
  Boolean: Scalars['Boolean']['output'];
  Conflict: RefusalModel;
  Conversation: ConversationModel;
  ConversationAdded: ConversationAddedEventModel;
  ConversationClosed: RefusalModel;
  ConversationConnection: ConversationConnectionModel;
  ConversationEdge: ConversationEdgeModel;
  ConversationEvent: ResolversInterfaceTypes<ResolversParentTypes>['ConversationEvent'];
  ConversationFilter: ConversationFilter;
  ConversationLookup: ConversationLookup;
  ConversationPermissions: ConversationPermissions;
  ConversationRemoved: ConversationRemovedEventModel;
  ConversationTimers: TimersModel;
  ConversationTimersInput: ConversationTimersInput;
  ConversationUpdated: ConversationUpdatedEventModel;
  CreateConversationError: ResolversUnionTypes<ResolversParentTypes>['CreateConversationError'];
  CreateConversationInput: CreateConversationInput;
  CreateConversationPayload: Omit<CreateConversationPayload, 'conversation' | 'errors'> & { conversation?: Maybe<ResolversParentTypes['Conversation']>, errors: ReadonlyArray<ResolversParentTypes['CreateConversationError']> };
  Cursor: Scalars['Cursor']['output'];
  DateTime: Scalars['DateTime']['output'];
  DeleteConversationError: ResolversUnionTypes<ResolversParentTypes>['DeleteConversationError'];
  DeleteConversationInput: DeleteConversationInput;
  DeleteConversationPayload: Omit<DeleteConversationPayload, 'errors'> & { errors: ReadonlyArray<ResolversParentTypes['DeleteConversationError']> };
  DeleteMessageError: ResolversUnionTypes<ResolversParentTypes>['DeleteMessageError'];
  DeleteMessageInput: DeleteMessageInput;
  DeleteMessagePayload: Omit<DeleteMessagePayload, 'errors'> & { errors: ReadonlyArray<ResolversParentTypes['DeleteMessageError']> };
  DeliverySummary: DeliverySummaryModel;
  DeliveryUnknown: RefusalModel;
  DeliveryUpdated: DeliveryUpdatedEventModel;
  EventCursor: Scalars['EventCursor']['output'];
  Forbidden: RefusalModel;
  ID: Scalars['ID']['output'];
  InboxEvent: ResolversInterfaceTypes<ResolversParentTypes>['InboxEvent'];
  Int: Scalars['Int']['output'];
  InvalidInput: RefusalModel;
  JSON: Scalars['JSON']['output'];
  LimitExceeded: RefusalModel;
  Media: MediaModel;
  Message: MessageModel;
  MessageAdded: MessageAddedEventModel;
  MessageConnection: MessageConnectionModel;
  MessageEdge: MessageEdgeModel;
  MessageRemoved: MessageRemovedEventModel;
  MessageUpdated: MessageUpdatedEventModel;
  MessagingBinding: MessagingBindingModel;
  MessagingBindingInput: MessagingBindingInput;
  Mutation: Record<PropertyKey, never>;
  NewParticipantInput: NewParticipantInput;
  Node: ResolversInterfaceTypes<ResolversParentTypes>['Node'];
  NotFound: RefusalModel;
  PageInfo: AnyConnectionModel;
  Participant: ParticipantModel;
  ParticipantAdded: ParticipantAddedEventModel;
  ParticipantConnection: ParticipantConnectionModel;
  ParticipantEdge: ParticipantEdgeModel;
  ParticipantRemoved: ParticipantRemovedEventModel;
  ParticipantUpdated: ParticipantUpdatedEventModel;
  Query: Record<PropertyKey, never>;
  RateLimited: RefusalModel;
  RemoveParticipantError: ResolversUnionTypes<ResolversParentTypes>['RemoveParticipantError'];
  RemoveParticipantInput: RemoveParticipantInput;
  RemoveParticipantPayload: Omit<RemoveParticipantPayload, 'errors'> & { errors: ReadonlyArray<ResolversParentTypes['RemoveParticipantError']> };
  Resync: ResyncEventModel;
  Role: RoleModel;
  SendMessageError: ResolversUnionTypes<ResolversParentTypes>['SendMessageError'];
  SendMessageInput: SendMessageInput;
  SendMessagePayload: Omit<SendMessagePayload, 'errors' | 'message'> & { errors: ReadonlyArray<ResolversParentTypes['SendMessageError']>, message?: Maybe<ResolversParentTypes['Message']> };
  String: Scalars['String']['output'];
  Subscription: Record<PropertyKey, never>;
  URL: Scalars['URL']['output'];
  UnreadChanged: UnreadChangedEventModel;
  UpdateConversationError: ResolversUnionTypes<ResolversParentTypes>['UpdateConversationError'];
  UpdateConversationInput: UpdateConversationInput;
  UpdateConversationPayload: Omit<UpdateConversationPayload, 'conversation' | 'errors'> & { conversation?: Maybe<ResolversParentTypes['Conversation']>, errors: ReadonlyArray<ResolversParentTypes['UpdateConversationError']> };
  UpdateMessageError: ResolversUnionTypes<ResolversParentTypes>['UpdateMessageError'];
  UpdateMessageInput: UpdateMessageInput;
  UpdateMessagePayload: Omit<UpdateMessagePayload, 'errors' | 'message'> & { errors: ReadonlyArray<ResolversParentTypes['UpdateMessageError']>, message?: Maybe<ResolversParentTypes['Message']> };
  UpdateParticipantError: ResolversUnionTypes<ResolversParentTypes>['UpdateParticipantError'];
  UpdateParticipantInput: UpdateParticipantInput;
  UpdateParticipantPayload: Omit<UpdateParticipantPayload, 'errors' | 'participant'> & { errors: ReadonlyArray<ResolversParentTypes['UpdateParticipantError']>, participant?: Maybe<ResolversParentTypes['Participant']> };
  UpdateReadHorizonError: ResolversUnionTypes<ResolversParentTypes>['UpdateReadHorizonError'];
  UpdateReadHorizonInput: UpdateReadHorizonInput;
  UpdateReadHorizonPayload: ReadHorizonPayloadModel;
  UpdateUserError: ResolversUnionTypes<ResolversParentTypes>['UpdateUserError'];
  UpdateUserInput: UpdateUserInput;
  UpdateUserPayload: Omit<UpdateUserPayload, 'errors' | 'user'> & { errors: ReadonlyArray<ResolversParentTypes['UpdateUserError']>, user?: Maybe<ResolversParentTypes['User']> };
  User: UserViewModel;
  UserConversationConnection: UserConversationConnectionModel;
  UserConversationEdge: UserConversationEdgeModel;
  UserError: ResolversInterfaceTypes<ResolversParentTypes>['UserError'];
  UserLookup: UserLookup;
};

export type CostDirectiveArgs = {
  calls?: Scalars['Int']['input'];
  oncePer: Maybe<Scalars['String']['input']>;
  resource: Maybe<Scalars['String']['input']>;
  rowsPerCall: Maybe<Scalars['Int']['input']>;
};

export type CostDirectiveResolver<Result, Parent, ContextType = GraphqlContext, Args = CostDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ViewerDependentDirectiveArgs = {
  if?: Scalars['Boolean']['input'];
};

export type ViewerDependentDirectiveResolver<Result, Parent, ContextType = GraphqlContext, Args = ViewerDependentDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type AddParticipantErrorResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['AddParticipantError'] = ResolversParentTypes['AddParticipantError']> = {
  __resolveType: TypeResolveFn<'Conflict' | 'ConversationClosed' | 'DeliveryUnknown' | 'Forbidden' | 'InvalidInput' | 'LimitExceeded' | 'NotFound' | 'RateLimited', ParentType, ContextType>;
};

export type AddParticipantPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['AddParticipantPayload'] = ResolversParentTypes['AddParticipantPayload']> = {
  errors?: Resolver<ReadonlyArray<ResolversTypes['AddParticipantError']>, ParentType, ContextType>;
  participant?: Resolver<Maybe<ResolversTypes['Participant']>, ParentType, ContextType>;
};

export type ConflictResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Conflict'] = ResolversParentTypes['Conflict']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ConversationResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Conversation'] = ResolversParentTypes['Conversation']> = {
  attributes?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  eventsCursor?: Resolver<ResolversTypes['EventCursor'], ParentType, ContextType>;
  friendlyName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lastMessage?: Resolver<Maybe<ResolversTypes['Message']>, ParentType, ContextType>;
  messages?: Resolver<Maybe<ResolversTypes['MessageConnection']>, ParentType, ContextType, Partial<ConversationMessagesArgs>>;
  participants?: Resolver<Maybe<ResolversTypes['ParticipantConnection']>, ParentType, ContextType, RequireFields<ConversationParticipantsArgs, 'first'>>;
  sid?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['ConversationState'], ParentType, ContextType>;
  timers?: Resolver<ResolversTypes['ConversationTimers'], ParentType, ContextType>;
  uniqueName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  viewerCan?: Resolver<Maybe<ResolversTypes['ConversationPermissions']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ConversationAddedResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ConversationAdded'] = ResolversParentTypes['ConversationAdded']> = {
  cursor?: Resolver<ResolversTypes['EventCursor'], ParentType, ContextType>;
  edge?: Resolver<ResolversTypes['UserConversationEdge'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ConversationClosedResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ConversationClosed'] = ResolversParentTypes['ConversationClosed']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ConversationConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ConversationConnection'] = ResolversParentTypes['ConversationConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ConversationEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Conversation']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ConversationEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ConversationEdge'] = ResolversParentTypes['ConversationEdge']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Conversation'], ParentType, ContextType>;
};

export type ConversationEventResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ConversationEvent'] = ResolversParentTypes['ConversationEvent']> = {
  __resolveType: TypeResolveFn<'ConversationRemoved' | 'ConversationUpdated' | 'DeliveryUpdated' | 'MessageAdded' | 'MessageRemoved' | 'MessageUpdated' | 'ParticipantAdded' | 'ParticipantRemoved' | 'ParticipantUpdated' | 'Resync', ParentType, ContextType>;
};

export type ConversationPermissionsResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ConversationPermissions'] = ResolversParentTypes['ConversationPermissions']> = {
  addParticipant?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  deleteConversation?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  removeParticipant?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  sendMessage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  updateConversation?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type ConversationRemovedResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ConversationRemoved'] = ResolversParentTypes['ConversationRemoved']> = {
  conversationId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['EventCursor'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ConversationTimersResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ConversationTimers'] = ResolversParentTypes['ConversationTimers']> = {
  closedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  inactiveAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type ConversationUpdatedResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ConversationUpdated'] = ResolversParentTypes['ConversationUpdated']> = {
  conversation?: Resolver<ResolversTypes['Conversation'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['EventCursor'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CreateConversationErrorResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['CreateConversationError'] = ResolversParentTypes['CreateConversationError']> = {
  __resolveType: TypeResolveFn<'Conflict' | 'DeliveryUnknown' | 'Forbidden' | 'InvalidInput' | 'LimitExceeded' | 'RateLimited', ParentType, ContextType>;
};

export type CreateConversationPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['CreateConversationPayload'] = ResolversParentTypes['CreateConversationPayload']> = {
  conversation?: Resolver<Maybe<ResolversTypes['Conversation']>, ParentType, ContextType>;
  errors?: Resolver<ReadonlyArray<ResolversTypes['CreateConversationError']>, ParentType, ContextType>;
};

export interface CursorScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Cursor'], any> {
  name: 'Cursor';
}

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DeleteConversationErrorResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['DeleteConversationError'] = ResolversParentTypes['DeleteConversationError']> = {
  __resolveType: TypeResolveFn<'Conflict' | 'DeliveryUnknown' | 'Forbidden' | 'InvalidInput' | 'NotFound' | 'RateLimited', ParentType, ContextType>;
};

export type DeleteConversationPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['DeleteConversationPayload'] = ResolversParentTypes['DeleteConversationPayload']> = {
  deletedConversationId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  errors?: Resolver<ReadonlyArray<ResolversTypes['DeleteConversationError']>, ParentType, ContextType>;
};

export type DeleteMessageErrorResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['DeleteMessageError'] = ResolversParentTypes['DeleteMessageError']> = {
  __resolveType: TypeResolveFn<'Conflict' | 'ConversationClosed' | 'DeliveryUnknown' | 'Forbidden' | 'InvalidInput' | 'NotFound' | 'RateLimited', ParentType, ContextType>;
};

export type DeleteMessagePayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['DeleteMessagePayload'] = ResolversParentTypes['DeleteMessagePayload']> = {
  deletedMessageId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  errors?: Resolver<ReadonlyArray<ResolversTypes['DeleteMessageError']>, ParentType, ContextType>;
};

export type DeliverySummaryResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['DeliverySummary'] = ResolversParentTypes['DeliverySummary']> = {
  delivered?: Resolver<ResolversTypes['DeliveryAmount'], ParentType, ContextType>;
  failed?: Resolver<ResolversTypes['DeliveryAmount'], ParentType, ContextType>;
  read?: Resolver<ResolversTypes['DeliveryAmount'], ParentType, ContextType>;
  sent?: Resolver<ResolversTypes['DeliveryAmount'], ParentType, ContextType>;
  total?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  undelivered?: Resolver<ResolversTypes['DeliveryAmount'], ParentType, ContextType>;
};

export type DeliveryUnknownResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['DeliveryUnknown'] = ResolversParentTypes['DeliveryUnknown']> = {
  clientMessageId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DeliveryUpdatedResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['DeliveryUpdated'] = ResolversParentTypes['DeliveryUpdated']> = {
  cursor?: Resolver<ResolversTypes['EventCursor'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['Message'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export interface EventCursorScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['EventCursor'], any> {
  name: 'EventCursor';
}

export type ForbiddenResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Forbidden'] = ResolversParentTypes['Forbidden']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type InboxEventResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['InboxEvent'] = ResolversParentTypes['InboxEvent']> = {
  __resolveType: TypeResolveFn<'ConversationAdded' | 'ConversationRemoved' | 'ConversationUpdated' | 'MessageAdded' | 'MessageRemoved' | 'MessageUpdated' | 'Resync' | 'UnreadChanged', ParentType, ContextType>;
};

export type InvalidInputResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['InvalidInput'] = ResolversParentTypes['InvalidInput']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  field?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export type LimitExceededResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['LimitExceeded'] = ResolversParentTypes['LimitExceeded']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MediaResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Media'] = ResolversParentTypes['Media']> = {
  contentType?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  filename?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  sid?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  size?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  url?: Resolver<Maybe<ResolversTypes['URL']>, ParentType, ContextType>;
};

export type MessageResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Message'] = ResolversParentTypes['Message']> = {
  attributes?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  author?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  body?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  clientMessageId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  conversation?: Resolver<Maybe<ResolversTypes['Conversation']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  delivery?: Resolver<Maybe<ResolversTypes['DeliverySummary']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  index?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  media?: Resolver<ReadonlyArray<ResolversTypes['Media']>, ParentType, ContextType>;
  participant?: Resolver<Maybe<ResolversTypes['Participant']>, ParentType, ContextType>;
  sid?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MessageAddedResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['MessageAdded'] = ResolversParentTypes['MessageAdded']> = {
  cursor?: Resolver<ResolversTypes['EventCursor'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['Message'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MessageConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['MessageConnection'] = ResolversParentTypes['MessageConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['MessageEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Message']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type MessageEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['MessageEdge'] = ResolversParentTypes['MessageEdge']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Message'], ParentType, ContextType>;
};

export type MessageRemovedResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['MessageRemoved'] = ResolversParentTypes['MessageRemoved']> = {
  conversationId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['EventCursor'], ParentType, ContextType>;
  index?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  messageId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MessageUpdatedResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['MessageUpdated'] = ResolversParentTypes['MessageUpdated']> = {
  cursor?: Resolver<ResolversTypes['EventCursor'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['Message'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MessagingBindingResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['MessagingBinding'] = ResolversParentTypes['MessagingBinding']> = {
  address?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  projectedAddress?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  proxyAddress?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  addParticipant?: Resolver<ResolversTypes['AddParticipantPayload'], ParentType, ContextType, RequireFields<MutationAddParticipantArgs, 'input'>>;
  createConversation?: Resolver<ResolversTypes['CreateConversationPayload'], ParentType, ContextType, RequireFields<MutationCreateConversationArgs, 'input'>>;
  deleteConversation?: Resolver<ResolversTypes['DeleteConversationPayload'], ParentType, ContextType, RequireFields<MutationDeleteConversationArgs, 'input'>>;
  deleteMessage?: Resolver<ResolversTypes['DeleteMessagePayload'], ParentType, ContextType, RequireFields<MutationDeleteMessageArgs, 'input'>>;
  removeParticipant?: Resolver<ResolversTypes['RemoveParticipantPayload'], ParentType, ContextType, RequireFields<MutationRemoveParticipantArgs, 'input'>>;
  sendMessage?: Resolver<ResolversTypes['SendMessagePayload'], ParentType, ContextType, RequireFields<MutationSendMessageArgs, 'input'>>;
  updateConversation?: Resolver<ResolversTypes['UpdateConversationPayload'], ParentType, ContextType, RequireFields<MutationUpdateConversationArgs, 'input'>>;
  updateMessage?: Resolver<ResolversTypes['UpdateMessagePayload'], ParentType, ContextType, RequireFields<MutationUpdateMessageArgs, 'input'>>;
  updateParticipant?: Resolver<ResolversTypes['UpdateParticipantPayload'], ParentType, ContextType, RequireFields<MutationUpdateParticipantArgs, 'input'>>;
  updateReadHorizon?: Resolver<ResolversTypes['UpdateReadHorizonPayload'], ParentType, ContextType, RequireFields<MutationUpdateReadHorizonArgs, 'input'>>;
  updateUser?: Resolver<ResolversTypes['UpdateUserPayload'], ParentType, ContextType, RequireFields<MutationUpdateUserArgs, 'input'>>;
};

export type NodeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Node'] = ResolversParentTypes['Node']> = {
  __resolveType: TypeResolveFn<'Conversation' | 'Message' | 'Participant' | 'User', ParentType, ContextType>;
};

export type NotFoundResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['NotFound'] = ResolversParentTypes['NotFound']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['Cursor']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['Cursor']>, ParentType, ContextType>;
};

export type ParticipantResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Participant'] = ResolversParentTypes['Participant']> = {
  attributes?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  displayName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identity?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  lastReadAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  lastReadMessageIndex?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  messagingBinding?: Resolver<Maybe<ResolversTypes['MessagingBinding']>, ParentType, ContextType>;
  role?: Resolver<Maybe<ResolversTypes['Role']>, ParentType, ContextType>;
  sid?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ParticipantAddedResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ParticipantAdded'] = ResolversParentTypes['ParticipantAdded']> = {
  cursor?: Resolver<ResolversTypes['EventCursor'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  participant?: Resolver<ResolversTypes['Participant'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ParticipantConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ParticipantConnection'] = ResolversParentTypes['ParticipantConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ParticipantEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Participant']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ParticipantEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ParticipantEdge'] = ResolversParentTypes['ParticipantEdge']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Participant'], ParentType, ContextType>;
};

export type ParticipantRemovedResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ParticipantRemoved'] = ResolversParentTypes['ParticipantRemoved']> = {
  cursor?: Resolver<ResolversTypes['EventCursor'], ParentType, ContextType>;
  identity?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  participantId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ParticipantUpdatedResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ParticipantUpdated'] = ResolversParentTypes['ParticipantUpdated']> = {
  cursor?: Resolver<ResolversTypes['EventCursor'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  participant?: Resolver<ResolversTypes['Participant'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type QueryResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  conversation?: Resolver<Maybe<ResolversTypes['Conversation']>, ParentType, ContextType, RequireFields<QueryConversationArgs, 'by'>>;
  conversations?: Resolver<Maybe<ResolversTypes['ConversationConnection']>, ParentType, ContextType, RequireFields<QueryConversationsArgs, 'first'>>;
  node?: Resolver<Maybe<ResolversTypes['Node']>, ParentType, ContextType, RequireFields<QueryNodeArgs, 'id'>>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType, RequireFields<QueryUserArgs, 'by'>>;
  viewer?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type RateLimitedResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['RateLimited'] = ResolversParentTypes['RateLimited']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  retryAfterMs?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RemoveParticipantErrorResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['RemoveParticipantError'] = ResolversParentTypes['RemoveParticipantError']> = {
  __resolveType: TypeResolveFn<'Conflict' | 'ConversationClosed' | 'DeliveryUnknown' | 'Forbidden' | 'InvalidInput' | 'NotFound' | 'RateLimited', ParentType, ContextType>;
};

export type RemoveParticipantPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['RemoveParticipantPayload'] = ResolversParentTypes['RemoveParticipantPayload']> = {
  errors?: Resolver<ReadonlyArray<ResolversTypes['RemoveParticipantError']>, ParentType, ContextType>;
  removedParticipantId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
};

export type ResyncResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Resync'] = ResolversParentTypes['Resync']> = {
  cursor?: Resolver<ResolversTypes['EventCursor'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['ResyncReason'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RoleResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Role'] = ResolversParentTypes['Role']> = {
  friendlyName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  permissions?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  sid?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type SendMessageErrorResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['SendMessageError'] = ResolversParentTypes['SendMessageError']> = {
  __resolveType: TypeResolveFn<'Conflict' | 'ConversationClosed' | 'DeliveryUnknown' | 'Forbidden' | 'InvalidInput' | 'LimitExceeded' | 'NotFound' | 'RateLimited', ParentType, ContextType>;
};

export type SendMessagePayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['SendMessagePayload'] = ResolversParentTypes['SendMessagePayload']> = {
  errors?: Resolver<ReadonlyArray<ResolversTypes['SendMessageError']>, ParentType, ContextType>;
  message?: Resolver<Maybe<ResolversTypes['Message']>, ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  conversationEvents?: SubscriptionResolver<ResolversTypes['ConversationEvent'], "conversationEvents", ParentType, ContextType, RequireFields<SubscriptionConversationEventsArgs, 'conversationId'>>;
  inboxEvents?: SubscriptionResolver<ResolversTypes['InboxEvent'], "inboxEvents", ParentType, ContextType, Partial<SubscriptionInboxEventsArgs>>;
};

export interface UrlScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['URL'], any> {
  name: 'URL';
}

export type UnreadChangedResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['UnreadChanged'] = ResolversParentTypes['UnreadChanged']> = {
  conversationId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['EventCursor'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  unreadMessagesCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  viewerUnreadMessagesCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UpdateConversationErrorResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['UpdateConversationError'] = ResolversParentTypes['UpdateConversationError']> = {
  __resolveType: TypeResolveFn<'Conflict' | 'ConversationClosed' | 'DeliveryUnknown' | 'Forbidden' | 'InvalidInput' | 'NotFound' | 'RateLimited', ParentType, ContextType>;
};

export type UpdateConversationPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['UpdateConversationPayload'] = ResolversParentTypes['UpdateConversationPayload']> = {
  conversation?: Resolver<Maybe<ResolversTypes['Conversation']>, ParentType, ContextType>;
  errors?: Resolver<ReadonlyArray<ResolversTypes['UpdateConversationError']>, ParentType, ContextType>;
};

export type UpdateMessageErrorResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['UpdateMessageError'] = ResolversParentTypes['UpdateMessageError']> = {
  __resolveType: TypeResolveFn<'Conflict' | 'ConversationClosed' | 'DeliveryUnknown' | 'Forbidden' | 'InvalidInput' | 'NotFound' | 'RateLimited', ParentType, ContextType>;
};

export type UpdateMessagePayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['UpdateMessagePayload'] = ResolversParentTypes['UpdateMessagePayload']> = {
  errors?: Resolver<ReadonlyArray<ResolversTypes['UpdateMessageError']>, ParentType, ContextType>;
  message?: Resolver<Maybe<ResolversTypes['Message']>, ParentType, ContextType>;
};

export type UpdateParticipantErrorResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['UpdateParticipantError'] = ResolversParentTypes['UpdateParticipantError']> = {
  __resolveType: TypeResolveFn<'Conflict' | 'ConversationClosed' | 'DeliveryUnknown' | 'Forbidden' | 'InvalidInput' | 'NotFound' | 'RateLimited', ParentType, ContextType>;
};

export type UpdateParticipantPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['UpdateParticipantPayload'] = ResolversParentTypes['UpdateParticipantPayload']> = {
  errors?: Resolver<ReadonlyArray<ResolversTypes['UpdateParticipantError']>, ParentType, ContextType>;
  participant?: Resolver<Maybe<ResolversTypes['Participant']>, ParentType, ContextType>;
};

export type UpdateReadHorizonErrorResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['UpdateReadHorizonError'] = ResolversParentTypes['UpdateReadHorizonError']> = {
  __resolveType: TypeResolveFn<'Conflict' | 'ConversationClosed' | 'DeliveryUnknown' | 'Forbidden' | 'InvalidInput' | 'NotFound' | 'RateLimited', ParentType, ContextType>;
};

export type UpdateReadHorizonPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['UpdateReadHorizonPayload'] = ResolversParentTypes['UpdateReadHorizonPayload']> = {
  errors?: Resolver<ReadonlyArray<ResolversTypes['UpdateReadHorizonError']>, ParentType, ContextType>;
  participant?: Resolver<Maybe<ResolversTypes['Participant']>, ParentType, ContextType>;
  unreadMessagesCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type UpdateUserErrorResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['UpdateUserError'] = ResolversParentTypes['UpdateUserError']> = {
  __resolveType: TypeResolveFn<'Conflict' | 'DeliveryUnknown' | 'Forbidden' | 'InvalidInput' | 'NotFound' | 'RateLimited', ParentType, ContextType>;
};

export type UpdateUserPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['UpdateUserPayload'] = ResolversParentTypes['UpdateUserPayload']> = {
  errors?: Resolver<ReadonlyArray<ResolversTypes['UpdateUserError']>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type UserResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User']> = {
  attributes?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  conversations?: Resolver<Maybe<ResolversTypes['UserConversationConnection']>, ParentType, ContextType, RequireFields<UserConversationsArgs, 'first'>>;
  eventsCursor?: Resolver<Maybe<ResolversTypes['EventCursor']>, ParentType, ContextType>;
  friendlyName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identity?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  isOnline?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  sid?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  unreadMessagesCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UserConversationConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['UserConversationConnection'] = ResolversParentTypes['UserConversationConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['UserConversationEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Conversation']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type UserConversationEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['UserConversationEdge'] = ResolversParentTypes['UserConversationEdge']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  lastReadMessageIndex?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Conversation'], ParentType, ContextType>;
  notificationLevel?: Resolver<ResolversTypes['NotificationLevel'], ParentType, ContextType>;
  unreadMessagesCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type UserErrorResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['UserError'] = ResolversParentTypes['UserError']> = {
  __resolveType: TypeResolveFn<'Conflict' | 'ConversationClosed' | 'DeliveryUnknown' | 'Forbidden' | 'InvalidInput' | 'LimitExceeded' | 'NotFound' | 'RateLimited', ParentType, ContextType>;
};

export type Resolvers<ContextType = GraphqlContext> = {
  AddParticipantError?: AddParticipantErrorResolvers<ContextType>;
  AddParticipantPayload?: AddParticipantPayloadResolvers<ContextType>;
  Conflict?: ConflictResolvers<ContextType>;
  Conversation?: ConversationResolvers<ContextType>;
  ConversationAdded?: ConversationAddedResolvers<ContextType>;
  ConversationClosed?: ConversationClosedResolvers<ContextType>;
  ConversationConnection?: ConversationConnectionResolvers<ContextType>;
  ConversationEdge?: ConversationEdgeResolvers<ContextType>;
  ConversationEvent?: ConversationEventResolvers<ContextType>;
  ConversationPermissions?: ConversationPermissionsResolvers<ContextType>;
  ConversationRemoved?: ConversationRemovedResolvers<ContextType>;
  ConversationTimers?: ConversationTimersResolvers<ContextType>;
  ConversationUpdated?: ConversationUpdatedResolvers<ContextType>;
  CreateConversationError?: CreateConversationErrorResolvers<ContextType>;
  CreateConversationPayload?: CreateConversationPayloadResolvers<ContextType>;
  Cursor?: GraphQLScalarType;
  DateTime?: GraphQLScalarType;
  DeleteConversationError?: DeleteConversationErrorResolvers<ContextType>;
  DeleteConversationPayload?: DeleteConversationPayloadResolvers<ContextType>;
  DeleteMessageError?: DeleteMessageErrorResolvers<ContextType>;
  DeleteMessagePayload?: DeleteMessagePayloadResolvers<ContextType>;
  DeliverySummary?: DeliverySummaryResolvers<ContextType>;
  DeliveryUnknown?: DeliveryUnknownResolvers<ContextType>;
  DeliveryUpdated?: DeliveryUpdatedResolvers<ContextType>;
  EventCursor?: GraphQLScalarType;
  Forbidden?: ForbiddenResolvers<ContextType>;
  InboxEvent?: InboxEventResolvers<ContextType>;
  InvalidInput?: InvalidInputResolvers<ContextType>;
  JSON?: GraphQLScalarType;
  LimitExceeded?: LimitExceededResolvers<ContextType>;
  Media?: MediaResolvers<ContextType>;
  Message?: MessageResolvers<ContextType>;
  MessageAdded?: MessageAddedResolvers<ContextType>;
  MessageConnection?: MessageConnectionResolvers<ContextType>;
  MessageEdge?: MessageEdgeResolvers<ContextType>;
  MessageRemoved?: MessageRemovedResolvers<ContextType>;
  MessageUpdated?: MessageUpdatedResolvers<ContextType>;
  MessagingBinding?: MessagingBindingResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Node?: NodeResolvers<ContextType>;
  NotFound?: NotFoundResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Participant?: ParticipantResolvers<ContextType>;
  ParticipantAdded?: ParticipantAddedResolvers<ContextType>;
  ParticipantConnection?: ParticipantConnectionResolvers<ContextType>;
  ParticipantEdge?: ParticipantEdgeResolvers<ContextType>;
  ParticipantRemoved?: ParticipantRemovedResolvers<ContextType>;
  ParticipantUpdated?: ParticipantUpdatedResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  RateLimited?: RateLimitedResolvers<ContextType>;
  RemoveParticipantError?: RemoveParticipantErrorResolvers<ContextType>;
  RemoveParticipantPayload?: RemoveParticipantPayloadResolvers<ContextType>;
  Resync?: ResyncResolvers<ContextType>;
  Role?: RoleResolvers<ContextType>;
  SendMessageError?: SendMessageErrorResolvers<ContextType>;
  SendMessagePayload?: SendMessagePayloadResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  URL?: GraphQLScalarType;
  UnreadChanged?: UnreadChangedResolvers<ContextType>;
  UpdateConversationError?: UpdateConversationErrorResolvers<ContextType>;
  UpdateConversationPayload?: UpdateConversationPayloadResolvers<ContextType>;
  UpdateMessageError?: UpdateMessageErrorResolvers<ContextType>;
  UpdateMessagePayload?: UpdateMessagePayloadResolvers<ContextType>;
  UpdateParticipantError?: UpdateParticipantErrorResolvers<ContextType>;
  UpdateParticipantPayload?: UpdateParticipantPayloadResolvers<ContextType>;
  UpdateReadHorizonError?: UpdateReadHorizonErrorResolvers<ContextType>;
  UpdateReadHorizonPayload?: UpdateReadHorizonPayloadResolvers<ContextType>;
  UpdateUserError?: UpdateUserErrorResolvers<ContextType>;
  UpdateUserPayload?: UpdateUserPayloadResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  UserConversationConnection?: UserConversationConnectionResolvers<ContextType>;
  UserConversationEdge?: UserConversationEdgeResolvers<ContextType>;
  UserError?: UserErrorResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = GraphqlContext> = {
  cost?: CostDirectiveResolver<any, any, ContextType>;
  viewerDependent?: ViewerDependentDirectiveResolver<any, any, ContextType>;
};
