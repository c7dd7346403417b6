/** When all of them happened. */
export const occurredAt = new Date('2026-01-02T03:04:05.678Z');

/** The conversation they are about. */
export const lobby = `CH${'1'.repeat(32)}`;

const message = {
  sid: `IM${'2'.repeat(32)}`,
  conversationSid: lobby,
  index: 7,
  author: 'alice',
  participantSid: null,
  body: 'Ahoy ⛵ {}"\n',
  attributes: { nested: [1, 2.5, null, { at: '2026-01-02T03:04:05.678Z' }] },
  media: [{ sid: `ME${'2'.repeat(32)}`, filename: null, contentType: 'image/png', size: 3 }],
  contentSid: null,
  delivery: {
    total: 2,
    sent: 'all',
    delivered: 'some',
    read: 'none',
    failed: 'none',
    undelivered: 'unknown',
  },
  createdAt: occurredAt,
  updatedAt: occurredAt,
} as const;

const conversation = {
  sid: lobby,
  uniqueName: 'lobby',
  friendlyName: null,
  state: 'active',
  attributes: 'text',
  timers: { inactiveAt: null, closedAt: occurredAt },
  createdAt: occurredAt,
  updatedAt: occurredAt,
} as const;

const head = { conversationSid: lobby, occurredAt };
const participantSid = `MB${'1'.repeat(32)}`;

/** An event of each kind, and more than one where fields may be missing. */
export const everyKind = [
  { kind: 'MessageAdded', ...head, message },
  { kind: 'MessageUpdated', ...head, message: { ...message, delivery: undefined } },
  { kind: 'MessageUpdated', ...head, message: { ...message, delivery: null, body: null, media: [] } },
  { kind: 'MessageRemoved', ...head, messageSid: message.sid, index: 7 },
  { kind: 'DeliveryUpdated', ...head, messageSid: message.sid },
  {
    kind: 'ParticipantAdded',
    ...head,
    participant: {
      sid: participantSid,
      conversationSid: lobby,
      identity: null,
      messagingBinding: { type: 'sms', address: 'a', proxyAddress: null, projectedAddress: null },
      roleSid: null,
      attributes: {},
      lastReadMessageIndex: 3,
      lastReadAt: occurredAt,
      createdAt: occurredAt,
      updatedAt: occurredAt,
    },
  },
  { kind: 'ParticipantUpdated', ...head, participantSid, identity: 'alice', lastReadMessageIndex: 4 },
  { kind: 'ParticipantUpdated', ...head, participantSid, identity: null, lastReadMessageIndex: undefined },
  { kind: 'ParticipantRemoved', ...head, participantSid, identity: 'alice' },
  { kind: 'ConversationAdded', ...head, conversation },
  { kind: 'ConversationUpdated', ...head, conversation: null, state: 'closed' },
  { kind: 'ConversationUpdated', ...head, conversation, state: undefined },
  { kind: 'ConversationRemoved', ...head },
  { kind: 'UserChanged', identity: 'alice', occurredAt },
] as const;
