import { GatewayError } from '../errors.ts';
import type { JsonValue, Message } from '../model.ts';
import { isSid } from '../sid.ts';
import type { ConversationsApi, MessageChanges, MessageKey } from '../upstream/conversations-api.ts';
import type { Access } from './access.ts';
import { clientMessageIdOf, composeMessageAttributes, isJsonObject } from './attributes.ts';
import type { MessageConnection } from './connection.ts';
import type { CursorCodec } from './cursor.ts';
import { type MessagePageRequest, readMessagePage } from './message-page.ts';
import type { ReadHorizonAdvancer } from './read-horizon.ts';
import type { Permission } from './role.ts';
import type { MessageSender } from './send-message.ts';

/** A message to be, as a client asks for it. */
export interface SendMessageRequest {
  readonly conversationSid: string;
  readonly body?: string | null | undefined;
  readonly attributes?: JsonValue | undefined;
  readonly clientMessageId?: string | null | undefined;
  readonly mediaSid?: string | null | undefined;
  readonly contentSid?: string | null | undefined;
  readonly contentVariables?: JsonValue | undefined;
  readonly author?: string | null | undefined;
}

/** The messages of conversations, as one viewer may see and change them. */
export interface Messages {
  list(conversationSid: string, request: MessagePageRequest): Promise<MessageConnection>;
  /** The newest message; null when there is none. */
  last(conversationSid: string): Promise<Message | null>;
  get(key: MessageKey): Promise<Message>;
  /** Sends a message once; without a `clientMessageId` it gets one. @throws {GatewayError} what {@link MessageSender} throws. */
  send(request: SendMessageRequest): Promise<Message>;
  update(
    key: MessageKey,
    changes: { readonly body?: string | undefined; readonly attributes?: JsonValue | undefined },
  ): Promise<Message>;
  remove(key: MessageKey): Promise<void>;
}

/** Twilio's limit of a message's text among chat users, in bytes of UTF-8. Shorter ones, of SMS, Twilio checks itself. */
export const bodyBytesMax = 32 * 1_024;

/** The longest clientMessageId, in characters: it shares the 4 KB of attributes. */
export const clientMessageIdCharactersMax = 64;

/** Serves one viewer. */
export function createMessages(options: {
  readonly api: ConversationsApi;
  readonly access: Access;
  readonly cursors: CursorCodec;
  readonly readHorizon: ReadHorizonAdvancer;
  readonly sender: MessageSender;
  /** Ids for messages that come without one; never the same one twice. */
  readonly newClientMessageId: () => string;
}): Messages {
  const { api, access, cursors, sender } = options;

  const get = async (key: MessageKey): Promise<Message> => {
    await access.requireReadable(key.conversationSid);
    return api.getMessage(key);
  };

  const isOwn = (message: Message) => message.author !== null && message.author === access.viewer.identity;

  return {
    async list(conversationSid, request) {
      await access.requireReadable(conversationSid);
      return readMessagePage(conversationSid, request, { api, cursors });
    },
    async last(conversationSid) {
      await access.requireReadable(conversationSid);
      const page = await api.listMessages({ conversationSid, order: 'desc', pageSize: 1 });
      return page.items[0] ?? null;
    },
    get,
    async send(request) {
      requireContent(request);
      if (request.author !== undefined && request.author !== null)
        access.requireService('Choosing an author');
      const permissions: Permission[] = ['sendMessage'];
      if (request.mediaSid) permissions.push('sendMediaMessage');
      const clientMessageId = request.clientMessageId ?? options.newClientMessageId();
      const message = await sender.send({
        conversationSid: request.conversationSid,
        clientMessageId,
        message: {
          author: request.author ?? access.viewer.identity ?? undefined,
          body: request.body ?? undefined,
          attributes: composeMessageAttributes(request.attributes, clientMessageId),
          mediaSid: request.mediaSid ?? undefined,
          contentSid: request.contentSid ?? undefined,
          contentVariables:
            request.contentVariables === undefined ? undefined : JSON.stringify(request.contentVariables),
        },
        authorize: () => access.requirePermissions(request.conversationSid, permissions),
        api,
      });
      if (isOwn(message)) options.readHorizon.advance(message);
      return message;
    },
    async update(key, changes) {
      if (changes.body !== undefined) requireBody(changes.body);
      // The roster first: who is no member is not to learn whether the message exists.
      await access.requirePermissions(key.conversationSid, []);
      const before = await api.getMessage(key, { fresh: true });
      const whose = isOwn(before) ? 'Own' : 'Any';
      const permissions: Permission[] = [];
      if (changes.body !== undefined) permissions.push(`edit${whose}Message`);
      if (changes.attributes !== undefined) permissions.push(`edit${whose}MessageAttributes`);
      await access.requirePermissions(key.conversationSid, permissions);
      if (permissions.length === 0) return before;
      return api.updateMessage(key, composeChanges(before, changes));
    },
    async remove(key) {
      await access.requirePermissions(key.conversationSid, []);
      if (!access.viewer.isService) {
        const message = await api.getMessage(key);
        await access.requirePermissions(key.conversationSid, [
          isOwn(message) ? 'deleteOwnMessage' : 'deleteAnyMessage',
        ]);
      }
      await api.deleteMessage(key);
    },
  };
}

function composeChanges(
  before: Message,
  changes: { readonly body?: string | undefined; readonly attributes?: JsonValue | undefined },
): MessageChanges {
  if (changes.attributes === undefined) return { body: changes.body };
  return {
    body: changes.body,
    attributes: composeMessageAttributes(changes.attributes, clientMessageIdOf(before.attributes)),
  };
}

function requireContent(request: SendMessageRequest): void {
  if (!request.body && !request.mediaSid && !request.contentSid) {
    throw new GatewayError(
      'BAD_USER_INPUT',
      'A message needs a `body` that is not empty, a `mediaSid` or a `contentSid`.',
      {
        field: 'body',
      },
    );
  }
  if (request.body) requireBody(request.body);
  requireSid('media', 'mediaSid', request.mediaSid);
  requireSid('content', 'contentSid', request.contentSid);
  const { clientMessageId, contentVariables } = request;
  if (contentVariables !== undefined && !isJsonObject(contentVariables)) {
    throw new GatewayError('BAD_USER_INPUT', '`contentVariables` has to be a JSON object.', {
      field: 'contentVariables',
    });
  }
  if (typeof clientMessageId !== 'string') return;
  if (clientMessageId.length >= 1 && clientMessageId.length <= clientMessageIdCharactersMax) return;
  throw new GatewayError(
    'BAD_USER_INPUT',
    `\`clientMessageId\` has to have 1 to ${clientMessageIdCharactersMax} characters; got ${clientMessageId.length}.`,
    { field: 'clientMessageId' },
  );
}

function requireBody(body: string): void {
  const bytes = Buffer.byteLength(body);
  if (bytes >= 1 && bytes <= bodyBytesMax) return;
  throw new GatewayError(
    'BAD_USER_INPUT',
    `\`body\` takes ${bytes} bytes as UTF-8; 1 to ${bodyBytesMax} are allowed.`,
    {
      field: 'body',
    },
  );
}

function requireSid(kind: 'media' | 'content', field: string, sid: string | null | undefined): void {
  if (sid === undefined || sid === null || isSid(kind, sid)) return;
  throw new GatewayError('BAD_USER_INPUT', `\`${field}\` is not the sid of a ${kind} resource.`, { field });
}
