import { GatewayError } from '../errors.ts';
import { checkOptions } from './check-options.ts';
import { type EnvironmentVariable, fileNameOf } from './environment-variable.ts';
import { environmentVariables } from './environment.ts';
import { type OptionNaming, phraseFaults } from './faults.ts';
import type { ResolvedGatewayOptions } from './options.ts';
import { type OptionSource, readEmulatorPort, readOptions } from './read-options.ts';
import { isLoopbackUrl } from './url-rules.ts';

/** Environment variables by name; an empty one counts as unset, here and everywhere. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Whether a gateway runs over Twilio or over an emulator on the same machine. */
export type ConfigMode = 'production' | 'emulator';

/** How a configuration is loaded. */
export interface LoadConfigOptions {
  /** @default 'production' */
  readonly mode?: ConfigMode | undefined;
  /** A JSON file of options; variables win over what it says. @default the variable `CONFIG_FILE`, else none */
  readonly configFile?: string | undefined;
}

/** A configuration, and where each part of it came from. */
export interface LoadedConfig {
  readonly options: ResolvedGatewayOptions;
  /** By the path of the option; those that are not here have their default. */
  readonly sources: ReadonlyMap<string, OptionSource>;
}

/**
 * Reads the options of a gateway from the environment, from files that `…_FILE` variables name, and from a config file. Over the
 * emulator everything has a default, and what concerns a real account is not looked at, so that trying things out never reaches it.
 *
 * @param environment @default process.env
 * @throws GatewayError `CONFIGURATION_INVALID` that names every fault at once, and no value: some of them are secrets.
 */
export function loadConfig(
  environment: Environment = process.env,
  options: LoadConfigOptions = {},
): ResolvedGatewayOptions {
  return loadConfigWithSources(environment, options).options;
}

/**
 * The same as `loadConfig`, with where everything came from.
 * @throws GatewayError `CONFIGURATION_INVALID` as `loadConfig` does.
 */
export function loadConfigWithSources(
  environment: Environment,
  options: LoadConfigOptions = {},
): LoadedConfig {
  const { mode = 'production', configFile = environment['CONFIG_FILE'] || undefined } = options;
  const { input, faults, sources } = readOptions(environment, { mode, configFile });
  const check = checkOptions(input, namingOf(sources));
  const allFaults = check.ok ? faults : [...faults, ...check.faults];
  if (check.ok && allFaults.length === 0) return { options: check.values, sources };
  const isMissing = allFaults.some((fault) => fault.isMissing);
  throw new GatewayError(
    'CONFIGURATION_INVALID',
    isMissing ? `${phraseFaults(allFaults)}\n${emulatorHint}` : phraseFaults(allFaults),
  );
}

/**
 * Reads where the emulator listens.
 * @param environment @default process.env
 * @throws GatewayError `CONFIGURATION_INVALID` when `EMULATOR_PORT` is no port.
 */
export function loadEmulatorConfig(environment: Environment = process.env): { readonly port: number } {
  const { port, fault } = readEmulatorPort(environment);
  if (fault) throw new GatewayError('CONFIGURATION_INVALID', phraseFaults([fault]));
  return { port };
}

/**
 * Whether the environment holds credentials of an account at Twilio: any part of them, unless REST is pointed at something on
 * the same machine. Beside those the development secret signs nothing.
 * @param environment @default process.env
 */
export function hasRealCredentials(environment: Environment = process.env): boolean {
  const credentials = ['twilio.accountSid', 'twilio.authToken', 'twilio.apiKeySid', 'twilio.apiKeySecret'];
  const names = credentials
    .map(variableOf)
    .flatMap((variable) => (variable === undefined ? [] : [variable.name, fileNameOf(variable) ?? '']));
  return names.some((name) => environment[name]) && !isLoopbackUrl(environment['TWILIO_BASE_URL'] ?? '');
}

const emulatorHint =
  'To try it without an account at Twilio, on this machine alone: `npx twilio-conversations-graphql serve --emulator`, ' +
  'or `npm start` in a clone.';

/** Speaks of options by whatever set them, and of those that are not set by the variable that would. */
function namingOf(sources: ReadonlyMap<string, OptionSource>): OptionNaming {
  return {
    labelOf(path) {
      const source = sources.get(path);
      if (source === undefined) return variableOf(path)?.name ?? path;
      return source.kind === 'configFile' ? `${path} in ${source.path}` : source.name;
    },
    describe: (path) => variableOf(path)?.description,
  };
}

function variableOf(path: string): EnvironmentVariable | undefined {
  return environmentVariables.find(({ option }) => option === path);
}
