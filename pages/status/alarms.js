/** What in the reports is worth being woken for, in the order in which to look at it. The figures are those of docs/metrics.md. */

const waitingMax = 100;
const deliverySlowMs = 1_000;
const loopLagMaxMs = 200;
const missingShareMax = 0.1;
const refusedShareMax = 0.01;
const failedShareMax = 0.05;
const budgetLeftMin = 0.1;

/** @returns {{ level: 'bad' | 'doubtful', text: string }[]} */
export function alarmsOf({ instances, isComplete, unreadable }) {
  const alarms = [];
  const bad = (text) => alarms.push({ level: 'bad', text });
  const doubtful = (text) => alarms.push({ level: 'doubtful', text });
  const sum = (pick) => instances.reduce((total, instance) => total + pick(instance), 0);
  const where = (is) =>
    instances
      .filter(is)
      .map(({ host }) => host)
      .join(', ');

  const open = where(({ twilio }) => twilio.breaker !== 'closed');
  if (open)
    bad(
      `Twilio fails: the circuit is open at ${open}. Clients get UPSTREAM_UNAVAILABLE. See status.twilio.com.`,
    );
  const starting = where(({ status }) => status === 'starting');
  if (starting) bad(`Twilio was not reached yet by ${starting}: look at the credentials and the network.`);
  const overloaded = where(({ degraded }) => degraded.includes('load'));
  if (overloaded)
    bad(
      `Too much to do at ${overloaded}: queries and new sockets are refused with OVERLOADED. Add instances, or have the balancer send less.`,
    );
  const redisless = where(({ redis }) => redis === 'unwell');
  if (redisless)
    bad(
      `Redis is not well at ${redisless}: events reach one instance alone, sending answers DELIVERY_UNKNOWN.`,
    );
  else if (!isComplete) bad('The other instances could not be asked: this page shows one alone.');

  const missing = sum(({ webhooks }) => webhooks.echoesMissing.lastMinute);
  const echoes = sum(({ webhooks }) => webhooks.echoes.lastMinute);
  if (missing > (missing + echoes) * missingShareMax)
    bad(
      `${missing} of ${missing + echoes} own writes had no webhook: look at the webhook configuration and the way to PUBLIC_URL.`,
    );
  const refused = sum(({ webhooks }) => webhooks.refused.lastMinute);
  if (refused > 0)
    bad(
      `${refused} webhooks were refused: a rotated auth token, a PUBLIC_URL that is not what Twilio calls, or a forger.`,
    );
  const late = sum(({ webhooks }) => webhooks.late.lastMinute);
  if (late > 0) doubtful(`${late} webhooks came more than 10 s late.`);

  const requests = sum(({ twilio }) => twilio.requests.lastMinute);
  const limited = sum(({ twilio }) => twilio.rateLimited.lastMinute);
  if (limited > requests * refusedShareMax)
    doubtful(
      `Twilio refused ${limited} of ${requests} requests with 429: the account has more to do than it may.`,
    );
  const failed = sum(({ twilio }) => twilio.failed.lastMinute);
  if (failed > requests * failedShareMax)
    doubtful(`${failed} calls to Twilio failed within the last minute. See status.twilio.com.`);
  const most = instances.find(({ twilio }) => twilio.requestsPerMinuteMax !== null)?.twilio
    .requestsPerMinuteMax;
  if (most && requests > most * (1 - budgetLeftMin))
    doubtful(
      `The bound of ${most} requests a minute is nearly spent: calls wait, the less important ones longer.`,
    );
  const waiting = sum(({ twilio }) => twilio.waiting);
  if (waiting > waitingMax) doubtful(`${waiting} calls to Twilio wait.`);

  const slow = where(({ delivery }) => delivery.p99Ms !== null && delivery.p99Ms > deliverySlowMs);
  if (slow) doubtful(`Deliveries are slow at ${slow}: a full event loop, or clients that read slowly.`);
  const busy = where(({ process }) => process.eventLoopLagMs > loopLagMaxMs);
  if (busy) doubtful(`The event loop lags at ${busy}: more work than one instance can do.`);

  const bugs = sum(
    ({ errors }) => errors.find(({ code }) => code === 'INTERNAL_SERVER_ERROR')?.lastMinute ?? 0,
  );
  if (bugs > 0) bad(`${bugs} operations failed unexpectedly: the log has each under its request id.`);
  const draining = where(({ status }) => status === 'draining');
  if (draining) doubtful(`Shutting down: ${draining}.`);
  const versions = new Set(instances.map(({ version }) => version));
  if (versions.size > 1 || unreadable > 0)
    doubtful(
      `Several versions run: ${[...versions].join(', ')}${unreadable > 0 ? `, and ${unreadable} that cannot be read here` : ''}.`,
    );
  return alarms;
}
