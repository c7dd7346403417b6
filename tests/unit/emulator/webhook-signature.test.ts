import { expect, it } from 'vitest';
import { webhookSignature } from '../../../src/emulator/webhook-signature.ts';

it('signs the URL and the sorted parameters as Twilio does', () => {
  const parameters = {
    EventType: 'onMessageAdded',
    AccountSid: 'AC00000000000000000000000000000001',
    Attributes: '{}',
    Author: 'alice',
    Body: 'hello',
    ConversationSid: 'CH00000000000000000000000000000001',
    DateCreated: '2026-01-02T03:04:05.678Z',
    Index: '0',
    MessageSid: 'IM00000000000000000000000000000001',
    ParticipantSid: 'MB00000000000000000000000000000001',
    RetryCount: '0',
    Source: 'SDK',
  };

  const signature = webhookSignature('12345', {
    url: 'https://example.com/webhooks/twilio/conversations',
    parameters,
  });

  expect(signature).toBe('Sx4VktFSrh/sbtkWOlk5SYUh0qM=');
});
