import type { RedisServer } from '../../testkit/redis-server.ts';
import type { RecordedValue, RecordedWrites } from './record-writes.ts';

/** Puts into an empty Redis what another version left in one, as if it had been written in the life that the server is in. */
export async function replayWrites(server: RedisServer, written: RecordedWrites): Promise<void> {
  const info = String(await server.command('INFO', 'server'));
  const runId = /run_id:(\w+)/.exec(info)?.[1] ?? '';
  for (const [key, recorded] of Object.entries(written.keys)) {
    for (const command of commandsOf(key, recorded))
      await server.command(...command.map((word) => word.replaceAll(written.runId, runId)));
  }
}

function commandsOf(key: string, { type, value }: RecordedValue): readonly (readonly string[])[] {
  switch (type) {
    case 'string':
      return [['SET', key, value as string]];
    case 'hash':
      return [['HSET', key, ...Object.entries(value as Readonly<Record<string, string>>).flat()]];
    case 'zset':
      return (value as readonly (readonly [string, number])[]).map(([member, score]) => [
        'ZADD',
        key,
        String(score),
        member,
      ]);
    case 'stream':
      return (value as readonly (readonly [string, readonly string[]])[]).map(([id, fields]) => [
        'XADD',
        key,
        id,
        ...fields,
      ]);
    default:
      throw new Error(`${key} has the type ${type}, which no version wrote so far.`);
  }
}
