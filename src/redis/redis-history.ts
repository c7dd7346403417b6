import type { BusEntry } from '../events/event-bus.ts';
import { readScript } from './bus-scripts.ts';
import { decodeEvent } from './event-codec.ts';
import type { RedisConnection } from './redis-connection.ts';
import { redisKey } from './redis-keys.ts';

/** What Redis remembers of the topics. */
export interface RedisHistory {
  /** The entries of the topics after an offset, oldest first; null where it is not all of them. Rejects where Redis cannot be read. */
  read(offset: number, topics: ReadonlySet<string>): Promise<readonly BusEntry[] | null>;
}

/** Topics that are read at once: between them others get their turn. */
const topicsAtOnce = 100;

/** A history of more entries than this is not told again one by one. */
const entriesMax = 10_000;

/** How long reading one topic may take, in milliseconds: nobody waits for it as for a webhook's answer. */
const readTimeoutMs = 2_000;

/** Reads what the bus of the same options wrote. */
export function createRedisHistory(options: {
  readonly connection: RedisConnection;
  readonly historyMax: number;
  readonly historyMs: number;
}): RedisHistory {
  const { connection, historyMax, historyMs } = options;
  const { prefix } = connection;
  const runRead = connection.prepare(readScript);

  const readTopic = async (topic: string, offset: number): Promise<Reading | null> => {
    const keys = [redisKey({ prefix, name: topic, kind: 'events' })];
    const args = [offset, historyMax + 1, historyMs];
    return parseReading(await runRead({ keys, args, timeoutMs: readTimeoutMs }), offset);
  };

  return {
    async read(offset, topics) {
      const waiting = [...topics];
      /** An event of two topics comes twice. */
      const found = new Map<string, BusEntry>();
      while (waiting.length > 0) {
        const readings = await Promise.all(
          waiting.splice(0, topicsAtOnce).map((topic) => readTopic(topic, offset)),
        );
        for (const reading of readings) {
          if (reading === null || reading.length > historyMax) return null;
          for (const { id, entry } of reading) found.set(id, entry);
        }
        if (found.size > entriesMax) return null;
      }
      return [...found.values()].toSorted((one, other) => one.offset - other.offset);
    },
  };
}

type Reading = readonly { readonly id: string; readonly entry: BusEntry }[];

/** The entries after an offset; null where some are missing, or where the offset is yet to come. */
function parseReading(reply: unknown, offset: number): Reading | null {
  const [now, isLost, rows] = Array.isArray(reply) ? (reply as readonly unknown[]) : [];
  if (!Array.isArray(rows) || isLost !== 0 || !(offset <= Number(now))) return null;
  const entries: Reading[number][] = [];
  for (const row of rows as readonly unknown[]) {
    const [entryOffset, before, text] = Array.isArray(row) ? row.map(String) : [];
    const shared = decodeEvent(text ?? '');
    if (shared === null) return null;
    if (entries.length === 0 && !(Number(before) <= offset)) return null;
    entries.push({ id: shared.id, entry: { offset: Number(entryOffset), event: shared.event } });
  }
  return entries;
}
