import { type CursorCodec, invalidCursor } from './cursor.ts';

/** Where in an inbox a row stands. */
export type InboxListPlace =
  /** In the order of a walk. */
  | { readonly kind: 'walk'; readonly walkId: string; readonly row: number }
  /** Among the conversations that the walk does not hold, or that no walk holds: newest first, which nothing changes. */
  | {
      readonly kind: 'creation';
      readonly walkId: string | null;
      readonly createdAt: number;
      readonly conversationSid: string;
    }
  /** Wherever the conversation stands now: of a row that came with an event. */
  | { readonly kind: 'conversation'; readonly conversationSid: string };

const scopeOf = (identity: string) => `inbox:${identity}`;

/** The place as a cursor, which is good for one viewer's inbox. */
export function encodeInboxListPlace(cursors: CursorCodec, identity: string, place: InboxListPlace): string {
  const scope = scopeOf(identity);
  switch (place.kind) {
    case 'walk':
      return cursors.encode({ scope, place: ['walk', place.walkId, place.row] });
    case 'creation':
      return cursors.encode({
        scope,
        place: ['creation', place.walkId, place.createdAt, place.conversationSid],
      });
    case 'conversation':
      return cursors.encode({ scope, place: [null, 0, place.conversationSid] });
  }
}

/** @throws {GatewayError} INVALID_CURSOR for what was not made for this viewer's inbox. */
export function decodeInboxListPlace(cursors: CursorCodec, identity: string, cursor: string): InboxListPlace {
  const [kind, ...place] = cursors.decode(cursor, scopeOf(identity));
  if (kind === 'walk') {
    const [walkId, row] = place;
    if (typeof walkId === 'string' && typeof row === 'number') return { kind, walkId, row };
  }
  if (kind === 'creation') {
    const [walkId = null, createdAt, conversationSid] = place;
    if (typeof walkId !== 'number' && typeof createdAt === 'number' && typeof conversationSid === 'string')
      return { kind, walkId, createdAt, conversationSid };
  }
  if (kind === null) {
    const [, conversationSid] = place;
    if (typeof conversationSid === 'string') return { kind: 'conversation', conversationSid };
  }
  throw invalidCursor();
}
