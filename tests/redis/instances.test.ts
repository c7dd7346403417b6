import { describe, expect, it, vi } from 'vitest';
import type { ConversationEvent } from '../../src/conversation-event.ts';
import { type BusEntry, conversationTopic, identityTopic } from '../../src/events/event-bus.ts';
import { startRedisBus } from '../testkit/redis-bus.ts';
import { hasRedisServer, startRedisServer } from '../testkit/redis-server.ts';

const occurredAt = new Date('2026-01-02T03:04:05.678Z');
const lobby = `CH${'1'.repeat(32)}`;
const topic = conversationTopic(lobby);

/** The smallest event, told apart by its index. */
function removed(index: number): ConversationEvent {
  return {
    kind: 'MessageRemoved',
    conversationSid: lobby,
    occurredAt,
    messageSid: `IM${'1'.repeat(32)}`,
    index,
  };
}

describe.skipIf(!hasRedisServer())('instances that share a Redis', () => {
  it('hear of what any of them publishes, all in the same order', async () => {
    const { url } = await startRedisServer();
    const instances = await Promise.all([startRedisBus(url), startRedisBus(url), startRedisBus(url)]);
    const heard = instances.map(({ bus }) => {
      const entries: BusEntry[] = [];
      bus.subscribe(topic, (entry) => entries.push(entry));
      return entries;
    });

    for (let index = 0; index < 300; index++) instances[index % 3]?.bus.publish(removed(index));
    await vi.waitFor(() => expect(heard.map(({ length }) => length)).toEqual([300, 300, 300]));

    expect(heard[1]).toEqual(heard[0]);
    expect(heard[2]).toEqual(heard[0]);
  });

  it('read back what another one published, from a position that yet another one handed out', async () => {
    const { url } = await startRedisServer();
    const [first, second, third] = await Promise.all([
      startRedisBus(url),
      startRedisBus(url),
      startRedisBus(url),
    ]);
    const heard: BusEntry[] = [];
    third.bus.subscribe(topic, (entry) => heard.push(entry));
    first.bus.publish(removed(1));
    await vi.waitFor(() => expect(heard).toHaveLength(1));
    const position = third.bus.position();
    first.bus.publish(removed(2));
    await vi.waitFor(() => expect(heard).toHaveLength(2));
    await Promise.all([first.bus.close(), third.bus.close()]);

    expect(await second.bus.entriesAfter(position, new Set([topic]))).toEqual(heard.slice(1));
  });

  it('carry every kind of event whole', async () => {
    const { url } = await startRedisServer();
    const [sender, receiver] = await Promise.all([startRedisBus(url), startRedisBus(url)]);
    const heard: BusEntry[] = [];
    receiver.bus.subscribeAll((entry) => heard.push(entry));

    for (const event of everyKind) sender.bus.publish(event);
    await vi.waitFor(() => expect(heard).toHaveLength(everyKind.length));

    expect(heard.map(({ event }) => event)).toEqual(everyKind);
  });

  it('share nothing with instances of another prefix', async () => {
    const { url } = await startRedisServer();
    const [one, other] = await Promise.all([
      startRedisBus(url, { prefix: 'one' }),
      startRedisBus(url, { prefix: 'other' }),
    ]);
    const heard: BusEntry[] = [];
    const heardByOther: BusEntry[] = [];
    one.bus.subscribe(topic, (entry) => heard.push(entry));
    other.bus.subscribeAll((entry) => heardByOther.push(entry));
    const position = other.bus.position();

    one.bus.publish(removed(1));
    await vi.waitFor(() => expect(heard).toHaveLength(1));
    other.bus.publish(removed(2));
    await vi.waitFor(() => expect(heardByOther).toHaveLength(1));

    expect(heardByOther.map(({ event }) => event)).toEqual([removed(2)]);
    expect(await other.bus.entriesAfter(position, new Set([topic]))).toEqual(heardByOther);
  });

  it('grant a lease to one of them until it is over', async () => {
    const { url } = await startRedisServer();
    const [one, other] = await Promise.all([startRedisBus(url), startRedisBus(url)]);

    const first = await Promise.all([one.bus.lease('sweep', 200), other.bus.lease('sweep', 200)]);
    const different = await other.bus.lease('another sweep', 200);

    expect(first.toSorted()).toEqual([false, true]);
    expect(different).toBe(true);
    const loser = first[0] ? other : one;
    await vi.waitFor(async () => expect(await loser.bus.lease('sweep', 200)).toBe(true));
  });

  it('forget what is older than their history, and say so', async () => {
    const { url } = await startRedisServer();
    const { bus } = await startRedisBus(url, { historyMs: 300 });
    const heard: BusEntry[] = [];
    bus.subscribe(topic, (entry) => heard.push(entry));
    const position = bus.position();
    bus.publish(removed(1));
    await vi.waitFor(() => expect(heard).toHaveLength(1));
    const whole = await bus.entriesAfter(position, new Set([topic]));

    await vi.waitFor(async () => expect(await bus.entriesAfter(position, new Set([topic]))).toBeNull());

    expect(whole).toEqual(heard);
  });

  it('leave nothing behind but the epoch and what expires', async () => {
    const server = await startRedisServer();
    const { bus } = await startRedisBus(server.url, { historyMs: 60_000 });
    bus.subscribe(identityTopic('alice'), () => {});
    for (const event of everyKind) bus.publish(event);
    await bus.lease('sweep', 60_000);

    const keys = await server.command('KEYS', '*');
    const ttls = await Promise.all(
      (keys as string[]).map(async (key) => [key, await server.command('PTTL', key)] as const),
    );

    const forever = ttls.filter(([, ttlMs]) => ttlMs === -1).map(([key]) => key);
    expect(forever).toEqual(['test:epoch']);
    expect(ttls.every(([, ttlMs]) => Number(ttlMs) <= 60_000)).toBe(true);
    expect(JSON.stringify(keys)).not.toContain('alice');
  });

  it('keep a stream within its number of entries', async () => {
    const server = await startRedisServer();
    const { bus } = await startRedisBus(server.url, { historyMax: 10 });
    const heard: BusEntry[] = [];
    bus.subscribe(topic, (entry) => heard.push(entry));

    for (let index = 0; index < 100; index++) bus.publish(removed(index));
    await vi.waitFor(() => expect(heard).toHaveLength(100));

    const [stream = ''] = (await server.command('KEYS', '*:events')) as string[];
    expect(await server.command('XLEN', stream)).toBe(10);
  });
});

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

const everyKind = [
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
