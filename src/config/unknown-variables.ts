import { fileNameOf } from './environment-variable.ts';
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
  'UPSTREAM_',
];
/** Shorter names are like too many others: HOME is two letters from HOST. */
const nameCharactersMin = 8;
/** Changes of a letter that make a slip of the pen. */
const slipDistanceMax = 2;

/**
 * Variables that were meant for the gateway and are not read by it. An environment is shared with other programs, so that a
 * name counts only where it begins like those of the gateway alone, or differs by a slip of the pen from one that is not set itself.
 *
 * @param ignored names that are not looked at in this mode, so that a slip in them does not matter
 */
export function findUnknownVariables(
  environment: Environment,
  ignored: ReadonlySet<string>,
): readonly Fault[] {
  const names = environmentVariables
    .flatMap((variable) => [variable.name, fileNameOf(variable)])
    .filter((name) => name !== undefined);
  const known = new Set(names);
  const faults: Fault[] = [];
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined || value === '' || known.has(name)) continue;
    const bare = name.replace(/_FILE$/, '');
    if (bare !== name && known.has(bare)) {
      if (!ignored.has(bare)) faults.push(unknown(name, ` ${bare} is taken from no file.`));
      continue;
    }
    const slip = names.find((candidate) => isSlip(name, candidate));
    const isOwn = ownPrefixes.some((prefix) => name.startsWith(prefix));
    if (!isOwn && (slip === undefined || ignored.has(slip) || environment[slip])) continue;
    const meant = slip ?? nearestName(name, names);
    faults.push(unknown(name, meant === undefined ? '' : ` Did you mean ${meant}?`));
  }
  return faults;
}

function isSlip(name: string, candidate: string): boolean {
  return candidate.length >= nameCharactersMin && editDistance(name, candidate) <= slipDistanceMax;
}

function unknown(name: string, hint: string): Fault {
  return { sentence: `${name} is no variable of the gateway.${hint}`, isMissing: false };
}
