import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock.ts';
import type { GatewayEvent } from '../conversation-event.ts';
import type { Conversation, Message, Participant, Role, User, UserConversation } from '../model.ts';
import { isSid } from '../sid.ts';
import type { CallOptions, ConversationsApi, Page, ServiceConfiguration } from './conversations-api.ts';
import { createScopedCache } from './scoped-cache.ts';
import { anyScope, createSharedReads, type SharedReads } from './shared-reads.ts';

/** Options of {@link createCachedApi}. */
export interface CachedApiOptions {
  readonly api: ConversationsApi;
  readonly clock: Clock;
  /** Answers kept; at the bound the one not used for longest goes. @default 5_000 */
  readonly entriesMax?: number | undefined;
  /** How long roles and the service's configuration are kept, in milliseconds. @default 300_000 */
  readonly configurationTtlMs?: number | undefined;
  /** How long participants are kept when no event tells of a change, in milliseconds. @default 60_000 */
  readonly participantTtlMs?: number | undefined;
}

/** An API that asks less often. */
export interface CachedApi extends ConversationsApi {
  /** Forgets what the event made out of date. */
  invalidate(event: GatewayEvent): void;
  /** Forgets everything. */
  clear(): void;
}

/**
 * Roles younger than this are new enough for anybody, in milliseconds: whoever names a role that does not exist must not cause a
 * call each time.
 */
const rolesFreshMs = 5_000;

/**
 * How long after a change a read of Twilio's may still show what was before, in milliseconds: what is read in this time answers
 * its callers and is not kept, or a removed member would stay one for as long as the cache lasts.
 */
const settlingMs = 1_000;

type Kept =
  | { readonly kind: 'participants'; readonly page: Page<Participant> }
  | { readonly kind: 'participant'; readonly participant: Participant }
  | { readonly kind: 'roles'; readonly page: Page<Role> }
  | { readonly kind: 'service'; readonly configuration: ServiceConfiguration };

/**
 * Puts a cache before `api`, below every decision about access: what it holds is Twilio's, whoever asks. Identical reads under
 * way are one read; roles, configuration and participants are kept; errors never. A read that starts after a write or an event
 * sees what it changed.
 */
export function createCachedApi(options: CachedApiOptions): CachedApi {
  const { api, clock, entriesMax = 5_000, configurationTtlMs = 300_000, participantTtlMs = 60_000 } = options;
  const kept = createScopedCache<Kept>({ clock, entriesMax });
  const shared: SharedReads<unknown>[] = [];
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
  // Conversations whose participants changed a moment ago.
  const unsettled = new LRUCache<string, true>({
    max: entriesMax,
    ttl: settlingMs,
    ttlResolution: 0,
    perf: clock,
  });
  // Counts what changed participants, so that the answer to a write that something else overtook is not kept.
  let participantChanges = 0;

  function sharedReads<Result>(): SharedReads<Result> {
    const made = createSharedReads<Result>();
    shared.push(made);
    return made;
  }

  function detach(scope?: string): void {
    for (const each of shared) each.detach(scope);
  }

  /** Whether what is read now may be kept: events name conversations by sid, so only what is known by sid can be dropped. */
  function isKeepable(conversation: string): boolean {
    return isSid('conversation', conversation) && !unsettled.has(conversation);
  }

  function keepParticipant(participant: Participant): void {
    const { conversationSid: scope, sid, identity } = participant;
    for (const name of identity === null ? [sid] : [sid, identity])
      kept.set(
        { key: participantKey(scope, name), scope, ttlMs: participantTtlMs },
        { kind: 'participant', participant },
      );
  }

  /** Forgets the pages of participants, and those participants that go by one of the names. */
  function forgetParticipants(conversationSid: string, names: readonly (string | null | undefined)[]): void {
    participantChanges += 1;
    unsettled.set(conversationSid, true);
    kept.deleteWhere(conversationSid, (entry) => {
      if (entry.kind !== 'participant') return true;
      return names.includes(entry.participant.sid) || names.includes(entry.participant.identity ?? undefined);
    });
  }

  async function write<Result>(scope: string | undefined, send: () => Promise<Result>): Promise<Result> {
    try {
      return await send();
    } finally {
      // Also after a failure: it may have landed.
      detach(scope);
    }
  }

  async function writeParticipant(
    target: { readonly conversationSid: string; readonly names: readonly (string | undefined)[] },
    send: () => Promise<Participant>,
  ): Promise<Participant> {
    const { conversationSid, names } = target;
    const changesBefore = participantChanges;
    let participant: Participant | undefined;
    let isOvertaken = true;
    try {
      participant = await send();
      isOvertaken = participantChanges !== changesBefore;
      return participant;
    } finally {
      forgetParticipants(conversationSid, [...names, participant?.sid, participant?.identity]);
      detach(changedConversation(conversationSid));
      if (participant !== undefined && !isOvertaken) keepParticipant(participant);
    }
  }

  return {
    ...api,
    getConversation: (key, call) =>
      share(reads.conversation, { key, scope: conversationScope(key) }, call, (own) =>
        api.getConversation(key, own),
      ),
    listConversations: (request, call) =>
      share(reads.conversations, { key: pageKey(request, request.state), scope: anyScope }, call, (own) =>
        api.listConversations(request, own),
      ),
    createConversation: (changes, call) => write(anyScope, () => api.createConversation(changes, call)),
    createConversationWithParticipants: (request, call) =>
      write(anyScope, () => api.createConversationWithParticipants(request, call)),
    updateConversation: (sid, changes, call) =>
      write(changedConversation(sid), () => api.updateConversation(sid, changes, call)),
    async deleteConversation(sid, call) {
      try {
        await write(changedConversation(sid), () => api.deleteConversation(sid, call));
      } finally {
        forgetScope(sid);
      }
    },

    listMessages: (request, call) => {
      const { conversationSid, order } = request;
      const place = {
        key: pageKey(request, conversationSid, order),
        scope: conversationScope(conversationSid),
      };
      return share(reads.messages, place, call, (own) => api.listMessages(request, own));
    },
    getMessage: (key, call) =>
      share(
        reads.message,
        { key: [key.conversationSid, key.sid], scope: conversationScope(key.conversationSid) },
        call,
        (own) => api.getMessage(key, own),
      ),
    createMessage: (sid, message, call) =>
      write(changedConversation(sid), () => api.createMessage(sid, message, call)),
    updateMessage: (key, changes, call) =>
      write(changedConversation(key.conversationSid), () => api.updateMessage(key, changes, call)),
    deleteMessage: (key, call) =>
      write(changedConversation(key.conversationSid), () => api.deleteMessage(key, call)),

    async listParticipants(request, call) {
      const { conversationSid } = request;
      const key = JSON.stringify(['participants', conversationSid, request.pageSize, request.pageToken]);
      const entry = call?.fresh ? undefined : kept.get(key);
      if (entry?.kind === 'participants') return entry.page;
      const keep = (page: Page<Participant>) =>
        kept.set({ key, scope: conversationSid, ttlMs: participantTtlMs }, { kind: 'participants', page });
      return share(
        reads.participants,
        { key, scope: conversationScope(conversationSid) },
        call,
        (own) => api.listParticipants(request, own),
        isKeepable(conversationSid) ? keep : undefined,
      );
    },
    async getParticipant(target, call) {
      const { conversationSid, participant: name } = target;
      const key = participantKey(conversationSid, name);
      const entry = call?.fresh ? undefined : kept.get(key);
      if (entry?.kind === 'participant') return entry.participant;
      return share(
        reads.participant,
        { key, scope: conversationScope(conversationSid) },
        call,
        (own) => api.getParticipant(target, own),
        isKeepable(conversationSid) ? keepParticipant : undefined,
      );
    },
    async createParticipant(conversationSid, participant, call) {
      const { identity } = participant;
      const send = () => api.createParticipant(conversationSid, participant, call);
      // A participant with a new identity brings a user with it.
      return write(changedUser(identity ?? ''), () =>
        writeParticipant({ conversationSid, names: [identity] }, send),
      );
    },
    updateParticipant: (key, changes, call) =>
      writeParticipant({ conversationSid: key.conversationSid, names: [key.participant] }, () =>
        api.updateParticipant(key, changes, call),
      ),
    async deleteParticipant(key, call) {
      try {
        await write(changedConversation(key.conversationSid), () => api.deleteParticipant(key, call));
      } finally {
        forgetScope(key.conversationSid);
      }
    },

    listUserConversations: (request, call) =>
      share(
        reads.userConversations,
        { key: pageKey(request, request.identity), scope: anyScope },
        call,
        (own) => api.listUserConversations(request, own),
      ),
    getUserConversation: (key, call) =>
      share(reads.userConversation, { key: [key.identity, key.conversation], scope: anyScope }, call, (own) =>
        api.getUserConversation(key, own),
      ),
    updateUserConversation: (key, changes, call) =>
      write(anyScope, () => api.updateUserConversation(key, changes, call)),

    getUser: (identity, call) =>
      share(reads.user, { key: identity, scope: userScope(identity) }, call, (own) =>
        api.getUser(identity, own),
      ),
    createUser: (identity, changes, call) =>
      write(changedUser(identity), () => api.createUser(identity, changes, call)),
    updateUser: (identity, changes, call) =>
      write(changedUser(identity), () => api.updateUser(identity, changes, call)),

    async listRoles(request, call) {
      const key = JSON.stringify(['roles', request.pageSize, request.pageToken]);
      const entry = call?.fresh && kept.ageMs(key) >= rolesFreshMs ? undefined : kept.get(key);
      if (entry?.kind === 'roles') return entry.page;
      return share(
        reads.roles,
        { key, scope: 'service' },
        call,
        (own) => api.listRoles(request, own),
        (page) => kept.set({ key, scope: 'service', ttlMs: configurationTtlMs }, { kind: 'roles', page }),
      );
    },
    async getServiceConfiguration(call) {
      const key = 'service';
      const entry = call?.fresh ? undefined : kept.get(key);
      if (entry?.kind === 'service') return entry.configuration;
      return share(
        reads.service,
        { key, scope: 'service' },
        call,
        (own) => api.getServiceConfiguration(own),
        (configuration) =>
          kept.set({ key, scope: 'service', ttlMs: configurationTtlMs }, { kind: 'service', configuration }),
      );
    },

    invalidate(event) {
      if (event.kind === 'UserChanged') {
        detach(userScope(event.identity));
        return;
      }
      detach(event.conversationSid);
      if (event.kind === 'ConversationRemoved') forgetScope(event.conversationSid);
      if (event.kind === 'ParticipantAdded')
        forgetParticipants(event.conversationSid, [event.participant.sid, event.participant.identity]);
      if (event.kind === 'ParticipantUpdated' || event.kind === 'ParticipantRemoved')
        forgetParticipants(event.conversationSid, [event.participantSid, event.identity]);
    },
    clear() {
      participantChanges += 1;
      detach();
      kept.clear();
    },
  };

  function forgetScope(conversationSid: string): void {
    participantChanges += 1;
    unsettled.set(conversationSid, true);
    kept.deleteWhere(conversationSid);
  }
}

/** A read that is shared while under way and then forgotten. */
function share<Result>(
  into: SharedReads<Result>,
  place: { readonly key: unknown; readonly scope: string },
  call: CallOptions | undefined,
  start: (call: CallOptions) => Promise<Result>,
  keep?: (result: Result) => void,
): Promise<Result> {
  const { priority = 'userRead', signal, fresh } = call ?? {};
  const read = { key: JSON.stringify(place.key), scope: place.scope, priority, signal, fresh };
  return into.read(read, (sharedSignal) => start({ priority, fresh, signal: sharedSignal }), keep);
}

/** What a change has to touch for a read to be out of date; a unique name may be that of any conversation. */
function conversationScope(key: string): string {
  return isSid('conversation', key) ? key : anyScope;
}

/** What a write touches: everything, where it names its conversation in a way that others do not. */
function changedConversation(key: string): string | undefined {
  return isSid('conversation', key) ? key : undefined;
}

function userScope(identity: string): string {
  return isSid('user', identity) ? anyScope : `user ${identity}`;
}

function changedUser(identity: string): string | undefined {
  return isSid('user', identity) ? undefined : userScope(identity);
}

function participantKey(conversationSid: string, name: string): string {
  return JSON.stringify(['participant', conversationSid, name]);
}

function pageKey(
  page: { readonly pageSize?: number | undefined; readonly pageToken?: string | undefined },
  ...rest: readonly (string | undefined)[]
): readonly unknown[] {
  return [...rest, page.pageSize, page.pageToken];
}
