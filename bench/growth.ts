/**
 * The question: what becomes of the cost of one unit of work, a delivery, a request, a webhook, a subscription, when there is ten times as
 * much of it, or of what it stands among? 1 × is what costs the same, less is what gets cheaper by the dozen, and 10 × would be a
 * square.
 *
 * `npm run bench:growth [-- --repeats 9 --only <part of a question>]`
 */
import { parseArgs } from 'node:util';
import { startChild } from './child-process.ts';
import type { emulatorActions } from './emulator-process.ts';
import { identities, startChat } from './fan-out/chat.ts';
import { openCrowd } from './fan-out/crowd.ts';
import { settle, startClients } from './fan-out/processes.ts';
import { queryOf } from './fan-out/question.ts';
import { openRoom } from './fan-out/room.ts';
import type { gatewayActions } from './gateway-process.ts';
import { startAsker, startGateway } from './hot-http/thread.ts';
import { interleave } from './interleave.ts';
import { askGraphql, headersOf, nestedDocument, nestedSeed } from './nested.ts';
import { ratioOf, type ResultRow, writeResults } from './results.ts';
import { createIntake, cpuOf, webhooks } from './webhook-intake/intake.ts';

const { values: flags } = parseArgs({
  options: { repeats: { type: 'string', default: '9' }, only: { type: 'string', default: '' } },
});
const events = 10;
const command = 'npm run bench:growth';

/** One measurement of either size, by turns. */
interface Growth {
  readonly one: () => Promise<number>;
  readonly ten: () => Promise<number>;
  readonly stop: () => unknown;
}

/** What grows, and in what its cost is told. */
interface GrowthQuestion {
  readonly question: string;
  readonly unit: string;
  readonly prepare: () => Promise<Growth>;
  /** @default as many as were asked for */
  readonly repeatsMax?: number;
}

/** Rooms that differ in one thing; CPU per delivery, in microseconds. */
async function growRoom(
  sizes: readonly { readonly sockets: number; readonly groups?: number }[],
): Promise<Growth> {
  const chats = await Promise.all(sizes.map(() => startChat()));
  const rooms = await Promise.all(
    sizes.map((size, place) => {
      const chat = chats[place];
      if (!chat) throw new Error('A room has no chat.');
      return openRoom(chat, chat.gateway, { ...size, events, post: chat.post });
    }),
  );
  return {
    one: async () => rooms[0]?.measure(1) ?? Number.NaN,
    ten: async () => rooms[1]?.measure(1) ?? Number.NaN,
    async stop() {
      for (const room of rooms) room.stop();
      await Promise.all(chats.map((chat) => chat.stop()));
    },
  };
}

async function growElsewhere(): Promise<Growth> {
  const crowds = [await openCrowd({ subscriptions: 2_000 }), await openCrowd({ subscriptions: 20_000 })];
  const rooms = await Promise.all(
    crowds.map(({ chat }) => openRoom(chat, chat.gateway, { sockets: 1_000, events, post: chat.post })),
  );
  return {
    one: async () => rooms[0]?.measure(1) ?? Number.NaN,
    ten: async () => rooms[1]?.measure(1) ?? Number.NaN,
    async stop() {
      for (const room of rooms) room.stop();
      for (const { others } of crowds) others.stop();
      await Promise.all(crowds.map(({ chat }) => chat.stop()));
    },
  };
}

/** Bytes for each of the first 1,000 subscriptions, and for each of the 9,000 that follow. */
async function growIdle(): Promise<Growth> {
  let following = Number.NaN;
  const measure = async () => {
    const chat = await startChat();
    const tokens = await Promise.all(identities.map(chat.tokenOf));
    const variables = { conversationId: chat.conversationIds[0] };
    const clients = startClients();
    const sizes: number[] = [];
    let open = 0;
    for (const count of [100, 1_000, 10_000]) {
      const before = open;
      const sockets = Array.from({ length: count - before }, (_, place) => ({
        token: tokens[(before + place) % tokens.length] ?? '',
        subscriptions: [{ query: queryOf(0), variables }],
      }));
      await clients.open({ port: chat.gateway.port, sockets });
      open = count;
      await settle(chat.gateway);
      // Who has just subscribed is not idle yet.
      await new Promise((resolve) => setTimeout(resolve, 5_000));
      await chat.gateway.memory();
      sizes.push((await chat.gateway.memory()).heapBytes);
    }
    clients.stop();
    await chat.stop();
    const [few = 0, some = 0, many = 0] = sizes;
    following = (many - some) / 9_000;
    return (some - few) / 900;
  };
  // Both come of one run.
  let isMeasured = false;
  let first = Number.NaN;
  const take = async (which: 'first' | 'following') => {
    if (!isMeasured) first = await measure();
    isMeasured = !isMeasured;
    return which === 'first' ? first : following;
  };
  return { one: () => take('first'), ten: () => take('following'), stop() {} };
}

/** Cold, over a Twilio that takes 100 ms: CPU of the gateway for each conversation, or time for all of them; in milliseconds. */
async function growNested(unit: 'cpu' | 'wall'): Promise<Growth> {
  const emulator = await startChild<typeof emulatorActions>('emulator-process.ts');
  const gateway = await startChild<typeof gatewayActions>('gateway-process.ts');
  const { accountSid, authToken, baseUrl, chatServiceSid } = await emulator.config();
  const { participants, messages } = nestedSeed;
  const ask = (conversations: number) => async () => {
    const headers = await headersOf(`viewer-of-${conversations}`);
    await emulator.setFaults({});
    const port = await gateway.start({ accountSid, authToken, baseUrl, chatServiceSid });
    const url = `http://127.0.0.1:${port}/graphql`;
    await askGraphql(url, '{ viewer { identity } }', headers);
    await emulator.setFaults({ latencyMs: 100 });
    const before = await gateway.cpuMs();
    const { wallMs } = await askGraphql(url, nestedDocument ?? '', headers);
    return unit === 'wall' ? wallMs : ((await gateway.cpuMs()) - before) / conversations;
  };
  for (const conversations of [5, 50])
    await emulator.seed({
      generate: { conversations, participants, messages, identity: `viewer-of-${conversations}` },
    });
  return {
    one: ask(5),
    ten: ask(50),
    async stop() {
      await gateway.stop();
      await gateway.end();
      await emulator.end();
    },
  };
}

async function growHot(): Promise<Growth> {
  const server = await startGateway({});
  const [few, many] = await Promise.all(
    [10, 100].map((connections) => startAsker(server, { connections, requests: 2_000 })),
  );
  if (!few || !many) throw new Error('Nobody asks.');
  await few.warm();
  await many.warm();
  return { one: few.measure, ten: many.measure, stop: () => server.stop() };
}

async function growSubscribers(): Promise<Growth> {
  // The clock's timers let a process end; this one waits for its answer.
  const hold = setInterval(() => {}, 60_000);
  const [few, many] = [await createIntake(500), await createIntake(5_000)];
  const microsecondsOf = async (take: typeof few.take) => ((await cpuOf(take)) * 1_000) / webhooks;
  return {
    one: () => microsecondsOf(few.take),
    ten: () => microsecondsOf(many.take),
    stop() {
      few.close();
      many.close();
      clearInterval(hold);
    },
  };
}

const questions: readonly GrowthQuestion[] = [
  {
    question: 'CPU per delivery, 500 → 5,000 sockets',
    unit: 'µs',
    prepare: () => growRoom([{ sockets: 500 }, { sockets: 5_000 }]),
  },
  {
    question: 'CPU per delivery to 1,000 sockets, 10 → 100 groups',
    unit: 'µs',
    prepare: () =>
      growRoom([
        { sockets: 1_000, groups: 10 },
        { sockets: 1_000, groups: 100 },
      ]),
  },
  {
    question: 'CPU per delivery to 1,000 sockets, 2,000 → 20,000 subscriptions elsewhere',
    unit: 'µs',
    prepare: growElsewhere,
  },
  {
    question: 'Memory per idle subscription, the first 1,000 → up to 10,000',
    unit: 'bytes',
    prepare: growIdle,
    repeatsMax: 3,
  },
  {
    question: 'CPU per conversation of Nested, cold, 5 → 50 conversations',
    unit: 'ms',
    prepare: () => growNested('cpu'),
  },
  {
    question: 'Time of Nested, cold, over a Twilio that takes 100 ms, 5 → 50 conversations',
    unit: 'ms',
    prepare: () => growNested('wall'),
  },
  { question: 'CPU per hot Thread over HTTP, 10 → 100 at once', unit: 'µs', prepare: growHot },
  { question: 'CPU per webhook, 500 → 5,000 subscribers elsewhere', unit: 'µs', prepare: growSubscribers },
];

const rows: ResultRow[] = [];
for (const { question, unit, prepare, repeatsMax } of questions) {
  if (!question.includes(flags.only)) continue;
  const { one, ten, stop } = await prepare();
  const measured = await interleave({
    variants: { one, ten },
    repeats: Math.min(Number(flags.repeats), repeatsMax ?? Number.POSITIVE_INFINITY),
    warmUps: repeatsMax === undefined ? 2 : 0,
  });
  await stop();
  const { measured: times, spread } = ratioOf(measured.ratio('ten', 'one'));
  const digits = unit === 'bytes' ? 0 : 1;
  const [at1, at10] = [measured.variants.one, measured.variants.ten].map(({ median }) =>
    median.toFixed(digits),
  );
  rows.push({ question, target: '', measured: `${times}, ${at1} → ${at10} ${unit}`, spread, command });
  console.error(rows.at(-1));
}
// A part is not the whole.
if (flags.only === '') writeResults('From 1 to 10 times the load', rows);
process.exit();
