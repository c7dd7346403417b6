import { GatewayError } from '../errors.ts';
import type { Participant } from '../model.ts';
import { type ConversationsApi, type Member, participantsPageMax } from '../upstream/conversations-api.ts';
import { isRefusedToken } from './page-token.ts';

/** Looks a participant up by sid in the whole roster, which is read once for all who search it; null when not there. */
export async function findInRoster(
  api: ConversationsApi,
  key: { readonly conversationSid: string; readonly participantSid: string },
): Promise<Participant | null> {
  for await (const page of rosterPages(api, key.conversationSid)) {
    const found = page.find((participant) => participant.sid === key.participantSid);
    if (found) return found;
  }
  return null;
}

/** All participants of a conversation. */
export async function listRoster(
  api: Pick<ConversationsApi, 'listParticipants'>,
  conversationSid: string,
): Promise<readonly Participant[]> {
  const roster = new Map<string, Participant>();
  for await (const page of rosterPages(api, conversationSid))
    for (const participant of page) roster.set(participant.sid, participant);
  return [...roster.values()];
}

/**
 * Looks a chat user up. The first page of the roster costs one call like the user alone would, and serves whoever asks for
 * participants next; only in a conversation of more than a hundred is the user asked for by identity.
 *
 * @throws {GatewayError} NOT_FOUND when the user is no participant.
 */
export async function findByIdentity(
  api: ConversationsApi,
  key: { readonly conversationSid: string; readonly identity: string },
): Promise<Member> {
  const { conversationSid, identity } = key;
  const page =
    api.keptMembers(conversationSid) ??
    (await api.listParticipants({ conversationSid, pageSize: participantsPageMax }));
  const found = page.items.find((member) => member.identity === identity);
  if (found) return found;
  if (page.nextPageToken !== null) {
    return api.getParticipant({ conversationSid, participant: identity });
  }
  throw new GatewayError('NOT_FOUND', 'There is no such participant.');
}

/** Rows that came may come again: a page may be remembered for longer than Twilio knows the next one, and then all are read anew. */
async function* rosterPages(
  api: Pick<ConversationsApi, 'listParticipants'>,
  conversationSid: string,
): AsyncGenerator<readonly Participant[]> {
  const read = (pageToken: string | undefined, fresh: boolean) =>
    api.listParticipants({ conversationSid, pageSize: participantsPageMax, pageToken }, { fresh });
  let isAnew = false;
  let pageToken: string | undefined;
  // Twilio holds at most 1,000 participants in a conversation: the walk ends after ten pages.
  for (;;) {
    const page = await read(pageToken, isAnew).catch((error: unknown) => {
      if (pageToken === undefined || isAnew || !isRefusedToken(error)) throw error;
      isAnew = true;
      return read(undefined, true);
    });
    yield page.items;
    if (page.nextPageToken === null) return;
    pageToken = page.nextPageToken;
  }
}
