import type { MessageFieldsFragment, ParticipantFieldsFragment } from 'twilio-conversations-graphql/client';
import { inWords, type Named } from '../names.ts';

const namesMax = 3;

/** Options of {@link seenBy}. */
export interface SeenByOptions {
  /** Oldest first. */
  readonly messages: readonly MessageFieldsFragment[];
  readonly members: readonly ParticipantFieldsFragment[];
  readonly viewerIdentity: string;
  readonly nameOf: (named: Named) => string;
}

/** Who has read the viewer's newest message, by their read horizons; null while nobody has. */
export function seenBy(
  options: SeenByOptions,
): { readonly messageId: string; readonly sentence: string } | null {
  const { messages, members, viewerIdentity, nameOf } = options;
  const newest = messages.findLast(({ author }) => author === viewerIdentity);
  if (!newest) return null;
  const others = members.filter(({ identity }) => identity !== viewerIdentity);
  const readers = others
    .filter(({ lastReadMessageIndex }) => (lastReadMessageIndex ?? -1) >= newest.index)
    .map(nameOf);
  if (readers.length === 0) return null;
  return { messageId: newest.id, sentence: `Seen by ${wordsFor(readers, others.length)}` };
}

function wordsFor(readers: readonly string[], othersCount: number): string {
  if (readers.length === othersCount && othersCount > 1) return 'everybody';
  return readers.length > namesMax ? `${readers.length} of ${othersCount}` : inWords(readers);
}
