import type { Clock } from '../clock.ts';
import { GatewayError } from '../errors.ts';
import type { Conversation, JsonObject, JsonValue, Message } from '../model.ts';
import type { ConversationsApi } from '../upstream/conversations-api.ts';
import type {
  ListOptions,
  MessagingConversation,
  MessagingMessage,
  MessagingService,
} from './messaging-service.ts';
import { readRows } from './read-rows.ts';

/** What a messaging service is connected to. */
export interface MessagingConnection {
  readonly api: ConversationsApi;
  /** Proves that the connection is good. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

/** Options of {@link MessagingOverTwilio}. */
export interface MessagingOverTwilioOptions {
  /** Makes the connection of one start. */
  readonly connect: () => Promise<MessagingConnection>;
  readonly clock: Clock;
  /** How long `shutDown` waits for calls under way, in milliseconds. @default 10_000 */
  readonly shutDownTimeoutMs?: number | undefined;
}

type Phase =
  | { readonly name: 'stopped' | 'starting' | 'stopping' }
  | { readonly name: 'started'; readonly connection: MessagingConnection };

/** The messaging service over whatever speaks Twilio's REST: the part that the real one and the mock share. */
export class MessagingOverTwilio implements MessagingService {
  readonly #options: MessagingOverTwilioOptions;
  readonly #callsUnderWay = new Set<Promise<unknown>>();
  #phase: Phase = { name: 'stopped' };

  constructor(options: MessagingOverTwilioOptions) {
    this.#options = options;
  }

  async startUp(): Promise<void> {
    if (this.#phase.name !== 'stopped')
      throw new GatewayError(
        'ALREADY_STARTED',
        'The messaging service is already started; call shutDown first.',
      );
    this.#phase = { name: 'starting' };
    let connection: MessagingConnection | undefined;
    try {
      connection = await this.#options.connect();
      await connection.ready();
      this.#phase = { name: 'started', connection };
    } catch (error) {
      await connection?.close();
      this.#phase = { name: 'stopped' };
      throw error;
    }
  }

  async shutDown(): Promise<void> {
    if (this.#phase.name !== 'started') throw notStarted();
    const { connection } = this.#phase;
    this.#phase = { name: 'stopping' };
    try {
      await this.#settleCalls();
      await connection.close();
    } finally {
      this.#phase = { name: 'stopped' };
    }
  }

  createConversation(displayName?: string, uniqueIdentifier?: string): Promise<MessagingConversation> {
    return this.#call(async (api) =>
      messagingConversation(
        await api.createConversation({ friendlyName: displayName, uniqueName: uniqueIdentifier }),
      ),
    );
  }

  getConversation(conversationId: string): Promise<MessagingConversation> {
    return this.#call(async (api) => messagingConversation(await api.getConversation(conversationId)));
  }

  listConversations(options: ListOptions = {}): Promise<MessagingConversation[]> {
    return this.#call(async (api) => {
      const rows = await readRows(options, (page) => api.listConversations(page));
      // Twilio gives the newest first but promises no order.
      rows.sort((one, other) => other.createdAt.getTime() - one.createdAt.getTime());
      return rows.map(messagingConversation);
    });
  }

  deleteConversation(conversationId: string): Promise<void> {
    return this.#call((api) => api.deleteConversation(conversationId));
  }

  sendMessage(conversationId: string, body: string, author?: string): Promise<MessagingMessage> {
    return this.#call(async (api) => {
      if (body === '') throw new GatewayError('BAD_USER_INPUT', 'A message needs a body.', { field: 'body' });
      return messagingMessage(await api.createMessage(conversationId, { body, author }));
    });
  }

  getMessages(conversationId: string, options: ListOptions = {}): Promise<MessagingMessage[]> {
    return this.#call(async (api) => {
      const rows = await readRows(options, (page) =>
        api.listMessages({ ...page, conversationSid: conversationId, order: 'asc' }),
      );
      return rows.map(messagingMessage);
    });
  }

  async #call<Result>(send: (api: ConversationsApi) => Promise<Result>): Promise<Result> {
    if (this.#phase.name !== 'started') throw notStarted();
    const call = send(this.#phase.connection.api);
    this.#callsUnderWay.add(call);
    try {
      return await call;
    } finally {
      this.#callsUnderWay.delete(call);
    }
  }

  /** Resolves when the calls under way are over, or their time is. */
  async #settleCalls(): Promise<void> {
    const { clock, shutDownTimeoutMs = 10_000 } = this.#options;
    if (this.#callsUnderWay.size === 0) return;
    let cancelTimer = () => {};
    const timeIsOver = new Promise<void>((resolve) => {
      cancelTimer = clock.setTimer(resolve, shutDownTimeoutMs);
    });
    await Promise.race([Promise.allSettled(this.#callsUnderWay), timeIsOver]);
    cancelTimer();
  }
}

function notStarted(): GatewayError {
  return new GatewayError('NOT_STARTED', 'The messaging service is not started; call startUp first.');
}

function messagingConversation(conversation: Conversation): MessagingConversation {
  const { sid, friendlyName, createdAt, updatedAt, state, attributes } = conversation;
  return {
    id: sid,
    ...(friendlyName !== null && { displayName: friendlyName }),
    createdAt,
    updatedAt,
    state,
    metadata: objectOrEmpty(attributes),
  };
}

function messagingMessage(message: Message): MessagingMessage {
  const { sid, body, author, createdAt, attributes } = message;
  return { id: sid, body, author, createdAt, metadata: objectOrEmpty(attributes) };
}

function objectOrEmpty(value: JsonValue): JsonObject {
  return isJsonObject(value) ? value : {};
}

function isJsonObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
