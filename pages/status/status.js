/**
 * Asks for a token, keeps it in memory alone, and shows what /status.json tells every two seconds. Everything is put into the page as
 * text, whatever it is.
 */

import { alarmsOf } from './alarms.js';
import { closeMeaning, resyncMeaning } from './meanings.js';

const pollMs = 2_000;
const requestTimeoutMs = 5_000;
const percent = 100;
const bytesPerMegabyte = 1_048_576;

const part = (id) => document.getElementById(id);
let token = '';
let timer;
/** When the last answer came, by the clock of this page. */
let answeredAt = 0;

part('sign-in').addEventListener('submit', (event) => {
  event.preventDefault();
  token = part('token').value.trim();
  part('token').value = '';
  part('refusal').textContent = '';
  void poll();
});
part('token').focus();

async function poll() {
  clearTimeout(timer);
  try {
    const response = await fetch('/status.json', {
      headers: { authorization: `Bearer ${token}` },
      cache: 'no-store',
      signal: AbortSignal.timeout(requestTimeoutMs),
    });
    if (response.status === 401 || response.status === 403) {
      await askAgain(response);
      return;
    }
    if (!response.ok) throw new Error(`status ${response.status}`);
    show(await response.json());
    answeredAt = Date.now();
  } catch (error) {
    showSilence(error);
  }
  timer = setTimeout(() => void poll(), pollMs);
}

async function askAgain(response) {
  token = '';
  const { errors } = await response.json();
  part('refusal').textContent = errors?.[0]?.message ?? 'The token is refused.';
  part('sign-in').hidden = false;
  part('board').hidden = true;
  part('clock').textContent = '';
  part('token').focus();
}

function showSilence(error) {
  const clock = part('clock');
  clock.className = 'bad';
  const since = answeredAt === 0 ? '' : ` The figures are ${ago(Date.now() - answeredAt)} old.`;
  clock.textContent = `No answer (${error.message}).${since}`;
  // Whoever looks only at the tab, or at the top, must not see a good state that nobody knows of any more.
  document.title = '✖ Status';
  part('board').classList.add('stale');
  const alarm = `This page is not answered any more: the gateway behind it, or the way to it, is down.${since}`;
  part('alarms').replaceChildren(element('li', alarm, 'bad'));
  if (answeredAt === 0) part('refusal').textContent = `No answer from the gateway: ${error.message}`;
}

function show(answer) {
  part('sign-in').hidden = true;
  part('board').hidden = false;
  part('board').classList.remove('stale');
  const { now } = answer;
  const instances = answer.instances.toSorted((one, other) => one.startedAt - other.startedAt);
  const clock = part('clock');
  clock.className = 'faint';
  clock.textContent = `${new Date(now).toISOString().replace('T', ' ').slice(0, 19)} UTC · every 2 s`;

  const alarms = alarmsOf({ ...answer, instances });
  const worst = alarms.some(({ level }) => level === 'bad') ? '✖' : alarms.length > 0 ? '▲' : '✔';
  document.title = `${worst} Status`;
  part('alarms').replaceChildren(
    ...(alarms.length > 0 ? alarms : [{ level: 'good', text: 'Nothing that these figures show.' }]).map(
      ({ level, text }) => element('li', text, level),
    ),
  );

  fill('instances', [
    [
      'instance',
      'state',
      'version',
      'up',
      'redis',
      'sockets',
      'subscriptions',
      'conversations followed',
      'operations',
      'with errors',
      'p99',
      'events delivered',
      'p99',
      'event loop lag',
      'memory',
    ],
    ...instances.map((each) => [
      { text: `${each.host} ${each.instanceId.slice(0, 8)}`, title: each.instanceId },
      { text: stateOf(each), level: each.status === 'ready' ? 'good' : 'doubtful' },
      each.version,
      ago(now - each.startedAt),
      { text: each.redis, level: each.redis === 'unwell' ? 'bad' : '' },
      short(each.sockets.open),
      short(each.sockets.subscriptions),
      short(each.sockets.liveConversations),
      counted(each.operations.answered),
      counted(each.operations.faulty, 'doubtful'),
      duration(each.operations.p99Ms),
      counted(each.delivery.events),
      duration(each.delivery.p99Ms),
      duration(each.process.eventLoopLagMs),
      `${Math.round(each.process.memoryBytes / bytesPerMegabyte)} MB`,
    ]),
  ]);

  const used = instances.reduce((sum, { twilio }) => sum + twilio.requests.lastMinute, 0);
  const most = instances.find(({ twilio }) => twilio.requestsPerMinuteMax !== null)?.twilio
    .requestsPerMinuteMax;
  const budget = part('budget');
  budget.textContent = most
    ? `${used} of ${most} requests in the last minute; ${Math.max(0, most - used)} left (${Math.max(0, Math.round((1 - used / most) * percent))} %).`
    : `${used} requests in the last minute; no bound over time is configured.`;

  fill('twilio', [
    [
      'instance',
      'breaker',
      'requests',
      'refused with 429',
      'failed',
      'users’ writes',
      'users’ reads',
      'backfills',
      'sweeps',
      'p50',
      'p99',
      'in flight',
      'at most',
      'waiting',
    ],
    ...instances.map(({ twilio, ...each }) => [
      nameOf(each),
      { text: twilio.breaker, level: twilio.breaker === 'closed' ? 'good' : 'bad' },
      counted(twilio.requests),
      counted(twilio.rateLimited, 'doubtful'),
      counted(twilio.failed, 'bad'),
      ...['userWrite', 'userRead', 'backfill', 'sweep'].map((priority) =>
        counted(twilio.callsByPriority[priority] ?? none),
      ),
      duration(twilio.p50Ms),
      duration(twilio.p99Ms),
      twilio.inFlight,
      twilio.concurrencyLimit,
      { text: twilio.waiting, level: twilio.waiting > 0 ? 'doubtful' : '' },
    ]),
  ]);

  fill('webhooks', [
    [
      'instance',
      'accepted',
      'last',
      'echo lag p50',
      'echo lag p99',
      'echoes',
      'echoes missing',
      'late',
      'refused',
      'repeated',
    ],
    ...instances.map(({ webhooks, ...each }) => [
      nameOf(each),
      counted(webhooks.accepted),
      webhooks.acceptedAt === null ? 'never' : `${ago(now - webhooks.acceptedAt)} ago`,
      duration(webhooks.p50Ms),
      duration(webhooks.p99Ms),
      counted(webhooks.echoes),
      counted(webhooks.echoesMissing, 'bad'),
      counted(webhooks.late, 'doubtful'),
      counted(webhooks.refused, 'bad'),
      counted(webhooks.repeated),
    ]),
  ]);

  fill('healing', [
    ['instance', 'message sweeps', 'membership sweeps', 'backfills', 'gaps', 'repairs'],
    ...instances.map(({ healing, ...each }) => [
      nameOf(each),
      counted(healing.messageSweeps),
      counted(healing.membershipSweeps),
      counted(healing.backfills),
      counted(healing.gaps),
      counted(healing.repairs, 'doubtful'),
    ]),
  ]);

  fill('errors', [['code', 'count', 'last'], ...errorRows(instances, now)]);
  const closes = instances.map(({ sockets }) => sockets.closes);
  fill('closes', [['code', 'count', 'meaning'], ...sumRows(closes, closeMeaning)]);
  const resyncs = instances.map(({ healing }) => healing.resyncs);
  fill('resyncs', [['reason', 'count', 'meaning'], ...sumRows(resyncs, resyncMeaning)]);
}

const none = { total: 0, lastMinute: 0 };

function errorRows(instances, now) {
  const codes = new Map();
  for (const { errors } of instances)
    for (const { code, lastAt, ...count } of errors) {
      const known = codes.get(code) ?? { ...none, lastAt: 0 };
      codes.set(code, { ...add(known, count), lastAt: Math.max(known.lastAt, lastAt) });
    }
  return [...codes]
    .toSorted(([, one], [, other]) => other.lastAt - one.lastAt)
    .map(([code, count]) => [
      code,
      counted(count, code === 'INTERNAL_SERVER_ERROR' ? 'bad' : ''),
      `${ago(now - count.lastAt)} ago`,
    ]);
}

function sumRows(records, meaningOf) {
  const sums = new Map();
  for (const record of records)
    for (const [key, count] of Object.entries(record)) sums.set(key, add(sums.get(key) ?? none, count));
  return [...sums]
    .toSorted(([, one], [, other]) => other.total - one.total)
    .map(([key, count]) => [key, counted(count), { text: meaningOf(key), level: 'faint' }]);
}

function add(one, other) {
  return { total: one.total + other.total, lastMinute: one.lastMinute + other.lastMinute };
}

function nameOf({ host, instanceId }) {
  return { text: `${host} ${instanceId.slice(0, 8)}`, title: instanceId };
}

function stateOf({ status, degraded }) {
  return degraded.length > 0 ? `${status} (${degraded.join(', ')})` : status;
}

/** What grew within the last minute catches the eye; `level` says how bad that is. */
function counted({ total, lastMinute }, level = '') {
  return {
    text: `${short(lastMinute)} / ${short(total)}`,
    level: lastMinute > 0 ? level : 'faint',
    title: `${lastMinute} / ${total}`,
  };
}

/** In at most four letters, so that a row stays within the screen whatever it counts. */
function short(count) {
  if (count < 10_000) return String(count);
  const [power, unit] = [
    [1e9, 'G'],
    [1e6, 'M'],
    [1e3, 'k'],
  ].find(([least]) => count >= least);
  const rounded = count / power;
  return `${rounded < 10 ? Math.floor(rounded * 10) / 10 : Math.floor(rounded)}${unit}`;
}

function duration(ms) {
  if (ms === null) return { text: '–', level: 'faint' };
  return ms < 1_000 ? `${Number(ms.toPrecision(2))} ms` : `${Number((ms / 1_000).toPrecision(2))} s`;
}

function ago(ms) {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3_600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}

/** The first row is the head. */
function fill(id, [head, ...rows]) {
  const empty = rows.length === 0 ? [[{ text: 'none', level: 'faint', span: head.length }]] : [];
  part(id).replaceChildren(row('th', head), ...[...rows, ...empty].map((cells) => row('td', cells)));
}

function row(tag, cells) {
  const line = document.createElement('tr');
  line.replaceChildren(
    ...cells.map((cell) => {
      const { text, level = '', title, span = 1 } = typeof cell === 'object' ? cell : { text: cell };
      const made = element(tag, text, level);
      if (title) made.title = title;
      made.colSpan = span;
      return made;
    }),
  );
  return line;
}

function element(tag, text, level) {
  const made = document.createElement(tag);
  made.textContent = String(text);
  if (level) made.className = level;
  return made;
}
