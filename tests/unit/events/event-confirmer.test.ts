import { describe, expect, it } from 'vitest';
import type { ConversationEvent, GatewayEvent } from '../../../src/conversation-event.ts';
import { GatewayError } from '../../../src/errors.ts';
import { createEventConfirmer } from '../../../src/events/event-confirmer.ts';
import { silentLog } from '../../../src/log.ts';
import type { Conversation, Participant } from '../../../src/model.ts';
import { watchWarnings } from '../../testkit/process-warnings.ts';
import { createManualClock, settle } from '../upstream/manual-clock.ts';
import { added, conversationSid, messageOf, removed, updated } from './timeline-setup.ts';

const date = new Date('2026-01-02T12:00:00Z');
const conversation: Conversation = {
  sid: conversationSid,
  uniqueName: null,
  friendlyName: 'Boats',
  state: 'active',
  attributes: {},
  timers: { inactiveAt: null, closedAt: null },
  createdAt: date,
  updatedAt: date,
};
const participant: Participant = {
  sid: `MB${'1'.repeat(32)}`,
  conversationSid,
  identity: 'bob',
  messagingBinding: null,
  roleSid: null,
  attributes: {},
  lastReadMessageIndex: null,
  lastReadAt: null,
  createdAt: date,
  updatedAt: date,
};

/** A confirmer over a Twilio that holds what the test puts in. */
function setUp(options: { readonly eventsMax?: number } = {}) {
  const clock = createManualClock();
  const published: GatewayEvent[] = [];
  const held = new Map<string, unknown>();
  const reads: string[] = [];
  const twilio: { failure: GatewayError | null } = { failure: null };
  const find = async <Item>(name: string): Promise<Item> => {
    reads.push(name);
    if (twilio.failure) throw twilio.failure;
    if (!held.has(name)) throw new GatewayError('NOT_FOUND', 'There is no such thing.');
    return held.get(name) as Item;
  };
  const confirmer = createEventConfirmer({
    api: {
      getConversation: (sid) => find(sid),
      getMessage: ({ sid }) => find(sid),
      getParticipant: ({ participant: name }) => find(name),
    },
    bus: { publish: (event) => void published.push(event) },
    clock,
    log: silentLog,
    ...options,
  });
  return { clock, confirmer, held, published, reads, twilio };
}

const head = { conversationSid, occurredAt: new Date(0) };
const message = messageOf(3);
const forged = messageOf(3, { body: 'forged', index: 70, author: 'mallory' });
const isGone: ConversationEvent = {
  kind: 'ParticipantRemoved',
  ...head,
  participantSid: participant.sid,
  identity: 'bob',
};

describe('an event that its signature does not prove', () => {
  it.each<[string, GatewayEvent, ConversationEvent]>([
    ['a new message', added(forged), added(message)],
    ['an edit', updated(forged), updated(message)],
    [
      'a new conversation',
      { kind: 'ConversationAdded', ...head, conversation: { ...conversation, friendlyName: 'forged' } },
      { kind: 'ConversationAdded', conversationSid, occurredAt: date, conversation },
    ],
    [
      'a changed conversation',
      { kind: 'ConversationUpdated', ...head, conversation: null, state: 'closed' },
      { kind: 'ConversationUpdated', conversationSid, occurredAt: date, conversation, state: 'active' },
    ],
    [
      'a new participant',
      { kind: 'ParticipantAdded', ...head, participant: { ...participant, identity: 'mallory' } },
      { kind: 'ParticipantAdded', conversationSid, occurredAt: date, participant },
    ],
    [
      'a changed participant',
      {
        kind: 'ParticipantUpdated',
        ...head,
        participantSid: participant.sid,
        identity: 'mallory',
        lastReadMessageIndex: 9,
      },
      {
        kind: 'ParticipantUpdated',
        conversationSid,
        occurredAt: date,
        participantSid: participant.sid,
        identity: 'bob',
        roleSid: null,
        lastReadMessageIndex: undefined,
      },
    ],
  ])('of %s is told as Twilio holds it', async (_, event, expected) => {
    const { confirmer, held, published } = setUp();
    held.set(message.sid, message).set(conversationSid, conversation).set(participant.sid, participant);

    confirmer.confirm(event);
    await settle();

    expect(published).toEqual([expected]);
  });

  it.each<[string, GatewayEvent]>([
    ['a message', added(message)],
    ['a conversation', { kind: 'ConversationAdded', ...head, conversation }],
    ['a participant', { kind: 'ParticipantAdded', ...head, participant }],
  ])(
    'of %s that Twilio does not hold is looked for again after a second, and told to nobody',
    async (_, event) => {
      const { clock, confirmer, published, reads } = setUp();

      confirmer.confirm(event);
      await settle();
      await clock.advance(999);
      const readsBefore = reads.length;
      await clock.advance(1);
      await settle();

      expect([readsBefore, reads.length]).toEqual([1, 2]);
      expect(published).toEqual([]);
    },
  );

  it('of a message that the first read was too old to show is told after the second', async () => {
    const { clock, confirmer, held, published } = setUp();

    confirmer.confirm(added(message));
    await settle();
    held.set(message.sid, message);
    await clock.advance(1_000);
    await settle();

    expect(published).toEqual([added(message)]);
  });

  it.each<[string, GatewayEvent, string]>([
    ['a message', removed(message), message.sid],
    ['a conversation', { kind: 'ConversationRemoved', ...head }, conversationSid],
    ['a participant', isGone, participant.sid],
    ['a participant whose sid was exchanged', isGone, 'bob'],
  ])('of the removal of %s is told only when that is gone', async (_, event, name) => {
    const { clock, confirmer, held, published } = setUp();

    confirmer.confirm(event);
    await settle();
    const whenGone = [...published];
    held.set(name, {});
    confirmer.confirm(event);
    await settle();
    await clock.advance(1_000);
    await settle();

    expect(whenGone).toMatchObject([{ kind: event.kind }]);
    expect(published).toHaveLength(1);
  });

  it.each<GatewayEvent>([
    { kind: 'DeliveryUpdated', ...head, messageSid: message.sid },
    { kind: 'UserChanged', identity: 'bob', occurredAt: date },
  ])('that only names what has to be read is told at once: $kind', (event) => {
    const { confirmer, published, reads } = setUp();

    confirmer.confirm(event);

    expect(published).toEqual([event]);
    expect(reads).toEqual([]);
  });

  it('waits with as many others as there may be, without a warning of a leak', async () => {
    const { confirmer } = setUp();
    const warnings = watchWarnings();

    for (let place = 0; place < 50; place += 1) confirmer.confirm(added(message));
    await settle();

    expect(await warnings()).toEqual([]);
  });

  it('is dropped where Twilio cannot be read, and where too many wait', async () => {
    const { confirmer, held, published, reads, twilio } = setUp({ eventsMax: 1 });
    twilio.failure = new GatewayError('UPSTREAM_UNAVAILABLE', 'Twilio does not answer.');

    confirmer.confirm(added(message));
    confirmer.confirm(added(message));
    await settle();
    twilio.failure = null;
    held.set(message.sid, message);
    confirmer.confirm(added(message));
    await settle();

    expect(reads).toHaveLength(2);
    expect(published).toEqual([added(message)]);
  });
});
