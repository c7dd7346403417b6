import type { Clock } from '../clock.ts';
import type { GatewayEvent } from '../conversation-event.ts';
import type { Conversation, Message, Participant, Role, User, UserConversation } from '../model.ts';
import { isSid } from '../sid.ts';
import { type CacheTtlMs, cacheTtlMs } from './cache-ttl.ts';
import { createCachedCalls, type Keeping } from './cached-calls.ts';
import {
  cacheScope,
  joiningScopes,
  type IsKnownMember,
  participantScopes,
  rowScopes,
  scopesOfConversation,
  scopesOfEvent,
  updatedParticipantScopes,
} from './cache-scopes.ts';
import { type CoherenceRules, createCoherentCache } from './coherent-cache.ts';
import {
  type ConversationsApi,
  type Member,
  type Page,
  type ServiceConfiguration,
} from './conversations-api.ts';
import { createKeepings, membersName } from './keepings.ts';
import { createNewestShown } from './newest-shown.ts';
import {
  flightScopeOf,
  userFlightScope,
  writtenFlightScope,
  writtenUserFlightScope,
} from './flight-scopes.ts';
import { anyScope } from './shared-reads.ts';

/** Options of {@link createCachedApi}. */
export interface CachedApiOptions {
  readonly api: ConversationsApi;
  readonly clock: Clock;
  /**
   * Whether every change is told by `invalidate`, so that whatever is read may be kept until then. Otherwise only what changes rarely
   * is kept: participants, roles and configuration. @default false
   */
  readonly isFedByEvents?: boolean | undefined;
  /** Until when all events are known to have been told, in milliseconds since the epoch. @default always until now */
  readonly heardUntil?: (() => number) | undefined;
  /** How long each kind of answer is kept when nothing tells of a change, in milliseconds. @default cacheTtlMs */
  readonly ttlMs?: Partial<CacheTtlMs> | undefined;
  /** Things kept, over all answers; at the bound the answers not used for longest go. @default 50_000 */
  readonly weightMax?: number | undefined;
  /** The decisions on which the cache stands. @default coherenceRules */
  readonly rules?: CoherenceRules | undefined;
}

/** An API that asks less often. */
export interface CachedApi extends ConversationsApi {
  /** Forgets what the event made out of date. */
  invalidate(event: GatewayEvent): void;
  /** Forgets everything. */
  clear(): void;
  /**
   * Looks on from now: the result tells of conversations whether anything happened in one of them since, to its messages and participants
   * too.
   */
  watchConversations(): (conversationSids: readonly string[]) => () => boolean;
}

/**
 * Roles younger than this are new enough for anybody, in milliseconds: whoever names a role that does not exist must not cause a
 * call each time.
 */
const rolesFreshMs = 5_000;

/**
 * Puts a cache before `api`, below every decision about access: what it holds is Twilio's, whoever asks. Identical reads under
 * way are one read; what was read is kept until an event or a write of our own changes it; errors never. A read that starts after a
 * write or an event sees what it changed.
 */
export function createCachedApi(options: CachedApiOptions): CachedApi {
  const { api, clock, isFedByEvents = false, heardUntil, weightMax, rules } = options;
  const ttlMs = { ...cacheTtlMs, ...options.ttlMs };
  const cache = createCoherentCache({ clock, heardUntil, weightMax, rules });
  const newest = createNewestShown();
  const { sharedReads, recall, read, write, detach } = createCachedCalls({ cache });
  const reads = {
    conversation: sharedReads<Conversation>(),
    conversations: sharedReads<Page<Conversation>>(),
    message: sharedReads<Message>(),
    messages: sharedReads<Page<Message>>(),
    participant: sharedReads<Participant>(),
    participants: sharedReads<Page<Participant>>(),
    userConversation: sharedReads<UserConversation>(),
    userConversations: sharedReads<Page<UserConversation>>(),
    user: sharedReads<User>(),
    roles: sharedReads<Page<Role>>(),
    service: sharedReads<ServiceConfiguration>(),
  };

  const whenFed = <Result>(keep: Keeping<Result>): Keeping<Result> | null => (isFedByEvents ? keep : null);

  const { keepConversation, keepParticipant, keepParticipants, keepUser, keepConfiguration } =
    createKeepings(ttlMs);
  const keptMembers: ConversationsApi['keptMembers'] = (conversationSid, call) =>
    recall(membersName(conversationSid), call) as Page<Member> | undefined;
  const isKnownMember: IsKnownMember = (conversationSid, { sid, identity, roleSid }) =>
    keptMembers(conversationSid)?.items.some(
      (member) => member.sid === sid && member.identity === identity && member.roleSid === roleSid,
    ) ?? false;
  /** A message wakes an inactive conversation, of which another webhook tells. */
  const scopesOfMessage = (conversationSid: string): readonly string[] => {
    const kept = cache.get(JSON.stringify(['conversation', conversationSid])) as Conversation | undefined;
    const state = kept && kept.state !== 'active' ? [cacheScope.conversation(conversationSid)] : [];
    return [cacheScope.messages(conversationSid), cacheScope.whole(conversationSid), ...state];
  };
  /** A read that shows what nobody told of shows also that what is kept is out of date. */
  const showNewest = (conversationSid: string, { items: [message] }: Page<Message>) => {
    if (newest.show(conversationSid, message?.index ?? -1)) cache.touch(scopesOfMessage(conversationSid));
  };

  return {
    ...api,
    getConversation: (name, call) =>
      read({
        name: ['conversation', name],
        into: reads.conversation,
        flightScope: flightScopeOf(name),
        call,
        send: (own) => api.getConversation(name, own),
        keep: whenFed(keepConversation),
      }),
    listConversations: (request, call) =>
      read({
        name: ['conversations', request.state, request.pageSize, request.pageToken],
        into: reads.conversations,
        flightScope: anyScope,
        call,
        send: (own) => api.listConversations(request, own),
      }),
    createConversation: (changes, call) =>
      write({
        flightScope: anyScope,
        send: () => api.createConversation(changes, call),
        scopesOf: (conversation) => (conversation ? scopesOfConversation(conversation.sid) : []),
        keep: isFedByEvents ? keepConversation : null,
      }),
    createConversationWithParticipants: (request, call) =>
      write({
        flightScope: anyScope,
        send: () => api.createConversationWithParticipants(request, call),
        scopesOf: (conversation) => [
          ...(conversation ? scopesOfConversation(conversation.sid) : []),
          ...request.participants.flatMap(({ identity }) => joiningScopes(identity)),
        ],
      }),
    updateConversation: (name, changes, call) =>
      write({
        flightScope: writtenFlightScope(name),
        send: () => api.updateConversation(name, changes, call),
        scopesOf: (conversation) => {
          const sid = conversation?.sid ?? name;
          return [cacheScope.conversation(sid), cacheScope.whole(sid)];
        },
        keep: isFedByEvents ? keepConversation : null,
      }),
    deleteConversation: (name, call) =>
      write({
        flightScope: writtenFlightScope(name),
        send: () => api.deleteConversation(name, call),
        scopesOf: () => scopesOfConversation(name),
      }),

    listMessages: (request, call) => {
      const { conversationSid, order, pageSize, pageToken } = request;
      return read({
        name: ['messages', conversationSid, order, pageSize, pageToken],
        into: reads.messages,
        flightScope: flightScopeOf(conversationSid),
        call,
        async send(own) {
          const page = await api.listMessages(request, own);
          if (isFedByEvents && order === 'desc' && pageToken === undefined) showNewest(conversationSid, page);
          return page;
        },
        keep: whenFed({
          scopes: () => [cacheScope.messages(conversationSid)],
          ttlMs: ttlMs.messages,
          weight: weightOf,
        }),
      });
    },
    getMessage: (message, call) =>
      read({
        name: ['message', message.conversationSid, message.sid],
        into: reads.message,
        flightScope: flightScopeOf(message.conversationSid),
        call,
        send: (own) => api.getMessage(message, own),
        keep: whenFed({
          scopes: (found) => [cacheScope.messages(found.conversationSid)],
          ttlMs: ttlMs.messages,
        }),
      }),
    createMessage: (conversationSid, message, call) =>
      write({
        flightScope: writtenFlightScope(conversationSid),
        send: () => api.createMessage(conversationSid, message, call),
        scopesOf: () => scopesOfMessage(conversationSid),
      }),
    updateMessage: (message, changes, call) =>
      write({
        flightScope: writtenFlightScope(message.conversationSid),
        send: () => api.updateMessage(message, changes, call),
        scopesOf: () => [cacheScope.messages(message.conversationSid)],
      }),
    deleteMessage: (message, call) =>
      write({
        flightScope: writtenFlightScope(message.conversationSid),
        send: () => api.deleteMessage(message, call),
        scopesOf: () => scopesOfMessage(message.conversationSid),
      }),

    listParticipants: (request, call) =>
      read({
        name: ['participants', request.conversationSid, request.pageSize, request.pageToken],
        into: reads.participants,
        flightScope: flightScopeOf(request.conversationSid),
        call,
        send: (own) => api.listParticipants(request, own),
        keep: isSid('conversation', request.conversationSid) ? keepParticipants(request) : null,
      }),
    keptMembers,
    getParticipant: ({ conversationSid, participant: name }, call) =>
      read({
        name: ['participant', conversationSid, name],
        into: reads.participant,
        flightScope: flightScopeOf(conversationSid),
        call,
        send: (own) => api.getParticipant({ conversationSid, participant: name }, own),
        keep: isSid('conversation', conversationSid) ? keepParticipant : null,
      }),
    createParticipant: (conversationSid, participant, call) =>
      write({
        // A participant with a new identity brings a user with it.
        flightScope: anyScope,
        send: () => api.createParticipant(conversationSid, participant, call),
        scopesOf: (added) => [
          ...participantScopes(conversationSid, [added?.sid, participant.identity]),
          ...joiningScopes(participant.identity),
        ],
        keep: keepParticipant,
      }),
    updateParticipant: (key, changes, call) =>
      write({
        flightScope: writtenFlightScope(key.conversationSid),
        send: () => api.updateParticipant(key, changes, call),
        scopesOf: (updated) =>
          updated
            ? updatedParticipantScopes(key.conversationSid, updated, isKnownMember)
            : participantScopes(key.conversationSid, [key.participant]),
        keep: keepParticipant,
      }),
    deleteParticipant: (key, call) =>
      write({
        flightScope: writtenFlightScope(key.conversationSid),
        send: () => api.deleteParticipant(key, call),
        scopesOf: () => [
          ...participantScopes(key.conversationSid, [key.participant]),
          // It may be known by another name too.
          cacheScope.deletion(key.conversationSid),
        ],
      }),

    listUserConversations: (request, call) => {
      const { identity, pageSize, pageToken } = request;
      return read({
        name: ['userConversations', identity, pageSize, pageToken],
        into: reads.userConversations,
        flightScope: anyScope,
        call,
        send: (own) => api.listUserConversations(request, own),
        keep: isSid('user', identity)
          ? null
          : whenFed<Page<UserConversation>>({
              scopes: ({ items }) => [
                cacheScope.memberships(identity),
                ...items.flatMap(({ conversation }) => rowScopes(identity, conversation.sid)),
              ],
              ttlMs: ttlMs.memberships,
              weight: weightOf,
            }),
      });
    },
    getUserConversation: (target, call) => {
      const { identity, conversation } = target;
      return read({
        name: ['userConversation', identity, conversation],
        into: reads.userConversation,
        flightScope: anyScope,
        call,
        send: (own) => api.getUserConversation(target, own),
        keep: isSid('user', identity)
          ? null
          : whenFed({
              scopes: (row) => [
                cacheScope.memberships(identity),
                ...rowScopes(identity, row.conversation.sid),
              ],
              ttlMs: ttlMs.memberships,
              names: (row) => [['userConversation', identity, row.conversation.sid]],
            }),
      });
    },
    updateUserConversation: (target, changes, call) =>
      write({
        flightScope: anyScope,
        send: () => api.updateUserConversation(target, changes, call),
        scopesOf: (row) => [
          cacheScope.memberships(target.identity),
          ...(row ? [cacheScope.whole(row.conversation.sid)] : []),
        ],
      }),

    getUser: (identity, call) =>
      read({
        name: ['user', identity],
        into: reads.user,
        flightScope: userFlightScope(identity),
        call,
        send: (own) => api.getUser(identity, own),
        keep: isSid('user', identity) ? null : whenFed(keepUser),
      }),
    createUser: (identity, changes, call) =>
      write({
        flightScope: writtenUserFlightScope(identity),
        send: () => api.createUser(identity, changes, call),
        scopesOf: () => [cacheScope.user(identity)],
        keep: isFedByEvents ? keepUser : null,
      }),
    updateUser: (identity, changes, call) =>
      write({
        flightScope: writtenUserFlightScope(identity),
        send: () => api.updateUser(identity, changes, call),
        scopesOf: (user) => [cacheScope.user(user?.identity ?? identity)],
        keep: isFedByEvents ? keepUser : null,
      }),

    listRoles: (request, call) =>
      read({
        name: ['roles', request.pageSize, request.pageToken],
        into: reads.roles,
        flightScope: cacheScope.service,
        call,
        send: (own) => api.listRoles(request, own),
        keep: { ...keepConfiguration, weight: weightOf, freshMs: rolesFreshMs },
      }),
    getServiceConfiguration: (call) =>
      read({
        name: ['service'],
        into: reads.service,
        flightScope: cacheScope.service,
        call,
        send: (own) => api.getServiceConfiguration(own),
        keep: keepConfiguration,
      }),

    invalidate(event) {
      if (event.kind === 'MessageAdded') newest.tell(event.conversationSid, event.message.index);
      cache.touch(
        event.kind === 'MessageAdded'
          ? scopesOfMessage(event.conversationSid)
          : scopesOfEvent(event, isKnownMember),
      );
      const flightScope =
        event.kind === 'UserChanged' ? userFlightScope(event.identity) : event.conversationSid;
      detach(flightScope);
    },
    clear() {
      newest.clear();
      cache.clear();
      detach(undefined);
    },
    watchConversations() {
      const begun = cache.mark();
      return (conversationSids) => cache.watchScopes(conversationSids.flatMap(scopesOfConversation), begun);
    },
  };
}

function weightOf({ items }: Page<unknown>): number {
  return items.length;
}
