import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, print } from 'graphql';
import { Pool } from 'undici';
import { createEmulator } from '../../src/emulator/index.ts';
import { conversationId } from '../../src/graphql/global-id.ts';
import { type ServerProcess, startServer } from '../fan-out/processes.ts';
import { gatewayEnvironment } from '../gateway-environment.ts';
import { bearerOf } from '../bearer.ts';

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

const headers = { 'content-type': 'application/json', authorization: await bearerOf(identity) };
const body = JSON.stringify({
  query: threadDocument(),
  variables: { id: conversationId(conversations[0]?.sid ?? ''), last: 20 },
});

const folder = mkdtempSync(join(tmpdir(), 'hot-http-'));
process.on('exit', () => rmSync(folder, { recursive: true }));
const configFile = join(folder, 'gateway.json');
// One viewer asks more than any person does.
const viewer = { operationsAtOnceMax: 100_000, operationsPerSecond: 100_000, operationsBurst: 100_000 };
writeFileSync(configFile, JSON.stringify({ limits: { viewer } }));

/** A gateway over one conversation of five with thirty messages. */
export function startGateway(more: Readonly<Record<string, string>>): Promise<ServerProcess> {
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

/** Asks one server for the same thread again and again, over so many connections at once. */
export async function startAsker(
  server: ServerProcess,
  { connections, requests }: { readonly connections: number; readonly requests: number },
) {
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
  const file = new URL('../../src/client/operations.graphql', import.meta.url);
  const { definitions } = parse(readFileSync(file, 'utf8'));
  const names = new Set(['Thread', 'ConversationFields', 'ParticipantFields', 'MessageFields']);
  const needed = definitions.filter((each) => 'name' in each && names.has(each.name?.value ?? ''));
  return needed.map((each) => print(each)).join('\n');
}
