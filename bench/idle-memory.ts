/**
 * The question: how much memory does a server hold for a subscription to which nothing happens, against an open socket of `ws` alone?
 * The difference between 1,000 and 10,000 of them, each on a socket of its own, after a garbage collection: of the JavaScript heap and of
 * what it keeps outside, without the handles of libuv and the kernel's buffers, which are the same for every server. Nothing has happened
 * for five seconds then.
 *
 * `npm run bench:idle-memory [-- --repeats 3 --stock]`
 */
import { parseArgs } from 'node:util';
import { identities, startChat } from './fan-out/chat.ts';
import { type ServerProcess, settle, startClients, startServer } from './fan-out/processes.ts';
import { queryOf } from './fan-out/question.ts';
import { requireStock, stockFile } from './fan-out/stock.ts';
import { interleave } from './interleave.ts';
import { ratioOf, type ResultRow, writeResults } from './results.ts';

const { values: flags } = parseArgs({
  options: { repeats: { type: 'string', default: '3' }, stock: { type: 'boolean', default: false } },
});
const counts = [1_000, 10_000] as const;
/** Who has just subscribed is not idle yet. */
const idleMs = 5_000;
const command = 'npm run bench:idle-memory';

if (flags.stock) requireStock();

/** Bytes of the JavaScript heap and of what it keeps outside, for each subscription. */
async function bytesEach(server: ServerProcess, tokens: readonly string[], conversationId: string) {
  const clients = startClients();
  const sizes: number[] = [];
  let open = 0;
  for (const count of counts) {
    await clients.open({
      port: server.port,
      sockets: Array.from({ length: count - open }, (_, place) => ({
        token: tokens[place % tokens.length] ?? '',
        subscriptions: [{ query: queryOf(0), variables: { conversationId } }],
      })),
    });
    open = count;
    await settle(server);
    await new Promise((resolve) => setTimeout(resolve, idleMs));
    await server.memory();
    sizes.push((await server.memory()).heapBytes);
  }
  clients.stop();
  const [small = 0, large = 0] = sizes;
  return (large - small) / (counts[1] - counts[0]);
}

const chat = await startChat();
const tokens = await Promise.all(identities.map(chat.tokenOf));
const busyId = chat.conversationIds[0] ?? '';
const fresh = async (file: string) => {
  const server = await startServer(file);
  const bytes = await bytesEach(server, tokens, busyId);
  server.stop();
  return bytes;
};
const variants: Record<string, () => Promise<number>> = {
  raw: () => fresh('bench/fan-out/bound-server.mjs'),
  async ours() {
    const { gateway, conversationIds, stop, tokenOf } = await startChat();
    const own = await Promise.all(identities.map(tokenOf));
    const bytes = await bytesEach(gateway, own, conversationIds[0] ?? '');
    await stop();
    return bytes;
  },
  ...(flags.stock ? { stock: () => fresh(stockFile) } : {}),
};
const measured = await interleave({ variants, repeats: Number(flags.repeats), warmUps: 0 });
console.error(measured.variants);

const question = 'Memory per idle subscription, 1,000 to 10,000, against a socket of ws';
const rows: ResultRow[] = [
  { question, target: '≤ 2.4 ×', ...ratioOf(measured.ratio('ours', 'raw')), command },
];
if (flags.stock)
  rows.push({
    question: 'The same for stock graphql-ws',
    target: '',
    ...ratioOf(measured.ratio('stock', 'raw')),
    command: `${command} -- --stock`,
  });
writeResults('Idle subscriptions', rows);
await chat.stop();
process.exit();
