import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ConversationEvent, GatewayEvent } from '../../src/conversation-event.ts';
import {
  type BusEntry,
  conversationTopic,
  type EventBus,
  identityTopic,
} from '../../src/events/event-bus.ts';
import { createMemoryBus } from '../../src/events/memory-bus.ts';
import { silentLog } from '../../src/log.ts';
import { startRedisBus } from '../testkit/redis-bus.ts';
import { type RedisCluster, startRedisCluster } from '../testkit/redis-cluster.ts';
import { hasRedisServer, type RedisServer, startRedisServer } from '../testkit/redis-server.ts';

/** An engine under contract: makes a bus that remembers `historyMax` entries and shares nothing with another. */
type CreateBus = (options: { readonly historyMax: number }) => EventBus | Promise<EventBus>;

describeEventBus('the bus in memory', ({ historyMax }) => createMemoryBus({ historyMax, log: silentLog }));

describe.skipIf(!hasRedisServer())('over Redis', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedisServer();
  });
  afterAll(() => server.close());

  describeEventBus('the bus over Redis', async ({ historyMax }) => {
    const { bus } = await startRedisBus(server.url, { historyMax, prefix: randomUUID() });
    return bus;
  });
});

describe.skipIf(!hasRedisServer())('over a Redis Cluster', () => {
  let cluster: RedisCluster;
  beforeAll(async () => {
    cluster = await startRedisCluster();
  });
  afterAll(() => cluster.close());

  describeEventBus('the bus over a Redis Cluster', async ({ historyMax }) => {
    // The servers have one clock here.
    const { bus } = await startRedisBus(cluster.url, { historyMax, prefix: randomUUID(), clusterSlackMs: 0 });
    return bus;
  });
});

const occurredAt = new Date('2026-01-02T03:04:05.678Z');
const lobby = `CH${'1'.repeat(32)}`;
const kitchen = `CH${'2'.repeat(32)}`;
const aliceParticipant = `MB${'1'.repeat(32)}`;

/** A removal of a message: the smallest event, told apart by its index. */
function removed(conversationSid: string, index: number): ConversationEvent {
  return { kind: 'MessageRemoved', conversationSid, occurredAt, messageSid: `IM${'1'.repeat(32)}`, index };
}

function describeEventBus(name: string, create: CreateBus): void {
  const historyMax = 5;

  describe(`the contract of ${name}`, () => {
    let bus: EventBus;
    beforeEach(async () => {
      bus = await create({ historyMax });
    });
    afterEach(() => bus.close());

    /** Subscribes and collects what comes. */
    function collect(topic: string) {
      const entries: BusEntry[] = [];
      const { ready, end } = bus.subscribe(topic, (entry) => entries.push(entry));
      return { entries, events: () => entries.map(({ event }) => event), ready, unsubscribe: end };
    }

    /** Waits until the engine has handed out everything published so far. */
    async function settle(): Promise<void> {
      const mark: GatewayEvent = { kind: 'UserChanged', identity: 'settled', occurredAt };
      const { entries, ready, unsubscribe } = collect(identityTopic('settled'));
      await ready;
      bus.publish(mark);
      await vi.waitFor(() => expect(entries).toHaveLength(1));
      unsubscribe();
    }

    it('hands an event of a conversation to the listeners of that conversation alone', async () => {
      const [first, second, other] = [lobby, lobby, kitchen].map((sid) => collect(conversationTopic(sid)));

      bus.publish(removed(lobby, 1));
      await settle();

      expect(first?.events()).toEqual([removed(lobby, 1)]);
      expect(second?.events()).toEqual([removed(lobby, 1)]);
      expect(other?.events()).toEqual([]);
    });

    it('hands out events in the order in which they were published, with growing offsets', async () => {
      const { entries, events } = collect(conversationTopic(lobby));

      for (const index of [3, 1, 2]) bus.publish(removed(lobby, index));
      await settle();

      expect(events()).toEqual([3, 1, 2].map((index) => removed(lobby, index)));
      const offsets = entries.map(({ offset }) => offset);
      expect(offsets).toEqual([...new Set(offsets)].toSorted((left, right) => left - right));
    });

    it.each<GatewayEvent>([
      { kind: 'UserChanged', identity: 'alice', occurredAt },
      {
        kind: 'ParticipantAdded',
        conversationSid: lobby,
        occurredAt,
        participant: {
          sid: aliceParticipant,
          conversationSid: lobby,
          identity: 'alice',
          messagingBinding: null,
          roleSid: null,
          attributes: {},
          lastReadMessageIndex: null,
          lastReadAt: null,
          createdAt: occurredAt,
          updatedAt: occurredAt,
        },
      },
      {
        kind: 'ParticipantUpdated',
        conversationSid: lobby,
        occurredAt,
        participantSid: aliceParticipant,
        identity: 'alice',
        roleSid: `RL${'7'.repeat(32)}`,
        lastReadMessageIndex: 4,
      },
      {
        kind: 'ParticipantRemoved',
        conversationSid: lobby,
        occurredAt,
        participantSid: aliceParticipant,
        identity: 'alice',
      },
    ])('hands $kind to the listeners of the identity', async (event) => {
      const alice = collect(identityTopic('alice'));
      const bob = collect(identityTopic('bob'));

      bus.publish(event);
      await settle();

      expect(alice.events()).toEqual([event]);
      expect(bob.events()).toEqual([]);
    });

    it('gives both topics of one event the same entry', async () => {
      const atConversation = collect(conversationTopic(lobby));
      const atIdentity = collect(identityTopic('alice'));

      bus.publish({
        kind: 'ParticipantRemoved',
        conversationSid: lobby,
        occurredAt,
        participantSid: aliceParticipant,
        identity: 'alice',
      });
      await settle();

      expect(atIdentity.entries).toEqual(atConversation.entries);
      expect(atIdentity.entries).toHaveLength(1);
    });

    it('hands ConversationRemoved to the listeners of the conversation', async () => {
      const { events } = collect(conversationTopic(lobby));
      const event: GatewayEvent = { kind: 'ConversationRemoved', conversationSid: lobby, occurredAt };

      bus.publish(event);
      await settle();

      expect(events()).toEqual([event]);
    });

    it('calls a listener for later events only, and never after it unsubscribed', async () => {
      bus.publish(removed(lobby, 1));
      await settle();
      const { events, unsubscribe } = collect(conversationTopic(lobby));
      bus.publish(removed(lobby, 2));
      await settle();
      unsubscribe();
      unsubscribe();
      bus.publish(removed(lobby, 3));
      await settle();

      expect(events()).toEqual([removed(lobby, 2)]);
    });

    it('keeps two subscriptions of one function apart', async () => {
      const seen: number[] = [];
      const listener = ({ offset }: BusEntry) => void seen.push(offset);
      const { end: unsubscribe } = bus.subscribe(conversationTopic(lobby), listener);
      bus.subscribe(conversationTopic(lobby), listener);

      bus.publish(removed(lobby, 1));
      await settle();
      const withBoth = seen.length;
      unsubscribe();
      bus.publish(removed(lobby, 2));
      await settle();

      expect([withBoth, seen.length]).toEqual([2, 3]);
    });

    it('harms nobody when a listener throws', async () => {
      bus.subscribe(conversationTopic(lobby), () => {
        throw new Error('a broken listener');
      });
      const { events } = collect(conversationTopic(lobby));

      bus.publish(removed(lobby, 1));
      bus.publish(removed(lobby, 2));
      await settle();

      expect(events()).toEqual([removed(lobby, 1), removed(lobby, 2)]);
    });

    it('hands out what a listener publishes after the event at hand, to everybody in the same order', async () => {
      bus.subscribe(conversationTopic(lobby), ({ event }) => {
        if (event.kind === 'MessageRemoved' && event.index === 1) bus.publish(removed(lobby, 2));
      });
      const { events } = collect(conversationTopic(lobby));

      bus.publish(removed(lobby, 1));
      await settle();

      expect(events()).toEqual([removed(lobby, 1), removed(lobby, 2)]);
    });

    it('lets listeners unsubscribe themselves and others while an event is handed out', async () => {
      const seen: string[] = [];
      const topic = conversationTopic(lobby);
      const { end: unsubscribeFirst } = bus.subscribe(topic, () => {
        seen.push('first');
        unsubscribeFirst();
        unsubscribeSecond();
      });
      const { end: unsubscribeSecond } = bus.subscribe(topic, () => seen.push('second'));
      bus.subscribe(topic, () => seen.push('third'));

      bus.publish(removed(lobby, 1));
      bus.publish(removed(lobby, 2));
      await settle();

      expect(seen).toEqual(['first', 'third', 'third']);
    });

    it('does not hand the event at hand to a listener that joins meanwhile', async () => {
      const seen: unknown[] = [];
      const topic = conversationTopic(lobby);
      bus.subscribe(topic, ({ event }) => {
        if (event.kind === 'MessageRemoved' && event.index === 1)
          bus.subscribe(topic, (entry) => seen.push(entry.event));
      });

      bus.publish(removed(lobby, 1));
      await settle();
      bus.publish(removed(lobby, 2));
      await settle();

      expect(seen).toEqual([removed(lobby, 2)]);
    });

    it('reads back the entries of the wanted topics after a position, oldest first', async () => {
      bus.publish(removed(lobby, 1));
      await settle();
      const { entries } = collect(conversationTopic(lobby));
      const position = bus.position();
      bus.publish(removed(lobby, 2));
      bus.publish(removed(kitchen, 3));
      bus.publish(removed(lobby, 4));
      await settle();

      expect(await bus.entriesAfter(position, new Set([conversationTopic(lobby)]))).toEqual(entries);
      expect(entries).toHaveLength(2);
    });

    it('has nothing after the position where the history ends', async () => {
      bus.publish(removed(lobby, 1));
      await settle();

      expect(await bus.entriesAfter(bus.position(), new Set([conversationTopic(lobby)]))).toEqual([]);
    });

    it('reads back exactly as far as its history reaches, and says so beyond', async () => {
      const topics = new Set([conversationTopic(lobby)]);
      const start = bus.position();

      for (let index = 0; index < historyMax; index++) bus.publish(removed(lobby, index));
      const whole = await bus.entriesAfter(start, topics);
      bus.publish(removed(lobby, historyMax));
      const afterFirst = { epoch: start.epoch, offset: whole?.[0]?.offset ?? Number.NaN };

      expect(whole).toHaveLength(historyMax);
      expect(await bus.entriesAfter(start, topics)).toBeNull();
      expect(await bus.entriesAfter(afterFirst, topics)).toHaveLength(historyMax);
    });

    it('knows nothing of positions of another epoch, in the future, or that are none', async () => {
      const topics = new Set([conversationTopic(lobby)]);
      const { epoch, offset } = bus.position();

      expect(await bus.entriesAfter({ epoch: `${epoch}x`, offset }, topics)).toBeNull();
      for (const wrong of [offset + 3_600_000_000, -1, 0.5, Number.NaN])
        expect(await bus.entriesAfter({ epoch, offset: wrong }, topics)).toBeNull();
    });

    it('is of another epoch than another bus', async () => {
      const other = await create({ historyMax });

      expect(other.position().epoch).not.toBe(bus.position().epoch);
      await other.close();
    });

    it('calls nobody after it was closed, and takes publishing and subscribing without complaint', async () => {
      const { events, unsubscribe } = collect(conversationTopic(lobby));
      const everything: BusEntry[] = [];
      bus.subscribeAll((entry) => everything.push(entry));

      const closed = bus.close();
      bus.publish(removed(lobby, 1));
      const late = collect(conversationTopic(lobby));
      bus.publish(removed(lobby, 2));
      unsubscribe();
      late.unsubscribe();
      await closed;
      await bus.close();

      expect([...events(), ...late.events(), ...everything]).toEqual([]);
    });

    it('hands every event to who listens to everything, before the listeners of its topics', async () => {
      const heard: string[] = [];
      const note = (who: string) => (entry: BusEntry) => {
        if (entry.event.kind === 'MessageRemoved') heard.push(`${who} ${entry.event.index}`);
      };
      bus.subscribe(conversationTopic(lobby), note('lobby'));
      const { end } = bus.subscribeAll(note('everything'));

      bus.publish(removed(lobby, 1));
      bus.publish(removed(kitchen, 2));
      await settle();
      end();
      bus.publish(removed(lobby, 3));
      await settle();

      expect(heard).toEqual(['everything 1', 'lobby 1', 'everything 2', 'lobby 3']);
    });

    it('grants a lease to who asks first, and again', async () => {
      const work = `sweep ${lobby}`;

      expect(await bus.lease(work, 60_000)).toBe(true);
      expect(await bus.lease(work, 60_000)).toBe(true);
    });
  });
}
