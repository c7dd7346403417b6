import type { Clock } from '../clock.ts';
import type { RedisConnection } from './redis-connection.ts';
import { defineScript } from './redis-script.ts';

/** Options of {@link createRedisAssurance}. */
export interface RedisAssuranceOptions {
  /** Not started yet. Hears of messages in the order in which Redis sent them, whatever their channel. */
  readonly connection: RedisConnection;
  readonly clock: Clock;
  /** How long is waited for a word from Redis before nothing is certain any more, in milliseconds. @default 100 */
  readonly timeoutMs?: number | undefined;
}

/** Finds out whether everything that was published was heard here: by a message of our own, behind which nothing older can come. */
export interface RedisAssurance {
  /** See `EventBus.assure`. All who ask at the same time wait for one message, or for the next one. */
  assure(): boolean | Promise<boolean>;
  /** Until when everything was heard, in milliseconds since the epoch; minus infinity while that is not certain. */
  heardUntil(): number;
}

interface Waiting {
  readonly since: number;
  readonly settle: (isAssured: boolean) => void;
}

/** Nothing was heard yet. */
export function createRedisAssurance(options: RedisAssuranceOptions): RedisAssurance {
  const { connection, clock, timeoutMs = 100 } = options;
  const channel = `${connection.prefix}:assure:${connection.instanceId}`;
  const run = connection.prepare(tellScript);
  let heardUntil = Number.NEGATIVE_INFINITY;
  let isCertain = false;
  let sent = 0;
  let underWay: { readonly number: number; readonly sentAt: number } | null = null;
  let waiting: Waiting[] = [];

  const settle = (isAssured: boolean, whom: (waiter: Waiting) => boolean) => {
    const settled = waiting.filter(whom);
    waiting = waiting.filter((waiter) => !whom(waiter));
    for (const waiter of settled) waiter.settle(isAssured);
  };
  const giveUp = () => {
    underWay = null;
    isCertain = false;
    settle(false, () => true);
  };
  const send = () => {
    sent += 1;
    const message = { number: sent, sentAt: clock.now() };
    underWay = message;
    const cancelTimer = clock.setTimer(() => {
      if (underWay === message) giveUp();
    }, timeoutMs);
    run({ keys: [`${connection.prefix}:probe`], args: [channel, message.number], timeoutMs }).then(
      cancelTimer,
      () => {
        cancelTimer();
        if (underWay === message) giveUp();
      },
    );
  };
  const hear = (sentAt: number) => {
    heardUntil = Math.max(heardUntil, sentAt);
    isCertain = true;
    settle(true, ({ since }) => since <= sentAt);
    if (waiting.length > 0 && !underWay) send();
  };

  connection.attach({
    channels: [channel],
    onMessage(message) {
      if (underWay?.number !== Number(message)) return;
      const { sentAt } = underWay;
      underWay = null;
      hear(sentAt);
    },
    async onConnected() {},
    onHealth({ isUsable }) {
      if (!isUsable) giveUp();
    },
    onHeardUpTo: (_timeUs, sentAt) => hear(sentAt),
  });

  return {
    assure() {
      if (!connection.health.isUsable) return false;
      return new Promise((resolve) => {
        waiting.push({ since: clock.now(), settle: resolve });
        if (!underWay) send();
      });
    },
    heardUntil: () => (isCertain ? heardUntil : Number.NEGATIVE_INFINITY),
  };
}

/** KEYS: something of the server that is asked. ARGV: the channel of who asks; the number of the message. */
const tellScript = defineScript(`
  return redis.call('PUBLISH', ARGV[1], ARGV[2])
`);
