/** What a name is made of. */
export interface Named {
  readonly identity: string | null;
  readonly displayName: string;
}

/** Options of {@link conversationName}. */
export interface ConversationNameOptions {
  readonly friendlyName: string | null;
  /** Undefined while they are not known. */
  readonly participants: readonly Named[] | undefined;
  readonly viewerIdentity: string;
  readonly nameOf: (named: Named) => string;
}

/** What a conversation is called: its own name, else those of the others in it. */
export function conversationName(options: ConversationNameOptions): string {
  const { friendlyName, participants, viewerIdentity, nameOf } = options;
  if (friendlyName !== null && friendlyName !== '') return friendlyName;
  const others = participants?.filter(({ identity }) => identity !== viewerIdentity).map(nameOf);
  if (!others) return 'Conversation';
  if (others.length === 0) return 'Just you';
  return others.length <= 3
    ? others.join(', ')
    : `${others.slice(0, 2).join(', ')} and ${others.length - 2} more`;
}

/** Names in a sentence: "Ada, Bob and Cem". */
export function inWords(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
