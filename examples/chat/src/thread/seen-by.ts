import type { MessageFieldsFragment, ParticipantFieldsFragment } from 'twilio-conversations-graphql/client';
import { inWords } from '../names.ts';

const namesMax = 3;

/** Who has read the viewer's newest message, by their read horizons; null while nobody has. */
export function seenBy(
  messages: readonly MessageFieldsFragment[],
  members: readonly ParticipantFieldsFragment[],
  viewerIdentity: string,
): { readonly messageId: string; readonly sentence: string } | null {
  const newest = messages.findLast(({ author }) => author === viewerIdentity);
  if (!newest) return null;
  const others = members.filter(({ identity }) => identity !== viewerIdentity);
  const readers = others.filter(({ lastReadMessageIndex }) => (lastReadMessageIndex ?? -1) >= newest.index);
  if (readers.length === 0) return null;
  return { messageId: newest.id, sentence: `Seen by ${wordsFor(readers, others.length)}` };
}

function wordsFor(readers: readonly ParticipantFieldsFragment[], othersCount: number): string {
  if (readers.length === othersCount && othersCount > 1) return 'everybody';
  if (readers.length > namesMax) return `${readers.length} of ${othersCount}`;
  return inWords(readers.map(({ displayName }) => displayName));
}
