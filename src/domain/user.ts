import { GatewayError } from '../errors.ts';
import type { JsonValue, User } from '../model.ts';
import type { ConversationsApi, UserChanges } from '../upstream/conversations-api.ts';
import type { Access } from './access.ts';
import { attributesBytesMax, requireAttributes } from './attributes.ts';
import { nameCharactersMax } from './conversation.ts';

/** A user whom the viewer may read, by identity; what Twilio knows of them is read when it is asked for. */
export interface UserView {
  readonly identity: string;
}

/** The users of the service, as one viewer may see and change them. */
export interface Users {
  /** The viewer; null in service scope without an identity. */
  viewer(): UserView | null;
  /** @throws {GatewayError} NOT_FOUND unless the viewer may read the user and Twilio knows it. */
  get(identity: string): Promise<UserView>;
  /** What Twilio knows; null while it does not know the user. */
  read(user: UserView): Promise<User | null>;
  /** The friendly name, where this request already knows it; costs nothing. */
  knownFriendlyName(identity: string): string | null;
  isViewer(user: UserView): boolean;
  /** Changes the viewer when `identity` is undefined. */
  update(
    identity: string | undefined,
    changes: { readonly friendlyName?: string | undefined; readonly attributes?: JsonValue | undefined },
  ): Promise<UserView>;
}

/** Serves one viewer for one request. */
export function createUsers(options: { readonly api: ConversationsApi; readonly access: Access }): Users {
  const { api, access } = options;
  const known = new Map<string, User>();

  const find = async (identity: string): Promise<User | null> => {
    const remembered = known.get(identity);
    if (remembered) return remembered;
    try {
      const user = await api.getUser(identity);
      known.set(identity, user);
      return user;
    } catch (error) {
      if (error instanceof GatewayError && error.code === 'NOT_FOUND') return null;
      throw error;
    }
  };

  const write = async (identity: string, changes: UserChanges): Promise<User> => {
    try {
      return await api.updateUser(identity, changes);
    } catch (error) {
      const isUnknown = error instanceof GatewayError && error.code === 'NOT_FOUND';
      if (!isUnknown || identity !== access.viewer.identity) throw error;
      return api.createUser(identity, changes);
    }
  };

  return {
    viewer() {
      const { identity } = access.viewer;
      return identity === null ? null : { identity };
    },
    async get(identity) {
      await access.requireReadableUser(identity);
      if ((await find(identity)) !== null || identity === access.viewer.identity) return { identity };
      throw new GatewayError(
        'NOT_FOUND',
        'There is no such user, or no conversation that you share with them.',
      );
    },
    read: ({ identity }) => find(identity),
    knownFriendlyName: (identity) => known.get(identity)?.friendlyName ?? null,
    isViewer: ({ identity }) => identity === access.viewer.identity,
    async update(requested, changes) {
      const identity = requested ?? access.requireIdentity();
      requireChanges(changes);
      // Whom the viewer may not see is NOT_FOUND before it is FORBIDDEN.
      await access.requireReadableUser(identity);
      await access.requireServicePermission(
        identity === access.viewer.identity ? 'editOwnUserInfo' : 'editAnyUserInfo',
      );
      known.set(identity, await write(identity, changes));
      return { identity };
    },
  };
}

function requireChanges(changes: {
  friendlyName?: string | undefined;
  attributes?: JsonValue | undefined;
}): void {
  if (changes.attributes !== undefined) requireAttributes(changes.attributes, attributesBytesMax.user);
  const { friendlyName } = changes;
  if (friendlyName === undefined || friendlyName.length <= nameCharactersMax) return;
  throw new GatewayError(
    'BAD_USER_INPUT',
    `\`friendlyName\` has ${friendlyName.length} characters; at most ${nameCharactersMax} are allowed.`,
    { field: 'friendlyName' },
  );
}
