import { GatewayError } from '../errors.ts';
import type { Conversation, Participant, UserConversation } from '../model.ts';
import type { ConversationsApi, Member } from '../upstream/conversations-api.ts';
import { createInboxPages } from './inbox-rows.ts';
import { type Permission, permissionsOf } from './role.ts';
import { findByIdentity } from './roster.ts';

/** Who asks. */
export interface Viewer {
  /** Null for a back end that acts as nobody. */
  readonly identity: string | null;
  /** Whether the token grants service scope: every right on the whole service, as REST has. */
  readonly isService: boolean;
  /** When the token runs out; null when it does not. */
  readonly expiresAt: Date | null;
}

/** A conversation that the viewer may read, and the viewer's own facts about it where there are some. */
export interface ReadableConversation {
  readonly conversation: Conversation;
  /** Null in service scope, where the viewer is not looked up as a member. */
  readonly membership: UserConversation | null;
}

/**
 * The one place where it is decided what a viewer may read and do. Twilio's REST API has every right and asks nobody, so nothing
 * leaves the domain without a decision of this. A conversation that the viewer is no member of is NOT_FOUND, so that its existence
 * does not leak; an action that the role does not permit is FORBIDDEN.
 */
export interface Access {
  readonly viewer: Viewer;
  /** Whether it is the viewer's own identity; of nobody where several are answered at once. */
  isOwnIdentity(identity: string): boolean;
  /** @throws {GatewayError} UNAUTHENTICATED in service scope without an identity. */
  requireIdentity(): string;
  /** @throws {GatewayError} FORBIDDEN outside service scope. */
  requireService(action: string): void;
  /**
   * @param conversation a sid or a unique name
   * @throws {GatewayError} NOT_FOUND unless the viewer is a member or in service scope.
   */
  requireReadable(conversation: string): Promise<ReadableConversation>;
  /**
   * @returns the viewer as a member, null in service scope
   * @throws {GatewayError} NOT_FOUND unless the viewer is a member; FORBIDDEN unless the role grants all of `permissions`.
   */
  requirePermissions(conversationSid: string, permissions: readonly Permission[]): Promise<Member | null>;
  /**
   * The viewer as a participant, as Twilio has it now.
   * @throws {GatewayError} NOT_FOUND unless the viewer is a member.
   */
  requireOwnParticipant(conversationSid: string): Promise<Participant>;
  /** What the viewer's role in the conversation grants; null in service scope, which grants all. */
  permissionsIn(conversationSid: string): Promise<ReadonlySet<string> | null>;
  /** @throws {GatewayError} FORBIDDEN unless the viewer's role in the service grants `permission`. */
  requireServicePermission(permission: Permission): Promise<void>;
  /** @throws {GatewayError} NOT_FOUND unless it is the viewer, shares a conversation with the viewer, or the scope is service. */
  requireReadableUser(identity: string): Promise<void>;
}

/** Decides for one viewer. */
export function createAccess(options: { readonly api: ConversationsApi; readonly viewer: Viewer }): Access {
  const { api, viewer } = options;

  const requireIdentity = (): string => {
    if (viewer.identity !== null) return viewer.identity;
    throw new GatewayError(
      'FORBIDDEN',
      'This needs a viewer with an identity; the token grants service scope without one.',
    );
  };

  const requireMember = async (conversationSid: string): Promise<Member> => {
    const identity = requireIdentity();
    return hideMissing(() => findByIdentity(api, { conversationSid, identity }));
  };

  const permissionsIn = async (conversationSid: string): Promise<ReadonlySet<string> | null> => {
    if (viewer.isService) return null;
    const member = await requireMember(conversationSid);
    return permissionsOf(api, member.roleSid);
  };

  return {
    viewer,
    isOwnIdentity: (identity) => identity === viewer.identity,
    requireIdentity,
    requireService(action) {
      if (viewer.isService) return;
      throw new GatewayError('FORBIDDEN', `${action} needs a token with service scope.`);
    },
    async requireReadable(conversation) {
      if (viewer.isService) {
        return { conversation: await hideMissing(() => api.getConversation(conversation)), membership: null };
      }
      const identity = requireIdentity();
      const membership = await hideMissing(() => api.getUserConversation({ identity, conversation }));
      return { conversation: membership.conversation, membership };
    },
    async requireOwnParticipant(conversationSid) {
      const participant = requireIdentity();
      return hideMissing(() => api.getParticipant({ conversationSid, participant }, { fresh: true }));
    },
    permissionsIn,
    async requirePermissions(conversationSid, permissions) {
      if (viewer.isService) return null;
      const member = await requireMember(conversationSid);
      const granted = await permissionsOf(api, member.roleSid);
      for (const permission of permissions) requireGranted(granted, permission);
      return member;
    },
    async requireServicePermission(permission) {
      if (viewer.isService) return;
      const identity = requireIdentity();
      requireGranted(await permissionsOf(api, await serviceRoleOf(api, identity)), permission);
    },
    async requireReadableUser(identity) {
      if (viewer.isService || identity === viewer.identity) return;
      if (await shareConversation(api, requireIdentity(), identity)) return;
      throw new GatewayError(
        'NOT_FOUND',
        'There is no such user, or no conversation that you share with them.',
      );
    },
  };
}

async function hideMissing<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof GatewayError && error.code === 'NOT_FOUND') throw notFound(error);
    throw error;
  }
}

function notFound(cause?: unknown): GatewayError {
  return new GatewayError('NOT_FOUND', 'There is no such conversation, or you are not a member of it.', {
    cause,
  });
}

function requireGranted(granted: ReadonlySet<string>, permission: Permission): void {
  if (granted.has(permission)) return;
  throw new GatewayError('FORBIDDEN', `Your role does not grant the permission \`${permission}\`.`);
}

/** A user whom Twilio does not know yet gets the service's default role with the first membership. */
async function serviceRoleOf(api: ConversationsApi, identity: string): Promise<string | null> {
  try {
    return (await api.getUser(identity)).roleSid;
  } catch (error) {
    if (!(error instanceof GatewayError) || error.code !== 'NOT_FOUND') throw error;
    return (await api.getServiceConfiguration()).defaultChatServiceRoleSid;
  }
}

async function shareConversation(api: ConversationsApi, one: string, other: string): Promise<boolean> {
  const [ofOne, ofOther] = [readSids(api, one), readSids(api, other)];
  while (!ofOne.isWhole || !ofOther.isWhole) {
    await Promise.all([ofOne.readOn(), ofOther.readOn()]);
    for (const sid of ofOne.seen) if (ofOther.seen.has(sid)) return true;
  }
  return false;
}

/** The conversations of somebody, as far as they were read. */
function readSids(api: ConversationsApi, identity: string) {
  const readPage = createInboxPages({ api, identity });
  const seen = new Set<string>();
  let next: string | null | undefined;
  return {
    seen,
    get isWhole() {
      return next === null;
    },
    async readOn() {
      if (next === null) return;
      const page = await readPage(next);
      for (const { conversation } of page.items) seen.add(conversation.sid);
      next = page.nextPageToken;
    },
  };
}
