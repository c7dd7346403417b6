import { describe, expect, it } from 'vitest';
import {
  parseServiceConfiguration,
  parseWebhookConfiguration,
} from '../../../src/upstream/payloads/configuration.ts';
import { parseConversation } from '../../../src/upstream/payloads/conversation.ts';
import { parseMessage } from '../../../src/upstream/payloads/message.ts';
import { parsePage } from '../../../src/upstream/payloads/page.ts';
import { parseParticipant } from '../../../src/upstream/payloads/participant.ts';
import { parseRole } from '../../../src/upstream/payloads/role.ts';
import { parseUser, parseUserConversation } from '../../../src/upstream/payloads/user.ts';
import {
  conversationPayload,
  messagePayload,
  pagePayload,
  participantPayload,
  rolePayload,
  userConversationPayload,
  userPayload,
} from './twilio-payloads.ts';

const at = new Date('2026-01-02T03:04:05Z');

describe('a conversation', () => {
  it('is read with its attributes as JSON and its timers as dates', () => {
    const timers = { date_inactive: '2026-01-02T03:05:05Z', date_closed: '2026-01-02T03:14:05Z' };

    expect(parseConversation({ ...conversationPayload, timers })).toEqual({
      sid: conversationPayload.sid,
      uniqueName: 'support-42',
      friendlyName: 'Support 42',
      state: 'active',
      attributes: { topic: 'feedback' },
      timers: { inactiveAt: new Date('2026-01-02T03:05:05Z'), closedAt: new Date('2026-01-02T03:14:05Z') },
      createdAt: at,
      updatedAt: at,
    });
  });

  it('may have a state that Twilio added since, and keys nobody knows', () => {
    expect(parseConversation({ ...conversationPayload, state: 'archived', colour: 'blue' }).state).toBe(
      'unknown',
    );
  });

  it('without attributes has empty ones', () => {
    expect(parseConversation({ ...conversationPayload, attributes: null }).attributes).toEqual({});
  });

  it.each(['[1,2]', '"text"', '12', 'null'])('keeps attributes that are %s', (text) => {
    expect(parseConversation({ ...conversationPayload, attributes: text }).attributes).toEqual(
      JSON.parse(text),
    );
  });

  it('hands attributes on as text that are no JSON', () => {
    expect(parseConversation({ ...conversationPayload, attributes: '{oops' }).attributes).toBe('{oops');
  });

  it('without a creation date is refused, where the SDK would say now', () => {
    const { date_created: _dropped, ...rest } = conversationPayload;

    expect(() => parseConversation(rest)).toThrow(/"date_created" for a conversation/);
  });

  it.each([
    ['sid', null],
    ['sid', ''],
    ['date_created', 'yesterday'],
    ['attributes', { topic: 'feedback' }],
    ['friendly_name', 7],
    ['timers', 'none'],
  ])('is refused where %s is %j, by the name of the field and without its value', (field, value) => {
    const read = () => parseConversation({ ...conversationPayload, [field]: value });

    expect(read).toThrow(expect.objectContaining({ code: 'UPSTREAM_INVALID_RESPONSE' }));
    expect(read).toThrow(`"${field}"`);
  });

  it.each([null, 'text', [conversationPayload], undefined])('is not made out of %j', (body) => {
    expect(() => parseConversation(body)).toThrow(
      expect.objectContaining({ code: 'UPSTREAM_INVALID_RESPONSE' }),
    );
  });
});

describe('a message', () => {
  it('is read with media and delivery', () => {
    const media = [{ sid: 'ME1', size: 42_056, content_type: 'image/jpeg', filename: 'car.jpg' }];
    const delivery = {
      total: 2,
      sent: 'all',
      delivered: 'some',
      read: 'some',
      failed: 'none',
      undelivered: 'later',
    };

    expect(parseMessage({ ...messagePayload, body: null, media, delivery })).toEqual({
      sid: messagePayload.sid,
      conversationSid: messagePayload.conversation_sid,
      index: 9,
      author: 'alice',
      participantSid: messagePayload.participant_sid,
      body: null,
      attributes: {},
      media: [{ sid: 'ME1', size: 42_056, contentType: 'image/jpeg', filename: 'car.jpg' }],
      contentSid: null,
      delivery: {
        total: 2,
        sent: 'all',
        delivered: 'some',
        read: 'some',
        failed: 'none',
        undelivered: 'unknown',
      },
      createdAt: at,
      updatedAt: at,
    });
  });

  it('that was never edited counts as updated when it was created', () => {
    expect(parseMessage({ ...messagePayload, date_updated: null }).updatedAt).toEqual(at);
  });

  it.each([null, undefined, 1.5, 'nine', Number.NaN])('is refused with %j for an index', (index) => {
    expect(() => parseMessage({ ...messagePayload, index })).toThrow('"index"');
  });
});

describe('a participant', () => {
  it('in the chat has an identity and a read horizon that may be unset', () => {
    expect(parseParticipant(participantPayload)).toMatchObject({
      identity: 'alice',
      messagingBinding: null,
      lastReadMessageIndex: null,
      lastReadAt: null,
    });
  });

  it('outside the chat has a binding, whose keys that do not apply are absent', () => {
    const messaging_binding = { type: 'SMS', address: '+15558675310', proxy_address: '+15017122661' };

    expect(
      parseParticipant({ ...participantPayload, identity: null, messaging_binding }).messagingBinding,
    ).toEqual({
      type: 'sms',
      address: '+15558675310',
      proxyAddress: '+15017122661',
      projectedAddress: null,
    });
  });

  it('has read up to the first message where the horizon is 0', () => {
    const last_read_timestamp = '2026-01-02T03:04:05Z';

    expect(
      parseParticipant({ ...participantPayload, last_read_message_index: 0, last_read_timestamp }),
    ).toMatchObject({ lastReadMessageIndex: 0, lastReadAt: at });
  });
});

describe('the rest', () => {
  it('reads a user, whose presence is often null', () => {
    expect(parseUser(userPayload)).toMatchObject({ identity: 'alice', isOnline: null, isNotifiable: null });
  });

  it('reads the conversation out of a user conversation', () => {
    expect(parseUserConversation(userConversationPayload)).toEqual({
      conversation: parseConversation(conversationPayload),
      participantSid: userConversationPayload.participant_sid,
      userSid: userConversationPayload.user_sid,
      unreadMessagesCount: null,
      lastReadMessageIndex: null,
      notificationLevel: 'default',
    });
  });

  it('refuses a role without permissions rather than reading one that permits nothing', () => {
    const { permissions: _dropped, ...rest } = rolePayload;

    expect(parseRole(rolePayload).permissions).toEqual(['sendMessage', 'leaveConversation']);
    expect(() => parseRole(rest)).toThrow('"permissions"');
  });

  it('reads a webhook configuration that was never set', () => {
    const unset = { pre_webhook_url: null, post_webhook_url: null, filters: null, method: null };

    expect(parseWebhookConfiguration(unset)).toEqual({
      method: null,
      filters: null,
      preWebhookUrl: null,
      postWebhookUrl: null,
    });
  });

  it('refuses a service configuration without roles', () => {
    expect(() => parseServiceConfiguration({ chat_service_sid: 'IS1' })).toThrow(
      '"default_conversation_creator_role_sid"',
    );
  });
});

describe('a page', () => {
  const options = { key: 'conversations', parseItem: parseConversation };

  it('takes the token of the next one out of its URL', () => {
    const next = 'https://conversations.twilio.com/v1/Conversations?PageSize=50&Page=1&PageToken=PTabc%2B%3D';

    expect(parsePage(pagePayload('conversations', [conversationPayload], next), options)).toMatchObject({
      items: [{ sid: conversationPayload.sid }],
      nextPageToken: 'PTabc+=',
    });
  });

  it('ends the list without a next URL, and may be empty with one', () => {
    expect(parsePage(pagePayload('conversations', [], null), options).nextPageToken).toBeNull();
    expect(parsePage(pagePayload('conversations', [], 'https://x/?PageToken=PT1'), options)).toEqual({
      items: [],
      nextPageToken: 'PT1',
    });
  });

  it('whose next URL has no token is refused: the rest would be missing', () => {
    expect(() => parsePage(pagePayload('conversations', [], 'https://x/?Page=1'), options)).toThrow(
      'next_page_url',
    );
  });

  it('with one row that cannot be read is refused as a whole', () => {
    const broken = { ...conversationPayload, date_created: 'soon' };

    expect(() =>
      parsePage(pagePayload('conversations', [conversationPayload, broken], null), options),
    ).toThrow('"date_created"');
  });
});
