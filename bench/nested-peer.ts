/**
 * The question: what does Nested cost the gateway, beside what it costs the strongest thing that can be taken off the shelf, GraphQL
 * Mesh with Hive Gateway over Twilio's own description of its API? Both stand before the same upstream, which takes 100 ms, once as
 * many calls as come and once 30 at a time.
 *
 * The peer is a package of its own (`bench/peers/mesh-hive`), and Twilio's file is given by `--openapi <path>`.
 */
import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startChild } from './child-process.ts';
import type { emulatorActions } from './emulator-process.ts';
import type { gatewayActions } from './gateway-process.ts';
import { interleave } from './interleave.ts';
import { askGraphql, type Asked, headersOf, nestedDocument, nestedSeed } from './nested.ts';
import { ratioOf, type ResultRow, writeResults } from './results.ts';

const { values: flags } = parseArgs({
  options: {
    openapi: { type: 'string' },
    peer: { type: 'string', default: fileURLToPath(new URL('peers/mesh-hive', import.meta.url)) },
    repeats: { type: 'string', default: '9' },
  },
});
const peerFolder = resolve(flags.peer);
const openapiFile = flags.openapi === undefined ? '' : resolve(flags.openapi);
if (!existsSync(openapiFile)) throw new Error("Name Twilio's OpenAPI file: --openapi <path>.");
if (!existsSync(join(peerFolder, 'node_modules')))
  throw new Error(`Install the peer first: npm ci --prefix ${peerFolder}`);

const latencyMs = 100;
const cap = 30;
const identity = 'viewer';
const command = 'npm run bench:nested-peer -- --openapi <path>';
/** The same question in the words of the peer's schema. */
const peerDocument = `query Nested {
  ListUserConversation(UserSid: "${identity}", PageSize: 50) {
    conversations {
      conversation_sid
      participants { participants { sid identity } }
      messages { messages { sid index body author participant { sid identity } } }
    }
  }
}`;

const emulator = await startChild<typeof emulatorActions>('emulator-process.ts');
const { accountSid, authToken, baseUrl, chatServiceSid } = await emulator.config();
await emulator.seed({ generate: { ...nestedSeed, identity } });

const folder = mkdtempSync(join(tmpdir(), 'nested-peer-'));
const environment = {
  ...process.env,
  NODE_ENV: 'production',
  OPENAPI_FILE: openapiFile,
  UPSTREAM_URL: baseUrl,
  UPSTREAM_AUTHORIZATION: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`,
  SUPERGRAPH_FILE: join(folder, 'supergraph.graphql'),
};
execFileSync('node', [join(peerFolder, 'node_modules', '.bin', 'mesh-compose'), '-c', 'mesh.config.mjs'], {
  cwd: peerFolder,
  env: environment,
  stdio: 'pipe',
});

const twilio = { accountSid, authToken, baseUrl, chatServiceSid };

/** Somebody who answers Nested. */
interface Server {
  /** Forgets what earlier answers left behind. */
  forget(): Promise<void>;
  ask(): Promise<Asked>;
  cpuMs(): Promise<number>;
  end(): Promise<void>;
}

async function startOurs(): Promise<Server> {
  const gateway = await startChild<typeof gatewayActions>('gateway-process.ts');
  const headers = await headersOf(identity);
  let url = '';
  return {
    async forget() {
      url = `http://127.0.0.1:${await gateway.start(twilio)}/graphql`;
      await askGraphql(url, '{ viewer { identity } }', headers);
    },
    ask: () => askGraphql(url, nestedDocument ?? '', headers),
    cpuMs: () => gateway.cpuMs(),
    async end() {
      await gateway.stop();
      await gateway.end();
    },
  };
}

async function startPeer(options: { readonly isTuned: boolean }): Promise<Server> {
  const port = await findFreePort();
  const peer = fork(
    join(peerFolder, 'node_modules/@graphql-hive/gateway/dist/bin.js'),
    [
      'supergraph',
      environment.SUPERGRAPH_FILE,
      '--host',
      '127.0.0.1',
      '--port',
      String(port),
      '--fork',
      '1',
      '--config-path',
      'gateway.config.mjs',
    ],
    {
      cwd: peerFolder,
      env: { ...environment, TUNED: options.isTuned ? '1' : '0' },
      execArgv: ['--import', join(peerFolder, 'report-cpu.mjs')],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    },
  );
  const url = `http://127.0.0.1:${port}/graphql`;
  await untilListening(`http://127.0.0.1:${port}/healthcheck`, peer);
  return {
    // It keeps nothing.
    async forget() {},
    ask: () => askGraphql(url, peerDocument),
    async cpuMs() {
      peer.send('cpuMs');
      const [message] = (await once(peer, 'message')) as [{ cpuMs: number }];
      return message.cpuMs;
    },
    async end() {
      const exited = once(peer, 'exit');
      // It has nothing to finish, and would wait for connections that are kept alive.
      peer.kill('SIGKILL');
      await exited;
    },
  };
}

async function findFreePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}

async function untilListening(url: string, peer: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 300 && peer.exitCode === null; tries += 1) {
    const isUp = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) return;
    await new Promise((wake) => setTimeout(wake, 200));
  }
  throw new Error('The peer does not listen.');
}

const servers = {
  ours: await startOurs(),
  hive: await startPeer({ isTuned: false }),
  hiveTuned: await startPeer({ isTuned: true }),
};
type Name = keyof typeof servers;

/** What each met, in the order of the repeats. */
async function compare(faults: { readonly concurrencyMax?: number }) {
  const met: Record<Name, { calls: number; errors: number; wallMs: number }[]> = {
    ours: [],
    hive: [],
    hiveTuned: [],
  };
  const measure = async (name: Name): Promise<number> => {
    const server = servers[name];
    await emulator.setFaults({});
    await server.forget();
    await emulator.setFaults({ latencyMs, ...faults });
    await emulator.takeCalls();
    const cpuBefore = await server.cpuMs();
    const { errors, wallMs, characters } = await server.ask();
    const cpu = (await server.cpuMs()) - cpuBefore;
    met[name].push({ calls: (await emulator.takeCalls()).calls, errors, wallMs });
    // Who answers with errors has done less.
    return cpu / characters;
  };
  const measured = await interleave({
    repeats: Number(flags.repeats),
    warmUps: 3,
    variants: {
      ours: () => measure('ours'),
      hive: () => measure('hive'),
      hiveTuned: () => measure('hiveTuned'),
    },
  });
  return { met, measured };
}

const titles = { ours: 'the gateway', hive: 'Hive as it comes', hiveTuned: 'Hive, compiled, with retries' };
const rows: ResultRow[] = [];
for (const [where, faults] of [
  ['', {}],
  [`, ${cap} at once`, { concurrencyMax: cap }],
] as const) {
  const { met, measured } = await compare(faults);
  const tell = (what: 'calls' | 'errors' | 'wallMs', share: (values: readonly number[]) => number) =>
    (Object.keys(titles) as Name[])
      .map((name) => `${titles[name]} ${Math.round(share(met[name].map((each) => each[what])))}`)
      .join(', ');
  const most = (values: readonly number[]) => Math.max(...values);
  rows.push(
    {
      question: `calls${where}`,
      target: 'fewer',
      measured: tell('calls', most),
      spread: 'the most',
      command,
    },
    {
      question: `errors${where}`,
      target: '0 of the gateway',
      measured: tell('errors', most),
      spread: 'the most',
      command,
    },
    {
      question: `milliseconds${where}`,
      target: '',
      measured: tell(
        'wallMs',
        (values) => values.toSorted((one, other) => one - other)[values.length >> 1] ?? 0,
      ),
      spread: 'median',
      command,
    },
    ...(['hive', 'hiveTuned'] as const).map((name) => ({
      question: `CPU per character answered, the gateway against ${titles[name]}${where}`,
      target: '≤ 0.33 ×',
      ...ratioOf(measured.ratio('ours', name)),
      command,
    })),
  );
}
writeResults('Nested, cold, beside GraphQL Mesh with Hive Gateway', rows);
for (const server of Object.values(servers)) await server.end();
await emulator.end();
rmSync(folder, { recursive: true });
