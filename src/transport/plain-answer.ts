import type { HttpAnswer } from '../http-message.ts';

/** A text that nobody may keep. */
export function plainAnswer(body: string): HttpAnswer {
  return {
    status: 200,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
    body,
  };
}
