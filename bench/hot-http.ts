/**
 * The question: what does a query cost over HTTP whose answer needs nothing of Twilio, against bare node:http that parses and stringifies
 * the same bytes, and against mercurius with its just-in-time compiler, the fastest GraphQL server that can be taken off the shelf? The
 * query is Thread. CPU is that of the server's process; who asks and Twilio are another. Mercurius has the same schema and data and the
 * same check of tokens; everything else that the gateway does for a request is the gateway's alone.
 *
 * `npm run bench:hot-http [-- --repeats 15 --requests 2000 --mercurius]`; mercurius is a package of its own (`bench/peers/mercurius`).
 */
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startServer } from './fan-out/processes.ts';
import { startAsker, startGateway } from './hot-http/thread.ts';
import { interleave, type Interleaved } from './interleave.ts';
import { ratioOf, type ResultRow, writeResults } from './results.ts';
import { tokenSecret } from './token-secret.ts';

const { values: flags } = parseArgs({
  options: {
    repeats: { type: 'string', default: '15' },
    requests: { type: 'string', default: '2000' },
    mercurius: { type: 'boolean', default: false },
  },
});
const load = { connections: 10, requests: Number(flags.requests) };
const command = 'npm run bench:hot-http -- --mercurius';
const peerFolder = new URL('peers/mercurius/', import.meta.url);
if (flags.mercurius && !existsSync(new URL('node_modules', peerFolder)))
  throw new Error('Mercurius is not installed: npm ci --prefix bench/peers/mercurius');

const ours = await startAsker(await startGateway({}), load);
const answerText = await ours.warm();
const environment = { ANSWER_TEXT: answerText, AUTH_JWT_SECRET: tokenSecret, NODE_ENV: 'production' };
const askers = {
  bound: await startAsker(await startServer('bench/hot-http/bound-server.mjs', { environment }), load),
  hot: ours,
  miss: await startAsker(await startGateway({ FAST_PATHS: 'false' }), load),
  ...(flags.mercurius && {
    mercurius: await startAsker(await startServer('bench/peers/mercurius/server.mjs', { environment }), load),
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
process.exit();
