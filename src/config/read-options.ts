import { readConfigFile } from './config-file.ts';
import { developmentOptions } from './development.ts';
import { type EnvironmentKind, type EnvironmentVariable, fileNameOf } from './environment-variable.ts';
import { environmentVariables } from './environment.ts';
import { type Fault, valueAt } from './faults.ts';
import type { ConfigMode, Environment } from './load-config.ts';
import { type OptionTree, overlayOptions, placeOption, removeOption } from './option-tree.ts';
import { readSecretFile } from './read-file.ts';
import { parseTrustedDocuments } from './trusted-documents.ts';
import { findUnknownVariables } from './unknown-variables.ts';

/** Where the value of an option came from. */
export type OptionSource =
  | { readonly kind: 'variable'; readonly name: string }
  /** A file that the variable `name` names. */
  | { readonly kind: 'secretFile'; readonly name: string }
  | { readonly kind: 'configFile'; readonly path: string };

/** Options as they were read, before they are checked. */
export interface OptionsReading {
  readonly input: OptionTree;
  readonly faults: readonly Fault[];
  /** By the path of the option; those that are not here have their default. */
  readonly sources: ReadonlyMap<string, OptionSource>;
}

/** Exactly one of them is wanted. */
const tokenKeyOptions: readonly string[] = ['auth.key.secret', 'auth.key.publicKey', 'auth.key.jwksUrl'];

/** Reads options from the environment, from the files that it names, and below them from the config file. */
export function readOptions(
  environment: Environment,
  options: { readonly mode: ConfigMode; readonly configFile: string | undefined },
): OptionsReading {
  const { mode } = options;
  const faults: Fault[] = [];
  const sources = new Map<string, OptionSource>();
  const values = new Map<string, unknown>();
  const file = readFileOptions(options, faults);
  const ignored = new Set<string>();

  for (const variable of environmentVariables) {
    const { option } = variable;
    if (mode === 'emulator' && variable.isIgnoredOverEmulator) {
      ignored.add(variable.name);
      if (option !== null) removeOption(file, option);
      continue;
    }
    if (option === null) continue;
    if (options.configFile !== undefined && valueAt(file, option.split('.')) !== undefined)
      sources.set(option, { kind: 'configFile', path: options.configFile });
    const reading = readVariable(variable, environment);
    if (reading === undefined) continue;
    if (!reading.ok) faults.push(reading.fault);
    else values.set(option, reading.value);
    sources.set(option, reading.source);
  }
  const hasTokenKey = mode === 'emulator' || tokenKeyOptions.some((option) => sources.has(option));
  const isGiven = ({ name, option }: EnvironmentVariable): boolean =>
    option === null
      ? Boolean(environment[name])
      : sources.has(option) || (hasTokenKey && tokenKeyOptions.includes(option));
  faults.push(...findUnknownVariables(environment, { ignored, isGiven }));

  const defaults: OptionTree = { twilio: {}, auth: { key: {} } };
  if (mode === 'emulator') {
    const emulator = readEmulatorPort(environment);
    if (emulator.fault) faults.push(emulator.fault);
    const port = Number(values.get('port') ?? valueAt(file, ['port']) ?? defaultOf('PORT'));
    const { auth, ...rest } = developmentOptions({ port, emulatorPort: emulator.port });
    const hasKey = [...sources.keys()].some((path) => path.startsWith('auth.key.'));
    Object.assign(defaults, rest, hasKey ? {} : { auth });
  }
  const input = overlayOptions(defaults, file);
  for (const [path, value] of values) placeOption(input, path, value);
  return { input, faults, sources };
}

/** Reads where the emulator listens; with a fault the default, so that reading can go on. */
export function readEmulatorPort(environment: Environment): {
  readonly port: number;
  readonly fault?: Fault;
} {
  const port = Number(defaultOf('EMULATOR_PORT'));
  const text = environment['EMULATOR_PORT'] || String(port);
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return { port: Number(text) };
  const sentence = 'EMULATOR_PORT has to be a whole number from 0 to 65535.';
  return { port, fault: { sentence, isMissing: false } };
}

function readFileOptions(options: { readonly configFile: string | undefined }, faults: Fault[]): OptionTree {
  if (options.configFile === undefined) return {};
  const reading = readConfigFile(options.configFile);
  if (reading.ok) return reading.tree;
  faults.push(reading.fault);
  return {};
}

type Reading = { readonly source: OptionSource } & (
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly fault: Fault }
);

function readVariable(variable: EnvironmentVariable, environment: Environment): Reading | undefined {
  const { name, kind } = variable;
  const fileName = fileNameOf(variable);
  const path = (fileName === undefined ? undefined : environment[fileName]) || undefined;
  const text = environment[name] || undefined;
  if (fileName !== undefined && path !== undefined) {
    const source = { kind: 'secretFile', name: fileName } as const;
    if (text !== undefined)
      return { ok: false, source, fault: wrong(`${name} and ${fileName} are both set: keep one of them.`) };
    const reading = readSecretFile(path);
    if (!reading.ok)
      return {
        ok: false,
        source,
        fault: wrong(`${fileName} names a file that ${reading.reason}: ${path}`),
      };
    const read = readers[kind](reading.text);
    if (read !== undefined) return { ok: true, source, value: read };
    return { ok: false, source, fault: wrong(`${fileName} names a file that is not ${expectations[kind]}.`) };
  }
  if (text === undefined) return undefined;
  const source = { kind: 'variable', name } as const;
  const value = readers[kind](text);
  if (value !== undefined) return { ok: true, source, value };
  return { ok: false, source, fault: wrong(`${name} has to be ${expectations[kind]}.`) };
}

const readList = (text: string): readonly string[] =>
  text
    .split(/[,\n]/)
    .map((item) => item.trim())
    .filter((item) => item !== '');

const readers: Readonly<Record<EnvironmentKind, (text: string) => unknown>> = {
  text: (text) => text,
  integer: (text) => (/^\d{1,9}$/.test(text) ? Number(text) : undefined),
  boolean: (text) => (text === 'true' ? true : text === 'false' ? false : undefined),
  list: readList,
  documents: (text) => parseTrustedDocuments(text, readList),
  pem: (text) => text.replaceAll(String.raw`\n`, '\n'),
};

const expectations: Readonly<Record<EnvironmentKind, string>> = {
  text: 'text',
  integer: 'a whole number',
  boolean: 'exactly true or false',
  list: 'a list with commas',
  documents: 'a list of digests or an object in JSON',
  pem: 'a key in PEM',
};

function wrong(sentence: string): Fault {
  return { sentence, isMissing: false };
}

function defaultOf(name: string): string | null {
  return environmentVariables.find((variable) => variable.name === name)?.default ?? null;
}
