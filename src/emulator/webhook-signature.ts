import { createHmac } from 'node:crypto';

/**
 * Twilio's signature of a webhook: HMAC-SHA1, keyed with the account's auth token, over the URL as it was configured (without its
 * fragment) and, for POST, every parameter's name and value in the order of the names.
 * https://www.twilio.com/docs/usage/security#validating-requests
 */
export function webhookSignature(
  authToken: string,
  request: { readonly url: string; readonly parameters: Readonly<Record<string, string>> },
): string {
  const signed = Object.entries(request.parameters)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => name + value)
    .join('');
  return createHmac('sha1', authToken)
    .update(request.url + signed)
    .digest('base64');
}
