import type { Conversation, Participant, User } from '../model.ts';
import type { CacheTtlMs } from './cache-ttl.ts';
import type { NamedKeeping } from './cached-calls.ts';
import { cacheScope } from './cache-scopes.ts';

/** How single things are kept, whoever asked for them and in whichever way. */
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
  return { keepConversation, keepParticipant, keepUser, keepConfiguration };
}
