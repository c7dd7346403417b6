import { createHash } from 'node:crypto';

/**
 * What the keys of one gateway begin with: `tcg`, the version of what is stored, and a digest of the account and the service as they
 * are configured. Gateways of other services may use the same Redis; instances of one gateway have to be configured alike.
 */
export function redisPrefix(service: {
  readonly accountSid: string;
  readonly chatServiceSid: string | undefined;
}): string {
  return `tcg1:${digest(`${service.accountSid} ${service.chatServiceSid ?? 'default'}`).slice(0, 12)}`;
}

/**
 * The key of something that belongs to a topic, a conversation or whatever else is named. The name is hashed, because identities can
 * be personal and of any length; in a cluster the braces keep all keys of one name together.
 */
export function redisKey(place: {
  readonly prefix: string;
  /** Keys of one name lie in one slot. */
  readonly name: string;
  /** What it is. */
  readonly kind: string;
}): string {
  return `${place.prefix}:{${digest(place.name)}}:${place.kind}`;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}
