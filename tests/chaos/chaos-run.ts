import { setMaxListeners } from 'node:events';
import { createRandom, mixSeeds } from '../../src/emulator/random.ts';
import { type ChaosOptions, soakMinutesMin } from './chaos-options.ts';
import { check, type Violation, type ViolationKind } from './checker.ts';
import { type CallCounts, countCalls } from './call-counts.ts';
import { type Cluster, program, startCluster } from './cluster.ts';
import { createFaultInjector } from './fault-injector.ts';
import { createGraphqlEndpoint, type GraphqlEndpoint } from './graphql-endpoint.ts';
import { churnMemberships, type Membership } from './membership-churn.ts';
import { pause } from './pause.ts';
import { type ResourceWatch, watchResources } from './resource-watch.ts';
import { rollOut } from './roll-out.ts';
import { planFaults } from './schedule.ts';
import { writeSilently } from './silent-writer.ts';
import { createStreamClient, type StreamClient } from './stream-client.ts';
import type { StreamLog } from './stream-log.ts';
import type { Truth } from './truth.ts';
import type { TwilioAccount } from './twilio-account.ts';
import { createWriteRecords, type WriteRecords } from './write-records.ts';
import { createWriter, type Writer } from './writer.ts';

/** What a run found. */
export interface ChaosResult {
  readonly violations: readonly Violation[];
  /** What went wrong beside the promise: gateways that ended by themselves, did not stop, or did not get ready. */
  readonly troubles: readonly string[];
  readonly logs: readonly StreamLog[];
  readonly truth: Truth;
  /** From the end of the faults until all clients had everything, in milliseconds; null when they never had. */
  readonly settledAfterMs: number | null;
  readonly connections: number;
  readonly webhooks: { readonly answered: number; readonly unanswered: number };
  readonly codes: ReadonlyMap<string, number>;
  readonly faults: number;
  /** Requests to Twilio while faults happened, for each conversation and minute. */
  readonly requestsPerConversationMinute: number;
  /** What the gateways asked Twilio for meanwhile. */
  readonly calls: CallCounts;
  readonly resources: ResourceWatch | null;
}

const writers = 6;
/** Conversations that each client follows by streams of their own. */
const followedMax = 3;
/** Every so many clients, one follows its whole inbox too. */
const clientsPerInbox = 2;
/** After the faults: until all gateways are ready, and from then on until all clients have converged, in milliseconds. */
const readyWithinMs = 60_000;
const convergeWithinMs = 90_000;
/** Once all is right, this much longer is listened for what should not come, in milliseconds: long enough for a sweep. */
const lingerMs = 16_000;
/** What may still become right. */
const healingKinds: ReadonlySet<ViolationKind> = new Set(['lost', 'not converged', 'membership untold']);

/** Runs everything once. Whatever happens, nothing it started is left. */
export async function runChaos(
  options: ChaosOptions,
  { log }: { readonly log: (line: string) => void },
): Promise<ChaosResult> {
  const cluster = await startCluster(options);
  const clients: StreamClient[] = [];
  try {
    const unready = await cluster.waitUntilReady(readyWithinMs);
    if (unready.length > 0) throw new Error(`Not ready at the start: ${unready.join(', ')}`);
    return await runIn(cluster, { ...options, clients, log, clientCount: options.clients });
  } finally {
    for (const client of clients) client.close();
    await cluster.close();
  }
}

async function runIn(
  cluster: Cluster,
  options: Omit<ChaosOptions, 'clients'> & {
    readonly clientCount: number;
    readonly clients: StreamClient[];
    readonly log: (line: string) => void;
  },
): Promise<ChaosResult> {
  const { seed, minutes, clients, log } = options;
  const startedAtMs = performance.now();
  const now = () => performance.now() - startedAtMs;
  const randomOf = (purpose: number) => createRandom(mixSeeds(seed, purpose));
  for (const gateway of cluster.gateways)
    log(`${gateway.name} at http://127.0.0.1:${gateway.proxy.port} runs ${gateway.program()}`);
  const endpoint = createGraphqlEndpoint({ pickOrigin: cluster.pickOrigin, random: randomOf(1) });
  const records = createWriteRecords({ now });

  const people = await seedPeople(cluster, options);
  const { conversationSids } = people;
  for (const { identity, ordinal, followed } of people.readers) {
    const client = createStreamClient({
      name: identity,
      identity,
      address: `10.0.${Math.floor(ordinal / 250)}.${(ordinal % 250) + 1}`,
      endpoint,
      pickOrigin: cluster.pickOrigin,
      random: randomOf(1_000 + ordinal),
      now,
    });
    clients.push(client);
    for (const conversationSid of followed) client.followConversation(conversationSid);
    if (ordinal % clientsPerInbox === 0) client.followInbox();
  }
  const writing = people.writers.map((identity, ordinal) =>
    createWriter({
      name: identity,
      identity,
      conversationSids,
      endpoint,
      records,
      random: randomOf(2_000 + ordinal),
      gapMs: 1_000,
    }),
  );

  const durationMs = minutes * 60_000;
  const isSoak = minutes >= soakMinutesMin;
  const nextProgram = nextProgramOf(options);
  const plan =
    options.isCalm || nextProgram !== null
      ? []
      : planFaults({
          seed,
          durationMs,
          gateways: options.gateways,
          hasRedis: options.hasRedis,
          survivor: isSoak ? options.gateways - 1 : null,
        });
  const over = new AbortController();
  // Every writer listens.
  setMaxListeners(0, over.signal);
  const resources = isSoak ? watchResources({ gateways: cluster.gateways, signal: over.signal }) : null;
  const injector = createFaultInjector({
    cluster,
    now,
    onFault: ({ atMs, kind, gateway, lastsMs }) =>
      log(
        `${(atMs / 1_000).toFixed(1).padStart(7)} s  ${kind}${gateway === null ? '' : ` (gateway ${gateway})`}, ${(lastsMs / 1_000).toFixed(1)} s`,
      ),
  });

  const activity = [
    ...writing.map((writer) => writer.run(over.signal)),
    churnMemberships({
      memberships: people.memberships,
      endpoint,
      records,
      random: randomOf(3),
      gapMs: 6_000,
      onReturn: ({ identity, conversationSid }) =>
        clients.find((client) => client.identity === identity)?.followConversation(conversationSid),
      signal: over.signal,
    }),
    writeSilently({
      account: cluster.account,
      author: people.writers[0] ?? '',
      conversationSids,
      gapMs: 5_000,
      random: randomOf(4),
      signal: over.signal,
    }),
  ];
  const [requests, calls] = await Promise.all([
    countRequests(cluster.account, over.signal),
    countCalls(cluster.gateways, { signal: over.signal }),
    Promise.all([
      injector.run(plan),
      nextProgram === null ? null : rollOut(cluster, { program: nextProgram, durationMs, now, log }),
      pause(durationMs),
    ]).then(() => over.abort()),
  ]);
  log('Faults are over; everything settles.');
  const settled = await settle({
    cluster,
    clients,
    endpoint,
    records,
    conversationSids,
    activity,
    writing,
  });
  return {
    ...settled,
    connections: clients.reduce((sum, client) => sum + client.connections(), 0),
    webhooks: cluster.dispatcher.counts(),
    codes: endpoint.codes(),
    faults: plan.length,
    requestsPerConversationMinute: requests / conversationSids.length / minutes,
    calls,
    resources,
  };
}

/** What the gateways become one after the other; null where they stay what they are. */
function nextProgramOf({ otherProgram, otherShare }: Pick<ChaosOptions, 'otherProgram' | 'otherShare'>) {
  if (otherShare === 'rollout') return program;
  return otherShare === 'rollback' ? otherProgram : null;
}

/** Counts the requests to Twilio until the signal aborts, often enough that none is forgotten before. */
async function countRequests(account: TwilioAccount, signal: AbortSignal): Promise<number> {
  let requests = 0;
  await account.takeRequestCount();
  while (!signal.aborted) {
    await pause(5_000, signal);
    requests += await account.takeRequestCount();
  }
  return requests;
}

/** Waits, within bounds, until everything is as it should be, and tells what is not. */
async function settle(options: {
  readonly cluster: Cluster;
  readonly clients: readonly StreamClient[];
  readonly endpoint: GraphqlEndpoint;
  readonly records: WriteRecords;
  readonly conversationSids: readonly string[];
  readonly activity: readonly Promise<void>[];
  readonly writing: readonly Writer[];
}): Promise<Pick<ChaosResult, 'violations' | 'troubles' | 'logs' | 'truth' | 'settledAfterMs'>> {
  const { cluster, clients, records, conversationSids } = options;
  const startedAtMs = performance.now();
  const unready = await cluster.waitUntilReady(readyWithinMs);
  await Promise.all(options.activity);
  // Somebody who was removed must not hear of these, and everybody else must.
  const [writer] = options.writing;
  for (const conversationSid of conversationSids) await writer?.send(conversationSid);

  const giveUpAtMs = performance.now() + convergeWithinMs;
  let settledAtMs: number | null = null;
  for (;;) {
    const truth: Truth = {
      conversations: new Map(
        await Promise.all(
          conversationSids.map(async (sid) => [sid, await cluster.account.messages(sid)] as const),
        ),
      ),
      deletionAsked: records.deletions(),
      sent: records.sent(),
      absences: records.absences(),
    };
    const logs = clients.flatMap((client) => client.logs());
    const violations = check(logs, truth);
    const isSettled = !violations.some(({ kind }) => healingKinds.has(kind));
    if (isSettled) settledAtMs ??= performance.now();
    const isTimeUp =
      settledAtMs === null ? performance.now() > giveUpAtMs : performance.now() > settledAtMs + lingerMs;
    if (!isTimeUp) {
      await pause(1_000);
      continue;
    }
    return {
      violations,
      troubles: [
        ...unready.map((name) => `${name} did not get ready within ${readyWithinMs} ms after the faults`),
        ...cluster.gateways.flatMap((gateway) => gateway.troubles()),
        ...clients.flatMap((client) => client.troubles()),
      ],
      logs,
      truth,
      settledAfterMs: settledAtMs === null ? null : settledAtMs - startedAtMs,
    };
  }
}

interface Reader {
  readonly identity: string;
  readonly ordinal: number;
  /** Conversations that the reader follows by streams of their own. */
  readonly followed: readonly string[];
}

/** Puts up the conversations, with everybody's memberships. */
async function seedPeople(
  { account }: Cluster,
  options: { readonly conversations: number; readonly clientCount: number },
): Promise<{
  readonly conversationSids: readonly string[];
  readonly readers: readonly Reader[];
  readonly writers: readonly string[];
  readonly memberships: readonly Membership[];
}> {
  const writerNames = Array.from({ length: writers }, (_, ordinal) => `writer-${ordinal}`);
  const readers = Array.from({ length: options.clientCount }, (_, ordinal) => ({
    identity: `reader-${ordinal}`,
    ordinal,
    // Neighbours share some of their conversations.
    places: Array.from(
      { length: Math.min(followedMax, options.conversations) },
      (__, step) => (ordinal + step * step) % options.conversations,
    ),
  }));
  const members = Array.from({ length: options.conversations }, (_, place) =>
    readers.filter(({ places }) => places.includes(place)).map(({ identity }) => identity),
  );
  const { conversations } = await account.seed({
    conversations: members.map((identities, place) => ({
      friendlyName: `Conversation ${place}`,
      participants: [...writerNames, ...identities].map((identity) => ({ identity })),
      messages: Array.from({ length: (place % 3) * 60 }, (__, ordinal) => ({
        author: writerNames[0] ?? '',
        body: `old ${ordinal}`,
      })),
    })),
  });
  const conversationSids = conversations.map(({ sid }) => sid);
  return {
    conversationSids,
    writers: writerNames,
    readers: readers.map(({ identity, ordinal, places }) => ({
      identity,
      ordinal,
      followed: [...new Set(places)].map((place) => conversationSids[place] ?? ''),
    })),
    memberships: conversations.flatMap(({ sid, participantSids }, place) =>
      (members[place] ?? []).map((identity, at) => ({
        identity,
        conversationSid: sid,
        participantSid: participantSids[writerNames.length + at] ?? '',
      })),
    ),
  };
}
