import type { GraphQLError } from 'graphql';
import type { HttpRequest } from '../http-message.ts';
import { isPersistedQuery, type OperationRequest } from './operation.ts';

/** Where the parts of an operation are in a request over HTTP, and why it is to be refused nevertheless. */
export interface TextAlone {
  /** The query of the URL with its question mark, or nothing. */
  readonly search: string;
  readonly body: unknown;
  readonly refusal?: GraphQLError;
}

/** Stands for a text that is not known, as nothing reaches the plugins of Apollo without one. */
const placeholder = '{ __typename }';

/**
 * The same with the text of the document and without its digest, for whose sake Apollo would refuse the text. Where there is a text it
 * is what counts, as over WebSocket; where there is only the digest, its text takes its place.
 */
export function withTextAlone(
  { method, search }: Pick<HttpRequest, 'method' | 'search'>,
  {
    body,
    textOf,
  }: {
    /** The body as it was read; undefined for GET. */
    readonly body: unknown;
    readonly textOf: (request: OperationRequest) => string | GraphQLError;
  },
): TextAlone {
  const resolve = (asked: OperationRequest): { text: string; refusal?: GraphQLError } => {
    const text = textOf(asked);
    return typeof text === 'string' ? { text } : { text: placeholder, refusal: text };
  };

  if (method === 'GET') {
    if (!search.includes('extensions=')) return { search, body };
    const parameters = new URLSearchParams(search);
    const asked = { query: parameters.get('query'), extensions: parsed(parameters.get('extensions')) };
    if (!asked.query && !isPersistedQuery(asked)) return { search, body };
    const { text, ...rest } = resolve(asked);
    // Where there is a text, it may be there twice, which is for Apollo to refuse.
    if (!asked.query) parameters.set('query', text);
    parameters.delete('extensions');
    return { ...rest, search: `?${parameters.toString()}`, body };
  }
  if (typeof body !== 'object' || body === null || !isPersistedQuery(body)) return { search, body };
  const asked: OperationRequest = body;
  // What is no text at all is for Apollo to refuse.
  const { text, ...rest } = asked.query ? { text: asked.query } : resolve(asked);
  const { persistedQuery: _digest, ...extensions } = body.extensions;
  return { ...rest, search, body: { ...body, query: text, extensions } };
}

/** What is no JSON names no digest, and is for Apollo to refuse. */
function parsed(json: string | null): unknown {
  try {
    return JSON.parse(json ?? 'null');
  } catch {
    return undefined;
  }
}
