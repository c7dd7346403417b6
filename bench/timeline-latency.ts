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
import { measurementsOf, quantile } from './interleave.ts';
import { writeResults } from './results.ts';

const messages = 50_000;
const repeats = 9;
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

// The clock's timers let a process end; this one waits for its answer.
const hold = setInterval(() => {}, 60_000);
const shares = [0.5, 0.99] as const;
const rounds: { readonly straight: number; readonly added: number }[][] = [];
for (let round = 0; round < repeats; round += 1) {
  const { plain, timeline } = await measure();
  if (timeline.length !== messages)
    throw new Error(`The timeline told ${timeline.length} of ${messages} messages.`);
  rounds.push(
    shares.map((share) => {
      const straight = quantile(plain, share) * 1_000;
      return { straight, added: quantile(timeline, share) * 1_000 - straight };
    }),
  );
}
clearInterval(hold);
writeResults(
  'Timelines',
  shares.map((share, place) => {
    const added = measurementsOf(rounds.map((round) => round[place]?.added ?? Number.NaN));
    const straight = measurementsOf(rounds.map((round) => round[place]?.straight ?? Number.NaN));
    const { low, high } = added.spread;
    return {
      question: `What a timeline adds to the time from publishing to a subscriber, p${share * 100}`,
      target: '',
      measured: `${added.median.toFixed(1)} µs, beside ${straight.median.toFixed(1)} µs straight from the bus`,
      spread: `${low.toFixed(1)} to ${high.toFixed(1)}, ${repeats} repeats of ${messages.toLocaleString('en')} messages`,
      command: 'npm run bench:timeline',
    };
  }),
);
