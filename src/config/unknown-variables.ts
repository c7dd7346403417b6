import { type EnvironmentVariable, fileNameOf } from './environment-variable.ts';
import { environmentVariables } from './environment.ts';
import type { Fault } from './faults.ts';
import { editDistance, nearestName } from './nearest-name.ts';
import type { Environment } from './load-config.ts';

/** Names that begin like this are the gateway's own: what is not in the table is a mistake. */
const ownPrefixes = [
  'AUTH_JWT_',
  'AUTH_TWILIO_',
  'LIMITS_HTTP_',
  'LIMITS_OPERATION_',
  'LIMITS_VIEWER_',
  'LIMITS_WEB_SOCKET_',
  'SHEDDING_',
  'UPSTREAM_',
];
/** Shorter names are like too many others: HOME is two letters from HOST. */
const nameCharactersMin = 8;
/** Changes of a letter that make a slip of the pen. */
const slipDistanceMax = 2;
/** Words that name what a gateway to Twilio has. Without one, a name that lacks a word is like too many others, such as BASE_URL. */
const tellingWords: ReadonlySet<string> = new Set(['JWKS', 'JWT', 'SID', 'SHEDDING', 'UPSTREAM']);

/** What is known of the configuration beside the names of variables. */
export interface GivenVariables {
  /** Names that are not looked at in this mode, so that a slip in them does not matter. */
  readonly ignored: ReadonlySet<string>;
  /** Whether what the variable sets is set, by itself or otherwise, so that no other name can have been meant for it. */
  isGiven(variable: EnvironmentVariable): boolean;
}

/**
 * Variables that were meant for the gateway and are not read by it. An environment is shared with other programs, so that a name counts
 * only where it begins like those of the gateway alone, or differs from one that is not set itself by a slip of the pen, or by a word too
 * many or too few (`JWT_SECRET`).
 */
export function findUnknownVariables(
  environment: Environment,
  { ignored, isGiven }: GivenVariables,
): readonly Fault[] {
  const variables = environmentVariables.flatMap((variable) =>
    [variable.name, fileNameOf(variable)]
      .filter((name) => name !== undefined)
      .map((name) => ({ name, variable })),
  );
  const names = variables.map(({ name }) => name);
  const known = new Set(names);
  const faults: Fault[] = [];
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined || value === '' || known.has(name)) continue;
    const bare = name.replace(/_FILE$/, '');
    if (bare !== name && known.has(bare)) {
      if (!ignored.has(bare)) faults.push(unknown(name, ` ${bare} is taken from no file.`));
      continue;
    }
    const near =
      variables.find((candidate) => isSlip(name, candidate.name)) ??
      variables.find((candidate) => isWordsOff(name, candidate.name));
    const isOwn = ownPrefixes.some((prefix) => name.startsWith(prefix));
    const isMeant = near !== undefined && !ignored.has(near.variable.name) && !isGiven(near.variable);
    if (!isOwn && !isMeant) continue;
    const meant = near?.name ?? nearestName(name, names);
    faults.push(unknown(name, meant === undefined ? '' : ` Did you mean ${meant}?`));
  }
  return faults;
}

function isSlip(name: string, candidate: string): boolean {
  return candidate.length >= nameCharactersMin && editDistance(name, candidate) <= slipDistanceMax;
}

/** Whether one has all words of the other in their order, and one more somewhere, or more of them in front. */
function isWordsOff(name: string, candidate: string): boolean {
  const [shorter, longer] =
    name.length < candidate.length
      ? [name.split('_'), candidate.split('_')]
      : [candidate.split('_'), name.split('_')];
  if (!shorter.some((word) => tellingWords.has(word))) return false;
  if (longer.join('_').endsWith(`_${shorter.join('_')}`)) return true;
  if (longer.length !== shorter.length + 1) return false;
  return longer.some((_, place) => longer.toSpliced(place, 1).join('_') === shorter.join('_'));
}

function unknown(name: string, hint: string): Fault {
  return { sentence: `${name} is no variable of the gateway.${hint}`, isMissing: false };
}
