import { createHash } from 'node:crypto';
import type { HttpAnswer, HttpRequest } from '../http-message.ts';

/**
 * The same answer as one that a browser may keep for its user and has to ask about each time: named by its bytes, and told apart by who
 * asks and what they accept.
 */
export function withEntityTag(answer: HttpAnswer): HttpAnswer {
  const digest = createHash('sha256').update(answer.body).digest('base64url');
  return {
    ...answer,
    headers: {
      ...answer.headers,
      'cache-control': 'private, no-cache',
      etag: `"${digest}"`,
      vary: 'authorization, accept',
    },
  };
}

/** The answer, or 304 where it has a tag that the request names in `if-none-match`: the client has the same bytes already. */
export function answerUnlessKnown(request: HttpRequest, answer: HttpAnswer): HttpAnswer {
  const { etag, 'content-type': _type, ...headers } = answer.headers;
  const known = request.headers.get('if-none-match');
  if (etag === undefined || known === undefined) return answer;
  const tags = known.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(etag) || tags.includes('*')
    ? { status: 304, headers: { ...headers, etag }, body: '' }
    : answer;
}
