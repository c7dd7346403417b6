/**
 * The question: what does it cost to bring one event to many sockets, against one prepared frame written to each of them, and against
 * stock graphql-ws with PubSub? CPU is that of the server's process; clients and Twilio run in processes of their own. The webhook's
 * intake is part of the gateway's figure.
 *
 * `npm run bench:fan-out [-- --repeats 9 --events 10 --only <part of a question> --stock]`
 */
import { parseArgs } from 'node:util';
import { createHook, startChat } from './fan-out/chat.ts';
import { openCrowd } from './fan-out/crowd.ts';
import { startServer } from './fan-out/processes.ts';
import { openRoom, type Room } from './fan-out/room.ts';
import { requireStock, stockFile } from './fan-out/stock.ts';
import { interleave, type Interleaved, measurementsOf } from './interleave.ts';
import { ratioOf, type ResultRow, writeResults } from './results.ts';
import { selfTimeTable } from './self-time-table.ts';

const { values: flags } = parseArgs({
  options: {
    repeats: { type: 'string', default: '9' },
    events: { type: 'string', default: '10' },
    only: { type: 'string', default: '' },
    stock: { type: 'boolean', default: false },
    profile: { type: 'boolean', default: false },
  },
});
const repeats = Number(flags.repeats);
const events = Number(flags.events);
const burst = 8;
const command = 'npm run bench:fan-out';
let rows: ResultRow[] = [];
/** A section of the results for each part, so that parts can be measured one by one. */
const write = (part: string) => {
  writeResults(`Fan-out, ${part}`, rows);
  rows = [];
};

function note(
  question: string,
  target: string,
  of: Interleaved<string>,
  [name, base]: [string, string],
): void {
  rows.push({ question, target, ...ratioOf(of.ratio(name, base)), command });
  console.error(rows.at(-1));
}

if (flags.stock) requireStock();

/** One server of each kind with the same subscribers; `FRAME_TEXT` makes them send what the gateway sends. */
async function compare(sockets: number, groups = 1) {
  const chat = await startChat();
  const ours = await openRoom(chat, chat.gateway, { sockets, groups, events, post: chat.post });
  await ours.measure(1);
  const environment = { FRAME_TEXT: ours.text };
  const boundServer = await startServer('bench/fan-out/bound-server.mjs', { environment });
  // To the others one webhook is as good as the next; a message that the gateway is not told of would be a gap.
  const webhooks = await chat.post(1);
  createHook(chat.gateway.port).send(webhooks);
  const post = async (messages: number) => Array.from({ length: messages }, () => webhooks).flat();
  const bound = await openRoom(chat, boundServer, { sockets, events, post });
  const stockServer = flags.stock ? await startServer(stockFile, { environment }) : null;
  const stock = stockServer && (await openRoom(chat, stockServer, { sockets, events, post }));
  return {
    chat,
    webhooks,
    ours,
    bound,
    stock,
    async stop() {
      for (const room of [ours, bound, stock]) room?.stop();
      boundServer.stop();
      stockServer?.stop();
      await chat.stop();
    },
  };
}

/** What nobody who brings so many frames to each socket can do without: the same bytes, prepared, in one write. */
async function openPackedBound(
  { chat, ours, webhooks }: Awaited<ReturnType<typeof compare>>,
  { sockets, frames }: { readonly sockets: number; readonly frames: number },
) {
  const environment = { FRAME_TEXT: ours.text, FRAMES: String(frames) };
  const server = await startServer('bench/fan-out/bound-server.mjs', { environment });
  const room = await openRoom(chat, server, { sockets, events, post: async () => webhooks });
  return {
    measure: room.measure,
    stop() {
      room.stop();
      server.stop();
    },
  };
}

/** Prints where the CPU of a server goes while it delivers. */
async function profile({ server, measure }: Room) {
  for (let round = 0; round < 4; round += 1) await measure(1);
  const sampled = await server.sample();
  for (let round = 0; round < 4; round += 1) await measure(1);
  console.error(selfTimeTable(await sampled()));
}

const isWanted = (name: string) => name.includes(flags.only);

for (const sockets of [1_000, 5_000]) {
  if (!isWanted(`sockets ${sockets}`)) continue;
  const rooms = await compare(sockets);
  const { ours, bound, stock } = rooms;
  ours.latenciesMs.length = 0;
  const measured = await interleave({
    repeats,
    variants: Object.fromEntries(
      Object.entries({ bound, ours, stock }).flatMap(([name, room]) =>
        room ? [[name, () => room.measure(1)]] : [],
      ),
    ),
  });
  console.error(measured.variants);
  const many = sockets.toLocaleString('en');
  note(`CPU per delivery, one event to ${many} sockets, against one prepared frame`, '≤ 1.25 ×', measured, [
    'ours',
    'bound',
  ]);
  if (stock) {
    const name = `Stock graphql-ws against the gateway, CPU per delivery, ${many} sockets`;
    note(name, '≥ 3.5 ×', measured, ['stock', 'ours']);
  }
  if (sockets === 1_000) {
    const ratios = ours.latenciesMs
      .slice(1)
      .map((latency, place) => latency / (bound.latenciesMs[place + 1] ?? 1));
    const question = 'Webhook to frame, p99, 1,000 sockets, against one prepared frame';
    rows.push({ question, target: '≤ 1.2 ×', ...ratioOf(measurementsOf(ratios)), command });
    console.error(
      rows.at(-1),
      measurementsOf(ours.latenciesMs).median,
      measurementsOf(bound.latenciesMs).median,
    );
    const packed = await openPackedBound(rooms, { sockets, frames: burst });
    const bursts = await interleave({
      repeats,
      variants: {
        single: () => bound.measure(1),
        burst: () => ours.measure(burst),
        packed: () => packed.measure(burst),
      },
    });
    packed.stop();
    console.error(bursts.variants);
    note(
      `CPU per delivery, ${burst} events a turn, 1,000 sockets, against one prepared frame each`,
      '≤ 0.25 ×',
      bursts,
      ['burst', 'single'],
    );
    note('the same, against these frames prepared and in one write', '', bursts, ['burst', 'packed']);
    note('these frames prepared and in one write, against one prepared frame each', '', bursts, [
      'packed',
      'single',
    ]);
  }
  write(`${many} sockets`);
  await rooms.stop();
}

if (isWanted('groups')) {
  const rooms = await compare(1_000, 100);
  const { ours, bound } = rooms;
  if (flags.profile) await profile(ours);
  const measured = await interleave({
    repeats,
    variants: { bound: () => bound.measure(1), ours: () => ours.measure(1) },
  });
  console.error(measured.variants);
  note('CPU per delivery, one event to 100 groups of 10, against one prepared frame', '≤ 1.5 ×', measured, [
    'ours',
    'bound',
  ]);
  write('100 groups');
  await rooms.stop();
}

if (isWanted('elsewhere')) {
  const quiet = await startChat();
  const { chat: crowded, others } = await openCrowd({ subscriptions: 20_000 });
  const [alone, among] = await Promise.all(
    [quiet, crowded].map((chat) => openRoom(chat, chat.gateway, { sockets: 1_000, events, post: chat.post })),
  );
  if (!alone || !among) throw new Error('A room did not open.');
  const measured = await interleave({
    repeats,
    variants: { alone: () => alone.measure(1), among: () => among.measure(1) },
  });
  console.error(measured.variants);
  note(
    'CPU per delivery in one conversation with 20,000 subscriptions in others, against none',
    '≤ 1.1 ×',
    measured,
    ['among', 'alone'],
  );
  write('20,000 subscriptions elsewhere');
  for (const room of [alone, among, others]) room.stop();
  await Promise.all([quiet.stop(), crowded.stop()]);
}

process.exit();
