import { type Clock, sleep } from '../clock.ts';
import { GatewayError } from '../errors.ts';
import type { Conversation, JsonValue } from '../model.ts';
import { isSid } from '../sid.ts';
import type { ConversationChanges, ConversationsApi, NewParticipant } from '../upstream/conversations-api.ts';
import type { Access } from './access.ts';
import { attributesBytesMax, requireAttributes } from './attributes.ts';
import { type ConversationConnection, readForward } from './connection.ts';
import type { CursorCodec } from './cursor.ts';
import { type ParticipantRequest, toNewParticipant } from './participant.ts';
import type { Permission } from './role.ts';

/** What a client may set on a conversation; undefined leaves it alone. */
export interface ConversationRequest {
  readonly friendlyName?: string | undefined;
  readonly uniqueName?: string | undefined;
  readonly attributes?: JsonValue | undefined;
  readonly state?: 'active' | 'inactive' | 'closed' | undefined;
  readonly timers?:
    | { readonly inactive?: string | undefined; readonly closed?: string | undefined }
    | undefined;
}

/** What the viewer may do in a conversation. */
export interface ConversationPermissions {
  readonly sendMessage: boolean;
  readonly addParticipant: boolean;
  readonly removeParticipant: boolean;
  readonly updateConversation: boolean;
  readonly deleteConversation: boolean;
}

/** Conversations, as one viewer may see and change them. */
export interface Conversations {
  /** @param conversation a sid or a unique name */
  get(conversation: string): Promise<Conversation>;
  /** Service scope only. */
  list(request: {
    readonly first: number;
    readonly after: string | null | undefined;
    readonly state: 'active' | 'inactive' | 'closed' | undefined;
  }): Promise<ConversationConnection>;
  viewerCan(conversationSid: string): Promise<ConversationPermissions>;
  create(request: ConversationRequest, participants: readonly ParticipantRequest[]): Promise<Conversation>;
  update(sid: string, request: ConversationRequest): Promise<Conversation>;
  remove(sid: string): Promise<void>;
}

/** Twilio's limit of friendly and unique names, in characters (of unique names: the figure of its predecessor). */
export const nameCharactersMax = 256;

/** The most participants that a conversation can be created with, by Twilio. */
export const initialParticipantsMax = 10;

/** Twilio adds the first participants after it answered; this long they are waited for, asking at growing intervals. */
const settleTimeoutMs = 10_000;
const settlePollMs = { first: 50, max: 1_000 };

/** Serves one viewer. */
export function createConversations(options: {
  readonly api: ConversationsApi;
  readonly access: Access;
  readonly cursors: CursorCodec;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
}): Conversations {
  const { api, access, cursors, clock, signal } = options;

  return {
    async get(conversation) {
      return (await access.requireReadable(conversation)).conversation;
    },
    async list({ first, after, state }) {
      access.requireService('Listing all conversations');
      return readForward(
        {
          scope: `conversations:${state ?? 'all'}`,
          readPage: (pageToken) => api.listConversations({ state, pageToken, pageSize: 100 }),
          sidOf: (conversation) => conversation.sid,
        },
        { first, after, cursors },
      );
    },
    async viewerCan(conversationSid) {
      const granted = await access.permissionsIn(conversationSid);
      const can = (...permissions: Permission[]) =>
        granted === null || permissions.every((permission) => granted.has(permission));
      return {
        sendMessage: can('sendMessage'),
        addParticipant: can('addParticipant'),
        removeParticipant: can('removeParticipant'),
        updateConversation: can('editConversationName', 'editConversationAttributes'),
        deleteConversation: can('deleteConversation'),
      };
    },
    async create(request, participants) {
      const changes = toChanges(request);
      const others = participants.map(toNewParticipant);
      await access.requireServicePermission('createConversation');
      const members = await withCreator(others, { api, access });
      if (members.length === 0) return api.createConversation(changes);
      if (members.length > initialParticipantsMax) {
        throw new GatewayError(
          'BAD_USER_INPUT',
          `A conversation can be created with ${initialParticipantsMax} participants, its creator included; got ${members.length}.`,
          { field: 'participants' },
        );
      }
      const created = await api.createConversationWithParticipants({ changes, participants: members });
      return settle(created, { api, clock, signal });
    },
    async update(sid, request) {
      const changes = toChanges(request);
      const { attributes, ...others } = changes;
      const permissions: Permission[] = [];
      if (attributes !== undefined) permissions.push('editConversationAttributes');
      if (Object.values(others).some((value) => value !== undefined))
        permissions.push('editConversationName');
      await access.requirePermissions(sid, permissions);
      if (permissions.length === 0) return (await access.requireReadable(sid)).conversation;
      return api.updateConversation(sid, changes);
    },
    async remove(sid) {
      await access.requirePermissions(sid, ['deleteConversation']);
      await api.deleteConversation(sid);
    },
  };
}

/** The creator becomes a member with the role that the service gives to creators; in service scope nobody is the creator. */
async function withCreator(
  others: readonly NewParticipant[],
  options: { readonly api: ConversationsApi; readonly access: Access },
): Promise<readonly NewParticipant[]> {
  const { viewer } = options.access;
  if (viewer.isService || viewer.identity === null) return others;
  const { defaultConversationCreatorRoleSid: roleSid } = await options.api.getServiceConfiguration();
  const own = others.find(({ identity }) => identity === viewer.identity);
  const creator: NewParticipant = { ...own, identity: viewer.identity, roleSid };
  return [creator, ...others.filter(({ identity }) => identity !== viewer.identity)];
}

async function settle(
  created: Conversation,
  options: {
    readonly api: ConversationsApi;
    readonly clock: Clock;
    readonly signal: AbortSignal | undefined;
  },
): Promise<Conversation> {
  const { api, clock, signal } = options;
  const giveUpAt = clock.now() + settleTimeoutMs;
  let conversation = created;
  let delayMs = settlePollMs.first;
  while (conversation.state === 'initializing' && clock.now() < giveUpAt) {
    await sleep(clock, delayMs, signal);
    delayMs = Math.min(delayMs * 2, settlePollMs.max);
    conversation = await api.getConversation(created.sid, { fresh: true });
  }
  if (conversation.state !== 'closed') return conversation;
  throw new GatewayError(
    'UPSTREAM_REFUSED',
    'Twilio created the conversation but could not add its participants, and closed it. Try again.',
  );
}

function toChanges(request: ConversationRequest): ConversationChanges {
  const { friendlyName, uniqueName, attributes } = request;
  if (friendlyName !== undefined) requireName('friendlyName', friendlyName);
  if (uniqueName !== undefined) {
    requireName('uniqueName', uniqueName);
    if (isSid('conversation', uniqueName)) {
      throw new GatewayError('BAD_USER_INPUT', '`uniqueName` must not have the shape of a sid.', {
        field: 'uniqueName',
      });
    }
  }
  if (attributes !== undefined) requireAttributes(attributes, attributesBytesMax.conversation);
  return request;
}

function requireName(field: 'friendlyName' | 'uniqueName', name: string): void {
  if (name.length <= nameCharactersMax) return;
  throw new GatewayError(
    'BAD_USER_INPUT',
    `\`${field}\` has ${name.length} characters; at most ${nameCharactersMax} are allowed.`,
    { field },
  );
}
