/** Sends operations at a fixed rate, whether or not those before were answered, and tells what became of them. */
import { quantile } from '../interleave.ts';
import { type Connections, createConnections } from './connections.ts';

/** What the generator is asked to do. */
export interface LoadRequest {
  readonly origin: string;
  /** Operations a second. */
  readonly rate: number;
  readonly durationMs: number;
  /** Bearer tokens, of which each operation of a kind takes the next one. */
  readonly tokens: readonly string[];
  /** The bodies of queries and of mutations. */
  readonly queries: readonly string[];
  readonly mutations: readonly string[];
  /** Of the operations, so many are mutations. */
  readonly mutationShare: number;
}

/** What became of the operations of one kind. */
export interface LoadOutcome {
  /** From when an operation was due until its answer was there, of each that was taken, in milliseconds. */
  readonly acceptedMs: readonly number[];
  /** The same of each that was refused with OVERLOADED. */
  readonly refusedMs: readonly number[];
  /** Answered otherwise than well or not at all, by what it was. */
  readonly failed: Readonly<Record<string, number>>;
  /** How many were refused in each second, from the start. */
  readonly refusedBySecond: readonly number[];
}

/** What the generator answers. */
export interface LoadReport {
  readonly queries: LoadOutcome;
  readonly mutations: LoadOutcome;
  readonly generator: GeneratorState;
}

/** Whether what was measured is the gateway, and not who asks it. */
export interface GeneratorState {
  /** How late operations were begun, 99 of 100 of them, in milliseconds. All times above hold this as well. */
  readonly latenessP99Ms: number;
  /** The share of the time that the generator's thread was busy. */
  readonly utilisation: number;
  /** The most operations that waited for a free connection at once. */
  readonly queuedMax: number;
}

/** As many as several hundred browsers hold. */
const connectionsMax = 400;
const turnMs = 4;

process.on('message', (request: LoadRequest) => {
  void generate(request).then((report) => process.send?.(report));
});
process.on('disconnect', () => process.exit());

/**
 * Opened once and kept, as browsers and balancers do: libuv takes one new connection in a turn of its loop, so what is
 * measured under load would else be how long hundreds of connections take that are opened in one moment.
 */
let kept: Connections | undefined;

async function generate(request: LoadRequest): Promise<LoadReport> {
  const { origin, rate, durationMs, tokens, queries, mutations, mutationShare } = request;
  const connections = (kept ??= createConnections({ port: Number(new URL(origin).port), connectionsMax }));
  const tallies = { queries: createTally(), mutations: createTally() };
  const running = new Set<Promise<void>>();
  const startedAt = performance.now();
  const busySince = performance.eventLoopUtilization();
  const latenessMs: number[] = [];
  let queuedMax = 0;
  let sent = 0;
  let sentMutations = 0;

  const send = async (total: number, dueAt: number) => {
    const isMutation = sentMutations < Math.floor((total + 1) * mutationShare);
    // Each kind goes round by itself: else the same few people would write everything, and meet the bound of their conversations.
    const place = isMutation ? sentMutations : total - sentMutations;
    if (isMutation) sentMutations += 1;
    const tally = isMutation ? tallies.mutations : tallies.queries;
    const bodies = isMutation ? mutations : queries;
    try {
      const body = bodies[place % bodies.length] ?? '';
      const { status, body: text } = await connections.send(
        `POST /graphql HTTP/1.1\r\nhost: gateway\r\ncontent-type: application/json\r\nauthorization: ${tokens[place % tokens.length]}\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
      );
      const now = performance.now();
      const code = /"code":"([A-Z_]+)"/.exec(text)?.[1];
      if (code === 'OVERLOADED') tally.refuse(now - dueAt, now - startedAt);
      else if (status === 200 && code === undefined) tally.accept(now - dueAt);
      else tally.fail(code ?? String(status));
    } catch (error) {
      tally.fail(error instanceof Error ? error.name : 'unknown');
    }
  };

  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const elapsedMs = performance.now() - startedAt;
      // What is due is due, however late this turn comes: else the generator would wait along with the server.
      for (; sent < (Math.min(elapsedMs, durationMs) * rate) / 1_000; sent += 1) {
        const dueAt = startedAt + (sent * 1_000) / rate;
        latenessMs.push(performance.now() - dueAt);
        const operation = send(sent, dueAt).finally(() => running.delete(operation));
        running.add(operation);
      }
      queuedMax = Math.max(queuedMax, connections.queued);
      if (elapsedMs < durationMs) return;
      clearInterval(timer);
      resolve();
    }, turnMs);
  });
  await Promise.all(running);
  const { utilization } = performance.eventLoopUtilization(busySince);
  return {
    queries: tallies.queries.outcome(),
    mutations: tallies.mutations.outcome(),
    generator: { latenessP99Ms: quantile(latenessMs, 0.99), utilisation: utilization, queuedMax },
  };
}

function createTally() {
  const acceptedMs: number[] = [];
  const refusedMs: number[] = [];
  const failed: Record<string, number> = {};
  const refusedBySecond: number[] = [];
  return {
    accept: (ms: number) => void acceptedMs.push(ms),
    refuse(ms: number, atMs: number) {
      refusedMs.push(ms);
      const second = Math.floor(atMs / 1_000);
      for (let place = refusedBySecond.length; place <= second; place += 1) refusedBySecond.push(0);
      refusedBySecond[second] = (refusedBySecond[second] ?? 0) + 1;
    },
    fail(what: string) {
      failed[what] = (failed[what] ?? 0) + 1;
    },
    outcome: (): LoadOutcome => ({ acceptedMs, refusedMs, failed, refusedBySecond }),
  };
}
