import { TwilioError } from './error-table.ts';

/** JSON as the emulator writes it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A JSON object as the emulator writes it. */
export type JsonObject = { readonly [key: string]: Json };

/** Parameters of a form or a query: every name with all its values, in the order they came. */
export type Form = ReadonlyMap<string, readonly string[]>;

/** Parameters that one form or query may carry; more are refused. */
const parametersMax = 1_000;

/** A date in REST: UTC in whole seconds, `2026-01-02T03:04:05Z`. */
export function restDate(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

/** A date in a webhook: UTC with milliseconds, `2026-01-02T03:04:05.678Z`. */
export function webhookDate(time: number): string {
  return new Date(time).toISOString();
}

const dateShape = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2}))?$/;

/** Milliseconds since the epoch of an ISO 8601 date, or null when it is none. */
export function parseDate(text: string): number | null {
  if (!dateShape.test(text)) return null;
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : time;
}

const durationShape = /^P(?:(\d{1,6})W|(?:(\d{1,6})D)?(?:T(?:(\d{1,8})H)?(?:(\d{1,9})M)?(?:(\d{1,10})S)?)?)$/;

/** Milliseconds of an ISO 8601 duration in weeks, days, hours, minutes and seconds, or null when it is none. */
export function parseDuration(text: string): number | null {
  const parts = durationShape.exec(text);
  if (!parts || text === 'P' || text.endsWith('T')) return null;
  const [weeks, days, hours, minutes, seconds] = parts.slice(1).map((part) => Number(part ?? 0));
  return (
    ((((weeks ?? 0) * 7 + (days ?? 0)) * 24 + (hours ?? 0)) * 3_600 + (minutes ?? 0) * 60 + (seconds ?? 0)) *
    1_000
  );
}

/**
 * Reads `application/x-www-form-urlencoded` text strictly. Dotted names stay as they are, repeated names become arrays.
 * @throws {TwilioError} 20001 for malformed percent-encoding or more than 1,000 parameters.
 */
export function parseForm(text: string): Form {
  const form = new Map<string, string[]>();
  if (text === '') return form;
  const pairs = text.split('&', parametersMax + 1);
  if (pairs.length > parametersMax) throw new TwilioError(20001, 'Too many parameters');
  for (const pair of pairs) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decode(equals === -1 ? pair : pair.slice(0, equals));
    const value = equals === -1 ? '' : decode(pair.slice(equals + 1));
    const values = form.get(name);
    if (values) values.push(value);
    else form.set(name, [value]);
  }
  return form;
}

/** Writes parameters as a query, in their order; spaces as `%20`. */
export function formatQuery(parameters: Iterable<readonly [string, string]>): string {
  const pairs: string[] = [];
  for (const [name, value] of parameters)
    pairs.push(`${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  return pairs.join('&');
}

/**
 * Decodes one segment of a path.
 * @throws {TwilioError} 20001 for malformed percent-encoding.
 */
export function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new TwilioError(20001, 'Malformed percent-encoding');
  }
}

/** The body of an error answer. */
export function errorBody(error: {
  readonly code: number;
  readonly message: string;
  readonly status: number;
}) {
  return {
    code: error.code,
    message: error.message,
    more_info: `https://www.twilio.com/docs/errors/${error.code}`,
    status: error.status,
  };
}

function decode(text: string): string {
  return decodeSegment(text.replaceAll('+', ' '));
}
