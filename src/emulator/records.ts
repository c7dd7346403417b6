import type { Table, TableRow } from './table.ts';

/** Milliseconds since the epoch; REST shows whole seconds of them, webhooks all of them. */
export interface Dated {
  readonly dateCreated: number;
  readonly dateUpdated: number;
}

/** Twilio's conversation states. */
export type ConversationState = 'initializing' | 'active' | 'inactive' | 'closed';

/** Durations as they were set, and the moments they lead to; null where none runs. */
export interface TimersRecord {
  readonly inactiveAfterMs: number | null;
  readonly closedAfterMs: number | null;
  readonly dateInactive: number | null;
  readonly dateClosed: number | null;
}

/** What a conversation holds. The container stays the same object while records of the conversation are replaced. */
export interface ConversationContents {
  readonly messages: Table<MessageRecord>;
  readonly participants: Table<ParticipantRecord>;
  readonly webhooks: Table<ScopedWebhookRecord>;
  /** The index of the next message; never falls, so that indexes of deleted messages stay burnt. */
  nextIndex: number;
}

/** A conversation (`CH`). */
export interface ConversationRecord extends TableRow, Dated {
  readonly serviceSid: string;
  readonly messagingServiceSid: string | null;
  readonly friendlyName: string | null;
  readonly uniqueName: string | null;
  /** JSON text, as it was sent. */
  readonly attributes: string;
  readonly state: ConversationState;
  /** `system` over REST, else the identity that created it. */
  readonly createdBy: string;
  readonly timers: TimersRecord;
  readonly emailBinding: { readonly name: string | null; readonly projectedAddress: string | null } | null;
  readonly contents: ConversationContents;
}

/** A message (`IM`). */
export interface MessageRecord extends TableRow, Dated {
  readonly conversationSid: string;
  readonly index: number;
  readonly author: string;
  readonly body: string | null;
  readonly attributes: string;
  readonly participantSid: string | null;
  readonly contentSid: string | null;
  /** The participants outside the chat that it went to: everyone reached by an address but its author. */
  readonly recipientSids: readonly string[];
  /** Oldest first; at most one per recipient. */
  readonly receipts: readonly ReceiptRecord[];
}

/** Twilio's delivery statuses. */
export type DeliveryStatus = 'sent' | 'delivered' | 'read' | 'failed' | 'undelivered';

/** A delivery receipt (`DY`). */
export interface ReceiptRecord extends TableRow, Dated {
  readonly messageSid: string;
  readonly conversationSid: string;
  readonly participantSid: string;
  readonly channelMessageSid: string;
  readonly status: DeliveryStatus;
  readonly errorCode: number;
}

/** How a participant outside the chat, or of a group text, is reached. */
export interface MessagingBinding {
  readonly type: string;
  readonly address: string | null;
  readonly proxyAddress: string | null;
  readonly projectedAddress: string | null;
}

/** A participant (`MB`). */
export interface ParticipantRecord extends TableRow, Dated {
  readonly serviceSid: string;
  readonly conversationSid: string;
  readonly identity: string | null;
  readonly messagingBinding: MessagingBinding | null;
  readonly roleSid: string | null;
  readonly attributes: string;
  readonly lastReadMessageIndex: number | null;
  readonly lastReadTimestamp: number | null;
  readonly notificationLevel: 'default' | 'muted';
}

/** A user (`US`). */
export interface UserRecord extends TableRow, Dated {
  readonly serviceSid: string;
  readonly identity: string;
  readonly friendlyName: string | null;
  readonly attributes: string;
  readonly roleSid: string;
  /** Null until a client was ever online. */
  readonly isOnline: boolean | null;
  /** Null until a client ever registered for push. */
  readonly isNotifiable: boolean | null;
}

/** What a role is given to. */
export type RoleType = 'conversation' | 'service';

/** A role (`RL`). */
export interface RoleRecord extends TableRow, Dated {
  readonly serviceSid: string;
  readonly friendlyName: string;
  readonly type: RoleType;
  readonly permissions: readonly string[];
}

/** A webhook of one conversation (`WH`). */
export interface ScopedWebhookRecord extends TableRow, Dated {
  readonly conversationSid: string;
  readonly target: 'webhook' | 'trigger' | 'studio';
  readonly url: string | null;
  readonly method: 'get' | 'post';
  readonly filters: readonly string[];
  readonly triggers: readonly string[];
  readonly flowSid: string | null;
  readonly replayAfter: number | null;
}

/** Where the events of an account or a service go. Null where unset. */
export interface WebhookConfiguration {
  readonly preWebhookUrl: string | null;
  readonly postWebhookUrl: string | null;
  readonly method: 'GET' | 'POST' | null;
  readonly filters: readonly string[] | null;
  readonly target: 'webhook' | 'flex';
}

/** The roles a service gives by default. */
export interface ServiceConfiguration {
  readonly defaultConversationCreatorRoleSid: string;
  readonly defaultConversationRoleSid: string;
  readonly defaultChatServiceRoleSid: string;
  readonly reachabilityEnabled: boolean;
}

/** The account's settings. Timers are durations as text, such as `PT1M`. */
export interface AccountConfiguration {
  readonly defaultChatServiceSid: string;
  readonly defaultMessagingServiceSid: string;
  readonly defaultInactiveTimer: string | null;
  readonly defaultClosedTimer: string | null;
}

/** A service (`IS`). */
export interface ServiceRecord extends TableRow, Dated {
  readonly friendlyName: string;
  readonly contents: ServiceContents;
}

/** What a service holds. */
export interface ServiceContents {
  readonly conversations: Table<ConversationRecord>;
  readonly users: Table<UserRecord>;
  readonly roles: Table<RoleRecord>;
  /** Unique name to conversation sid. A closed conversation keeps its name. */
  readonly uniqueNames: Map<string, string>;
  /** Identity to user sid. */
  readonly identities: Map<string, string>;
  /** Identity to the participants with it, over all conversations. */
  readonly memberships: Map<string, Table<ParticipantRecord>>;
  configuration: ServiceConfiguration;
  webhookConfiguration: WebhookConfiguration;
}
