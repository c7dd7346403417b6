import type { BusPosition } from '../events/event-bus.ts';
import { type CursorCodec, invalidCursor } from './cursor.ts';

/**
 * Which stream an event cursor belongs to. A conversation's names no viewer, so that all its subscribers get the same frames; an
 * inbox's names its viewer, so that nobody can go on in somebody else's.
 */
export const eventScope = {
  conversation: (conversationSid: string) => `events:${conversationSid}`,
  inbox: (identity: string) => `events:inbox:${identity}`,
} as const;

/** Makes the cursor of a place in a stream. */
export function encodeEventCursor(cursors: CursorCodec, scope: string, position: BusPosition): string {
  return cursors.encode({ scope, place: [position.epoch, position.offset] });
}

/** @throws {GatewayError} INVALID_CURSOR when it was not made by this gateway for this stream. */
export function decodeEventCursor(cursors: CursorCodec, scope: string, cursor: string): BusPosition {
  const [epoch, offset] = cursors.decode(cursor, scope);
  if (typeof epoch !== 'string' || typeof offset !== 'number') throw invalidCursor();
  return { epoch, offset };
}
