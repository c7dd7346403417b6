import { parseArgs } from 'node:util';
import { simulateCache } from './cache/simulate-cache.ts';
import { plantedBugs } from './planted-bugs.ts';
import { allFaults, noFaults } from './schedule.ts';
import { describeFailure, shrink } from './shrink.ts';
import type { SimulationResult } from './simulate.ts';
import { inboxWorld, timelineWorld, type WorldOptions } from './worlds.ts';

const usage = `Runs the timeline of a conversation, inboxes over several, or the caches of several instances through simulated worlds.
  --inbox            inboxes
  --cache            caches; takes --seeds, --from and --seed alone
  --seeds <count>    how many worlds; default 500
  --from <seed>      the first one; default 1
  --healthy          without any fault
  --bug <name>       with a planted bug: ${plantedBugs.map(({ name }) => name).join(', ')}
  --seed <seed>      one world alone
  --keep <places>    with --seed: only these actions of its schedule, such as 3,17,18`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '500' },
      from: { type: 'string', default: '1' },
      healthy: { type: 'boolean', default: false },
      bug: { type: 'string' },
      inbox: { type: 'boolean', default: false },
      cache: { type: 'boolean', default: false },
      seed: { type: 'string' },
      keep: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  if (values.cache) {
    const alone = values.seed === undefined ? null : Number(values.seed);
    return runCaches({
      from: alone ?? Number(values.from),
      count: alone === null ? Number(values.seeds) : 1,
    });
  }
  const bug = plantedBugs.find(({ name }) => name === values.bug);
  if (values.bug !== undefined && !bug) {
    console.error(usage);
    return 2;
  }
  const kind = values.inbox ? inboxWorld : timelineWorld;
  const options: WorldOptions = {
    rates: values.healthy ? noFaults : allFaults,
    rules: bug?.rules,
    sweepPace: bug?.sweepPace,
  };
  if (values.seed !== undefined) return replay(kind(Number(values.seed), options), values.keep);
  const command = ['npm run simulate --', ...(values.inbox ? ['--inbox'] : [])].join(' ');
  const range = { from: Number(values.from), count: Number(values.seeds) };
  return runSeeds(range, { command, worldOf: (seed) => kind(seed, options) });
}

/** Runs one world, in full or with some of its actions. */
async function replay(world: ReturnType<typeof timelineWorld>, keep: string | undefined): Promise<number> {
  const places = keep?.split(',').map(Number) ?? world.schedule.map((_action, place) => place);
  const schedule = places.flatMap((place) => world.schedule[place] ?? []);
  for (const action of schedule) console.log(JSON.stringify(action));
  const { violations } = await world.run(schedule);
  console.log(violations.length === 0 ? 'Every promise is kept.' : violations.join('\n'));
  return violations.length === 0 ? 0 : 1;
}

interface SeedRange {
  readonly from: number;
  readonly count: number;
}

async function runSeeds(
  range: SeedRange,
  {
    command,
    worldOf,
  }: { readonly command: string; readonly worldOf: (seed: number) => ReturnType<typeof timelineWorld> },
): Promise<number> {
  const startedAt = performance.now();
  const results: SimulationResult[] = [];
  for (let seed = range.from; seed < range.from + range.count; seed += 1) {
    const world = worldOf(seed);
    const result = await world.run(world.schedule);
    if (result.violations.length > 0) {
      console.log(describeFailure({ seed, command }, await shrink(world)));
      return 1;
    }
    results.push(result);
    if (results.length % 1_000 === 0) console.log(`${results.length} seeds`);
  }
  console.log(summarize(results));
  console.log(`${Math.round((performance.now() - startedAt) / 1_000)} s`);
  return 0;
}

/** A world of caches has no schedule to be made shorter: its seed alone repeats it. */
async function runCaches({ from, count }: SeedRange): Promise<number> {
  const startedAt = performance.now();
  let [answers, kept] = [0, 0];
  for (let seed = from; seed < from + count; seed += 1) {
    const result = await simulateCache({ seed });
    if (result.violations.length > 0) {
      console.log(`Seed ${seed} breaks the promise:\n  ${result.violations.join('\n  ')}`);
      console.log(`Again: npm run simulate -- --cache --seed ${seed}`);
      return 1;
    }
    answers += result.answers;
    kept += result.kept;
    if ((seed - from + 1) % 1_000 === 0) console.log(`${seed - from + 1} seeds`);
  }
  const share = Math.round((kept / answers) * 100);
  console.log(`${count} seeds, no violation, ${answers} answers, ${share} % of them without a call`);
  console.log(`${Math.round((performance.now() - startedAt) / 1_000)} s`);
  return 0;
}

function summarize(results: readonly SimulationResult[]): string {
  const sum = (of: (result: SimulationResult) => number) =>
    results.reduce((total, result) => total + of(result), 0);
  const latencies = Float64Array.from(results.flatMap(({ latenciesMs }) => latenciesMs)).toSorted();
  const at = (share: number) => Math.round(latencies[Math.floor(latencies.length * share)] ?? 0);
  return [
    `${results.length} seeds, no violation`,
    `${(sum(({ virtualMs }) => virtualMs) / 3_600_000).toFixed(1)} simulated hours`,
    `${sum(({ messages }) => messages)} messages`,
    `${sum(({ webhooksLost }) => webhooksLost)} webhooks lost`,
    `${sum(({ reads }) => reads)} reads`,
    `${sum(({ resyncs }) => resyncs)} resyncs`,
    `told after p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, at most ${Math.round(latencies.at(-1) ?? 0)} ms`,
  ].join(', ');
}

process.exitCode = await main();
