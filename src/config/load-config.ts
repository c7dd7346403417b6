import { GatewayError } from '../errors.ts';
import { checkOptions } from './check-options.ts';
import { developmentOptions } from './development.ts';
import { type EnvironmentKind, type EnvironmentVariable, environmentVariables } from './environment.ts';
import { type Fault, type OptionNaming, phraseFaults } from './faults.ts';
import type { ResolvedGatewayOptions } from './options.ts';
import { isLoopbackUrl } from './url-rules.ts';

/** Environment variables by name; an empty one counts as unset, here and everywhere. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Whether a gateway runs over Twilio or over an emulator on the same machine. */
export type ConfigMode = 'production' | 'emulator';

/**
 * Reads the options of a gateway from the environment. Over the emulator everything has a default, and what concerns a real
 * account is not looked at, so that trying things out never reaches it.
 *
 * @param environment @default process.env
 * @throws GatewayError `CONFIGURATION_INVALID` that names every fault at once, and no value: some of them are secrets.
 */
export function loadConfig(
  environment: Environment = process.env,
  options: {
    /** @default 'production' */
    readonly mode?: ConfigMode;
  } = {},
): ResolvedGatewayOptions {
  const { mode = 'production' } = options;
  const { input, faults } = readOptions(environment, mode);
  const check = checkOptions(input, environmentNaming);
  const allFaults = check.ok ? faults : [...faults, ...check.faults];
  if (check.ok && allFaults.length === 0) return check.values;
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
  const names = ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_API_KEY_SID', 'TWILIO_API_KEY_SECRET'];
  return names.some((name) => environment[name]) && !isLoopbackUrl(environment['TWILIO_BASE_URL'] ?? '');
}

const emulatorHint =
  'To try it without an account at Twilio, on this machine alone: `npx twilio-conversations-graphql serve --emulator`, ' +
  'or `npm start` in a clone.';

/** Speaks of options by the environment variables that set them. */
const environmentNaming: OptionNaming = {
  labelOf: (path) => variableOf(path)?.name ?? path,
  describe: (path) => variableOf(path)?.description,
};

function variableOf(path: string): EnvironmentVariable | undefined {
  return environmentVariables.find(({ option }) => option === path);
}

/** A tree of options that may still be wrong. */
interface OptionTree {
  [name: string]: unknown;
}

function readOptions(environment: Environment, mode: ConfigMode) {
  const faults: Fault[] = [];
  const given = new Map<string, unknown>();
  for (const variable of environmentVariables) {
    if (variable.option === null || (mode === 'emulator' && variable.isIgnoredOverEmulator)) continue;
    const reading = readVariable(variable, environment);
    if (reading?.ok === false) faults.push(reading.fault);
    if (reading?.ok) given.set(variable.option, reading.value);
  }
  const input: OptionTree = { twilio: {}, auth: { key: {} } };
  if (mode === 'emulator') {
    const emulator = readEmulatorPort(environment);
    if (emulator.fault) faults.push(emulator.fault);
    const port = Number(given.get('port') ?? defaultOf('PORT'));
    const { auth, ...defaults } = developmentOptions({ port, emulatorPort: emulator.port });
    const hasKey = [...given.keys()].some((path) => path.startsWith('auth.key.'));
    Object.assign(input, defaults, hasKey ? {} : { auth });
  }
  for (const [path, value] of given) place(input, path.split('.'), value);
  return { input, faults };
}

type Reading = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly fault: Fault };

function readVariable({ name, kind }: EnvironmentVariable, environment: Environment): Reading | undefined {
  const text = environment[name];
  if (text === undefined || text === '') return undefined;
  const value = readers[kind](text);
  if (value !== undefined) return { ok: true, value };
  return { ok: false, fault: { sentence: `${name} has to be ${expectations[kind]}.`, isMissing: false } };
}

const readers: Readonly<Record<EnvironmentKind, (text: string) => unknown>> = {
  text: (text) => text,
  integer: (text) => (/^\d{1,9}$/.test(text) ? Number(text) : undefined),
  boolean: (text) => (text === 'true' ? true : text === 'false' ? false : undefined),
  list: (text) =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  pem: (text) => text.replaceAll(String.raw`\n`, '\n'),
};

const expectations: Readonly<Record<EnvironmentKind, string>> = {
  text: 'text',
  integer: 'a whole number',
  boolean: 'exactly true or false',
  list: 'a list with commas',
  pem: 'a key in PEM',
};

function readEmulatorPort(environment: Environment): { readonly port: number; readonly fault?: Fault } {
  const port = Number(defaultOf('EMULATOR_PORT'));
  const text = environment['EMULATOR_PORT'] || String(port);
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return { port: Number(text) };
  const sentence = 'EMULATOR_PORT has to be a whole number from 0 to 65535.';
  return { port, fault: { sentence, isMissing: false } };
}

function defaultOf(name: string): string | null {
  return environmentVariables.find((variable) => variable.name === name)?.default ?? null;
}

function place(tree: OptionTree, [first = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    tree[first] = value;
    return;
  }
  const branch: OptionTree = { ...asTree(tree[first]) };
  tree[first] = branch;
  place(branch, rest, value);
}

function asTree(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}
