import { createClient } from 'redis';
import { systemClock } from '../../../src/clock.ts';
import { createRedisDeduplicator } from '../../../src/redis/redis-deduplicator.ts';
import { createRedisSendLedger } from '../../../src/redis/redis-send-ledger.ts';
import { createRedisSharedBudget } from '../../../src/redis/redis-shared-budget.ts';
import { startRedisBus } from '../../testkit/redis-bus.ts';
import { startRedisConnection } from '../../testkit/redis-connection.ts';
import { everyKind, lobby } from './every-kind.ts';

/** Everything that a version of the gateway leaves in a Redis and says on it. */
export interface RecordedWrites {
  /** The id of the server's life, which is part of what is written. */
  readonly runId: string;
  /** What all instances heard, in order. */
  readonly messages: readonly string[];
  /** By key. */
  readonly keys: Readonly<Record<string, RecordedValue>>;
}

/** A value of Redis: a hash as an object, a sorted set as members with scores, a stream as ids with their fields. */
export interface RecordedValue {
  readonly type: string;
  readonly value: unknown;
}

/** Sends of which one is in each state that a send can have. */
export const sends = {
  sent: { conversationSid: lobby, author: 'alice', clientMessageId: 'sent' },
  held: { conversationSid: lobby, author: 'alice', clientMessageId: 'held' },
  unknown: { conversationSid: lobby, author: 'alice', clientMessageId: 'unknown' },
} as const;

/** What the send that was sent became. */
export const sentSid = `IM${'9'.repeat(32)}`;

/** A webhook that was taken: a digest, as `deliveryKey` makes it. */
export const takenDelivery = 'b3NlIG9mIHRoZSBkaWdlc3RzIHRoYXQgYXJlIG1hZGUgb2Y=';

/** A lease that is held, and a budget of which one permit is spent. */
export const heldLease = 'sweep';
export const spentBudget = { key: 'account', permits: 1, windowMs: 3_600_000 } as const;

/** Has the gateway write each thing that it ever writes into an empty Redis. */
export async function recordWrites(url: string): Promise<RecordedWrites> {
  const client = createClient({ url });
  const listener = createClient({ url });
  await Promise.all([client.connect(), listener.connect()]);
  const messages: string[] = [];
  await listener.subscribe('test:events', (message) => void messages.push(message));
  const { bus, connection } = await startRedisBus(url);
  const clock = systemClock;

  const heard = new Promise<void>((resolve) => {
    let count = 0;
    bus.subscribeAll(() => {
      count += 1;
      if (count === everyKind.length) resolve();
    });
  });
  for (const event of everyKind) bus.publish(event);
  await heard;
  await bus.lease(heldLease, 3_600_000);
  const other = (await startRedisConnection(url)).connection;
  const ledger = createRedisSendLedger({ connection: other, clock, leaseMs: 3_600_000 });
  const claims = await Promise.all([
    ledger.claim(sends.sent),
    ledger.claim(sends.held),
    ledger.claim(sends.unknown),
  ]);
  const [sent, , unknown] = claims.map((claim) => (claim.kind === 'claimed' ? claim.token : ''));
  await ledger.settle(sends.sent, {
    token: sent ?? '',
    outcome: { kind: 'sent', messageSid: sentSid },
  });
  await ledger.settle(sends.unknown, {
    token: unknown ?? '',
    outcome: { kind: 'unknown', firstAttemptAgoMs: 20_000, lastAttemptAgoMs: 10_000 },
  });
  await createRedisDeduplicator({ connection, clock }).isFirst(takenDelivery);
  await createRedisSharedBudget({ connection, clock }).take(spentBudget);

  const runId = /run_id:(\w+)/.exec(await client.info('server'))?.[1] ?? '';
  const names = (await client.keys('*')).filter((name) => !name.endsWith(':probe')).toSorted();
  const keys: Record<string, RecordedValue> = {};
  for (const name of names) {
    const type = await client.type(name);
    keys[name] = {
      type,
      value: await client.sendCommand([...(readCommands[type] ?? []), name, ...(readArguments[type] ?? [])]),
    };
  }
  await bus.close();
  await other.close();
  client.destroy();
  listener.destroy();
  return { runId, messages: messages.filter((message) => !message.startsWith('!')), keys };
}

const readCommands: Readonly<Record<string, readonly string[]>> = {
  string: ['GET'],
  hash: ['HGETALL'],
  stream: ['XRANGE'],
  zset: ['ZRANGE'],
};
const readArguments: Readonly<Record<string, readonly string[]>> = {
  stream: ['-', '+'],
  zset: ['0', '-1', 'WITHSCORES'],
};
