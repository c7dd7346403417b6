import { GatewayError } from '../errors.ts';
import type { Role } from '../model.ts';
import type { ConversationsApi } from '../upstream/conversations-api.ts';

/** Twilio's words for what a role grants, as far as this gateway asks for them. */
export type Permission =
  | 'addParticipant'
  | 'createConversation'
  | 'deleteAnyMessage'
  | 'deleteConversation'
  | 'deleteOwnMessage'
  | 'editAnyMessage'
  | 'editAnyMessageAttributes'
  | 'editAnyParticipantAttributes'
  | 'editAnyUserInfo'
  | 'editConversationAttributes'
  | 'editConversationName'
  | 'editOwnMessage'
  | 'editOwnMessageAttributes'
  | 'editOwnUserInfo'
  | 'leaveConversation'
  | 'removeParticipant'
  | 'sendMediaMessage'
  | 'sendMessage';

/** Roles are listed in pages of 50; a service with more than this many pages of them is beyond what the gateway reads. */
const rolePagesMax = 10;

/** A role by its sid; null when the service has none of it. */
export async function findRole(api: ConversationsApi, sid: string): Promise<Role | null> {
  return (await searchRoles(api, sid, false)) ?? (await searchRoles(api, sid, true));
}

/** What a role grants: nothing without a role. */
export async function permissionsOf(
  api: ConversationsApi,
  roleSid: string | null,
): Promise<ReadonlySet<string>> {
  if (roleSid === null) return new Set();
  const role = await findRole(api, roleSid);
  if (role) return new Set(role.permissions);
  throw new GatewayError('FORBIDDEN', 'Your role is unknown to the service, so that it grants nothing.');
}

/** A role that is not among the remembered ones may be new: then Twilio is asked again, `fresh`. */
async function searchRoles(api: ConversationsApi, sid: string, fresh: boolean): Promise<Role | null> {
  let pageToken: string | undefined;
  for (let page = 0; page < rolePagesMax; page += 1) {
    const roles = await api.listRoles({ pageSize: 50, pageToken }, fresh ? { fresh } : {});
    const found = roles.items.find((role) => role.sid === sid);
    if (found) return found;
    if (roles.nextPageToken === null) return null;
    pageToken = roles.nextPageToken;
  }
  return null;
}
