/**
 * The question: what does Nested, with nothing known, cost in calls to Twilio, and how near does it come to the two round trips that
 * it needs at least, and to a program that makes the same calls and nothing else? And what becomes of it where Twilio takes 30 calls at once and refuses the rest, which the gateway has to learn?
 */
import { parseArgs } from 'node:util';
import { startChild } from './child-process.ts';
import type { emulatorActions } from './emulator-process.ts';
import type { gatewayActions } from './gateway-process.ts';
import { interleave, measurementsOf } from './interleave.ts';
import { askGraphql, headersOf, nestedCallsMin, nestedDocument, nestedSeed } from './nested.ts';
import { ratioOf, writeResults } from './results.ts';
import { type SelfTime, selfTimeTable, sumOf } from './self-time-table.ts';

const { values: flags } = parseArgs({
  options: {
    repeats: { type: 'string', default: '9' },
    /** Prints where the CPU of Nested goes. */
    profile: { type: 'boolean', default: false },
  },
});
const repeats = Number(flags.repeats);
const warmUps = 2;
const latencyMs = 100;
const floorMs = 2 * latencyMs;
const cap = 30;
const command = 'npm run bench:upstream-calls';

const emulator = await startChild<typeof emulatorActions>('emulator-process.ts');
const gateway = await startChild<typeof gatewayActions>('gateway-process.ts');
const { accountSid, authToken, baseUrl, chatServiceSid } = await emulator.config();
const twilio = { accountSid, authToken, baseUrl, chatServiceSid };
const identity = 'viewer';
await emulator.seed({ generate: { ...nestedSeed, identity } });
const headers = await headersOf(identity);

/** Asks a gateway that knows nothing; the cost of starting it is left aside. */
async function askCold(faults: { readonly concurrencyMax?: number }, profiles?: SelfTime[]) {
  await emulator.setFaults({});
  const port = await gateway.start(twilio);
  const url = `http://127.0.0.1:${port}/graphql`;
  await askGraphql(url, '{ viewer { identity } }', headers);
  await emulator.setFaults({ latencyMs, ...faults });
  await emulator.takeCalls();
  if (profiles) await gateway.sample();
  const asked = await askGraphql(url, nestedDocument ?? '', headers);
  const profile = profiles && (await gateway.sampled());
  if (profile) profiles.push(profile);
  return { ...asked, ...(await emulator.takeCalls()) };
}

if (flags.profile) {
  for (let warmUp = 0; warmUp < 5; warmUp += 1) await askCold({});
  const profiles: SelfTime[] = [];
  for (let repeat = 0; repeat < repeats; repeat += 1) await askCold({}, profiles);
  console.error(selfTimeTable(sumOf(profiles)));
}

const free: Awaited<ReturnType<typeof askCold>>[] = [];
const capped: Awaited<ReturnType<typeof askCold>>[] = [];
const measured = await interleave({
  repeats,
  warmUps,
  variants: {
    free: async () => {
      free.push(await askCold({}));
      return free.at(-1)?.wallMs ?? Number.NaN;
    },
    capped: async () => {
      capped.push(await askCold({ concurrencyMax: cap }));
      return capped.at(-1)?.wallMs ?? Number.NaN;
    },
    async bare() {
      await emulator.setFaults({ latencyMs });
      return gateway.bareCalls({ twilio, identity });
    },
    async callsCapped() {
      await emulator.setFaults({ latencyMs, concurrencyMax: cap });
      return gateway.nestedCalls({ twilio, identity, limits: {} });
    },
    async callsPaced() {
      await emulator.setFaults({ latencyMs });
      return gateway.nestedCalls({
        twilio,
        identity,
        limits: { concurrencyStart: cap, concurrencyMax: cap },
      });
    },
  },
});
const most = (values: readonly number[]) => String(Math.max(...values));
writeResults('Nested, cold, over a Twilio that takes 100 ms', [
  {
    question: 'calls',
    target: String(nestedCallsMin),
    measured: most(free.map(({ calls }) => calls)),
    spread: `the most of ${free.length}`,
    command,
  },
  {
    question: 'wall time against the two round trips',
    target: '≤ 1.3 ×',
    ...ratioOf(measurementsOf(measured.variants.free.values.map((wallMs) => wallMs / floorMs))),
    command,
  },
  {
    question: 'wall time against undici and JSON.parse making the same calls',
    target: '≤ 1.3 ×',
    ...ratioOf(measured.ratio('free', 'bare')),
    command,
  },
  {
    question: `errors, where Twilio takes ${cap} calls at once`,
    target: '0',
    measured: most(capped.map(({ errors }) => errors)),
    spread: `the most of ${capped.length}`,
    command,
  },
  {
    question: 'calls there, besides those refused',
    target: `≤ ${nestedCallsMin}`,
    measured: most(capped.map(({ calls, refusals }) => calls - refusals)),
    spread: `the most of ${capped.length}; at most ${most(capped.map(({ refusals }) => refusals))} refused`,
    command,
  },
  {
    question: `its calls there, against the same ${cap} at once where nothing is refused`,
    target: '≤ 1.3 ×',
    ...ratioOf(measured.ratio('callsCapped', 'callsPaced')),
    command,
  },
]);
await gateway.stop();
await gateway.end();
await emulator.end();
