import type { ConversationState, JsonValue, Media } from '../model.ts';
import { isSid, type SidKind, sidPrefixes } from '../sid.ts';

/** One parameter that an event may carry. */
export interface FormField<Value, IsRequired extends boolean> {
  /** What a refusal says was expected, such as `a sid CH…`. Never holds the value that came. */
  readonly expected: string;
  readonly isRequired: IsRequired;
  /** The value that the text stands for; undefined when it stands for none. */
  readonly parse: (text: string) => Value | undefined;
  /**
   * Matches how a value of the field begins, for fields whose values have a form. Undefined for free text, which can begin
   * with anything.
   */
  readonly beginning: RegExp | undefined;
  /**
   * Whether the value could be a piece of another one, or have another parameter in it: of a sid, a date, a number or JSON nothing can
   * be taken away at the end, and nothing added.
   */
  readonly isOpenEnded: (text: string) => boolean;
}

/** A field whatever its type. */
export type AnyFormField = FormField<unknown, boolean>;

type OptionalField<Value> = FormField<Value, false>;

/** The same field, which has to be there. */
export function required<Value>(field: OptionalField<Value>): FormField<Value, true> {
  return { ...field, isRequired: true };
}

/** A sid of one kind. */
export function sid(kind: SidKind): OptionalField<string> {
  const prefix = sidPrefixes[kind];
  return optional({
    expected: `a sid ${prefix}…`,
    beginning: new RegExp(`^${prefix}[0-9a-fA-F]{32}`),
    parse: (text) => (isSid(kind, text) ? text : undefined),
  });
}

/** The sid of a message in its channel, whose two letters depend on the channel. */
export const channelSid: OptionalField<string> = optional({
  expected: 'a sid',
  beginning: /^[A-Z]{2}[0-9a-fA-F]{32}/,
  parse: (text) => (/^[A-Z]{2}[0-9a-fA-F]{32}$/.test(text) ? text : undefined),
});

/** A whole number from 0 in decimal digits, without signs and leading zeros. */
export const integer: OptionalField<number> = optional({
  expected: 'a whole number',
  beginning: /^\d/,
  parse(text) {
    const value = Number(text);
    return /^(0|[1-9]\d*)$/.test(text) && Number.isSafeInteger(value) ? value : undefined;
  },
});

const isoDate = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

/** An instant in ISO 8601; Twilio writes it in UTC with milliseconds. */
export const date: OptionalField<Date> = optional({
  expected: 'a date such as 2026-01-02T03:04:05.678Z',
  beginning: /^\d{4}-\d\d-\d\dT/,
  parse(text) {
    const value = new Date(text);
    return isoDate.test(text) && !Number.isNaN(value.getTime()) ? value : undefined;
  },
});

/** `true` or `false`. */
export const flag: OptionalField<boolean> = optional({
  expected: 'true or false',
  beginning: /^(true|false)/,
  parse: (text) => (text === 'true' ? true : text === 'false' ? false : undefined),
});

/** Anything, the empty text included. */
export const text: OptionalField<string> = optional({
  expected: 'text',
  beginning: undefined,
  isOpenEnded: () => true,
  parse: (value) => value,
});

/** What a change came from, such as `SDK`: no list of them is promised. */
export const source: OptionalField<string> = optional({
  ...text,
  isOpenEnded: (value) => !/^[A-Z]{2,16}$/.test(value),
});

/** A word of Twilio's in capitals, such as `SMS` or `TIMER`. */
export const upperCaseWord: OptionalField<string> = optional({
  expected: 'a word in capitals',
  beginning: /^[A-Z]/,
  isOpenEnded: () => true,
  parse: (value) => (/^[A-Z][A-Z0-9_-]{0,31}$/.test(value) ? value : undefined),
});

/** A word of Twilio's in small letters, such as `delivered`. */
export const lowerCaseWord: OptionalField<string> = optional({
  expected: 'a word in small letters',
  beginning: /^[a-z]/,
  isOpenEnded: () => true,
  parse: (value) => (/^[a-z][a-z0-9_-]{0,31}$/.test(value) ? value : undefined),
});

/** A phone number, `channel:address`, an e-mail address, or several of them. */
export const address: OptionalField<string> = optional({
  expected: 'an address',
  beginning: /^(\+?\d|[a-z]+:|[[{])/,
  isOpenEnded: () => true,
  parse: (value) => value,
});

const conversationStates: ReadonlySet<string> = new Set<ConversationState>([
  'initializing',
  'active',
  'inactive',
  'closed',
]);

/** A conversation's state; one that Twilio added since reads as `unknown`. */
export const conversationState: OptionalField<ConversationState> = optional({
  ...lowerCaseWord,
  parse(value) {
    if (isConversationState(value)) return value;
    return lowerCaseWord.parse(value) === undefined ? undefined : 'unknown';
  },
});

/**
 * Attributes as Twilio holds them: the JSON parsed, and text that is no JSON passed through as text, the way the REST side
 * reads it.
 */
export const attributes: OptionalField<JsonValue> = optional({
  expected: 'JSON',
  beginning: /^["[{]/,
  isOpenEnded: (value) => parseJson(value) === undefined,
  parse(value) {
    if (value === '') return {};
    const parsed = parseJson(value);
    return parsed === undefined ? value : parsed;
  },
});

/** Media as webhooks list it: a JSON array whose objects have `Sid`, `Filename`, `ContentType` and `Size`. */
export const media: OptionalField<readonly Media[]> = optional({
  expected: 'a JSON array of objects with Sid, ContentType and Size',
  beginning: /^\[/,
  parse(value) {
    if (value === '') return [];
    const parsed = parseJson(value);
    if (!isArray(parsed)) return undefined;
    const list: Media[] = [];
    for (const item of parsed) {
      const entry = parseMediaEntry(item);
      if (!entry) return undefined;
      list.push(entry);
    }
    return list;
  },
});

function optional<Value>(
  field: Pick<OptionalField<Value>, 'expected' | 'beginning' | 'parse'> &
    Partial<Pick<OptionalField<Value>, 'isOpenEnded'>>,
): OptionalField<Value> {
  return { isOpenEnded: () => false, ...field, isRequired: false };
}

function isConversationState(value: string): value is ConversationState {
  return conversationStates.has(value);
}

function parseMediaEntry(item: JsonValue): Media | undefined {
  if (item === null || typeof item !== 'object' || isArray(item)) return undefined;
  const { Sid: mediaSid, Filename: filename, ContentType: contentType, Size: size } = item;
  if (typeof mediaSid !== 'string' || !isSid('media', mediaSid)) return undefined;
  if (typeof contentType !== 'string') return undefined;
  const bytes = typeof size === 'string' ? integer.parse(size) : size;
  if (typeof bytes !== 'number' || !Number.isSafeInteger(bytes) || bytes < 0) return undefined;
  if (filename !== undefined && filename !== null && typeof filename !== 'string') return undefined;
  return { sid: mediaSid, filename: filename || null, contentType, size: bytes };
}

function parseJson(value: string): JsonValue | undefined {
  try {
    const parsed: JsonValue = JSON.parse(value);
    return parsed;
  } catch {
    return undefined;
  }
}

function isArray(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}
