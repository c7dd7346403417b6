import type { ConversationState, JsonObject } from '../model.ts';

/** A conversation as the messaging service hands it out. */
export interface MessagingConversation {
  /** The sid (`CH…`). */
  readonly id: string;
  /** Absent when none was given. */
  readonly displayName?: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly state: ConversationState;
  /** The conversation's attributes; empty where they are no JSON object. */
  readonly metadata: JsonObject;
}

/** A message as the messaging service hands it out. */
export interface MessagingMessage {
  /** The sid (`IM…`). */
  readonly id: string;
  /** Null for messages that only carry media. */
  readonly body: string | null;
  readonly author: string | null;
  readonly createdAt: Date;
  /**
   * The message's attributes, all of them, the keys that the gateway keeps for itself included; empty where they are no JSON
   * object.
   */
  readonly metadata: JsonObject;
}

/** How much of a list is wanted. */
export interface ListOptions {
  /** At most this many, from the beginning of the list; 1 to 10,000. @default 10_000 */
  readonly limit?: number;
}

/**
 * Conversations and messages in a dozen lines of a back end, without a graph. Every method but `startUp` rejects with a
 * `GatewayError` NOT_STARTED before `startUp` and after `shutDown`, and with the documented code of whatever goes wrong.
 */
export interface MessagingService {
  /**
   * Connects, and proves with one call that the credentials are good. After a failure it may be called again.
   * @throws GatewayError ALREADY_STARTED when it is starting or started.
   */
  startUp(): Promise<void>;
  /** Takes no more calls, waits for those under way (10 s at most), and disconnects. `startUp` may follow. */
  shutDown(): Promise<void>;
  /**
   * @param displayName the friendly name; it need not be unique
   * @param uniqueIdentifier the unique name; ALREADY_EXISTS when another conversation has it
   */
  createConversation(displayName?: string, uniqueIdentifier?: string): Promise<MessagingConversation>;
  /** @param conversationId the id, or the unique identifier it was created with; NOT_FOUND when there is none */
  getConversation(conversationId: string): Promise<MessagingConversation>;
  /** Newest first; read page by page, no more pages than needed. */
  listConversations(options?: ListOptions): Promise<MessagingConversation[]>;
  /** Deletes the conversation with everything in it. */
  deleteConversation(conversationId: string): Promise<void>;
  /**
   * Never sends twice: where the answer is lost it rejects with DELIVERY_UNKNOWN and leaves it to the caller to look.
   * @param author @default 'system', which is Twilio's own
   */
  sendMessage(conversationId: string, body: string, author?: string): Promise<MessagingMessage>;
  /** Oldest first, so that a limit gives the oldest ones; read page by page, no more pages than needed. */
  getMessages(conversationId: string, options?: ListOptions): Promise<MessagingMessage[]>;
}
