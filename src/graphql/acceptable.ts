import { GatewayError } from '../errors.ts';
import type { HttpRequest } from '../http-message.ts';

/** The formats of answers, and what stands for them in `accept`. */
const ranges: ReadonlySet<string> = new Set([
  'application/graphql-response+json',
  'application/json',
  'application/*',
  '*/*',
]);

/**
 * Asked before anything is done: an answer that nobody takes would hide what a mutation did.
 * @throws {GatewayError} NOT_ACCEPTABLE unless the client accepts a format in which the gateway answers; without `accept` it takes all.
 */
export function requireAcceptable({ headers }: Pick<HttpRequest, 'headers'>): void {
  const accepted = headers.get('accept') ?? '';
  if (accepted.trim() === '' || accepted.split(',').some(isRangeOfOurs)) return;
  const isStream = accepted.includes('text/event-stream');
  throw new GatewayError(
    'NOT_ACCEPTABLE',
    isStream
      ? 'There are no server-sent events: a subscription has to be sent over WebSocket.'
      : 'The answer is JSON, which `accept` does not name.',
  );
}

function isRangeOfOurs(text: string): boolean {
  const [range = '', ...parameters] = text.toLowerCase().split(';');
  const isRefused = parameters.some((parameter) => /^\s*q\s*=\s*0(\.0*)?\s*$/.test(parameter));
  return ranges.has(range.trim()) && !isRefused;
}
