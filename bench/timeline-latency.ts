/**
 * The question: while nothing is lost, how much later does a subscriber hear of a message through its timeline than it would straight
 * from the bus? Both listen to the same events in one run; each figure is from publishing to the listener, in microseconds.
 */
import { performance } from 'node:perf_hooks';
import { systemClock } from '../src/clock.ts';
import type { MessageAdded } from '../src/conversation-event.ts';
import { conversationTopic } from '../src/events/event-bus.ts';
import { createMemoryBus } from '../src/events/memory-bus.ts';
import { createTimelines } from '../src/events/timelines.ts';
import { silentLog } from '../src/log.ts';
import { createMetrics } from '../src/metrics.ts';

const messages = 50_000;
const rounds = 5;
const conversationSid = `CH${'0'.repeat(32)}`;

const messageAdded = (index: number): MessageAdded => {
  const now = new Date();
  return {
    kind: 'MessageAdded',
    conversationSid,
    occurredAt: now,
    message: {
      sid: `IM${index.toString(16).padStart(32, '0')}`,
      conversationSid,
      index,
      author: 'alice',
      participantSid: `MB${'0'.repeat(32)}`,
      body: 'hello',
      attributes: {},
      media: [],
      contentSid: null,
      delivery: undefined,
      createdAt: now,
      updatedAt: now,
    },
  };
};

/** One run: how long each message took to reach either listener. */
async function measure(): Promise<{ readonly plain: number[]; readonly timeline: number[] }> {
  const bus = createMemoryBus({ log: silentLog });
  const timelines = createTimelines({
    api: { listMessages: async () => ({ items: [], nextPageToken: null }) },
    bus,
    clock: systemClock,
    random: Math.random,
    log: silentLog,
    metrics: createMetrics(),
  });
  const plain: number[] = [];
  const timeline: number[] = [];
  let publishedAt = 0;
  bus.subscribe(conversationTopic(conversationSid), () => plain.push(performance.now() - publishedAt));
  const subscription = timelines.subscribe({
    conversationSid,
    after: null,
    taker: { take: () => void timeline.push(performance.now() - publishedAt) },
  });
  await subscription.ready;
  await subscription.history;
  for (let index = 0; index < messages; index += 1) {
    const event = messageAdded(index);
    publishedAt = performance.now();
    bus.publish(event);
    // The event loop turns as it does between webhooks.
    if (index % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  timelines.close();
  await bus.close();
  return { plain, timeline };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

// The clock's timers let a process end; this one waits for its answer.
const hold = setInterval(() => {}, 60_000);
const rows: string[] = [];
for (let round = 1; round <= rounds; round += 1) {
  const { plain, timeline } = await measure();
  if (timeline.length !== messages)
    throw new Error(`The timeline told ${timeline.length} of ${messages} messages.`);
  const figures = [0.5, 0.99].map((share) => {
    const [straight, through] = [quantile(plain, share) * 1_000, quantile(timeline, share) * 1_000];
    return `${straight.toFixed(1).padStart(8)} ${through.toFixed(1).padStart(10)} ${(through - straight).toFixed(1).padStart(8)}`;
  });
  rows.push(`${String(round).padStart(5)} ${figures.join('   ')}`);
}
clearInterval(hold);
console.log(`${messages} messages a round; microseconds from publishing`);
console.log('round  p50 bus   timeline    added    p99 bus   timeline    added');
console.log(rows.join('\n'));
