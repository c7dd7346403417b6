import { epochScript, readEpochScript } from './bus-scripts.ts';
import type { RedisConnection } from './redis-connection.ts';

/**
 * The epoch that this instance knows of. It ends with the life of the server, because a server that starts anew may have lost its
 * newest writes, and with the first event that history does not hold.
 */
export interface RedisEpoch {
  readonly name: string;
  /** Whether history of this epoch has a hole, or there is none yet. */
  readonly isSpoilt: boolean;
  /**
   * Finds the epoch of a server to which a connection was opened, or begins one. Resolves with the time of the server in microseconds;
   * rejects where Redis cannot be asked.
   */
  agree(runId: string): Promise<number>;
  /** There is an event that history does not hold. */
  spoil(): void;
  /** Begins a new epoch where this one is spoilt. Never rejects; where it fails, it is worth another try. */
  repair(): Promise<void>;
  /** Takes over an epoch that has begun; whether it is news, and not this instance's own doing. */
  adopt(name: string): boolean;
  /** The epoch that Redis knows of. */
  readName(): Promise<unknown>;
}

/** An epoch of this instance alone, until one is agreed on. */
export function createRedisEpoch(options: {
  readonly connection: RedisConnection;
  readonly channel: string;
  readonly draw: () => string;
}): RedisEpoch {
  const { connection, channel, draw } = options;
  const key = `${connection.prefix}:epoch`;
  const runEpoch = connection.prepare(epochScript, { isForConnecting: true });
  const runRead = connection.prepare(readEpochScript);
  let drawn = draw();
  let name = drawn;
  let spoiltName = name;
  /** Counts holes, so that one that comes while a new epoch begins spoils that one too. */
  let holes = 0;
  let life: string | undefined;
  let isRepairing = false;

  const begin = async (runId: string): Promise<number> => {
    const holesBefore = holes;
    drawn = draw();
    const reply = await runEpoch({ keys: [key], args: [runId, drawn, spoiltName, channel] });
    const [agreed, timeUs] = Array.isArray(reply) ? (reply as readonly unknown[]) : [];
    const isAgreed = typeof agreed === 'string' && agreed !== '';
    if (isAgreed) name = agreed;
    if (!isAgreed || holes !== holesBefore) spoiltName = name;
    return Number(timeUs);
  };

  return {
    get name() {
      return name;
    },
    get isSpoilt() {
      return spoiltName === name;
    },
    async agree(runId) {
      life = runId;
      return begin(runId);
    },
    spoil() {
      holes += 1;
      spoiltName = name;
    },
    async repair() {
      if (isRepairing || spoiltName !== name || life === undefined) return;
      isRepairing = true;
      await begin(life).catch(() => undefined);
      isRepairing = false;
    },
    adopt(told) {
      if (told === name) return false;
      name = told;
      return told !== drawn;
    },
    readName: () => runRead({ keys: [key], args: [] }),
  };
}
