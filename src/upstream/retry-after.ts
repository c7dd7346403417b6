import type { HttpAnswer } from './call-context.ts';

/**
 * The milliseconds that a `Retry-After` header asks to wait, given in seconds or as a date (RFC 9110, section 10.2.3);
 * undefined where there is none or it makes no sense.
 */
export function retryAfterMsOf(headers: HttpAnswer['headers'], now: number): number | undefined {
  const value = headers['retry-after'];
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return seconds < 0 ? undefined : Math.ceil(seconds * 1_000);
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
