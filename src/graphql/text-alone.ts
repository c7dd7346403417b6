/** Where the parts of an operation are in a request over HTTP. */
export interface OperationParts {
  /** The query of the URL with its question mark, or nothing. */
  readonly search: string;
  /** The body as it was read; undefined for GET. */
  readonly body: unknown;
}

/**
 * The same without the digest that clients with persisted queries send beside the text: Apollo would refuse the text for its sake, and
 * over WebSocket nobody looks at it. What counts is the text. A digest without a text stays, and is refused in the words on which such
 * clients send the text.
 */
export function withTextAlone({ search, body }: OperationParts): OperationParts {
  return { search: searchWithTextAlone(search), body: bodyWithTextAlone(body) };
}

function searchWithTextAlone(search: string): string {
  if (!search.includes('extensions=')) return search;
  const parameters = new URLSearchParams(search);
  if (!parameters.get('query')) return search;
  parameters.delete('extensions');
  return `?${parameters.toString()}`;
}

function bodyWithTextAlone(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || !('extensions' in body) || !('query' in body)) return body;
  const { extensions } = body;
  if (typeof extensions !== 'object' || extensions === null || !('persistedQuery' in extensions)) return body;
  const { persistedQuery: _digest, ...others } = extensions;
  return { ...body, extensions: others };
}
