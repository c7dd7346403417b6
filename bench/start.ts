/**
 * The question: how long does a gateway take from its start to the answer of its first query, and what memory has it then, against a
 * process that imports Apollo Server, graphql-ws and the SDK and does nothing?
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startChild } from './child-process.ts';
import type { emulatorActions } from './emulator-process.ts';
import { interleave, measurementsOf } from './interleave.ts';
import { askGraphql, headersOf } from './nested.ts';
import { ratioOf, writeResults } from './results.ts';
import { tokenSecret } from './token-secret.ts';

const repeats = Number(process.argv[2] ?? 9);
const command = 'npm run bench:start';

const emulator = await startChild<typeof emulatorActions>('emulator-process.ts');
const { accountSid, authToken, baseUrl, chatServiceSid } = await emulator.config();
const identity = 'viewer';
await emulator.seed({ generate: { conversations: 1, participants: 2, messages: 1, identity } });
const headers = await headersOf(identity);
const start = JSON.stringify({
  twilio: { accountSid, authToken, baseUrl, chatServiceSid },
  tokenSecret,
});

/** Runs a program until it is ready, and where it listens until it has answered. */
async function run(file: string, ...given: string[]) {
  const startedAt = performance.now();
  const child = fork(fileURLToPath(new URL(`start/${file}`, import.meta.url)), given, {
    // Plain Node, as users have it.
    execArgv: [],
    env: { ...process.env, NODE_ENV: 'production', NODE_OPTIONS: '' },
  });
  const [{ port }] = (await once(child, 'message')) as [{ readonly port: number | null }];
  if (port !== null) {
    const query = '{ viewer { conversations(first: 1) { nodes { sid } } } }';
    const { errors } = await askGraphql(`http://127.0.0.1:${port}/graphql`, query, headers);
    if (errors > 0) throw new Error('The first query failed.');
  }
  const wallMs = performance.now() - startedAt;
  child.send('memory');
  const [{ megabytes }] = (await once(child, 'message')) as [{ readonly megabytes: number }];
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
  return { wallMs, megabytes };
}

const memory = { imports: [] as number[], gateway: [] as number[] };
const timed =
  (name: keyof typeof memory, file: string, ...given: string[]) =>
  async () => {
    const { wallMs, megabytes } = await run(file, ...given);
    memory[name].push(megabytes);
    return wallMs;
  };
const warmUps = 1;
const measured = await interleave({
  repeats,
  warmUps,
  variants: { imports: timed('imports', 'imports.mjs'), gateway: timed('gateway', 'gateway.mjs', start) },
});
const megabytesOf = (name: keyof typeof memory) => memory[name].slice(warmUps);
const memoryRatios = megabytesOf('gateway').map(
  (value, repeat) => value / (megabytesOf('imports')[repeat] ?? Number.NaN),
);

const base = 'against importing @apollo/server, graphql-ws and twilio';
writeResults('Start', [
  {
    question: `wall time from start to the first answered query, ${base}`,
    target: '≤ 1.5 ×',
    ...ratioOf(measured.ratio('gateway', 'imports')),
    command,
  },
  {
    question: 'memory then, against the same',
    target: '≤ 1.5 ×',
    ...ratioOf(measurementsOf(memoryRatios)),
    command,
  },
]);
await emulator.end();
