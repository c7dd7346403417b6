import { type WindowMark, narrowMark } from '../events/timeline-window.ts';
import { type CursorCodec, type CursorPayload, invalidCursor } from './cursor.ts';
import { eventScope } from './event-cursor.ts';

/** What a client has of one of the viewer's conversations. */
export interface ConversationPlace {
  /** The highest index told; null where nothing was told since `followedSince` and nothing was read. */
  readonly index: number | null;
  /** What was told of the newest messages; null where it is not known, or left out. */
  readonly window: WindowMark | null;
  /** From when on its messages are to be told where no index says it, in milliseconds by the gateway's clock. */
  readonly followedSince: number;
}

/** A place in the stream of all of a viewer's conversations. */
export interface InboxCursor {
  readonly epoch: string;
  /** What the bus told up to here, save messages, has been told. */
  readonly offset: number;
  /** From when on the messages of conversations without a place are to be told, in milliseconds by the gateway's clock. */
  readonly followedSince: number;
  /** Stands for the set of the viewer's conversations; null where it was not read. */
  readonly conversations: number | null;
  /** By short name. Those that changed last come last. */
  readonly places: ReadonlyMap<number, ConversationPlace>;
  /**
   * Only in a cursor that version 0.1.0 made, which does not say where each conversation stands, so that the client has to read
   * everything anew: short names of the messages told last.
   */
  readonly toldMessages?: ReadonlySet<number>;
}

/** The format of an inbox's cursors: those of another are refused. */
const inboxCursorVersion = 3;
/** The format of version 0.1.0. */
const firstInboxCursorVersion = 2;

/** Conversations of which a cursor tells where they stand; of more, those that changed longest ago are placed by time. */
export const placesMax = 1_000;

/** Conversations of which a cursor tells what was told of the newest messages: those that changed last. */
export const windowsMax = 32;

/** Makes the cursor of a place in a viewer's stream. */
export function encodeInboxCursor(cursors: CursorCodec, identity: string, cursor: InboxCursor): string {
  const { epoch, offset, followedSince, conversations, places } = cursor;
  const place = [inboxCursorVersion, epoch, offset, followedSince, conversations, encodePlaces(places)];
  return cursors.encode({ scope: eventScope.inbox(identity), place });
}

/** @throws {GatewayError} INVALID_CURSOR when it was not made by a gateway of this version or 0.1.0 for this viewer's stream. */
export function decodeInboxCursor(cursors: CursorCodec, identity: string, cursor: string): InboxCursor {
  const place = cursors.decode(cursor, eventScope.inbox(identity));
  const [version, epoch, offset, followedSince, conversations, places] = place;
  if (version === firstInboxCursorVersion) return decodeFirstVersion(place);
  if (version !== inboxCursorVersion || typeof conversations === 'string' || conversations === undefined)
    throw invalidCursor();
  if (typeof epoch !== 'string' || typeof offset !== 'number' || typeof followedSince !== 'number')
    throw invalidCursor();
  if (typeof places !== 'string') throw invalidCursor();
  return { epoch, offset, followedSince, conversations, places: decodePlaces(places, followedSince) };
}

/** A place of which nothing holds but what was told last: its epoch is none. */
function decodeFirstVersion([, , , takenAt, , recent]: CursorPayload['place']): InboxCursor {
  if (typeof takenAt !== 'number' || typeof recent !== 'string') throw invalidCursor();
  const bytes = Buffer.from(recent, 'base64url');
  const toldMessages = new Set<number>();
  for (let at = 0; at + messageNameBytes <= bytes.length; at += messageNameBytes)
    toldMessages.add(bytes.readUInt32BE(at));
  return {
    epoch: '',
    offset: 0,
    followedSince: takenAt,
    conversations: null,
    places: new Map(),
    toldMessages,
  };
}

/** A short name of a message, as version 0.1.0 made it. */
export function shortNameOfMessage(messageSid: string): number {
  return Number.parseInt(messageSid.slice(-2 * messageNameBytes), 16) || 0;
}

/** A short name of a conversation: equal for equal sids, and for others once in 2^48. */
export function shortNameOf(conversationSid: string): number {
  return Number.parseInt(conversationSid.slice(-12), 16) || 0;
}

/** That of a conversation without a message. */
const lowestIndex = -1;
const nameBytes = 6;
const messageNameBytes = 4;
const timeBytes = 6;
const sumBytes = 4;

/**
 * One after the other: the name, the index counted up from 1, and where it is 0 for none, the time; then what is told of the newest messages:
 * how many bytes of bits, how many sums, the lowest index, bits, sums. Numbers that may be small take few bytes.
 */
function encodePlaces(places: InboxCursor['places']): string {
  const newest = [...places].slice(-placesMax);
  const chunks = newest.map(([name, { index, window, followedSince }], ordinal) => {
    const isAmongLast = ordinal >= newest.length - windowsMax;
    const head = [...bigEndian(name, nameBytes), ...varint(index === null ? 0 : index - lowestIndex + 1)];
    if (index === null) return Buffer.from([...head, ...bigEndian(followedSince, timeBytes)]);
    return Buffer.from([...head, ...(isAmongLast && window ? windowBytesOf(window) : [0])]);
  });
  return Buffer.concat(chunks).toString('base64url');
}

function decodePlaces(text: string, followedSince: number): InboxCursor['places'] {
  const bytes = Buffer.from(text, 'base64url');
  const places = new Map<number, ConversationPlace>();
  let at = 0;
  const take = (count: number): number => {
    at += count;
    return bytes.readUIntBE(at - count, count);
  };
  const takeVarint = (): number => {
    for (let value = 0, factor = 1; ; factor *= 0x80) {
      const byte = take(1);
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const name = take(nameBytes);
    const index = takeVarint() + lowestIndex - 1;
    if (index < lowestIndex) {
      places.set(name, { index: null, window: null, followedSince: take(timeBytes) });
      continue;
    }
    const sumsCount = take(1);
    if (sumsCount === 0) {
      places.set(name, { index, window: null, followedSince });
      continue;
    }
    const presentCount = take(1);
    const low = takeVarint();
    const present = Uint8Array.from({ length: presentCount }, () => take(1));
    const sums = Uint32Array.from({ length: sumsCount }, () => take(sumBytes));
    places.set(name, { index, window: { low, present, sums }, followedSince });
  }
  return places;
}

/** Timelines hand out one mark as long as nothing changes. */
const windowBytes = new WeakMap<WindowMark, readonly number[]>();

function windowBytesOf(window: WindowMark): readonly number[] {
  const known = windowBytes.get(window);
  if (known) return known;
  const { low, present, sums } = narrowMark(window);
  const counts = sums.length === 0 ? [0] : [sums.length, present.length, ...varint(low)];
  const content =
    sums.length === 0 ? [] : [...present, ...[...sums].flatMap((sum) => bigEndian(sum, sumBytes))];
  const made = [...counts, ...content];
  windowBytes.set(window, made);
  return made;
}

function bigEndian(value: number, bytes: number): number[] {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntBE(value, 0, bytes);
  return [...buffer];
}

/** Seven bits to a byte, the lowest first; the highest bit says that more follow. */
function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return [...bytes, rest];
}
