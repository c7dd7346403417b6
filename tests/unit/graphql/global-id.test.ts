import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  conversationId,
  messageId,
  parseConversationId,
  parseId,
  parseMessageId,
  parseUserId,
  participantId,
  userId,
} from '../../../src/graphql/global-id.ts';

const conversationSid = `CH${'1'.repeat(32)}`;
const messageSid = `IM${'2'.repeat(32)}`;
const participantSid = `MB${'3'.repeat(32)}`;
const refused = expect.objectContaining({ code: 'BAD_USER_INPUT' });

describe('an id', () => {
  it('names what it was made of', () => {
    expect(parseId(conversationId(conversationSid))).toEqual({ type: 'Conversation', sid: conversationSid });
    expect(parseId(messageId({ conversationSid, sid: messageSid }))).toEqual({
      type: 'Message',
      conversationSid,
      sid: messageSid,
    });
    expect(parseId(participantId({ conversationSid, sid: participantSid }))).toEqual({
      type: 'Participant',
      conversationSid,
      participant: participantSid,
    });
  });

  it('of a user holds any identity', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (identity) => {
        expect(parseUserId(userId(identity))).toBe(identity);
      }),
    );
  });

  it('is refused where another type is asked for', () => {
    expect(() => parseConversationId(userId('alice'))).toThrow(refused);
    expect(() => parseMessageId(participantId({ conversationSid, sid: participantSid }))).toThrow(refused);
  });

  it('is refused when it is none: a sid, a broken one, any text', () => {
    for (const text of ['', conversationSid, `${conversationId(conversationSid)}=`, conversationId('CH1')]) {
      expect(() => parseId(text)).toThrow(refused);
    }
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (text) => {
        fc.pre(!text.startsWith('d'));
        expect(() => parseId(text)).toThrow(refused);
      }),
    );
  });
});
