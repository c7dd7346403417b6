import { GatewayError } from '../../errors.ts';
import type { JsonValue } from '../../model.ts';

/** A JSON object out of an answer of Twilio, its fields not looked at yet. */
export interface Payload {
  /** What it describes, for error messages: `conversation`, `message`, … */
  readonly noun: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * Takes `value` for the payload of a `noun`; keys that are not asked for are ignored.
 * @throws GatewayError UPSTREAM_INVALID_RESPONSE when it is no JSON object.
 */
export function readPayload(value: unknown, noun: string): Payload {
  if (!isObject(value)) throw invalidAnswer(`Twilio's answer holds no ${noun}.`);
  return { noun, fields: value };
}

/**
 * A text that Twilio always sends.
 * @throws GatewayError UPSTREAM_INVALID_RESPONSE when it is missing or empty.
 */
export function text(payload: Payload, field: string): string {
  const value = payload.fields[field];
  if (typeof value !== 'string' || value === '') throw invalidField(payload, field);
  return value;
}

/**
 * A text that may be null or absent.
 * @throws GatewayError UPSTREAM_INVALID_RESPONSE when it is anything else.
 */
export function textOrNull(payload: Payload, field: string): string | null {
  const value = payload.fields[field] ?? null;
  if (value !== null && typeof value !== 'string') throw invalidField(payload, field);
  return value;
}

/**
 * A whole number that Twilio always sends, as a number or as its text.
 * @throws GatewayError UPSTREAM_INVALID_RESPONSE when it is none.
 */
export function wholeNumber(payload: Payload, field: string): number {
  const value = payload.fields[field];
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isSafeInteger(number)) throw invalidField(payload, field);
  return number;
}

/**
 * A whole number that may be null or absent.
 * @throws GatewayError UPSTREAM_INVALID_RESPONSE when it is anything else.
 */
export function wholeNumberOrNull(payload: Payload, field: string): number | null {
  return isAbsent(payload, field) ? null : wholeNumber(payload, field);
}

/** A truth value that may be null or absent; anything else counts as unknown. */
export function booleanOrNull(payload: Payload, field: string): boolean | null {
  const value = payload.fields[field];
  return typeof value === 'boolean' ? value : null;
}

/**
 * A moment that Twilio always sends (ISO 8601, whole seconds over REST).
 * @throws GatewayError UPSTREAM_INVALID_RESPONSE when it is missing or no date.
 */
export function date(payload: Payload, field: string): Date {
  const parsed = new Date(text(payload, field));
  if (Number.isNaN(parsed.getTime())) throw invalidField(payload, field);
  return parsed;
}

/**
 * A moment that may be null or absent.
 * @throws GatewayError UPSTREAM_INVALID_RESPONSE when it is anything else.
 */
export function dateOrNull(payload: Payload, field: string): Date | null {
  return isAbsent(payload, field) ? null : date(payload, field);
}

/**
 * `date_created` and `date_updated`. Twilio's documentation has `date_updated` null for what was never changed: it then equals
 * the creation.
 */
export function lifetime(payload: Payload): { readonly createdAt: Date; readonly updatedAt: Date } {
  const createdAt = date(payload, 'date_created');
  const { date_created: created, date_updated: updated } = payload.fields;
  // Most things were never changed: then one reading is enough.
  const updatedAt = updated === created ? createdAt : (dateOrNull(payload, 'date_updated') ?? createdAt);
  return { createdAt, updatedAt };
}

/**
 * The JSON that Twilio keeps as a text under `attributes`; unset is `{}`. A text that is no JSON is handed on as it is, because
 * whoever wrote it by another path can only mend what they are shown.
 */
export function attributes(payload: Payload): JsonValue {
  const value = textOrNull(payload, 'attributes');
  if (value === null || value === '' || value === '{}') return {};
  try {
    const parsed: JsonValue = JSON.parse(value);
    return parsed;
  } catch {
    return value;
  }
}

/** One of `words`, or `unknown` for a word that Twilio added since. */
export function wordOf<Word extends string>(words: readonly Word[], value: unknown): Word | 'unknown' {
  return words.find((word) => word === value) ?? 'unknown';
}

/** A list of texts; null where it is null or absent. */
export function textsOrNull(payload: Payload, field: string): readonly string[] | null {
  if (isAbsent(payload, field)) return null;
  const value = payload.fields[field];
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string'))
    throw invalidField(payload, field);
  return value;
}

/** The nested object under `field`; null where it is null, absent or empty. */
export function nestedOrNull(payload: Payload, field: string): Payload | null {
  if (isAbsent(payload, field)) return null;
  const value = payload.fields[field];
  if (!isObject(value)) throw invalidField(payload, field);
  return Object.keys(value).length === 0 ? null : { noun: `${payload.noun}'s ${field}`, fields: value };
}

/** Names the field at fault, never its value, which may be personal. */
export function invalidField(payload: Payload, field: string): GatewayError {
  return invalidAnswer(`Twilio's answer has no valid "${field}" for a ${payload.noun}.`);
}

/** An answer that is not Twilio's documented format. */
export function invalidAnswer(message: string): GatewayError {
  return new GatewayError('UPSTREAM_INVALID_RESPONSE', message);
}

function isAbsent(payload: Payload, field: string): boolean {
  const value = payload.fields[field];
  return value === undefined || value === null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
