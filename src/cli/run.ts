import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { nearestName } from '../config/nearest-name.ts';
import { GatewayError } from '../errors.ts';
import { packageFile } from '../package-files.ts';
import { type Command, type CommandInput, exitCodes } from './command.ts';

/** The commands by name. Loaded when they are asked for: printing a token must not wait for the gateway to load. */
export const commands: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import('./serve.ts')).serveCommand,
  emulator: async () => (await import('./emulator.ts')).emulatorCommand,
  token: async () => (await import('./token.ts')).tokenCommand,
  webhooks: async () => (await import('./webhooks.ts')).webhooksCommand,
  doctor: async () => (await import('./doctor.ts')).doctorCommand,
  'check-config': async () => (await import('./check-config.ts')).checkConfigCommand,
  'print-config': async () => (await import('./print-config.ts')).printConfigCommand,
  'print-schema': async () => (await import('./print-schema.ts')).printSchemaCommand,
};

const programName = 'twilio-conversations-graphql';

/** Runs the program and resolves with its exit code. */
export async function run(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  if (name === '--version' || name === '-v') {
    console.log(readVersion());
    return exitCodes.ok;
  }
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    console.log(await describeProgram());
    return name === undefined ? exitCodes.usage : exitCodes.ok;
  }
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!load) {
    const nearest = nearestName(name, Object.keys(commands));
    const hint = nearest === undefined ? '' : ` Did you mean ${nearest}?`;
    console.error(`There is no command "${name}".${hint}\n\n${await describeProgram()}`);
    return exitCodes.usage;
  }
  return runCommand(name, await load(), rest);
}

async function runCommand(name: string, command: Command, argv: readonly string[]): Promise<number> {
  const input = readInput(name, command, argv);
  if (typeof input === 'number') return input;
  try {
    return await command.run(input);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    console.error(error.message);
    if (error.code.startsWith('UPSTREAM_')) console.error(`${programName} doctor finds out why.`);
    return error.code === 'CONFIGURATION_INVALID' ? exitCodes.configuration : exitCodes.failed;
  }
}

function readInput(name: string, command: Command, argv: readonly string[]): CommandInput | number {
  const refuse = (problem: string): number => {
    const call = `${programName} ${name}`;
    console.error(`${problem}\n\nUsage: ${`${call} ${command.usage}`.trimEnd()}\n${call} --help tells more.`);
    return exitCodes.usage;
  };
  const options = { ...typesOf(command), help: { type: 'boolean', short: 'h' } } as const;
  try {
    const { positionals, values } = parseArgs({ args: [...argv], allowPositionals: true, options });
    if (values['help'] === true) {
      console.log(describeCommand(name, command));
      return exitCodes.ok;
    }
    const surplus = positionals[command.argumentsMax ?? 0];
    if (surplus !== undefined) return refuse(`The argument "${surplus}" is one too many.`);
    return { positionals, values };
  } catch (error) {
    const unknown = findUnknownOption(argv, Object.keys(options));
    if (unknown !== undefined) return refuse(unknown);
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

/** Says which option there is not, and which one may be meant: Node explains at length how to write an argument that begins with a dash. */
function findUnknownOption(argv: readonly string[], names: readonly string[]): string | undefined {
  const { tokens } = parseArgs({ args: [...argv], strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind !== 'option' || names.includes(token.name) || token.rawName === '-h') continue;
    const nearest = nearestName(token.name, names);
    const hint = nearest === undefined ? '' : ` Did you mean --${nearest}?`;
    return `There is no option ${token.rawName}.${hint}`;
  }
  return undefined;
}

async function describeProgram(): Promise<string> {
  const lines = await Promise.all(
    Object.entries(commands).map(async ([name, load]) => {
      const { usage, summary } = await load();
      return [`  ${`${name} ${usage}`.trimEnd()}`, `      ${summary}`].join('\n');
    }),
  );
  return [
    `A GraphQL gateway over Twilio Conversations.`,
    '',
    `Usage: ${programName} <command> [options]`,
    '',
    ...lines,
    '',
    '  --version',
    '      Prints the version.',
    '  <command> --help',
    '      Tells more of a command.',
  ].join('\n');
}

function typesOf({ options }: Command) {
  return Object.fromEntries(Object.entries(options).map(([name, { type }]) => [name, { type }]));
}

function describeCommand(name: string, { usage, summary, options, details }: Command): string {
  const flags = Object.entries(options).map(
    ([option, { value, description }]) =>
      `  ${`--${option}${value === undefined ? '' : ` ${value}`}`.padEnd(22)}${description}`,
  );
  return [
    `Usage: ${programName} ${name} ${usage}`.trimEnd(),
    '',
    summary,
    ...(flags.length > 0 ? ['', ...flags] : []),
    ...(details ? ['', details()] : []),
  ].join('\n');
}

function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(packageFile('package.json'), 'utf8'));
  return String((manifest as { version: unknown }).version);
}
