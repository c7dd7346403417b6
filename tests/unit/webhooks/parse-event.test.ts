import { describe, expect, it } from 'vitest';
import { created, eventOf, everyEvent, parse, removed, updated } from './event-parameters.ts';
import { accountSid, chatServiceSid, conversationSid, participantSid, sidOf } from './signed-request.ts';

const conversation = {
  ...everyEvent,
  Attributes: '{"topic":"feedback"}',
  DateCreated: created,
  DateUpdated: updated,
  FriendlyName: 'Support',
  UniqueName: 'support-1',
  State: 'inactive',
};

const participant = {
  ...everyEvent,
  Attributes: '{"color":"red"}',
  DateCreated: created,
  DateUpdated: updated,
  Identity: 'alice',
  'MessagingBinding.Type': 'CHAT',
  ParticipantSid: participantSid,
  RoleSid: sidOf('RL', 1),
};

describe('conversations', () => {
  const model = {
    sid: conversationSid,
    uniqueName: 'support-1',
    friendlyName: 'Support',
    state: 'inactive',
    attributes: { topic: 'feedback' },
    timers: { inactiveAt: null, closedAt: null },
    createdAt: new Date(created),
    updatedAt: new Date(updated),
  };

  it('reads onConversationAdded as the whole conversation', () => {
    expect(eventOf({ ...conversation, EventType: 'onConversationAdded' })).toEqual({
      kind: 'ConversationAdded',
      conversationSid,
      occurredAt: new Date(created),
      conversation: model,
    });
  });

  it('reads onConversationUpdated with conversation and state', () => {
    expect(eventOf({ ...conversation, EventType: 'onConversationUpdated' })).toEqual({
      kind: 'ConversationUpdated',
      conversationSid,
      occurredAt: new Date(updated),
      conversation: model,
      state: 'inactive',
    });
  });

  it('reads names that are not set as null, and a state that Twilio added since as unknown', () => {
    const event = eventOf({
      ...conversation,
      EventType: 'onConversationUpdated',
      FriendlyName: undefined,
      UniqueName: '',
      State: 'frozen',
    });

    expect(event).toMatchObject({
      conversation: { friendlyName: null, uniqueName: null, state: 'unknown' },
    });
  });

  it('reads onConversationStateUpdated as a state without the rest', () => {
    const event = eventOf({
      ...everyEvent,
      EventType: 'onConversationStateUpdated',
      Source: undefined,
      Reason: 'TIMER',
      StateFrom: 'active',
      StateTo: 'closed',
      StateUpdated: updated,
    });

    expect(event).toEqual({
      kind: 'ConversationUpdated',
      conversationSid,
      occurredAt: new Date(updated),
      conversation: null,
      state: 'closed',
    });
  });

  it('reads onConversationRemoved', () => {
    expect(eventOf({ ...conversation, EventType: 'onConversationRemoved', DateRemoved: removed })).toEqual({
      kind: 'ConversationRemoved',
      conversationSid,
      occurredAt: new Date(removed),
    });
  });
});

describe('participants', () => {
  it('reads a chat user as one without a binding', () => {
    expect(eventOf({ ...participant, EventType: 'onParticipantAdded' })).toEqual({
      kind: 'ParticipantAdded',
      conversationSid,
      occurredAt: new Date(created),
      participant: {
        sid: participantSid,
        conversationSid,
        identity: 'alice',
        messagingBinding: null,
        roleSid: sidOf('RL', 1),
        attributes: { color: 'red' },
        lastReadMessageIndex: null,
        lastReadAt: null,
        createdAt: new Date(created),
        updatedAt: new Date(updated),
      },
    });
  });

  it('reads somebody outside the chat with the type in small letters', () => {
    const event = eventOf({
      ...participant,
      EventType: 'onParticipantAdded',
      Identity: undefined,
      RoleSid: undefined,
      'MessagingBinding.Type': 'WHATSAPP',
      'MessagingBinding.Address': 'whatsapp:+15550100',
      'MessagingBinding.ProxyAddress': 'whatsapp:+15550101',
    });

    expect(event).toMatchObject({
      participant: {
        identity: null,
        roleSid: null,
        messagingBinding: {
          type: 'whatsapp',
          address: 'whatsapp:+15550100',
          proxyAddress: 'whatsapp:+15550101',
          projectedAddress: null,
        },
      },
    });
  });

  it('reads onParticipantUpdated with the read horizon where it names one', () => {
    const EventType = 'onParticipantUpdated';

    const moved = eventOf({ ...participant, EventType, LastReadMessageIndex: '41' });
    const unnamed = eventOf({ ...participant, EventType });

    expect(moved).toEqual({
      kind: 'ParticipantUpdated',
      conversationSid,
      occurredAt: new Date(updated),
      participantSid,
      identity: 'alice',
      roleSid: sidOf('RL', 1),
      lastReadMessageIndex: 41,
    });
    expect(unnamed).toMatchObject({ lastReadMessageIndex: undefined });
  });

  it('reads onParticipantRemoved', () => {
    expect(eventOf({ ...participant, EventType: 'onParticipantRemoved', DateRemoved: removed })).toEqual({
      kind: 'ParticipantRemoved',
      conversationSid,
      occurredAt: new Date(removed),
      participantSid,
      identity: 'alice',
    });
  });
});

describe('users', () => {
  const user = {
    AccountSid: accountSid,
    Attributes: '{}',
    ChatServiceSid: chatServiceSid,
    DateCreated: created,
    FriendlyName: 'Alice',
    Identity: 'alice',
    RoleSid: sidOf('RL', 2),
    UserSid: sidOf('US', 1),
  };

  it('reads onUserAdded and onUserUpdated as a change of the user', () => {
    const added = eventOf({ ...user, EventType: 'onUserAdded' });
    const changed = eventOf({
      ...user,
      EventType: 'onUserUpdated',
      DateUpdated: updated,
      isOnline: 'true',
      isNotifiable: 'false',
    });

    expect(added).toEqual({ kind: 'UserChanged', identity: 'alice', occurredAt: new Date(created) });
    expect(changed).toEqual({ kind: 'UserChanged', identity: 'alice', occurredAt: new Date(updated) });
  });

  it('refuses a user without an identity and an online state that is none', () => {
    expect(parse({ ...user, EventType: 'onUserAdded', Identity: '' })).toEqual({
      outcome: 'malformed',
      reason: 'Identity is empty.',
    });
    expect(parse({ ...user, EventType: 'onUserUpdated', DateUpdated: updated, isOnline: 'yes' })).toEqual({
      outcome: 'malformed',
      reason: 'isOnline is not true or false.',
    });
  });
});
