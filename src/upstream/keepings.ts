import type { Conversation, Participant, User } from '../model.ts';
import type { CacheTtlMs } from './cache-ttl.ts';
import type { Keeping, NamedKeeping } from './cached-calls.ts';
import { cacheScope } from './cache-scopes.ts';
import { type Page, type PageRequest, participantsPageMax } from './conversations-api.ts';

/** Under which name it is kept who is in a conversation. */
export function membersName(conversationSid: string): readonly unknown[] {
  return ['members', conversationSid];
}

/** How things are kept that are asked for in more than one way. */
export function createKeepings(ttlMs: CacheTtlMs) {
  const keepConversation: NamedKeeping<Conversation> = {
    scopes: ({ sid }) => [cacheScope.conversation(sid)],
    ttlMs: ttlMs.conversation,
    names: ({ sid }) => [['conversation', sid]],
  };
  const keepParticipant: NamedKeeping<Participant> = {
    scopes: ({ conversationSid, sid, identity }) => [
      cacheScope.deletion(conversationSid),
      ...[sid, identity].flatMap((name) => (name ? [cacheScope.participant(conversationSid, name)] : [])),
    ],
    ttlMs: ttlMs.participants,
    names: ({ conversationSid, sid, identity }) =>
      (identity === null ? [sid] : [sid, identity]).map((name) => ['participant', conversationSid, name]),
  };
  /** The first of the largest pages tells who is in it and with which role, too, which holds for longer than the rest of it. */
  const keepParticipants = ({
    conversationSid,
    pageSize,
    pageToken,
  }: PageRequest & { readonly conversationSid: string }): Keeping<Page<Participant>> => ({
    scopes: () => [cacheScope.participants(conversationSid)],
    part:
      pageSize === participantsPageMax && pageToken === undefined
        ? { name: membersName(conversationSid), scopes: () => [cacheScope.members(conversationSid)] }
        : undefined,
    ttlMs: ttlMs.participants,
    weight: ({ items }) => items.length,
  });
  const keepUser: NamedKeeping<User> = {
    scopes: ({ identity }) => [cacheScope.user(identity)],
    ttlMs: ttlMs.user,
    names: ({ identity }) => [['user', identity]],
  };
  const keepConfiguration = {
    scopes: () => [cacheScope.service],
    ttlMs: ttlMs.configuration,
    isTold: false,
  };
  return { keepConversation, keepParticipant, keepParticipants, keepUser, keepConfiguration };
}
