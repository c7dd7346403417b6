import { GatewayError } from '../errors.ts';
import type { ConversationsApi } from '../upstream/conversations-api.ts';
import type { Access } from './access.ts';

/** Everybody who may read a conversation, where they are answered all at once. */
export interface Audience {
  /** The sid of the conversation. */
  readonly membersOf: string;
}

/**
 * Decides for everybody who follows a conversation: that one may be read, and nothing else. Who is here was asked when each of them began
 * to follow, and a member who is removed follows no longer.
 *
 * Whatever needs to know the one who asks throws: what is answered for several at once must not depend on it.
 */
export function createAudienceAccess(options: {
  readonly api: ConversationsApi;
  readonly audience: Audience;
}): Access {
  const { api, audience } = options;
  const needViewer = (): never => {
    throw new Error(
      'What is told to all who follow a conversation asked who one of them is: the field needs @viewerDependent.',
    );
  };
  return {
    get viewer() {
      return needViewer();
    },
    isOwnIdentity: () => false,
    async requireReadable(conversation) {
      if (conversation !== audience.membersOf)
        throw new GatewayError('NOT_FOUND', 'There is no such conversation, or you are not a member of it.');
      return { conversation: await api.getConversation(conversation), membership: null };
    },
    requireIdentity: needViewer,
    requireService: needViewer,
    requirePermissions: async () => needViewer(),
    requireOwnParticipant: async () => needViewer(),
    permissionsIn: async () => needViewer(),
    requireServicePermission: async () => needViewer(),
    requireReadableUser: async () => needViewer(),
  };
}
