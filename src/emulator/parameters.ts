import { type ErrorCode, TwilioError } from './error-table.ts';
import { type Form, parseDate, parseDuration } from './wire.ts';

/** The text of a parameter, the last one when it is repeated; undefined when it is absent. */
export function text(form: Form, name: string): string | undefined {
  return form.get(name)?.at(-1);
}

/** All values of a repeatable parameter; undefined when it is absent. One empty value means an empty list. */
export function list(form: Form, name: string): readonly string[] | undefined {
  const values = form.get(name);
  return values?.length === 1 && values[0] === '' ? [] : values;
}

/** Text of limited length (in characters), null when it was sent empty. @throws {TwilioError} `tooLong`. */
export function shortText(
  form: Form,
  name: string,
  limit: { readonly charactersMax: number; readonly tooLong: ErrorCode },
): string | null | undefined {
  const value = text(form, name);
  if (value === undefined) return undefined;
  if (characters(value) > limit.charactersMax) throw new TwilioError(limit.tooLong);
  return value === '' ? null : value;
}

/** Bytes that attributes may take: 16 KB for conversations and users, 4 KB for messages and participants. */
export const attributesBytesMax = {
  conversation: 16_384,
  user: 16_384,
  message: 4_096,
  participant: 4_096,
} as const;

/**
 * JSON text, kept exactly as it was sent; empty means `{}`.
 * @throws {TwilioError} 50303 when it is too long, 50304 when it is not JSON.
 */
export function attributes(form: Form, kind: keyof typeof attributesBytesMax): string | undefined {
  const value = text(form, 'Attributes');
  if (value === undefined) return undefined;
  if (value === '') return '{}';
  if (Buffer.byteLength(value) > attributesBytesMax[kind]) throw new TwilioError(50303);
  try {
    JSON.parse(value);
  } catch {
    throw new TwilioError(50304);
  }
  return value;
}

/**
 * The dates of a new resource: importers may set both, and one that only has a creation date was not changed since.
 * @throws {TwilioError} 50308 or 50309 for what is no ISO 8601 date.
 */
export function datesOfCreation(form: Form, now: number): { dateCreated: number; dateUpdated: number } {
  const dateCreated = date(form, 'DateCreated', 50308) ?? now;
  return { dateCreated, dateUpdated: date(form, 'DateUpdated', 50309) ?? dateCreated };
}

/**
 * The dates of a changed resource: now, unless the caller sets them.
 * @throws {TwilioError} 50308 or 50309 for what is no ISO 8601 date.
 */
export function datesOfUpdate(
  form: Form,
  before: { readonly dateCreated: number },
  now: number,
): { dateCreated: number; dateUpdated: number } {
  return {
    dateCreated: date(form, 'DateCreated', 50308) ?? before.dateCreated,
    dateUpdated: date(form, 'DateUpdated', 50309) ?? now,
  };
}

/** Milliseconds since the epoch; undefined when the parameter is absent or empty. @throws {TwilioError} `invalid`. */
export function date(form: Form, name: string, invalid: ErrorCode): number | undefined {
  const value = text(form, name);
  if (value === undefined || value === '') return undefined;
  const time = parseDate(value);
  if (time === null) throw new TwilioError(invalid);
  return time;
}

/**
 * Milliseconds of a duration; null when it was sent empty or as zero, which switches a timer off.
 * @throws {TwilioError} `invalid` for what is no ISO 8601 duration, `tooShort` below the minimum.
 */
export function duration(
  form: Form,
  name: string,
  limit: { readonly minMs: number; readonly tooShort: ErrorCode; readonly invalid: ErrorCode },
): number | null | undefined {
  const value = text(form, name);
  if (value === undefined) return undefined;
  if (value === '') return null;
  const milliseconds = parseDuration(value);
  if (milliseconds === null) throw new TwilioError(limit.invalid);
  if (milliseconds === 0) return null;
  if (milliseconds < limit.minMs) throw new TwilioError(limit.tooShort);
  return milliseconds;
}

/** Twilio's limits of the two timers. */
export const timerLimits = {
  inactive: { minMs: 60_000, tooShort: 50375, invalid: 50379 },
  closed: { minMs: 600_000, tooShort: 50376, invalid: 50380 },
} as const;

/** `true` or `false` in any case. @throws {TwilioError} 20001 for anything else. */
export function boolean(form: Form, name: string): boolean | undefined {
  const value = text(form, name)?.toLowerCase();
  if (value === undefined) return undefined;
  if (value === 'true') return true;
  if (value === 'false') return false;
  throw new TwilioError(20001, `Parameter ${name} must be true or false`);
}

/** One of the allowed words, compared without case. @throws {TwilioError} `invalid` for any other word. */
export function oneOf<const Word extends string>(
  form: Form,
  name: string,
  allowed: { readonly words: readonly Word[]; readonly invalid: ErrorCode },
): Word | undefined {
  const value = text(form, name)?.toLowerCase();
  if (value === undefined) return undefined;
  const word = allowed.words.find((candidate) => candidate.toLowerCase() === value);
  if (word === undefined) throw new TwilioError(allowed.invalid);
  return word;
}

/** An integer of at least 0, null when it was sent empty. @throws {TwilioError} `invalid` for anything else. */
export function nullableInteger(form: Form, name: string, invalid: ErrorCode): number | null | undefined {
  const value = text(form, name);
  if (value === undefined) return undefined;
  if (value === '') return null;
  if (!/^\d{1,10}$/.test(value)) throw new TwilioError(invalid);
  return Number(value);
}

/** Length as people count it: code points, not UTF-16 units. */
export function characters(value: string): number {
  // Splitting a long string is only worth its cost where surrogates could make a difference.
  return /[\uD800-\uDFFF]/.test(value) ? Array.from(value).length : value.length;
}
