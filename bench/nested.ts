/** The stress query that the peers are measured on: what it asks, of whom, and how the answer is counted. */
import { readFileSync } from 'node:fs';
import { bearerOf } from './bearer.ts';

/** Conversations of each viewer, and what is in one. */
export const nestedSeed = { conversations: 50, participants: 5, messages: 20 } as const;

/** Calls that the REST API needs when nothing is known: the list, and for each conversation two pages. */
export const nestedCallsMin = 1 + 2 * nestedSeed.conversations;

/** The operation of `src/client/operations.graphql`. */
export const nestedDocument = /query Nested \{[^]*?\n\}/.exec(
  readFileSync(new URL('../src/client/operations.graphql', import.meta.url), 'utf8'),
)?.[0];

/** What a GraphQL server made of a query. */
export interface Asked {
  readonly wallMs: number;
  /** Errors of the answer. */
  readonly errors: number;
  /** Characters of the answer's data. */
  readonly characters: number;
}

/** Posts a document and waits for the whole answer. */
export async function askGraphql(
  url: string,
  document: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Asked> {
  const startedAt = performance.now();
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query: document }),
  });
  const text = await response.text();
  const wallMs = performance.now() - startedAt;
  const { errors = [], data } = JSON.parse(text) as { errors?: unknown[]; data?: unknown };
  if (!data) throw new Error(`There is no answer: ${text.slice(0, 500)}`);
  return { wallMs, errors: errors.length, characters: JSON.stringify(data).length };
}

/** The headers with which a viewer asks the gateway. */
export async function headersOf(identity: string): Promise<Readonly<Record<string, string>>> {
  return { authorization: await bearerOf(identity) };
}
