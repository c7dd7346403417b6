import type { TimelineCursor } from '../events/timeline-step.ts';
import type { WindowMark } from '../events/timeline-window.ts';
import { type CursorCodec, type CursorPayload, invalidCursor } from './cursor.ts';

/**
 * Which stream an event cursor belongs to. A conversation's names no viewer, so that all its subscribers get the same frames; an
 * inbox's names its viewer, so that nobody can go on in somebody else's.
 */
export const eventScope = {
  conversation: (conversationSid: string) => `events:${conversationSid}`,
  inbox: (identity: string) => `events:inbox:${identity}`,
} as const;

/** The format of a conversation's event cursors: those of another are refused. */
const eventCursorVersion = 2;

/** Makes the cursor of a place in a conversation's stream. */
export function encodeConversationCursor(
  cursors: CursorCodec,
  conversationSid: string,
  { index, epoch, offset, takenAt, window }: TimelineCursor,
): string {
  const place = [eventCursorVersion, index, epoch, offset, takenAt, ...encodeWindow(window)];
  return cursors.encode({ scope: eventScope.conversation(conversationSid), place });
}

/** @throws {GatewayError} INVALID_CURSOR when it was not made by a gateway of this version for this stream. */
export function decodeConversationCursor(
  cursors: CursorCodec,
  conversationSid: string,
  cursor: string,
): TimelineCursor {
  const place = cursors.decode(cursor, eventScope.conversation(conversationSid));
  const [version, index, epoch, offset, takenAt, ...window] = place;
  if (version !== eventCursorVersion || typeof index === 'string' || index === undefined)
    throw invalidCursor();
  if (typeof epoch !== 'string' || typeof offset !== 'number' || typeof takenAt !== 'number')
    throw invalidCursor();
  return { index, epoch, offset, takenAt, window: decodeWindow(window) };
}

function encodeWindow(window: WindowMark | null): CursorPayload['place'] {
  if (!window) return [];
  return [window.low, Buffer.from(window.present).toString('base64url'), encodeNumbers([...window.sums])];
}

function decodeWindow([low, present, sums]: CursorPayload['place']): WindowMark | null {
  if (low === undefined) return null;
  if (typeof low !== 'number' || typeof present !== 'string' || typeof sums !== 'string')
    throw invalidCursor();
  return {
    low,
    present: Uint8Array.from(Buffer.from(present, 'base64url')),
    sums: Uint32Array.from(decodeNumbers(sums)),
  };
}

const numberBytes = 4;

function encodeNumbers(numbers: readonly number[]): string {
  const bytes = Buffer.alloc(numbers.length * numberBytes);
  for (const [place, number] of numbers.entries()) bytes.writeUInt32BE(number, place * numberBytes);
  return bytes.toString('base64url');
}

function decodeNumbers(text: string): readonly number[] {
  const bytes = Buffer.from(text, 'base64url');
  return Array.from({ length: Math.floor(bytes.length / numberBytes) }, (_, place) =>
    bytes.readUInt32BE(place * numberBytes),
  );
}
