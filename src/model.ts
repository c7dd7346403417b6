/**
 * The nouns as the whole project holds them: what Twilio's REST answers and webhooks are parsed into. Plain immutable data;
 * nothing in here reads, writes or decides. Names are Twilio's, in camel case; dates are `Date`s; `attributes` is parsed JSON.
 */

/** Any JSON value. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** Twilio's conversation states; `unknown` stands for one that Twilio added since. */
export type ConversationState = 'initializing' | 'active' | 'inactive' | 'closed' | 'unknown';

/** When a conversation will change state by itself, null where no timer runs. */
export interface Timers {
  readonly inactiveAt: Date | null;
  readonly closedAt: Date | null;
}

/** A conversation (sid `CH…`). */
export interface Conversation {
  readonly sid: string;
  /** Unique in its service; null when unset. */
  readonly uniqueName: string | null;
  readonly friendlyName: string | null;
  readonly state: ConversationState;
  /** Parsed JSON, normally an object; at most 16 KB as text. */
  readonly attributes: JsonValue;
  readonly timers: Timers;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A file attached to a message (sid `ME…`); its content is fetched by sid. */
export interface Media {
  readonly sid: string;
  readonly filename: string | null;
  readonly contentType: string;
  /** Bytes. */
  readonly size: number;
}

/** How many of the recipients outside the chat a delivery status holds for. */
export type DeliveryAmount = 'all' | 'some' | 'none' | 'unknown';

/** Delivery over all recipients outside the chat (SMS, WhatsApp, …). */
export interface DeliverySummary {
  /** Recipients outside the chat. */
  readonly total: number;
  readonly sent: DeliveryAmount;
  readonly delivered: DeliveryAmount;
  readonly read: DeliveryAmount;
  readonly failed: DeliveryAmount;
  readonly undelivered: DeliveryAmount;
}

/** A message (sid `IM…`). */
export interface Message {
  readonly sid: string;
  readonly conversationSid: string;
  /** Grows within the conversation from 0 and may skip numbers. */
  readonly index: number;
  readonly author: string | null;
  /** The participant whose identity or address is the author, null when there is none. */
  readonly participantSid: string | null;
  /** Null for messages that only carry media. */
  readonly body: string | null;
  /** Parsed JSON, normally an object; at most 4 KB as text. */
  readonly attributes: JsonValue;
  readonly media: readonly Media[];
  readonly contentSid: string | null;
  /** Null without recipients outside the chat; undefined where the source, a webhook, does not tell. */
  readonly delivery: DeliverySummary | null | undefined;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** How a participant outside the chat is reached. */
export interface MessagingBinding {
  /** Lower case: `sms`, `whatsapp`, `email`, `chat`, … */
  readonly type: string;
  readonly address: string | null;
  readonly proxyAddress: string | null;
  readonly projectedAddress: string | null;
}

/** A participant (sid `MB…`): a chat user by `identity`, or somebody outside the chat by `messagingBinding`. */
export interface Participant {
  readonly sid: string;
  readonly conversationSid: string;
  readonly identity: string | null;
  readonly messagingBinding: MessagingBinding | null;
  readonly roleSid: string | null;
  /** Parsed JSON, normally an object; at most 4 KB as text. */
  readonly attributes: JsonValue;
  /** The read horizon, null until it was first set. */
  readonly lastReadMessageIndex: number | null;
  readonly lastReadAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A user (sid `US…`) of the service. */
export interface User {
  readonly sid: string;
  /** Case-sensitive. */
  readonly identity: string;
  readonly friendlyName: string | null;
  readonly roleSid: string | null;
  readonly attributes: JsonValue;
  /** Null where reachability is switched off or the user was never online. */
  readonly isOnline: boolean | null;
  readonly isNotifiable: boolean | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Whether a user is notified of a conversation's messages. */
export type NotificationLevel = 'default' | 'muted' | 'unknown';

/** A conversation as one user sees it: the conversation, and that user's own facts about it. */
export interface UserConversation {
  readonly conversation: Conversation;
  readonly participantSid: string;
  readonly userSid: string;
  /** Null while no read horizon is set, as in Twilio. */
  readonly unreadMessagesCount: number | null;
  readonly lastReadMessageIndex: number | null;
  readonly notificationLevel: NotificationLevel;
}

/** A role (sid `RL…`) and what it permits. */
export interface Role {
  readonly sid: string;
  readonly friendlyName: string;
  readonly type: 'conversation' | 'service' | 'unknown';
  /** Twilio's words, such as `sendMessage`; words unknown to us are kept. */
  readonly permissions: readonly string[];
}
