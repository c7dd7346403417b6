import { vi } from 'vitest';
import type { ConversationEvent } from '../../src/conversation-event.ts';
import { type BusEntry, conversationTopic, type EventBus } from '../../src/events/event-bus.ts';
import { lobby, occurredAt } from './compatibility/every-kind.ts';

export const topic = conversationTopic(lobby);
export const topics: ReadonlySet<string> = new Set([topic]);
/** What takes seconds in production takes a fraction of one here, save silence: who is held up by a busy machine is not cut off. */
export const quick = { beatMs: 100, silenceMaxMs: 60_000, connectTimeoutMs: 500 };

/** The smallest event, told apart by its index. */
export function removed(index: number): ConversationEvent {
  return {
    kind: 'MessageRemoved',
    conversationSid: lobby,
    occurredAt,
    messageSid: `IM${'1'.repeat(32)}`,
    index,
  };
}

/** What a bus tells of the topic from now on. */
export function collect(bus: EventBus) {
  const entries: BusEntry[] = [];
  bus.subscribe(topic, (entry) => entries.push(entry));
  return {
    entries,
    indexes: () => entries.map(({ event }) => (event.kind === 'MessageRemoved' ? event.index : -1)),
  };
}

/** How often a bus tells of a gap from now on. */
export function countGaps(bus: EventBus) {
  let gaps = 0;
  bus.onGap(() => {
    gaps += 1;
  });
  return () => gaps;
}

/** Waits for something that takes the place of a fault: longer than the default of a second. */
export const eventually = (check: () => unknown) => vi.waitFor(check, { timeout: 10_000, interval: 20 });
