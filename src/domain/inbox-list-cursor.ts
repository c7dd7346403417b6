import { type CursorCodec, invalidCursor } from './cursor.ts';

/** A place in the order of an inbox as it was at some time. */
export interface InboxMoment {
  /** The time, in milliseconds. */
  readonly takenAt: number;
  /** When the conversation at the place was active last, in milliseconds. */
  readonly activeAt: number;
}

/** Where in an inbox a row stands. */
export type InboxListPlace =
  /** In the order of a walk. */
  | {
      readonly kind: 'walk';
      readonly walkId: string;
      readonly row: number;
      /** What another process needs to find the place again; null where the order was not exact. */
      readonly moment: InboxMoment | null;
    }
  /** Among the conversations that the walk does not hold, or that no walk holds: newest first, which nothing changes. */
  | {
      readonly kind: 'creation';
      readonly walkId: string | null;
      /** When the order of the walk was taken, in milliseconds; null where it was not exact. */
      readonly takenAt: number | null;
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
      return cursors.encode({
        scope,
        place: [
          'walk',
          place.walkId,
          place.row,
          ...(place.moment ? [place.moment.takenAt, place.moment.activeAt] : []),
        ],
      });
    case 'creation':
      return cursors.encode({
        scope,
        place: ['creation', place.walkId, place.takenAt, place.createdAt, place.conversationSid],
      });
    case 'conversation':
      return cursors.encode({ scope, place: [null, 0, place.conversationSid] });
  }
}

/** @throws {GatewayError} INVALID_CURSOR for what was not made for this viewer's inbox. */
export function decodeInboxListPlace(cursors: CursorCodec, identity: string, cursor: string): InboxListPlace {
  const [kind, ...place] = cursors.decode(cursor, scopeOf(identity));
  if (kind === 'walk') {
    const [walkId, row, takenAt, activeAt] = place;
    const moment = typeof takenAt === 'number' && typeof activeAt === 'number' ? { takenAt, activeAt } : null;
    if (typeof walkId === 'string' && typeof row === 'number') return { kind, walkId, row, moment };
  }
  if (kind === 'creation') {
    const [walkId = null, takenAt = null, createdAt, conversationSid] = place;
    if (
      typeof walkId !== 'number' &&
      typeof takenAt !== 'string' &&
      typeof createdAt === 'number' &&
      typeof conversationSid === 'string'
    )
      return { kind, walkId, takenAt, createdAt, conversationSid };
  }
  if (kind === null) {
    const [, conversationSid] = place;
    if (typeof conversationSid === 'string') return { kind: 'conversation', conversationSid };
  }
  throw invalidCursor();
}
