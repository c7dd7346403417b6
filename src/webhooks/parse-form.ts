/** One parameter of a form, decoded. */
export interface FormParameter {
  readonly name: string;
  readonly value: string;
}

/** A form read from its bytes, or the reason why it is none. */
export type FormReading =
  | { readonly ok: true; readonly parameters: readonly FormParameter[] }
  | { readonly ok: false; readonly reason: string };

/**
 * Decodes `application/x-www-form-urlencoded` bytes: every parameter in the order it came, repeated names included, so that
 * nobody downstream sees another form than the one that was signed. Stricter than browsers are: a malformed escape or a byte
 * that is not UTF-8 is a fault instead of a replacement character.
 */
export function parseForm(
  body: Buffer,
  options: {
    /** Parameters accepted. A form with more is refused before any of it is decoded. */
    readonly parametersMax: number;
  },
): FormReading {
  const text = decodeUtf8(body);
  if (text === undefined) return { ok: false, reason: 'The body is not UTF-8.' };
  // Limited, because the pieces of 256 KB of separators would be worth an attacker's while.
  const pieces = text.split('&', options.parametersMax + 1);
  if (pieces.length > options.parametersMax)
    return { ok: false, reason: `The form has more than ${options.parametersMax} parameters.` };
  const parameters: FormParameter[] = [];
  for (const piece of pieces) {
    if (piece === '') continue;
    const equals = piece.indexOf('=');
    const name = decodePiece(equals === -1 ? piece : piece.slice(0, equals));
    const value = decodePiece(equals === -1 ? '' : piece.slice(equals + 1));
    if (name === undefined || value === undefined)
      return { ok: false, reason: 'The form holds an escape that is not percent-encoded UTF-8.' };
    parameters.push({ name, value });
  }
  return { ok: true, parameters };
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decodeUtf8(body: Buffer): string | undefined {
  try {
    return utf8.decode(body);
  } catch {
    return undefined;
  }
}

function decodePiece(piece: string): string | undefined {
  // Sids, numbers and most words.
  if (!piece.includes('%') && !piece.includes('+')) return piece;
  try {
    return decodeURIComponent(piece.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
