import type { AnswerBasis } from '../answer-basis.ts';
import type {
  Conversation,
  JsonValue,
  Message,
  NotificationLevel,
  Participant,
  Role,
  User,
  UserConversation,
} from '../model.ts';

/** Who waits for a call; when calls have to queue, the earlier in this list goes first. */
export type CallPriority = 'userWrite' | 'userRead' | 'backfill' | 'sweep';

/** How one call is made. */
export interface CallOptions {
  /** Aborts the call and frees its place in every queue. */
  readonly signal?: AbortSignal | undefined;
  /** @default 'userWrite' for writes, 'userRead' for reads */
  readonly priority?: CallPriority | undefined;
  /** Milliseconds since the epoch at which the caller's time is over. @default the bound of the kind of call */
  readonly deadlineAt?: number | undefined;
  /** Asks Twilio, whatever is remembered or already under way. @default false */
  readonly fresh?: boolean | undefined;
  /** Is told whether the result was kept and until when it can be had again. Of reads; writes take no notice of it. */
  readonly basis?: AnswerBasis | undefined;
}

/** One page of a list, and where the next begins. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Twilio's opaque token; null at the end. An empty page may still have a next one. */
  readonly nextPageToken: string | null;
}

/** Which page to read. */
export interface PageRequest {
  /** Rows wanted, 1 to the list's maximum (100; 50 for users, roles and a user's conversations). */
  readonly pageSize?: number | undefined;
  /** `nextPageToken` of the page before; absent for the first page. */
  readonly pageToken?: string | undefined;
}

/** The largest page of participants that Twilio gives. They are always listed so, that one call serves every reader of a conversation. */
export const participantsPageMax = 100;

/** Who a participant is and which role it has, without what changes with every message that is read. */
export type Member = Pick<Participant, 'sid' | 'identity' | 'roleSid'>;

/** What may be set on a conversation; undefined leaves it alone. */
export interface ConversationChanges {
  readonly friendlyName?: string | undefined;
  readonly uniqueName?: string | undefined;
  readonly attributes?: JsonValue | undefined;
  readonly state?: 'active' | 'inactive' | 'closed' | undefined;
  /** ISO 8601 durations such as `PT1M`. */
  readonly timers?:
    | { readonly inactive?: string | undefined; readonly closed?: string | undefined }
    | undefined;
}

/** A participant to be: a chat user, or an address behind a proxy address. */
export interface NewParticipant {
  readonly identity?: string | undefined;
  readonly messagingBinding?:
    | {
        readonly address?: string | undefined;
        readonly proxyAddress?: string | undefined;
        readonly projectedAddress?: string | undefined;
      }
    | undefined;
  readonly attributes?: JsonValue | undefined;
  readonly roleSid?: string | undefined;
}

/** What may be set on a participant; undefined leaves it alone. */
export interface ParticipantChanges {
  readonly attributes?: JsonValue | undefined;
  readonly roleSid?: string | undefined;
  /** Null unsets the read horizon. Its time is set to now by Twilio. */
  readonly lastReadMessageIndex?: number | null | undefined;
}

/** A message to be. */
export interface NewMessage {
  readonly author?: string | undefined;
  readonly body?: string | undefined;
  readonly attributes?: JsonValue | undefined;
  readonly mediaSid?: string | undefined;
  readonly contentSid?: string | undefined;
  /** JSON text of the template's variables. */
  readonly contentVariables?: string | undefined;
}

/** What may be set on a message; undefined leaves it alone. */
export interface MessageChanges {
  readonly body?: string | undefined;
  readonly attributes?: JsonValue | undefined;
}

/** What may be set on a user; undefined leaves it alone. */
export interface UserChanges {
  readonly friendlyName?: string | undefined;
  readonly attributes?: JsonValue | undefined;
}

/** Where Twilio sends the webhooks of the service. */
export interface WebhookConfiguration {
  readonly method: 'GET' | 'POST' | null;
  readonly filters: readonly string[] | null;
  readonly preWebhookUrl: string | null;
  readonly postWebhookUrl: string | null;
}

/** The roles that the service gives to newcomers. */
export interface ServiceConfiguration {
  readonly chatServiceSid: string;
  readonly defaultConversationCreatorRoleSid: string;
  readonly defaultConversationRoleSid: string;
  readonly defaultChatServiceRoleSid: string;
}

/**
 * Twilio Conversations in the words of this project: one Conversations Service, every operation one REST call, answers parsed
 * into models. Identities, unique names and sids are handed over as they are; the implementation encodes them. Every write asks
 * for its webhook. Each method rejects with a `GatewayError`, and with the signal's reason when the caller gave up.
 */
export interface ConversationsApi {
  /** @param conversation a sid or a unique name */
  getConversation(conversation: string, call?: CallOptions): Promise<Conversation>;
  /** Newest first; at most 100 a page. */
  listConversations(
    request: PageRequest & { readonly state?: 'active' | 'inactive' | 'closed' | undefined },
    call?: CallOptions,
  ): Promise<Page<Conversation>>;
  createConversation(changes: ConversationChanges, call?: CallOptions): Promise<Conversation>;
  /**
   * Creates a conversation with up to 10 participants, checked all together first. Twilio answers while it still adds them:
   * the state is then `initializing`.
   */
  createConversationWithParticipants(
    request: { readonly changes: ConversationChanges; readonly participants: readonly NewParticipant[] },
    call?: CallOptions,
  ): Promise<Conversation>;
  updateConversation(sid: string, changes: ConversationChanges, call?: CallOptions): Promise<Conversation>;
  deleteConversation(sid: string, call?: CallOptions): Promise<void>;

  /** At most 100 a page, by index. */
  listMessages(
    request: PageRequest & { readonly conversationSid: string; readonly order: 'asc' | 'desc' },
    call?: CallOptions,
  ): Promise<Page<Message>>;
  getMessage(key: MessageKey, call?: CallOptions): Promise<Message>;
  createMessage(conversationSid: string, message: NewMessage, call?: CallOptions): Promise<Message>;
  updateMessage(key: MessageKey, changes: MessageChanges, call?: CallOptions): Promise<Message>;
  deleteMessage(key: MessageKey, call?: CallOptions): Promise<void>;

  /** At most 100 a page. */
  listParticipants(
    request: PageRequest & { readonly conversationSid: string },
    call?: CallOptions,
  ): Promise<Page<Participant>>;
  /**
   * Who is in a conversation and with which role, as the first page of `participantsPageMax` has it, where that is remembered: costs no call,
   * and is remembered however much is read meanwhile. Undefined where it has to be read.
   */
  keptMembers(conversationSid: string, call?: Pick<CallOptions, 'basis'>): Page<Member> | undefined;
  getParticipant(key: ParticipantKey, call?: CallOptions): Promise<Participant>;
  createParticipant(
    conversationSid: string,
    participant: NewParticipant,
    call?: CallOptions,
  ): Promise<Participant>;
  updateParticipant(
    key: ParticipantKey,
    changes: ParticipantChanges,
    call?: CallOptions,
  ): Promise<Participant>;
  deleteParticipant(key: ParticipantKey, call?: CallOptions): Promise<void>;

  /** At most 50 a page; an identity that Twilio does not know rejects with NOT_FOUND. */
  listUserConversations(
    request: PageRequest & { readonly identity: string },
    call?: CallOptions,
  ): Promise<Page<UserConversation>>;
  /** NOT_FOUND when the user is not a member. */
  getUserConversation(key: UserConversationKey, call?: CallOptions): Promise<UserConversation>;
  updateUserConversation(
    key: UserConversationKey,
    changes: { readonly notificationLevel: Exclude<NotificationLevel, 'unknown'> },
    call?: CallOptions,
  ): Promise<UserConversation>;

  getUser(identity: string, call?: CallOptions): Promise<User>;
  createUser(identity: string, changes: UserChanges, call?: CallOptions): Promise<User>;
  updateUser(identity: string, changes: UserChanges, call?: CallOptions): Promise<User>;

  /** At most 50 a page. */
  listRoles(request: PageRequest, call?: CallOptions): Promise<Page<Role>>;
  getServiceConfiguration(call?: CallOptions): Promise<ServiceConfiguration>;
  getWebhookConfiguration(call?: CallOptions): Promise<WebhookConfiguration>;
  updateWebhookConfiguration(
    configuration: { readonly postWebhookUrl: string; readonly filters: readonly string[] },
    call?: CallOptions,
  ): Promise<WebhookConfiguration>;
}

/** Names a message. */
export interface MessageKey {
  readonly conversationSid: string;
  readonly sid: string;
}

/** Names a participant. */
export interface ParticipantKey {
  readonly conversationSid: string;
  /** A sid or, for chat users, an identity. */
  readonly participant: string;
}

/** Names a user's view of a conversation. */
export interface UserConversationKey {
  readonly identity: string;
  /** A sid or a unique name. */
  readonly conversation: string;
}
