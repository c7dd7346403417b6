import { validateRequest } from 'twilio/lib/webhooks/webhooks.js';
import { describe, expect, it } from 'vitest';
import { createSignatureVerifier } from '../../../src/webhooks/signature.ts';
import { messageAdded, sign } from './signed-request.ts';

const vector = {
  authToken: '12345',
  url: 'https://example.com/webhooks/twilio/conversations',
  signature: 'Sx4VktFSrh/sbtkWOlk5SYUh0qM=',
  parameters: {
    AccountSid: 'AC00000000000000000000000000000001',
    Attributes: '{}',
    Author: 'alice',
    Body: 'hello',
    ConversationSid: 'CH00000000000000000000000000000001',
    DateCreated: '2026-01-02T03:04:05.678Z',
    EventType: 'onMessageAdded',
    Index: '0',
    MessageSid: 'IM00000000000000000000000000000001',
    ParticipantSid: 'MB00000000000000000000000000000001',
    RetryCount: '0',
    Source: 'SDK',
  },
};

function isSigned(options: {
  readonly publicUrl: string;
  readonly signature: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly authToken?: string;
}): boolean {
  const { publicUrl, signature, authToken = vector.authToken } = options;
  const parameters = Object.entries(options.parameters).map(([name, value]) => ({ name, value }));
  return createSignatureVerifier({ publicUrl, authTokens: [authToken] }).isSigned({ signature, parameters });
}

describe('createSignatureVerifier', () => {
  it('agrees with the official SDK on a known signature', () => {
    const { authToken, url, signature, parameters } = vector;

    const ours = isSigned({ publicUrl: url, signature, parameters });
    const theirs = validateRequest(authToken, signature, url, parameters);

    expect({ ours, theirs }).toEqual({ ours: true, theirs: true });
  });

  it.each([
    ['one letter of a value', { ...vector.parameters, Body: 'hellO' }],
    ['a parameter more', { ...vector.parameters, Extra: '' }],
    ['a parameter less', Object.fromEntries(Object.entries(vector.parameters).slice(1))],
  ])('agrees with the official SDK that %s breaks the signature', (_, parameters) => {
    const { authToken, url, signature } = vector;

    const ours = isSigned({ publicUrl: url, signature, parameters });
    const theirs = validateRequest(authToken, signature, url, parameters);

    expect({ ours, theirs }).toEqual({ ours: false, theirs: false });
  });

  it('agrees with the official SDK on names that sort by code unit and text outside ASCII', () => {
    const parameters = {
      isOnline: 'true',
      Zebra: 'ü',
      'MessagingBinding.Type': '😀',
      MessagingServiceSid: '',
    };
    const url = 'https://chat.example.com/webhooks/twilio';

    const signature = sign(parameters, { url, authToken: vector.authToken });

    expect(isSigned({ publicUrl: url, signature, parameters })).toBe(true);
  });

  it('leaves out the fragment, with which Twilio overrides connection settings', () => {
    const { url, signature, parameters } = vector;

    expect(isSigned({ publicUrl: `${url}#rc=3&rp=all`, signature, parameters })).toBe(true);
  });

  it.each([
    ['https://example.com:8443/hook', 'https://example.com/hook'],
    ['https://example.com:8443/hook', 'https://example.com:8443/hook'],
    ['https://example.com/hook', 'https://example.com:443/hook'],
    ['http://127.0.0.1/hook', 'http://127.0.0.1:80/hook'],
    ['http://[::1]:4000/hook', 'http://[::1]/hook'],
  ])('takes for the URL %s a signature over %s', (publicUrl, url) => {
    const signature = sign(vector.parameters, { url, authToken: vector.authToken });

    expect(isSigned({ publicUrl, signature, parameters: vector.parameters })).toBe(true);
  });

  it.each([
    ['another port', 'https://example.com:8444/hook'],
    ['another path', 'https://example.com:8443/hook/'],
    ['another scheme', 'http://example.com:8443/hook'],
    ['another host', 'https://www.example.com:8443/hook'],
    ['a query', 'https://example.com:8443/hook?x=1'],
  ])('refuses a signature over %s', (_, url) => {
    const signature = sign(vector.parameters, { url, authToken: vector.authToken });

    const publicUrl = 'https://example.com:8443/hook';
    expect(isSigned({ publicUrl, signature, parameters: vector.parameters })).toBe(false);
  });

  it.each(['', 'short', `${vector.signature} `, vector.signature.toLowerCase(), 'ü'.repeat(14)])(
    'refuses the signature "%s"',
    (signature) => {
      expect(isSigned({ publicUrl: vector.url, signature, parameters: messageAdded() })).toBe(false);
    },
  );
});
