import type { Page } from '../conversations-api.ts';
import { invalidField, nestedOrNull, type Payload, readPayload, textOrNull } from './payload.ts';

/**
 * One page of a list: the rows stand under the key that `meta.key` names, and the next page's token is taken out of
 * `meta.next_page_url`. The URL itself is never followed: it names a host of the answer's choosing.
 * @throws GatewayError UPSTREAM_INVALID_RESPONSE when the envelope or a row is not in Twilio's format.
 */
export function parsePage<Item>(
  body: unknown,
  options: { readonly key: string; readonly parseItem: (row: unknown) => Item },
): Page<Item> {
  const payload = readPayload(body, 'page');
  const rows = payload.fields[options.key];
  if (!Array.isArray(rows)) throw invalidField(payload, options.key);
  return { items: rows.map(options.parseItem), nextPageToken: nextPageToken(payload) };
}

function nextPageToken(payload: Payload): string | null {
  const meta = nestedOrNull(payload, 'meta');
  if (meta === null) throw invalidField(payload, 'meta');
  const url = textOrNull(meta, 'next_page_url');
  if (url === null || url === '') return null;
  const token = URL.canParse(url) ? new URL(url).searchParams.get('PageToken') : null;
  // Without a token the rest of the list would silently be missing.
  if (token === null || token === '') throw invalidField(meta, 'next_page_url');
  return token;
}
