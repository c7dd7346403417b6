import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ChaosOptions, readChaosOptions, usage } from './chaos-options.ts';
import { type ChaosResult, runChaos } from './chaos-run.ts';
import { formatTable, formatViolations, quantile } from './report.ts';
import { trendOf } from './resource-samples.ts';
import { describeEntry } from './stream-log.ts';

const options = readOptionsOrExit();
// Whoever interrupts wants no report. Exiting ends every process of the run, frozen ones too.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));

const { gateways, clients, conversations, minutes, seed, hasRedis } = options;
console.log(
  `Seed ${seed}: ${gateways} gateways${hasRedis ? ' and Redis' : ''}, ${clients} clients, ${conversations} conversations, ${minutes} minutes.`,
);
const result = await runChaos(options, { log: console.log });
console.log(describe(result));
console.log(`All logs are in ${await keepLogs(result)}.`);
const isFailed = result.violations.length > 0 || result.troubles.length > 0;
if (isFailed) {
  console.log(`\n${formatViolations(result.violations)}\n\n${result.troubles.join('\n')}`);
  console.log(`Once more: npm run chaos -- ${commandOf(options)}`);
}
// Connections that were cut may linger; nothing of them matters any more.
process.exit(isFailed ? 1 : 0);

function readOptionsOrExit(): ChaosOptions {
  try {
    const read = readChaosOptions(process.argv.slice(2));
    if (read !== 'help') return read;
    console.log(usage);
    process.exit(0);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    process.exit(2);
  }
}

function commandOf(asked: ChaosOptions): string {
  return [
    `--minutes ${asked.minutes}`,
    `--seed ${asked.seed}`,
    `--gateways ${asked.gateways}`,
    `--clients ${asked.clients}`,
    `--conversations ${asked.conversations}`,
    ...(asked.hasRedis ? [] : ['--no-redis']),
    ...(asked.otherProgram === null
      ? []
      : [`--other-program ${asked.otherProgram}`, `--other-share ${asked.otherShare}`]),
    ...(asked.isCalm ? ['--calm'] : []),
  ].join(' ');
}

function describe(outcome: ChaosResult): string {
  const entries = outcome.logs.flatMap((log) => log.entries);
  const resyncs = new Map<string, number>();
  for (const entry of entries) {
    if (entry.kind === 'resync') resyncs.set(entry.reason, (resyncs.get(entry.reason) ?? 0) + 1);
  }
  const count = (kind: string) => entries.filter((entry) => entry.kind === kind).length;
  const { sent } = outcome.truth;
  const unknown = sent.filter(({ outcome: became }) => became === 'unknown').length;
  const unanswered = sent.filter(({ outcome: became }) => became === 'unanswered').length;
  return [
    '',
    formatTable(outcome.violations),
    '',
    `${outcome.faults} faults; ${sent.length} messages sent (${unknown} of unknown fate, ${unanswered} unanswered); ` +
      `${count('added')} additions, ${count('updated')} updates and ${count('removed')} removals told; ` +
      `${outcome.connections} connections; ${count('resync')} Resyncs ${listCounts(resyncs)}`,
    `Webhooks: ${outcome.webhooks.answered} answered, ${outcome.webhooks.unanswered} unanswered. Codes answered: ${listCounts(outcome.codes)}`,
    `Requests to Twilio: ${outcome.requestsPerConversationMinute.toFixed(1)} a minute for each conversation.`,
    `Of each live conversation, a minute: calls by priority ${listRates(outcome.calls.byPriority)}; reads by reason ${listRates(outcome.calls.readsByReason)}`,
    outcome.settledAfterMs === null
      ? 'It never settled.'
      : `Settled ${(outcome.settledAfterMs / 1_000).toFixed(1)} s after the faults.`,
    ...describeResources(outcome),
  ].join('\n');
}

function listCounts(counts: ReadonlyMap<string, number>): string {
  return `(${[...counts].map(([name, times]) => `${name} ${times}`).join(', ') || 'none'})`;
}

/** Counts of the whole run, as rates of one conversation. Every conversation of a run is followed all the time. */
function listRates(counts: ReadonlyMap<string, number>): string {
  const rates = [...counts].map(([name, times]) => `${name} ${(times / conversations / minutes).toFixed(1)}`);
  return rates.join(', ') || 'none';
}

/** Processes of which there are too few samples for a slope are left out. */
function describeResources({ resources }: ChaosResult): readonly string[] {
  const rows = resources?.processes() ?? [];
  return rows.flatMap(({ name, pid, samples }) => {
    const trend = trendOf(samples, { warmUpMinutes: 3 });
    if (!trend) return [];
    const megabytes = quantile(
      samples.map(({ residentBytes }) => residentBytes / 2 ** 20),
      0.5,
    );
    const handles = quantile(
      samples.map((sample) => sample.handles),
      0.5,
    );
    return [
      `${name} (pid ${pid}): ${megabytes?.toFixed(0)} MB, ${(trend.residentBytesPerMinute / 2 ** 20).toFixed(2)} MB a minute; ` +
        `${handles} handles, ${trend.handlesPerMinute.toFixed(2)} a minute`,
    ];
  });
}

/** Writes every log into a file of its own, and gives the folder. */
async function keepLogs({ logs, truth }: ChaosResult): Promise<string> {
  const folder = fileURLToPath(new URL('../../coverage/chaos', import.meta.url));
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const { sent, absences } = truth;
  const written = [...sent.map(({ bodies, ...rest }) => ({ ...rest, bodies: [...bodies] })), ...absences];
  await writeFile(join(folder, 'written.jsonl'), written.map((row) => `${JSON.stringify(row)}\n`).join(''));
  await Promise.all(
    logs.map(({ client, source, conversationSid, entries }, place) =>
      writeFile(
        join(folder, `${client}-${source}-${conversationSid}-${place}.txt`),
        `${entries.map(describeEntry).join('\n')}\n`,
      ),
    ),
  );
  return folder;
}
