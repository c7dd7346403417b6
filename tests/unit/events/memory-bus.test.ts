import { describe, expect, it } from 'vitest';
import type { ConversationEvent } from '../../../src/conversation-event.ts';
import { conversationTopic } from '../../../src/events/event-bus.ts';
import { createMemoryBus } from '../../../src/events/memory-bus.ts';
import { silentLog } from '../../../src/log.ts';

const conversationSid = `CH${'1'.repeat(32)}`;
const topics = new Set([conversationTopic(conversationSid)]);
const event: ConversationEvent = { kind: 'ConversationRemoved', conversationSid, occurredAt: new Date(0) };

describe('createMemoryBus', () => {
  it('remembers 10,000 entries and not one more', async () => {
    const bus = createMemoryBus({ log: silentLog });
    const start = bus.position();

    for (let count = 0; count < 10_000; count++) bus.publish(event);
    const whole = await bus.entriesAfter(start, topics);
    bus.publish(event);

    expect(whole).toHaveLength(10_000);
    expect(await bus.entriesAfter(start, topics)).toBeNull();
  });

  it('has handed an event to every listener when publish returns', () => {
    const bus = createMemoryBus({ log: silentLog });
    const offsets: number[] = [];
    bus.subscribe(conversationTopic(conversationSid), ({ offset }) => offsets.push(offset));

    bus.publish(event);
    bus.publish(event);

    expect(offsets).toEqual([1, 2]);
  });

  it('logs a listener that throws, without the event', () => {
    const logged: unknown[] = [];
    const log = { ...silentLog, error: (_: string, fields?: unknown) => void logged.push(fields) };
    const bus = createMemoryBus({ log });
    const error = new Error('broken');
    bus.subscribe(conversationTopic(conversationSid), () => {
      throw error;
    });

    bus.publish(event);

    expect(logged).toEqual([{ error, kind: 'ConversationRemoved' }]);
  });

  it('stops the delivery at hand when a listener closes it', () => {
    const bus = createMemoryBus({ log: silentLog });
    const seen: string[] = [];
    bus.subscribe(conversationTopic(conversationSid), () => {
      seen.push('first');
      bus.publish(event);
      void bus.close();
    });
    bus.subscribe(conversationTopic(conversationSid), () => seen.push('second'));

    bus.publish(event);

    expect(seen).toEqual(['first']);
  });

  it('draws its epoch from the randomness it is given', () => {
    const first = createMemoryBus({ log: silentLog, random: () => 0 });
    const second = createMemoryBus({ log: silentLog, random: () => 0.999_999 });

    expect(first.position().epoch).toBe('aaaaaaaaaaaa');
    expect(second.position().epoch).toBe('999999999999');
  });
});
