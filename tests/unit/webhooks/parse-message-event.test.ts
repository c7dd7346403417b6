import { describe, expect, it } from 'vitest';
import { fieldsByEventType } from '../../../src/webhooks/event-fields.ts';
import { created, eventOf, everyEvent, parse, removed, updated } from './event-parameters.ts';
import { conversationSid, messageAdded, messageSid, participantSid, sidOf } from './signed-request.ts';

describe('messages', () => {
  it('reads onMessageAdded as the whole message', () => {
    const event = eventOf(
      messageAdded({
        Attributes: '{"a":[1]}',
        Media: JSON.stringify([
          { Sid: sidOf('ME', 1), Filename: 'a.jpg', ContentType: 'image/jpeg', Size: 123 },
          { Sid: sidOf('ME', 2), ContentType: 'text/plain', Size: '4' },
        ]),
      }),
    );

    expect(event).toEqual({
      kind: 'MessageAdded',
      conversationSid,
      occurredAt: new Date(created),
      message: {
        sid: messageSid,
        conversationSid,
        index: 4,
        author: 'alice',
        participantSid,
        body: 'hello',
        attributes: { a: [1] },
        media: [
          { sid: sidOf('ME', 1), filename: 'a.jpg', contentType: 'image/jpeg', size: 123 },
          { sid: sidOf('ME', 2), filename: null, contentType: 'text/plain', size: 4 },
        ],
        contentSid: null,
        delivery: undefined,
        createdAt: new Date(created),
        updatedAt: new Date(created),
      },
    });
  });

  it('reads the shape of 2021, which lacks the service', () => {
    const event = eventOf(
      messageAdded({ ChatServiceSid: undefined, ClientIdentity: 'dave', Author: 'dave', Body: 'two' }),
    );

    expect(event).toMatchObject({ kind: 'MessageAdded', message: { author: 'dave', body: 'two' } });
  });

  it('reads onMessageUpdated with the time of the change', () => {
    const event = eventOf(messageAdded({ EventType: 'onMessageUpdated', DateUpdated: updated }));

    expect(event).toMatchObject({
      kind: 'MessageUpdated',
      occurredAt: new Date(updated),
      message: { createdAt: new Date(created), updatedAt: new Date(updated) },
    });
  });

  it('reads onMessageRemoved, also without what the message said', () => {
    const event = eventOf(
      messageAdded({
        EventType: 'onMessageRemoved',
        DateRemoved: removed,
        Author: undefined,
        Body: undefined,
        Attributes: undefined,
      }),
    );

    expect(event).toEqual({
      kind: 'MessageRemoved',
      conversationSid,
      occurredAt: new Date(removed),
      messageSid,
      index: 4,
    });
  });

  it('reads a message that only carries media as one without a body', () => {
    const Media = JSON.stringify([{ Sid: sidOf('ME', 1), ContentType: 'image/png', Size: 1 }]);

    const absent = eventOf(messageAdded({ Media, Body: undefined }));
    const empty = eventOf(messageAdded({ Media, Body: '' }));

    expect(absent).toMatchObject({ message: { body: null } });
    expect(empty).toMatchObject({ message: { body: null } });
  });

  it.each([
    ['{}', {}],
    ['[1,2]', [1, 2]],
    ['null', null],
    ['"text"', 'text'],
    ['no JSON', 'no JSON'],
    ['', {}],
    [undefined, {}],
  ])('reads the attributes %s as REST would', (Attributes, attributes) => {
    expect(eventOf(messageAdded({ Attributes }))).toMatchObject({ message: { attributes } });
  });

  it('takes optional parameters that come empty as absent', () => {
    const event = eventOf(messageAdded({ ParticipantSid: '', MessagingServiceSid: '', Media: '' }));

    expect(event).toMatchObject({ message: { participantSid: null, media: [] } });
  });

  it('keeps parameter names in a message that merely talks about them', () => {
    const Body = 'What is ChatServiceSid, and MessageSid? And ParticipantSid=MB1, Index 4, RetryCount: 0';

    const event = eventOf(messageAdded({ Body, ChatServiceSid: undefined, RetryCount: undefined }));

    expect(event).toMatchObject({ message: { body: Body } });
  });

  it('takes a message whose words look like a parameter that cannot have stood behind it', () => {
    // Names are signed in their order: Attributes cannot have been swallowed by a body, nor can what follows the next name.
    const Body = `Attributes{} and DateUpdated2026-01-02T03:04:05Z`;

    const event = eventOf(messageAdded({ Body, Attributes: undefined }));

    expect(event).toMatchObject({ message: { body: Body, attributes: {} } });
  });

  it('reads onDeliveryUpdated as a hint to the message', () => {
    const event = eventOf({
      ...everyEvent,
      EventType: 'onDeliveryUpdated',
      Source: undefined,
      ChannelMessageSid: sidOf('SM', 1),
      DateCreated: created,
      DateUpdated: updated,
      DeliveryReceiptSid: sidOf('DY', 1),
      MessageSid: messageSid,
      ParticipantSid: participantSid,
      Status: 'sent',
    });

    expect(event).toEqual({
      kind: 'DeliveryUpdated',
      conversationSid,
      occurredAt: new Date(updated),
      messageSid,
    });
  });
});

describe('the tables', () => {
  it('hold every post-action event that Twilio documents', () => {
    expect(Object.keys(fieldsByEventType).toSorted()).toEqual([
      'onConversationAdded',
      'onConversationRemoved',
      'onConversationStateUpdated',
      'onConversationUpdated',
      'onDeliveryUpdated',
      'onMessageAdded',
      'onMessageRemoved',
      'onMessageUpdated',
      'onParticipantAdded',
      'onParticipantRemoved',
      'onParticipantUpdated',
      'onUserAdded',
      'onUserUpdated',
    ]);
  });

  it('tolerate parameters that Twilio adds over time, and count them', () => {
    expect(parse(messageAdded({ Sentiment: 'good', HomeRegion: 'us1' }))).toMatchObject({
      outcome: 'event',
      unknownFields: 2,
    });
  });
});
