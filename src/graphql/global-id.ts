import { GatewayError } from '../errors.ts';
import { isSid } from '../sid.ts';
import type { MessageKey, ParticipantKey } from '../domain/key.ts';

/** What a global id names. */
export type GlobalId =
  | { readonly type: 'Conversation'; readonly sid: string }
  | ({ readonly type: 'Message' } & MessageKey)
  | ({ readonly type: 'Participant' } & ParticipantKey)
  | { readonly type: 'User'; readonly identity: string };

/** The types that implement Node. */
export type NodeType = GlobalId['type'];

/** The letters under which types stand in ids; they are part of ids that clients keep, so they never change. */
const letters = { Conversation: 'c', Message: 'm', Participant: 'p', User: 'u' } as const satisfies Record<
  NodeType,
  string
>;

/** The id of a conversation. */
export function conversationId(sid: string): string {
  return encode(letters.Conversation, sid);
}

/** The id of a message: it holds the conversation's sid too, without which Twilio finds no message. */
export function messageId(message: MessageKey): string {
  return encode(letters.Message, `${message.conversationSid}${message.sid}`);
}

/** The id of a participant. */
export function participantId(participant: {
  readonly conversationSid: string;
  readonly sid: string;
}): string {
  return encode(letters.Participant, `${participant.conversationSid}${participant.sid}`);
}

/** The id of a user: of the identity, so that it is known without asking Twilio. */
export function userId(identity: string): string {
  return encode(letters.User, identity);
}

/** @throws {GatewayError} BAD_USER_INPUT for what is no id of this gateway. */
export function parseId(id: string, field = 'id'): GlobalId {
  const text = Buffer.from(id, 'base64url').toString();
  const parsed = read(text[0], text.slice(1));
  if (parsed && encode(letters[parsed.type], text.slice(1)) === id) return parsed;
  throw new GatewayError('BAD_USER_INPUT', `\`${field}\` is not an id of this gateway.`, { field });
}

/** @throws {GatewayError} BAD_USER_INPUT for what is no id of a conversation. */
export function parseConversationId(id: string, field = 'conversationId'): string {
  return requireType(parseId(id, field), 'Conversation', field).sid;
}

/** @throws {GatewayError} BAD_USER_INPUT for what is no id of a message. */
export function parseMessageId(id: string, field = 'messageId'): MessageKey {
  return requireType(parseId(id, field), 'Message', field);
}

/** @throws {GatewayError} BAD_USER_INPUT for what is no id of a participant. */
export function parseParticipantId(id: string, field = 'participantId'): ParticipantKey {
  return requireType(parseId(id, field), 'Participant', field);
}

/** @throws {GatewayError} BAD_USER_INPUT for what is no id of a user. */
export function parseUserId(id: string, field = 'userId'): string {
  return requireType(parseId(id, field), 'User', field).identity;
}

function encode(letter: string, key: string): string {
  return Buffer.from(letter + key).toString('base64url');
}

const sidCharacters = 34;

function read(letter: string | undefined, key: string): GlobalId | null {
  const conversationSid = key.slice(0, sidCharacters);
  const sid = key.slice(sidCharacters);
  switch (letter) {
    case letters.Conversation:
      return isSid('conversation', key) ? { type: 'Conversation', sid: key } : null;
    case letters.Message:
      return isSid('conversation', conversationSid) && isSid('message', sid)
        ? { type: 'Message', conversationSid, sid }
        : null;
    case letters.Participant:
      return isSid('conversation', conversationSid) && isSid('participant', sid)
        ? { type: 'Participant', conversationSid, participant: sid }
        : null;
    case letters.User:
      return key === '' ? null : { type: 'User', identity: key };
    default:
      return null;
  }
}

function requireType<Type extends NodeType>(
  id: GlobalId,
  type: Type,
  field: string,
): Extract<GlobalId, { type: Type }> {
  if (isOfType(id, type)) return id;
  throw new GatewayError(
    'BAD_USER_INPUT',
    `\`${field}\` has to be the id of a ${type}; got that of a ${id.type}.`,
    { field },
  );
}

function isOfType<Type extends NodeType>(id: GlobalId, type: Type): id is Extract<GlobalId, { type: Type }> {
  return id.type === type;
}
