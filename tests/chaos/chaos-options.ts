import { parseArgs } from 'node:util';

/** What a run is asked to do. */
export interface ChaosOptions {
  /** How long faults happen, in minutes. */
  readonly minutes: number;
  /** Of everything that is drawn by lot. */
  readonly seed: number;
  readonly gateways: number;
  readonly clients: number;
  readonly conversations: number;
  /** Whether gateways share a Redis; without one each knows only itself. */
  readonly hasRedis: boolean;
  /** The entry file of another version, which every second gateway runs; null where all run this one. */
  readonly otherProgram: string | null;
  /** Whether no fault happens at all. */
  readonly isCalm: boolean;
}

/** Runs of at least so many minutes also watch memory and handles. */
export const soakMinutesMin = 10;

/** How to call it. */
export const usage = `npm run chaos -- [options]

  --minutes <n>        how long faults happen (2); from ${soakMinutesMin} on, memory and handles are watched
  --seed <n>           of faults and writes (another one each time)
  --gateways <n>       gateway processes (3)
  --clients <n>        clients that follow conversations (50)
  --conversations <n>  conversations (10)
  --no-redis           gateways that know nothing of one another
  --other-program <f>  the built dist/main.js of another version, which every second gateway runs
  --calm               no faults, to compare with`;

/** @throws {Error} naming what is wrong. */
export function readChaosOptions(args: readonly string[]): ChaosOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: { type: 'string', default: '2' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      gateways: { type: 'string', default: '3' },
      clients: { type: 'string', default: '50' },
      conversations: { type: 'string', default: '10' },
      'no-redis': { type: 'boolean', default: false },
      'other-program': { type: 'string' },
      calm: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  return {
    minutes: readNumber(values, { name: 'minutes', min: 0.1, max: 24 * 60 }),
    seed: readInteger(values, { name: 'seed', min: 0, max: 0xffff_ffff }),
    gateways: readInteger(values, { name: 'gateways', min: 1, max: 20 }),
    clients: readInteger(values, { name: 'clients', min: 1, max: 2_000 }),
    conversations: readInteger(values, { name: 'conversations', min: 1, max: 100 }),
    hasRedis: !values['no-redis'],
    otherProgram: values['other-program'] ?? null,
    isCalm: values.calm,
  };
}

interface NumberRule {
  readonly name: string;
  readonly min: number;
  readonly max: number;
}

function readNumber(values: Readonly<Record<string, unknown>>, { name, min, max }: NumberRule): number {
  const value = Number(values[name]);
  if (value >= min && value <= max) return value;
  throw new Error(`--${name} has to be a number from ${min} to ${max}.`);
}

function readInteger(values: Readonly<Record<string, unknown>>, rule: NumberRule): number {
  const value = readNumber(values, rule);
  if (Number.isInteger(value)) return value;
  throw new Error(`--${rule.name} has to be a whole number.`);
}
