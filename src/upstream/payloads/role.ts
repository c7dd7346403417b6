import type { Role } from '../../model.ts';
import { invalidField, readPayload, text, textsOrNull, wordOf } from './payload.ts';

/**
 * A Role resource.
 * @throws GatewayError UPSTREAM_INVALID_RESPONSE naming the field that is not in Twilio's format.
 * @see https://www.twilio.com/docs/conversations/api/role-resource
 */
export function parseRole(row: unknown): Role {
  const payload = readPayload(row, 'role');
  const permissions = textsOrNull(payload, 'permissions');
  // A role read without its permissions would be one that permits nothing.
  if (permissions === null) throw invalidField(payload, 'permissions');
  return {
    sid: text(payload, 'sid'),
    friendlyName: text(payload, 'friendly_name'),
    type: wordOf(['conversation', 'service'], payload.fields['type']),
    permissions,
  };
}
