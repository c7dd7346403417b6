import { GatewayError } from '../errors.ts';
import type { JsonValue, Message, Participant, Role } from '../model.ts';
import {
  type ConversationsApi,
  type NewParticipant,
  type ParticipantKey,
  participantsPageMax,
} from '../upstream/conversations-api.ts';
import type { Access } from './access.ts';
import { attributesBytesMax, isJsonObject, requireAttributes } from './attributes.ts';
import { type ParticipantConnection, readForward } from './connection.ts';
import type { CursorCodec } from './cursor.ts';
import { requireIdentityText } from './identity.ts';
import { findRole } from './role.ts';
import { findInRoster } from './roster.ts';

/** A participant to be, as a client asks for one. */
export interface ParticipantRequest {
  readonly identity?: string | null | undefined;
  readonly messagingBinding?: { readonly address: string; readonly proxyAddress: string } | null | undefined;
  readonly attributes?: JsonValue | undefined;
  readonly roleSid?: string | null | undefined;
}

/** What a message tells of the participant who wrote it. */
export type ParticipantName = Pick<Participant, 'conversationSid' | 'sid' | 'identity'>;

/** The participants of conversations, as one viewer may see and change them. */
export interface Participants {
  list(
    conversationSid: string,
    request: { readonly first: number; readonly after: string | null | undefined },
  ): Promise<ParticipantConnection>;
  get(key: ParticipantKey): Promise<Participant>;
  /** Who wrote a message; null when not, or no longer, in the conversation. */
  authorOf(message: Message): Promise<Participant | null>;
  /**
   * Who wrote a message, as far as the message itself tells: also one who left since, and without a call. Null where it does not
   * tell, as of an author that may be an address instead of an identity.
   */
  authorNameOf(message: Message): ParticipantName | null;
  roleOf(participant: Participant): Promise<Role | null>;
  /** A name to show, made of what is at hand. */
  displayNameOf(participant: Participant): string;
  add(conversationSid: string, request: ParticipantRequest): Promise<Participant>;
  update(
    key: ParticipantKey,
    changes: { readonly attributes?: JsonValue | undefined; readonly roleSid?: string | undefined },
  ): Promise<Participant>;
  remove(key: ParticipantKey): Promise<void>;
}

/** Serves one viewer. */
export function createParticipants(options: {
  readonly api: ConversationsApi;
  readonly access: Access;
  readonly cursors: CursorCodec;
  /** The friendly name of a user, where it is already known; costs nothing. */
  readonly knownFriendlyName: (identity: string) => string | null;
}): Participants {
  const { api, access, cursors } = options;

  const get = async (key: ParticipantKey): Promise<Participant> => {
    await access.requireReadable(key.conversationSid);
    return api.getParticipant(key);
  };

  return {
    async list(conversationSid, request) {
      await access.requireReadable(conversationSid);
      return readForward(
        {
          scope: `participants:${conversationSid}`,
          readPage: (pageToken) =>
            api.listParticipants({ conversationSid, pageSize: participantsPageMax, pageToken }),
          sidOf: (participant) => participant.sid,
        },
        { ...request, cursors },
      );
    },
    get,
    async authorOf(message) {
      if (message.participantSid === null) return null;
      await access.requireReadable(message.conversationSid);
      const { conversationSid, participantSid } = message;
      return findInRoster(api, { conversationSid, participantSid });
    },
    authorNameOf({ author, conversationSid, participantSid: sid }) {
      if (sid === null || author === null) return null;
      const isIdentity = !mayBeAddress(author) || access.isOwnIdentity(author);
      return isIdentity ? { conversationSid, sid, identity: author } : null;
    },
    async roleOf(participant) {
      return participant.roleSid === null ? null : findRole(api, participant.roleSid);
    },
    displayNameOf(participant) {
      const { attributes, identity, messagingBinding } = participant;
      const chosen = isJsonObject(attributes) ? attributes['displayName'] : null;
      if (typeof chosen === 'string' && chosen !== '') return chosen;
      const friendlyName = identity === null ? null : options.knownFriendlyName(identity);
      return (
        friendlyName ??
        identity ??
        messagingBinding?.address ??
        messagingBinding?.projectedAddress ??
        participant.sid
      );
    },
    async add(conversationSid, request) {
      const participant = toNewParticipant(request);
      if (participant.roleSid !== undefined) access.requireService('Choosing a role');
      await access.requirePermissions(conversationSid, ['addParticipant']);
      return api.createParticipant(conversationSid, participant);
    },
    async update(key, changes) {
      if (changes.roleSid !== undefined) access.requireService('Choosing a role');
      if (changes.attributes !== undefined)
        requireAttributes(changes.attributes, attributesBytesMax.participant);
      const own = await access.requirePermissions(key.conversationSid, []);
      if (own && own.sid !== key.participant) {
        await access.requirePermissions(key.conversationSid, ['editAnyParticipantAttributes']);
      }
      return api.updateParticipant(key, changes);
    },
    async remove(key) {
      const own = await access.requirePermissions(key.conversationSid, []);
      if (own) {
        const needed = own.sid === key.participant ? 'leaveConversation' : 'removeParticipant';
        await access.requirePermissions(key.conversationSid, [needed]);
      }
      await api.deleteParticipant(key);
    },
  };
}

/** Addresses are phone numbers, also behind a scheme such as `whatsapp:`, and e-mail addresses; identities may look like them. */
function mayBeAddress(author: string): boolean {
  return author.includes('@') || /^([a-z]+:)?\+?\d/i.test(author) || author.includes(':');
}

/** @throws {GatewayError} BAD_USER_INPUT unless the request names exactly one acceptable kind of participant. */
export function toNewParticipant(request: ParticipantRequest): NewParticipant {
  const { identity, messagingBinding, attributes, roleSid } = request;
  const hasIdentity = identity !== undefined && identity !== null;
  if (hasIdentity === (messagingBinding !== undefined && messagingBinding !== null)) {
    throw new GatewayError(
      'BAD_USER_INPUT',
      'A participant needs exactly one of `identity` and `messagingBinding`.',
      {
        field: 'identity',
      },
    );
  }
  if (hasIdentity) requireIdentityText(identity);
  if (attributes !== undefined) requireAttributes(attributes, attributesBytesMax.participant);
  return {
    identity: identity ?? undefined,
    messagingBinding: messagingBinding ?? undefined,
    attributes,
    roleSid: roleSid ?? undefined,
  };
}
