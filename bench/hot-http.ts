/**
 * The question: what does a query cost over HTTP whose answer needs nothing of Twilio, against bare node:http that parses and stringifies
 * the same bytes, and against mercurius with its just-in-time compiler, the fastest GraphQL server that can be taken off the shelf? The
 * query is Thread. CPU is that of the server's process; who asks and Twilio are another. Mercurius has the same schema and data and the
 * same check of tokens; everything else that the gateway does for a request is the gateway's alone.
 *
 * `npm run bench:hot-http [-- --repeats 15 --requests 2000 --mercurius]`; mercurius is a package of its own (`bench/peers/mercurius`).
 */
import { createSecretKey } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parse, print } from 'graphql';
import { SignJWT } from 'jose';
import { Pool } from 'undici';
import { createEmulator } from '../src/emulator/index.ts';
import { conversationId } from '../src/graphql/global-id.ts';
import { type ServerProcess, startServer } from './fan-out/processes.ts';
import { interleave, type Interleaved } from './interleave.ts';
import { ratioOf, type ResultRow, writeResults } from './results.ts';
import { gatewayEnvironment } from './gateway-environment.ts';
import { tokenSecret } from './token-secret.ts';

const { values: flags } = parseArgs({
  options: {
    repeats: { type: 'string', default: '15' },
    requests: { type: 'string', default: '2000' },
    mercurius: { type: 'boolean', default: false },
  },
});
const requests = Number(flags.requests);
const connections = 10;
const command = 'npm run bench:hot-http -- --mercurius';
const peerFolder = new URL('peers/mercurius/', import.meta.url);
if (flags.mercurius && !existsSync(new URL('node_modules', peerFolder)))
  throw new Error('Mercurius is not installed: npm ci --prefix bench/peers/mercurius');

const identity = 'user-1';
const emulator = createEmulator({ port: 0, randomSeed: 1 });
await emulator.start();
const { conversations } = emulator.seed({
  users: [{ identity, friendlyName: 'User One' }],
  conversations: [
    {
      friendlyName: 'Order 4711',
      attributes: { topic: 'delivery' },
      participants: Array.from({ length: 5 }, (_, place) => ({ identity: `user-${place + 1}` })),
      messages: Array.from({ length: 30 }, (_, place) => ({
        author: `user-${(place % 5) + 1}`,
        body: `${place}: The parcel left the warehouse this morning and should be with you tomorrow.`,
      })),
    },
  ],
});

const headers = { 'content-type': 'application/json', authorization: `Bearer ${await signToken()}` };
const body = JSON.stringify({
  query: threadDocument(),
  variables: { id: conversationId(conversations[0]?.sid ?? ''), last: 20 },
});

const folder = mkdtempSync(join(tmpdir(), 'hot-http-'));
const configFile = join(folder, 'gateway.json');
// One viewer asks more than any person does.
const viewer = { operationsAtOnceMax: 100_000, operationsPerSecond: 100_000, operationsBurst: 100_000 };
writeFileSync(configFile, JSON.stringify({ limits: { viewer } }));

const ours = await startAsker(await startGateway({}));
const answerText = await ours.warm();
const environment = { ANSWER_TEXT: answerText, AUTH_JWT_SECRET: tokenSecret, NODE_ENV: 'production' };
const askers = {
  bound: await startAsker(await startServer('bench/hot-http/bound-server.mjs', { environment })),
  hot: ours,
  miss: await startAsker(await startGateway({ FAST_PATHS: 'false' })),
  ...(flags.mercurius && {
    mercurius: await startAsker(await startServer('bench/peers/mercurius/server.mjs', { environment })),
  }),
};
const dataOf = (text: string) => {
  const { data } = JSON.parse(text) as { data: { conversation: object } };
  // Where a stream goes on is told anew by each gateway.
  return JSON.stringify({ ...data.conversation, eventsCursor: null });
};
for (const [name, asker] of Object.entries(askers))
  if (dataOf(await asker.warm()) !== dataOf(answerText)) throw new Error(`${name} answers something else.`);

const measured: Interleaved<string> = await interleave({
  repeats: Number(flags.repeats),
  warmUps: 3,
  variants: Object.fromEntries(Object.entries(askers).map(([name, { measure }]) => [name, measure])),
});
const microseconds = Object.entries(measured.variants).map(
  ([name, { median }]) => `${name} ${Math.round(median)} µs`,
);
console.error(microseconds.join(', '));

const bytes = Buffer.byteLength(answerText);
const row = (question: string, target: string, [name, base]: [string, string]): ResultRow => ({
  question,
  target,
  ...ratioOf(measured.ratio(name, base)),
  command,
});
writeResults('A hot query over HTTP', [
  row(
    `CPU per request of Thread (${bytes} bytes), against bare node:http, parse and stringify`,
    'below mercurius, stretch ≤ 1.5 ×',
    ['hot', 'bound'],
  ),
  ...(flags.mercurius
    ? [
        row('mercurius with its just-in-time compiler, against the same', '', ['mercurius', 'bound']),
        row('the gateway, against mercurius', '< 1 ×', ['hot', 'mercurius']),
      ]
    : []),
  row('the gateway with all fast paths off, against bare node:http', '', ['miss', 'bound']),
]);
rmSync(folder, { recursive: true });
process.exit();

function startGateway(more: Readonly<Record<string, string>>): Promise<ServerProcess> {
  return startServer('dist/main.js', {
    args: ['serve'],
    environment: {
      ...gatewayEnvironment(emulator.config),
      // As the image runs it.
      NODE_ENV: 'production',
      CONFIG_FILE: configFile,
      ...more,
    },
  });
}

/** Asks one server the same again and again. */
async function startAsker(server: ServerProcess) {
  const pool = new Pool(`http://127.0.0.1:${server.port}`, { connections, pipelining: 1 });
  const ask = async (): Promise<string> => {
    const answer = await pool.request({ path: '/graphql', method: 'POST', headers, body });
    const text = await answer.body.text();
    if (answer.statusCode !== 200 || text.includes('"errors"'))
      throw new Error(`There is no answer: ${text.slice(0, 500)}`);
    return text;
  };
  const askMany = async (count: number) => {
    let asked = 0;
    const askOn = async () => {
      for (; asked < count; asked += 1) await ask();
    };
    await Promise.all(Array.from({ length: connections }, askOn));
  };
  return {
    /** What is asked first is read, and compiled later. */
    async warm(): Promise<string> {
      await askMany(100);
      return ask();
    },
    /** CPU of the server per request, in microseconds. */
    async measure(): Promise<number> {
      const before = await server.cpuMicroseconds();
      await askMany(requests);
      return ((await server.cpuMicroseconds()) - before) / requests;
    },
  };
}

function threadDocument(): string {
  const file = new URL('../src/client/operations.graphql', import.meta.url);
  const { definitions } = parse(readFileSync(file, 'utf8'));
  const names = new Set(['Thread', 'ConversationFields', 'ParticipantFields', 'MessageFields']);
  const needed = definitions.filter((each) => 'name' in each && names.has(each.name?.value ?? ''));
  return needed.map((each) => print(each)).join('\n');
}

function signToken(): Promise<string> {
  return new SignJWT({
    sub: identity,
    iss: 'twilio-conversations-graphql',
    aud: 'twilio-conversations-graphql',
    exp: Math.floor(Date.now() / 1_000) + 7_200,
  })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(createSecretKey(Buffer.from(tokenSecret)));
}
