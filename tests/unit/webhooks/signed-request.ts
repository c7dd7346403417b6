import { randomUUID } from 'node:crypto';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import type { HttpRequest } from '../../../src/http-message.ts';

/** The URL that the receiver under test is configured with. */
export const publicUrl = 'https://chat.example.com/webhooks/twilio';

/** The auth token that the receiver under test knows. */
export const authToken = '0123456789abcdef0123456789abcdef';

/** A sid of two letters and a small number. */
export function sidOf(prefix: string, number: number): string {
  return prefix + number.toString(16).padStart(32, '0');
}

export const accountSid = sidOf('AC', 1);
export const chatServiceSid = sidOf('IS', 1);
export const conversationSid = sidOf('CH', 1);
export const messageSid = sidOf('IM', 1);
export const participantSid = sidOf('MB', 1);

/** The parameters of a plain `onMessageAdded` as Twilio sends it today; undefined leaves one out. */
export function messageAdded(changes: Readonly<Record<string, string | undefined>> = {}) {
  return defined({
    AccountSid: accountSid,
    Attributes: '{}',
    Author: 'alice',
    Body: 'hello',
    ChatServiceSid: chatServiceSid,
    ConversationSid: conversationSid,
    DateCreated: '2026-01-02T03:04:05.678Z',
    EventType: 'onMessageAdded',
    Index: '4',
    MessageSid: messageSid,
    ParticipantSid: participantSid,
    RetryCount: '0',
    Source: 'SDK',
    ...changes,
  });
}

/** The given parameters without those that are undefined. */
export function defined(parameters: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const entries: [string, string][] = [];
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined) entries.push([name, value]);
  return Object.fromEntries(entries);
}

/** What Twilio would send as `X-Twilio-Signature`, by the official SDK. */
export function sign(
  parameters: Readonly<Record<string, string>>,
  options: { readonly url?: string; readonly authToken?: string } = {},
): string {
  return getExpectedTwilioSignature(options.authToken ?? authToken, options.url ?? publicUrl, parameters);
}

/** A webhook as Twilio sends it, signed by the official SDK; `changes` alter the request afterwards. */
export function signedRequest(
  parameters: Readonly<Record<string, string>>,
  changes: Partial<HttpRequest> = {},
): HttpRequest {
  return {
    method: 'POST',
    path: '/webhooks/twilio',
    search: '',
    headers: headersOf({ 'x-twilio-signature': sign(parameters) }),
    body: formBody(parameters),
    requestId: randomUUID(),
    signal: new AbortController().signal,
    ...changes,
  };
}

/** The headers of a webhook, with some of them changed. */
export function headersOf(changes: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(
    Object.entries({ 'content-type': 'application/x-www-form-urlencoded; charset=utf-8', ...changes }),
  );
}

/** A form as bytes. */
export function formBody(parameters: Readonly<Record<string, string>> | readonly [string, string][]): Buffer {
  const pairs = Array.isArray(parameters) ? parameters : Object.entries(parameters);
  return Buffer.from(
    pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&'),
  );
}
