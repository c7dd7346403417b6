import { createHmac, timingSafeEqual } from 'node:crypto';
import { GatewayError } from '../errors.ts';

/** What a cursor says: a kind, so that one list's cursor is refused by another, and a place. */
export interface CursorPayload {
  /** Which list or stream the place belongs to, such as `messages:CH…`. */
  readonly scope: string;
  /** The place itself; its meaning is the scope's own. */
  readonly place: readonly (string | number | null)[];
}

/** Turns places into opaque texts and back. */
export interface CursorCodec {
  encode(payload: CursorPayload): string;
  /** @throws {GatewayError} INVALID_CURSOR when this gateway did not make it, or made it for another scope. */
  decode(cursor: string, scope: string): CursorPayload['place'];
}

const formatVersion = 1;
const signatureBytes = 16;
/** The cursor of an inbox of a thousand conversations has 17,000. */
const cursorCharactersMax = 20_480;

/** Options of {@link createCursorCodec}. */
export interface CursorCodecOptions {
  /** Asked for with each cursor: the first key makes cursors, and cursors of every one are taken, so that keys can be rotated. */
  readonly keys: () => readonly Buffer[];
}

/**
 * Cursors that only holders of a key can make: base64url of a truncated HMAC-SHA256 and JSON. Gateways that share the key accept
 * one another's cursors. The signature saves every reader from checking what a stranger may have put in; it hides nothing.
 */
export function createCursorCodec({ keys }: CursorCodecOptions): CursorCodec {
  const sign = (payload: Buffer, key: Buffer | undefined) =>
    createHmac('sha256', key ?? unkeyed())
      .update(payload)
      .digest()
      .subarray(0, signatureBytes);
  return {
    encode({ scope, place }) {
      const payload = Buffer.from(JSON.stringify([formatVersion, scope, ...place]));
      return Buffer.concat([sign(payload, keys()[0]), payload]).toString('base64url');
    },
    decode(cursor, scope) {
      if (cursor.length > cursorCharactersMax) throw invalidCursor();
      const bytes = Buffer.from(cursor, 'base64url');
      const payload = bytes.subarray(signatureBytes);
      const signature = bytes.subarray(0, signatureBytes);
      if (payload.length === 0 || !keys().some((key) => timingSafeEqual(signature, sign(payload, key))))
        throw invalidCursor();
      const [version, madeFor, ...place] = JSON.parse(payload.toString()) as (string | number | null)[];
      if (version !== formatVersion || madeFor !== scope) throw invalidCursor();
      return place;
    },
  };
}

function unkeyed(): never {
  throw new Error('Cursors need a key.');
}

/** The error of every cursor that cannot be used. */
export function invalidCursor(): GatewayError {
  return new GatewayError(
    'INVALID_CURSOR',
    'The cursor was not handed out by this gateway for this list. Start again without a cursor.',
  );
}
