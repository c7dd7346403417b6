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
  /** The entry file of another version; null where all gateways run this one. */
  readonly otherProgram: string | null;
  /** Which gateways run the other version. Without one it means nothing. */
  readonly otherShare: OtherShare;
  /** Whether no fault happens at all. */
  readonly isCalm: boolean;
}

/**
 * `half`: every second gateway. `all`: every one, to see what the other version does by itself. `rollout`: every one at first; then one
 * after the other is stopped and started as this version, and nothing else happens. `rollback`: the same the other way round.
 */
export type OtherShare = (typeof otherShares)[number];

const otherShares = ['half', 'all', 'rollout', 'rollback'] as const;

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
  --other-program <f>  the built dist/main.js of another version
  --other-share <s>    which gateways run it: half (the default), all; or, without any fault, rollout (from it to this version,
                       one gateway after the other) or rollback (from this version to it)
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
      'other-share': { type: 'string', default: 'half' },
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
    otherShare: readOtherShare(values),
    isCalm: values.calm,
  };
}

function readOtherShare(values: Readonly<Record<string, unknown>>): OtherShare {
  const share = otherShares.find((one) => one === values['other-share']);
  if (!share) throw new Error(`--other-share has to be one of ${otherShares.join(', ')}.`);
  if (share !== 'half' && values['other-program'] === undefined)
    throw new Error(`--other-share ${share} needs --other-program.`);
  return share;
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
